"""Pictures of pages: their size, where boxes of words lie in them, and what a veil leaves in their pixels."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nlp.document.anchors import Box
from nlp.document.pages import decode_pages
from nlp.document.record import encode_record
from nlp.ingest.extraction import Unreadable
from nlp.ingest.pictures import Picture, Veil, draw_page
from nlp.ingest.reader import read_document
from nlp.ingest.settings import IngestSettings
from nlp.pipeline.pictures import ContainedPictures
from nlp.text.span import Span
from tests.unit.ingest.scans import scan_with_text

SETTINGS = IngestSettings(ocr="never")
LETTER = (Path(__file__).parents[2] / "golden/ingest/letterhead.pdf").read_bytes()
STAMPED = (Path(__file__).parents[2] / "golden/ingest/watermark.pdf").read_bytes()


def pixels(picture: Picture) -> np.ndarray:
    with Image.open(io.BytesIO(picture.png)) as image:
        assert (image.format, image.size) == ("PNG", (picture.width, picture.height))
        return np.asarray(image.convert("L"))


def cut(drawn: np.ndarray, picture: Picture, box: Box) -> np.ndarray:
    x, y = picture.width / picture.page_width, picture.height / picture.page_height
    return drawn[int(box[1] * y) : int(box[3] * y) + 1, int(box[0] * x) : int(box[2] * x) + 1]


def word_boxes(data: bytes, text: str) -> tuple[Box, ...]:
    record = encode_record(read_document(data, path="x.pdf", settings=SETTINGS))
    start = record["text"].index(text)
    return decode_pages(record).locate(Span(start, start + len(text)))[0].boxes


def test_page_of_a_pdf_has_the_width_asked_for_and_its_words_where_the_record_says() -> None:
    picture = draw_page(LETTER, 1, width=900, settings=SETTINGS)
    assert (picture.width, picture.pages) == (900, 1)
    assert picture.height == pytest.approx(900 * picture.page_height / picture.page_width, abs=1)
    drawn = pixels(picture)
    for box in word_boxes(LETTER, "Rà soát toàn bộ đơn"):
        assert 0.05 < (cut(drawn, picture, box) < 128).mean() < 0.6
    assert (drawn < 128).mean() < 0.1


def test_boxes_of_the_record_are_those_of_the_document() -> None:
    document = read_document(LETTER, path="x.pdf", settings=SETTINGS)
    pages = decode_pages(encode_record(document))
    start = document.text.index("rà soát đơn thư\ntồn đọng")
    span = Span(start, start + 24)
    assert pages.locate(span)[0].to_json() == document.locate(span)[0].to_json()


def test_sources_without_pages_have_none_in_their_record() -> None:
    assert encode_record(read_document(b"Xin ch\xc3\xa0o", path="a.txt", settings=SETTINGS))["pages"] == []


def test_bars_are_in_the_pixels_and_what_is_not_shown_is_white() -> None:
    shown, barred = word_boxes(LETTER, "Rà soát toàn bộ"), word_boxes(LETTER, "đơn khiếu nại")
    plain = draw_page(LETTER, 1, width=1200, settings=SETTINGS)
    picture = draw_page(LETTER, 1, width=1200, settings=SETTINGS, veil=Veil((*shown, *barred), barred))
    drawn = pixels(picture)
    for box in barred:
        assert (cut(drawn, picture, box) == 0).all()
    assert (drawn < 128).mean() < (pixels(plain) < 128).mean()
    assert (cut(drawn, picture, shown[0])[:, :60] == cut(pixels(plain), plain, shown[0])[:, :60]).all()
    rows = slice(0, int(min(box[1] for box in (*shown, *barred)) * picture.height / picture.page_height) - 20)
    assert (drawn[rows] == 255).all()


def test_scan_with_a_text_layer_passes_no_veil_that_lets_print_pass_alone() -> None:
    data = scan_with_text()
    record = encode_record(read_document(data, path="x.pdf", settings=SETTINGS))
    assert "đơn khiếu nại" in record["text"] and not record["source"]["ocr"]
    boxes = word_boxes(data, "Rà soát toàn bộ")
    assert draw_page(data, 1, width=400, settings=SETTINGS, veil=Veil(boxes, ())).width == 400
    with pytest.raises(Unreadable) as raised:
        draw_page(data, 1, width=400, settings=SETTINGS, veil=Veil(boxes, (), print_only=True))
    assert raised.value.code == "picture.scan"


def test_print_passes_a_veil_for_print() -> None:
    boxes = word_boxes(LETTER, "Rà soát toàn bộ")
    assert (pixels(draw_page(LETTER, 1, width=400, settings=SETTINGS, veil=Veil(boxes, (), print_only=True))) < 128).any()


def test_stamps_that_nobody_read_do_not_pass_a_veil() -> None:
    record = encode_record(read_document(STAMPED, path="x.pdf", settings=SETTINGS))
    words = tuple((x0, y0, x1, y1) for *_, x0, y0, x1, y1 in record["pages"][0]["words"])
    picture = draw_page(STAMPED, 1, width=800, settings=SETTINGS, veil=Veil(words, ()))
    with Image.open(io.BytesIO(picture.png)) as image:
        colours = np.asarray(image.convert("RGB")).astype(int)
    # The stamp is printed in red, over words that were read.
    assert not (colours.max(axis=2) - colours.min(axis=2) > 60).any()


def test_pages_of_a_tiff_are_drawn_upright_by_number() -> None:
    buffer = io.BytesIO()
    first, second = Image.new("L", (400, 600), 255), Image.new("L", (300, 500), 0)
    first.save(buffer, "TIFF", save_all=True, append_images=[second])
    picture = draw_page(buffer.getvalue(), 2, width=150, settings=SETTINGS)
    assert (picture.width, picture.height, picture.page_width, picture.page_height, picture.pages) == (150, 250, 300, 500, 2)
    assert (pixels(picture) == 0).all()


def test_turned_photograph_is_drawn_as_it_was_read() -> None:
    image, exif = Image.new("L", (60, 40), 255), Image.Exif()
    image.paste(0, (0, 0, 10, 10))
    exif[0x0112] = 6  # to be turned clockwise
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif, quality=95)
    picture = draw_page(buffer.getvalue(), 1, width=3000, settings=SETTINGS)
    drawn = pixels(picture)
    assert (picture.width, picture.height) == (40, 60)
    assert drawn[:9, 31:].mean() < 20 < drawn[:9, :20].mean()


@pytest.mark.parametrize(
    ("data", "page_no", "code"),
    [
        (LETTER, 0, "picture.no_such_page"), (LETTER, 2, "picture.no_such_page"), (b"Xin ch\xc3\xa0o", 1, "picture.no_pages"),
        (b"%PDF-1.4 cut off", 1, "ingest.pdf.truncated"), (b"\x89PNG\r\n\x1a\ncut off", 1, "ingest.image.truncated"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_says_why(data: bytes, page_no: int, code: str) -> None:
    with pytest.raises(Unreadable) as raised:
        draw_page(data, page_no, width=100, settings=SETTINGS)
    assert raised.value.code == code


def test_contained_drawing_is_the_same_and_reports_the_same() -> None:
    pictures = ContainedPictures(SETTINGS)
    try:
        veil = Veil(word_boxes(LETTER, "Rà soát"), ())
        assert pictures.draw(LETTER, 1, width=300, veil=veil) == draw_page(LETTER, 1, width=300, settings=SETTINGS, veil=veil)
        with pytest.raises(Unreadable, match="Không có trang 7"):
            pictures.draw(LETTER, 7, width=300)
    finally:
        pictures.close()

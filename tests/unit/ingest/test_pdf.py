"""PDF files; the fixtures stand with the golden files."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.document.anchors import PageAnchor
from nlp.document.document import Document
from nlp.ingest.reader import read_document
from nlp.ingest.settings import IngestSettings
from nlp.text.span import Span

GOLDEN = Path(__file__).parents[2] / "golden" / "ingest"


def read(name: str, ocr: str = "never") -> Document:
    return read_document((GOLDEN / name).read_bytes(), path=name, settings=IngestSettings(ocr=ocr))


def test_watermark_and_stamp_stay_outside_and_are_counted() -> None:
    assert read("watermark.pdf").text == read("letterhead.pdf").text
    note = read("watermark.pdf").problems[0]
    assert note.code == "ingest.pdf.furniture"
    assert "khung chữ ký số: 3" in note.message and "hình mờ/chữ chìm: 2" in note.message


def test_words_that_the_writer_split_are_whole() -> None:
    # LibreOffice writes the accented letters of a line behind the plain ones.
    assert "Rà soát toàn bộ đơn khiếu nại, tố cáo" in read("letterhead.pdf").text


def test_span_over_two_lines_has_two_boxes() -> None:
    document = read("letterhead.pdf")
    start = document.text.index("rà soát đơn thư\ntồn đọng")
    anchor = document.locate(Span(start, start + 24))[0]
    assert isinstance(anchor, PageAnchor)
    assert anchor.page == 1 and len(anchor.boxes) == 2
    assert anchor.boxes[0][1] < anchor.boxes[1][1]


def test_encrypted_file() -> None:
    assert [p.code for p in read("encrypted.pdf").problems] == ["ingest.pdf.encrypted"]


def test_cut_file_is_read_or_reported() -> None:
    data = (GOLDEN / "letterhead.pdf").read_bytes()
    for share in (0.2, 0.5, 0.9):
        document = read_document(data[: int(len(data) * share)], path="a.pdf", settings=IngestSettings(ocr="never"))
        assert document.text.strip() or document.problems


@pytest.mark.ocr
def test_page_as_image_is_recognised() -> None:
    import io

    import pypdfium2

    page = pypdfium2.PdfDocument((GOLDEN / "letterhead.pdf").read_bytes())[0]
    buffer = io.BytesIO()
    page.render(scale=2.5).to_pil().save(buffer, "PNG")
    document = read_document(buffer.getvalue(), path="a.png", settings=IngestSettings())
    assert document.source.ocr and document.source.pages == 1
    lines = document.text.split("\n")
    assert lines.index("PHÒNG NỘI VỤ") < lines.index("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert "trước ngày 15/6/2024" in document.text
    start = document.text.index("15/6/2024")
    box = document.locate(Span(start, start + 9))[0]
    assert isinstance(box, PageAnchor) and 600 < box.boxes[0][1] < 700


@pytest.mark.ocr
def test_scan_inside_a_pdf() -> None:
    import io

    import pypdfium2

    page = pypdfium2.PdfDocument((GOLDEN / "letterhead.pdf").read_bytes())[0]
    buffer = io.BytesIO()
    page.render(scale=2.5).to_pil().convert("L").save(buffer, "PDF", resolution=180)
    scan = buffer.getvalue()
    unread = read_document(scan, path="a.pdf", settings=IngestSettings(ocr="never"))
    assert unread.problems[0].code == "ingest.pdf.no_text_layer"
    document = read_document(scan, path="a.pdf", settings=IngestSettings())
    assert document.source.ocr and "tố cáo, kiến nghị, phản ánh" in document.text

"""Ruled tables of scans."""

from __future__ import annotations

import io
import shutil
from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from nlp.evaluation.render_files import _register_fonts
from nlp.evaluation.render_scans import FAX, PHOTO, SCAN, Wear, render_pages, write_image_pdf
from nlp.ingest.reader import read_document
from nlp.ingest.scan_rules import read_rules
from nlp.ingest.settings import IngestSettings

XS, YS = (200, 420, 1100, 1500, 1900), (500, 640, 900, 1200)
ROWS = (
    ("TT", "Nội dung công việc", "Chủ trì", "Thời hạn"),
    ("1", "Rà soát hồ sơ đất đai", "Thanh tra huyện", "15/4/2023"),
    ("2", "Tổ chức đối thoại", "Phòng Nội vụ", "20/5/2023"),
)


def draw(xs: Sequence[int] = XS, ys: Sequence[int] = YS, *, width: int = 4) -> Image.Image:
    page = Image.new("L", (2100, 2970), 245)
    pen = ImageDraw.Draw(page)
    for y in ys:
        pen.line((xs[0], y, xs[-1], y), fill=20, width=width)
    for x in xs:
        pen.line((x, ys[0], x, ys[-1]), fill=20, width=width)
    pen.rectangle((460, 560, 700, 590), fill=30)  # a word
    return page


@pytest.mark.parametrize("blur", [0, 2])
@pytest.mark.parametrize("angle", [0.0, 0.15])
def test_lines_are_found_and_painted_over(blur: int, angle: float) -> None:
    page = draw().filter(ImageFilter.GaussianBlur(blur)).rotate(angle, Image.Resampling.BICUBIC, fillcolor=245)
    (grid,), clean = read_rules(page)
    assert np.allclose(grid.columns, XS, atol=10) and np.allclose(grid.rows, YS, atol=10)
    pixels = np.asarray(clean)
    assert (pixels < 120).mean() < 1.3 * (240 * 30) / pixels.size and (pixels[565:585, 470:690] < 120).all()


@pytest.mark.parametrize(
    "page",
    [
        draw(xs=(200, 1900)),  # a frame
        draw(ys=(500, 504)),  # a line
        draw(width=60),  # bars
        Image.new("L", (2100, 2970), 245),
        Image.new("L", (3, 3), 0),
        Image.fromarray((np.indices((1200, 900)).sum(axis=0) % 7 * 40).astype(np.uint8)),
    ],
)
def test_page_without_a_table_is_left_alone(page: Image.Image) -> None:
    assert read_rules(page) == ([], page)


def test_blurred_print_is_no_table() -> None:
    page = Image.new("L", (2100, 2970), 245)
    pen = ImageDraw.Draw(page)
    for y in range(200, 2700, 44):
        for x in range(200, 1900, 190):
            pen.rectangle((x, y, x + 150, y + 22), fill=40)
            pen.rectangle((x + 20, y - 12, x + 26, y + 34), fill=40)
    page = page.filter(ImageFilter.GaussianBlur(5))
    assert read_rules(page) == ([], page)


@pytest.mark.ocr
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
@pytest.mark.parametrize(("wear", "seed"), [(SCAN, 3), (FAX, 4), (PHOTO, 5)])
def test_scanned_table_is_read_a_row_a_line(wear: Wear, seed: int) -> None:
    _register_fonts()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setFont("Serif", 13)
    canvas.drawString(70, 770, "Phân công các cơ quan thực hiện như sau:")
    edges = (70, 110, 290, 430, 530)
    for number, row in enumerate(ROWS):
        for left, right, text in zip(edges, edges[1:], row, strict=False):
            canvas.rect(left, 700 - 40 * number, right - left, 40)
            canvas.drawString(left + 6, 714 - 40 * number, text)
    canvas.drawString(70, 590, "Các cơ quan báo cáo trước ngày 30/6/2023.")
    canvas.save()
    scan = write_image_pdf(render_pages(buffer.getvalue(), wear, seed), wear)
    lines = read_document(scan, path="a.pdf", settings=IngestSettings()).text.split("\n")
    rows = [line for line in lines if line.count(" | ") == 3]
    assert len(rows) == 3
    read, wanted = " ".join(rows).split(), " ".join(" | ".join(row) for row in ROWS).split()
    assert sum(word in read for word in wanted) >= 0.8 * len(wanted)

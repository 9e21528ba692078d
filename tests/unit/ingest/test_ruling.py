"""Ruled tables: lines to grids, words into cells, rows over the end of a page."""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from textwrap import wrap

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from nlp.document.anchors import PageAnchor
from nlp.document.document import Document
from nlp.evaluation.render_files import _register_fonts
from nlp.ingest.layout import PlacedWord, Segment, Table, build_segments
from nlp.ingest.reader import read_document
from nlp.ingest.ruling import Point, build_grids, place_tables
from nlp.ingest.settings import IngestSettings
from nlp.text.span import Span
from tests.unit.ingest.packages import build_docx, paragraph, table

Lines = list[tuple[Point, Point]]
TITLES = ("TT", "Nội dung công việc", "Chủ trì", "Thời hạn")
WORDS = "rà soát, thống kê toàn bộ hồ sơ còn tồn rồi lập danh sách gửi lên, "
TASKS = [
    (str(i), f"việc số {i} là {WORDS * (i % 4)}xong thì báo cáo", f"xã số {i}", f"{i % 28 + 1}/4/2023") for i in range(1, 61)
]


def ruled(xs: Sequence[float], ys: Sequence[float]) -> Lines:
    level: Lines = [((xs[0], y), (xs[-1], y)) for y in ys]
    return level + [((x, ys[0]), (x, ys[-1])) for x in xs]


def word(text: str, x: float, y: float) -> PlacedWord:
    return PlacedWord(text, (x, y, x + 5.0 * len(text), y + 10))


def cells(segments: Sequence[Segment]) -> list[list[list[str]]]:
    return [[[" ".join(w.text for w in cell) for cell in row] for row in s.rows] for s in segments if isinstance(s, Table)]


def read_pdf(data: bytes) -> Document:
    return read_document(data, path="a.pdf", settings=IngestSettings(ocr="never"))


def tasks_pdf(*, splits: bool, repeats: bool) -> Document:
    """The tasks as Word prints them: every cell ruled; rows are cut at the end of a page, or titles stand on each."""
    _register_fonts()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    xs, widths = (60, 100, 330, 430, 540), (5, 38, 14, 14)
    canvas.setFont("Serif", 10)
    canvas.drawString(60, 790, "Giao việc:")
    top = 775.0

    def write_row(cells: Sequence[Sequence[str]], top: float) -> float:
        height = 13.0 * max(map(len, cells)) + 5
        for x, right, lines in zip(xs, xs[1:], cells, strict=False):
            canvas.rect(x, top - height, right - x, height)
            for number, line in enumerate(lines):
                canvas.drawString(x + 3, top - 11 - 13 * number, line)
        return top - height

    titles = [[title] for title in TITLES]
    top = write_row(titles, top)
    for task in TASKS:
        cells = [wrap(text, width) for text, width in zip(task, widths, strict=True)]
        while any(cells):
            room = int((top - 60) // 13)
            if room < 1 or (not splits and room < max(map(len, cells))):
                canvas.showPage()
                canvas.setFont("Serif", 10)
                top = 800.0
                top = write_row(titles, top) if repeats else top
                continue
            top = write_row([lines[:room] for lines in cells], top)
            cells = [lines[room:] for lines in cells]
    canvas.drawString(60, top - 20, "Hết bảng.")
    canvas.save()
    return read_pdf(buffer.getvalue())


def test_lines_make_a_grid() -> None:
    (grid,) = build_grids(ruled((10, 50, 90, 130), (0, 20, 40)))
    assert (grid.columns, grid.rows) == ((10, 50, 90, 130), (0, 20, 40))
    assert grid.find_cell(word("a", 55, 25)) == (1, 1)
    assert grid.find_cell(word("a", 300, 25)) is None and grid.find_cell(word("a", 55, 45)) is None


def test_missing_lines_make_one_cell() -> None:
    lines = [line for line in ruled((0, 40, 80, 120), (0, 20, 40, 60)) if line != ((40, 0), (40, 60))]
    lines += [((40, 20), (40, 60))]  # the first row: two columns in one
    lines = [line for line in lines if line != ((0, 40), (120, 40))] + [((0, 40), (80, 40))]  # last column: two rows in one
    (grid,) = build_grids(lines)
    assert grid.owners == (((0, 0), (0, 0), (0, 2)), ((1, 0), (1, 1), (1, 2)), ((2, 0), (2, 1), (1, 2)))


def test_cells_drawn_one_by_one_and_in_pieces_are_one_grid() -> None:
    boxes: Lines = []
    for x in (0.0, 40.0, 80.0):
        for y in (0.0, 20.0):
            boxes += ruled((x + 0.4, x + 39.8), (y + 0.3, y + 19.9))
    (grid,) = build_grids(boxes)
    assert (len(grid.columns), len(grid.rows)) == (4, 3)
    assert len({owner for row in grid.owners for owner in row}) == 6


def test_two_tables_of_a_page_are_apart() -> None:
    grids = build_grids(ruled((0, 40, 80, 120), (0, 20, 40)) + ruled((0, 40, 80, 120), (200, 220, 240)))
    assert sorted(grid.rows for grid in grids) == [(0, 20, 40), (200, 220, 240)]


@pytest.mark.parametrize(
    "lines",
    [
        ruled((0, 200), (0, 100)),  # a frame
        ruled((0, 100, 200), (0, 20, 40)),  # two columns
        [((0, y), (100, y)) for y in range(0, 100, 10)],  # dotted lines of a form
        [((0, 0), (100, 80)), ((0, 80), (100, 0))],  # slanted
        [],
    ],
)
def test_what_is_no_grid(lines: Lines) -> None:
    assert build_grids(lines) == []


def test_words_of_one_printed_line_go_to_their_cells() -> None:
    lines = [
        [word("TT", 2, 5), word("Việc", 42, 5), word("Ai", 100, 5)],
        [word("1", 2, 25), word("Đo", 42, 25), word("đất", 60, 25), word("Xã", 100, 25), word("ngoài", 170, 25)],
        [word("lại", 42, 37)],
    ]
    placed = place_tables(build_segments(lines), build_grids(ruled((0, 40, 95, 150), (0, 20, 50))))
    assert cells(placed) == [[["TT", "Việc", "Ai"], ["1", "Đo đất lại", "Xã"]]]
    assert [segment.text for segment in placed if not isinstance(segment, Table)] == ["ngoài"]


def test_letterhead_in_a_ruled_box_stays_as_it_is() -> None:
    motto = [word(text, 60 + 40 * i, 5) for i, text in enumerate("CỘNG HÒA XÃ HỘI CHỦ NGHĨA".split())]
    lines = [[word("UBND", 2, 5), *motto, word("MẪU", 330, 5)], [word("Số", 2, 25), word("Ngày", 60, 25), word("01", 330, 25)]]
    segments = build_segments(lines)
    assert place_tables(segments, build_grids(ruled((0, 55, 320, 400), (0, 20, 50)))) == segments


def test_table_over_pages_reads_as_that_of_a_docx() -> None:
    document = tasks_pdf(splits=True, repeats=False)
    assert (document.source.pages or 0) >= 3
    expected = read_document(
        build_docx(paragraph("Giao việc:") + table(TITLES, *TASKS) + paragraph("Hết bảng.")),
        path="a.docx", settings=IngestSettings(),
    )  # fmt: skip
    assert [line for line in document.text.split("\n") if line] == [line for line in expected.text.split("\n") if line]


def test_repeated_titles_stay_and_rows_that_begin_a_page_are_whole() -> None:
    rows = [line for line in tasks_pdf(splits=False, repeats=True).text.split("\n") if "|" in line]
    assert rows[0] == " | ".join(TITLES) and rows.count(rows[0]) >= 3
    assert [row.split(" | ")[0] for row in rows if row != rows[0]] == [number for number, *_ in TASKS]


def test_span_over_the_end_of_a_page_has_boxes_on_both() -> None:
    document = tasks_pdf(splits=True, repeats=False)
    found = []
    for _, act, _, _ in TASKS:
        start = document.text.index(act)
        anchors = document.locate(Span(start, start + len(act)))
        assert all(isinstance(anchor, PageAnchor) and anchor.boxes for anchor in anchors)
        found.append([anchor.page for anchor in anchors if isinstance(anchor, PageAnchor)])
    assert found == sorted(found)
    assert any(len(pages) == 2 for pages in found)


@pytest.mark.parametrize("step", [0.8, 7.0])
def test_drawings_of_many_lines_end_soon(step: float) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.drawString(72, 800, "Ban do quy hoach su dung dat")
    for number in range(700):
        canvas.line(20, 20 + step * number, 570, 20 + step * number)
        canvas.line(20 + step * number, 20, 20 + step * number, 820)
    canvas.save()
    begin = time.perf_counter()
    document = read_pdf(buffer.getvalue())
    assert document.text.strip() == "Ban do quy hoach su dung dat"
    assert time.perf_counter() - begin < 5

"""Reading order of pages, and their furniture."""

from __future__ import annotations

from nlp.ingest.layout import PlacedWord, build_rows, build_segments, order_rows
from nlp.ingest.pages import PageContent, assemble_pages


def line(text: str, x: float, y: float, *, size: float = 13) -> list[PlacedWord]:
    """Words of a line, half a point a letter wide as their size says."""
    words = []
    for word in text.split(" "):
        width = len(word) * size * 0.5
        words.append(PlacedWord(word, (x, y, x + width, y + size)))
        x += width + size * 0.3
    return words


def read(*lines: list[PlacedWord]) -> list[str]:
    rows = order_rows(build_rows(build_segments(lines)), 595, 842)
    return ["\t".join(segment.text for segment in row) for row in rows if row]


def test_letterhead_is_read_left_then_right() -> None:
    assert read(
        line("UBND XÃ A", 60, 40) + line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 250, 40),
        line("Số: 5/UBND", 60, 56) + line("Độc lập - Tự do - Hạnh phúc", 290, 56),
        line("V/v tiếp dân", 60, 72) + line("A, ngày 2 tháng 3 năm 2024", 290, 72),
        line("Kính gửi: Các thôn", 200, 110),
    ) == [
        "UBND XÃ A", "Số: 5/UBND", "V/v tiếp dân", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "A, ngày 2 tháng 3 năm 2024", "Kính gửi: Các thôn",
    ]  # fmt: skip


def test_letterhead_whose_columns_almost_touch() -> None:
    left, right = line("UBND TỈNH PHÚ AN", 40, 40), line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 160, 40)
    assert read(left + right, line("SỞ Y TẾ", 50, 56) + line("Độc lập - Tự do", 260, 56))[:2] == ["UBND TỈNH PHÚ AN", "SỞ Y TẾ"]


def test_motto_alone_in_the_middle_is_no_column() -> None:
    assert read(
        line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 180, 40),
        line("Độc lập - Tự do - Hạnh phúc", 215, 56),
        line("ĐƠN KHIẾU NẠI", 250, 90),
    ) == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "ĐƠN KHIẾU NẠI"]


def test_state_named_in_prose_is_no_letterhead() -> None:
    assert read(
        line("Luật này đã được Quốc hội nước Cộng hòa xã hội chủ nghĩa Việt Nam khóa", 60, 40),
        line("XIII thông qua ngày 2.", 60, 56),
    ) == ["Luật này đã được Quốc hội nước Cộng hòa xã hội chủ nghĩa Việt Nam khóa", "XIII thông qua ngày 2."]


def test_recipients_and_signature_are_two_columns() -> None:
    assert read(
        line("Nội dung của một dòng đủ dài để chạy hết cả bề ngang trang giấy", 60, 300),
        line("Nơi nhận:", 60, 340) + line("CHỦ TỊCH", 400, 340),
        line("- Như trên;", 60, 356),
        line("- Lưu: VT.", 60, 372) + line("Lê Thị Hoa", 395, 400),
    )[1:] == ["Nơi nhận:", "- Như trên;", "- Lưu: VT.", "CHỦ TỊCH", "Lê Thị Hoa"]


def test_cells_of_a_row_are_parted_by_tabs() -> None:
    assert read(line("1", 60, 300) + line("Rà soát đơn", 120, 300) + line("15/6", 400, 300)) == ["1\tRà soát đơn\t15/6"]


def page(number: int, *lines: list[PlacedWord]) -> PageContent:
    return PageContent(number, 595, 842, build_segments(lines))


def test_running_headers_and_page_numbers_are_left_out() -> None:
    pages = [
        page(i, line("Văn bản mẫu 2024", 60, 20), line(f"Nội dung trang số {i}", 60, 300), line(f"{i}", 300, 810))
        for i in (1, 2, 3)
    ]
    text, _ = assemble_pages(pages)
    assert text == "Nội dung trang số 1\nNội dung trang số 2\nNội dung trang số 3\n"
    assert [kind for kind, _ in pages[0].furniture] == ["running_line", "page_number"]


def test_number_within_the_text_stays() -> None:
    text, _ = assemble_pages([page(1, line("Tổng số", 60, 300), line("12", 60, 400), line("đơn", 60, 500))])
    assert "12" in text


def test_words_have_boxes_on_their_page() -> None:
    text, anchors = assemble_pages([page(1, line("Một hai", 60, 300)), page(2, line("Ba", 60, 300))])
    assert anchors.page_of(text.index("Ba")) == 2
    words = anchors.pages[0].words
    assert [text[w.start : w.end] for w in words] == ["Một", "hai"] and words[0].box[:2] == (60, 300)

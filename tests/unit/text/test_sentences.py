"""Where sentences end, and where a full stop ends none."""

from __future__ import annotations

import pytest

from nlp.text.lines import find_lines, join_paragraphs, measure_width
from nlp.text.sentences import find_sentences


def split(text: str) -> list[str]:
    return [span.of(text) for span in find_sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Tổ chức đối thoại. Công khai kết quả.", 2),
        ("Yêu cầu thực hiện nghiêm túc./. Trân trọng.", 2),
        ("Ai chịu trách nhiệm? Người đứng đầu!", 2),
        ("Năm 2024. Ban Tiếp công dân báo cáo.", 2),
        ("Nhiều việc còn chậm... Tuy nhiên, kết quả khá.", 2),
        ("Phương châm “Dân biết, dân bàn.” Cán bộ làm theo.", 2),
        ("gồm đường, điện, v.v. Các xã rà soát.", 2),
        ("đơn tồn đọng.Kịp thời xử lý dứt điểm.", 2),
    ],
)
def test_ends(text: str, count: int) -> None:
    assert len(split(text)) == count, split(text)


@pytest.mark.parametrize(
    "text",
    [
        "Theo Nghị quyết số 66.17/2026/NQ-CP của Chính phủ.",
        "UBND TP. Huế và TX. Hương Trà phối hợp.",
        "Diện tích 1.250 m2, giá 4.000.000 đồng.",
        "Ông Nguyễn V. Bình trình bày.",
        "Địa chỉ: P. Trường Thi, đ/c ThS. Lê An tiếp nhận.",
        "các lĩnh vực như đất đai, xây dựng,... được quan tâm.",
        "Từ ngày 01.02.2024 đến ngày 05.02.2024.",
        "hoạt động . chuyên môn của cơ sở.",
    ],
)
def test_does_not_end(text: str) -> None:
    assert split(text) == [text]


def test_nothing_is_lost_or_doubled() -> None:
    text = "  Một câu. Hai câu ở TP. Huế; ba ý.  Câu cuối không chấm  "
    assert " ".join(split(text)).split() == text.split()


def test_a_paragraph_without_words_has_no_sentence() -> None:
    assert split(" ... ") == []


def test_lines_filled_to_the_margin_are_one_paragraph() -> None:
    text = "Căn cứ vào tình hình thực tế của địa phương và kết quả đạt được\ntrong năm, các xã báo cáo.\n\nĐoạn sau."
    assert [text[p.start : p.end].count("\n") for p in join_paragraphs(find_lines(text))] == [1, 0]


def test_long_lines_are_paragraphs_of_their_own() -> None:
    text = "\n".join(["Câu dài " * 30] * 4)
    assert measure_width(find_lines(text)) is None
    assert len(join_paragraphs(find_lines(text))) == 4

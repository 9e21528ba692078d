"""Repairs of broken Vietnamese, each with its alignment."""

from __future__ import annotations

import pytest

from nlp.text.repair import repair_text
from nlp.text.span import Span

SPLIT = [
    ("ĐIỀ U KHO ẢN THI HÀNH", "ĐIỀU KHOẢN THI HÀNH"),
    ("Đi ề u 5. Trách nhi ệ m th ực hi ện", "Điều 5. Trách nhiệm thực hiện"),
    ("tr ườ ng h ợ p c ủa T ổ ng c ục", "trường hợp của Tổng cục"),
    ("pháp lu ật v ề khi ếu n ại", "pháp luật về khiếu nại"),
]
SOUND = [
    "điểm b ảnh hưởng đến khối B an toàn",
    "Phụ lục C ấp phát vật tư",
    "khoản 1 Điều 5 Nghị định này; điểm a, b, c khoản 2",
    "ông A và bà B ở ấp 3 xã Phú Ý",
    "V/v xử lý đơn của ông Y Ủng ở Đắk Lắk",
    "Tài khoản E an toàn, mục I in ấn",
]


@pytest.mark.parametrize(("broken", "mended"), SPLIT)
def test_split_syllables_are_joined(broken: str, mended: str) -> None:
    assert repair_text(broken).text == mended


@pytest.mark.parametrize("text", SOUND)
def test_sound_text_stays(text: str) -> None:
    repaired = repair_text(text)
    assert repaired.text == text and not repaired.counts


def test_one_broken_word_in_a_line_is_no_evidence() -> None:
    assert repair_text("điều kho ản thi hành").text == "điều kho ản thi hành"


def test_capitals_and_small_letters_are_not_joined() -> None:
    assert "KHOản" not in repair_text("ĐIỀ U KHO ản TH I hành").text


@pytest.mark.parametrize(("broken", "mended"), [("C´ac", "Các"), ("ho`a", "hòa"), ("hoan̉g", "hoảng"), ("b`ınh", "bình")])
def test_stray_marks_find_their_vowel(broken: str, mended: str) -> None:
    assert repair_text(broken).text == mended


def test_mark_behind_a_blank_is_put_back() -> None:
    repaired = repair_text("lộ trình bô ̣ máy")
    assert repaired.text == "lộ trình bộ máy"
    assert repaired.counts == {"marks_apart": 1}


def test_backquote_without_a_vowel_stays() -> None:
    assert repair_text("dùng lệnh `ls` rồi").text == "dùng lệnh `ls` rồi"


def test_alignment_leads_back_to_the_pieces() -> None:
    source = "ĐIỀ U KHO ẢN"
    repaired = repair_text(source)
    start = repaired.text.index("KHOẢN")
    assert repaired.alignment.to_source(Span(start, start + 5)).of(source) == "KHO ẢN"


def test_adversarial_runs_end_soon() -> None:
    text = "đ ề " * 12_000
    assert repair_text(text).text.startswith("đề")

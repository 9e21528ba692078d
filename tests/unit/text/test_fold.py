from __future__ import annotations

import pytest

from nlp.text.fold import fold_all, fold_diacritics, fold_tone


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Uỷ ban", "Ủy ban"),
        ("hoà giải", "hòa giải"),
        ("khoẻ", "khỏe"),
        ("THUỶ LỢI", "THỦY LỢI"),
        ("Hoà", "Hòa"),
        ("hoàn thành", "hoàn thành"),
        ("quý", "quý"),
        ("quỹ đất", "quỹ đất"),
        ("thuế", "thuế"),
        ("toàn", "toàn"),
    ],
)
def test_open_syllables_take_the_new_placement_and_others_keep_theirs(old: str, new: str) -> None:
    assert fold_tone(old) == new


def test_d_with_a_stroke_loses_it() -> None:
    assert fold_diacritics("Đất đai") == "Dat dai"


def test_the_bare_view_is_lower_case_without_diacritics() -> None:
    assert fold_all("ĐƠN KHIẾU NẠI") == "don khieu nai"

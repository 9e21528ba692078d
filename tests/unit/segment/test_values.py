"""Numbers, dates, bodies and items as they are read from print."""

from __future__ import annotations

import datetime as dt

import pytest

from nlp.segment.cues import load_cues
from nlp.segment.heading import clean_item
from nlp.segment.letterhead import join_issuers
from nlp.segment.markers import parse_roman
from nlp.segment.values import NUMBER, find_date, parse_date, parse_number


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("Số: 03 /CT-UBND", "03/CT-UBND"),
        ("Số:        /UBND-VP", "/UBND-VP"),
        ("Số ......-CV/HU", "-CV/HU"),
        ("Số: 37/2025/NQ-HĐND", "37/2025/NQ-HĐND"),
        ("Số:\n145/2025/QĐ-UBND", "145/2025/QĐ-UBND"),
        ("Sô: 2/42 /KH-SYT", "/KH-SYT"),  # handwriting, read as signs
        ("Số 07–KL/VPTW", "07-KL/VPTW"),
    ],
)
def test_number(printed: str, number: str) -> None:
    match = NUMBER.match(printed)
    assert match is not None
    assert parse_number(match["digits"], match["symbol"]) == number


@pytest.mark.parametrize(
    ("printed", "place", "date"),
    [
        ("Hà Nội, ngày 05 tháng 01 năm 2026", "Hà Nội", dt.date(2026, 1, 5)),
        ("Thành phố Huế, ngày 18 tháng 11 năm 2025", "Thành phố Huế", dt.date(2025, 11, 18)),
        ("An Thịnh, ngày      tháng 5 năm 2022", "An Thịnh", None),
        ("An Thịnh, ngày ... tháng 5 năm 2022", "An Thịnh", None),
        ("An Thịnh, ngày 31 tháng 2 năm 2022", "An Thịnh", None),
        ("ngày 7 tháng 8 năm 2020", None, dt.date(2020, 8, 7)),
    ],
)
def test_place_and_date(printed: str, place: str | None, date: dt.date | None) -> None:
    found = find_date(printed, 0, len(printed))
    assert found is not None
    assert ((found.place.of(printed) if found.place else None), found.value) == (place, date)


def test_a_year_without_its_last_figure_is_no_date() -> None:
    assert parse_date("10", "2", "201") is None


@pytest.mark.parametrize(
    ("lines", "bodies"),
    [
        (["ỦY BAN NHÂN DÂN", "TỈNH SÔNG LA"], ["ỦY BAN NHÂN DÂN TỈNH SÔNG LA"]),
        (["HỘI", "ĐỒNG NHÂN DÂN", "THÀNH PHỐ HUẾ"], ["HỘI ĐỒNG NHÂN DÂN THÀNH PHỐ HUẾ"]),
        (["BỘ TƯ PHÁP", "VĂN PHÒNG"], ["BỘ TƯ PHÁP", "VĂN PHÒNG"]),
        (["VĂN PHÒNG CHÍNH", "PHỦ"], ["VĂN PHÒNG CHÍNH PHỦ"]),
        (["BAN DÂN VẬN HUYỆN ỦY -", "ỦY BAN NHÂN DÂN", "HUYỆN X"], ["BAN DÂN VẬN HUYỆN ỦY - ỦY BAN NHÂN DÂN HUYỆN X"]),
        (["UBND TỈNH X", "'SỞ Y TẾ -"], ["UBND TỈNH X", "SỞ Y TẾ"]),
    ],
)
def test_bodies_of_an_issuer_block(lines: list[str], bodies: list[str]) -> None:
    assert join_issuers(load_cues(), lines) == bodies


@pytest.mark.parametrize(
    ("item", "clean"),
    [("- Như trên;", "Như trên"), ("-_ Các đơn vị trực thuộc;", "Các đơn vị trực thuộc"), ("- Lưu: VT, NV. /s/", "Lưu: VT, NV")],
)
def test_item_without_marks(item: str, clean: str) -> None:
    assert clean_item(item) == clean


@pytest.mark.parametrize(("label", "value"), [("IV", 4), ("VIII", 8), ("IH", 3), ("M", 2), ("IIV", None), ("XX", 20)])
def test_roman_numerals_as_printed_and_misread(label: str, value: int | None) -> None:
    assert parse_roman(label) == value


def test_restoring_leaves_names_of_places_alone() -> None:
    cues = load_cues()
    assert cues.restore_words("các huyện Bảo Thắng, Văn Bàn") == "các huyện Bảo Thắng, Văn Bàn"
    assert cues.restore_words("giải quyêt đơn tô cáo") == "giải quyết đơn tố cáo"

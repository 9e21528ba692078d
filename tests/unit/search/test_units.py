"""Units of search: syllables, numbers, dates, abbreviations."""

from __future__ import annotations

import pytest

from nlp.search.units import number_terms, read_units


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Uỷ ban nhân dân xã", ["ubnd", "xã"]),
        ("uy ban nhan dan xa", ["ubnd", "xa"]),
        ("HDND và HĐND", ["hđnd", "và", "hđnd"]),
        ("Sở TN&MT", ["sở", "tnmt"]),
        ("tài nguyên và môi trường", ["tnmt"]),
        ("GCN QSDĐ", ["gcnqsdđ"]),
        ("khiếu nại, tố cáo", ["kntc"]),
        ("Công văn số 1416-CV/TU", ["công", "văn", "số", "1416-cv/tu"]),
        ("68- KH/HU", ["68-kh/hu"]),
        ("1416 – CV/TU", ["1416-cv/tu"]),
        ("03/2018/NĐ-CP", ["03/2018/nđ-cp"]),
        ("ngày 20.11.2024", ["ngày", "20/11/2024"]),
        ("hoà giải", ["hòa", "giải"]),
        # Not joined, not a number.
        ("khiếu nại của dân", ["khiếu", "nại", "của", "dân"]),
        ("15-các xã", ["15", "các", "xã"]),
        ("khoản 3 Điều 5", ["khoản", "3", "điều", "5"]),
        ("AB-CD", ["ab", "cd"]),
        ("Uy danh nhân dân", ["uy", "danh", "nhân", "dân"]),
        ("...", []),
    ],
)
def test_units(text: str, units: list[str]) -> None:
    assert [unit.marked for unit in read_units(text)] == units


def test_parts_of_a_number_can_be_sought() -> None:
    assert number_terms(["1416-CV/TU"]) == "1416-cv/tu 1416 cv tu"


@pytest.mark.parametrize("pair", [("kỷ luật", "kỉ luật"), ("quý", "quí"), ("lý do", "lí do")])
def test_y_and_i_are_one_without_marks(pair: tuple[str, str]) -> None:
    first, second = ([unit.bare for unit in read_units(text)] for text in pair)
    assert first == second


def test_places_are_those_of_the_text() -> None:
    text = "UBND xã giải phóng mặt bằng"
    assert [text[unit.start : unit.end] for unit in read_units(text)] == ["UBND", "xã", "giải phóng mặt bằng"]

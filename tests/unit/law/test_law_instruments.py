"""The registry: every collected row, look-up by number and title, status on a date."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from nlp.errors import LawError
from nlp.law.instruments import Instrument, load_registry, read_registry
from nlp.law.loader import parse_node
from nlp.law.matching import number_key

ROWS = yaml.safe_load((Path(__file__).parent / "data" / "instrument_rows.yaml").read_text(encoding="utf-8"))
REGISTRY = load_registry()


def instrument(number: str) -> Instrument:
    found = REGISTRY.find_by_number(number)
    assert found is not None
    return found


@pytest.mark.parametrize("row", ROWS, ids=[row["number"] for row in ROWS])
def test_row_is_carried(row: dict[str, Any]) -> None:
    issued = date.fromisoformat(row["issued"]) if row["issued"] else None
    item = next(item for item in REGISTRY.find_all_by_number(row["number"]) if item.issued == issued)
    assert item.number == row["number"]
    assert (item.effective.isoformat() if item.effective else None) == row["effective"]
    assert (item.status.value, item.confidence.value) == (row["status"], row["conf"])


def test_there_are_as_many_rows_as_collected_and_more() -> None:
    assert len(ROWS) == 221
    assert len(REGISTRY) > 300


@pytest.mark.parametrize("number", ["2/2011/QH13", "02/2011/qh13", " 02/2011/QH13 ", "02 / 2011 / QH13"])
def test_number_as_people_type_it(number: str) -> None:
    assert instrument(number).title == "Luật Khiếu nại"


def test_number_without_diacritics_and_decomposed() -> None:
    assert instrument("30/2020/ND-CP").title == "Công tác văn thư"
    assert instrument(unicodedata.normalize("NFD", "30/2020/NĐ-CP")).title == "Công tác văn thư"


def test_a_number_that_is_not_there() -> None:
    assert REGISTRY.find_by_number("999/2099/QH99") is None


def test_a_party_number_that_repeats_needs_its_date() -> None:
    assert len(REGISTRY.find_all_by_number("18-NQ/TW")) == 2
    assert REGISTRY.find_by_number("18-NQ/TW") is None
    found = REGISTRY.find_by_number("18-NQ/TW", issued=date(2017, 10, 25))
    assert found is not None
    assert "tổ chức bộ máy" in found.title


@pytest.mark.parametrize(
    ("title", "as_of", "number"),
    [
        ("Luật Đất đai", date(2014, 1, 1), "13/2003/QH11"),
        ("Luật Đất đai", date(2014, 6, 30), "13/2003/QH11"),
        ("Luật Đất đai", date(2014, 7, 1), "45/2013/QH13"),
        ("LUẬT ĐẤT ĐAI", date(2020, 1, 1), "45/2013/QH13"),
        ("luật đất đai", date(2025, 1, 1), "31/2024/QH15"),
        ("Đất đai", date(2025, 1, 1), "31/2024/QH15"),
        ("Luật Đất đai năm 2013", date(2025, 1, 1), "45/2013/QH13"),
        ("Luật Đất đai 2003", date(2025, 1, 1), "13/2003/QH11"),
        ("Bộ luật Dân sự", date(2016, 12, 31), "33/2005/QH11"),
        ("Bộ luật Dân sự", date(2017, 1, 1), "91/2015/QH13"),
        ("Luật Khiếu nại", date(2026, 8, 1), "02/2011/QH13"),
        ("Luật Khiếu nại, tố cáo", date(2010, 1, 1), "09/1998/QH10"),
        ("Luật Tố cáo", date(2018, 12, 31), "03/2011/QH13"),
        ("Luật Tố cáo", date(2019, 1, 1), "25/2018/QH14"),
        ("Luật Hoà giải ở cơ sở", date(2020, 1, 1), "35/2013/QH13"),
        ("Luật Tổ chức chính quyền địa phương", date(2025, 4, 1), "65/2025/QH15"),
        ("Luật Tổ chức chính quyền địa phương", date(2026, 1, 1), "72/2025/QH15"),
        ("Luật Ban hành văn bản quy phạm pháp luật", date(2020, 1, 1), "80/2015/QH13"),
        ("Luật Bầu cử đại biểu Quốc hội và đại biểu Hội đồng nhân dân", date(2021, 5, 1), "85/2015/QH13"),
    ],
)
def test_title_on_a_date(title: str, as_of: date, number: str) -> None:
    for spelling in (title, unicodedata.normalize("NFD", title)):
        found = REGISTRY.find_by_title(spelling, as_of)
        assert found is not None
        assert found.number == number


@pytest.mark.parametrize(
    ("title", "as_of"), [("Luật Không có", date(2020, 1, 1)), ("Luật Đất đai", date(1990, 1, 1)), ("", date(2020, 1, 1))]
)
def test_title_that_names_nothing(title: str, as_of: date) -> None:
    assert REGISTRY.find_by_title(title, as_of) is None


@pytest.mark.parametrize(
    ("number", "day", "status"),
    [
        ("45/2013/QH13", date(2014, 6, 30), "not_yet_effective"),
        ("45/2013/QH13", date(2020, 1, 1), "in_force"),
        ("45/2013/QH13", date(2024, 7, 31), "in_force"),
        ("45/2013/QH13", date(2024, 8, 1), "expired"),
        ("31/2024/QH15", date(2026, 11, 22), "in_force"),
        ("02/2011/QH13", date(2013, 1, 1), "in_force"),
        ("02/2011/QH13", date(2026, 11, 22), "partly"),
        ("35-CT/TW", date(2020, 1, 1), "not_normative"),
        ("05/2021/TT-TTCP", date(2022, 1, 1), "in_force"),
        ("05/2021/TT-TTCP", date(2026, 8, 1), "unknown"),
        ("02/2021/TT-TTCP", date(2024, 2, 29), "in_force"),
        ("02/2021/TT-TTCP", date(2024, 3, 10), "unknown"),
        ("02/2021/TT-TTCP", date(2024, 4, 1), "expired"),
        ("197/2004/NĐ-CP", date(2015, 1, 1), "expired"),
        ("197/2004/NĐ-CP", date(2004, 12, 1), "not_yet_effective"),
        ("759/2014/UBTVQH13", date(2020, 1, 1), "in_force"),
        ("759/2014/UBTVQH13", date(2026, 3, 1), "unknown"),
        ("116/2025/UBTVQH15", date(2026, 11, 22), "in_force"),
        ("116/2025/UBTVQH15", date(2026, 3, 1), "unknown"),
    ],
)
def test_status(number: str, day: date, status: str) -> None:
    assert REGISTRY.status_on(instrument(number), day).value == status


def test_replacements_and_amendments() -> None:
    assert [item.number for item in REGISTRY.replaced_by(instrument("43/2014/NĐ-CP"))] == ["101/2024/NĐ-CP", "102/2024/NĐ-CP"]
    assert "155/2026/NĐ-CP" in [item.number for item in REGISTRY.amended_by(instrument("124/2020/NĐ-CP"))]


def test_replacement_dates_follow_issue_dates() -> None:
    for item in REGISTRY.instruments:
        if item.effective and item.issued:
            assert item.effective >= item.issued, item.number
        if item.effective and item.replaced_on:
            assert item.replaced_on.last > item.effective, item.number


def test_numbers_are_told_apart() -> None:
    assert number_key("136/2025/QH15") != number_key("136/2025/NĐ-CP")
    assert number_key("10/2022/QH15") != number_key("1/2022/QH15")


def test_the_same_row_twice_is_a_load_error() -> None:
    row = "{number: 1/2020/QH14, kind: Luật, title: x, issuer: y, issued: null, effective: null, "
    row += "status: partly, topic: t, confidence: K}"
    text = f"as_of: 2026-11-21\nverified_on: 2026-11-21\nreview_months: 6\ninstruments:\n  - {row}\n  - {row}\n"
    with pytest.raises(LawError, match=r"r\.yaml:6: .*stands twice"):
        read_registry(parse_node(text, "r.yaml"))

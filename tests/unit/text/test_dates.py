from __future__ import annotations

import datetime as dt
import re

import pytest

from nlp.text.dates import date_pattern, parse_date, parse_date_groups


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("28/3/2024", dt.date(2024, 3, 28)),
        ("5-6-2024", dt.date(2024, 6, 5)),
        ("05.06.2024", dt.date(2024, 6, 5)),
        ("03 tháng tư năm 2018", dt.date(2018, 4, 3)),
        ("01 tháng 11 năm 2017", dt.date(2017, 11, 1)),
        ("l0 tháng 11 năm 2014", dt.date(2014, 11, 10)),
        ("mồng 2 tháng 9 năm 2020", dt.date(2020, 9, 2)),
    ],
)
def test_forms_of_a_full_date(text: str, date: dt.date) -> None:
    match = re.fullmatch(date_pattern("d"), text)
    assert match is not None
    assert parse_date_groups(match, "d") == date


@pytest.mark.parametrize(("day", "month", "year"), [("30", "02", "2024"), ("13", "14", "2024"), ("0", "1", "2024")])
def test_a_day_that_does_not_exist_is_none(day: str, month: str, year: str) -> None:
    assert parse_date(day, month, year) is None

"""The tables of working days, and arithmetic of periods."""

from __future__ import annotations

from datetime import date

import pytest

from nlp.errors import LawError
from nlp.law.calendar import load_calendar, read_year
from nlp.law.dates import Rounding, add_days, add_months, add_working_days, add_years, roll_forward
from nlp.law.due import work_out_due
from nlp.law.loader import parse_node

OFF = """
2021: 01-01 02-10 02-11 02-12 02-15 02-16 04-21 04-30 05-03 09-02 09-03
2022: 01-03 01-31 02-01 02-02 02-03 02-04 04-11 05-02 05-03 09-01 09-02
2023: 01-02 01-20 01-23 01-24 01-25 01-26 05-01 05-02 05-03 09-01 09-04
2024: 01-01 02-08 02-09 02-12 02-13 02-14 04-18 04-29 04-30 05-01 09-02 09-03
2025: 01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 05-02 09-01 09-02
2026: 01-01 01-02 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 08-31 09-01 09-02 11-24
2027: 01-01 04-16 04-30 05-03 09-02 11-24
"""
MADE_UP = {2024: ["05-04"], 2025: ["04-26"], 2026: ["01-10", "08-22"]}


@pytest.mark.parametrize("line", OFF.split("\n")[1:-1], ids=lambda line: line[:4])
def test_days_off_of_a_year(line: str) -> None:
    year, days = int(line[:4]), line[6:].split()
    table = load_calendar().years[year]
    assert [f"{day:%m-%d}" for day in sorted(table.days_off)] == days
    assert [f"{day:%m-%d}" for day in sorted(table.made_up)] == MADE_UP.get(year, [])
    assert table.confirmed is (year != 2027)
    assert table.confidence == ("S" if year == 2026 else "K")


def test_a_made_up_saturday_is_a_working_day() -> None:
    assert load_calendar().is_working(date(2026, 8, 22))
    assert not load_calendar().is_working(date(2026, 8, 29))


def test_the_proposal_of_november_2026_is_off_by_default() -> None:
    calendar = load_calendar()
    assert calendar.is_working(date(2026, 11, 23))
    adopted = calendar.adopt("hoan-doi-23-11-2026")
    assert not adopted.is_working(date(2026, 11, 23))
    assert adopted.is_working(date(2026, 11, 28))


def test_an_adopted_proposal_gives_one_end_date() -> None:
    due = work_out_due("TC_CHUYEN", date(2026, 11, 19), calendar=load_calendar().adopt("hoan-doi-23-11-2026"))
    assert due.due == date(2026, 11, 28)
    assert due.alternatives == ()


def test_an_unknown_proposal_is_an_error() -> None:
    with pytest.raises(LawError, match="hoan-doi-23-11-2026"):
        load_calendar().adopt("tet")


def test_a_year_without_table_knows_fixed_holidays_only() -> None:
    calendar = load_calendar()
    assert not calendar.is_working(date(2019, 4, 30))
    assert calendar.is_working(date(2019, 2, 5))
    assert not calendar.is_working(date(2028, 11, 24))
    assert calendar.is_working(date(2020, 11, 24))
    assert "2019" in calendar.doubts(date(2019, 1, 1), date(2019, 2, 1))[0]


def test_a_year_table_refuses_a_weekend_day_off() -> None:
    text = "year: 2026\nconfirmed: true\nconfidence: K\nsource: []\nverified_on: null\nreview_months: 12\nmade_up: []\n"
    with pytest.raises(LawError, match=r"y\.yaml:9"):
        read_year(parse_node(text + "days_off:\n  - {date: 2026-08-01, name: x}\n", "y.yaml"))


@pytest.mark.parametrize(
    ("start", "months", "rounding", "end"),
    [
        (date(2024, 1, 15), 1, Rounding.LAST_DAY, date(2024, 2, 15)),
        (date(2024, 1, 31), 1, Rounding.LAST_DAY, date(2024, 2, 29)),
        (date(2025, 1, 31), 1, Rounding.LAST_DAY, date(2025, 2, 28)),
        (date(2025, 1, 31), 1, Rounding.NEXT_DAY, date(2025, 3, 1)),
        (date(2025, 12, 31), 2, Rounding.LAST_DAY, date(2026, 2, 28)),
        (date(2025, 3, 31), -1, Rounding.LAST_DAY, date(2025, 2, 28)),
        (date(2025, 12, 15), 1, Rounding.REFUSE, date(2026, 1, 15)),
    ],
)
def test_months(start: date, months: int, rounding: Rounding, end: date) -> None:
    assert add_months(start, months, rounding=rounding) == end


def test_months_can_refuse() -> None:
    with pytest.raises(LawError, match="tháng 2/2025"):
        add_months(date(2025, 1, 31), 1, rounding=Rounding.REFUSE)


def test_years_days_working_days_and_roll_forward() -> None:
    calendar = load_calendar()
    assert add_years(date(2024, 2, 29), 1, rounding=Rounding.LAST_DAY) == date(2025, 2, 28)
    assert add_days(date(2024, 2, 28), 2) == date(2024, 3, 1)
    assert add_working_days(date(2024, 4, 26), 3, calendar) == date(2024, 5, 4)
    assert add_working_days(date(2024, 5, 6), -1, calendar) == date(2024, 5, 4)
    assert add_working_days(date(2024, 5, 6), 0, calendar) == date(2024, 5, 6)
    assert roll_forward(date(2025, 1, 25), calendar) == date(2025, 2, 3)

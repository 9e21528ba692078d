"""Values of times."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from nlp.errors import DonthuError
from nlp.extract.temporal import parse
from nlp.extract.temporal.models import TimeUnit
from nlp.extract.temporal.numerals import format_number, parse_number
from nlp.extract.temporal.patterns import DAY, PERIOD
from nlp.text.dates import KnownDate, known_of


def day_of(text: str, document_date: dt.date | None = None) -> tuple[int, int, int | None]:
    match = re.fullmatch(DAY, text)
    assert match, text
    return parse.parse_day(match, known_of(document_date) if document_date else None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15/11", (15, 11, None)),
        ("5-6-2024", (5, 6, 2024)),
        ("05.06.2024", (5, 6, 2024)),
        ("5/6/24", (5, 6, 2024)),
        ("30 tháng 6 năm 2024", (30, 6, 2024)),
        ("03 tháng tư năm 2018", (3, 4, 2018)),
        ("30 tháng\n9", (30, 9, None)),
        ("l6/6/2024", (16, 6, 2024)),
        ("2 tháng i1 năm 2024", (2, 11, 2024)),
    ],
)
def test_day_is_read_day_first(text: str, expected: tuple[int, int, int | None]) -> None:
    assert day_of(text) == expected


def test_year_told_from_the_document() -> None:
    assert day_of("20 tháng 3 năm sau", dt.date(2024, 5, 1)) == (20, 3, 2025)
    assert day_of("20 tháng 3 năm nay", dt.date(2024, 5, 1)) == (20, 3, 2024)


@pytest.mark.parametrize("text", ["40/11", "15/13", "00/12/2024"])
def test_no_day_raises(text: str) -> None:
    with pytest.raises(ValueError, match="is no day"):
        day_of(text)


def test_missing_year_is_the_coming_one() -> None:
    assert parse.resolve_year(1, known_of(dt.date(2024, 11, 20))) == 2025
    assert parse.resolve_year(10, known_of(dt.date(2024, 11, 20))) == 2024
    assert parse.resolve_year(10, None) is None


def test_missing_year_is_that_of_a_date_partly_blank() -> None:
    assert parse.resolve_year(1, KnownDate(2024, 11)) == 2025
    assert parse.resolve_year(1, KnownDate(2024)) == 2024


def test_day_that_no_calendar_has_is_none() -> None:
    assert parse.make_date(30, 2, 2024) is None
    assert parse.make_date(29, 2, 2024) == dt.date(2024, 2, 29)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("tháng 2/2024", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("quý ii năm 2024", dt.date(2024, 4, 1), dt.date(2024, 6, 30)),
        ("quý iv", dt.date(2024, 10, 1), dt.date(2024, 12, 31)),
        ("năm 2025", dt.date(2025, 1, 1), dt.date(2025, 12, 31)),
    ],
)
def test_period_has_first_and_last_day(text: str, first: dt.date, last: dt.date) -> None:
    match = re.fullmatch(PERIOD, text)
    assert match
    assert parse.period_of(match, KnownDate(2024, 3, 1)) == (first, last)


def test_period_without_any_year_is_unknown() -> None:
    match = re.fullmatch(PERIOD, "quý iv")
    assert match
    assert parse.period_of(match, None) is None


@pytest.mark.parametrize(
    ("part", "first", "last", "day"),
    [
        ("đầu", dt.date(2024, 10, 1), dt.date(2024, 10, 31), dt.date(2024, 10, 1)),
        ("giữa", dt.date(2024, 10, 1), dt.date(2024, 10, 31), dt.date(2024, 10, 15)),
        ("cuối", dt.date(2024, 10, 1), dt.date(2024, 10, 31), dt.date(2024, 10, 31)),
        ("giữa", dt.date(2024, 1, 1), dt.date(2024, 12, 31), dt.date(2024, 6, 30)),
        ("giữa", dt.date(2024, 4, 1), dt.date(2024, 6, 30), dt.date(2024, 5, 15)),
    ],
)
def test_parts_of_periods(part: str, first: dt.date, last: dt.date, day: dt.date) -> None:
    assert parse.part_of_period(part, None, first, last) == (day, day)


@pytest.mark.parametrize(
    ("part", "week", "first", "last"),
    [
        ("nửa đầu", None, dt.date(2024, 4, 1), dt.date(2024, 4, 15)),
        ("nửa cuối", None, dt.date(2024, 4, 16), dt.date(2024, 4, 30)),
        ("tuần đầu tiên", None, dt.date(2024, 4, 1), dt.date(2024, 4, 7)),
        ("tuần cuối", None, dt.date(2024, 4, 24), dt.date(2024, 4, 30)),
        ("tuần thứ hai", "hai", dt.date(2024, 4, 8), dt.date(2024, 4, 14)),
    ],
)
def test_stretches_of_periods(part: str, week: str | None, first: dt.date, last: dt.date) -> None:
    assert parse.part_of_period(part, week, dt.date(2024, 4, 1), dt.date(2024, 4, 30)) == (first, last)


def test_period_from_a_day() -> None:
    assert parse.period_from(dt.date(2024, 12, 31), "tháng", ahead=True) == (dt.date(2025, 1, 1), dt.date(2025, 1, 31))
    assert parse.period_from(dt.date(2024, 5, 2), "quý", ahead=False) == (dt.date(2024, 4, 1), dt.date(2024, 6, 30))
    assert parse.period_from(dt.date(2024, 5, 2), "năm", ahead=True) == (dt.date(2025, 1, 1), dt.date(2025, 12, 31))


def test_units_of_lengths() -> None:
    assert parse.parse_length(10, "ngày\nlàm việc") == (10, TimeUnit.WORKING_DAY)
    assert parse.parse_length(2, "tuần") == (14, TimeUnit.DAY)
    assert parse.parse_length(1, "quý") == (3, TimeUnit.MONTH)


def test_amounts_in_digits_words_and_ocr() -> None:
    assert [parse.parse_amount(text) for text in ("05", "mười  lăm", "lo", "i5")] == [5, 15, 10, 15]
    with pytest.raises(ValueError, match="no numeral"):
        parse.parse_amount("mấy")


@pytest.mark.parametrize("text", ["", "mươi", "ba hai", "một trăm linh", "không", "mười hai ba"])
def test_what_is_no_numeral_raises(text: str) -> None:
    with pytest.raises(ValueError, match="no numeral"):
        parse_number(text)


def test_numerals_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="not between"):
        format_number(1000)


def test_lunar_years() -> None:
    assert parse.parse_lunar_year("giáp", "thìn", 2023) == 2024
    assert parse.parse_lunar_year("bính", "ngọ", 2021) == 2026
    assert parse.parse_lunar_year("giáp", "sửu", 2021) is None, "stem and branch of different parity"
    assert parse.parse_lunar_year("giáp", "voi", 2021) is None


def test_rules() -> None:
    assert parse.yearly(15, [6, 12]) == "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=15"
    assert parse.monthly([5]) == "FREQ=MONTHLY;BYMONTHDAY=5"
    assert parse.quarterly([20], "last") == "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=20"
    assert parse.quarterly([10], "after") == "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10"
    assert parse.every(2, "quý") == "FREQ=MONTHLY;INTERVAL=6"
    assert parse.every(1, "hằng tuần") == "FREQ=WEEKLY"


def test_next_dates_begin_on_the_day_itself() -> None:
    assert parse.next_dates("FREQ=MONTHLY;BYMONTHDAY=12", dt.date(2024, 3, 12), 2) == (dt.date(2024, 3, 12), dt.date(2024, 4, 12))


def test_last_working_day_of_a_month() -> None:
    assert parse.next_dates(parse.last_working_day("tháng"), dt.date(2024, 3, 1), 2) == (
        dt.date(2024, 3, 29),
        dt.date(2024, 4, 30),
    )


def test_unreadable_rule_is_an_error() -> None:
    with pytest.raises(DonthuError, match="FREQ=SOMETIMES"):
        parse.next_dates("FREQ=SOMETIMES", dt.date(2024, 1, 1), 1)

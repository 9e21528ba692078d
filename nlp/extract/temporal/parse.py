"""Values of times: days of a year that may be left out, recurrence rules, lengths."""
from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping

from dateutil.rrule import rrulestr

from nlp.errors import DonthuError
from nlp.extract.temporal.models import TimeUnit
from nlp.text.dates import parse_digits, parse_month

_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_UNITS = {"ngày làm việc": TimeUnit.WORKING_DAY, "ngày": TimeUnit.DAY, "giờ": TimeUnit.HOUR, "giờ làm việc": TimeUnit.HOUR, "tiếng": TimeUnit.HOUR,
          "tháng": TimeUnit.MONTH, "năm": TimeUnit.YEAR, "tuần": TimeUnit.DAY}  # fmt: skip


def parse_day(match: re.Match[str]) -> tuple[int, int, int | None]:
    """Day, month and year (None where it is left out) of a match of ``patterns.DAY`` or ``WINDOW``.

    Raises ValueError for a month that is none.
    """
    if match["d"]:
        return int(match["d"]), int(match["m"]), int(match["y"]) if match["y"] else None
    return int(match["wd"]), parse_month(match["wm"]), int(match["wy"]) if match["wy"] else None


def resolve_year(day: int, month: int, document_date: dt.date | None) -> int | None:
    """The year of a day that names none: the document's, or the next where the day lies half a year back and more.

    A document of December that says ``trước ngày 15/01`` means the coming January. Without a document date there is none.
    """
    if document_date is None:
        return None
    return document_date.year + (1 if document_date.month - month >= 6 else 0)


def make_date(day: int, month: int, year: int | None) -> dt.date | None:
    """The day of the calendar, or None where a part is missing or there is no such day."""
    if year is None:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def end_of_period(match: re.Match[str], document_date: dt.date | None) -> dt.date | None:
    """The last day of a month, quarter or year that a match of ``patterns.PERIOD`` names; the year may be the document's."""
    if match["mm"]:
        month = int(match["mm"])
        year = int(match["my"]) if match["my"] else resolve_year(1, month, document_date)
    elif match["q"]:
        month = 3 * _QUARTERS[match["q"]]
        year = int(match["qy"]) if match["qy"] else resolve_year(1, month, document_date)
    else:
        month, year = 12, int(match["yy"])
    if year is None:
        return None
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def start_of_period(match: re.Match[str], document_date: dt.date | None) -> dt.date | None:
    """The first day of the period; ``trước quý III/2024`` ends before it."""
    end = end_of_period(match, document_date)
    if end is None:
        return None
    months = 1 if match["mm"] else 3 if match["q"] else 12
    return dt.date(end.year, end.month - months + 1, 1)


def parse_amount(number: str, numbers: Mapping[str, int]) -> int:
    """A number in digits or words."""
    word = re.sub(r"\s+", " ", number.strip())
    return numbers[word] if word in numbers else parse_digits(word)


def parse_length(number: str, unit: str, numbers: Mapping[str, int]) -> tuple[int, TimeUnit]:
    """Amount and unit of a length; a week is seven days (Bộ luật Dân sự 91/2015/QH13, Điều 146)."""
    name = re.sub(r"\s+", " ", unit)
    amount = parse_amount(number, numbers)
    return (7 * amount if name == "tuần" else amount), _UNITS[name]


def yearly(day: int, months: list[int]) -> str:
    """The rule of a day of months of every year."""
    return f"FREQ=YEARLY;BYMONTH={','.join(map(str, months))};BYMONTHDAY={day}"


def monthly(days: list[int]) -> str:
    """The rule of days of every month."""
    return f"FREQ=MONTHLY;BYMONTHDAY={','.join(map(str, days))}"


def quarterly(days: list[int], *, after: bool) -> str:
    """The rule of days of the last month of each quarter, or of the month after it."""
    return f"FREQ=YEARLY;BYMONTH={'1,4,7,10' if after else '3,6,9,12'};BYMONTHDAY={','.join(map(str, days))}"


def regular(word: str) -> str:
    """The rule of a frequency word (``hằng quý``)."""
    if word.endswith("tuần"):
        return "FREQ=WEEKLY"
    if word.endswith("tháng"):
        return "FREQ=MONTHLY"
    if word.endswith(("quý", "quí")):
        return "FREQ=MONTHLY;INTERVAL=3"
    return "FREQ=YEARLY"


def every(amount: int, unit: str) -> str:
    """The rule of ``06 tháng``, ``02 năm``, ``02 tuần`` one time."""
    frequency = {"tháng": "MONTHLY", "tuần": "WEEKLY", "năm": "YEARLY", "ngày": "DAILY"}.get(unit, "MONTHLY")
    if unit in ("quý", "quí"):
        amount *= 3
    return f"FREQ={frequency}" + (f";INTERVAL={amount}" if amount > 1 else "")


def next_dates(rule: str, after: dt.date, count: int) -> tuple[dt.date, ...]:
    """The next ``count`` days of an RFC 5545 rule from ``after`` on (that day included).

    Raises DonthuError for a rule that a reader of RFC 5545 refuses.

    >>> next_dates("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=20", dt.date(2024, 4, 1), 2)
    (datetime.date(2024, 11, 20), datetime.date(2025, 11, 20))
    """
    try:
        occurrences = rrulestr(rule, dtstart=dt.datetime.combine(after, dt.time()))
    except ValueError as error:
        raise DonthuError("deadline.rrule", f"{rule}: {error}", "write a rule of RFC 5545") from error
    found = []
    for moment in occurrences:
        found.append(moment.date())
        if len(found) == count:
            break
    return tuple(found)

"""Values of times: days of a year that may be left out, recurrence rules, lengths."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache

from dateutil.rrule import rrulestr

from nlp.errors import DonthuError
from nlp.extract.temporal.models import TimeUnit
from nlp.extract.temporal.numerals import parse_number
from nlp.text.dates import KnownDate, parse_digits, parse_month

_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_UNITS = {
    "ngày làm việc": TimeUnit.WORKING_DAY,
    "ngày": TimeUnit.DAY,
    "tuần": TimeUnit.DAY,
    "giờ": TimeUnit.HOUR,
    "giờ làm việc": TimeUnit.HOUR,
    "tiếng": TimeUnit.HOUR,
    "tháng": TimeUnit.MONTH,
    "quý": TimeUnit.MONTH,
    "quí": TimeUnit.MONTH,
    "năm": TimeUnit.YEAR,
}
_FREQUENCIES = {
    "giờ": "HOURLY",
    "ngày": "DAILY",
    "tuần": "WEEKLY",
    "tháng": "MONTHLY",
    "quý": "MONTHLY",
    "quí": "MONTHLY",
    "năm": "YEARLY",
}
_STEMS = ("giáp", "ất", "bính", "đinh", "mậu", "kỷ", "canh", "tân", "nhâm", "quý")
_BRANCHES = ("tý", "sửu", "dần", "mão", "thìn", "tỵ", "ngọ", "mùi", "thân", "dậu", "tuất", "hợi")
_BRANCH_VARIANTS = {"tí": "tý", "mẹo": "mão", "tị": "tỵ"}
_CLOCK = re.compile(r"(\d{1,2})\s*(?:h|giờ|g|:)\s*(\d{0,2})")
_NEXT_WEEKDAY = {"MO": "TU", "TU": "WE", "WE": "TH", "TH": "FR", "FR": "SA", "SA": "SU"}
_MONTHS_OF_QUARTERS = {"first": (1, 4, 7, 10), "second": (2, 5, 8, 11), "last": (3, 6, 9, 12), "after": (1, 4, 7, 10)}


def parse_day(match: re.Match[str], known: KnownDate | None = None) -> tuple[int, int, int | None]:
    """Day, month and year (None where it is left out) of a match of ``patterns.DAY``; ``5/6/24`` is of 2024.

    ``năm nay`` and ``năm sau`` count from the document's date. Raises ValueError for parts that are no numbers or a month that
    is none.
    """
    if match["d"]:
        day, month, year = (
            parse_digits(match["d"].replace("i", "1")),
            parse_digits("".join(match["m"].split()).replace("i", "1")),
            match["y"],
        )
        full = None if year is None else int(year) if len(year) == 4 else 2000 + int(year)
    else:
        day, full = parse_digits(match["wd"].replace("i", "1")), int(match["wy"]) if match["wy"] else None
        word = " ".join(match["wm"].split())
        month = parse_month(word.replace("i", "1") if re.fullmatch("[0-9oli]+", word) else word)
        if match["rel"] and known:
            full = known.year + (match["rel"] in ("sau", "tới"))
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        raise ValueError(f"{match[0]!r} is no day")
    return day, month, full


def resolve_year(month: int, known: KnownDate | None) -> int | None:
    """The year of a day that names none: the document's, or the next where the day lies half a year back and more.

    A document of December that says ``trước ngày 15/01`` means the coming January. Without the document's year there is none.
    """
    if known is None:
        return None
    return known.year + (1 if known.month and known.month - month >= 6 else 0)


def make_date(day: int, month: int, year: int | None) -> dt.date | None:
    """The day of the calendar, or None where a part is missing or there is no such day."""
    if year is None:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def period_of(match: re.Match[str], known: KnownDate | None) -> tuple[dt.date, dt.date] | None:
    """First and last day of the month, quarter or year of a match of ``patterns.PERIOD``; the year may be the document's."""
    if match["mm"]:
        last = parse_digits(match["mm"].replace("i", "1"))
        months = 1
        year = int(match["my"]) if match["my"] else resolve_year(last, known)
    elif match["q"]:
        last = 3 * _QUARTERS[match["q"]]
        months = 3
        year = int(match["qy"]) if match["qy"] else resolve_year(last, known)
    else:
        last, months, year = 12, 12, int(match["yy"])
    if year is None:
        return None
    return dt.date(year, last - months + 1, 1), end_of_month(year, last)


def months_of(match: re.Match[str]) -> list[int]:
    """All months of a match of ``patterns.PERIOD`` that names months or quarters, of a list each.

    >>> from nlp.extract.temporal.patterns import PERIOD
    >>> months_of(re.fullmatch(PERIOD, "quý ii và quý iv"))
    [4, 5, 6, 10, 11, 12]
    """
    words = re.findall(r"iv|[0-9oil]+", match[0].replace("tháng", " "))
    if match["mm"]:
        return [parse_digits(word.replace("i", "1")) for word in words]
    quarters = [_QUARTERS[word] for word in words if word in _QUARTERS]
    return [month for quarter in quarters for month in range(3 * quarter - 2, 3 * quarter + 1)]


def parse_clock(text: str) -> str | None:
    """The hour of the day in a text, ``16:00``; None where there is none.

    >>> parse_clock("16 giờ 30 phút"), parse_clock("17h"), parse_clock("sáng")
    ('16:30', '17:00', None)
    """
    clock = _CLOCK.search(text)
    return f"{int(clock[1]):02}:{int(clock[2] or 0):02}" if clock and int(clock[1]) < 25 else None


def end_of_month(year: int, month: int) -> dt.date:
    """The last day of a month."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])


_WEEKS = {"nhất": 1, "hai": 2, "ba": 3, "tư": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def part_of_period(part: str, number: str | None, first: dt.date, last: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of a part of a period: ``đầu``, ``giữa``, ``cuối``, ``nửa đầu``, ``tuần cuối``, ``tuần thứ hai``.

    After Điều 146 Bộ luật Dân sự 91/2015/QH13 the beginning is the first day, the middle of a month its 15th day and of a
    year the last of June, the end the last day; the middle of a quarter, of which the Code says nothing, is the 15th of its
    second month. A week has seven days, counted from the first or the last day; ``number`` says which week, or how many days.
    """
    months = last.month - first.month + 1
    if number and part.startswith("tuần"):
        begin = first + dt.timedelta(days=7 * _WEEKS[number] - 7)
        return begin, begin + dt.timedelta(days=6)
    if part.startswith("tuần") or number:
        stretch = dt.timedelta(days=int(number or 7) - 1)
        return (first, first + stretch) if "đầu" in part else (last - stretch, last)
    if months == 12:
        middle = dt.date(first.year, 6, 30)
    else:
        middle = first.replace(month=first.month + months // 2, day=15)
    if part.startswith("nửa"):
        return (first, middle) if "đầu" in part else (middle + dt.timedelta(days=1), last)
    day = first if part.startswith("đầu") else last if part.startswith("cuối") else middle
    return day, day


def period_from(day: dt.date, unit: str, *, ahead: bool) -> tuple[dt.date, dt.date]:
    """First and last day of the week, month, quarter or year of ``day``, or of the next; a week begins on Monday.

    >>> period_from(dt.date(2024, 3, 12), "tuần", ahead=True)
    (datetime.date(2024, 3, 18), datetime.date(2024, 3, 24))
    """
    if unit == "tuần":
        first = day + dt.timedelta(days=7 * ahead - day.weekday())
        return first, first + dt.timedelta(days=6)
    months = {"tháng": 1, "năm": 12}.get(unit, 3)
    start = day.year * 12 + (day.month - 1) // months * months + months * ahead
    end = start + months - 1
    return dt.date(start // 12, start % 12 + 1, 1), end_of_month(end // 12, end % 12 + 1)


def repeated_part(part: str, unit: str) -> str:
    """The rule of the beginning or end, or of the first or last week, of every month, quarter or year.

    >>> repeated_part("cuối", "quý"), repeated_part("tuần đầu", "tháng")
    ('FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1', 'FREQ=MONTHLY;BYMONTHDAY=1,2,3,4,5,6,7')
    """
    first = "đầu" in part
    days = [*(range(1, 8) if first else range(-7, 0))] if part.startswith("tuần") else [1 if first else -1]
    if unit == "tháng":
        return monthly(days)
    if unit == "năm":
        return f"FREQ=YEARLY;BYMONTH={1 if first else 12};BYMONTHDAY={','.join(map(str, days))}"
    return quarterly(days, "first" if first else "last")


def parse_amount(number: str) -> int:
    """A number in digits, with a scanner's letters put right, or in words; raises ValueError where it is neither."""
    word = " ".join(number.split())
    return parse_digits(word.replace("i", "1")) if re.fullmatch("[0-9oli]+", word) else parse_number(word)


def parse_length(amount: int, unit: str) -> tuple[int, TimeUnit]:
    """Amount and unit of a length; a week is seven days (Điều 146 Bộ luật Dân sự 91/2015/QH13), a quarter three months.

    >>> parse_length(2, "tuần")
    (14, <TimeUnit.DAY: 'day'>)
    """
    name = " ".join(unit.split())
    factor = 7 if name == "tuần" else 3 if name in ("quý", "quí") else 1
    return factor * amount, _UNITS[name]


def parse_lunar_year(stem: str, branch: str, near: int) -> int | None:
    """The solar year of a name of the sexagenary cycle, the one nearest to ``near``; None where there is no such name.

    >>> parse_lunar_year("ất", "tỵ", 2024)
    2025
    """
    name = _BRANCH_VARIANTS.get(branch, branch)
    if stem not in _STEMS or name not in _BRANCHES:
        return None
    for distance in range(31):
        for year in (near + distance, near - distance):
            if (year - 4) % 10 == _STEMS.index(stem) and (year - 4) % 12 == _BRANCHES.index(name):
                return year
    return None


def yearly(day: int, months: Sequence[int]) -> str:
    """The rule of a day of months of every year."""
    return f"FREQ=YEARLY;BYMONTH={','.join(map(str, months))};BYMONTHDAY={day}"


def monthly(days: Sequence[int]) -> str:
    """The rule of days of every month; -1 is the last."""
    return f"FREQ=MONTHLY;BYMONTHDAY={','.join(map(str, days))}"


def quarterly(days: Sequence[int], which: str) -> str:
    """The rule of days of the ``first``, ``second`` or ``last`` month of each quarter, or of the month ``after`` it."""
    months = ",".join(map(str, _MONTHS_OF_QUARTERS[which]))
    return f"FREQ=YEARLY;BYMONTH={months};BYMONTHDAY={','.join(map(str, days))}"


def last_working_day(of: str) -> str:
    """The rule of the last working day of every month, quarter or year; holidays are not known to a rule."""
    rhythm = {"tháng": "FREQ=MONTHLY", "năm": "FREQ=YEARLY;BYMONTH=12"}.get(of, "FREQ=MONTHLY;BYMONTH=3,6,9,12")
    return f"{rhythm};BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"


def every(amount: int, unit: str) -> str:
    """The rule of once in ``06 tháng``, ``02 năm``, ``một quý``.

    >>> every(6, "tháng"), every(1, "quý")
    ('FREQ=MONTHLY;INTERVAL=6', 'FREQ=MONTHLY;INTERVAL=3')
    """
    name = unit.split()[-1]
    if name in ("quý", "quí"):
        amount *= 3
    return f"FREQ={_FREQUENCIES.get(name, 'MONTHLY')}" + (f";INTERVAL={amount}" if amount > 1 else "")


def last_of_window(rule: str) -> str:
    """The rule of the last days of the windows that a rule describes: of each run of its months, of its days or weekdays.

    >>> last_of_window("FREQ=YEARLY;BYMONTH=1,2,3"), last_of_window("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")
    ('FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-1', 'FREQ=WEEKLY;BYDAY=FR')
    """
    parts = dict(part.split("=") for part in rule.split(";"))
    if "BYMONTHDAY" in parts:
        days = [int(day) for day in parts["BYMONTHDAY"].split(",")]
        parts["BYMONTHDAY"] = ",".join(str(day) for day in days if day + 1 not in days)
    elif "BYDAY" in parts:
        named = parts["BYDAY"].split(",")
        parts["BYDAY"] = ",".join(day for day in named if _NEXT_WEEKDAY.get(day) not in named)
    elif parts["FREQ"] == "YEARLY":
        months = [int(month) for month in parts.get("BYMONTH", "12").split(",")]
        parts["BYMONTH"] = ",".join(str(month) for month in months if month + 1 not in months)
        parts["BYMONTHDAY"] = "-1"
    return ";".join(f"{name}={value}" for name, value in parts.items())


@lru_cache(maxsize=256)
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

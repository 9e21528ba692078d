"""Calendar dates as Vietnamese writing puts them: pieces of patterns, and their values.

Day first, always; a part that is blank or impossible is never guessed.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

MONTH_WORDS = {
    "giêng": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8,
    "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12, "chạp": 12,
}  # fmt: skip
_MONTH_WORD = "|".join(sorted((re.sub(" ", r"\\s+", w) for w in MONTH_WORDS), key=len, reverse=True))
# Digits as a scanner may have read them next to digits: O for 0, l and I for 1.
_D = r"[0-9OolI]"
_MONTH = rf"(?P<month>{_D}{{1,2}}|{_MONTH_WORD})"

# A day in figures: a scanner's letter counts only beside a digit (``l0/11/2014``).
_DAY = r"(?:[0-9][0-9OolI]?|[OolI][0-9])"

#: ``28/3/2024``, ``28 - 3 - 2024``, ``28.3.2024``: groups day, month, year.
NUMERIC_DATE = rf"(?P<day>{_DAY})\s?[/.\-–]\s?(?P<month>{_DAY})\s?[/.\-–]\s?(?P<year>[0-9]{{4}})(?![0-9])"
#: ``28 tháng 3 năm 2024``: groups day, month, year.
WORDED_DATE = (
    rf"(?:mồng\s+|mùng\s+)?(?P<day>{_D}{{1,2}})\s+th[áảâ]ng\s+{_MONTH}(?:\s*,?\s+|(?<=[0-9]))năm\s+(?P<year>[0-9]{{4}})(?![0-9])"
)


def date_pattern(prefix: str) -> str:
    """Both forms of a full date as one pattern; its groups are named with ``prefix`` before day, month and year."""
    numeric = re.sub(r"\?P<(\w+)>", rf"?P<{prefix}n\1>", NUMERIC_DATE)
    worded = re.sub(r"\?P<(\w+)>", rf"?P<{prefix}w\1>", WORDED_DATE)
    return f"(?:{numeric}|{worded})"


_DATED = re.compile(r"(?:tháng\s*(?P<month>[0-9]{1,2})[\s,]+)?năm\s*(?P<year>(?:19|20)[0-9]{2})(?![0-9])")


@dataclass(frozen=True)
class KnownDate:
    """What is known of a date: the year at least; month and day are None where they are blank."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def exact(self) -> dt.date | None:
        """The day, where nothing is blank."""
        return dt.date(self.year, self.month, self.day) if self.month and self.day else None

    @property
    def first(self) -> dt.date:
        """The first day that it can be."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> dt.date:
        """The last day that it can be."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


def known_of(date: dt.date) -> KnownDate:
    """A date of which all is known."""
    return KnownDate(date.year, date.month, date.day)


def find_known_date(text: str, start: int, end: int) -> KnownDate | None:
    """Year and month of a date printed with blanks; None where not even the year stands there. A day is never read.

    >>> line = "Thái Bình, ngày     tháng 4 năm 2024"
    >>> find_known_date(line, 0, len(line))
    KnownDate(year=2024, month=4, day=None)
    """
    printed = _DATED.search(text, start, end)
    if printed is None:
        return None
    month = int(printed["month"] or 0)
    return KnownDate(int(printed["year"]), month if 1 <= month <= 12 else None)


def parse_date_groups(match: re.Match[str], prefix: str) -> dt.date | None:
    """The date of a match of ``date_pattern(prefix)``; None where it did not match or is no day of the calendar."""
    groups = match.groupdict()
    for form in ("n", "w"):
        if groups.get(f"{prefix}{form}day"):
            return parse_date(groups[f"{prefix}{form}day"], groups[f"{prefix}{form}month"], groups[f"{prefix}{form}year"])
    return None


def parse_date(day: str, month: str, year: str) -> dt.date | None:
    """The date of three parts as written; None where there is no such day.

    >>> parse_date("03", "tư", "2018")
    datetime.date(2018, 4, 3)
    >>> parse_date("30", "02", "2024")
    """
    try:
        return dt.date(int(year), parse_month(month), parse_digits(day))
    except ValueError:
        return None


def parse_month(month: str) -> int:
    """The number of a month in digits or words; raises ValueError where it is neither."""
    word = re.sub(r"\s+", " ", month.casefold())
    return MONTH_WORDS[word] if word in MONTH_WORDS else parse_digits(month)


def parse_digits(text: str) -> int:
    """The number of digits, with a scanner's letters for digits put right; raises ValueError otherwise."""
    return int(text.translate(_OCR_DIGITS))


_OCR_DIGITS = str.maketrans("OolI", "0011")

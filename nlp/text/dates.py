"""Calendar dates as Vietnamese writing puts them: pieces of patterns, and their values.

Day first, always; a part that is blank or impossible is never guessed.
"""

from __future__ import annotations

import datetime as dt
import re

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

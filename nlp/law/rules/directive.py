"""Times of tasks against one another: whether a report can arrive before it has to be passed on, and what a task's time became
in the document that implements it.

No instrument is read here. What binds is the document that set the time; the lower body's time must fit into the upper one's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# Positions in a year count months as 31 days: only their order and distance of a few days matter.
_MONTH = 31
_SAME_DAY = 0


class Order(StrEnum):
    """How a lower body's time stands to the upper body's: in time, on the same day, too late, or not to be compared."""

    IN_TIME = "in_time"
    SAME_DAY = "same_day"
    TOO_LATE = "too_late"
    UNKNOWN = "unknown"


class Change(StrEnum):
    """What became of a task's time or force: kept, tightened, loosened, or not to be compared."""

    KEPT = "kept"
    TIGHTENED = "tightened"
    LOOSENED = "loosened"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class When:
    """The last moment of a task: a day, or a rule of RFC 5545 by which it returns; ``strict`` leaves the day itself out."""

    date: date | None = None
    rrule: str | None = None
    strict: bool = False


def order_reports(lower: When, upper: When) -> Order:
    """Whether a report due at ``lower`` can be in the one due at ``upper``.

    >>> order_reports(When(date(2024, 11, 20)), When(date(2024, 11, 15))).value
    'too_late'
    >>> yearly = "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY="
    >>> order_reports(When(rrule=yearly + "10"), When(rrule=yearly + "15")).value
    'in_time'
    """
    days = days_between(upper, lower)
    if days is None:
        return Order.UNKNOWN
    return Order.SAME_DAY if days == _SAME_DAY else Order.TOO_LATE if days > _SAME_DAY else Order.IN_TIME


def compare_times(before: When, after: When) -> Change:
    """What the time of a task became: ``before`` is the directive's, ``after`` that of the document that implements it."""
    days = days_between(before, after)
    if days is None:
        return Change.UNKNOWN
    return Change.KEPT if days == _SAME_DAY else Change.LOOSENED if days > _SAME_DAY else Change.TIGHTENED


def days_between(first: When, second: When) -> int | None:
    """Days from the first time to the second, the largest where they return several times in a period; None where they do not
    return in the same way."""
    shift = first.strict - second.strict
    if first.date and second.date:
        return (second.date - first.date).days + shift
    if first.date or second.date:
        return _against_yearly(first, second, shift)
    places = [_places(when.rrule) for when in (first, second)]
    if places[0] is None or places[1] is None or places[0][0] != places[1][0]:
        return None
    mine, others = places[0][1], places[1][1]
    if not mine or len(mine) != len(others):
        return None
    return max(b - a for a, b in zip(mine, others, strict=True)) + shift


def _against_yearly(first: When, second: When, shift: int) -> int | None:
    """A day against one that returns once a year, as if of the same year."""
    places = [_places(when.rrule) if when.rrule else None for when in (first, second)]
    known: list[int] = []
    for when, place in zip((first, second), places, strict=True):
        if when.date:
            known.append(when.date.month * _MONTH + when.date.day)
        elif place is not None and place[0][0] == "YEARLY" and len(place[1]) == 1:
            known.append(place[1][0])
        else:
            return None
    return known[1] - known[0] + shift


def _places(rrule: str | None) -> tuple[tuple[str, ...], list[int]] | None:
    """The kind of return, and the days in a period at which it falls, in order; None where a rule names no days."""
    if rrule is None:
        return None
    parts: dict[str, Any] = dict(part.split("=", 1) for part in rrule.split(";") if "=" in part)
    kind = (parts.get("FREQ", ""), parts.get("INTERVAL", "1"))
    days = [31 if day == "-1" else int(day) for day in parts.get("BYMONTHDAY", "").split(",") if day.lstrip("-").isdigit()]
    months = [int(month) for month in parts.get("BYMONTH", "").split(",") if month.isdigit()]
    if kind[0] == "WEEKLY":
        weekdays = parts.get("BYDAY", "").split(",")
        return (kind, sorted(map(_WEEKDAYS.index, weekdays))) if set(weekdays) <= set(_WEEKDAYS) else None
    if kind[0] == "MONTHLY" and days:
        return kind, sorted(days)
    if kind[0] == "YEARLY" and days and months:
        return kind, sorted(month * _MONTH + day for month in months for day in days)
    return None

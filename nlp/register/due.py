"""Due dates: what a record's deadlines say of them, the days of a rule, and how an obligation stands on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dateutil.rrule import rrulestr

from nlp.extract.obligations.models import Modality
from nlp.extract.temporal.models import DeadlineFlag
from nlp.extract.temporal.parse import last_of_window
from nlp.store.register.models import COUNTED, FIXED, IN_FORCE, OPEN, OVERDUE, RECURRING, UNKNOWN, Due, Obligation

#: What makes a day doubtful: it never decides that something is overdue, it only warns.
_DOUBTFUL = frozenset({DeadlineFlag.INVALID_DAY, DeadlineFlag.PARTIAL, DeadlineFlag.NUMBER_MISMATCH, DeadlineFlag.INFERRED_YEAR})
_ONE = dt.timedelta(days=1)


@dataclass(frozen=True)
class Standing:
    """How an obligation stands on a day.

    ``status`` is the stored one or OVERDUE; ``overdue_since`` the last day on which it would have been in time, ``next`` the
    coming ones. ``certain`` is False where a doubtful day has passed: then the status is not OVERDUE.
    """

    status: str
    overdue_since: dt.date | None = None
    next: tuple[dt.date, ...] = ()
    certain: bool = True


def read_due(deadline: Mapping[str, Any], issued: dt.date | None) -> Due:
    """The due date of a record's deadline in a dispatch of ``issued``."""
    text, certain = " ".join(deadline["text"].split()), _DOUBTFUL.isdisjoint(deadline["flags"])
    if deadline["type"] == "recurring" and deadline["rrule"]:
        during = deadline["bound"] == "during"
        rule = last_of_window(deadline["rrule"]) if during else deadline["rrule"]
        shift = -1 if deadline["bound"] == "before" and not deadline.get("time") else 0
        if "BY" in rule:
            return Due(text, RECURRING, rrule=rule, shift=shift, first=issued, certain=certain)
    elif deadline["due"] and deadline["bound"] not in ("after", "at_least"):
        day = dt.date.fromisoformat(deadline["due"][-1])
        return Due(text, FIXED if deadline["type"] == "date" else COUNTED, day=day, certain=certain)
    return Due(text, UNKNOWN, certain=certain)


def days_of(due: Due, first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    """The days on which something is due from ``first`` to ``last``, both included.

    >>> rule = Due("ngày 25 hằng tháng", "dinh_ky", rrule="FREQ=MONTHLY;BYMONTHDAY=25", shift=-1)
    >>> days_of(rule, dt.date(2026, 1, 1), dt.date(2026, 2, 28))
    (datetime.date(2026, 1, 24), datetime.date(2026, 2, 24))
    """
    if due.day is not None:
        return (due.day,) if first <= due.day <= last else ()
    if due.rrule is None:
        return ()
    start = max(first, due.first) if due.first else first
    end = min(last, due.until) if due.until else last
    return tuple(day for day in _recurrences(due.rrule, due.shift, due.first, start, end) if start <= day <= end)


@lru_cache(maxsize=4096)
def _recurrences(rule: str, shift: int, anchor: dt.date | None, first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    moved = dt.timedelta(days=shift)
    begins = dt.datetime.combine(anchor or first, dt.time())
    start, end = (dt.datetime.combine(day - moved, dt.time()) for day in (first, last))
    return tuple(found.date() + moved for found in rrulestr(rule, dtstart=begins).between(start, end, inc=True))


def stand(obligation: Obligation, *, in_force: bool, as_of: dt.date, count: int = 3) -> Standing:
    """How an obligation stands on ``as_of``: overdue where a day has passed that nobody reported done.

    What is only suggested or forbidden, what a replaced directive asked, and what has a doubtful day is never overdue. Of a rule
    the last day that has passed counts. ``count`` days to come are given.
    """
    coming = _coming(obligation, as_of, count) if obligation.status == OPEN else ()
    if obligation.status != OPEN or not in_force or obligation.duty.modality != Modality.MUST.value:
        return Standing(obligation.status, next=coming)
    passed = list(_passed(obligation, as_of))
    known = [day for day, certain in passed if certain]
    if known:
        return Standing(OVERDUE, min(known), coming)
    return Standing(OPEN, next=coming, certain=not passed)


def is_in_force(status: str) -> bool:
    """Whether a directive's status still binds."""
    return status == IN_FORCE


def _passed(obligation: Obligation, as_of: dt.date) -> Iterator[tuple[dt.date, bool]]:
    """The days that have passed undone, with whether they are certain; of a rule the last one."""
    for due in obligation.duty.dues:
        if due.rrule is not None:
            before = days_of(due, as_of - 366 * _ONE, as_of - _ONE)[-1:]
        else:
            before = (due.day,) if due.day is not None and due.day < as_of else ()
        yield from ((day, due.certain) for day in before if day not in obligation.done_days)


def _coming(obligation: Obligation, as_of: dt.date, count: int) -> tuple[dt.date, ...]:
    return tuple(day for day in days_between(obligation.duty.dues, as_of, None) if day not in obligation.done_days)[:count]


def days_between(dues: Iterable[Due], first: dt.date, last: dt.date | None) -> tuple[dt.date, ...]:
    """The days of all due dates from ``first`` to ``last``, in order; without a last one rules are followed for two years."""
    end = last or first + 732 * _ONE
    found = {day for due in dues for day in days_of(due, first, dt.date.max if due.day and last is None else end)}
    return tuple(sorted(found))

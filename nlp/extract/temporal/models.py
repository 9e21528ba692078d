"""Values of the deadline reader."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from nlp.document.annotation import Annotation
from nlp.text.span import Span


class DeadlineType(StrEnum):
    """A day, a day that comes again, a length of time, or how often."""

    DATE = "date"
    RECURRING = "recurring"
    DURATION = "duration"
    FREQUENCY = "frequency"


class Bound(StrEnum):
    """How the time binds (``before`` excludes the day, ``by`` includes it)."""

    BEFORE = "before"
    BY = "by"
    ON = "on"
    WITHIN = "within"
    DURING = "during"
    AFTER = "after"
    AT_LEAST = "at_least"


class TimeUnit(StrEnum):
    """Units of ``amount``; ``time`` counts how often."""

    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"
    TIME = "time"


class DeadlineFlag(StrEnum):
    """What a reader of a deadline should know: it lies before the document's date, names a day that the calendar does not
    have, leaves a part blank, gives one number in digits and another in words, or takes its year from a document whose own
    date is partly blank."""

    PAST = "past"
    INVALID_DAY = "invalid_day"
    PARTIAL = "partial"
    NUMBER_MISMATCH = "number_mismatch"
    INFERRED_YEAR = "inferred_year"


@dataclass(slots=True)
class Found:
    """A time as found, with its value; ``start`` and ``end`` are code points of the canonical text.

    It is not frozen, for a frozen one takes three times as long to make and a text holds many.
    """

    start: int
    end: int
    rule: str
    type: DeadlineType
    bound: Bound | None
    date: dt.date | None = None
    rrule: str | None = None
    amount: int | None = None
    unit: TimeUnit | None = None
    trigger: str | None = None
    time: str | None = None
    flags: tuple[DeadlineFlag, ...] = ()
    cues: tuple[Span, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Deadline(Annotation):
    """When something has to be done; ``rrule`` after RFC 5545, ``due`` the next due dates from the document's date.

    ``time`` is the hour of the day (``16:00``) where the text sets one.
    """

    LAYER: ClassVar[str] = "deadlines"

    type: DeadlineType
    bound: Bound | None = None
    date: dt.date | None = None
    rrule: str | None = None
    amount: int | None = None
    unit: TimeUnit | None = None
    trigger: str | None = None
    due: tuple[dt.date, ...] = ()
    time: str | None = None
    flags: tuple[DeadlineFlag, ...] = ()

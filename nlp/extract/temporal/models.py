"""Values of the deadline reader."""
from __future__ import annotations

from dataclasses import dataclass
import datetime as dt
from enum import StrEnum
from typing import ClassVar

from nlp.document.annotation import Annotation


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


@dataclass(frozen=True, kw_only=True)
class Deadline(Annotation):
    """When something has to be done; ``rrule`` after RFC 5545, ``due`` the next due dates from the document's date."""

    LAYER: ClassVar[str] = "deadlines"

    type: DeadlineType
    bound: Bound | None = None
    date: dt.date | None = None
    rrule: str | None = None
    amount: int | None = None
    unit: TimeUnit | None = None
    trigger: str | None = None
    due: tuple[dt.date, ...] = ()

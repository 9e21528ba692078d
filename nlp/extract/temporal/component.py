"""The deadline reader."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import ClassVar

from nlp.document.annotation import Provenance
from nlp.document.document import Document
from nlp.extract.temporal.find import Context, Found, find_times
from nlp.extract.temporal.models import Bound, Deadline, DeadlineType, TimeUnit
from nlp.extract.temporal.parse import next_dates
from nlp.extract.temporal.patterns import load_temporal_data
from nlp.segment.models import Header
from nlp.text.span import Span


class DeadlineReader:
    """Annotates every expression that says when something has to be done, how often, or within how long."""

    name: ClassVar[str] = "deadlines"
    version: ClassVar[int] = 1
    requires: ClassVar[frozenset[str]] = frozenset({"header", "segments", "citations"})
    provides: ClassVar[frozenset[str]] = frozenset({"deadlines"})

    def __init__(self, *, next_due: int = 3) -> None:
        self.next_due = next_due

    def annotate(self, document: Document) -> Iterable[Deadline]:
        """The deadlines of the text, by start, with the next due dates from the document's date.

        >>> from nlp.document.document import build_document
        >>> [d.rrule for d in DeadlineReader().annotate(build_document("Hằng năm, báo cáo trước ngày 20/11."))]
        ['FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=20']
        """
        header = document.first(Header)
        date = header.date if header else None
        context = Context(document, load_temporal_data(), date)
        for found in find_times(context):
            yield Deadline(
                span=Span(found.start, found.end),
                provenance=Provenance(self.name, self.version, found.rule, found.cues),
                type=found.type,
                bound=found.bound,
                date=found.date,
                rrule=found.rrule,
                amount=found.amount,
                unit=found.unit,
                trigger=found.trigger,
                due=self._due(found, date),
            )

    def _due(self, found: Found, document_date: dt.date | None) -> tuple[dt.date, ...]:
        """The last days on which it is still in time: the day before a ``before``, the day itself otherwise."""
        one = dt.timedelta(days=1 if found.bound is Bound.BEFORE else 0)
        if found.type is DeadlineType.DATE:
            return (found.date - one,) if found.date else ()
        if found.type is DeadlineType.RECURRING and document_date and "BY" in (found.rrule or ""):
            return tuple(day - one for day in next_dates(found.rrule or "", document_date + one, self.next_due))
        if found.type is DeadlineType.DURATION and document_date and found.amount and found.unit is TimeUnit.DAY:
            if found.trigger and ("ngày ký" in found.trigger or "ngày ban hành" in found.trigger):
                return (document_date + dt.timedelta(days=found.amount),)
        return ()

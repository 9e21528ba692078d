"""The deadline reader."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from nlp.document.annotation import Provenance
from nlp.document.document import Document
from nlp.document.problem import Problem, Severity
from nlp.extract.temporal.context import Context
from nlp.extract.temporal.due import work_out_due
from nlp.extract.temporal.find import find_times
from nlp.extract.temporal.models import Deadline, DeadlineFlag, Found
from nlp.extract.temporal.patterns import load_temporal_data
from nlp.segment.models import Header
from nlp.text.dates import KnownDate, find_known_date, known_of
from nlp.text.span import Span

_MESSAGES = {
    DeadlineFlag.INVALID_DAY: "Ngày ghi trong văn bản không có trong lịch; thời hạn được giữ lại nhưng không có ngày.",
    DeadlineFlag.NUMBER_MISMATCH: "Số ghi bằng chữ số và số ghi bằng chữ không khớp; lấy theo chữ số.",
}


class DeadlineReader:
    """Annotates every expression that says when something has to be done, how often, or within how long."""

    name: ClassVar[str] = "deadlines"
    version: ClassVar[int] = 4
    requires: ClassVar[frozenset[str]] = frozenset({"header", "segments", "citations"})
    provides: ClassVar[frozenset[str]] = frozenset({"deadlines"})

    def __init__(self, *, next_due: int = 3) -> None:
        self.next_due = next_due

    def annotate(self, document: Document) -> Iterable[Deadline | Problem]:
        """The deadlines of the text, by start, with the next due dates from the document's date.

        A day that no calendar holds is a deadline without a date and a problem ``deadlines.invalid_day``; digits and words
        that disagree are a problem ``deadlines.number_mismatch``.

        >>> from nlp.document.document import build_document
        >>> [d.rrule for d in DeadlineReader().annotate(build_document("Hằng năm, báo cáo trước ngày 20/11."))]
        ['FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=20']
        """
        known = _document_date(document)
        date = known.exact if known else None
        data = load_temporal_data()
        for found in find_times(Context(document, data, known)):
            yield from self._problems(found)
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
                due=work_out_due(found, date, self.next_due, data.own_date),
                time=found.time,
                flags=found.flags,
            )

    def _problems(self, found: Found) -> Iterable[Problem]:
        for flag in found.flags:
            if flag in _MESSAGES:
                code = f"{self.name}.{flag.value}"
                yield Problem(code, Severity.WARNING, self.name, _MESSAGES[flag], span=Span(found.start, found.end))


def _document_date(document: Document) -> KnownDate | None:
    """The document's date, or the month or year of one that is partly blank."""
    header = document.first(Header)
    if header is None:
        return None
    if header.date is not None:
        return known_of(header.date)
    span = header.spans.get("date")
    return find_known_date(document.view("tone"), span.start, span.end) if span else None

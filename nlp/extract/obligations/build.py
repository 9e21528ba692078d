"""What the walk over the units shares: small judgements of a span, and the making of an obligation."""

from __future__ import annotations

import re

from nlp.document.annotation import Provenance
from nlp.document.document import Document
from nlp.extract.citations.find import find_body_end
from nlp.extract.citations.models import Citation
from nlp.extract.citations.patterns import load_citation_data
from nlp.extract.obligations import patterns
from nlp.extract.obligations.models import ADDRESSEES, Assignee, AssigneeRole, Modality, Obligation
from nlp.extract.obligations.parse import Reader, Reading
from nlp.extract.obligations.patterns import ObligationData
from nlp.extract.obligations.tables import TaskRow
from nlp.extract.obligations.units import Unit
from nlp.extract.temporal.models import Deadline
from nlp.text.span import Span

NAME = "obligations"
VERSION = 1
_LEAD_IN = re.compile(r"(?::|\b(?:sau|sau\s+đây)\s*[.:;]?)\s*\Z", re.I)


class Builder:
    """Judges spans of one document and makes obligations of them."""

    def __init__(self, document: Document, data: ObligationData) -> None:
        self.document = document
        self.data = data
        self.reader = Reader(document.text, document.view("case"), data)

    def _only_names(self, span: Span) -> bool:
        """Whether a span names bodies only, without a predicate."""
        start = self.reader.skip_openers(span.start, span.end)
        if responsible := patterns.RESPONSIBLE_FOR_OF.match(self.reader.case, start):
            start = responsible.end()
        order = self.data.order.match(self.reader.case, start)
        if order:
            start = order.end()
        bracket = self.reader.case.find("(", start, span.end)
        end = bracket if bracket > 0 else span.end
        head = self.data.body_at.match(self.reader.case, start)
        return head is not None and self.reader.find_predicate(head.end(), end, floor=start) is None

    def _is_silent(self, span: Span) -> bool:
        return self.data.silent_heading.match(self.reader.case, span.start, span.end) is not None

    def _label(self, span: Span, pattern: re.Pattern[str]) -> re.Match[str] | None:
        return pattern.match(self.reader.case, span.start, span.end)

    def _ends_with_colon(self, span: Span) -> bool:
        following = self.document.text[span.end : span.end + 2].strip(" *")
        return following.startswith(":") or _LEAD_IN.search(span.of(self.document.text).rstrip(" *|")) is not None

    def _table(self, unit: Unit, paragraph: Span) -> Span:
        """The paragraph from the beginning of its first line, whose first bar is no part of it."""
        return Span(self.document.text.rfind("\n", 0, paragraph.start) + 1, paragraph.end)

    def _row(self, unit: Unit, row: TaskRow, modality: Modality) -> Obligation:
        assignees = [
            Assignee(name, role)
            for span, role in ((row.lead, AssigneeRole.LEAD), (row.support, AssigneeRole.SUPPORT))
            if span is not None
            for name in self.reader.split_assignees(span)
        ]
        reading = Reading("table_row", row.span.start)
        return self._build(unit, row.span, reading, modality, tuple(assignees) or (Assignee(ADDRESSEES),))

    def _build(self, unit: Unit, span: Span, reading: Reading, modality: Modality, assignees: tuple[Assignee, ...]) -> Obligation:
        document = self.document
        cues = (reading.cue,) if reading.cue else ()
        return Obligation(
            span=span,
            provenance=Provenance(NAME, VERSION, reading.rule, cues),
            modality=modality,
            segment=unit.segment.id if unit.segment else None,
            assignees=assignees,
            action=re.sub(r"\s+", " ", document.text[reading.predicate : span.end]).strip(),
            report_to=self._report_to(span),
            deadlines=tuple(d.id for d in document.layer(Deadline) if span.contains(d.span)),
            citations=tuple(c.id for c in document.layer(Citation) if span.contains(c.span)),
        )

    def _report_to(self, span: Span) -> str | None:
        """To whom the part is to be reported, as written."""
        bodies = load_citation_data()
        case = self.reader.case
        for match in patterns.REPORT_TO.finditer(case, span.start, span.end):
            if bodies.body_start.match(case, match.end(), span.end):
                end = min(span.end, find_body_end(self.document.text, case, match.end(), bodies))
                name = re.sub(r"\s+", " ", self.document.text[match.end() : end]).strip(" ,.;")
                if name:
                    return name
        return None

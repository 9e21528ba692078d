"""What the walk over the units shares: small judgements of a span, and the making of an obligation."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Generic, TypeVar

from nlp.document.annotation import Annotation, Provenance
from nlp.document.document import Document
from nlp.extract.citations.find import find_body_end
from nlp.extract.citations.models import Citation
from nlp.extract.citations.patterns import load_citation_data
from nlp.extract.obligations import patterns
from nlp.extract.obligations.assignees import AssigneeReader
from nlp.extract.obligations.models import ADDRESSEES, Assignee, AssigneeRole, Modality, Obligation
from nlp.extract.obligations.parse import Reader, Reading
from nlp.extract.obligations.patterns import ObligationData
from nlp.extract.obligations.predicates import has_any, one_line
from nlp.extract.obligations.split import Splitter
from nlp.extract.obligations.tables import TaskRow, find_task_rows
from nlp.extract.obligations.units import Unit
from nlp.extract.temporal.models import Deadline
from nlp.text.lines import is_row
from nlp.text.span import Span

NAME = "obligations"
VERSION = 5
_SHORT_NAME = 110
_REPORT_WORDS = ("báo", "gửi", "trình")
_ANNOUNCED_WITHIN = 40  # characters at the end of a sentence in which it announces what follows


A = TypeVar("A", bound=Annotation)


class Layer(Generic[A]):
    """The annotations of a layer, which are in order, found by the span they lie in."""

    def __init__(self, annotations: Iterable[A]) -> None:
        self.annotations = list(annotations)
        self.starts = [a.span.start for a in self.annotations]

    def inside(self, span: Span) -> list[A]:
        """Those that lie wholly inside ``span``, by start."""
        starts, end = self.starts, span.end
        first = bisect_left(starts, span.start)
        if first == len(starts) or starts[first] >= end:
            return []
        return [a for a in self.annotations[first : bisect_left(starts, end, first)] if a.span.end <= end]


@lru_cache(maxsize=32)
def _provenance(rule: str) -> Provenance:
    return Provenance(NAME, VERSION, rule)


class Builder:
    """Judges spans of one document and makes obligations of them."""

    def __init__(self, document: Document, data: ObligationData) -> None:
        self.document = document
        self.data = data
        self.case = document.view("case")
        self.reader = Reader(document.text, self.case, data)
        self.find = self.reader.find
        self.assignees = AssigneeReader(self.find)
        self.deadlines = Layer(document.layer(Deadline))
        self.citations = Layer(document.layer(Citation))
        self.splitter = Splitter(self.reader)
        self._any_cells = "|" in document.text or "\t" in document.text
        self._split: dict[tuple[int, int], list[Span]] = {}

    def _parts(self, sentence: Span) -> list[Span]:
        """The parts of a sentence that may each be an obligation."""
        key = (sentence.start, sentence.end)
        found = self._split.get(key)
        if found is None:
            found = self._split[key] = self.splitter.split(sentence, self.deadlines.inside(sentence))
        return found

    def _parts_of(self, span: Span) -> list[Span]:
        return [part for sentence in self.document.sentences_of(span) for part in self._parts(sentence)]

    def _only_names(self, span: Span) -> bool:
        """Whether a span names bodies only, without a predicate."""
        if patterns.STATED.search(self.case, span.start, span.end) or self.find.find_modal(span.start, span.end):
            return False
        start = self.find.skip_openers(span.start, span.end)
        if responsible := patterns.RESPONSIBLE_FOR_OF.match(self.case, start):
            start = responsible.end()
        order = self.data.order.match(self.case, start, span.end)
        if order:
            start = order.end()
        bracket = self.case.find("(", start, span.end)
        end = bracket if bracket > 0 else span.end
        head = self.find.match_body(start)
        if head is None:
            named = order is not None and self.document.text[start : start + 1].isupper() or self.find.is_actor(start)
            return named and self.find.find_predicate(start, end, floor=start) is None
        predicate = self.find.find_predicate(head.end(), end, floor=start)
        if predicate is None:
            return True
        # A verb right behind a common noun says which body is meant: "Các doanh nghiệp khai thác khoáng sản".
        participle = self.case[head.end() : predicate].isspace() and patterns.GOES_ON.match(self.case, predicate) is None
        return participle and order is None and span.end - span.start <= _SHORT_NAME and self.case[start:end].startswith("các ")

    def _is_closing(self, span: Span) -> bool:
        """Whether a sentence closes the letter (``Trên đây là ...``)."""
        return self.data.closing_at.match(self.case, span.start) is not None

    def _is_silent(self, span: Span) -> bool:
        return self.data.silent_heading.match(self.case, span.start, span.end) is not None

    def _label(self, span: Span, pattern: re.Pattern[str]) -> re.Match[str] | None:
        return pattern.match(self.case, span.start, span.end) if self.find.kinds[span.start] & patterns.LABEL else None

    def _ends_with_colon(self, span: Span) -> bool:
        if self.document.text[span.end : span.end + 2].lstrip(" *").startswith(":"):
            return True
        last = self.document.text[max(span.start, span.end - _ANNOUNCED_WITHIN) : span.end].rstrip(" *|")
        if last.rstrip().endswith(":"):
            return True
        return "sau" in last.lower() and patterns.ANNOUNCES.search(last) is not None

    def _tables(self, unit: Unit, paragraphs: Sequence[Span], modality: Modality) -> dict[int, list[Obligation]]:
        """The tasks of those paragraphs that are tables of them, by their numbers."""
        if not self._any_cells:
            return {}
        found = ((number, self._table(unit, paragraph, modality)) for number, paragraph in enumerate(paragraphs))
        return {number: tasks for number, tasks in found if tasks}

    def _table(self, unit: Unit, paragraph: Span, modality: Modality) -> list[Obligation]:
        text = self.document.text
        if not is_row(paragraph.of(text)):
            return []
        end = text.find("\n", paragraph.end)
        # The bars of empty cells at its ends are no part of it.
        whole = Span(text.rfind("\n", 0, paragraph.start) + 1, len(text) if end < 0 else end)
        return [self._row(unit, row, modality) for row in find_task_rows(text, self.case, whole)]

    def _row(self, unit: Unit, row: TaskRow, modality: Modality) -> Obligation:
        assignees = [
            Assignee(name, role)
            for span, role in ((row.lead, AssigneeRole.LEAD), (row.support, AssigneeRole.SUPPORT))
            if span is not None
            for name in self.assignees.split(span)
        ]
        reading = Reading("table_row", row.span.start)
        task = self._build(unit, row.span, reading, modality, tuple(assignees) or (Assignee(ADDRESSEES),))
        own = self.deadlines.inside(row.whole)
        above = self.deadlines.inside(row.when) if row.when is not None and not row.whole.contains(row.when) else []
        times = tuple(deadline.id for deadline in [*above, *own])
        return replace(task, action=one_line(row.act.of(self.document.text)), deadlines=times)

    def _build(self, unit: Unit, span: Span, reading: Reading, modality: Modality, assignees: tuple[Assignee, ...]) -> Obligation:
        text = self.document.text
        return Obligation(
            span=span,
            provenance=Provenance(NAME, VERSION, reading.rule, (reading.cue,))
            if reading.cue is not None
            else _provenance(reading.rule),
            modality=modality,
            segment=unit.segment.id if unit.segment else None,
            assignees=assignees,
            action=one_line(text[reading.predicate : span.end]),
            report_to=self._report_to(span) if has_any(_REPORT_WORDS, span.of(self.case)) else None,
            deadlines=tuple([d.id for d in self.deadlines.inside(span)]),
            citations=tuple([c.id for c in self.citations.inside(span)]),
        )

    def _report_to(self, span: Span) -> str | None:
        """To whom the part is to be reported, as written."""
        case = self.case
        bodies = load_citation_data()
        for match in patterns.REPORT_TO.finditer(case, span.start, span.end):
            if bodies.body_start.match(case, match.end(), span.end):
                end = min(span.end, find_body_end(self.document.text, case, match.end(), bodies))
                if beyond := patterns.REPORT_TO_END.search(case, match.end(), end):
                    end = beyond.start()
                name = one_line(self.document.text[match.end() : end]).strip(" ,.;")
                if name:
                    return name
        return None

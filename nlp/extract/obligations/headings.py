"""What a heading, or the text over sub-clauses, says of what stands under it."""

from __future__ import annotations

from typing import NamedTuple

from nlp.document.document import Document
from nlp.extract.obligations import patterns
from nlp.extract.obligations.build import Builder
from nlp.extract.obligations.models import Modality
from nlp.extract.obligations.patterns import ObligationData
from nlp.extract.obligations.units import Unit
from nlp.text.span import Span

SHORT_HEADING = 220


class Order(NamedTuple):
    """What holds for a unit: how strongly, whom it binds, and whether bare imperatives are orders here.

    ``silent`` sections hold aims, ``facts`` what is the case, ``joint`` aims and requirements, ``named`` names of members.
    """

    modality: Modality
    assignees: tuple[str, ...] = ()
    imperatives: bool = False
    silent: bool = False
    joint: bool = False
    named: bool = False
    facts: bool = False


class HeadingBuilder(Builder):
    """Reads the headings of one document. In a report or minutes (``cue_only``) only sections of tasks hold orders."""

    def __init__(self, document: Document, data: ObligationData, *, cue_only: bool) -> None:
        super().__init__(document, data)
        self.cue_only = cue_only

    def _heading(self, unit: Unit) -> Span | None:
        """The first paragraph of a unit where it only names what or whom the rest is about."""
        if not unit.paragraphs:
            return None
        first = unit.paragraphs[0]
        text = first.of(self.document.text)
        if len(text) > SHORT_HEADING:
            text = text.rstrip(" *|")
        if len(text) > SHORT_HEADING or text.endswith((".", ";")) and not text.endswith("...") or "\n\n" in text:
            return None
        follows = unit.children or len(unit.paragraphs) > 1
        if not follows and not self._is_silent(first):
            return None
        if text.endswith(":"):
            return first if self._only_names(first) or self._is_silent(first) else None
        return first

    def _under_heading(self, unit: Unit, heading: Span, order: Order) -> Order:
        if self._only_names(heading):
            return self._under_names(heading, order)
        case = heading.of(self.case)
        if self.cue_only and self.data.task_heading.search(case):
            asks = patterns.ASKING_HEADING.search(case) is not None
            return order._replace(imperatives=True, silent=False, modality=Modality.SHOULD if asks else order.modality)
        if self.data.joint_heading.match(self.case, heading.start, heading.end):
            return order._replace(joint=True, silent=False)
        if patterns.REQUIREMENTS_HEADING.match(case):
            return order._replace(silent=False, joint=False)
        if self.data.tasks_in_heading.search(case):
            return order._replace(silent=False, named=False, facts=False)
        if self._is_silent(heading):
            names = self.data.names_heading.match(case) is not None
            facts = self.data.facts_heading.match(case) is not None
            return order._replace(silent=True, named=names, facts=facts)
        if (told := self.data.order.match(case)) and self.find.modality_of(told) is Modality.SHOULD:
            return order._replace(modality=Modality.SHOULD)
        return order if not order.silent else order._replace(silent=self._section_silent(unit))

    def _under_names(self, names: Span, order: Order) -> Order:
        """What holds under a line that only names bodies: ``Sở Nội vụ``, ``Giao Sở Nội vụ:``, ``Trách nhiệm của Sở Nội vụ``."""
        start = self.find.skip_openers(names.start, names.end)
        if responsible := patterns.RESPONSIBLE_FOR_OF.match(self.case, start, names.end):
            start = responsible.end()
            order = order._replace(imperatives=order.imperatives or "của" in responsible[0])
        if told := self.data.order.match(self.case, start, names.end):
            start = told.end()
            order = order._replace(modality=self.find.modality_of(told))
        assignees = self.assignees.split(Span(start, names.end))
        return order._replace(assignees=assignees, imperatives=order.imperatives or not self.cue_only)

    def _section_silent(self, unit: Unit) -> bool:
        return any(a.paragraphs and self._is_silent(a.paragraphs[0]) for a in unit.ancestors())

    def _passed_on(self, unit: Unit, order: Order) -> Order:
        """What the text of a unit hands to its sub-clauses: its subject, its order word."""
        last = self.document.sentences_of(unit.paragraphs[-1])[-1:] if unit.paragraphs else []
        if not last:
            return order
        if self._ends_with_colon(last[0]):
            told = self.data.order.match(self.case, self.find.skip_openers(last[0].start, last[0].end))
            if told is not None and self._only_names(last[0]):
                return self._under_names(last[0], order)
            if patterns.MEMBERS_LISTED.search(self.case, last[0].start, last[0].end):
                return order._replace(silent=True, named=True)
            if patterns.FACTS_LISTED.search(self.case, last[0].start, last[0].end):
                return order._replace(silent=True, facts=True)
            if word := patterns.LEAD_IN_WORD.search(self.case, last[0].start, last[0].end):
                modality = Modality.SHOULD if word[1] == "đề nghị" else Modality.MUST
                order = order._replace(imperatives=True, silent=False, modality=modality)
        reading = self.reader.read(last[0].start, last[0].end)
        if reading is None:
            return order
        assignees = self.assignees.split(reading.subject) if reading.subject else order.assignees
        modality = reading.modality or order.modality
        return order._replace(assignees=assignees, modality=Modality.MUST if modality is Modality.MUST_NOT else modality)

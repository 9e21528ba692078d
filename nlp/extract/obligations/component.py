"""The obligation reader: units of the body, sentences, parts; whom each binds, how strongly, by when."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from typing import ClassVar

from nlp.document.document import Document
from nlp.extract.obligations import patterns
from nlp.extract.obligations.build import NAME, VERSION
from nlp.extract.obligations.headings import SHORT_HEADING, HeadingBuilder, Order
from nlp.extract.obligations.models import ADDRESSEES, Assignee, AssigneeRole, Modality, Obligation
from nlp.extract.obligations.parse import Reading
from nlp.extract.obligations.patterns import ObligationData, load_obligation_data
from nlp.extract.obligations.predicates import has_any
from nlp.extract.obligations.units import Unit, build_units
from nlp.extract.temporal.models import Bound
from nlp.segment.models import Family, Profile, SegmentType
from nlp.text.span import Span, trimmed

_BINDING = frozenset({Bound.BEFORE, Bound.BY, Bound.WITHIN, Bound.AT_LEAST})
_RUNNING_TEXT = frozenset({SegmentType.PREAMBLE, SegmentType.BODY, SegmentType.CLOSING})
_TELLS_NOTHING = patterns.CLOSING | patterns.LABEL | patterns.HEADING
_UNTOLD_WORDS = ("giải", "trân", "bị", "thưởng", "trình")
_MEMBER_WORDS = ("gồm", "thành", "kính")
_SHORT_ACT = 4
_LAST_WORDS = 600  # characters at the end of a sentence in which it asks at last
_LONGEST_ANNOUNCEMENT = 240  # characters of the part of a lead-in that announces what follows
_OWN_ORDER = 140  # characters of a lead-in before what it announces, from which on it orders something itself


class ObligationReader:
    """Annotates each thing that somebody is told to do."""

    name: ClassVar[str] = NAME
    version: ClassVar[int] = VERSION
    requires: ClassVar[frozenset[str]] = frozenset({"profile", "segments", "citations", "deadlines"})
    provides: ClassVar[frozenset[str]] = frozenset({"obligations"})

    def annotate(self, document: Document) -> Iterable[Obligation]:
        """The obligations of a dispatch, by start; none for other documents.

        >>> from nlp.document.document import build_document
        >>> list(ObligationReader().annotate(build_document("Đơn khiếu nại")))
        []
        """
        profile = document.first(Profile)
        if profile is None or profile.family is not Family.DISPATCH:
            return []
        return _Walk(document, load_obligation_data(), profile.kind).run()


class _Walk(HeadingBuilder):
    """One pass over the units of a dispatch."""

    def __init__(self, document: Document, data: ObligationData, kind: str | None) -> None:
        super().__init__(document, data, cue_only=kind in data.cue_only_kinds)
        self.decision = kind in ("quyet_dinh", "nghi_quyet")
        self.after_lead_in = False
        self.after_order = False
        self.lead_modality = Modality.MUST
        self.asked_modality = Modality.MUST
        self.lead_assignees: tuple[str, ...] = ()
        self.told_by_lead_in = False
        self.told_in_text = False
        self.names_follow = False
        self.out: list[Obligation] = []

    def run(self) -> list[Obligation]:
        for unit in build_units(self.document):
            if unit.zone in (SegmentType.PREAMBLE, SegmentType.BODY):
                self.lead_assignees = ()
            imperatives = self.told_by_lead_in if self.cue_only else self._orders_here(unit)
            self._walk(unit, Order(self.lead_modality, self.lead_assignees, imperatives=imperatives, named=self.names_follow))
            if named := self._named_behind(unit):
                self.lead_assignees = named
        return self.out

    def _orders_here(self, unit: Unit) -> bool:
        return unit.zone in (SegmentType.CLAUSE, SegmentType.ANNEX) or self.after_lead_in

    def _walk(self, unit: Unit, order: Order) -> None:
        if unit.zone in _RUNNING_TEXT:
            self._free_text(unit, order)
            return
        if unit.segment is not None and unit.segment.type is SegmentType.ANNEX:
            self.out += chain.from_iterable(self._tables(unit, unit.paragraphs, order.modality).values())
            return
        heading = self._heading(unit)
        if heading is not None:
            order = self._under_heading(unit, heading, order)
        if unit.children and self._task_rows(unit):
            self._task(unit, heading, order)
            return
        paragraphs = unit.paragraphs if heading is None else unit.paragraphs[1:]
        if paragraphs:
            self._paragraphs(unit, paragraphs, order, first_is_subject=heading is None)
        if not unit.children:
            return
        passed = self._passed_on(unit, order) if paragraphs else order
        for child in unit.children:
            self._walk(child, passed)
            if named := self._named_behind(child):
                passed = passed._replace(assignees=named)

    def _named_behind(self, unit: Unit) -> tuple[str, ...]:
        """Those whom the last line of a clause, which is no part of it, names over the next ones."""
        if len(unit.paragraphs) < 2 or unit.children or unit.segment is None or unit.segment.type is not SegmentType.CLAUSE:
            return ()
        last = unit.paragraphs[-1]
        return self._named_by_lead_in(last) if self._ends_with_colon(last) else ()

    # -- tasks laid out in lines -----------------------------------------------------------------------------------

    def _task_rows(self, unit: Unit) -> bool:
        rows = [child.paragraphs[0] for child in unit.children if child.paragraphs]
        return any(self._label(row, self.data.label_who) for row in rows)

    def _task(self, unit: Unit, heading: Span | None, order: Order) -> None:
        assignees: list[Assignee] = []
        acts: list[Span] = []
        own: list[tuple[Unit, Span]] = []
        for child in unit.children:
            if not child.paragraphs:
                continue
            row = Span(child.paragraphs[0].start, child.paragraphs[-1].end)
            if who := self._label(row, self.data.label_who):
                if both := patterns.LEADER_AND_SUPPORTERS.match(self.case, who.end(), row.end):
                    leaders = self.assignees.split(Span(both.start("lead"), both.end("lead")))
                    supporters = self.assignees.split(Span(both.start("other"), both.end("other")))
                    assignees += [Assignee(name) for name in leaders]
                    assignees += [Assignee(name, AssigneeRole.SUPPORT) for name in supporters]
                    continue
                if self._has_predicates(Span(who.end(), row.end)):
                    own.append((child, row))
                    names = [a.text for s in self._parts_of(Span(who.end(), row.end)) for a in self._named(s)]
                else:
                    names = list(self.assignees.split(Span(who.end(), row.end)))
                role = AssigneeRole.SUPPORT if self._label(row, self.data.label_support) else AssigneeRole.LEAD
                assignees += [Assignee(name, role) for name in names]
            elif self._label(row, self.data.label_act) or not self._label(row, self.data.label_other):
                acts.append(row)
        if not acts and heading is not None and self.reader.read(heading.start, heading.end):
            acts = [heading]
        for act in acts:
            span = trimmed(self.document.text, act.start, act.end, drop=" \t\n.,;:|*")
            bound = tuple(assignees) or (Assignee(ADDRESSEES),)
            self.out.append(self._build(unit, span, Reading("task_lines", span.start), order.modality, bound))
        for child, row in own:
            self._paragraphs(child, [row], order, first_is_subject=True)

    def _has_predicates(self, span: Span) -> bool:
        return any(self._named(part) for part in self._parts_of(span))

    def _named(self, part: Span) -> tuple[Assignee, ...]:
        reading = self.reader.read(part.start, part.end)
        return self.assignees.read(reading, part.end, ()) if reading and reading.rule == "subject" else ()

    # -- running text ------------------------------------------------------------------------------------------------

    def _free_text(self, unit: Unit, order: Order) -> None:
        """Preamble, body without numbers, closing: what an order word introduces, and imperatives behind a lead-in."""
        tables = self._tables(unit, unit.paragraphs, self.lead_modality)
        for number, paragraph in enumerate(unit.paragraphs):
            if number in tables:
                self.out += tables[number]
                continue
            inherited: tuple[str, ...] = ()
            for i, sentence in enumerate(self.document.sentences_of(paragraph)):
                if self.find.kinds[sentence.start] & patterns.CLOSING and self._is_closing(sentence):
                    self._closing_order(unit, sentence, order)
                    continue
                closing = unit.zone is SegmentType.CLOSING
                if not closing and self._ends_with_colon(sentence):
                    self._lead_in_order(unit, sentence)
                    continue
                imperatives = self._imperatives_in_text(order) and not closing
                here = order
                if (order.imperatives, order.modality) != (imperatives, self.lead_modality):
                    here = order._replace(imperatives=imperatives, modality=self.lead_modality)
                found = self._sentence(unit, sentence, here, inherited, cue_needed=not here.imperatives, closing=closing)
                if i == 0 and found and self._opens_with_subject(sentence):
                    inherited = tuple(a.text for a in found[0].assignees if a.role is not AssigneeRole.SUPPORT)
                if asked := [o.modality for o in found if o.provenance.rule == "order"]:
                    self.after_order = True
                    self.asked_modality = asked[-1]
                self.out += found

    def _imperatives_in_text(self, order: Order) -> bool:
        """Whether bare imperatives of running text are orders: behind what announces them."""
        return self.told_in_text or order.imperatives and self.after_lead_in

    def _closing_order(self, unit: Unit, sentence: Span, order: Order) -> None:
        """``Trên đây là Kế hoạch ..., yêu cầu các đơn vị thực hiện``: what is asked behind the comma."""
        start = max(sentence.start, sentence.end - _LAST_WORDS)
        breaks = list(patterns.COMMA_OR_SEMICOLON.finditer(self.case, start, sentence.end))
        for rule, ends in (("order", breaks[::-1]), ("subject", [end for end in breaks if end[0][0] == ";"])):
            for end in ends:
                part = Span(end.end(), sentence.end)
                reading = self.reader.read(part.start, part.end)
                if reading is not None and reading.rule == rule and self._counts_in_closing(part, rule):
                    self.out += self._sentence(unit, part, order, (), cue_needed=rule == "order")
                    return

    def _counts_in_closing(self, part: Span, rule: str) -> bool:
        case = part.of(self.case)
        return rule == "order" or "thực hiện" in case and patterns.STATED.search(case) is None

    def _lead_in_order(self, unit: Unit, sentence: Span) -> None:
        """The sentence that announces the clauses sets their modality; where it asks for something itself, it is an order."""
        words = sentence.of(self.case)
        lists = has_any(_MEMBER_WORDS, words) and patterns.MEMBERS_LISTED.search(self.case, sentence.start, sentence.end)
        states = "sau" in words and patterns.STATES.search(self.case, sentence.start, sentence.end)
        self.names_follow, self.after_lead_in = bool(lists), not states
        self.lead_assignees = self._named_by_lead_in(sentence)
        reading = self.reader.read(sentence.start, sentence.end)
        if patterns.LEAD_IN_WORD.search(self.case, sentence.start, sentence.end):
            self.told_by_lead_in = self.told_in_text = True
        if asked := self.find.find_last_order(sentence.start, sentence.end):
            self.told_in_text = True
            self.lead_modality = self.find.modality_of(asked)
        elif reading is not None and reading.rule == "order" and reading.modality:
            self.lead_modality = reading.modality
        if reading is None or reading.rule != "order":
            return
        cut = self._announcement(reading.predicate, sentence.end)
        own = cut.start() if cut and cut.start() - reading.predicate > _OWN_ORDER else None
        if own or patterns.REPORT_AFTER_MODEL.search(self.case, reading.predicate, sentence.end):
            end = own or sentence.end
            span = trimmed(self.document.text, sentence.start, end, drop=" \t\n.,;:|*")
            bound = self.assignees.read(reading, span.end, ())
            self.out.append(self._build(unit, span, reading, reading.modality or self.lead_modality, bound))

    def _announcement(self, start: int, end: int) -> re.Match[str] | None:
        """The part at the end of ``text[start:end]`` that only announces what follows."""
        start = max(start, end - _LONGEST_ANNOUNCEMENT)
        if (last := patterns.AFTER_THIS.search(self.case, start, end)) is None:
            return None
        start = max(start, self.case.rfind(",", start, last.start()))  # only its first sign may be a comma
        return patterns.ANNOUNCEMENT.search(self.case, start, end)

    def _only_announces(self, sentence: Span, found: list[Obligation]) -> bool:
        """Whether a sentence only says who does what its sub-clauses tell (``Chánh Văn phòng có trách nhiệm:``)."""
        if len(found) != 1 or not self._ends_with_colon(sentence):
            return False
        if self._only_names(sentence):
            return True
        announced = self._announcement(sentence.start, sentence.end)
        if announced is not None and announced.start() - sentence.start <= _OWN_ORDER:
            return True
        return found[0].provenance.rule == "subject" and len((found[0].action or "").split()) <= _SHORT_ACT

    def _named_by_lead_in(self, sentence: Span) -> tuple[str, ...]:
        """Those whom a line of its own names over the clauses (``Các thầy giáo, cô giáo:``)."""
        if sentence.end - sentence.start > SHORT_HEADING or not self._only_names(sentence):
            return ()
        return self.assignees.split(Span(self.find.skip_openers(sentence.start, sentence.end), sentence.end))

    def _paragraphs(self, unit: Unit, paragraphs: list[Span], order: Order, *, first_is_subject: bool) -> None:
        inherited = order.assignees
        tables = self._tables(unit, paragraphs, order.modality)
        for number, paragraph in enumerate(paragraphs):
            if number and not order.assignees:
                inherited = ()
            if number in tables:
                self.out += tables[number]
                continue
            announces = unit.children or number + 1 in tables
            for i, sentence in enumerate(self.document.sentences_of(paragraph)):
                if self.find.kinds[sentence.start] & patterns.CLOSING and self._is_closing(sentence):
                    self._closing_order(unit, sentence, order)
                    continue
                found = self._sentence(unit, sentence, order, inherited, cue_needed=not order.imperatives)
                if not found or announces and self._only_announces(sentence, found):
                    continue
                opens = number == 0 and i == 0 and first_is_subject
                if opens and not order.assignees and self._opens_with_subject(sentence):
                    inherited = tuple(
                        a.text for a in found[0].assignees if a.role is not AssigneeRole.SUPPORT or len(found[0].assignees) == 1
                    )
                self.out += found

    def _opens_with_subject(self, sentence: Span) -> bool:
        """Whether a sentence begins with those whom it tells; such a subject holds for the whole clause."""
        part = self._parts(sentence)[0]
        reading = self.reader.read(part.start, part.end)
        if reading is None or reading.rule != "subject" or reading.subject is None:
            return False
        return reading.subject.start <= self.find.skip_openers(part.start, part.end)

    def _sentence(
        self, unit: Unit, sentence: Span, order: Order, inherited: tuple[str, ...], *, cue_needed: bool, closing: bool = False
    ) -> list[Obligation]:
        found: list[Obligation] = []
        if cue_needed and not closing and not self.after_order and not self._may_tell(sentence):
            return found
        met: tuple[Assignee, ...] = ()
        modal: Modality | None = None
        told = False
        for part in self._parts(sentence):
            reading = self.reader.read(part.start, part.end) or self._timed(part, order, cue_needed)
            if reading is None or not self._counts(reading, part, order, cue_needed, closing, told):
                continue
            told = told or reading.rule in ("order", "subject")
            assignees = self._bound_by(reading, part, met, inherited)
            if reading.subject is not None:
                met = assignees
            modality = reading.modality or modal or order.modality
            if reading.rule in ("subject", "order", "bound_thing"):
                modal = reading.modality if reading.modality is not Modality.MUST_NOT else None
            found.append(self._build(unit, part, reading, modality, assignees))
        return found

    def _bound_by(
        self, reading: Reading, part: Span, met: tuple[Assignee, ...], inherited: tuple[str, ...]
    ) -> tuple[Assignee, ...]:
        """Whom a part binds: its own subject, else those met in the parts before it, else those inherited."""
        if met:
            if reading.subject is not None and patterns.EACH_PLACE.match(self.case, reading.subject.start):
                return met
            inherited = tuple([a.text for a in met])
        elif inherited and self._told_to_readers(reading, part):
            inherited = ()
        assignees = self.assignees.read(reading, part.end, inherited)
        if reading.subject is None and len(met) > 1 and not reading.addressees:
            return met + tuple(a for a in assignees if a.text not in inherited)
        return assignees

    def _may_tell(self, sentence: Span) -> bool:
        return self.find.has_order(sentence.start, sentence.end) or self._binding_time(sentence)

    def _binding_time(self, span: Span) -> bool:
        return any(deadline.bound in _BINDING for deadline in self.deadlines.inside(span))

    def _told_to_readers(self, reading: Reading, part: Span) -> bool:
        """Whether a thing, not a body, is the subject (``Kết luận phải được gửi``), or a note is added."""
        thing = reading.rule == "bound_thing" and not self.data.condition_at.match(self.case, part.start)
        note = self.find.kinds[part.start] & patterns.NOTE and self.data.note_at.match(self.case, part.start)
        return thing or bool(note)

    def _timed(self, part: Span, order: Order, cue_needed: bool) -> Reading | None:
        """A part that sets a time orders something even where it names no act in the imperative."""
        if order.silent or order.joint or part.of(self.document.text).count("|") > 2:
            return None
        if cue_needed and not (self.after_order and patterns.SENT_TO.search(self.case, part.start, part.end)):
            return None
        if not self._binding_time(part):
            return None
        if patterns.ENTITLED_OR_DONE.search(self.case, part.start, part.end) or self._label(part, self.data.label_other):
            return None
        modality = self.asked_modality if cue_needed else None
        if behind := self.reader.read_behind_comma(part.start, part.end):
            return replace(behind, modality=behind.modality or modality)
        start = self.find.skip_openers(part.start, part.end)
        name_end = self.find.find_name_end(start, part.end) if self.find.is_body(start) else start
        if name_end > start:
            return Reading("timed", name_end, modality, Span(start, name_end))
        return Reading("timed", part.start, modality, None, True)

    def _counts(self, reading: Reading, part: Span, order: Order, cue_needed: bool, closing: bool, told: bool) -> bool:
        case = self.case[part.start : part.end]
        if reading.rule == "statement" or "biết" in case and patterns.FOR_INFORMATION.search(case):
            return False
        if reading.rule == "order" or told:
            return True
        if has_any(_UNTOLD_WORDS, case) and patterns.NOBODY_TOLD.search(case):
            return False
        if self.find.kinds[part.start] & _TELLS_NOTHING and self._tells_nothing(part):
            return False
        if self.decision and reading.rule == "imperative" and not order.assignees and self.data.own_act_at.match(case):
            return False
        if closing:
            timed = bool(self.deadlines.inside(part))
            return timed or reading.rule in ("subject", "prohibition") and patterns.IN_PROGRESS.search(case) is None
        if cue_needed:
            return (
                (self.after_order or reading.rule == "subject" and self._binding_time(part))
                and (reading.rule in ("subject", "prohibition", "bound_thing", "timed") or reading.modality is Modality.MUST)
                and not patterns.STATED.search(case)
            )
        if (order.named or order.facts) and not self.data.modal.match(self.case, reading.predicate):
            return False
        if order.silent:
            return reading.rule == "subject" and not self.data.aim.search(case)
        if order.joint:
            return not self.data.aim.search(case) or patterns.STRICTLY.search(case) is not None
        return True

    def _tells_nothing(self, part: Span) -> bool:
        if self._only_a_label(part) or self.data.closing_at.match(self.case, part.start, part.end):
            return True
        return self.data.plain_heading.fullmatch(self.case, part.start, part.end) is not None

    def _only_a_label(self, part: Span) -> bool:
        """Whether a part only names who does what stands elsewhere (``Đơn vị thực hiện: Văn phòng``)."""
        label = self._label(part, self.data.label_who)
        return label is not None and self.reader.read(label.end(), part.end) is None

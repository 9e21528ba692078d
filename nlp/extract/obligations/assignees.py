"""Whom a part binds: the bodies of a subject, each a string of its own, with the role of each."""

from __future__ import annotations

import re

from nlp.extract.obligations import patterns
from nlp.extract.obligations.models import ADDRESSEES, Assignee, AssigneeRole
from nlp.extract.obligations.parse import Reading
from nlp.extract.obligations.predicates import Finder, one_line
from nlp.text.span import Span

_TO_ADDRESSEES = {role: Assignee(ADDRESSEES, role) for role in AssigneeRole}


class AssigneeReader:
    """Reads the assignees of one document."""

    def __init__(self, find: Finder) -> None:
        self.find = find
        self.text = find.text
        self.case = find.case
        self.data = find.data

    def split(self, span: Span) -> tuple[str, ...]:
        """The bodies of a subject, one string each; those that share a head or one ``các`` stay together."""
        text = one_line(span.of(self.text)).strip(" ,;:.-–*|")
        if "(" in text:
            text = patterns.BRACKET.sub(" ", text).strip(" ,;:")
        if text.startswith("c"):
            text = patterns.BEFORE_NAMES.sub("", text)
        if ":" in text and patterns.ALIKE_WITH_COLON.match(text):
            return (text,)
        if "," not in text and ";" not in text and " và " not in text:
            return (text,) if len(text) > 1 else ()
        parts: list[str] = []
        position = 0
        separator = ", "
        for joint in [*patterns.BETWEEN_NAMES.finditer(text), None]:
            whole = text[position : joint.start() if joint else len(text)].strip()
            if whole:
                if parts and (not self._begins_body(whole) or patterns.SHARED_OFFICE.fullmatch(parts[-1].lower())):
                    parts[-1] += separator + whole
                else:
                    parts.append(whole)
            if joint:
                separator = joint[0]
                position = joint.end()
        return tuple(part.strip(" ,;") for part in parts if len(part) > 1)

    def _begins_body(self, text: str) -> bool:
        folded = text.lower()
        if text[0].isupper():
            return self.data.body_at.match(folded) is not None
        return folded.startswith(("các ", "người ", "thủ trưởng", "chủ tịch", "giám đốc", "lãnh đạo", "cơ quan ", "trưởng "))

    def read(self, reading: Reading, end: int, inherited: tuple[str, ...]) -> tuple[Assignee, ...]:
        """Those whom the part binds: its own subject, else the inherited ones; with whom it leads, as support."""
        subject = reading.subject
        acts_with_others = self.find.kinds[reading.predicate] & patterns.ROLE
        role = self._role(reading.predicate, end) if acts_with_others else AssigneeRole.LEAD
        if subject is not None and (together := self._together(subject)):
            found = [Assignee(name, role) for name in self.split(Span(subject.start, together.start()))]
            return (*found, *self._supporting(Span(together.end(), subject.end)))
        names = self.split(subject) if subject is not None else ()
        found = [Assignee(name, role) for name in names or inherited] or [_TO_ADDRESSEES[role]]
        if self.case.find("chủ", max(0, reading.predicate - 2), min(end, reading.predicate + 60)) < 0:
            return tuple(found)
        if other := patterns.LEAD_AND_SUPPORT.match(self.case, reading.predicate, end):
            if self.find.is_body(other.start("other")):
                return (*found, *self._supporting(Span(other.start("other"), other.end("other"))))
        if support := patterns.SUPPORT.search(self.case, max(0, reading.predicate - 2), min(end, reading.predicate + 60)):
            limit = patterns.SUPPORTERS_END.search(self.case, support.end(), end)
            stop = self.find.find_predicate(support.end(), limit.start() if limit else end, floor=support.end())
            if stop is None and limit:
                stop = limit.start()
            if stop is not None and stop > support.end() and self.find.is_body(support.end()):
                found = [Assignee(a.text, AssigneeRole.LEAD) for a in found]
                found += self._supporting(Span(support.end(), stop))
        return tuple(found)

    def _together(self, subject: Span) -> re.Match[str] | None:
        """Where a subject names one who acts together with another."""
        words = subject.of(self.case)
        if "cùng" not in words and "phối" not in words:
            return None
        return patterns.TOGETHER.search(self.case, subject.start, subject.end)

    def _role(self, predicate: int, end: int) -> AssigneeRole:
        if patterns.SUPPORTS_ONLY.match(self.case, predicate, end):
            return AssigneeRole.SUPPORT
        if patterns.MONITOR.match(self.case, predicate, end):
            return AssigneeRole.MONITOR
        return AssigneeRole.LEAD

    def _supporting(self, span: Span) -> list[Assignee]:
        return [Assignee(name, AssigneeRole.SUPPORT) for name in self.split(span)]

"""Whom a part binds: the bodies of a subject, each a string of its own, with the role of each."""

from __future__ import annotations

from nlp.extract.obligations import patterns
from nlp.extract.obligations.models import ADDRESSEES, Assignee, AssigneeRole
from nlp.extract.obligations.parse import Reading
from nlp.extract.obligations.predicates import Finder, one_line
from nlp.text.span import Span


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
        text = patterns.BRACKET.sub(" ", text).strip(" ,;:")
        text = patterns.BEFORE_NAMES.sub("", text)
        if patterns.ALIKE_WITH_COLON.match(text):
            return (text,)
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
        names = self.split(reading.subject) if reading.subject else ()
        role = self._role(reading.predicate, end)
        found = [Assignee(name, role) for name in names or inherited or (ADDRESSEES,)]
        if reading.subject and (together := patterns.TOGETHER.search(self.case, reading.subject.start, reading.subject.end)):
            found = [Assignee(name, role) for name in self.split(Span(reading.subject.start, together.start()))]
            return (*found, *self._supporting(Span(together.end(), reading.subject.end)))
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

    def _role(self, predicate: int, end: int) -> AssigneeRole:
        if patterns.SUPPORTS_ONLY.match(self.case, predicate, end):
            return AssigneeRole.SUPPORT
        if patterns.MONITOR.match(self.case, predicate, end):
            return AssigneeRole.MONITOR
        return AssigneeRole.LEAD

    def _supporting(self, span: Span) -> list[Assignee]:
        return [Assignee(name, AssigneeRole.SUPPORT) for name in self.split(span)]

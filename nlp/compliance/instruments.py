"""The citations of one document by the instrument of the registry that they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nlp.compliance.case import Case, load_cues
from nlp.extract.citations.models import Citation, Relation
from nlp.law.instruments import Instrument, Registry, Status
from nlp.text.span import Span

_YEARED = re.compile(r"/(?:19|20)\d\d/")
_LIST = re.compile(r"[\s,;]*(?:(?:và|hoặc|cùng)\s*)?(?:các\s+)?\Z")
_SENTENCE_END = re.compile(r"[.!?:]\s|\n\s*\n")
_JOINT = re.compile(r"(?:[,;]|(?<!\w)và)\s*\Z")
_LEAD = re.compile(r"(?:[,;]|(?<!\w)(?:và|theo|bởi|tại|bằng))\s*\Z")
_LONGEST_TITLE = 300
_END_REACH = 200  # code points behind a citation within which the words for its end stand whole
_OWN_END = frozenset({Relation.REPLACES, Relation.AMENDS, Relation.CONTESTS})
_INHERITED = _OWN_END | {Relation.BASIS, Relation.IMPLEMENTS}


@dataclass
class Group:
    """The citations of one instrument, in order, each with what the document does with it."""

    instrument: Instrument
    citations: list[Citation] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where the instrument is cited."""
        return tuple(citation.span for citation in self.citations)


def find_instrument(citation: Citation, registry: Registry) -> Instrument | None:
    """The registry's instrument that the citation was linked to; None where it was not, or where a number without a year, which
    begins again with every term or year, has no date to say which one is meant."""
    link = citation.instrument
    if link is None or (citation.number and citation.date is None and _YEARED.search(citation.number) is None):
        return None
    found = registry.find_all_by_number(link.id)
    if len(found) > 1:
        found = tuple(item for item in found if item.issued == citation.date)
    return found[0] if len(found) == 1 else None


def group_citations(case: Case, citations: Sequence[Citation], registry: Registry) -> Iterator[Group]:
    """The citations of known instruments, one group an instrument, without those whose end the text itself speaks of."""
    groups: dict[tuple[str, object], Group] = {}
    ended = read_ended(case, citations)
    for n, (citation, relation) in enumerate(zip(citations, read_relations(case, citations), strict=True)):
        if relation in _OWN_END or n in ended:
            continue
        instrument = find_instrument(citation, registry)
        if instrument is not None and instrument.status is not Status.NOT_NORMATIVE:
            key = (instrument.number, instrument.issued)
            group = groups.setdefault(key, Group(instrument))
            group.citations.append(citation)
            group.relations.append(relation)
    yield from groups.values()


def read_relations(case: Case, citations: Sequence[Citation]) -> list[Relation]:
    """The relations; a member of a list has that of the member before it (`bãi bỏ Quyết định A, Quyết định B`; `thực hiện Kết
    luận A về ...; Luật B và Nghị định C`)."""
    found: list[Relation] = []
    for i, citation in enumerate(citations):
        relation = citation.relation
        if i and relation is Relation.CITES and found[-1] in _INHERITED:
            between = case.document.view("case")[citations[i - 1].span.end : citation.span.start]
            joined = _LIST.match(between) if found[-1] in _OWN_END else _goes_on(between)
            relation = found[-1] if joined else relation
        found.append(relation)
    return found


def _goes_on(between: str) -> bool:
    """Whether a sentence goes on from one citation, over its title, to the next member of the list."""
    short = len(between) <= _LONGEST_TITLE and _SENTENCE_END.search(between) is None
    return short and _JOINT.search(between) is not None


def read_ended(case: Case, citations: Sequence[Citation]) -> set[int]:
    """Which citations the text itself says to be over: those with the words behind them, and the members of their list before."""
    found: set[int] = set()
    for n in reversed(range(len(citations))):
        listed = n + 1 in found and _leads_on(case.document.view("case")[citations[n].span.end : citations[n + 1].span.start])
        if listed or knows_end(case, citations[n]):
            found.add(n)
    return found


def _leads_on(between: str) -> bool:
    """Whether a list, or what amended its member, goes on to the next citation."""
    return len(between) <= _LONGEST_TITLE and _SENTENCE_END.search(between) is None and _LEAD.search(between) is not None


def knows_end(case: Case, citation: Citation) -> bool:
    """Whether the words behind a citation say that the instrument is over."""
    cues, view, end = load_cues(), case.document.view("case"), citation.span.end
    # The words are rare: mostly a look for them alone is enough.
    return cues.ended.search(view, end, end + _END_REACH) is not None and cues.ended_behind.match(view, end) is not None

"""Values of the search: what is indexed, what was asked, what was found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from nlp.search.units import Unit
from nlp.text.span import Span

#: Statuses of passages that nobody has to do any more: they are never overdue.
NOT_ASKED = ("xong", "khong_ap_dung", "bi_thay_the", "het_hieu_luc")


class Facet(Enum):
    """What hits are counted and filtered by; the values are names of the index's fields."""

    ISSUER = "issuer"
    LEVEL = "level"
    PLACE = "place"
    ASSIGNEE = "assignee"
    FIELD = "field"
    KIND = "kind"
    YEAR = "year"
    STATUS = "status"
    CITED = "cited"
    DIRECTIVE = "directive"
    ACT = "act"


@dataclass(frozen=True, slots=True)
class Passage:
    """One obligation as the index knows it; what is not known is None or empty.

    ``id`` is the obligation's in the register, ``directive`` that of the document it stands in, ``text`` its words there.
    ``clause`` is the label and heading of the clause, ``number`` and ``cited`` numbers of instruments (``1416-CV/TU``);
    ``modality``, ``fields``, ``kind``, ``level`` and ``status`` are stored codes, ``places`` names with or without their kind
    (``huyện Phú Bình``), ``due`` the next due dates.
    """

    id: str
    directive: str
    text: str
    action: str | None = None
    modality: str | None = None
    assignees: tuple[str, ...] = ()
    clause: str | None = None
    number: str | None = None
    subject: str | None = None
    issuer: str | None = None
    kind: str | None = None
    fields: tuple[str, ...] = ()
    level: str | None = None
    places: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    status: str | None = None
    issued: dt.date | None = None
    due: tuple[dt.date, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetFilter:
    """Only hits with one of the values; ``span`` is the part of the query that asked for it, None where chosen by hand."""

    facet: Facet
    values: tuple[str, ...]
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class BodyFilter:
    """Only hits that bind a body, or one of a place: ``name`` as written (``UBND xã``, ``huyện Phú Bình``)."""

    name: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class DueFilter:
    """Only hits with a due date from ``first`` to ``last``, both included; None is open.

    ``overdue`` leaves out what is done or no longer asked.
    """

    first: dt.date | None
    last: dt.date | None
    span: Span | None = None
    overdue: bool = False


Filter = FacetFilter | BodyFilter | DueFilter


class TermKind(Enum):
    """How a part of a query is to be found."""

    WORD = "word"
    PHRASE = "phrase"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Reading:
    """How a word is read: its marks set, or (``changed``) what was misspelt put right; two words where a blank was lost."""

    marked: tuple[str, ...]
    bare: tuple[str, ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class Term:
    """A word, phrase or number that was asked for: its units as the index has them, where it stands in the query."""

    kind: TermKind
    marked: tuple[str, ...]
    bare: tuple[str, ...]
    span: Span
    excluded: bool = False
    has_marks: bool = True
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A query as understood: terms in their order, other words for them, filters that its words set, and its corrected form."""

    text: str
    terms: tuple[Term, ...]
    synonyms: tuple[tuple[Unit, ...], ...] = ()
    filters: tuple[Filter, ...] = ()
    corrected: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a hit was found: ``text`` is what agreed.

    ``kind`` is word, phrase, number, reading, synonym, heading, meaning or filter.
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """An obligation that was found; ``highlights`` are spans of the passage's text, the reasons stand by weight."""

    passage: Passage
    score: float
    lexical: float
    meaning: float | None
    highlights: tuple[Span, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one directive, the best first."""

    directive: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits.

    ``total`` counts the hits; where ``more`` holds, only that many best ones were looked at, and facets are counted over these.
    ``filters`` hold for every hit; ``dropped`` are those of the query's words that nothing satisfies together with them, and that
    were therefore left out.
    """

    query: Query
    hits: tuple[Hit, ...]
    total: int
    more: bool
    facets: Mapping[Facet, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    filters: tuple[Filter, ...] = ()
    dropped: tuple[Filter, ...] = ()

    def groups(self) -> tuple[Group, ...]:
        """The hits by directive, in the order of the best hit of each."""
        found: dict[str, list[Hit]] = {}
        for hit in self.hits:
            found.setdefault(hit.passage.directive, []).append(hit)
        return tuple(Group(directive, tuple(hits)) for directive, hits in found.items())

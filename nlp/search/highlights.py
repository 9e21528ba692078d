"""Where and why a hit agrees with a query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from nlp.search.models import Passage, Query, Reason, Term, TermKind
from nlp.search.units import Unit, bare_form, number_terms, read_units
from nlp.text.span import Span

_NEXT = 2  # code points between two words that are marked as one


def find_highlights(passage: Passage, query: Query) -> tuple[tuple[Span, ...], tuple[Reason, ...]]:
    """The spans of the passage's text that the query asked for, those close together as one, and the reasons of the hit.

    >>> passage = Passage(id="1", directive="d", text="Tổ chức đối thoại với dân", assignees=("UBND xã",))
    >>> term = Term(TermKind.WORD, ("doi",), ("doi",), Span(0, 3), has_marks=False)
    >>> find_highlights(passage, Query("doi", (term,)))[0]
    (Span(start=8, end=11),)
    """
    units = read_units(passage.text)
    surroundings = _surroundings(passage)
    spans: list[Span] = []
    reasons: list[Reason] = []
    for term in query.terms:
        if term.excluded:
            continue
        found = list(_find_term(term, units))
        spans += found
        if found:
            reasons.append(Reason(_kind(term, found, passage), found[0].of(passage.text)))
        elif where := _around(term, surroundings):
            reasons.append(Reason("heading", where))
    return _join(passage.text, spans), _merge(reasons)


def _find_term(term: Term, units: Sequence[Unit]) -> Iterator[Span]:
    if term.kind is TermKind.PHRASE:
        size = len(term.bare)
        for start in range(len(units) - size + 1):
            stretch = units[start : start + size]
            written = tuple(unit.marked if term.has_marks else unit.bare for unit in stretch)
            if written == (term.marked if term.has_marks else term.bare):
                yield Span(stretch[0].start, stretch[-1].end)
        return
    bare = {term.bare[0], *(term.reading.bare if term.reading else ())}
    marked = {term.marked[0], *(term.reading.marked if term.reading else ())}
    plain = term.bare[0]
    for unit in units:
        agrees = unit.bare in bare and (not term.has_marks or unit.marked in marked or unit.marked.isascii())
        if agrees or any(
            part == term.marked[0] or (part.isascii() or not term.has_marks) and bare_form(part) == plain for part in unit.parts
        ):
            yield Span(unit.start, unit.end)


def _kind(term: Term, found: Sequence[Span], passage: Passage) -> str:
    if term.kind is not TermKind.WORD:
        return str(term.kind.value)
    written = found[0].of(passage.text).lower()
    return "reading" if term.reading and term.reading.changed and written != term.marked[0] else "word"


def _surroundings(passage: Passage) -> Mapping[str, frozenset[str]]:
    """The bare units of what stands round the text, by what it says."""
    parts = [passage.number, *passage.cited, passage.subject, passage.issuer, passage.clause, *passage.assignees]
    found = {}
    for part in parts:
        if part:
            units = read_units(part)
            found[part] = frozenset([unit.bare for unit in units] + number_terms([part]).split()[:8])
    return found


def _around(term: Term, surroundings: Mapping[str, frozenset[str]]) -> str | None:
    wanted = set(term.bare) | set(term.reading.bare if term.reading else ())
    return next((part for part, units in surroundings.items() if wanted & units), None)


def _join(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for span in sorted(set(spans)):
        if joined and span.start - joined[-1].end <= _NEXT and not text[joined[-1].end : span.start].strip():
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        elif not joined or span.start >= joined[-1].end:
            joined.append(span)
    return tuple(joined)


def _merge(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """Each reason once; words of one kind stay in the order of the query."""
    return tuple(dict.fromkeys(reasons))

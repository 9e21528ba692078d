"""Where and why a hit agrees with a query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from nlp.search.models import Passage, Query, Reason, Term, TermKind
from nlp.search.units import Unit, bare_form, read_units
from nlp.text.span import Span

_Ends = tuple[int, int]  # where a stretch of the text begins and ends
_NEXT = 2  # code points between two words that are marked as one


class Highlighter:
    """Finds what one query asked for in the hits of its page."""

    def __init__(self, query: Query) -> None:
        self._terms = [term for term in query.terms if not term.excluded]
        self._synonyms = [[unit.marked for unit in form] for form in query.synonyms]
        words = [(place, term) for place, term in enumerate(self._terms) if term.kind is not TermKind.PHRASE]
        self._marked = _index((place, (term.marked[0], *(term.reading.marked if term.reading else ()))) for place, term in words)
        bare = [(place, term, (term.bare[0], *(term.reading.bare if term.reading else ()))) for place, term in words]
        # A text with marks means the words that it writes without.
        self._bare = _index((place, forms) for place, term, forms in bare if not term.has_marks)
        self._bare_in_plain = _index((place, forms) for place, _, forms in bare)
        self._bare_parts = _index((place, term.bare[:1]) for place, term in words)

    def find(self, passage: Passage) -> tuple[tuple[Span, ...], tuple[Reason, ...]]:
        """The spans of the passage's text that the query asked for, those close together as one, and the reasons of the hit.

        >>> passage = Passage(id="1", directive="d", text="Tổ chức đối thoại với dân", assignees=("UBND xã",))
        >>> term = Term(TermKind.WORD, ("doi",), ("doi",), Span(0, 3), has_marks=False)
        >>> Highlighter(Query("doi", (term,))).find(passage)[0]
        (Span(start=8, end=11),)
        """
        units = read_units(passage.text)
        marked = [unit.marked for unit in units]
        places = self._find_words(units, is_plain="".join(marked).isascii())
        spans: list[_Ends] = []
        reasons: list[Reason] = []
        for at, term in enumerate(self._terms):
            if term.kind is TermKind.PHRASE:
                written = marked if term.has_marks else [unit.bare for unit in units]
                found = list(_find_sequence(term.marked if term.has_marks else term.bare, written, units))
            else:
                found = [(units[place].start, units[place].end) for place in places.get(at, ())]
            spans += found
            if found:
                reasons.append(Reason(_kind(term, found, passage), _cut(passage, found[0])))
            elif where := _around(term, passage):
                reasons.append(Reason("heading", where))
        for form in self._synonyms:
            found = list(_find_sequence(form, marked, units))
            spans += found
            reasons += [Reason("synonym", _cut(passage, found[0]))] if found else []
        return _join(passage.text, spans), tuple(dict.fromkeys(reasons))

    def _find_words(self, units: Sequence[Unit], *, is_plain: bool) -> dict[int, list[int]]:
        """The places of the units that each word or number asked for, in order."""
        bare = self._bare_in_plain if is_plain else self._bare
        places: dict[int, list[int]] = {}
        for place, unit in enumerate(units):
            terms = {*self._marked.get(unit.marked, ()), *bare.get(unit.bare, ())}
            for part in unit.parts:
                terms.update(self._find_part(part))
            for term in terms:
                places.setdefault(term, []).append(place)
        return places

    def _find_part(self, part: str) -> Iterator[int]:
        """The terms that ask for a part of a number, a date or a short form."""
        yield from self._marked.get(part, ())
        for term in self._bare_parts.get(bare_form(part), ()):
            if part.isascii() or not self._terms[term].has_marks:
                yield term


def _index(forms: Iterable[tuple[int, Iterable[str]]]) -> dict[str, set[int]]:
    """The terms of each form."""
    terms: dict[str, set[int]] = {}
    for term, written in forms:
        for form in written:
            terms.setdefault(form, set()).add(term)
    return terms


def _find_sequence(wanted: Sequence[str], written: Sequence[str], units: Sequence[Unit]) -> Iterator[_Ends]:
    """Where the units stand one behind another."""
    size = len(wanted)
    for start in range(len(units) - size + 1):
        if written[start] == wanted[0] and [*wanted] == [*written[start : start + size]]:
            yield units[start].start, units[start + size - 1].end


def _kind(term: Term, found: Sequence[_Ends], passage: Passage) -> str:
    if term.kind is not TermKind.WORD:
        return str(term.kind.value)
    is_reading = term.reading and term.reading.changed and _cut(passage, found[0]).lower() != term.marked[0]
    return "reading" if is_reading else "word"


def _cut(passage: Passage, ends: _Ends) -> str:
    return passage.text[ends[0] : ends[1]]


def _around(term: Term, passage: Passage) -> str | None:
    """What round the passage's text has the term."""
    wanted = {*term.bare, *(term.reading.bare if term.reading else ())}
    parts = (passage.number, *passage.cited, passage.subject, passage.issuer, passage.clause, *passage.assignees)
    return next((part for part in parts if part and not wanted.isdisjoint(_bare_terms(part))), None)


@lru_cache(maxsize=4096)
def _bare_terms(part: str) -> frozenset[str]:
    """The bare units of a subject, a body or a number, with the parts of numbers; hits of one directive share most."""
    units = read_units(part)
    return frozenset([unit.bare for unit in units] + [bare_form(piece) for unit in units for piece in unit.parts])


def _join(text: str, spans: Iterable[_Ends]) -> tuple[Span, ...]:
    joined: list[_Ends] = []
    for start, end in sorted(set(spans)):
        if joined and start - joined[-1][1] <= _NEXT and not text[joined[-1][1] : start].strip():
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        elif not joined or start >= joined[-1][1]:
            joined.append((start, end))
    return tuple(Span(start, end) for start, end in joined)

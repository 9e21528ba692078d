"""Where and why a hit agrees with a query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from nlp.search.models import Passage, Query, Reason, Term, TermKind
from nlp.search.units import Unit, bare_form, read_units
from nlp.text.span import Span

_NEXT = 2  # code points between two words that are marked as one


def find_highlights(passage: Passage, query: Query) -> tuple[tuple[Span, ...], tuple[Reason, ...]]:
    """The spans of the passage's text that the query asked for, those close together as one, and the reasons of the hit.

    >>> passage = Passage(id="1", directive="d", text="Tổ chức đối thoại với dân", assignees=("UBND xã",))
    >>> term = Term(TermKind.WORD, ("doi",), ("doi",), Span(0, 3), has_marks=False)
    >>> find_highlights(passage, Query("doi", (term,)))[0]
    (Span(start=8, end=11),)
    """
    written = _Written(read_units(passage.text))
    spans: list[Span] = []
    reasons: list[Reason] = []
    for term in query.terms:
        if term.excluded:
            continue
        found = written.find(term)
        spans += found
        if found:
            reasons.append(Reason(_kind(term, found, passage), found[0].of(passage.text)))
        elif where := _around(term, passage):
            reasons.append(Reason("heading", where))
    for form in query.synonyms:
        found = list(_find_sequence([unit.marked for unit in form], written.marked, written.units))
        spans += found
        reasons += [Reason("synonym", found[0].of(passage.text))] if found else []
    return _join(passage.text, spans), tuple(dict.fromkeys(reasons))


class _Written:
    """The units of a text, by how they are written."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = units
        self.marked = [unit.marked for unit in units]
        self.bare = [unit.bare for unit in units]
        self._is_plain = all(map(str.isascii, self.marked))
        self._at_marked, self._at_bare = _index(self.marked), _index(self.bare)
        self._in_parts = [place for place, unit in enumerate(units) if unit.parts]

    def find(self, term: Term) -> list[Span]:
        """Where the text has the term, in order."""
        if term.kind is TermKind.PHRASE:
            pair = (term.marked, self.marked) if term.has_marks else (term.bare, self.bare)
            return list(_find_sequence(*pair, self.units))
        marked = {term.marked[0], *(term.reading.marked if term.reading else ())}
        bare = {term.bare[0], *(term.reading.bare if term.reading else ())}
        # A text with marks means the words that it writes without.
        any_marks = not term.has_marks or self._is_plain
        places = {place for word in marked for place in self._at_marked.get(word, ())}
        if any_marks:
            places |= {place for word in bare for place in self._at_bare.get(word, ())}
        places |= {place for place in self._in_parts if _has_part(self.units[place], term)}
        return [Span(self.units[place].start, self.units[place].end) for place in sorted(places)]


def _has_part(unit: Unit, term: Term) -> bool:
    """Whether a number or date is written with the term in it."""
    bare = term.bare[0]
    return any(
        part == term.marked[0] or (part.isascii() or not term.has_marks) and bare_form(part) == bare for part in unit.parts
    )


def _index(words: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        places.setdefault(word, []).append(place)
    return places


def _find_sequence(wanted: Sequence[str], written: Sequence[str], units: Sequence[Unit]) -> Iterator[Span]:
    """Where the units stand one behind another."""
    size = len(wanted)
    for start in range(len(units) - size + 1):
        if list(wanted) == list(written[start : start + size]):
            yield Span(units[start].start, units[start + size - 1].end)


def _kind(term: Term, found: Sequence[Span], passage: Passage) -> str:
    if term.kind is not TermKind.WORD:
        return str(term.kind.value)
    written = found[0].of(passage.text).lower()
    return "reading" if term.reading and term.reading.changed and written != term.marked[0] else "word"


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


def _join(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for span in sorted(set(spans)):
        if joined and span.start - joined[-1].end <= _NEXT and not text[joined[-1].end : span.start].strip():
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        elif not joined or span.start >= joined[-1].end:
            joined.append(span)
    return tuple(joined)

"""From what was typed to a query: phrases in quotes, words to leave out, numbers, words with their readings, filters."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from nlp.resources.load import any_of, load_resource
from nlp.search.index.counts import Counts
from nlp.search.models import DueFilter, Query, Reading, Term, TermKind
from nlp.search.query.conditions import find_conditions
from nlp.search.query.spelling import Spelling, read_spelling
from nlp.search.query.synonyms import find_synonyms
from nlp.search.units import Unit, bare_form, read_units
from nlp.text.fold import fold_all
from nlp.text.span import Span

_QUOTED = re.compile(r"(?P<minus>(?<!\S)-)?[\"“”«»](?P<phrase>[^\"“”«»]+)[\"“”«»]")
_MINUS = re.compile(r"(?<!\S)-(?=[^\W\d_])(?P<word>\S+)")
_DIGITS = re.compile(r"\d+")
_NUMBER_WORD = re.compile(r"\bso\s+\Z")


def read_query(text: str, counts: Counts, *, as_of: dt.date, words_only: Collection[Span] = ()) -> Query:
    """What a query asks for; parts in ``words_only`` are words, whatever filter they could be.

    Raises nothing: what cannot be understood is words.
    """
    text = unicodedata.normalize("NFC", text)
    terms: list[Term] = []
    rest = text
    for match in _QUOTED.finditer(text):
        terms += _phrase(match["phrase"], match.start("phrase"), excluded=match["minus"] is not None)
        rest = _blank(rest, match.start(), match.end())
    for match in _MINUS.finditer(rest):
        terms += _phrase(match["word"], match.start("word"), excluded=True)
        rest = _blank(rest, match.start(), match.end())
    filters = tuple(one for one in find_conditions(rest, as_of) if one.span not in words_only)
    for one in filters:
        if isinstance(one, DueFilter) and one.span is not None:
            rest = _blank(rest, one.span.start, one.span.end)
    units = read_units(rest)
    numbers = [number for unit in units if (number := _number(unit, rest, len(units)))]
    terms += numbers
    words = list(_words_beside(units, numbers))
    spellings = read_spelling(words, counts)
    terms += _words(words, spellings, rest, alone=not terms, filtered=bool(filters))
    terms.sort(key=lambda term: term.span)
    meant = [word for term in terms if not term.excluded for word in (term.reading.marked if term.reading else term.marked)]
    return Query(text, tuple(terms), find_synonyms(meant), filters, _correct(text, words, spellings))


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


def _phrase(text: str, start: int, *, excluded: bool) -> Iterator[Term]:
    units = read_units(text)
    if units:
        marked, bare = tuple(unit.marked for unit in units), tuple(unit.bare for unit in units)
        marks = any(not word.isascii() for word in marked)
        yield Term(TermKind.PHRASE, marked, bare, Span(start, start + len(text)), excluded, marks)


def _number(unit: Unit, text: str, count: int) -> Term | None:
    """A number of an instrument; bare digits where they stand alone or behind `số`."""
    if not unit.is_number:
        return None
    whole = not unit.marked.isdecimal() and not unit.marked[-1].isdecimal() or "-" in unit.marked
    if not whole and not (unit.marked.isdecimal() and (count == 1 or _NUMBER_WORD.search(fold_all(text[: unit.start])))):
        return None
    return Term(TermKind.NUMBER, (unit.marked,), (unit.bare,), Span(unit.start, unit.end))


def _words_beside(units: Sequence[Unit], numbers: Sequence[Term]) -> Iterator[Unit]:
    """The units that are no numbers, nor what names a number before it: `Kế hoạch số 68-KH/HU`."""
    starts = {number.span.start for number in numbers}
    named: set[int] = set()
    for position, unit in enumerate(units):
        if unit.start in starts:
            named.add(position)
            before = position - 1
            if before >= 0 and units[before].bare == "so":
                named.add(before)
                before -= 1
            if before >= 1 and (units[before - 1].bare, units[before].bare) in _kind_names():
                named |= {before - 1, before}
    yield from (unit for position, unit in enumerate(units) if position not in named)


@lru_cache(maxsize=1)
def _kind_names() -> frozenset[tuple[str, ...]]:
    """The names of kinds of instruments that are two syllables, bare."""
    rows = load_resource("kinds.yaml")["dispatch"]
    return frozenset(tuple(map(bare_form, row["name"].split())) for row in rows if row["name"].count(" ") == 1)


def _words(
    units: Sequence[Unit], spellings: Sequence[Spelling | None], text: str, *, alone: bool, filtered: bool
) -> Iterator[Term]:
    """The words; those of questions only where nothing else is left."""
    asked = [match.span() for match in _question_words().finditer(fold_all(text))]
    with_marks = any(not unit.marked.isascii() for unit in units if not unit.parts)
    found = []
    for unit, spelling in zip(units, spellings, strict=True):
        idle = any(start <= unit.start and unit.end <= end for start, end in asked) and _means_a_question(unit, spelling)
        reading = None
        if spelling is not None:
            reading = Reading(spelling.words, tuple(map(bare_form, spelling.words)), spelling.changed)
        span = Span(unit.start, unit.end)
        found.append((idle, Term(TermKind.WORD, (unit.marked,), (unit.bare,), span, False, with_marks, reading)))
    kept = [term for idle, term in found if not idle]
    if filtered and all(_names_nothing(term) for term in kept):
        return
    yield from kept or ([term for _, term in found] if alone else [])


def _names_nothing(term: Term) -> bool:
    """Whether beside filters the word asks for nothing more: `việc quá hạn`."""
    words = term.reading.marked if term.reading else term.marked
    return _idle_words().issuperset(words)


@lru_cache(maxsize=1)
def _idle_words() -> frozenset[str]:
    return frozenset(load_resource("search.yaml")["idle_words"])


def _means_a_question(unit: Unit, spelling: Spelling | None) -> bool:
    """Whether the word as it is meant is one of a question: neither `vệ` nor the `ve` of `ve sinh` is `về`."""
    meant = spelling.words if spelling else (unit.marked,)
    return _marked_question_words().issuperset(meant)


@lru_cache(maxsize=1)
def _question_words() -> re.Pattern[str]:
    words = load_resource("search.yaml")["question_words"]
    return re.compile(rf"\b(?:{any_of(fold_all(word) for word in words)})\b")


@lru_cache(maxsize=1)
def _marked_question_words() -> frozenset[str]:
    return frozenset(syllable for word in load_resource("search.yaml")["question_words"] for syllable in word.split())


def _correct(text: str, units: Sequence[Unit], spellings: Sequence[Spelling | None]) -> str | None:
    """The query with its slips put right; None where there was none."""
    if not any(spelling and spelling.changed for spelling in spellings):
        return None
    corrected = text
    for unit, spelling in reversed(list(zip(units, spellings, strict=True))):
        if spelling is not None:
            corrected = corrected[: unit.start] + " ".join(spelling.words) + corrected[unit.end :]
    return corrected


def loosen(query: Query) -> Query:
    """The query with its phrases as words that need not stand together, and of its numbers the digits alone.

    It is asked where nothing holds them as they are.
    """
    terms: list[Term] = []
    for term in query.terms:
        if term.kind is TermKind.WORD or term.excluded:
            terms.append(term)
        elif term.kind is TermKind.NUMBER:
            digits = _DIGITS.match(term.bare[0])
            terms.append(replace(term, marked=(digits[0],), bare=(digits[0],)) if digits else term)
        else:
            words = zip(term.marked, term.bare, strict=True)
            terms += [replace(term, kind=TermKind.WORD, marked=(marked,), bare=(bare,)) for marked, bare in words]
    return replace(query, terms=tuple(terms))

"""How a query was meant that was typed without marks, with slips, or with the keys of an input method.

A noisy channel over the words of the index: every word that is in doubt has readings, each with a cost after what must have
gone wrong; the counts of words and of their pairs in the index say which readings go together. What is typed stays in the query
beside its reading.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise

from nlp.search.index.counts import Counts
from nlp.search.query.keyboard import decode_keys
from nlp.search.units import Unit, bare_form
from nlp.text.restore import RESOURCE, load_counts
from nlp.text.syllables import is_syllable

# Natural logarithms of how much rarer a slip is than what was meant.
_KEYS, _MARKS, _SOUND, _LETTER, _TWO_LETTERS, _BLANK = 0.5, 2.5, 3.0, 4.0, 8.0, 3.0
_UNKNOWN = 6.0  # what the index does not have
_WEIGHT = 3.0  # pseudo-counts with which the frequency of a word smooths its pairs
_SET_PHRASE = 5
_SEEN = 2  # words seen so often in papers are words of the language
_READINGS = 10
_FROM_FOR_TWO = 5  # letters of a word in which two may be wrong
_ALPHABET = "abcdefghiklmnopqrstuvxywjz"
# Letters that sound alike somewhere in the country: at the beginning of a syllable and at its end.
_ONSETS = (
    ("s", "x"),
    ("ch", "tr"),
    ("d", "gi"),
    ("d", "r"),
    ("r", "gi"),
    ("l", "n"),
    ("v", "d"),
    ("ng", "ngh"),
    ("g", "gh"),
    ("c", "k"),
)
_CODAS = (("n", "ng"), ("t", "c"), ("n", "nh"), ("i", "y"))
_ONSET = re.compile("ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnpqrstvx]")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A reading of one word: marked words (two where a blank was lost), and whether letters or marks typed were changed."""

    words: tuple[str, ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class _Option:
    words: tuple[str, ...]
    cost: float


def read_spelling(units: Sequence[Unit], counts: Counts) -> list[Spelling | None]:
    """For each unit its reading, None where it is meant as it is typed."""
    words = [unit for unit in units if not unit.is_number and not unit.parts]
    without_marks = bool(words) and all(unit.marked.isascii() for unit in words)
    options = [list(_options(units, position, counts, without_marks)) for position in range(len(units))]
    if all(len(listed) == 1 for listed in options):
        return [None] * len(units)
    path = _find_path(options, counts)
    best = path if without_marks else _keep_supported(units, path, counts)
    found: list[Spelling | None] = []
    for unit, option in zip(units, best, strict=True):
        if option.words == (unit.marked,):
            found.append(None)
        else:
            bare_typed = unit.marked.isascii() and tuple(map(bare_form, option.words)) == (unit.bare,)
            found.append(Spelling(option.words, not bare_typed))
    return found


def _keep_supported(units: Sequence[Unit], path: Sequence[_Option], counts: Counts) -> list[_Option]:
    """The path of a query with marks: a word of the language stays as typed unless its reading is known beside its neighbours.

    Where the index has the word itself, the reading must stand beside them so often that it is a set phrase.
    """
    kept = []
    for position, (unit, option) in enumerate(zip(units, path, strict=True)):
        before = path[position - 1].words[-1] if position else None
        after = path[position + 1].words[0] if position + 1 < len(path) else None
        beside = [pair for pair in ((before, option.words[0]), (option.words[-1], after)) if None not in pair]
        least = _SET_PHRASE if counts.word(unit.marked) else 1
        known = [counts.pair(one or "", other or "") for one, other in beside]
        if option.words != (unit.marked,) and _is_word(unit.marked) and not (known and min(known) > 0 and max(known) >= least):
            option = _Option((unit.marked,), 0.0)
        kept.append(option)
    return kept


def _is_word(marked: str) -> bool:
    """Whether papers and petitions have the word, though the index may not."""
    return load_syllables().get(marked, 0) >= _SEEN


@lru_cache(maxsize=1)
def load_syllables() -> Mapping[str, int]:
    """The counts of syllables of the package."""
    return load_counts(resources.files("nlp.resources").joinpath(RESOURCE).read_bytes()).syllables


def _options(units: Sequence[Unit], position: int, counts: Counts, without_marks: bool) -> Iterator[_Option]:
    unit = units[position]
    typed = unit.marked
    known = counts.word(typed)
    fixed = unit.is_number and not decode_keys(typed) or unit.parts or len(typed) < 2
    if fixed or not (without_marks or _is_doubtful(units, position, counts)):
        yield _Option((typed,), 0.0)
        return
    yield _Option((typed,), 0.0 if known else _UNKNOWN)
    seen = {typed}
    listed: list[_Option] = []
    for reading, cost in _readings(unit, counts, without_marks):
        if reading not in seen:
            seen.add(reading)
            listed.append(_Option(tuple(reading.split()), cost))
    listed.sort(key=lambda option: option.cost - math.log1p(min(map(counts.word, option.words))))
    yield from listed[:_READINGS]


def _is_doubtful(units: Sequence[Unit], position: int, counts: Counts) -> bool:
    """Whether the index does not have a word, or not beside any of its neighbours."""
    typed = units[position].marked
    if not counts.word(typed):
        return True
    before = position and counts.pair(units[position - 1].marked, typed)
    after = position + 1 < len(units) and counts.pair(typed, units[position + 1].marked)
    return len(units) > 1 and not before and not after


def _readings(unit: Unit, counts: Counts, without_marks: bool) -> Iterator[tuple[str, float]]:
    typed, bare, forms = unit.marked, unit.bare, counts.forms
    decoded = decode_keys(typed)
    if decoded:
        yield decoded, _KEYS
        for form in forms.get(bare_form(decoded), ()):
            yield form, _KEYS + _MARKS
    free = without_marks and typed.isascii()
    for form in forms.get(bare, ()):
        yield form, 0.0 if free else _MARKS
    for reading in _sound_alike(typed):
        if free:
            for form in forms.get(bare_form(reading), ()):
                yield form, _SOUND
        elif counts.word(reading):
            yield reading, _SOUND
    if bare in forms or decoded:
        return
    found = False
    for near in dict.fromkeys(_one_letter_off(bare)):
        for form in forms.get(near, ()):
            found = True
            yield form, _LETTER
    for position in range(2, len(bare) - 1):
        first, second = bare[:position], bare[position:]
        if first in forms and second in forms and counts.bare_pair(first, second):
            found = True
            for one in forms[first][:4]:
                for other in forms[second][:4]:
                    if counts.pair(one, other):
                        yield f"{one} {other}", _BLANK
    if not found and len(bare) >= _FROM_FOR_TWO:
        for near in {two for one in _one_letter_off(bare) for two in _one_letter_off(one) if two in forms}:
            for form in forms[near]:
                yield form, _TWO_LETTERS


def _sound_alike(word: str) -> Iterator[str]:
    onset = match[0] if (match := _ONSET.match(word)) else ""
    for pair in _ONSETS:
        for one, other in (pair, pair[::-1]):
            if onset == one:
                yield other + word[len(one) :]
    for pair in _CODAS:
        for one, other in (pair, pair[::-1]):
            if word.endswith(one) and is_syllable(word.removesuffix(one) + other):
                yield word.removesuffix(one) + other


def _one_letter_off(word: str) -> Iterator[str]:
    """The word with a letter dropped, exchanged with the next, replaced or put in."""
    for i in range(len(word) + 1):
        head, tail = word[:i], word[i:]
        if tail:
            yield head + tail[1:]
            if len(tail) > 1:
                yield head + tail[1] + tail[0] + tail[2:]
            for letter in _ALPHABET:
                yield head + letter + tail[1:]
        for letter in _ALPHABET:
            yield head + letter + tail


def _find_path(options: Sequence[Sequence[_Option]], counts: Counts) -> list[_Option]:
    """The readings that go together best (Viterbi)."""
    states: list[tuple[float, list[_Option]]] = [(0.0, [])]
    for listed in options:
        following = []
        for option in listed:
            inside = sum(_weigh(one, other, counts) for one, other in pairwise(option.words)) - option.cost
            score, path = max(
                ((score + _weigh(path[-1].words[-1] if path else None, option.words[0], counts), path) for score, path in states),
                key=lambda state: state[0],
            )
            following.append((score + inside, [*path, option]))
        states = following
    return max(states, key=lambda state: state[0])[1]


def _weigh(before: str | None, word: str, counts: Counts) -> float:
    share = (counts.word(word) or 0.2) / counts.passages
    if before is None:
        return math.log(share)
    return math.log((counts.pair(before, word) + _WEIGHT * share) / (counts.word(before) + _WEIGHT))

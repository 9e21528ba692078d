"""Restoration of Vietnamese words whose diacritics or letters a recogniser misread.

A noisy channel over syllables: counts of syllables and of their pairs in administrative papers say what is likely to be
written, the shapes of the letters say what is likely to be misread (``ô`` for ``ố``, ``Ẻ`` for ``Ế``). What is not certain
stays as printed: a word is changed only where the pairs it makes are not those of any paper, and where one reading is far
better than the print and than any other reading. Names follow stricter rules, for few of them are known.

The counts are ``nlp/resources/syllables.json.gz``, made by ``python -m nlp.evaluation.restoration``.
"""

from __future__ import annotations

import gzip
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from importlib import resources
from itertools import pairwise

from nlp.text.fold import fold_all, fold_case, fold_tone
from nlp.text.misreadings import find_shapes, measure_misreading, restore_years
from nlp.text.syllables import is_syllable

BOUNDARY = "."  # between two pieces of punctuation or figures, and at both ends
RESOURCE = "syllables.json.gz"

TOKEN = re.compile(r"[^\W\d_]+|[^\s\w]+|[\w]+")
_WEIGHT = 3.0  # pseudo-counts with which the frequency of a syllable smooths its pairs
_UNSEEN = 0.2  # count of a syllable that no paper holds
_GAIN = 4.0  # natural logarithm of how much better than the print a reading must be
_LEAD = 1.0  # the same against the second best reading
_KNOWN = 2  # pairs seen so often are what is meant
_KNOWN_NAME = 4
_NAME_COST = 3.9
_NEW_COST = 3.5
_FREQUENT = 50
_COMMON = 10
_ROUNDS = 8
_LONGEST = 2000  # code points; what is longer is no value of a header
_LONGEST_SYLLABLE = 12
_SEARCH = 8  # readings of one syllable that are weighed
# Behind these, words in capitals are names; the number is how far a name reaches.
_PLACES = frozenset("tỉnh huyện xã phường trấn phố quận thị thôn ấp buôn sông núi cầu hồ đảo ông bà chí".split())
_NAME_LENGTH = 3


class Style(Enum):
    """What a value is made of: running words, or a name of a person or a place."""

    PROSE = "prose"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class SyllableCounts:
    """How often syllables, pairs of them and pairs in capitals (``Trần Văn``) stand in a collection; case and the placement
    of the tone mark are folded."""

    syllables: Mapping[str, int]
    pairs: Mapping[tuple[str, str], int]
    names: Mapping[tuple[str, str], int]


@dataclass(slots=True)
class _Token:
    start: int
    printed: str
    key: str
    name: bool
    fixed: bool


class Restorer:
    """Restores words by the counts of a collection."""

    def __init__(self, counts: SyllableCounts) -> None:
        self._counts = counts
        self._total = sum(counts.syllables.values()) + 1
        self._known_pairs = frozenset(pair for pair, count in counts.pairs.items() if count >= _KNOWN)
        index: dict[str, list[str]] = {}
        for syllable in counts.syllables:
            if is_syllable(syllable):
                index.setdefault(fold_all(syllable), []).append(syllable)
        self._index = index
        self._found: dict[str, tuple[tuple[str, float], ...]] = {}

    def restore(self, printed: str, style: Style = Style.PROSE) -> str:
        """``printed`` with its misread words restored; as many words, and the same where nothing is certain.

        >>> load_restorer().restore("V/v tăng cường công tác phòng chông thiên tai năm 20l5")
        'V/v tăng cường công tác phòng chống thiên tai năm 2015'
        """
        if len(printed) > _LONGEST:
            return printed
        for _ in range(_ROUNDS):  # a restored word lets its neighbour be read
            restored = self._restore_once(restore_years(printed), style)
            if restored == printed:
                break
            printed = restored
        return printed

    def count_misread(self, text: str) -> tuple[int, int]:
        """How many words of ``text`` are surely misread, of how many; only words in small letters are looked at.

        >>> load_restorer().count_misread("phòng chông thiên tai, giải quyêt đơn")
        (2, 7)
        """
        words = TOKEN.findall(text)
        keys = [word if word.isalpha() else BOUNDARY for word in TOKEN.findall(fold_case(fold_tone(text)))]
        known, misread = self._known_pairs, 0
        last = len(keys) - 1
        for i, key in enumerate(keys):
            if key == BOUNDARY or len(key) < 2 or (0 < i < last and (keys[i - 1], key) in known and (key, keys[i + 1]) in known):
                continue
            misread += words[i].islower() and self._best(keys, i, name=False) is not None
        return misread, len(keys) - keys.count(BOUNDARY)

    def _may_change(self, printed: str) -> bool:
        """Whether any word of ``printed`` can be restored: cheap, and true of few typed texts."""
        words = TOKEN.findall(fold_case(fold_tone(printed)))
        keys = [BOUNDARY, *(word if word.isalpha() else BOUNDARY for word in words), BOUNDARY]
        pairs, syllables, known = self._counts.pairs, self._counts.syllables, self._known_pairs
        if known.issuperset(pairwise(keys)):
            return False
        beside_open: set[int] = set()
        for i, pair in enumerate(pairwise(keys)):
            if pair not in known:
                beside_open |= {i, i + 1}
        for i in sorted(beside_open):
            key = keys[i]
            if key == BOUNDARY or not self._is_doubtful(keys, i):
                continue
            readings = self._readings(key)
            if not readings:
                continue
            before, after = ([keys[j], *(k for k, _ in self._readings(keys[j]))] for j in (i - 1, i + 1))
            for reading, cost in readings:
                if cost <= _NEW_COST and not syllables.get(key, 0) and syllables[reading] >= _FREQUENT:
                    return True
                if any(pairs.get((k, reading), 0) >= _KNOWN for k in before if k != BOUNDARY):
                    return True
                if any(pairs.get((reading, k), 0) >= _KNOWN for k in after if k != BOUNDARY):
                    return True
        return False

    def _restore_once(self, printed: str, style: Style) -> str:
        if not self._may_change(printed):
            return printed
        tokens = list(self._read_tokens(printed, style))
        keys = [token.key for token in tokens]
        doubtful = [not token.fixed and self._is_doubtful(keys, i) for i, token in enumerate(tokens)]
        if not any(doubtful):
            return printed
        path = self._find_path(keys, doubtful)
        pieces, position = [], 0
        for i, token in enumerate(tokens):
            if path[i] == token.key:
                continue
            around = path[:i] + [token.key] + path[i + 1 :]
            best = self._best(around, i, name=token.name) or self._best(keys, i, name=token.name)
            if best is not None:
                pieces += [printed[position : token.start], match_case(best, token.printed)]
                position = token.start + len(token.printed)
        return "".join([*pieces, printed[position:]])

    def _is_doubtful(self, keys: Sequence[str], i: int) -> bool:
        """Whether a pair that the word makes with a neighbour is new; a word alone is doubtful where it is new itself."""
        key = keys[i]
        before = keys[i - 1] if i else BOUNDARY
        after = keys[i + 1] if i + 1 < len(keys) else BOUNDARY
        if before == BOUNDARY == after:
            return not self._counts.syllables.get(key, 0)
        known = self._known_pairs
        return (before != BOUNDARY and (before, key) not in known) or (after != BOUNDARY and (key, after) not in known)

    def _read_tokens(self, text: str, style: Style) -> Iterator[_Token]:
        matches = list(TOKEN.finditer(text))
        folded = fold_case(fold_tone(text))
        capitals = text.isupper()
        left = _NAME_LENGTH if style is Style.NAME else 0
        for i, match in enumerate(matches):
            word = match[0]
            if not word.isalpha():
                left = 0 if style is Style.PROSE else left
                yield _Token(match.start(), word, BOUNDARY, False, True)
                continue
            key = folded[match.start() : match.end()]
            name = style is Style.NAME or (word[0].isupper() and (left > 0 or (not capitals and _in_name(matches, i))))
            # `DA`, `TTg`: letters of an abbreviation
            mixed = not (word.islower() or word.istitle() or (word.isupper() and (capitals or len(word) == 1)))
            left = _NAME_LENGTH if key in _PLACES else left - 1
            yield _Token(match.start(), word, key, name, mixed or len(word) < 2)

    def _find_path(self, keys: Sequence[str], doubtful: Sequence[bool]) -> list[str]:
        """The likeliest reading of all words together (Viterbi)."""
        states: dict[str, tuple[float, tuple[str, ...]]] = {BOUNDARY: (0.0, ())}
        for printed, open_ in zip(keys, doubtful, strict=True):
            readings = self._readings(printed) if open_ else ()
            if not readings and len(states) == 1:
                states = {printed: (0.0, (*next(iter(states.values()))[1], printed))}  # one way leads here
                continue
            options = [(printed, 0.0), *((key, cost + _GAIN / 2) for key, cost in readings)]
            following = {}
            for key, cost in options:
                score, path = self._go_on(states, key)
                following[key] = (score - cost, (*path, key))
            states = following
        return list(self._go_on(states, BOUNDARY)[1])

    def _go_on(self, states: Mapping[str, tuple[float, tuple[str, ...]]], key: str) -> tuple[float, tuple[str, ...]]:
        """The best of ``states`` from which to go on to ``key``, with the score of that step."""
        pairs, syllables = self._counts.pairs, self._counts.syllables
        share = _WEIGHT * ((syllables.get(key, 0) or _UNSEEN) / self._total)
        return max(
            [
                (score + math.log((pairs.get((before, key), 0) + share) / (syllables.get(before, 0) + _WEIGHT)), path)
                for before, (score, path) in states.items()
            ]
        )

    def _best(self, keys: Sequence[str], i: int, *, name: bool) -> str | None:
        """The one certain reading of the word ``i`` of ``keys`` between its neighbours, or None; ``name`` asks for more."""
        before = keys[i - 1] if i else BOUNDARY
        after = keys[i + 1] if i + 1 < len(keys) else BOUNDARY
        key = keys[i]
        if not self._is_doubtful(keys, i):
            return None
        readings = self._readings(key)
        if not self._may_be_one(before, after, key, readings, name=name):
            return None
        printed = self._weigh(before, key) + self._weigh(key, after)
        scored = sorted([(self._weigh(before, k) + self._weigh(k, after) - cost, k, cost) for k, cost in readings], reverse=True)
        score, best, cost = scored[0]
        if score - printed < _GAIN or (len(scored) > 1 and score - scored[1][0] < _LEAD):
            return None
        if name and not self._is_common(before, after, key, best, cost):
            return best if self._is_known_name(before, after, key, best, cost) else None
        return best if self._is_supported(before, after, key, best, cost) else None

    def _may_be_one(self, before: str, after: str, key: str, readings: Sequence[tuple[str, float]], *, name: bool) -> bool:
        """Whether any of ``readings`` can be supported or a known name, before they are weighed: few are."""
        known, names, syllables = self._known_pairs, self._counts.names, self._counts.syllables
        new = not syllables.get(key, 0)
        for k, cost in readings:
            if (before, k) in known or (k, after) in known or (new and cost <= _NEW_COST and syllables[k] >= _FREQUENT):
                return True
            if name and (names.get((before, k), 0) >= _KNOWN or names.get((k, after), 0) >= _KNOWN):
                return True
        return False

    def _is_supported(self, before: str, after: str, key: str, best: str, cost: float) -> bool:
        """Whether a pair with ``best`` has been seen and what is printed has not as often, or the print is no word of any
        paper and ``best`` a frequent one."""
        pairs, syllables = self._counts.pairs, self._counts.syllables
        if cost <= _NEW_COST and not syllables.get(key, 0) and syllables[best] >= _FREQUENT:
            return True
        new = max(pairs.get((before, best), 0) * (before != BOUNDARY), pairs.get((best, after), 0) * (after != BOUNDARY))
        old = max(pairs.get((before, key), 0) * (before != BOUNDARY), pairs.get((key, after), 0) * (after != BOUNDARY))
        return new >= _KNOWN and new > 3 * old

    def _is_common(self, before: str, after: str, key: str, best: str, cost: float) -> bool:
        """Whether ``best`` makes so common a pair (``Bộ Nông``) that it is no name, and the print makes none."""
        pairs = self._counts.pairs
        new = max(pairs.get((before, best), 0) * (before != BOUNDARY), pairs.get((best, after), 0) * (after != BOUNDARY))
        old = max(pairs.get((before, key), 0) * (before != BOUNDARY), pairs.get((key, after), 0) * (after != BOUNDARY))
        return cost <= _NEW_COST and new >= _COMMON and not old

    def _is_known_name(self, before: str, after: str, key: str, best: str, cost: float) -> bool:
        names = self._counts.names
        new = max(names.get((before, best), 0), names.get((best, after), 0))
        old = max(names.get((before, key), 0), names.get((key, after), 0))
        return cost <= _NAME_COST and not old and new >= (_KNOWN if not is_syllable(key) else _KNOWN_NAME)

    def _weigh(self, before: str, key: str) -> float:
        counts = self._counts
        alone = (counts.syllables.get(key, 0) or _UNSEEN) / self._total
        pair = counts.pairs.get((before, key), 0)
        return math.log((pair + _WEIGHT * alone) / (counts.syllables.get(before, 0) + _WEIGHT))

    def _readings(self, key: str) -> tuple[tuple[str, float], ...]:
        """What ``key`` may have been before it was misread, with the cost of each, the cheapest and most frequent first."""
        found = self._found.get(key)
        if found is None and (key == BOUNDARY or len(key) > _LONGEST_SYLLABLE):
            return ()
        if found is None:
            bare = fold_all(key)
            costs = {s: measure_misreading(key, s) for s in self._index.get(bare, ()) if s != key}
            if not is_syllable(key):
                for shape, cost in find_shapes(bare):
                    for s in self._index.get(shape, ()):
                        costs.setdefault(s, cost)
            rows = [(s, cost) for s, cost in costs.items() if cost is not None]
            rows.sort(key=lambda row: (row[1] - math.log(self._counts.syllables[row[0]]), row[0]))
            found = tuple(rows[:_SEARCH])
            if len(self._found) < 20000:
                self._found[key] = found
        return found


def _in_name(matches: Sequence[re.Match[str]], i: int) -> bool:
    """Whether the word beside the word ``i`` begins with a capital too."""
    beside = [matches[j][0] for j in (i - 1, i + 1) if 0 <= j < len(matches)]
    return any(word.istitle() for word in beside)


def match_case(word: str, printed: str) -> str:
    """``word`` in the case of ``printed``.

    >>> match_case("trần", "TRÀN"), match_case("kế", "Kê")
    ('TRẦN', 'Kế')
    """
    if printed.isupper():
        return word.upper()
    return word[0].upper() + word[1:] if printed[0].isupper() else word


def load_counts(data: bytes) -> SyllableCounts:
    """The counts from the bytes of the resource."""
    raw = json.loads(gzip.decompress(data))
    words = raw["syllables"].split()
    syllables = dict(zip(words, raw["counts"], strict=True))

    def unfold(rows: Mapping[str, Sequence[int]]) -> dict[tuple[str, str], int]:
        return {(words[int(first)], words[flat[i]]): flat[i + 1] for first, flat in rows.items() for i in range(0, len(flat), 2)}

    return SyllableCounts(syllables, unfold(raw["pairs"]), unfold(raw["names"]))


@lru_cache(maxsize=1)
def load_restorer() -> Restorer:
    """The restorer with the counts of the package."""
    return Restorer(load_counts(resources.files("nlp.resources").joinpath(RESOURCE).read_bytes()))

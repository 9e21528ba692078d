"""Finding many phrases at once, on syllables: fast, and tolerant of lost diacritics."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import ne

from nlp.document.document import Document
from nlp.text.fold import fold_all, fold_case, fold_tone

_TOKEN = re.compile(r"\w+")
# The widest gap, in syllables, that `*` in a phrase stands for.
MAX_GAP = 5
# Texts with a smaller share of marked letters are written without diacritics.
_PLAIN_SHARE = 0.02


@dataclass(frozen=True, eq=False)
class Tokens:
    """The syllables and numbers of a text: with their diacritics, without, and their half-open offsets."""

    marked: list[str]
    bare: list[str]
    starts: list[int]
    ends: list[int]
    plain: bool

    def __len__(self) -> int:
        return len(self.bare)


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase of a group at tokens ``first`` (inclusive) to ``last`` (exclusive)."""

    group: str
    phrase: str
    first: int
    last: int


def read_tokens(document: Document) -> Tokens:
    """The tokens of a document; ``plain`` tells that it is written without diacritics.

    >>> from nlp.document.document import build_document
    >>> read_tokens(build_document("Đơn đề nghị")).bare
    ['don', 'de', 'nghi']
    """
    return _read_views(document.view("case"), document.view("bare"))


@lru_cache(maxsize=4)  # the reader of facts and the classifier ask for the same document one after the other
def _read_views(case: str, bare: str) -> Tokens:
    spans = [match.span() for match in _TOKEN.finditer(case)]
    marked = [case[start:end] for start, end in spans]
    plain_tokens = [bare[start:end] for start, end in spans]
    differing = sum(map(ne, marked, plain_tokens))
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    return Tokens(marked, plain_tokens, starts, ends, differing <= _PLAIN_SHARE * len(marked))


@dataclass(frozen=True, slots=True)
class _Entry:
    group: str
    phrase: str
    bare: tuple[str, ...]
    marked: tuple[str, ...]


class Lexicon:
    """Groups of phrases; ``*`` inside a phrase stands for up to five syllables.

    At least half of a phrase's syllables must bear their own diacritics where the text has any; a single one must.
    ``single_in_plain`` says whether phrases of one syllable count in a text without diacritics, where they are ambiguous.

    >>> from nlp.document.document import build_document
    >>> lexicon = Lexicon({"annul": ["hủy * quyết định"], "ask": ["nhờ"]})
    >>> tokens = read_tokens(build_document("Tôi xin hủy cái quyêt định nhỏ này"))
    >>> [(hit.group, hit.first, hit.last) for hit in lexicon.find(tokens)]
    [('annul', 2, 6)]
    """

    def __init__(self, groups: Mapping[str, Sequence[str]], *, single_in_plain: bool = True) -> None:
        self._single_in_plain = single_in_plain
        # By first and second syllable where both are fixed, else by the first alone.
        self._pairs: dict[str, dict[str, list[_Entry]]] = {}
        self._others: dict[str, list[_Entry]] = {}
        for group, phrases in groups.items():
            for phrase in dict.fromkeys(str(p) for p in phrases):
                words = tuple(fold_case(fold_tone(phrase)).replace("*", " * ").split())
                bare = tuple(fold_all(word) for word in words)
                entry = _Entry(group, phrase, bare, words)
                if len(bare) > 1 and bare[1] != "*":
                    self._pairs.setdefault(bare[0], {}).setdefault(bare[1], []).append(entry)
                else:
                    self._others.setdefault(bare[0], []).append(entry)
        self._heads = frozenset((*self._pairs, *self._others))
        for entries in (*self._others.values(), *(found for by_second in self._pairs.values() for found in by_second.values())):
            entries.sort(key=lambda entry: -len(entry.bare))

    def find(self, tokens: Tokens, first: int = 0, last: int | None = None) -> list[Hit]:
        """The hits between two tokens, in order; of one group only the longest at each place, none inside another."""
        end = len(tokens) if last is None else last
        candidates, firsts = _find_candidates(self, tokens)
        covered: dict[str, int] = {}
        hits: list[Hit] = []
        for hit in candidates[bisect_left(firsts, first) : bisect_left(firsts, end)]:
            if hit.last <= end and covered.get(hit.group, 0) <= hit.first:
                hits.append(hit)
                covered[hit.group] = hit.last
        return hits

    def candidates(self, tokens: Tokens) -> Iterator[Hit]:
        """Every phrase at every place where it stands, by place and then the longest first, whatever lies inside another."""
        end = len(tokens)
        bare = tokens.bare
        ambiguous = tokens.plain and not self._single_in_plain
        heads = self._heads
        for i in [i for i, word in enumerate(bare) if word in heads]:
            pairs, others = self._pairs.get(bare[i]), self._others.get(bare[i])
            behind = pairs.get(bare[i + 1]) if pairs and i + 1 < end else None
            if behind is None and others is None:
                continue
            for entry in (*(behind or ()), *(others or ())):
                if ambiguous and len(entry.bare) == 1:
                    continue
                stop = _match(entry, tokens, i, end)
                if stop:
                    yield Hit(entry.group, entry.phrase, i, stop)


@lru_cache(maxsize=32)  # a text is asked sentence by sentence, by a few lexicons
def _find_candidates(lexicon: Lexicon, tokens: Tokens) -> tuple[list[Hit], list[int]]:
    hits = list(lexicon.candidates(tokens))
    return hits, [hit.first for hit in hits]


def _match(entry: _Entry, tokens: Tokens, start: int, end: int) -> int:
    """The token behind the phrase where it stands at ``start``, else 0."""
    position, exact, count, gap = start, 0, 0, False
    for bare, marked in zip(entry.bare, entry.marked, strict=True):
        if bare == "*":
            gap = True
            continue
        if gap:
            limit = min(end, position + MAX_GAP + 1)
            while position < limit and tokens.bare[position] != bare:
                position += 1
            if position >= limit:
                return 0
            gap = False
        elif position >= end or tokens.bare[position] != bare:
            return 0
        exact += tokens.marked[position] == marked
        count += 1
        position += 1
    return position if tokens.plain or 2 * exact >= count + (count == 1) else 0

"""Where offsets lie: within ranges, and between the ends of sentences and parts of them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from nlp.resources.load import commonness

_BLOCK = 512
_SLACK = 256
_REACH = 32


class WordPattern:
    """A pattern of whole words, each looked for at its rarest letter, so that the engine leaps from one to the next."""

    def __init__(self, words: Iterable[str]) -> None:
        by_letter: dict[str, list[str]] = {}
        for word in words:
            by_letter.setdefault(min(word, key=commonness), []).append(word)
        self.words = [word for group in by_letter.values() for word in group]  # in the order of the pattern's groups
        self.pattern = re.compile("|".join(f"{letter}(?:{_write_group(letter, group)})" for letter, group in by_letter.items()))


def _write_group(letter: str, words: Iterable[str]) -> str:
    tails = ((word[word.index(letter) + 1 :], word) for word in words)
    return "|".join(rf"{tail}(?<={word})(?![^\W_])()" for tail, word in tails)


class Words:
    """Where each of some whole words stands in a text."""

    def __init__(self, words: WordPattern, text: str) -> None:
        self._starts: dict[str, list[int]] = {word: [] for word in words.words}
        places = [(len(word), self._starts[word]) for word in words.words]
        for match in words.pattern.finditer(text):
            size, starts = places[(match.lastindex or 1) - 1]
            starts.append(match.end() - size)

    def of(self, *words: str) -> list[int]:
        """Where any of ``words`` begins, in order.

        >>> Words(WordPattern(["ngày", "tháng"]), "ngày 5 tháng 6, ngày 7").of("ngày", "tháng")
        [0, 7, 16]
        """
        if len(words) == 1:
            return self._starts[words[0]]
        found: list[int] = []
        for word in words:
            found += self._starts[word]
        found.sort()
        return found


class Ranges:
    """Half-open ranges, given by start, merged, so that whether one touches them is found by bisection."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        last = -1
        for start, end in ranges:
            if start <= last:
                if end > last:
                    self._ends[-1] = last = end
            elif end > start:
                self._starts.append(start)
                self._ends.append(end)
                last = end

    def touch(self, start: int, end: int) -> bool:
        """Whether ``start:end`` shares a code point with a range."""
        at = bisect_left(self._starts, end) - 1
        return at >= 0 and self._ends[at] > start


class Cuts:
    """The ends of the matches of a pattern, looked for block by block only where somebody asks.

    Most of a document holds no time, so most of it is never read. What has no end within 32 blocks is cut there.
    """

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self._pattern = pattern
        self._text = text
        self._blocks: dict[int, list[int]] = {}
        self._last = (0, 0)

    def around(self, offset: int) -> tuple[int, int]:
        """The last end at or before ``offset``, and the first behind it; the text's own where there is none.

        >>> Cuts(re.compile("; "), "một; hai; ba").around(6)
        (5, 10)
        """
        if not self._last[0] <= offset < self._last[1]:
            block = offset // _BLOCK
            self._last = self._before(offset, block), self._behind(offset, block)
        return self._last

    def _before(self, offset: int, block: int) -> int:
        lowest = max(0, block - _REACH)
        for number in range(block, lowest - 1, -1):
            ends = self._ends(number)
            if at := bisect_right(ends, offset):
                return ends[at - 1]
        return lowest * _BLOCK

    def _behind(self, offset: int, block: int) -> int:
        for number in range(block, block + _REACH):
            ends = self._ends(number)
            if (at := bisect_right(ends, offset)) < len(ends):
                return ends[at]
        return min(len(self._text), (block + _REACH) * _BLOCK)

    def _ends(self, number: int) -> list[int]:
        if number not in self._blocks:
            low, high = number * _BLOCK, (number + 1) * _BLOCK
            found = self._pattern.finditer(self._text, low, min(len(self._text), high + _SLACK))
            self._blocks[number] = [m.end() for m in found if m.start() < high]
        return self._blocks[number]

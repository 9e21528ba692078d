"""Where offsets lie: within ranges, and between the ends of sentences and parts of them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

_BLOCK = 1024
_SLACK = 256
_REACH = 16


class Words:
    """Where each of some whole words stands in a text; a search for a literal leaps, an alternation of many does not."""

    def __init__(self, words: Iterable[str], text: str) -> None:
        self._starts = {word: _find_word(word, text) for word in words}

    def of(self, *words: str) -> list[int]:
        """Where any of ``words`` begins, in order.

        >>> Words(["ngày", "tháng"], "ngày 5 tháng 6, ngày 7").of("ngày", "tháng")
        [0, 7, 16]
        """
        if len(words) == 1:
            return self._starts[words[0]]
        found: list[int] = []
        for word in words:
            found += self._starts[word]
        found.sort()
        return found


def _find_word(word: str, text: str) -> list[int]:
    """Where ``word`` begins and no longer word goes on."""
    found: list[int] = []
    end, size = 0, len(word)
    while (start := text.find(word, end)) >= 0:
        end = start + size
        if not text[end : end + 1].isalnum():
            found.append(start)
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

    Most of a document holds no time, so most of it is never read. What has no end within sixteen blocks is cut there.
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

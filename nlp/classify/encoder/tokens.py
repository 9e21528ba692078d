"""Pieces of text as the encoder reads them: a unigram model over a cut vocabulary (Kudo, Subword Regularization, 2018).

The vocabulary is that of XLM-RoBERTa, cut to the pieces that Vietnamese papers need (``nlp.classify.encoder.base``). Pieces
never cross a blank, so each word is cut once and remembered.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

#: Ids of the signs that are no text: begin, padding, end, unknown.
BEGIN, PADDING, END, UNKNOWN = range(4)
#: How a piece shows that a word starts with it.
WORD_START = "\u2581"
# A character outside the vocabulary costs more than any piece, so that it is cut alone.
_UNKNOWN_COST = 10.0
_WORD = re.compile(r"\S+")


class Pieces:
    """The vocabulary: pieces in the order of their ids, with the logarithm of each one's probability.

    >>> pieces = Pieces(["<s>", "<pad>", "</s>", "<unk>", "▁đơn", "▁đ", "ơn"], [0, 0, 0, 0, -2.0, -3.0, -4.0])
    >>> pieces.cut("Đơn đơn")
    [(3, 0, 1), (6, 1, 3), (4, 4, 7)]
    """

    def __init__(self, names: Sequence[str], scores: Sequence[float]) -> None:
        self.names = tuple(names)
        self.scores = tuple(float(score) for score in scores)
        self._known = {name: (i, self.scores[i]) for i, name in enumerate(self.names) if i > UNKNOWN}
        self._longest = max((len(name) for name in self._known), default=1)
        self._unknown = min(self.scores, default=0.0) - _UNKNOWN_COST
        self._cut_word = lru_cache(maxsize=20_000)(self._find_best_cut)

    def __getstate__(self) -> tuple[tuple[str, ...], tuple[float, ...]]:
        return self.names, self.scores

    def __setstate__(self, state: tuple[tuple[str, ...], tuple[float, ...]]) -> None:
        self.__init__(*state)  # type: ignore[misc]

    def cut(self, text: str) -> list[tuple[int, int, int]]:
        """The pieces of a text: id, and where in the text it starts and ends.

        Compatibility forms are read as the letters they stand for; the places are those of the text as it was given.
        """
        found = []
        for match in _WORD.finditer(text):
            word = match.group()
            plain = unicodedata.normalize("NFKC", word)
            at, exact = match.start(), len(plain) == len(word)
            for piece, start, end in self._cut_word(plain):
                found.append((piece, at + start, at + end) if exact else (piece, at, match.end()))
        return found

    def _find_best_cut(self, word: str) -> tuple[tuple[int, int, int], ...]:
        """The cut of one word with the highest probability; runs of unknown characters are one piece each."""
        text = WORD_START + word
        size = len(text)
        best: list[tuple[float, int, int]] = [(0.0, 0, 0)] + [(float("-inf"), 0, 0)] * size
        for start in range(size):
            score = best[start][0]
            for end in range(start + 1, min(size, start + self._longest) + 1):
                known = self._known.get(text[start:end])
                if known and score + known[1] > best[end][0]:
                    best[end] = (score + known[1], start, known[0])
            if score + self._unknown > best[start + 1][0]:
                best[start + 1] = (score + self._unknown, start, UNKNOWN)
        pieces = []
        end = size
        while end:
            _, start, piece = best[end]
            pieces.append((piece, max(0, start - 1), max(0, end - 1)))
            end = start
        return tuple(_join_unknown(pieces[::-1]))


def _join_unknown(pieces: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    joined: list[tuple[int, int, int]] = []
    for piece, start, end in pieces:
        if piece == UNKNOWN and joined and joined[-1][0] == UNKNOWN:
            joined[-1] = (UNKNOWN, joined[-1][1], end)
        else:
            joined.append((piece, start, end))
    return joined

"""What the encoder reads of a petition: its sentences as pieces, a long one cut to what is asked for and how it begins.

The title stays out (``nlp.classify.features.read_content``). What a petition asks stands mostly at its end, so the sentences
with requests have the first call on the room, from behind; the rest goes to the beginning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nlp.classify.encoder.tokens import BEGIN, END, Pieces
from nlp.classify.features import Content

#: What the pretrained encoder was taught to expect before a text that is asked about.
PREFIX = "query:"
# The share of the room that requests may take before the beginning is read.
_REQUEST_SHARE = 0.45
# A sentence that does not fit is cut where at least so many pieces of it do.
_LEAST_PIECES = 10


@dataclass(frozen=True)
class Sentence:
    """A sentence's pieces, with their places in the sentence, and whether something is asked for in it."""

    pieces: Sequence[tuple[int, int, int]]
    asks: bool


@dataclass(frozen=True)
class Reading:
    """The ids that the encoder reads; the number of the sentence that each belongs to, -1 for signs and the prefix."""

    ids: tuple[int, ...]
    sentences: tuple[int, ...]


def read_sentences(content: Content, pieces: Pieces) -> list[Sentence]:
    """The sentences of a petition's content, cut into pieces."""
    text = content.document.text
    asking = [request.span for request in content.requests]
    return [
        Sentence(pieces.cut(text[s.start : s.end]), any(s.overlaps(request) for request in asking)) for s in content.sentences
    ]


def choose_pieces(sentences: Sequence[Sentence], prefix: Sequence[int], limit: int) -> Reading:
    """At most ``limit`` ids: begin, prefix, the chosen sentences in their order, end.

    >>> long = [Sentence([(7, 0, 1)] * 40, False), Sentence([(8, 0, 1)] * 40, False), Sentence([(9, 0, 1)] * 5, True)]
    >>> reading = choose_pieces(long, [5], 50)
    >>> reading.ids.count(7), reading.ids.count(8), reading.ids.count(9)
    (40, 0, 5)
    """
    room = limit - 2 - len(prefix)
    taken = _share_out([len(s.pieces) for s in sentences], [s.asks for s in sentences], room)
    ids, numbers = [BEGIN, *prefix], [-1] * (1 + len(prefix))
    for i, count in sorted(taken.items()):
        ids.extend(piece for piece, _, _ in sentences[i].pieces[:count])
        numbers.extend([i] * count)
    return Reading((*ids, END), (*numbers, -1))


def _share_out(lengths: Sequence[int], asks: Sequence[bool], room: int) -> dict[int, int]:
    """How many pieces of which sentence are read."""
    if sum(lengths) <= room:
        return dict(enumerate(lengths))
    taken: dict[int, int] = {}
    left = room
    for i in reversed(range(len(lengths))):
        if asks[i] and room - left + lengths[i] <= room * _REQUEST_SHARE:
            taken[i] = lengths[i]
            left -= lengths[i]
    for i, length in enumerate(lengths):
        if i in taken:
            continue
        if length > left:
            if left > _LEAST_PIECES:
                taken[i] = left
            break
        taken[i] = length
        left -= length
    return taken

"""Tokens for the formats that need them: syllables and signs, or words, cut at every edge of a span, white space left out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from nlp.annotate.task import AnnotatedSpan
from nlp.text.sentences import find_sentences
from nlp.text.span import Span
from nlp.text.words import AlignmentError, find_words

_LINE = re.compile(r"[^\n]+")
# A syllable with what is written onto it; any other sign stands alone.
_PIECE = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+|\S")


def split_sentences(text: str) -> list[Span]:
    """The sentences of each line without the white space between them; they hold every character that is none."""
    found = []
    for line in _LINE.finditer(text):
        starts = [sentence.start for sentence in find_sentences(text, line.start(), line.end())]
        edges = [line.start(), *starts[1:], line.end()]
        found += [_strip(text, start, end) for start, end in zip(edges, edges[1:], strict=False)]
    return [sentence for sentence in found if sentence]


def split_tokens(text: str, spans: Iterable[AnnotatedSpan], *, words: bool = False) -> list[list[Span]]:
    """The tokens of each sentence, in order. No edge of a span lies inside a token.

    ``words`` takes the segmenter's words (extra ``words``), and syllables in a sentence that it cannot be laid upon.
    """
    cuts = sorted({edge for span in spans for edge in (span.start, span.end)})
    return [_cut(text, _pieces(text, sentence, words=words), cuts) for sentence in split_sentences(text)]


def _pieces(text: str, sentence: Span, *, words: bool) -> Sequence[Span]:
    if words:
        try:
            return find_words(text, sentence)
        except AlignmentError:
            pass
    return [Span(match.start(), match.end()) for match in _PIECE.finditer(text, sentence.start, sentence.end)]


def _cut(text: str, pieces: Iterable[Span], cuts: Sequence[int]) -> list[Span]:
    found = []
    for piece in pieces:
        edges = [piece.start, *cuts[bisect_right(cuts, piece.start) : bisect_left(cuts, piece.end)], piece.end]
        found += [_strip(text, start, end) for start, end in zip(edges, edges[1:], strict=False)]
    return [token for token in found if token]


def _strip(text: str, start: int, end: int) -> Span:
    """The span without white space of any kind at its edges; empty where there is nothing else."""
    while start < end and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return Span(start, end)

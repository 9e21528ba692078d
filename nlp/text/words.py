"""Words: underthesea's segmentation with exact offsets and nothing rewritten.

The segmenter returns strings, changes tone marks and cuts instrument numbers; here its result is laid upon the text again
and rejected where it does not fit.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from nlp.errors import DonthuError, MissingExtra
from nlp.text.span import Span

# Numbers of instruments (`15/2020/NĐ-CP`, `812-CV/HU`): one word each. Basis: Nghị định 30/2020/NĐ-CP, phụ lục III.
_NUMBER = re.compile(
    r"\d[\d.]*[a-zđ]?(?:/\d{4})?/[A-ZĐƯ]\w*(?:[-–/.&][A-ZĐƯ]\w*)*|\d+[a-zđ]?-[A-ZĐƯ]\w{0,6}/[A-ZĐƯ]\w*(?:-[A-ZĐƯ]\w*)*"
)
Tokeniser = Callable[..., list[str]]


class AlignmentError(DonthuError):
    """The segmenter's words do not stand in the text in their order."""


@lru_cache(maxsize=1)
def load_tokeniser() -> Tokeniser:
    """The ``word_tokenize`` of underthesea; raises MissingExtra where it is not installed."""
    try:
        from underthesea import word_tokenize
    except ImportError as error:
        raise MissingExtra("words.missing", "underthesea is not installed", "pip install 'donthu[words]'") from error
    tokenise: Tokeniser = word_tokenize
    return tokenise


def find_words(text: str, sentence: Span, *, tokenise: Tokeniser | None = None) -> list[Span]:
    """The words of one sentence of ``text`` (NFC), in order; raises AlignmentError where they cannot be laid upon it.

    >>> def by_blanks(sentence: str, **options: object) -> list[str]:
    ...     return sentence.split()
    >>> find_words("Đơn  thư", Span(0, 8), tokenise=by_blanks)
    [Span(start=0, end=3), Span(start=5, end=8)]
    """
    tokenise = tokenise or load_tokeniser()
    piece = sentence.of(text)
    # fixed_words goes unescaped into a pattern, so each is escaped here.
    fixed = sorted({re.escape(number) for number in _NUMBER.findall(piece)})
    words = tokenise(piece, fixed_words=fixed, use_token_normalize=False)
    spans, position = [], sentence.start
    for word in words:
        if not (parts := word.split()):
            continue
        pattern = re.compile(r"\s*" + r"\s+".join(re.escape(part) for part in parts))
        match = pattern.match(text, position, sentence.end)
        if match is None:
            raise AlignmentError(
                "words.alignment", f"the word at {position - sentence.start} of the sentence is not there", "report the text"
            )
        spans.append(Span(match.end() - len(match[0].lstrip()), match.end()))
        position = match.end()
    if text[position : sentence.end].strip():
        raise AlignmentError("words.alignment", f"characters from {position - sentence.start} are in no word", "report the text")
    return spans

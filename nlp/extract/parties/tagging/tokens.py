"""The units that the sequence model labels: words, signs and line ends, in the order of the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from nlp.document.document import Document
from nlp.extract.parties.phrases import Tokens, read_tokens
from nlp.text.letters import CAPITALS
from nlp.text.span import Span

# Numbers of documents, dates and amounts are one unit each; a number glued to a word behind a stop (``1.Hủy``) is not.
_UNIT = re.compile(
    rf"(?P<number>\d++(?:[.,/]\d+|[./-][{CAPITALS}]{{2,}}\d*(?!\w))+)|(?P<word>\w+)|(?P<end>[^\S\n]*\n\s*)|(?P<sign>[^\w\s])"
)
_DIGITS = re.compile(r"\d+")
#: What a line end and a blank line are written as.
LINE_END, BLANK_LINE = "¶", "¶¶"


@dataclass(frozen=True, eq=False)
class Units:
    """The units of a text; ``words`` holds the unit that each of ``tokens`` stands in."""

    text: str
    tokens: Tokens
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    marked: tuple[str, ...]
    bare: tuple[str, ...]
    written: tuple[str, ...]
    words: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.starts)

    def span(self, first: int, last: int) -> Span:
        """The text from a unit to the one before ``last``."""
        return Span(self.starts[first], self.ends[last - 1])


def read_units(document: Document) -> Units:
    """The units of a document; numbers are written as as many zeros, at most four.

    >>> from nlp.document.document import build_document
    >>> read_units(build_document("Số 12,\\n\\nÔng A")).bare
    ('so', '00', ',', '¶¶', 'ong', 'a')
    """
    return _cut(document.text, document.view("case"), document.view("bare"), read_tokens(document))


@lru_cache(maxsize=2)
def _cut(text: str, case: str, bare: str, tokens: Tokens) -> Units:
    starts, ends, marked, plain, written = [], [], [], [], []
    for match in _UNIT.finditer(text):
        start, end = match.span()
        kind = match.lastgroup
        if kind == "number":
            plain.append(_DIGITS.sub("0", bare[start:end]))
            marked.append(plain[-1])
        elif kind == "word":
            number = text[start].isdigit() and text[start:end].isdigit()
            plain.append("0" * min(4, end - start) if number else bare[start:end])
            marked.append(plain[-1] if number else case[start:end])
        elif kind == "end":
            plain.append(BLANK_LINE if text.count("\n", start, end) > 1 else LINE_END)
            marked.append(plain[-1])
        else:
            plain.append(text[start:end])
            marked.append(plain[-1])
        starts.append(start)
        ends.append(end)
        written.append(text[start:end])
    words = tuple(bisect_right(starts, start) - 1 for start in tokens.starts)
    return Units(text, tokens, tuple(starts), tuple(ends), tuple(marked), tuple(plain), tuple(written), words)

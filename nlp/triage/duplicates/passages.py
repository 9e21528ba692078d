"""The passages that two petitions share, for showing them side by side."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

from nlp.text.fold import fold_all
from nlp.text.misreadings import fold_shapes
from nlp.text.span import Span

_WORD = re.compile(r"\w+")
_LEAST_WORDS = 3


def find_shared_passages(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[tuple[Span, Span]]:
    """The passages of three words and more that stand in the texts of both records in the same order, as spans of each.

    Words are compared without diacritics and with letters of alike shape as one.

    >>> a, b = {"text": "Nay tôi đề nghị sửa cầu."}, {"text": "Tôi de nghi sửa  cầu ngay"}
    >>> [(x.of(a["text"]), y.of(b["text"])) for x, y in find_shared_passages(a, b)]
    [('tôi đề nghị sửa cầu', 'Tôi de nghi sửa  cầu')]
    """
    spans = [[Span(*match.span()) for match in _WORD.finditer(record["text"])] for record in (ours, theirs)]
    words = [
        [fold_shapes(fold_all(span.of(record["text"]))) for span in found]
        for record, found in zip((ours, theirs), spans, strict=True)
    ]
    blocks = SequenceMatcher(None, words[0], words[1], autojunk=False).get_matching_blocks()
    return [
        (
            Span(spans[0][block.a].start, spans[0][block.a + block.size - 1].end),
            Span(spans[1][block.b].start, spans[1][block.b + block.size - 1].end),
        )
        for block in blocks
        if block.size >= _LEAST_WORDS
    ]

"""Sentences inside a paragraph: full stops that end one, told from those of abbreviations, numbers, dates and initials.

Rules first: administrative prose is regular, and trained splitters cut ``TP.``, ``Th.S``, ``66.17/2026/NQ-CP``.
"""

from __future__ import annotations

import re

from nlp.text.letters import CAPITALS, SMALLS
from nlp.text.span import Span, trimmed

# Abbreviations that stand before a name or number, in lower case; the full stop behind them ends no sentence.
ABBREVIATIONS = frozenset(
    "tp tt tx tt.huyện p q h x t đ ô bà ths th.s ts pgs gs gs.ts pgs.ts ks bs cn đ/c đc vd ví.dụ tr st no nr mr mrs ms "
    "tm kt tl tuq q.gđ ct pct cvp pcvp vp đt tel kcn cty".split()
)
_CLOSERS = "\"'”’»)]*_"
# It begins with a set of characters, so that the engine skips to the next stop instead of trying every place.
_END = re.compile(
    r"[.!?…](?:"
    r"(?<![.!?…].)(?:(?<=\.)(?:/\.|\.{2,}+)|(?<=…)…*+|(?<=[.!?])[.!?]*+)[\"'”’»)\]*_]*+(?=\s|$)"
    r"|(?<=\.)/\."
    # OCR and crawls lose the blank between two sentences.
    rf"|(?<=[\w)”\"]\.)(?=[{CAPITALS}][{SMALLS}]+\s)"
    r")"
)
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_NEXT = re.compile(r"\s{0,80}[\"'“‘«(\[*_-]{0,6}\s{0,8}(\w)")
_IN_WORDS = frozenset("_./&-")
_BEFORE_INITIALS = frozenset(" \t\n\r\f\v.(")
_MARKER = re.compile(r"\s*(?:[-–+•*]\s*)?(?:\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-zđ]|[IVXL]{1,5}|[A-Z])[.)/]?|[-–+•]|Điều \d+[.:]?)\s*")


def find_sentences(text: str, start: int, end: int) -> list[Span]:
    """The sentences of the paragraph ``text[start:end]``, in order, without the blanks between them.

    >>> text = "Theo Nghị quyết 66.17/2026/NQ-CP của TP. Huế. Thực hiện ngay./."
    >>> [s.of(text) for s in find_sentences(text, 0, len(text))]
    ['Theo Nghị quyết 66.17/2026/NQ-CP của TP. Huế.', 'Thực hiện ngay./.']
    """
    sentences: list[Span] = []
    while start < end and text[end - 1] in " \t\n\r":
        end -= 1
    position = start
    for match in _END.finditer(text, start, end):
        stop = match.end()
        if stop == end:
            break  # the paragraph ends here, whatever the stop means
        if match.start() >= position and _ends_sentence(text, position, match, end):
            if _says_something(text, span := trimmed(text, position, stop)):
                sentences.append(span)
            position = stop
    if _says_something(text, span := trimmed(text, position, end)):
        sentences.append(span)
    return sentences


def _says_something(text: str, span: Span) -> bool:
    if text[span.start : span.start + 1].isalnum():
        return span.end > span.start
    return _LETTER_OR_DIGIT.search(text, span.start, span.end) is not None


def _ends_sentence(text: str, start: int, match: re.Match[str], end: int) -> bool:
    first, stop = match.span()
    following = _NEXT.match(text, stop, end)
    mark = match[0]
    if len(mark) > 1:
        mark = mark.rstrip(_CLOSERS)
    if mark != ".":
        if mark == "./.":
            return True
        if mark[0] in "!?":
            return following is None or not following[1].islower()
        if mark[0] == "…" or mark.startswith("..."):
            # A list that trails off goes on in lower case; at the end of a paragraph it ends the sentence.
            return following is None or following[1].isupper()
    if following is not None and following[1].islower():
        return False
    if stop > first + len(mark):  # a closing quote or bracket stands behind the stop
        return True
    return not _is_marker(text, start, stop) and not _is_abbreviation(text[max(start, first - 24) : first], following)


def _is_marker(text: str, start: int, stop: int) -> bool:
    """Whether nothing but a clause marker stands between the start of the sentence and its full stop."""
    return stop - start <= 14 and _MARKER.fullmatch(text, start, stop) is not None


def _is_abbreviation(before: str, following: re.Match[str] | None) -> bool:
    first = len(before)
    while first and ((character := before[first - 1]).isalnum() or character in _IN_WORDS):
        first -= 1
    if first == len(before):
        return False
    last = before[first:].lower().strip(".")
    if last in ("v.v", "vv"):
        return False
    if last in ABBREVIATIONS:
        return following is not None
    if before[-1].isupper() and (len(before) == 1 or before[-2] in _BEFORE_INITIALS):
        return following is not None
    # A number before a capital ends a sentence ("năm 2024. Ban ..."); before a digit it does not ("1. 2").
    return last.isdigit() and following is not None and following[1].isdigit() and len(last) <= 2

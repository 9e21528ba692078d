"""Marks of Markdown that crawlers leave in text, found so that they can be taken out by recorded edits.

Words and lines stay: nothing is joined. Clause markers (``-``, ``+``, ``*`` before a text of its own) stay; a line of ``*`` is
the separator of the Party's letterhead (Hướng dẫn 36-HD/VPTW) or an empty emphasis and goes with its line end.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.entities import html5

Replacement = tuple[int, int, str]

# Without one of these a text holds no mark.
_SIGNS = ("*", "|", "#", "&", "`", "](", "---", "===", "<", "_")

# Marks at the head of a line begin with the line end before, which the engine looks for fast; a text is read behind one.
# Lines that hold marks only; they go with their line end.
_RULE_LINE = re.compile(
    r"\n[ \t]*+(?:[-–—=_]{4,}+|-{3}|\*[* \t\u00a0]*+"
    r"|\|?(?:[ \t]*+:?-{3,}+:?[ \t]*+\|)+[ \t]*+(?::?-{3,}+:?)?)[ \t]*+(?=\n|\Z)"
)
_PIPE_LINE = re.compile(r"\n[ \t]*+\|(?:[ \t\u00a0]*\|)*[ \t\u00a0]*(?=\n|\Z)")
_PIPE_HEAD = re.compile(r"\n[ \t]*+\|")
_PIPE_TAIL = re.compile(r"\|[ \t]*$", re.M)
_STRONG = re.compile(r"\*(?<!\\\*)\*+")
_STRONG_BARS = re.compile(r"__(?=\S[^_\n]*__)|__(?<=[^\s_]__)(?!_)")
_PAIR = re.compile(r"\*(?<![\w*\\]\*)(?=[^\s*)])[^*\n]*(?:\n[^*\n]+){0,12}?\*(?!\*)")
_SINGLE = re.compile(r"\*(?:(?<![\\*\d]\*)(?!\*)|(?<=\d\*)(?![*\d]))")
_FOOTNOTE = re.compile(r"\(\*+\)")
_BULLET = re.compile(r"\n[ \t]*+\*[ \t]+(?=\S)")
_UNDERLINE = re.compile(r"_(?<![\w_]_)(?=[^\s_])[^_\n]{0,300}[^\s_]_(?![\w_])")
_CLOSING = re.compile(r"\*(?<=[^\s*]\*)(?!\*)")
_HEADING = re.compile(r"^[ \t]*+#{1,6}[ \t]+|(?<=\S)[ \t]+#{1,6}[ \t]*$", re.M)
_LINK = re.compile(
    r"(!?)\[([^\[\]\n]{0,300})\]\((?:https?:|mailto:|javascript:|www\.|/|#|\.)[^()\s]{0,1000}(?:[ \t]+\"[^\"\n]*\")?\)"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_TAG = re.compile(r"</?(?:br|b|i|u|em|strong|p|div|span|sup|sub|font|center|small)\b[^<>\n]{0,200}>", re.I)
_ESCAPE = re.compile(r"\\(?=[-*_#|.()\[\]+!])")
_EMPHASIS_SIGN = re.compile(r"\*(?:\*|(?<![\w*\\(]\*)(?=[^\s*)])[^*\n]+[^\s*]\*(?![\w*]))")


def find_marks(text: str) -> list[Replacement]:
    """What to put for each mark of ``text``, sorted and apart; empty where the text has none.

    >>> from nlp.text.alignment import replace_spans
    >>> source = "**KẾ HOẠCH** \\n-----\\n**1. **Sở Nội vụ"
    >>> replace_spans(source, find_marks(source))[0]
    'KẾ HOẠCH \\n1. Sở Nội vụ'
    """
    if not any(sign in text for sign in _SIGNS):
        return []
    emphasis = len(_EMPHASIS_SIGN.findall(text))
    behind = f"\n{text}"  # where a match begins in it, its line begins in the text
    cells = [(m.start(), m.end() - 1, "") for m in _PIPE_HEAD.finditer(behind)] if "|" in text else []
    tables = len(cells) >= 2
    found = [*_find_lines(behind, tables=tables), *_find_inline(text)]
    if emphasis:
        found += _find_emphasis(text, behind, many=emphasis >= 2 or "**" in text)
    if tables:
        found += cells
        found += [(m.start(), m.end(), "") for m in _PIPE_TAIL.finditer(text)]
    found.sort(key=lambda item: (item[0], -item[1]))
    kept: list[Replacement] = []
    for item in found:
        if not kept or item[0] >= kept[-1][1]:
            kept.append(item)
    return kept


def _find_lines(behind: str, *, tables: bool) -> Iterator[Replacement]:
    for match in _RULE_LINE.finditer(behind):
        yield match.start(), min(match.end(), len(behind) - 1), ""  # with its line end, where the text goes on
    if tables:
        for match in _PIPE_LINE.finditer(behind):
            yield match.start(), match.end() - 1, ""


def _find_inline(text: str) -> Iterator[Replacement]:
    if "#" in text:
        for match in _HEADING.finditer(text):
            yield match.start(), match.end(), ""
    if "](" in text:
        for match in _LINK.finditer(text):
            label = (match.start(), match.end(2)) if match[1] else (match.start(), match.start(2))
            yield *label, ""
            yield match.end(2), match.end(), ""
    if "&" in text:
        for match in _ENTITY.finditer(text):
            if match[0][1] == "#" or match[0][1:] in html5:
                yield match.start(), match.end(), html.unescape(match[0])
    if "<" in text:
        for match in _TAG.finditer(text):
            yield match.start(), match.end(), "\n" if match[0][1:3].lower() == "br" else ""
    if "_" in text:
        for match in _UNDERLINE.finditer(text):
            yield match.start(), match.start() + 1, ""
            yield match.end() - 1, match.end(), ""


def _find_emphasis(text: str, behind: str, *, many: bool) -> Iterator[Replacement]:
    notes = {m.start() + 1 for m in _FOOTNOTE.finditer(text)}
    for pattern in (_STRONG, _STRONG_BARS) if "__" in text else (_STRONG,):
        for match in pattern.finditer(text):
            if match.start() not in notes:
                yield match.start(), match.end(), ""
    for match in _ESCAPE.finditer(text):
        yield match.start(), match.end(), ""
    if not many:
        for match in _PAIR.finditer(text):
            yield match.start(), match.start() + 1, ""
            yield match.end() - 1, match.end(), ""
        return
    bullets = {m.start() + m[0].index("*") - 1 for m in _BULLET.finditer(behind) if not _closes(text, m.end() - 1)}
    for match in _SINGLE.finditer(text):
        if match.start() not in bullets and match.start() not in notes:
            yield match.start(), match.end(), ""


def _closes(text: str, start: int) -> bool:
    """Whether a star at the head of a line is closed by one behind a word before the paragraph ends."""
    end = text.find("\n\n", start)
    return _CLOSING.search(text, start, end if end >= 0 else len(text)) is not None

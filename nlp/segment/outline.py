"""The outline: which markers open clauses, and the tree that they make.

Numbering counts up. A marker that continues an open list, or opens one at a paragraph's start, is a clause; `2.` in
mid-sentence, dates, decimals and rows of tables are not.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from nlp.segment.markers import COUNTED_END, INLINE_WORD, MARKER_WORDS, Marker, Series, read_marker, word_marker
from nlp.text.letters import CAPITALS, SMALLS
from nlp.text.lines import Line, measure_width, starts_paragraph
from nlp.text.span import Span

# Words after which a number at a line's start belongs to a reference: `khoản\n2. ...`.
_REFERENCE = re.compile(
    r"(?:khoản|điểm|điều|mục|số|ngày|tháng|năm|thứ|lần|chương|phần|quý|tiết|tờ|thửa|đợt|khóa|kỳ|bước|loại|nhóm|cấp|hạng|tổ|khu|quận"
    r"|phường|và|từ|đến|hoặc|với|của|các|tại|theo|trên|dưới|khoảng|gồm|là|hơn|bằng)[\"”]?$",
    re.I,
)
# What a scanner prints before a marker: `. 2. Các đơn vị`, `n - Tăng cường`.
_NOISE_SIGNS = ".,'`´ˆ~:;·°^‘’“”"
_NOISE = re.compile(rf"[{_NOISE_SIGNS}\s]{{1,4}}(?=[-–+\d])|[{SMALLS}{CAPITALS}]\s+(?=[-–]\s+[{CAPITALS}][{SMALLS}])")
_SENTENCE_BREAK = re.compile(r"\.\s+\S")
_QUOTATION = re.compile(r"(?:^[ \t*_]{0,6}|:\s{0,4})“[^“”]{20,6000}”|^[ \t*_]{0,6}\"[^\"]{20,6000}\"(?=[.;,]?[ \t*_]*$)", re.M)


# `- 2 -` and `2` on a line of their own.
_PAGE_NUMBER = re.compile(r"[-–—]\s?\d{1,3}\s?[-–—]|\d{1,3}|[Il|]")
# `* Nội dung`, `\\* Nội dung`: the line is told without the star, which may be a converter's emphasis.
_STAR = re.compile(r"(?<![*_])\*\s(?=\S)")
_ROMAN_LETTERS = frozenset("IVXLMHTUl")
_LONGEST_HEADING = 45  # code points; `III. Chuyển đổi số` refers to nothing
_RANK: dict[Series, int] = {series: series.value for series in Series}


@dataclass
class Clause:
    """A clause: its marker, where it ends, its depth, the index of the clause that holds it."""

    marker: Marker
    end: int
    level: int
    parent: int | None
    title_end: int = 0


@dataclass
class Outline:
    """The clauses in the order of the text, and the markers whose numbering leaves out a number."""

    clauses: list[Clause] = field(default_factory=list)
    skipped: list[Marker] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    marker: Marker
    index: int


def build_outline(text: str, lines: Sequence[Line], end: int) -> Outline:
    """The clauses of ``lines``, which make a body that ends at ``end``.

    >>> from nlp.text.lines import find_lines
    >>> text = "1. Việc một:\\na) ý một;\\nb) ý hai.\\n2. Việc hai."
    >>> [(c.marker.label, c.level) for c in build_outline(text, find_lines(text), len(text)).clauses]
    [('1', 0), ('a', 1), ('b', 1), ('2', 0)]
    """
    outline = Outline()
    stack: list[_Open] = []
    for marker, strong in _find_markers(text, lines):
        accepted = _accept(stack, marker, strong)
        if accepted is None:
            continue
        marker, skipped = accepted
        if skipped:
            outline.skipped.append(marker)
        _close(outline, stack, marker)
        parent = stack[-1].index if stack else None
        stack.append(_Open(marker, len(outline.clauses)))
        outline.clauses.append(Clause(marker, end, len(stack) - 1, parent, marker.content))
    return outline


def _close(outline: Outline, stack: list[_Open], marker: Marker) -> None:
    """Closes what ``marker`` does not stand in."""
    while stack and not _holds(stack, marker):
        clause = outline.clauses[stack.pop().index]
        clause.end = marker.start


def _holds(stack: list[_Open], marker: Marker) -> bool:
    top = stack[-1].marker
    for item in stack:
        if item.marker.series is marker.series and _same_list(item.marker, marker):
            return False
    if marker.series is Series.DOTTED:
        if top.series is Series.DOTTED:
            return top.path == marker.path[: len(top.path)]
        same_number = top.series is Series.ARABIC and top.ordinal == marker.path[0]
        return same_number or _RANK[top.series] < _RANK[Series.ARABIC]
    if marker.series in (Series.WORD, Series.ARABIC_ROUND) and marker.ordinal == 1:
        return top.series not in (Series.DASH, Series.PLUS, Series.DOT) or marker.series is Series.ARABIC_ROUND
    return _RANK[top.series] < _RANK[marker.series]


def _same_list(opened: Marker, marker: Marker) -> bool:
    if opened.series is not marker.series:
        return False
    return marker.series is not Series.DOTTED or len(opened.path) == len(marker.path)


def _accept(stack: list[_Open], marker: Marker, strong: bool) -> tuple[Marker, bool] | None:
    """The marker as it counts here and whether a number is left out before it; None where it opens no clause."""
    marker = _choose_series(stack, marker)
    if marker.ordinal is None:
        return (marker, False) if strong else None
    same = next((item.marker for item in reversed(stack) if _same_list(item.marker, marker)), None)
    if same is None:
        if marker.ordinal == 1 or marker.series is Series.DOTTED:
            return (marker, False) if strong or marker.series is Series.WORD else None
        structural = _RANK[marker.series] <= _RANK[Series.ARTICLE]
        return (marker, not structural) if strong and marker.series is not Series.WORD else None
    expected = (same.ordinal or 0) + 1
    if marker.ordinal == expected:
        return (marker, False)
    return (marker, marker.ordinal > expected) if strong and marker.series is not Series.WORD else None


def _choose_series(stack: list[_Open], marker: Marker) -> Marker:
    """`C.` and `D.` go on counting A, B where a list of capitals is open; `I.` opens Roman numerals."""
    if marker.series is Series.ROMAN and marker.label in ("C", "D"):
        opened = next((item.marker for item in reversed(stack) if item.marker.series is Series.CAPITAL), None)
        if opened is not None:
            return replace(marker, series=Series.CAPITAL, ordinal="ABCD".index(marker.label) + 1)
    return marker


def _find_markers(text: str, lines: Sequence[Line]) -> Iterator[tuple[Marker, bool]]:
    """The markers of the lines, each with whether it stands at a paragraph's start."""
    width = measure_width(lines)
    before: Line | None = None
    headed = False  # whether ``before`` is a heading
    quoted = _find_quotations(text, lines)
    # Few texts hold `..., (Hai là) ...` at all; their places are found once.
    inline = [m.end() for m in COUNTED_END.finditer(text, lines[0].start, lines[-1].end)] if lines else []
    for line in lines:
        content = line.text
        if len(content) < 10 and _PAGE_NUMBER.fullmatch(content):
            continue
        counted = bool(inline) and bisect_left(inline, line.start) < bisect_right(inline, line.end)
        start = _find_star(text, line.start)
        marker = None
        if not (start < line.start or counted or _may_open(content)) or (line.pipes and _is_table_row(line)):
            pass
        elif not (quoted and any(span.start < line.start < span.end for span in quoted)):
            noise = _NOISE.match(text, line.start, line.end) if content[0] in _NOISE_SIGNS or content[1:2].isspace() else None
            start = noise.end() if noise else start
            marker = read_marker(text, start, min(len(text), line.end + 160))
            marker = _skip_residue(text, marker, line)
            if marker is not None and marker.start < line.end:
                yield marker, _is_strong(text, before, line, marker, width, headed=headed)
            if counted:
                position = marker.content if marker is not None else start
                for match in INLINE_WORD.finditer(text, max(start, position - 1), line.end):
                    yield word_marker(match, inline=True), False
        before, headed = line, marker is not None and marker.content < line.end and len(content) < _LONGEST_HEADING


def _find_star(text: str, start: int) -> int:
    """Where the star before the line at ``start`` stands that is a bullet, ``start`` itself where there is none."""
    return start - 2 if text[start - 2 : start - 1] == "*" and _STAR.match(text, start - 2) else start


def _may_open(line: str) -> bool:
    """Whether a marker can begin the line: by its first two characters most lines of running text are ruled out."""
    first, second = line[0], line[1:2]
    if not (first.isalpha() and second.isalpha()) or first in _ROMAN_LETTERS:
        return True
    return line[:2] in MARKER_WORDS


def _find_quotations(text: str, lines: Sequence[Line]) -> list[Span]:
    """Quotations of several lines: the clauses of a law that is quoted or amended are not the document's own."""
    if not lines:
        return []
    if all(text.find(mark, lines[0].start, lines[-1].end) < 0 for mark in '“"'):
        return []
    matches = _QUOTATION.finditer(text, lines[0].start, lines[-1].end)
    return [Span(*match.span()) for match in matches if "\n" in match[0].strip()]


def _skip_residue(text: str, marker: Marker | None, line: Line) -> Marker | None:
    """`- 1. ...`: the dash is a converter's, the number is the document's."""
    if marker is not None and marker.series in (Series.DASH, Series.STAR, Series.DOT):
        inner = read_marker(text, marker.content, min(len(text), line.end + 160)) if marker.content < line.end else None
        if inner is not None and inner.ordinal is not None and inner.series is not Series.WORD:
            return inner
    return marker


def _is_table_row(line: Line) -> bool:
    return line.pipes >= 2 or (line.pipes == 1 and re.match(r"\d{1,3}\s?[.)]?\s*\|", line.text) is not None)


def _is_strong(text: str, before: Line | None, line: Line, marker: Marker, width: int | None, *, headed: bool) -> bool:
    """Whether the line begins a paragraph, so that its marker is no part of a sentence that goes on."""
    rest = text[marker.content : marker.content + 40].lstrip(" *_\"“‘('")
    if not rest:
        return False
    if before is None:
        return True
    if not line.gap and not headed and _REFERENCE.search(before.text, len(before.text) - 9) and not before.text.isupper():
        return False
    if _RANK[marker.series] <= _RANK[Series.ARTICLE] and not line.gap and not before.is_terminal:
        return len(before.text) < 60 and width is not None and before.text[-1] not in ",(" and before.text.isupper()
    opens_small = rest[0].islower()
    if marker.ordinal is None and opens_small and not before.is_terminal and not before.text.endswith(","):
        return False
    if marker.ordinal is None and before.text[-1:].isdigit() and rest[0].isdigit() and not line.gap:
        return False
    if opens_small and marker.series in (Series.ARABIC, Series.ROMAN, Series.CAPITAL) and not line.gap:
        return before.is_terminal
    if before.is_terminal or line.gap:
        return True
    first = re.match(r"\S", line.text) is not None
    return first and starts_paragraph(before, line._replace(text=text[marker.content : line.end] or line.text), width)


def find_clause_title(text: str, clause: Clause, lines: Sequence[Line], following: int) -> str | None:
    """The heading that a clause prints behind its marker: its first paragraph where that is short and no sentence."""
    start = clause.marker.content
    end = min(clause.end, following)
    pieces: list[str] = []
    for line in lines:
        if line.end <= start:
            continue
        if line.start >= end or (pieces and (line.gap or line.start > end)):
            break
        pieces.append(text[max(line.start, start) : min(line.end, end)])
        if len(pieces) > 4 or len(pieces[0]) > 200:
            return None
    title = " ".join(" ".join(pieces).split()).strip("*_ ")
    if not title or len(title) > 160 or title.endswith((";", ",")) or _SENTENCE_BREAK.search(title):
        return None
    return title.rstrip(" :.") or None


def span_of(clause: Clause) -> Span:
    """The half-open offsets of a clause, its sub-clauses included."""
    return Span(clause.marker.start, max(clause.end, clause.marker.content))

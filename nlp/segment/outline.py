"""The outline: which markers open clauses, and the tree that they make.

Numbering counts up. A marker that continues an open list, or opens one at a paragraph's start, is a clause; `2.` in
mid-sentence, dates, decimals and rows of tables are not.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from nlp.segment.markers import COUNTED_ENDS, INLINE_WORD, MARKER_WORDS, Marker, Series, read_marker, word_marker
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
_WORD_BREAK = re.compile(r"\.\s+[^\W_]")
_QUOTATION = re.compile(r"(?:^[ \t*_]{0,6}|:\s{0,4})“[^“”]{20,6000}”|^[ \t*_]{0,6}\"[^\"]{20,6000}\"(?=[.;,]?[ \t*_]*$)", re.M)

_CURLY_QUOTATION = re.compile(r"“[^“”]{20,6000}”")
_QUOTATION_LEAD = re.compile(r"(?:^[ \t*_]{0,6}|:\s{0,4})\Z", re.M)

# `- 2 -` and `2` on a line of their own.
_PAGE_NUMBER = re.compile(r"[-–—]\s?\d{1,3}\s?[-–—]|\d{1,3}|[Il|]")
# `* Nội dung`, `\\* Nội dung`: the line is told without the star, which may be a converter's emphasis.
_STAR = re.compile(r"(?<![*_])\*\s(?=\S)")
_ROMAN_LETTERS = frozenset("IVXLMHTUl")
_WITH_CAPITALS = (Series.ARABIC, Series.ROMAN, Series.CAPITAL)  # what they open begins with a capital
_ROW = re.compile(r"\d{1,3}\s?[.)]?\s*\|")
_LONGEST_HEADING = 45  # code points; `III. Chuyển đổi số` refers to nothing
_RUNS_ON = '"”'  # what may stand behind the word before a number that is a reference


@dataclass(slots=True)
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
    same = _find_same(stack, marker) is not None
    while stack and (same or not _holds(stack[-1].marker, marker)):
        outline.clauses[stack.pop().index].end = marker.start
        same = same and _find_same(stack, marker) is not None


def _holds(top: Marker, marker: Marker) -> bool:
    if marker.series is Series.DOTTED:
        if top.series is Series.DOTTED:
            return top.path == marker.path[: len(top.path)]
        same_number = top.series is Series.ARABIC and top.ordinal == marker.path[0]
        return same_number or top.series < Series.ARABIC
    if marker.series in (Series.WORD, Series.ARABIC_ROUND) and marker.ordinal == 1:
        return top.series not in (Series.DASH, Series.PLUS, Series.DOT) or marker.series is Series.ARABIC_ROUND
    return top.series < marker.series


def _find_same(stack: list[_Open], marker: Marker) -> Marker | None:
    """The last marker of the list that ``marker`` goes on counting, where one is open."""
    series, depth = marker.series, len(marker.path)
    for item in reversed(stack):
        opened = item.marker
        if opened.series is series and (series is not Series.DOTTED or len(opened.path) == depth):
            return opened
    return None


def _accept(stack: list[_Open], marker: Marker, strong: bool) -> tuple[Marker, bool] | None:
    """The marker as it counts here and whether a number is left out before it; None where it opens no clause."""
    marker = _choose_series(stack, marker)
    if marker.ordinal is None:
        return (marker, False) if strong else None
    same = _find_same(stack, marker)
    if same is None:
        if marker.ordinal == 1 or marker.series is Series.DOTTED:
            return (marker, False) if strong or marker.series is Series.WORD else None
        return (marker, marker.series > Series.ARTICLE) if strong and marker.series is not Series.WORD else None
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
    inline = sorted([m.end() for end in COUNTED_ENDS for m in end.finditer(text, lines[0].start, lines[-1].end)]) if lines else []
    for line in lines:
        at, content = line.start, line.text
        if len(content) < 10 and _PAGE_NUMBER.fullmatch(content):
            continue
        counted = bool(inline) and bisect_left(inline, at) < bisect_right(inline, line.end)
        start = at - 2 if text[at - 2 : at - 1] == "*" and _STAR.match(text, at - 2) else at
        # By its first two letters most lines of running text are ruled out.
        two = content[:2]
        plain = len(two) > 1 and two.isalpha() and two[0] not in _ROMAN_LETTERS and two not in MARKER_WORDS
        marker = None
        if (plain and start == at and not counted) or (line.pipes and _is_table_row(line)):
            pass
        elif not (quoted and any(span.start < at < span.end for span in quoted)):
            noise = _NOISE.match(text, at, line.end) if two[0] in _NOISE_SIGNS or two[1:].isspace() else None
            start = noise.end() if noise else start
            marker = _skip_residue(text, read_marker(text, start, line.end + 160), line)
            if marker is not None and marker.start < line.end:
                yield marker, _is_strong(text, before, line, marker, width, headed=headed)
            if counted:
                position = marker.content if marker is not None else start
                for match in INLINE_WORD.finditer(text, max(start, position - 1), line.end):
                    yield word_marker(match, inline=True), False
        before, headed = line, marker is not None and marker.content < line.end and len(content) < _LONGEST_HEADING


def _find_quotations(text: str, lines: Sequence[Line]) -> list[Span]:
    """Quotations of several lines: the clauses of a law that is quoted or amended are not the document's own."""
    if not lines:
        return []
    first, end = lines[0].start, lines[-1].end
    if text.find('"', first, end) >= 0 and any(line.text[0] == '"' for line in lines):
        return [Span(*match.span()) for match in _QUOTATION.finditer(text, first, end) if "\n" in match[0].strip()]
    # Where no line begins with a straight quote, the other ones are looked at alone.
    found = []
    for match in _CURLY_QUOTATION.finditer(text, first, end):
        lead = _QUOTATION_LEAD.search(text, max(first, match.start() - 6), match.start())
        if lead is not None and "\n" in text[lead.start() : match.end()].strip():
            found.append(Span(lead.start(), match.end()))
    return found


def _skip_residue(text: str, marker: Marker | None, line: Line) -> Marker | None:
    """`- 1. ...`: the dash is a converter's, the number is the document's."""
    if marker is not None and marker.series in (Series.DASH, Series.STAR, Series.DOT):
        inner = read_marker(text, marker.content, line.end + 160) if marker.content < line.end else None
        if inner is not None and inner.ordinal is not None and inner.series is not Series.WORD:
            return inner
    return marker


def _is_table_row(line: Line) -> bool:
    return line.pipes >= 2 or (line.pipes == 1 and _ROW.match(line.text) is not None)


def _is_strong(text: str, before: Line | None, line: Line, marker: Marker, width: int | None, *, headed: bool) -> bool:
    """Whether the line begins a paragraph, so that its marker is no part of a sentence that goes on."""
    rest = text[marker.content : marker.content + 40].lstrip(" *_\"“‘('")
    if not rest:
        return False
    if before is None:
        return True
    above, last, terminal = before.text, before.text[-1], before.is_terminal
    if not line.gap and not headed and (last.isalpha() or last in _RUNS_ON):
        if _REFERENCE.search(above, len(above) - 9) and not above.isupper():
            return False
    if not line.gap and not terminal and marker.series <= Series.ARTICLE:
        return len(above) < 60 and width is not None and last not in ",(" and above.isupper()
    opens_small = rest[0].islower()
    if marker.ordinal is None:
        if opens_small and not terminal and last != ",":
            return False
        if not line.gap and last.isdigit() and rest[0].isdigit():
            return False
    elif opens_small and not line.gap and marker.series in _WITH_CAPITALS:
        return terminal
    if terminal or line.gap:
        return True
    return not line.text[0].isspace() and starts_paragraph(
        before, line._replace(text=text[marker.content : line.end] or line.text), width
    )


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
    printed = " ".join(pieces)
    if printed.endswith((";", ",")) or _WORD_BREAK.search(printed):
        return None  # most clauses are sentences
    title = " ".join(printed.split()).strip("*_ ")
    if not title or len(title) > 160 or title.endswith((";", ",")) or _SENTENCE_BREAK.search(title):
        return None
    return title.rstrip(" :.") or None

"""Printed lines: where they begin, what they hold, which of them belong to one paragraph.

Crawls, PDFs and OCR wrap hard: a line end inside a sentence looks like one between paragraphs. What decides is the blank
line, the punctuation before, the case after, and whether the line was filled up to the margin.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from nlp.text.span import Span, trimmed

# Residue of tables and emphasis that a converter may leave at the edges of a line.
_EDGE = " \t|*_\\\u00a0"
_RULE = re.compile(r"[\s|*_\\\-–—=~.·¬¯─━]*")
# It begins with a sign of its own, so that the engine leaps to it; blanks before it are trimmed with the cell.
_CELL_MARK = re.compile(r"[|\t](?:(?<=\t)[ \t]*\|)?[ \t]*")
_CELL_BREAK = re.compile(r"\s*\|[\s|]*|\s*\t\s*| {3,}")
_CLOSERS = "\"'”’»)]*_"
_TERMINAL = frozenset(".;:!?…")
# Longer lines than this are paragraphs, not lines filled up to a margin.
_LONGEST_PRINTED_LINE = 150


class Line(NamedTuple):
    """A printed line without its margins; ``gap`` counts the blank lines before it, ``pipes`` the cell marks in it."""

    start: int
    end: int
    gap: int
    indent: int
    pipes: int
    text: str

    @property
    def span(self) -> Span:
        """Its half-open offsets."""
        return Span(self.start, self.end)

    @property
    def is_terminal(self) -> bool:
        """Whether it ends with the punctuation of a finished sentence or item."""
        last = self.text[-1:]
        return last in _TERMINAL or (last in _CLOSERS and self.text.rstrip(_CLOSERS)[-1:] in _TERMINAL)

    def cells(self) -> list[Span]:
        """Its parts between cell marks, tabs and wide blanks, without the empty ones."""
        if "|" not in self.text and "\t" not in self.text and "   " not in self.text:
            return [Span(self.start, self.end)] if self.text else []
        spans, position = [], 0
        for gap in _CELL_BREAK.finditer(self.text):
            if gap.start() > position:
                spans.append(Span(self.start + position, self.start + gap.start()))
            position = gap.end()
        if position < len(self.text):
            spans.append(Span(self.start + position, self.end))
        return spans


_make_line = Line._make


def find_lines(text: str) -> list[Line]:
    """The lines of ``text`` that hold something; rules (``-----``, ``*``) count as blank.

    >>> [(line.text, line.gap) for line in find_lines("KẾ HOẠCH\\n-----\\n\\n**I. Mục đích**")]
    [('KẾ HOẠCH', 0), ('I. Mục đích', 2)]
    """
    # Several components ask for the lines of the document at hand.
    return list(_cut_lines(text))


@lru_cache(maxsize=2)
def _cut_lines(text: str) -> tuple[Line, ...]:
    lines: list[Line] = []
    position = gap = 0
    has_pipes = "|" in text
    for raw in text.split("\n"):
        content = raw.strip(_EDGE) if raw else raw
        if not content or (not content[0].isalnum() and (content in ".·=~¬" or (len(content) > 1 and _RULE.fullmatch(content)))):
            gap += 1
        else:
            indent = 0 if content is raw else raw.index(content[0])
            start = position + indent
            pipes = raw.count("|") if has_pipes else 0
            lines.append(_make_line((start, start + len(content), gap, indent, pipes, content)))
            gap = 0
        position += len(raw) + 1
    return tuple(lines)


def measure_width(lines: Sequence[Line]) -> int | None:
    """The width in characters to which the lines are filled, or None where lines are whole paragraphs.

    >>> measure_width(find_lines("một\\n" + "dài " * 60)) is None
    True
    """
    lengths = sorted([length for line in lines if (length := line.end - line.start) > 30])
    printed = bisect_right(lengths, _LONGEST_PRINTED_LINE)
    if not printed or (len(lengths) - printed) * 12 > len(lengths):
        return None
    return lengths[int(printed * 0.8)]


def starts_paragraph(before: Line | None, line: Line, width: int | None) -> bool:
    """Whether ``line`` begins a paragraph, ``before`` being the line above it."""
    if before is None:
        return True
    opens_low = line.text[0].islower()
    if opens_low and not before.is_terminal and line.gap <= 4:
        return False  # a page break inside a sentence leaves blank lines behind
    if line.gap:
        return True
    if before.is_terminal:
        # A sentence may end at the margin and the paragraph go on.
        return width is None or not _is_filled(before, line, width)
    return width is None or (not opens_low and not _is_filled(before, line, width))


def _is_filled(before: Line, line: Line, width: int) -> bool:
    first_word = line.text.split(maxsplit=1)[0]
    return len(before.text) + 1 + len(first_word) >= 0.86 * width


def join_paragraphs(lines: Sequence[Line], breaks: frozenset[int] = frozenset()) -> list[Span]:
    """The paragraphs that ``lines`` make; a line that starts at an offset of ``breaks`` always begins one.

    >>> text = "Dòng đầu của một câu rất dài được ngắt\\ngiữa chừng.\\n\\nĐoạn hai."
    >>> [text[p.start : p.end].split()[0] for p in join_paragraphs(find_lines(text))]
    ['Dòng', 'Đoạn']
    """
    width = measure_width(lines)
    spans: list[Span] = []
    before: Line | None = None
    for line in lines:
        if line.start in breaks or starts_paragraph(before, line, width):
            spans.append(line.span)
        else:
            spans[-1] = Span(spans[-1].start, line.end)
        before = line
    return spans


def split_row(text: str, start: int, end: int) -> list[Span]:
    """The cells of a row of a table, between bars or tabs; empty ones too, so that those of one column have one number.

    >>> row = "1 |  | Huyện đoàn |"
    >>> [cell.of(row) for cell in split_row(row, 0, len(row))]
    ['1', '', 'Huyện đoàn', '']
    """
    cells, position = [], start
    for mark in [*_CELL_MARK.finditer(text, start, end), None]:
        cells.append(trimmed(text, position, mark.start() if mark else end, drop=" \t*"))
        position = mark.end() if mark else end
    return cells


def is_row(text: str) -> bool:
    """Whether a line has cells between bars or tabs."""
    return "|" in text or "\t" in text.strip()

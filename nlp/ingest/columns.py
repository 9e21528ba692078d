"""Two columns made with tabs: letterheads and ends of dispatches typed without a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nlp.text.canonical import canonicalise
from nlp.text.fold import fold_all

Piece = tuple[int, int, int]  # line, start, end

_TABS = re.compile(r"(?<! )[ ]*+\t[\t ]*+|(?<=\S)[ ]{8,}+(?=\S)")
_MOTTO = re.compile(r"cong\s+hoa\s+xa\s+hoi|dang\s+cong\s+san\s+viet\s+nam")
_DATE = re.compile(r"\bngay\b.{0,30}\bthang\b")
_RECIPIENTS = re.compile(r"^\W*noi\s+nhan")
_MAX_LINES = 30


def order_columns(lines: Sequence[str]) -> list[Piece]:
    """The lines in reading order, those of a two-column block cut at their tabs: left column first, then the right one."""
    folded = [fold_all(canonicalise(line)[0]) for line in lines]
    ordered: list[Piece] = []
    position = 0
    for first, last in _find_blocks(lines, folded):
        ordered += [(i, 0, len(lines[i])) for i in range(position, first)]
        left, right = [], []
        for i in range(first, last):
            cut = _cut(lines[i])
            if cut is None:
                left.append((i, 0, len(lines[i])))
                continue
            if cut[0]:
                left.append((i, 0, cut[0]))
            if cut[1] < len(lines[i]):
                right.append((i, cut[1], len(lines[i])))
        ordered += left + right
        position = last
    return ordered + [(i, 0, len(lines[i])) for i in range(position, len(lines))]


def _cut(line: str) -> tuple[int, int] | None:
    match = _TABS.search(line)
    return None if match is None or not line.strip() else match.span()


def _has_right(line: str) -> bool:
    cut = _cut(line)
    return cut is not None and cut[1] < len(line.rstrip())


def _find_blocks(lines: Sequence[str], folded: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Blocks of lines, apart and in order: the letterhead, then any recipients with a signature beside them."""
    position = 0
    for i, line in enumerate(lines):
        if i < position or not _has_right(line):
            continue
        cut = _cut(line)
        if cut is None:
            continue
        if _MOTTO.search(folded[i], cut[1]):
            last = _end_of_letterhead(lines, folded, i)
            if last - i > 1:
                yield i, last
                position = last
        elif _RECIPIENTS.match(folded[i]):
            first = i
            while first > position and i - first < 3 and _cut(lines[first - 1]) is not None and _starts_right(lines[first - 1]):
                first -= 1
            last = _end_of_signature(lines, i)
            yield first, last
            position = last


def _starts_right(line: str) -> bool:
    cut = _cut(line)
    return cut is not None and cut[0] == 0 and bool(line.strip())


def _end_of_letterhead(lines: Sequence[str], folded: Sequence[str], first: int) -> int:
    last = first + 1
    for i in range(first + 1, min(len(lines), first + 12)):
        if lines[i].strip() and not _has_right(lines[i]) and "\t" not in lines[i].strip():
            break
        if _has_right(lines[i]):
            last = i + 1
            if _DATE.search(folded[i]):
                break
    return last


def _end_of_signature(lines: Sequence[str], first: int) -> int:
    last = first + 1
    for i in range(first + 1, min(len(lines), first + _MAX_LINES)):
        if _has_right(lines[i]) or re.match(r"\s*[-–+*]", lines[i]):
            last = i + 1
        elif lines[i].strip():
            break
    return last


def is_two_column_head(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table of cell texts is a letterhead: few rows of two cells, the motto in the right one."""
    pairs = [row for row in rows if len(row) == 2]
    return bool(pairs) and len(rows) <= 8 and any(_MOTTO.search(fold_all(canonicalise(row[1])[0])) for row in pairs[:4])


def is_two_column_end(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table of cell texts holds recipients at the left and the signature at the right."""
    return len(rows) <= _MAX_LINES and any(_RECIPIENTS.match(fold_all(canonicalise(row[0])[0])) for row in rows if len(row) == 2)


def holds_letterhead_or_recipients(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a cell of a table holds the motto of a letterhead or begins with the recipients."""
    folded = (fold_all(canonicalise(cell)[0]) for row in rows for cell in row)
    return any(_MOTTO.search(cell) or _RECIPIENTS.match(cell) for cell in folded)

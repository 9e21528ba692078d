"""Words on a page to lines in reading order.

What is particular to Vietnamese dispatches: the letterhead stands in two columns (issuer, number and subject left; state or
Party motto, place and date right), and so does the end (recipients left, signature right). Both are read left, then right
(Nghị định 30/2020/NĐ-CP, Phụ lục I; Hướng dẫn 36-HD/VPTW). Everything else is read row by row.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from nlp.document.anchors import Box
from nlp.text.canonical import canonicalise
from nlp.text.fold import fold_all


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word and its box, from the top left of the page."""

    text: str
    box: Box

    @property
    def height(self) -> float:
        """Height of its box."""
        return self.box[3] - self.box[1]


@dataclass(frozen=True, slots=True)
class CarriedWord(PlacedWord):
    """A word that is printed on the page ``page_no`` and read with the page before."""

    page_no: int


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of one line without a gap that could part columns."""

    words: tuple[PlacedWord, ...]

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.words[0].box[0]

    @property
    def x1(self) -> float:
        """Right edge."""
        return max(word.box[2] for word in self.words)

    @property
    def top(self) -> float:
        """Upper edge, of the word in the middle."""
        return statistics.median(word.box[1] for word in self.words)

    @property
    def bottom(self) -> float:
        """Lower edge, of the word in the middle."""
        return statistics.median(word.box[3] for word in self.words)

    @property
    def height(self) -> float:
        """Height of a line."""
        return max(self.bottom - self.top, 0.1)

    @property
    def text(self) -> str:
        """The words with blanks between them."""
        return " ".join(word.text for word in self.words)

    def moved(self, to: Callable[[Box], Box]) -> Segment:
        """The same with other boxes."""
        return Segment(_move(self.words, to))


def _move(words: Iterable[PlacedWord], to: Callable[[Box], Box]) -> tuple[PlacedWord, ...]:
    return tuple(PlacedWord(word.text, to(word.box)) for word in words)


TableRow = tuple[tuple[PlacedWord, ...], ...]


@dataclass(frozen=True, slots=True)
class Table(Segment):
    """A table of data: its words, these by rows and cells, and the edges of its columns."""

    rows: tuple[TableRow, ...]
    columns: tuple[float, ...]

    @property
    def x0(self) -> float:
        """Left edge."""
        return min(word.box[0] for word in self.words)

    @property
    def top(self) -> float:
        """Upper edge."""
        return min(word.box[1] for word in self.words)

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return max(word.box[3] for word in self.words)

    @property
    def height(self) -> float:
        """Height of a line."""
        return statistics.median(word.height for word in self.words)

    def moved(self, to: Callable[[Box], Box]) -> Table:
        """The same with other boxes."""
        rows = tuple(tuple(_move(cell, to) for cell in row) for row in self.rows)
        edges = tuple(to((edge, self.top, edge, self.top))[0] for edge in self.columns)
        return Table(tuple(word for row in rows for cell in row for word in cell), rows, edges)


Row = list[Segment]

_COLUMN_GAP = 2.2  # line heights; a justified line has gaps up to about 1.5
_MOTTO = re.compile(r"\b(?:c[o0]ng\s+h[o0]a\s+x|dang\s+c[o0]ng\s+san|doc\s+lap\s*\W+\s*tu\b)")
_HEADINGS = re.compile(r"^\W*(?:noi\s*nhan|kinh\s+gui)")
_RECIPIENTS = re.compile(r"^\W*noi\s*nhan\b")
_DATE = re.compile(r"\bngay\b.{0,24}\bthang\b")


def build_segments(lines: Iterable[Sequence[PlacedWord]]) -> list[Segment]:
    """Lines cut where a gap is wide enough to part columns."""
    segments: list[Segment] = []
    for line in lines:
        words = sorted(line, key=lambda word: word.box[0])
        if not words:
            continue
        height = statistics.median(word.height for word in words)
        current = [words[0]]
        for word in words[1:]:
            if word.box[0] - current[-1].box[2] > _COLUMN_GAP * height:
                segments.append(Segment(tuple(current)))
                current = []
            current.append(word)
        segments.append(Segment(tuple(current)))
    return segments


def build_rows(segments: Iterable[Segment]) -> list[Row]:
    """Segments that stand beside one another, from top to bottom, each row from left to right."""
    rows: list[Row] = []
    for segment in sorted(segments, key=lambda s: (s.top + s.bottom) / 2):
        middle = (segment.top + segment.bottom) / 2
        for row in reversed(rows[-3:]):
            top, bottom = statistics.median(s.top for s in row), statistics.median(s.bottom for s in row)
            overlap = min(bottom, segment.bottom) - max(top, segment.top)
            beside = all(segment.x0 >= s.x1 - 0.3 * s.height or segment.x1 <= s.x0 + 0.3 * s.height for s in row)
            if beside and (overlap > 0.5 * min(segment.height, bottom - top) or top < middle < bottom):
                row.append(segment)
                break
        else:
            rows.append([segment])
    for row in rows:
        row.sort(key=lambda s: s.x0)
    rows.sort(key=lambda row: statistics.mean((s.top + s.bottom) / 2 for s in row))
    return rows


def order_rows(rows: list[Row], width: float, height: float) -> list[Row]:
    """The rows in reading order, each column of the letterhead and of the end as rows of its own.

    An empty row stands for a wider gap between two lines.
    """
    head = _find_letterhead(rows, width, height)
    tail = _find_end(rows, width, head[1] if head else 0)
    ordered: list[Row] = []
    position = 0
    for band in (head, tail):
        if band is None:
            continue
        first, last, split = band
        ordered += _with_gaps(rows[position:first])
        left, right = _split_band(rows[first:last], split)
        ordered += [*_with_gaps(left), [], *_with_gaps(right), []]
        position = last
    ordered += _with_gaps(rows[position:])
    while ordered and not ordered[-1]:
        ordered.pop()
    return ordered


Band = tuple[int, int, float]  # first row, row behind the last, where the right column begins


def _fold(text: str) -> str:
    return fold_all(canonicalise(text)[0])


def _find_letterhead(rows: list[Row], width: float, height: float) -> Band | None:
    """The rows of the letterhead, by its motto in the right half of the upper part of the page."""
    for i, row in enumerate(rows):
        if row[0].top > 0.45 * height:
            return None
        words = [word for segment in row for word in segment.words]
        text = _fold(" ".join(word.text for word in words))
        match = _MOTTO.search(text)
        if match is None:
            continue
        index = text.count(" ", 0, match.start())
        if not _is_printed_as_motto(words[index:]):
            continue
        split = words[min(index, len(words) - 1)].box[0]
        if split < 0.22 * width or (index == 0 and _is_centred(row, width) and not _has_left(rows, i, split)):
            return None
        return 0 if i < 4 else max(0, i - 2), _letterhead_end(rows, i, split, height), split
    return None


def _is_printed_as_motto(words: list[PlacedWord]) -> bool:
    """Whether words stand as the motto is printed; prose names the state in small letters (``nước Cộng hòa xã hội``)."""
    text = " ".join(word.text for word in words[:3])
    letters = [c for c in text if c.isalpha()]
    return sum(c.isupper() for c in letters) > 0.6 * len(letters) or _fold(text).startswith("doc lap")


def _is_centred(row: Row, width: float) -> bool:
    return abs((row[0].x0 + row[-1].x1) / 2 - width / 2) < 0.06 * width


def _has_left(rows: list[Row], motto: int, split: float) -> bool:
    return any(s.x1 < split + s.height for row in rows[max(0, motto - 2) : motto + 4] for s in row)


def _letterhead_end(rows: list[Row], motto: int, split: float, height: float) -> int:
    """The row behind the date, and behind a subject that goes on in the left column below it."""
    end = motto + 1
    for j in range(motto, min(len(rows), motto + 10)):
        right = " ".join(s.text for s in rows[j] if s.x1 > split)
        if j > motto and len(rows[j]) == 1 and rows[j][0].x0 < split < rows[j][0].x1 and not _DATE.search(_fold(right)):
            break
        if _HEADINGS.match(_fold(" ".join(s.text for s in rows[j]))):
            break
        if right:
            end = j + 1
        if _DATE.search(_fold(right)):
            break
    while end < len(rows) and rows[end][-1].x1 < split and rows[end][0].top - rows[end - 1][0].bottom < rows[end][0].height:
        if _HEADINGS.match(_fold(rows[end][0].text)):
            break
        end += 1
    return end


def _find_end(rows: list[Row], width: float, after: int) -> Band | None:
    """The rows of recipients and signature: from the recipients' heading to the last row that has a right column."""
    for i in range(after, len(rows)):
        if not any(_RECIPIENTS.match(_fold(segment.text)) for segment in rows[i][:1]):
            continue
        left_edge = rows[i][0].x0
        inner = max(left_edge + 0.2 * width, 0.38 * width)
        right_parts = [s for row in rows[max(after, i - 4) : i + 25] for s in row if s.x0 > inner]
        if not right_parts:
            return None
        split = min(s.x0 for s in right_parts) - 1
        first = i
        while first > after and i - first < 4 and all(s.x0 > split for s in rows[first - 1]):
            first -= 1
        last = i + 1
        for j in range(i, len(rows)):
            only = rows[j][0] if len(rows[j]) == 1 else None
            if only and only.x0 < split < only.x1 - 4 * only.height and only.x1 > 0.7 * width:
                break
            if rows[j][-1].x0 > split or rows[j][-1].x1 <= split + 2 * rows[j][-1].height:
                last = j + 1
        return first, last, split
    return None


def _split_band(rows: list[Row], split: float) -> tuple[list[Row], list[Row]]:
    left: list[Row] = []
    right: list[Row] = []
    for row in rows:
        words = [word for segment in row for word in segment.words]
        cut = _cut(words, split)
        if words[:cut]:
            left.append([Segment(tuple(words[:cut]))])
        if words[cut:]:
            right.append([Segment(tuple(words[cut:]))])
    return left, right


def _cut(words: list[PlacedWord], split: float) -> int:
    """The index of the first word of the right column: at the widest gap near the split."""
    if words[0].box[0] >= split - 2 * words[0].height:
        return 0
    if words[-1].box[2] <= split:
        return len(words)
    best, widest = len(words), 0.0
    for i in range(1, len(words)):
        gap = words[i].box[0] - words[i - 1].box[2]
        middle = (words[i].box[0] + words[i - 1].box[2]) / 2
        weight = gap / (1 + abs(words[i].box[0] - split) / (8 * words[i].height)) if middle > 0.4 * split else 0.0
        if weight > widest:
            best, widest = i, weight
    if widest > 0.45 * words[0].height:
        return best
    if any(abs(word.box[0] - split) < 0.5 * word.height for word in words):
        return next(i for i, word in enumerate(words) if word.box[0] > split - 0.5 * word.height)
    return 0 if sum(w.box[2] > split for w in words) > len(words) / 2 else len(words)


def _with_gaps(rows: list[Row]) -> list[Row]:
    """The rows with an empty one where the distance is clearly wider than between the lines of a paragraph."""
    if len(rows) < 2:
        return list(rows)
    middles = [statistics.median((w.box[1] + w.box[3]) / 2 for s in row for w in s.words) for row in rows]
    pitches = [after - before for before, after in zip(middles, middles[1:], strict=False)]
    # Full lines tell the pitch of the text; headings and scraps stand wider or closer.
    full = [p for p, row in zip(pitches, rows, strict=False) if sum(len(s.words) for s in row) >= 6]
    usual = statistics.median(full or pitches)
    spaced: list[Row] = []
    for row, pitch in zip(rows, [0.0, *pitches], strict=True):
        if spaced and pitch > 1.35 * max(usual, row[0].height):
            spaced.append([])
        spaced.append(row)
    return spaced

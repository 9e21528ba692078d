"""Ruled tables of a page: lines drawn across one another to a grid, and the words in its cells."""

from __future__ import annotations

import ctypes
import statistics
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from nlp.ingest.layout import PlacedWord, Segment, Table, build_segments
from nlp.ingest.tables import is_data_table

_THIN = 3.0  # points up to which a shape is a line
_SHORT = 6.0  # points up to which a line rules nothing
_NEAR = 5.0  # points within which lines meet, or are one: a photographed line drifts, a column is wider
_ONE_TABLE = 2.0  # line heights up to which a grid below another is a part of it
_MOST_SHAPES = 20_000  # a page with more is a drawing
_MOST_LINES = 1_500  # of one page
_MOST_CELLS = 6_000  # of one grid

Point = tuple[float, float]


class Rule(NamedTuple):
    """A line, level or upright: where it stands across, and from where to where it runs."""

    at: float
    start: float
    end: float


@dataclass(frozen=True)
class Grid:
    """Columns and rows by their edges, and for each field between them the first field of its cell: row, column."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    owners: tuple[tuple[tuple[int, int], ...], ...]

    def find_cell(self, word: PlacedWord) -> tuple[int, int] | None:
        """Row and column of the cell in which a word stands; None outside the grid."""
        x, y = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
        column, row = bisect_right(self.columns, x) - 1, bisect_right(self.rows, y) - 1
        inside = 0 <= column < len(self.columns) - 1 and 0 <= row < len(self.rows) - 1
        return self.owners[row][column] if inside else None


def place_tables(segments: Sequence[Segment], grids: Iterable[Grid], above: Table | None = None) -> list[Segment]:
    """The segments with tables of data in place of the words that stand in their cells.

    A grid with the columns of the table above it goes on with it, however small it is; ``above`` is the last table of the page
    before.
    """
    placed = list(segments)
    before: Table | None = None  # the table over the grid on this page
    for grid in sorted(grids, key=lambda grid: grid.rows):
        table, outside = _take_words(grid, placed)
        last = before or above
        goes_on = last is not None and _are_same(last.columns, grid.columns)
        if not table.words or not (goes_on or is_data_table([[_text(cell) for cell in row] for row in table.rows])):
            continue
        if goes_on and before is not None and grid.rows[0] - before.bottom < _ONE_TABLE * before.height:
            outside.remove(before)
            table = Table((*before.words, *table.words), (*before.rows, *table.rows), before.columns)
        placed, before = [*outside, table], table
    return placed


def _take_words(grid: Grid, segments: Sequence[Segment]) -> tuple[Table, list[Segment]]:
    """The table of the words in the grid, and the segments without them."""
    cells: dict[tuple[int, int], list[PlacedWord]] = {}
    outside: list[Segment] = []
    for segment in segments:
        places = [None if isinstance(segment, Table) else grid.find_cell(word) for word in segment.words]
        if not any(places):
            outside.append(segment)
            continue
        for word, cell in zip(segment.words, places, strict=True):
            if cell is not None:
                cells.setdefault(cell, []).append(word)
        outside += build_segments([[word for word, cell in zip(segment.words, places, strict=True) if cell is None]])
    return _build_table(grid, cells), outside


def _build_table(grid: Grid, cells: dict[tuple[int, int], list[PlacedWord]]) -> Table:
    rows = [
        tuple(_order(cells.get((i, j), ())) if owner == (i, j) else () for j, owner in enumerate(row))
        for i, row in enumerate(grid.owners)
    ]
    filled = tuple(row for row in rows if any(row))
    return Table(tuple(word for row in filled for cell in row for word in cell), filled, grid.columns)


def _text(words: Iterable[PlacedWord]) -> str:
    return " ".join(word.text for word in words)


def _are_same(columns: Sequence[float], others: Sequence[float]) -> bool:
    return len(columns) == len(others) and all(abs(a - b) <= _NEAR for a, b in zip(columns, others, strict=True))


def _order(words: Sequence[PlacedWord]) -> tuple[PlacedWord, ...]:
    """The words of a cell, line by line."""
    lines: list[list[PlacedWord]] = []
    for word in sorted(words, key=lambda w: w.box[1] + w.box[3]):
        middle = (word.box[1] + word.box[3]) / 2
        if lines and middle - statistics.mean((w.box[1] + w.box[3]) / 2 for w in lines[-1][:4]) < 0.5 * word.height:
            lines[-1].append(word)
        else:
            lines.append([word])
    return tuple(word for line in lines for word in sorted(line, key=lambda w: w.box[0]))


def read_grids(page: Any, place: Callable[[float, float], Point]) -> list[Grid]:
    """The grids of a page (a pypdfium2 ``PdfPage``); ``place`` takes PDF coordinates to points from the top left."""
    return build_grids(islice(_read_lines(page, place), _MOST_SHAPES))


def build_grids(lines: Iterable[tuple[Point, Point]]) -> list[Grid]:
    """The grids of three columns and more that level and upright lines make, each line by its ends.

    >>> lines = [((0, y), (90, y)) for y in (0, 20, 40)] + [((x, 0), (x, 40)) for x in (0, 30, 60, 90)]
    >>> build_grids(lines)[0].owners
    (((0, 0), (0, 1), (0, 2)), ((1, 0), (1, 1), (1, 2)))
    """
    level: list[Rule] = []
    upright: list[Rule] = []
    for start, end in lines:
        x0, x1 = sorted((start[0], end[0]))
        y0, y1 = sorted((start[1], end[1]))
        if y1 - y0 <= _THIN and x1 - x0 > _SHORT:
            level.append(Rule((y0 + y1) / 2, x0, x1))
        elif x1 - x0 <= _THIN and y1 - y0 > _SHORT:
            upright.append(Rule((x0 + x1) / 2, y0, y1))
    level, upright = _join(level), _join(upright)
    if len(level) < 2 or len(upright) < 4 or len(level) + len(upright) > _MOST_LINES:
        return []
    return [grid for rows, columns in _find_groups(level, upright) if (grid := _build_grid(rows, columns)) is not None]


def _read_lines(page: Any, place: Callable[[float, float], Point]) -> Iterable[tuple[Point, Point]]:
    """The lines that are drawn: strokes, the edges of stroked boxes, and filled boxes that are thin."""
    import pypdfium2.raw as pdfium

    shapes = pdfium.FPDFPage_CountObjects(page.raw)
    if shapes > _MOST_SHAPES:
        return
    for number in range(shapes):
        item = pdfium.FPDFPage_GetObject(page.raw, number)
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        stroked = _is_stroked(item)
        for points, closed in _read_outlines(item, place):
            x0, y0 = min(x for x, _ in points), min(y for _, y in points)
            x1, y1 = max(x for x, _ in points), max(y for _, y in points)
            if min(x1 - x0, y1 - y0) <= _THIN:
                yield (x0, y0), (x1, y1)
            elif stroked:
                ends = [*points, points[0]] if closed else points
                yield from zip(ends, ends[1:], strict=False)


def _is_stroked(item: Any) -> bool:
    import pypdfium2.raw as pdfium

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.FPDFPath_GetDrawMode(item, fill, stroke) and stroke.value)


def _read_outlines(item: Any, place: Callable[[float, float], Point]) -> Iterable[tuple[list[Point], bool]]:
    """The outlines of a shape without curves: their corners, and whether they are closed."""
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, matrix):
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[Point] = []
    for number in range(min(pdfium.FPDFPath_CountSegments(item), _MOST_SHAPES)):
        part = pdfium.FPDFPath_GetPathSegment(item, number)
        kind = pdfium.FPDFPathSegment_GetType(part)
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO or not pdfium.FPDFPathSegment_GetPoint(part, x, y):
            return
        if kind == pdfium.FPDF_SEGMENT_MOVETO and len(points) > 1:
            yield points, False
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            points = []
        points.append(
            place(matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f)
        )
        if pdfium.FPDFPathSegment_GetClose(part) and len(points) > 1:
            yield points, True
            points = []
    if len(points) > 1:
        yield points, False


def _join(rules: list[Rule]) -> list[Rule]:
    """Lines one behind the other, or drawn twice, as one."""
    joined: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (round(r.at / _NEAR), r.start)):
        for i in range(len(joined) - 1, max(-1, len(joined) - 4), -1):
            other = joined[i]
            if abs(other.at - rule.at) <= _NEAR / 2 and rule.start <= other.end + _NEAR:
                joined[i] = Rule(other.at, min(other.start, rule.start), max(other.end, rule.end))
                break
        else:
            joined.append(rule)
    return joined


def _find_groups(level: list[Rule], upright: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Level and upright lines that hang together."""
    groups: list[tuple[list[Rule], list[Rule]]] = []
    levels, uprights = list(level), list(upright)
    while levels:
        new = {levels.pop()}
        rows, columns = set(new), set[Rule]()
        while new:
            found = {rule for rule in uprights if any(_meet(row, rule) for row in new)}
            uprights = [rule for rule in uprights if rule not in found]
            new = {rule for rule in levels if any(_meet(rule, column) for column in found)}
            levels = [rule for rule in levels if rule not in new]
            columns |= found
            rows |= new
        groups.append((sorted(rows), sorted(columns)))
    return groups


def _meet(level: Rule, upright: Rule) -> bool:
    across = level.start - _NEAR <= upright.at <= level.end + _NEAR
    return across and upright.start - _NEAR <= level.at <= upright.end + _NEAR


def _build_grid(level: list[Rule], upright: list[Rule]) -> Grid | None:
    rows, columns = _edges(level), _edges(upright)
    height, width = len(rows) - 1, len(columns) - 1
    if height < 1 or width < 3 or height * width > _MOST_CELLS:
        return None
    owners = [[(i, j) for j in range(width)] for i in range(height)]
    for i in range(height):
        for j in range(width):
            if j and not _is_ruled(upright, columns[j], rows[i], rows[i + 1]):
                owners[i][j] = owners[i][j - 1]
            elif i and not _is_ruled(level, rows[i], columns[j], columns[j + 1]):
                owners[i][j] = owners[i - 1][j]
    return Grid(columns, rows, tuple(map(tuple, owners)))


def _edges(rules: list[Rule]) -> tuple[float, ...]:
    edges: list[list[float]] = []
    for at in sorted(rule.at for rule in rules):
        if edges and at - edges[-1][-1] <= _NEAR:
            edges[-1].append(at)
        else:
            edges.append([at])
    return tuple(statistics.mean(edge) for edge in edges)


def _is_ruled(rules: list[Rule], at: float, start: float, end: float) -> bool:
    """Whether a line parts two fields: it runs along most of the edge between them."""
    middle = (start + end) / 2
    return any(abs(rule.at - at) <= _NEAR and rule.start <= middle <= rule.end for rule in rules)

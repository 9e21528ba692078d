"""The text layer of a PDF page: characters with their boxes to words, and what is furniture among them.

Watermarks are told by their angle, their light colour, or by being tiled; stamps of digital signatures by their wording
(``Ký bởi: ...``). What PDFium guesses between characters (blanks, line ends) is not used: a gap is a blank where it is as wide
as one, which mends the commonest kind of split diacritics at its root.
"""

from __future__ import annotations

import ctypes
import math
import re
import statistics
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from nlp.document.anchors import Box
from nlp.ingest.layout import PlacedWord, Segment, Table, build_segments
from nlp.ingest.ruling import place_tables, read_grids
from nlp.ingest.symbols import read_symbols
from nlp.text.canonical import canonicalise
from nlp.text.fold import fold_all

_ASCENT, _DESCENT = 0.9, 0.25  # of the font size, accents of capitals included
_BLANK_GAP = 0.13  # of the letter height
_LIGHT = 190  # brightness from which a colour is a watermark's, of 255
_TILES = 4
_STAMP_START = re.compile(
    r"^\W*(?:(?:duoc\s+)?ky\s+(?:so\s+)?boi|nguoi\s+ky|signature\s+not\s+verified|digitally\s+signed|signed\s+by)\b"
)
_STAMP_LINE = re.compile(
    r"^\W*(?:email|co\s+quan|don\s+vi|to\s+chuc|chuc\s+vu|thoi\s+gian\s+ky|ngay\s+ky|gio\s+ky|ly\s+do|dia\s+diem|date|reason"
    r"|location|(?:duoc\s+)?ky\s+(?:so\s+)?boi|nguoi\s+ky|signed|signature|[a-z]{1,3}=)\b"
)
_STAMP_TIME = re.compile(
    r"^\W*(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}[/.-]\d{2}[/.-]\d{2}).{0,20}$|[+-]\d{2}[:']?\d{2}'?$|\S+@\S+$"
)


@dataclass(frozen=True)
class Layer:
    """Segments of the body, the furniture that was left out (kind and text), and the boxes of stamps among it."""

    segments: tuple[Segment, ...]
    furniture: tuple[tuple[str, str], ...]
    width: float
    height: float
    stamps: tuple[Box, ...] = ()


class _Glyph:
    """A character with its box and the height of its baseline; ``order`` is where it comes on its line."""

    __slots__ = ("baseline", "box", "height", "light", "order", "text")

    def __init__(self, text: str, box: Box, baseline: float, light: bool) -> None:
        self.text, self.box, self.baseline, self.light = text, box, baseline, light
        self.height = max(box[3] - box[1], 0.1)
        middle = (box[0] + box[2]) / 2
        # A mark stands behind the letter that it is printed over.
        self.order = middle + 0.15 * self.height if unicodedata.combining(text) else middle


def read_layer(page: Any, above: Table | None = None) -> Layer:
    """The text layer of a page (a pypdfium2 ``PdfPage``), its boxes in points from the top left of the page as shown.

    ``above`` is the last table of the page before, which may go on.
    """
    width, height = page.get_size()
    text_page = page.get_textpage()
    try:
        turn = _main_angle(text_page.raw, pdfium.FPDFText_CountChars(text_page.raw))
        place = _Placement(page, turn)
        glyphs, rotated = _read_glyphs(text_page.raw, place, turn)
    finally:
        text_page.close()
    lines = [_build_words(line) for line in _build_lines([glyph for glyph in glyphs if not glyph.light])]
    light = "".join(glyph.text for glyph in glyphs if glyph.light).strip()
    segments, tiled = _drop_tiles(place_tables(build_segments(lines), read_grids(page, place.point), above))
    body, stamps = _drop_stamps(segments)
    furniture = [("watermark", text) for text in (rotated.strip(), light, *tiled) if text]
    furniture += [("signature_stamp", segment.text) for segment in stamps]
    return Layer(tuple(body), tuple(furniture), width, height, tuple(word.box for segment in stamps for word in segment.words))


def _read_glyphs(text_page: Any, place: _Placement, turn: int) -> tuple[list[_Glyph], str]:
    """The level characters of a page, blanks with them, and the turned ones as text."""
    glyphs: list[_Glyph] = []
    rotated: list[str] = []
    count = pdfium.FPDFText_CountChars(text_page)
    origin_x, origin_y = ctypes.c_double(), ctypes.c_double()
    loose = pdfium.FS_RECTF()
    paints: dict[int, _Paint] = {}  # by text object: one has one size, angle and colour
    last_high = 0
    for i in range(count):
        code = pdfium.FPDFText_GetUnicode(text_page, i)
        if 0xD800 <= code < 0xDC00:
            last_high = code
            continue
        if 0xDC00 <= code < 0xE000 and last_high:
            code, last_high = 0x10000 + ((last_high - 0xD800) << 10) + (code - 0xDC00), 0
        if code in (0, 0xFFFE, 0xFFFF, 2) or pdfium.FPDFText_IsGenerated(text_page, i) == 1:
            continue
        character = chr(code)
        item = pdfium.FPDFText_GetTextObject(text_page, i)
        key = ctypes.cast(item, ctypes.c_void_p).value if item else None
        paint = paints.get(key or -i - 1)
        if paint is None:
            paint = paints[key or -i - 1] = _read_paint(text_page, i, turn)
        if paint.turned:
            rotated.append(character)
            continue
        # The loose box is as wide as the character's advance, which a gap has to be measured from.
        pdfium.FPDFText_GetLooseCharBox(text_page, i, loose)
        pdfium.FPDFText_GetCharOrigin(text_page, i, origin_x, origin_y)
        baseline = place.point(origin_x.value, origin_y.value)[1]
        box = place.box(loose.left, loose.bottom, loose.right, loose.top)
        if paint.size > 0.6 * (box[3] - box[1]):
            # The ink of a letter says little about its line; the size of its font does.
            box = (box[0], baseline - _ASCENT * paint.size, box[2], baseline + _DESCENT * paint.size)
        glyphs.append(_Glyph(character, box, baseline, paint.light))
    return glyphs, "".join(rotated)


def _main_angle(text_page: Any, count: int) -> int:
    """The angle, 0, 90, 180 or 270 degrees, of most characters of the page."""
    step = max(1, count // 400)
    angles = Counter(round(math.degrees(pdfium.FPDFText_GetCharAngle(text_page, i)) / 90) % 4 * 90 for i in range(0, count, step))
    slanted = sum(
        abs(math.degrees(pdfium.FPDFText_GetCharAngle(text_page, i)) / 90 % 1 - 0.5) < 0.45 for i in range(0, count, step)
    )
    return angles.most_common(1)[0][0] if angles and slanted < len(range(0, count, step)) else 0


class _Placement:
    """From PDF coordinates (bottom left, unturned) to points from the top left with the main text level."""

    def __init__(self, page: Any, turn: int) -> None:
        x0, y0, x1, y1 = page.get_mediabox()
        crop = page.get_cropbox(fallback_ok=True)
        if crop:
            x0, y0, x1, y1 = crop
        self._edges = (x0, y0, x1, y1)
        self._turn = turn % 360

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point, from the top left of the page turned so that its text is level."""
        x0, y0, x1, y1 = self._edges
        if self._turn == 90:
            return y - y0, x - x0
        if self._turn == 180:
            return x1 - x, y - y0
        if self._turn == 270:
            return y1 - y, x1 - x
        return x - x0, y1 - y

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """The box of a character."""
        ax, ay = self.point(left, bottom)
        bx, by = self.point(right, top)
        return (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


@dataclass(frozen=True, slots=True)
class _Paint:
    """How a text object is painted: font size on the page (0 where it cannot be told), turned or not, light or not."""

    size: float
    turned: bool
    light: bool


def _read_paint(text_page: Any, index: int, turn: int) -> _Paint:
    angle = (math.degrees(pdfium.FPDFText_GetCharAngle(text_page, index)) - turn) % 360
    return _Paint(_size_of(text_page, index), 3 < angle < 357, _is_light(text_page, index))


def _size_of(text_page: Any, index: int) -> float:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(text_page, index, matrix):
        return 0.0
    return float(pdfium.FPDFText_GetFontSize(text_page, index)) * math.hypot(matrix.c, matrix.d)


def _is_light(text_page: Any, index: int) -> bool:
    """Whether a character is painted in a light or nearly transparent colour; invisible text of OCR layers is not."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFText_GetFillColor(text_page, index, red, green, blue, alpha):
        return False
    if 0.3 * red.value + 0.59 * green.value + 0.11 * blue.value < _LIGHT and alpha.value > 90:
        return False
    item = pdfium.FPDFText_GetTextObject(text_page, index)
    mode = pdfium.FPDFTextObj_GetTextRenderMode(item) if item else 0
    return bool(mode in (pdfium.FPDF_TEXTRENDERMODE_FILL, pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE))


def _build_lines(glyphs: list[_Glyph]) -> list[list[_Glyph]]:
    """Characters of one baseline and about one size, from top to bottom; a stamp printed across a line is apart from it.

    Raised and lowered small characters go with the line that they stand in.
    """
    lines: list[list[_Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: g.baseline):
        for line in reversed(lines[-4:]):
            head = line[0]
            if glyph.baseline - head.baseline < 0.3 * glyph.height and 0.65 < glyph.height / head.height < 1.55:
                line.append(glyph)
                break
        else:
            lines.append([glyph])
    merged: list[list[_Glyph]] = []
    for line in lines:
        host = next((other for other in reversed(merged[-3:]) if _stands_in(line, other) or _stands_in(other, line)), None)
        if host is None:
            merged.append(line)
        else:
            host += line
    return merged


def _stands_in(small: list[_Glyph], large: list[_Glyph]) -> bool:
    """Whether one line is an index or a note mark of another: smaller, at its height, and beside its characters."""
    if statistics.median(g.height for g in small) >= 0.85 * statistics.median(g.height for g in large):
        return False
    top, bottom = statistics.median(g.box[1] for g in small), statistics.median(g.box[3] for g in small)
    over, under = statistics.median(g.box[1] for g in large), statistics.median(g.box[3] for g in large)
    if min(bottom, under) - max(top, over) <= 0.5 * (bottom - top):
        return False
    taken = [(g.box[0], g.box[2]) for g in large if not g.text.isspace()]
    edges = (min(left for left, _ in taken), max(right for _, right in taken)) if taken else (0.0, 0.0)
    inside = [g for g in small if edges[0] - 2 * g.height < g.box[0] < edges[1] + 2 * g.height]
    return len(inside) == len(small) and not any(left < (g.box[0] + g.box[2]) / 2 < right for g in small for left, right in taken)


def _build_words(line: list[_Glyph]) -> list[PlacedWord]:
    """The words of a line, by where its characters stand and not by the order in which they were written.

    Writers that take accented letters from another font write them behind the rest of the line: read in that order the
    words fall apart. What is printed twice to look bold is taken once.
    """
    words: list[PlacedWord] = []
    current: list[_Glyph] = []

    def close() -> None:
        if current:
            boxes = [glyph.box for glyph in current]
            box = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
            words.append(PlacedWord(read_symbols("".join(glyph.text for glyph in current)), box))
            current.clear()

    for glyph in sorted(line, key=lambda g: g.order):
        if glyph.text.isspace():
            close()
            continue
        if current:
            last = current[-1]
            if glyph.text == last.text and abs(glyph.box[0] - last.box[0]) < 0.12 * glyph.height:
                continue
            if glyph.box[0] - max(g.box[2] for g in current[-2:]) > _BLANK_GAP * glyph.height:
                close()
        current.append(glyph)
    close()
    return words


def _drop_tiles(segments: list[Segment]) -> tuple[list[Segment], list[str]]:
    """Without text that stands many times on the page, far apart, as a tiled watermark does."""
    places: dict[str, list[Segment]] = {}
    for segment in segments:
        places.setdefault(segment.text, []).append(segment)
    tiles = {
        text for text, found in places.items()
        if len(found) >= _TILES and len(text) >= 6 and any(c.isalpha() for c in text)
        and len({round(s.x0) for s in found}) > 1 and len({round(s.top) for s in found}) > 1
        and statistics.pstdev([s.top for s in found]) > 60
    }  # fmt: skip
    return [s for s in segments if s.text not in tiles], sorted(tiles)


def _drop_stamps(segments: list[Segment]) -> tuple[list[Segment], list[Segment]]:
    """Without the lines of digital-signature stamps: a line that says who signed, and those of the stamp below it."""
    folded = {id(s): fold_all(canonicalise(s.text)[0]) for s in segments}
    starts = [s for s in segments if _STAMP_START.match(folded[id(s)])]
    dropped: set[int] = set()
    for start in starts:
        bottom = start.bottom
        dropped.add(id(start))
        below = sorted((s for s in segments if s.top > start.top and s.x0 < start.x1 and s.x1 > start.x0), key=lambda s: s.top)
        for segment in below:
            if segment.top - bottom > 0.9 * start.height:
                break
            text = folded[id(segment)]
            if segment.height > 1.25 * start.height or not (_STAMP_LINE.match(text) or _STAMP_TIME.search(text)):
                continue
            dropped.add(id(segment))
            bottom = segment.bottom
    return [s for s in segments if id(s) not in dropped], [s for s in segments if id(s) in dropped]

"""The lines that rule a scanned table: found in the image, and painted over so that they disturb no letter."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nlp.ingest.ruling import Grid, Point, build_grids

_WIDTH = 1000  # pixels to which the image is reduced
_LEVEL, _UPRIGHT = 80, 40  # pixels of that image from which on a stroke rules: some words long, two lines of print high
_DARK = 60  # below the brightness of the paper
_THICK = 5  # pixels; a stroke is thinner
_BARE = 0.35  # share of ink up to which what lies beside a stroke is paper
_POINTS = 595  # width of a page, in which ``build_grids`` measures

Ink = NDArray[np.bool_]


def read_rules(image: Image.Image) -> tuple[list[Grid], Image.Image]:
    """The grids of a page image in its pixels, and the image without their lines; the image itself where it has none."""
    factor = max(1, round(min(image.size) / _WIDTH))
    small = np.asarray(image.reduce(factor))
    paper = float(np.percentile(small[::4, ::4], 80))
    ink = small < paper - _DARK
    level, upright = _open_level(ink, _LEVEL), _open_level(ink.T, _UPRIGHT).T
    scale = _POINTS / small.shape[1]
    lines: list[tuple[Point, Point]] = [((x0 * scale, y * scale), (x1 * scale, y * scale)) for y, x0, x1 in _read_strokes(level)]
    lines += [((x * scale, y0 * scale), (x * scale, y1 * scale)) for x, y0, y1 in _read_strokes(upright.T)]
    back = factor / scale
    grids = [
        Grid(tuple(x * back for x in grid.columns), tuple(y * back for y in grid.rows), grid.owners)
        for grid in build_grids(lines)
    ]
    return (grids, _paint_over(image, level | upright, factor, round(paper))) if grids else ([], image)


def _open_level(ink: Ink, length: int) -> Ink:
    """The pixels of level strokes: runs of ink at least ``length`` long, over breaks of two pixels, with paper on both sides.

    What has ink on a side is a bar, a picture or a blurred word.
    """
    thick = ink.copy()
    thick[:, 1:] |= ink[:, :-1]
    thick[:, :-1] |= ink[:, 1:]
    strokes = np.zeros_like(ink)
    for y, start, end in _runs(thick, length):
        sides = [ink[at, start:end].mean() for at in (y - _THICK, y + _THICK) if 0 <= at < len(ink)]
        strokes[y, start:end] = max(sides) < _BARE
    return strokes


def _runs(ink: Ink, length: int) -> Iterator[tuple[int, int, int]]:
    """Row, start and end of the runs of a length."""
    edges = np.diff(np.pad(ink, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    starts, ends = np.argwhere(edges == 1), np.argwhere(edges == -1)
    kept = ends[:, 1] - starts[:, 1] >= length
    for (y, start), end in zip(starts[kept].tolist(), ends[kept, 1].tolist(), strict=True):
        yield y, start, end


def _read_strokes(level: Ink) -> Iterator[tuple[float, int, int]]:
    """Where level strokes stand, and from where to where they run; one that is several pixels thick comes several times."""
    for y, start, end in _runs(level, 2):
        yield y + 0.5, start, end


def _paint_over(image: Image.Image, rules: Ink, factor: int, paper: int) -> Image.Image:
    wide = rules.copy()
    wide[1:] |= rules[:-1]
    wide[:-1] |= rules[1:]
    wide[:, 1:] |= rules[:, :-1]
    wide[:, :-1] |= rules[:, 1:]
    pixels = np.asarray(image).copy()
    mask = np.kron(wide, np.ones((factor, factor), dtype=bool))[: pixels.shape[0], : pixels.shape[1]]
    pixels[: mask.shape[0], : mask.shape[1]][mask] = paper
    return Image.fromarray(pixels)

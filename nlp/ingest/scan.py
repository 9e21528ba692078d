"""A page image made ready for recognition, and the way back to its own pixels."""
from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from nlp.document.anchors import Box

_TARGET_WIDTH = 2480  # A4 at 300 dots an inch
_MAX_ANGLE = 6.0


@dataclass(frozen=True)
class Scan:
    """The image to recognise; ``scale`` and ``angle`` (degrees, counter-clockwise) say how it was made."""

    image: Image.Image
    scale: float
    angle: float
    original: tuple[int, int]

    def to_original(self, box: Box) -> Box:
        """A box of the prepared image in pixels of the image given."""
        x0, y0, x1, y1 = box
        if self.angle:
            width, height = self.image.size
            cx, cy = width / 2, height / 2
            turn = math.radians(self.angle)
            cos, sin = math.cos(turn), math.sin(turn)
            mx, my = (x0 + x1) / 2 - cx, (y0 + y1) / 2 - cy
            # Only the middle is turned back: at a few degrees a line's box stays as it is.
            nx, ny = mx * cos - my * sin + cx, mx * sin + my * cos + cy
            dx, dy = nx - (x0 + x1) / 2, ny - (y0 + y1) / 2
            x0, x1, y0, y1 = x0 + dx, x1 + dx, y0 + dy, y1 + dy
        return (x0 / self.scale, y0 / self.scale, x1 / self.scale, y1 / self.scale)


def prepare_scan(image: Image.Image, *, dpi: float | None = None, steps: frozenset[str] = frozenset({"scale", "deskew"})) -> Scan:
    """The image in grey, at a size that Tesseract reads well, straight."""
    original = image.size
    grey = image.convert("L")
    scale = 1.0
    if "scale" in steps and dpi is None:
        scale = min(4.0, max(1.0, _TARGET_WIDTH / max(1, grey.width))) if grey.width < 0.8 * _TARGET_WIDTH else 1.0
    if "despeckle" in steps:
        grey = grey.filter(ImageFilter.MedianFilter(3))
    if scale != 1.0:
        grey = grey.resize((round(grey.width * scale), round(grey.height * scale)), Image.Resampling.BICUBIC)
    if "contrast" in steps:
        grey = even_background(grey)
    angle = 0.0
    if "deskew" in steps:
        angle = measure_skew(grey)
        if abs(angle) >= 0.15:
            grey = grey.rotate(angle, Image.Resampling.BICUBIC, fillcolor=_paper(grey))
        else:
            angle = 0.0
    return Scan(grey, scale, angle, original)


def _paper(grey: Image.Image) -> int:
    return int(np.percentile(np.asarray(grey.reduce(4)), 80))


def even_background(grey: Image.Image) -> Image.Image:
    """The image divided by its own blurred brightness, so that shadows go."""
    small = grey.reduce(8).filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(6))
    background = np.asarray(small.resize(grey.size, Image.Resampling.BILINEAR), dtype=np.float32)
    pixels = np.asarray(grey, dtype=np.float32)
    return Image.fromarray(np.clip(pixels / np.maximum(background, 16) * 245, 0, 255).astype(np.uint8))


def measure_skew(grey: Image.Image) -> float:
    """The angle in degrees by which to turn the image counter-clockwise so that its lines lie level.

    The angle at which the sums of dark pixels along rows differ most; coarse first, then fine.
    """
    factor = max(1, grey.width // 700)
    small = grey.reduce(factor)
    pixels = np.asarray(small, dtype=np.float32)
    paper = float(np.percentile(pixels, 80))
    ink = (pixels < paper - 40).astype(np.uint8) * 255
    if ink.mean() < 0.5 or ink.mean() > 120:
        return 0.0
    drawing = Image.fromarray(ink)

    def sharpness(angle: float) -> float:
        turned = np.asarray(drawing.rotate(angle, Image.Resampling.NEAREST), dtype=np.float32)
        profile = turned.sum(axis=1)
        return float(((profile[1:] - profile[:-1]) ** 2).sum())

    best = max(np.arange(-_MAX_ANGLE, _MAX_ANGLE + 0.5, 0.5), key=sharpness)
    best = max(np.arange(best - 0.4, best + 0.41, 0.1), key=sharpness)
    return float(best) if sharpness(float(best)) > 1.05 * sharpness(0.0) else 0.0

"""A page image made ready for recognition, and the way back to its own pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from nlp.document.anchors import Box

STEPS = frozenset({"ink", "scale", "contrast", "sharpen", "deskew"})
_TARGET_WIDTH = 2000  # pixels, the short side of an A4 page at 240 dpi: where scans and photographs read best, measured
_MAX_SCALE = 4.0
_SHARPEN_RADIUS = 1.75  # pixels of the image given
_MAX_ANGLE = 6.0
_MIN_ANGLE = 0.3


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


def prepare_scan(image: Image.Image, *, dpi: float | None = None, steps: frozenset[str] = STEPS) -> Scan:
    """The image in grey, evenly lit, at a size that Tesseract reads well, straight.

    ``dpi`` is given where the image was rendered at a known density, which is then kept. ``steps`` are there to be measured.
    """
    original = image.size
    grey = _to_grey(image) if "ink" in steps else image.convert("L")
    scale = 1.0
    wanted = _TARGET_WIDTH / max(1, min(grey.size))
    if "scale" in steps and dpi is None and not 0.7 < wanted < 1.25:
        scale = min(_MAX_SCALE, wanted)
        grey = grey.resize((round(grey.width * scale), round(grey.height * scale)), Image.Resampling.LANCZOS)
    if "contrast" in steps:
        grey = even_background(grey)
    if "sharpen" in steps and scale > 1.3:
        grey = grey.filter(ImageFilter.UnsharpMask(_SHARPEN_RADIUS * scale, 150, 0))
    angle = 0.0
    if "deskew" in steps:
        angle = measure_skew(grey)
        if abs(angle) >= _MIN_ANGLE:
            grey = grey.rotate(angle, Image.Resampling.BICUBIC, fillcolor=_paper(grey))
        else:
            angle = 0.0
    return Scan(grey, scale, angle, original)


def _to_grey(image: Image.Image) -> Image.Image:
    """Grey in which red stamps and blue signatures over the text fade: each pixel its lightest colour."""
    if image.mode not in ("RGB", "RGBA", "P", "CMYK", "YCbCr"):
        return image.convert("L")
    red, green, blue = image.convert("RGB").split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


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

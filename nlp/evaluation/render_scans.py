"""Pages as a scanner or a telephone gives them: no text layer, turned, blurred, grainy; the same bytes for the same seed."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter


@dataclass(frozen=True)
class Wear:
    """What happens to a page: turn in degrees, blur radius and grain in grey levels, shade from one edge, JPEG quality."""

    dpi: int = 150
    turn: float = 0.0
    blur: float = 0.0
    grain: float = 0.0
    shade: float = 0.0
    keystone: float = 0.0
    quality: int = 45


SCAN = Wear(dpi=170, turn=0.6, blur=0.5, grain=7, quality=40)
FAX = Wear(dpi=200, turn=-0.7, blur=0.6, grain=8)
PHOTO = Wear(dpi=170, turn=1.8, blur=0.7, grain=8, shade=0.35, keystone=0.03, quality=45)


def render_pages(pdf: bytes, wear: Wear, seed: int) -> list[Image.Image]:
    """The pages of a PDF as grey images, worn."""
    import pypdfium2

    random = np.random.default_rng(seed)
    document = pypdfium2.PdfDocument(pdf)
    try:
        images = [document[i].render(scale=wear.dpi / 72, grayscale=True).to_pil().convert("L") for i in range(len(document))]
    finally:
        document.close()
    return [_wear_out(image, wear, random) for image in images]


def _wear_out(image: Image.Image, wear: Wear, random: np.random.Generator) -> Image.Image:
    width, height = image.size
    if wear.keystone:
        dx = width * wear.keystone
        corners = (-dx, 0, 0, height, width, height, width + dx, 0)
        image = image.transform(image.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=235)
    if wear.turn:
        image = image.rotate(wear.turn, Image.Resampling.BICUBIC, expand=True, fillcolor=245)
    if wear.blur:
        image = image.filter(ImageFilter.GaussianBlur(wear.blur))
    grey = np.asarray(image, dtype=np.float32)
    if wear.shade:
        grey = grey * np.linspace(1 - wear.shade, 1, grey.shape[1], dtype=np.float32)[None, :]
    if wear.grain:
        grey = grey + random.normal(0, wear.grain, grey.shape).astype(np.float32)
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))


def write_jpeg(image: Image.Image, wear: Wear) -> bytes:
    """The page as a JPEG file."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=wear.quality, optimize=True, dpi=(wear.dpi, wear.dpi))
    return buffer.getvalue()


def write_tiff(images: list[Image.Image], wear: Wear) -> bytes:
    """The pages in black and white in one file, as a fax or an office scanner stores them (CCITT group 4)."""
    first, *rest = [_black_and_white(image) for image in images]
    buffer = io.BytesIO()
    first.save(buffer, "TIFF", compression="group4", dpi=(wear.dpi, wear.dpi), save_all=True, append_images=rest)
    return buffer.getvalue()


def _black_and_white(image: Image.Image) -> Image.Image:
    return Image.fromarray(np.asarray(image) > 170)


def write_image_pdf(images: list[Image.Image], wear: Wear) -> bytes:
    """The pages as a PDF of JPEG images, without a text layer."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1, pageCompression=0)
    for image in images:
        width, height = (side * 72 / wear.dpi for side in image.size)
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(io.BytesIO(write_jpeg(image, wear))), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()

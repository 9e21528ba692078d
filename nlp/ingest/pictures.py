"""Pictures of the pages of PDF files and images, to be shown beside the text; of secret pages no more than may be seen."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PIL import Image, ImageDraw

from nlp.document.anchors import Box
from nlp.ingest import sniff
from nlp.ingest.extraction import Unreadable
from nlp.ingest.settings import IngestSettings

MAX_WIDTH = 3000
# How far print reaches beyond the box of its word, in heights of the box.
_BLEED = 0.1
_BAR_BLEED = 0.25
_LARGE_IMAGE = 0.3  # share of the page from which an image is a scan of it


@dataclass(frozen=True)
class Veil:
    """What of a page may be seen: the boxes ``shown``, less the ``barred``. All else is left white: signatures, stamps, pictures
    and whatever nobody has read. ``print_only``: of a scan, nothing, for it shows a hand."""

    shown: tuple[Box, ...]
    barred: tuple[Box, ...]
    print_only: bool = False


@dataclass(frozen=True)
class Picture:
    """A page as PNG, its size in pixels, the size of the page in the units of its boxes, and how many pages there are."""

    png: bytes
    width: int
    height: int
    page_width: float
    page_height: float
    pages: int


def draw_page(data: bytes, page_no: int, *, width: int, settings: IngestSettings, veil: Veil | None = None) -> Picture:
    """The page ``page_no`` (from 1) of a PDF or an image, ``width`` pixels wide (at most 3,000).

    With a veil, only what it shows is in the pixels. Raises Unreadable: ``picture.no_pages`` for a source that has none before it
    is laid out (text, Word), ``picture.no_such_page``, ``picture.scan`` for a scan under a veil that lets print pass alone, and
    as the readers do.
    """
    width = max(1, min(width, MAX_WIDTH))
    media_type = sniff.sniff_media_type(data)
    if media_type == sniff.PDF:
        image, size, pages, stamps = _draw_pdf(data, page_no, width, settings, veil)
    elif media_type in sniff.IMAGES:
        if veil is not None and veil.print_only:
            raise _is_scan()
        image, size, pages = _draw_image(data, page_no, width, settings)
        stamps = ()
    else:
        raise Unreadable("picture.no_pages", "Tệp này không có ảnh trang; hãy xem phần chữ.")
    if veil is not None:
        veil = replace(veil, barred=(*veil.barred, *stamps))
        image = _draw_veiled(image, veil, image.width / size[0], image.height / size[1])
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=3)
    return Picture(buffer.getvalue(), image.width, image.height, *size, pages)


def _draw_pdf(
    data: bytes, page_no: int, width: int, settings: IngestSettings, veil: Veil | None
) -> tuple[Image.Image, tuple[float, float], int, tuple[Box, ...]]:
    """The page, its size, how many there are, and the boxes of stamps on it; under a veil without images but that of a scan."""
    import pypdfium2

    from nlp.ingest.pdf import measure_images, open_pdf
    from nlp.ingest.pdf_layer import read_layer

    document = open_pdf(data)
    try:
        pages = len(document)
        if not 1 <= page_no <= pages:
            raise _no_such_page(page_no, pages)
        try:
            page = document[page_no - 1]
            try:
                size = page.get_size()
                stamps = read_layer(page).stamps if veil else ()
                if veil and veil.print_only and measure_images(page) >= _LARGE_IMAGE:
                    raise _is_scan()
                if veil:
                    _remove_images(page, size)
                scale = width / max(size[0], 1.0)
                if size[1] * scale * width > settings.max_pixels:
                    scale *= (settings.max_pixels / (size[1] * scale * width)) ** 0.5
                # Notes and filled forms are no part of the text that was read, so they are not shown either.
                image = page.render(scale=scale, may_draw_forms=False, draw_annots=False).to_pil()
            finally:
                page.close()
        except pypdfium2.PdfiumError as problem:
            raise Unreadable("ingest.pdf.bad_page", "Không đọc được trang này; hãy lấy lại tệp gốc.", pages=pages) from problem
    finally:
        document.close()
    return image.convert("RGB"), size, pages, stamps


def _remove_images(page: Any, size: tuple[float, float]) -> None:
    """Takes signatures and seals off the page, which may lie over words; what covers much of it is the page itself."""
    import pypdfium2.raw as pdfium

    for item in list(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=1)):
        x0, y0, x1, y1 = item.get_bounds()
        if abs(x1 - x0) * abs(y1 - y0) < _LARGE_IMAGE * size[0] * size[1]:
            page.remove_obj(item)


def _draw_image(data: bytes, page_no: int, width: int, settings: IngestSettings) -> tuple[Image.Image, tuple[float, float], int]:
    from nlp.ingest.images import read_frame

    frame, pages = read_frame(data, page_no, settings)
    if frame is None:
        raise _no_such_page(page_no, pages)
    size = (float(frame.width), float(frame.height))
    height = max(1, round(frame.height * width / frame.width))
    if width < frame.width:
        frame = frame.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return frame.convert("RGB"), size, pages


def _is_scan() -> Unreadable:
    return Unreadable("picture.scan", "Không hiện ảnh trang quét vì bút tích cũng được giữ bí mật; hãy xem phần chữ.")


def _no_such_page(page_no: int, pages: int) -> Unreadable:
    return Unreadable("picture.no_such_page", f"Không có trang {page_no}; tệp có {pages} trang.", pages=pages)


def _draw_veiled(image: Image.Image, veil: Veil, x_scale: float, y_scale: float) -> Image.Image:
    """White paper with what is shown copied onto it, and black bars last."""
    drawn = Image.new("RGB", image.size, "white")
    for area in _areas(veil.shown, _BLEED, x_scale, y_scale, image.size):
        drawn.paste(image.crop(area), area[:2])
    pen = ImageDraw.Draw(drawn)
    for x0, y0, x1, y1 in _areas(veil.barred, _BAR_BLEED, x_scale, y_scale, image.size):
        pen.rectangle((x0, y0, x1 - 1, y1 - 1), fill="black")
    return drawn


def _areas(
    boxes: Sequence[Box], bleed: float, x_scale: float, y_scale: float, size: tuple[int, int]
) -> Sequence[tuple[int, int, int, int]]:
    """The boxes in pixels, a little wider, inside the picture; a box outside it is none."""
    areas = []
    for x0, y0, x1, y1 in boxes:
        margin = bleed * (y1 - y0)
        left, top = max(0, int((x0 - margin) * x_scale)), max(0, int((y0 - margin) * y_scale))
        right, bottom = min(size[0], int((x1 + margin) * x_scale) + 1), min(size[1], int((y1 + margin) * y_scale) + 1)
        if left < right and top < bottom:
            areas.append((left, top, right, bottom))
    return areas

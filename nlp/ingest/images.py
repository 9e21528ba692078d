"""Images of pages: photographs and scans, a page each, TIFF with several."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from nlp.document.problem import Problem
from nlp.ingest.extraction import Extraction, Unreadable, error, warning
from nlp.ingest.ocr import Recognised, recognise, require_tesseract
from nlp.ingest.pages import PageContent, assemble_pages
from nlp.ingest.settings import IngestSettings

_LOW_CONFIDENCE = 60.0


def read_image(data: bytes, settings: IngestSettings) -> Extraction:
    """The text of an image. Raises Unreadable for one that is broken or too large, and where recognition is off or missing."""
    frames = _read_frames(data, settings)
    if settings.ocr == "never":
        message = "Tệp là ảnh nhưng nhận dạng chữ đang tắt; hãy chạy lại với --ocr auto."
        raise Unreadable("ingest.ocr.off", message, pages=len(frames))
    require_tesseract()
    problems: list[Problem] = []
    with ThreadPoolExecutor(settings.ocr_workers) as pool:
        results = list(pool.map(lambda frame: recognise(frame, settings), frames))
    contents = [_read_page(i + 1, *pair, problems) for i, pair in enumerate(zip(frames, results, strict=True))]
    raw, anchors = assemble_pages(contents)
    return Extraction(raw=raw, anchors=anchors, pages=len(frames), ocr=True, problems=tuple(problems))


def _read_page(page_no: int, frame: Image.Image, result: Recognised | None, problems: list[Problem]) -> PageContent:
    if result is None:
        message = "Nhận dạng chữ không xong trong thời gian cho phép hoặc bị lỗi."
        problems.append(error("ingest.ocr.failed", message, page_no=page_no))
        return PageContent(page_no, float(frame.width), float(frame.height), ())
    if result.segments and result.confidence < _LOW_CONFIDENCE:
        message = f"Ảnh khó đọc (độ tin cậy {result.confidence:.0f}/100); nên quét lại ở 300 dpi."
        problems.append(warning("ingest.ocr.low_confidence", message, page_no=page_no))
    return PageContent(page_no, float(frame.width), float(frame.height), result.segments, [], True, result.confidence)


def read_frame(data: bytes, number: int, settings: IngestSettings) -> tuple[Image.Image | None, int]:
    """The page image with that number (from 1), None where there is none, and how many there are; raises as ``read_image``."""
    with _open(data, settings) as image:
        count = min(getattr(image, "n_frames", 1) if image.format == "TIFF" else 1, settings.ocr_max_pages)
        if not 1 <= number <= count:
            return None, count
        image.seek(number - 1)
        return _upright(image, settings), count


def _read_frames(data: bytes, settings: IngestSettings) -> list[Image.Image]:
    frames: list[Image.Image] = []
    try:
        with _open(data, settings) as image:
            several = getattr(image, "n_frames", 1) > 1 and image.format in ("TIFF", "MPO")
            for frame in ImageSequence.Iterator(image) if several else [image]:
                if len(frames) == settings.ocr_max_pages:
                    break
                frames.append(_upright(frame, settings))
                if image.format == "MPO":
                    break
    except Unreadable as problem:
        # What can be read of an image cut off is read.
        if problem.code != _TRUNCATED or not frames:
            raise
    return frames


_TRUNCATED = "ingest.image.truncated"


@contextmanager
def _open(data: bytes, settings: IngestSettings) -> Iterator[Image.Image]:
    """The image; what goes wrong with it inside the block is raised as Unreadable."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as image:
                yield image
    except Image.DecompressionBombError as problem:
        raise _too_large(settings) from problem
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as problem:
        raise Unreadable(_TRUNCATED, "Tệp ảnh bị cắt cụt hoặc hỏng; hãy quét hoặc chụp lại.") from problem


def _upright(frame: Image.Image, settings: IngestSettings) -> Image.Image:
    """The frame as it is looked at; raises Unreadable for one too large."""
    if frame.width * frame.height > settings.max_pixels:
        raise _too_large(settings)
    return _flatten(ImageOps.exif_transpose(frame))


def _flatten(image: Image.Image) -> Image.Image:
    """Without transparency, which is white paper."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image.convert("RGBA"))
        return paper.convert("RGB")
    return image.copy() if image.mode in ("L", "RGB") else image.convert("L" if image.mode in ("1", "I", "I;16", "F") else "RGB")


def _too_large(settings: IngestSettings) -> Unreadable:
    return Unreadable(
        "ingest.image.too_large",
        f"Ảnh lớn hơn giới hạn {settings.max_pixels} điểm ảnh; hãy giảm độ phân giải hoặc tăng ingest.max_pixels.",
    )

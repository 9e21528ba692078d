"""Scans and photographs through Tesseract's Vietnamese model."""
from __future__ import annotations

import csv
import io
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image

from nlp.document.anchors import Box
from nlp.ingest.extraction import Unreadable
from nlp.ingest.layout import PlacedWord
from nlp.ingest.legacy import run_program
from nlp.ingest.scan import prepare_scan
from nlp.ingest.settings import IngestSettings

_LANGUAGE = "vie"
_MIN_CONFIDENCE = 15.0


@dataclass(frozen=True)
class Recognised:
    """Lines of words with their boxes in the pixels of the image given; mean confidence from 0 to 100."""

    lines: tuple[tuple[PlacedWord, ...], ...]
    confidence: float


def require_tesseract() -> str:
    """The path of Tesseract. Raises Unreadable where it or its Vietnamese model is missing."""
    program = shutil.which("tesseract")
    if program is None:
        raise Unreadable(
            "ingest.ocr.missing",
            "Tệp là ảnh quét, cần nhận dạng chữ nhưng chưa cài Tesseract; hãy cài gói tesseract-ocr và tesseract-ocr-vie.",
        )
    if _LANGUAGE not in _languages(program):
        raise Unreadable(
            "ingest.ocr.model_missing", "Tesseract chưa có mô hình tiếng Việt; hãy cài gói tesseract-ocr-vie."
        )
    return program


@lru_cache(maxsize=4)
def _languages(program: str) -> frozenset[str]:
    try:
        found = subprocess.run([program, "--list-langs"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(found.stdout.decode("utf-8", "replace").split())


def recognise(image: Image.Image, settings: IngestSettings, *, dpi: float | None = None) -> Recognised | None:
    """The words of a page image; None where Tesseract fails or takes longer than ``ocr_timeout``.

    Raises Unreadable where Tesseract is not installed.
    """
    program = require_tesseract()
    scan = prepare_scan(image, dpi=dpi)
    buffer = io.BytesIO()
    scan.image.save(buffer, "PNG", compress_level=1)
    command = [program, "stdin", "stdout", "-l", _LANGUAGE, "--psm", "3", "--dpi", "300", "tsv"]
    output = run_program(command, buffer.getvalue(), settings.ocr_timeout)
    if output is None:
        return None
    return _read_table(output.decode("utf-8", "replace"), scan.to_original)


def _read_table(table: str, place: object) -> Recognised:
    lines: dict[tuple[str, str, str], list[PlacedWord]] = {}
    weights: list[float] = []
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if row.get("level") != "5" or not text:
            continue
        confidence = float(row["conf"])
        if confidence < _MIN_CONFIDENCE and not any(c.isalnum() for c in text):
            continue
        x, y, w, h = (float(row[name]) for name in ("left", "top", "width", "height"))
        box: Box = place((x, y, x + w, y + h))  # type: ignore[operator]
        lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(PlacedWord(text, box))
        weights.append(confidence)
    mean = sum(weights) / len(weights) if weights else 0.0
    return Recognised(tuple(tuple(line) for line in lines.values()), mean)

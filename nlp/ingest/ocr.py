"""Scans and photographs through Tesseract's Vietnamese model."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image

from nlp.document.anchors import Box
from nlp.ingest.extraction import Unreadable
from nlp.ingest.layout import PlacedWord, Segment, build_segments
from nlp.ingest.legacy import run_program
from nlp.ingest.ruling import place_tables
from nlp.ingest.scan import prepare_scan
from nlp.ingest.scan_rules import read_rules
from nlp.ingest.settings import IngestSettings

_LANGUAGE = "vie"
_MIN_CONFIDENCE = 15.0
_SURE = 50.0
_SECOND_LOOK = 70.0
_LEFT_INK = 0.0015  # share of dark pixels that no word accounts for


@dataclass(frozen=True)
class Recognised:
    """Segments and tables with the boxes of their words in the pixels of the image given; mean confidence from 0 to 100."""

    segments: tuple[Segment, ...]
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
        raise Unreadable("ingest.ocr.model_missing", "Tesseract chưa có mô hình tiếng Việt; hãy cài gói tesseract-ocr-vie.")
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
    grids, clean = read_rules(scan.image)
    lines = _run(program, clean, "3", settings)
    if lines is None:
        return None
    rest = _blank_out(clean, [word.box for line in lines for word, _ in line])
    if rest is not None:
        # Words under a stamp or signature are taken for a picture at first: the role of the signatory among them.
        for line in _run(program, rest, "11", settings) or []:
            sure = [(w, c) for w, c in line if c >= _SECOND_LOOK and sum(map(str.isalpha, w.text)) >= 2]
            if sure:
                lines.append(sure)
    weights = [confidence for line in lines for _, confidence in line]
    mean = sum(weights) / len(weights) if weights else 0.0
    segments = place_tables(build_segments([word for word, _ in line] for line in lines), grids)
    return Recognised(tuple(segment.moved(scan.to_original) for segment in segments), mean)


def _run(program: str, image: Image.Image, mode: str, settings: IngestSettings) -> list[list[tuple[PlacedWord, float]]] | None:
    """Lines of words with their confidences; None where Tesseract fails."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    command = [program, "stdin", "stdout", "-l", _LANGUAGE, "--psm", mode, "--dpi", "300", "tsv"]
    output = run_program(command, buffer.getvalue(), settings.ocr_timeout)
    return None if output is None else _read_table(output.decode("utf-8", "replace"))


def _blank_out(image: Image.Image, boxes: list[Box]) -> Image.Image | None:
    """The image without the words found, or None where no ink to speak of is left."""
    pixels = np.asarray(image).copy()
    height, width = pixels.shape
    paper = int(np.percentile(pixels[::4, ::4], 80))
    margin = height // 60
    for x0, y0, x1, y1 in boxes:
        pixels[max(0, int(y0) - 4) : int(y1) + 4, max(0, int(x0) - 4) : int(x1) + 4] = paper
    inner = pixels[2 * margin : -2 * margin, margin * 2 : -margin * 2]
    ink = (inner < paper - 90).mean() if inner.size else 0.0
    return Image.fromarray(pixels) if ink > _LEFT_INK else None


def _read_table(table: str) -> list[list[tuple[PlacedWord, float]]]:
    lines: dict[tuple[str, str, str], list[tuple[PlacedWord, float]]] = {}
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if row.get("level") != "5" or not text:
            continue
        x, y, w, h = (float(row[name]) for name in ("left", "top", "width", "height"))
        word = PlacedWord(text, (x, y, x + w, y + h))
        lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append((word, float(row["conf"])))
    return [line for line in map(_drop_noise, lines.values()) if line]


def _drop_noise(line: list[tuple[PlacedWord, float]]) -> list[tuple[PlacedWord, float]]:
    """A line without specks read as signs; empty where it is made of them."""
    kept = [
        (word, confidence) for word, confidence in line
        if confidence >= _SURE or sum(map(str.isalnum, word.text)) >= 3
        or (any(c.isalnum() for c in word.text) and confidence >= _MIN_CONFIDENCE) or word.text in "-–+*•"
    ]  # fmt: skip
    letters = sum(c.isalnum() for word, _ in kept for c in word.text)
    mean = sum(confidence for _, confidence in kept) / len(kept) if kept else 0.0
    return [] if letters == 0 or (letters <= 4 and mean < _SURE) else kept

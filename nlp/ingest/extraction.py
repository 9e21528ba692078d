"""What a reader hands over: the source as decoded, where it stands in the file, and what was met on the way."""

from __future__ import annotations

from dataclasses import dataclass, field

from nlp.document.anchors import Anchors, NoAnchors
from nlp.document.problem import Problem, Severity
from nlp.text.alignment import Alignment

STAGE = "ingest"


class Unreadable(Exception):
    """A document that cannot be read; ``read_document`` makes a problem of it. ``message`` is Vietnamese."""

    def __init__(self, code: str, message: str, *, pages: int | None = None) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.pages = pages


@dataclass(frozen=True, kw_only=True)
class Extraction:
    """``raw`` as decoded; ``text`` and ``alignment`` (raw to text) where the reader took marks out itself."""

    raw: str
    anchors: Anchors = field(default_factory=NoAnchors)
    text: str | None = None
    alignment: Alignment | None = None
    encoding: str | None = None
    pages: int | None = None
    ocr: bool = False
    problems: tuple[Problem, ...] = ()


def error(code: str, message: str, *, page_no: int | None = None) -> Problem:
    """A problem that costs the document or a page."""
    return Problem(code, Severity.ERROR, STAGE, message, page_no=page_no)


def warning(code: str, message: str, *, page_no: int | None = None) -> Problem:
    """A problem that costs some quality."""
    return Problem(code, Severity.WARNING, STAGE, message, page_no=page_no)


def info(code: str, message: str, *, page_no: int | None = None) -> Problem:
    """Something to know that costs nothing."""
    return Problem(code, Severity.INFO, STAGE, message, page_no=page_no)

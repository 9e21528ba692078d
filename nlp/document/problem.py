"""Problems: errors of a document, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from nlp.text.span import Span


class Severity(StrEnum):
    """How much a problem costs: ``error`` a layer or the document, ``warning`` some quality, ``info`` nothing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong with one document; it is written into the record and the run goes on.

    ``code`` is a dotted slug (``ingest.pdf.encrypted``), ``stage`` the component, ``message`` Vietnamese and free of
    personal data, ``page_no`` counts from 1, ``span`` are code points of the canonical text.
    """

    code: str
    severity: Severity
    stage: str
    message: str
    page_no: int | None = None
    span: Span | None = None

"""Findings: what the rules layer says of a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from nlp.document.annotation import Annotation
from nlp.text.span import Span


class Verdict(StrEnum):
    """What a rule says."""

    VIOLATION = "violation"
    SATISFIED = "satisfied"
    UNDETERMINED = "undetermined"
    NOT_APPLICABLE = "not_applicable"


class FindingSeverity(StrEnum):
    """How much it matters; what rests on an unsure fact is at most a warning."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, kw_only=True)
class Finding(Annotation):
    """A rule's verdict, its message in Vietnamese, its legal basis, and the facts that it was decided from."""

    LAYER: ClassVar[str] = "findings"
    WRITES_TEXT: ClassVar[bool] = False

    rule: str
    verdict: Verdict
    severity: FindingSeverity
    message: str
    legal_basis: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    due: date | None = None
    facts: Mapping[str, object] = field(default_factory=dict)

"""Values of the obligation reader."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from nlp.document.annotation import Annotation

ADDRESSEES = "@addressees"


class Modality(StrEnum):
    """How strongly somebody is told."""

    MUST = "must"
    MUST_NOT = "must_not"
    SHOULD = "should"


class AssigneeRole(StrEnum):
    """What the assignee is to do: lead, support, or watch over others."""

    LEAD = "lead"
    SUPPORT = "support"
    MONITOR = "monitor"


@dataclass(frozen=True, slots=True)
class Assignee:
    """Whom the obligation binds, as written, or ``@addressees``."""

    text: str
    role: AssigneeRole = AssigneeRole.LEAD


@dataclass(frozen=True, kw_only=True)
class Obligation(Annotation):
    """One thing that somebody is told to do. ``segment``, ``deadlines`` and ``citations`` are ids of annotations."""

    LAYER: ClassVar[str] = "obligations"
    REFERENCES: ClassVar[frozenset[str]] = frozenset({"segment", "deadlines", "citations"})

    modality: Modality
    segment: str | None = None
    assignees: tuple[Assignee, ...] = ()
    action: str | None = None
    report_to: str | None = None
    deadlines: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()

"""Values of the reader of people and of what a petition says of itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from nlp.document.annotation import Annotation
from nlp.gazetteer.models import ResolvedAddress
from nlp.text.span import Span


@dataclass(frozen=True, slots=True)
class Petitioner:
    """A person who petitions: personal data, masked where a role does not need it; ``unit`` is where the address lies."""

    name: str | None = None
    address: str | None = None
    identity_number: str | None = None
    phone: str | None = None
    unit: ResolvedAddress | None = None


class TargetKind(StrEnum):
    """What a petition is against: a body, a person, a decision or other paper, or an act or state of things."""

    BODY = "body"
    PERSON = "person"
    DECISION = "decision"
    ACT = "act"


@dataclass(frozen=True, slots=True)
class Target:
    """What a petition is against, as written; ``citation`` is the id of the citation that it holds, if it holds one."""

    text: str
    kind: TargetKind
    citation: str | None = None


@dataclass(frozen=True, kw_only=True)
class PetitionFacts(Annotation):
    """What a petition says of itself; where it says so stands in ``evidence``, flags as ``flag.CODE.RULE``.

    ``representatives`` are the names of those who speak for others, ``target`` is the text of the first of ``targets``,
    ``earlier_answers`` are ids of citations.
    """

    LAYER: ClassVar[str] = "petition_facts"
    WRITES_TEXT: ClassVar[bool] = False

    petitioners: tuple[Petitioner, ...] = ()
    representatives: tuple[str, ...] = ()
    signatories: int | None = None
    target: str | None = None
    targets: tuple[Target, ...] = ()
    date: dt.date | None = None
    signed: bool | None = None
    requests: tuple[str, ...] = ()
    earlier_answers: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    evidence: tuple[tuple[str, Span], ...] = ()

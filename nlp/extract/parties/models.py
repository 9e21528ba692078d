"""Values of the reader of people and of what a petition says of itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
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


@dataclass(frozen=True, kw_only=True)
class PetitionFacts(Annotation):
    """What a petition says of itself; where it says so stands in ``evidence``, flags as ``flag.CODE.RULE``."""

    LAYER: ClassVar[str] = "petition_facts"
    WRITES_TEXT: ClassVar[bool] = False

    petitioners: tuple[Petitioner, ...] = ()
    signatories: int | None = None
    target: str | None = None
    date: dt.date | None = None
    signed: bool | None = None
    requests: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    evidence: tuple[tuple[str, Span], ...] = ()

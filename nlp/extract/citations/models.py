"""Values of the citation reader."""
from __future__ import annotations

from dataclasses import dataclass
import datetime as dt
from enum import StrEnum
from typing import ClassVar

from nlp.document.annotation import Annotation


class Relation(StrEnum):
    """What a document does with the instrument that it cites."""

    BASIS = "basis"
    IMPLEMENTS = "implements"
    CITES = "cites"
    AMENDS = "amends"
    REPLACES = "replaces"
    CONTESTS = "contests"
    ATTACHED = "attached"
    SELF = "self"


@dataclass(frozen=True, slots=True)
class Provision:
    """A pinpoint: Điều, khoản, điểm as written (``12``, ``2``, ``đ``)."""

    article: str | None = None
    clause: str | None = None
    point: str | None = None


@dataclass(frozen=True, slots=True)
class InstrumentLink:
    """The registry's entry: ``status_on`` is its status on the document's date, ``replaced_by`` its successor's number."""

    id: str
    title: str
    status_on: str | None
    replaced_by: str | None


@dataclass(frozen=True, kw_only=True)
class Citation(Annotation):
    """A mention of an identified instrument; values as record.md defines them, None where the mention has none."""

    LAYER: ClassVar[str] = "citations"

    kind: str | None
    number: str | None = None
    date: dt.date | None = None
    issuer: str | None = None
    title: str | None = None
    provisions: tuple[Provision, ...] = ()
    urn: str | None = None
    relation: Relation = Relation.CITES
    instrument: InstrumentLink | None = None

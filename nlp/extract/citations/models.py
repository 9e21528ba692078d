"""Values of the citation reader."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
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


class ConflictCode(StrEnum):
    """In what the parts of a citation contradict each other or the registry."""

    YEAR_DATE = "year_date"  # the year in the number is not that of the date
    YEAR_TERM = "year_term"  # the National Assembly of the code did not sit in the year of the number
    REGISTRY_DATE = "registry_date"  # the registry has another day of issue
    KIND_CODE = "kind_code"  # the head word names another kind than the code in the number
    TITLE_NUMBER = "title_number"  # the number is that of another law than the title
    ISSUER_CODE = "issuer_code"  # the body named is not the one the code stands for
    AFTER_DOCUMENT = "after_document"  # the cited date is later than the citing document


@dataclass(frozen=True, slots=True)
class Conflict:
    """A contradiction: ``found`` is what the text says, ``expected`` what the other part or the registry says."""

    code: ConflictCode
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class Provision:
    """A pinpoint: Điều, khoản, điểm as written (``12``, ``2``, ``đ``)."""

    article: str | None = None
    clause: str | None = None
    point: str | None = None


@dataclass(frozen=True, slots=True)
class InstrumentLink:
    """The registry's entry: ``status_on`` is its status on the document's date, ``replaced_by`` its successors' numbers."""

    id: str
    title: str
    status_on: str | None
    replaced_by: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Citation(Annotation):
    """A mention of an identified instrument; values as record.md defines them, None where the mention has none.

    ``issuer`` is as written, or what the code in the number stands for; ``issuer_level`` its level in ``issuers.yaml``;
    ``body`` its full name where the text or the document's own letterhead decides the place (``UBND tỉnh Nghệ An``).
    """

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
    issuer_level: str | None = None
    body: str | None = None
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Anaphor(Annotation):
    """A reference that names no instrument by itself: ``Nghị định này``, ``Công văn nêu trên``, ``văn bản số 245``.

    ``target`` is the id of the citation it resolves to, ``self`` for the document that holds it, None where it stays open;
    ``candidates`` are the ids of the citations, or the registry's numbers, that it may mean.
    """

    LAYER: ClassVar[str] = "anaphora"
    REFERENCES: ClassVar[frozenset[str]] = frozenset({"target", "candidates"})

    kind: str | None
    target: str | None = None
    candidates: tuple[str, ...] = ()
    provisions: tuple[Provision, ...] = ()

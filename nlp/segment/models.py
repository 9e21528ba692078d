"""Values of the segmenter: what the document is, its header, its zones and outline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from nlp.document.annotation import Annotation
from nlp.text.span import Span


class Family(StrEnum):
    """Who speaks: an authority, citizens, or neither."""

    DISPATCH = "dispatch"
    PETITION = "petition"
    OTHER = "other"


class Regime(StrEnum):
    """Whose rules of form a document follows."""

    STATE = "state"
    PARTY = "party"
    MASS_ORGANISATION = "mass_organisation"
    CITIZEN = "citizen"


class SegmentType(StrEnum):
    """The zones of record.md."""

    BOILERPLATE = "boilerplate"
    NATIONAL_HEADER = "national_header"
    ISSUER = "issuer"
    NUMBER = "number"
    PLACE_DATE = "place_date"
    TITLE = "title"
    SUBJECT = "subject"
    ADDRESSEES = "addressees"
    PREAMBLE = "preamble"
    CLAUSE = "clause"
    CLOSING = "closing"
    RECIPIENTS = "recipients"
    SIGNATURE = "signature"
    ANNEX = "annex"
    PETITIONER = "petitioner"
    REQUEST = "request"
    BODY = "body"


@dataclass(frozen=True, kw_only=True)
class Profile(Annotation):
    """What the document is; its span is the part that showed it. ``kind`` is a slug of record.md or None."""

    LAYER: ClassVar[str] = "profile"
    WRITES_TEXT: ClassVar[bool] = False

    family: Family
    kind: str | None
    regime: Regime | None


@dataclass(frozen=True, slots=True)
class Signature:
    """``authority`` is TM, KT, TL, TUQ, Q or None; role and name as written."""

    authority: str | None = None
    role: str | None = None
    name: str | None = None


@dataclass(frozen=True, kw_only=True)
class Header(Annotation):
    """The header of record.md. ``spans`` tells where each field was read, by its name."""

    LAYER: ClassVar[str] = "header"
    WRITES_TEXT: ClassVar[bool] = False

    issuer: str | None = None
    parent_issuer: str | None = None
    number: str | None = None
    date: dt.date | None = None
    place: str | None = None
    subject: str | None = None
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    signature: Signature = field(default_factory=Signature)
    spans: Mapping[str, Span] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Segment(Annotation):
    """A zone or a clause. ``level`` counts from 0 at the top, ``parent`` is the id of the segment that holds it.

    The span of a clause runs from its marker to where the next clause of its level or above begins, its sub-clauses
    included; ``content_start`` is the first code point behind the marker.
    """

    LAYER: ClassVar[str] = "segments"
    REFERENCES: ClassVar[frozenset[str]] = frozenset({"parent", "content_start", "level"})
    WRITES_TEXT: ClassVar[bool] = False

    type: SegmentType
    label: str | None = None
    level: int = 0
    parent: str | None = None
    title: str | None = None
    content_start: int | None = None

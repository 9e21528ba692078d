"""What a reader of one family found on the page, before it becomes annotations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from nlp.segment.models import Family, Regime, SegmentType, Signature
from nlp.segment.outline import Outline
from nlp.text.span import Span


@dataclass
class Zone:
    """A zone, the pattern that showed it, and its depth-0 place in the tree."""

    type: SegmentType
    span: Span
    rule: str


@dataclass
class HeaderValues:
    """The fields of the header as they are read, and where."""

    issuer: str | None = None
    parent_issuer: str | None = None
    number: str | None = None
    date: dt.date | None = None
    place: str | None = None
    subject: str | None = None
    addressees: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    signature: Signature = field(default_factory=Signature)
    spans: dict[str, Span] = field(default_factory=dict)


@dataclass
class Verdict:
    """Family, kind and regime with the rule that decided and the cues it was decided by."""

    family: Family
    kind: str | None
    regime: Regime | None
    rule: str
    cues: tuple[Span, ...] = ()
    confidence: float | None = None


@dataclass
class Layout:
    """Everything that the segmenter says about one document."""

    verdict: Verdict
    header: HeaderValues
    zones: list[Zone]
    outline: Outline
    titles: Mapping[int, str | None] = field(default_factory=dict)

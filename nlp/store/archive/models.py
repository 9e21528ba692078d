"""Values of archives: what is put up for annotation, its hits, what was decided on them, and who works on what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

#: States of a hit: nobody decided on it; it is right; there is no such thing; its label is another one.
OPEN, ACCEPTED, REJECTED, CHANGED = "open", "accepted", "rejected", "changed"
#: What is decided on hits, and the state that it leads to.
STATES: Mapping[str, str] = {"accept": ACCEPTED, "reject": REJECTED, "relabel": CHANGED}
#: What hits are grouped by.
KEYS = ("shape", "rule", "label", "value", "confidence")
#: States of a document with its annotator.
GIVEN, BEGUN, SUBMITTED = "given", "begun", "submitted"
#: Roles in an archive.
ANNOTATOR, ADJUDICATOR = "annotator", "adjudicator"


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive; ``annotators`` and ``adjudicators`` are ids of users, ``each`` is how many annotate every document.

    ``hits`` counts the spans that the machine found; ``left_out`` the records that did not come in, by reason: ``denunciations``,
    ``failed`` (not read), ``twice``. ``denunciations`` is the reason for which they were not left out, or None.
    """

    name: str
    title: str
    guidelines: str
    layers: tuple[str, ...]
    each: int
    annotators: tuple[int, ...]
    adjudicators: tuple[int, ...]
    documents: int
    hits: int
    left_out: Mapping[str, int]
    denunciations: str | None
    opened_at: dt.datetime
    opened_by: int | None
    closed_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """Which hits of a layer: those for which all holds that is not None.

    ``rule``, ``shape`` and ``value`` are whole keys of groups, "" for hits that have none; ``confidence`` is the tenth that it
    falls in ("0.9" holds 0.9 to below 1.0, "1.0" is 1.0 alone), "" for none; ``text`` is a part of the hit's words, whatever its
    case and marks.
    """

    layer: str
    label: str | None = None
    rule: str | None = None
    shape: str | None = None
    value: str | None = None
    confidence: str | None = None
    in_table: bool | None = None
    state: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A span that the machine found: in which document (its number in the archive) and where, in code points.

    ``label`` is the machine's; ``new_label`` the one of the decision that changed it. ``before`` and ``after`` are up to 60
    characters around it. ``decision`` is the number of the decision that settled it, None while it is open.
    """

    document: int
    document_name: str
    span: str
    layer: str
    label: str
    start: int
    end: int
    text: str
    before: str
    after: str
    rule: str
    value: str
    shape: str
    confidence: float | None
    in_table: bool
    state: str
    decision: int | None
    new_label: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Hits with the same key; ``open`` to ``changed`` count them by state, ``sample`` is the first of them."""

    by: str
    key: str
    count: int
    open: int
    accepted: int
    rejected: int
    changed: int
    least_confidence: float | None
    sample: Hit


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision on ``count`` hits; ``selection`` is None where they were picked one by one, ``label`` the new label."""

    number: int
    action: str
    label: str | None
    selection: Selection | None
    count: int
    user: int | None
    made_at: dt.datetime
    undone_at: dt.datetime | None = None
    undone_by: int | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A document with one of its annotators; ``version`` counts the times it was saved."""

    document: int
    name: str
    family: str
    user: int
    state: str
    version: int
    changed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Disputed:
    """A document on which all its annotators (``users``) submitted and differ, in how many places; ``version`` is that of its
    adjudication, 0 where there is none."""

    document: int
    name: str
    family: str
    users: tuple[int, ...]
    differences: int
    version: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as it comes into an archive: its id, name, family, text, and what the machine read in it, as JSON."""

    document: str
    name: str
    family: str
    sha256: str
    text: str
    task: str
    hits: tuple[NewHit, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class NewHit:
    """A hit as it comes into an archive; ``words`` are its folded text."""

    span: str
    layer: str
    label: str
    start: int
    end: int
    shape: str
    rule: str
    value: str
    words: str
    confidence: float | None
    in_table: bool

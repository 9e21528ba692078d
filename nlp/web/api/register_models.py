"""What answers on the register look like."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import BaseModel, Field

Span = tuple[int, int]


class BodyRow(BaseModel):
    """A body that an obligation binds; a collective has `within` and `unit_kinds` in place of `place`."""

    text: str = Field(description="As written in the dispatch.")
    name: str = Field(description="In full, as far as it is known.", examples=["UBND huyện Phú Bình"])
    role: str = Field(examples=["lead"])
    kind: str | None = Field(examples=["ubnd"])
    level: str | None = Field(examples=["huyen"])
    place: str | None = Field(description="The code of its unit; `+` before those since 1 July 2025.")
    within: str | None
    unit_kinds: list[str]


class DeadlineRow(BaseModel):
    """A due date as the dispatch words it; `how` says whether it is a day, counted, a rule, or not known."""

    text: str
    how: str = Field(examples=["co_dinh"])
    day: dt.date | None
    rrule: str | None
    shift: int = Field(description="Days added to those of the rule.")
    until: dt.date | None
    certain: bool


class ObligationRow(BaseModel):
    """An obligation as it stands today."""

    id: str
    document: str = Field(description="The id of its directive.")
    number: str | None
    issuer: str | None
    issued: dt.date | None
    subject: str | None
    fields: list[str]
    clause: str | None
    text: str
    action: str | None
    modality: str
    assignees: list[str]
    bodies: list[BodyRow]
    report_to: str | None
    deadlines: list[DeadlineRow]
    due: list[dt.date] = Field(description="The coming days, behind the one since which it is overdue.")
    status: str = Field(description="`mo`, `xong`, `khong_ap_dung`, or `qua_han`, which is worked out.", examples=["mo"])
    overdue_since: dt.date | None
    certain: bool = Field(description="False where a doubtful day has passed: then it is not overdue.")
    cited: list[dict[str, Any]]
    directive_status: str


class ObligationPage(BaseModel):
    """A page of obligations, by directive; `next` is the offset of the next one."""

    obligations: list[ObligationRow]
    next: int | None


class ChangeRow(BaseModel):
    """An entry of an obligation's history; `due` is the day of a recurring duty that it is about."""

    version: int
    status: str
    due: dt.date | None
    evidence: str | None
    note: str
    user: int | None
    at: dt.datetime


class EvidenceRow(BaseModel):
    """A report that seems to answer an obligation, with the reasons; people accept or refuse it."""

    obligation: str
    document: str
    score: int = Field(description="Of 100.")
    reasons: list[dict[str, Any]]
    state: str = Field(examples=["de_xuat"])
    user: int | None
    at: dt.datetime | None


class ObligationDetail(ObligationRow):
    """An obligation with its history and evidence; `version` is its `ETag`."""

    version: int
    start: int = Field(description="The first character of it in the directive's text.")
    end: int
    members: list[BodyRow] = Field(description="The single bodies that its collectives mean, where the units are known.")
    evidence: list[EvidenceRow]
    history: list[ChangeRow]


class DirectiveRow(BaseModel):
    """A directive."""

    document: str
    kind: str | None
    regime: str | None
    number: str | None
    issuer: str | None
    level: str | None
    place: str | None
    places: list[str]
    issued: dt.date | None
    subject: str | None
    addressees: list[str]
    fields: list[str]
    received: dt.date
    is_report: bool
    status: str = Field(description="`hieu_luc`: nothing is known to have ended it.", examples=["hieu_luc"])
    status_by: str | None
    status_how: str | None


class DirectivePage(BaseModel):
    """A page of directives, the newest first; `next` is the cursor of the next one."""

    directives: list[DirectiveRow]
    next: int | None


class LinkRow(BaseModel):
    """A citation of a directive by another; `other` is null where the register has only its number."""

    relation: str = Field(examples=["thuc_hien"])
    source: str
    target: str | None
    number: str
    issued: dt.date | None
    issuer: str | None
    start: int
    end: int
    other: DirectiveRow | None


class DirectiveDetail(DirectiveRow):
    """A directive with its obligations, what it cites and what cites it."""

    obligations: list[ObligationRow]
    cites: list[LinkRow]
    cited_by: list[LinkRow]


class BranchRow(BaseModel):
    """A directive with those that implement it; `cut` says why a branch does not go on."""

    directive: DirectiveRow
    relation: str | None
    cut: str | None
    children: list[BranchRow]


class OverdueRow(BaseModel):
    """How many obligations are overdue for a body that leads them."""

    name: str | None
    kind: str | None
    level: str | None
    place: str | None
    count: int
    oldest: dt.date


class Marked(BaseModel):
    """A part of an obligation's text that the question asked for."""

    start: int
    end: int
    text: str


class WhyRow(BaseModel):
    """Why a hit was found: `word`, `phrase`, `number`, `reading`, `synonym`, `heading`, `meaning` or `filter`."""

    kind: str
    text: str


class HitRow(BaseModel):
    """An obligation that was found."""

    obligation: str
    text: str
    document: str
    number: str | None
    issuer: str | None
    assignees: list[str]
    due: list[dt.date]
    score: float
    highlights: list[Marked]
    action: str | None
    clause: str | None
    issued: dt.date | None
    status: str | None
    fields: list[str]
    reasons: list[WhyRow]


class FilterRow(BaseModel):
    """A filter that held, or was left out; `span` is the part of the question that set it, null where it was asked for."""

    facet: str | None = Field(description="`issuer`, `level`, ...; null for a body or a period.")
    values: list[str]
    body: str | None
    due_from: dt.date | None
    due_to: dt.date | None
    overdue: bool
    span: Span | None


class FacetValue(BaseModel):
    """A value of a facet and how many of the hits have it."""

    value: str
    count: int


class SearchAnswer(BaseModel):
    """A page of hits, the best first; `more` says that only the best thousand were looked at."""

    total: int
    more: bool
    corrected: str | None
    filters: list[FilterRow]
    dropped: list[FilterRow] = Field(description="Set by the question, and left out because nothing satisfied them.")
    facets: dict[str, list[FacetValue]]
    hits: list[HitRow]

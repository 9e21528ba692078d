"""What answers to programs look like."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import BaseModel, Field

Span = tuple[int, int]


class Due(BaseModel):
    """A day on which something is due, and the rule."""

    rule: str = Field(examples=["complaint.acceptance"])
    date: dt.date


class DueSteps(Due):
    """The same with the count and its basis."""

    message: str
    steps: list[str]
    legal_basis: list[str]
    spans: list[Span]


class Competent(BaseModel):
    """The body that is competent, as far as is known."""

    office: str | None = None
    name: str | None = None
    legal_basis: list[str] = []
    confidence: str | None = None
    note: str | None = None
    spans: list[Span] = []


class ReasonRow(BaseModel):
    """A reason of what is proposed. Spans are characters of the record's text."""

    code: str = Field(examples=["complaint_accepted"])
    action: str | None = Field(description="What it speaks for; null: a remark.")
    text: str | None = Field(description="The ground in the words of the law's data, in Vietnamese.")
    values: dict[str, Any]
    spans: list[Span]
    legal_basis: list[str]
    given: list[str] = Field(description="Facts entered by officers that it rests on.")
    confidence: str | None = None
    because: dict[str, str] | None = None


class PriorityReason(BaseModel):
    """Points of the priority and what gives them."""

    code: str
    points: int
    values: dict[str, Any]
    spans: list[Span]
    legal_basis: list[str]


class MissingFact(BaseModel):
    """A fact that would decide, and what the action would be by its value."""

    fact: str
    about: str
    would: dict[str, str]


class AssumedFact(BaseModel):
    """A fact that is not known and was taken to be so."""

    fact: str
    value: bool
    about: str


class Expected(BaseModel):
    """What is to be expected where the facts do not decide: the action if what is assumed holds, and the ground of the law."""

    action: str
    assumed: list[AssumedFact]
    text: str
    legal_basis: list[str]


class Eligible(BaseModel):
    """Whether the petition is fit to be handled."""

    verdict: str = Field(examples=["yes", "no", "undetermined"])
    reasons: list[str]


class QueueRow(BaseModel):
    """A petition of the queue, as `donthu inbox list --json` gives it. Nothing personal is in it."""

    id: str = Field(examples=["0844438153942a36"])
    received: dt.date
    status: str = Field(examples=["waiting"])
    type: str | None = Field(description="null: open.", examples=["khieu_nai"])
    fields: list[str] = Field(description="The main one first.", examples=[["dat_dai"]])
    competent: Competent | None
    action: str | None = Field(description="What is proposed or, once decided, was decided; null: open.", examples=["thu_ly"])
    priority: int = Field(description="Higher comes first.")
    due: list[Due]
    flags: list[str]
    group: str | None = Field(description="The group of petitions that belong together.")
    reasons: list[ReasonRow]


class QueuePage(BaseModel):
    """Petitions in order, and the cursor of the page behind them."""

    petitions: list[QueueRow]
    next: str | None = Field(description="The cursor of the next page; null: there is none.")


class LinkRow(BaseModel):
    """Another petition that is like this one."""

    id: str
    kind: str = Field(examples=["near"])
    similarity: float
    reasons: list[dict[str, Any]]


class FactRow(BaseModel):
    """A fact that an officer entered."""

    name: str = Field(examples=["nguoi_bi_kien"])
    value: Any = Field(examples=["chu_tich_xa"])
    user: int | None = Field(description="null: the command line.")
    at: dt.datetime


class CorrectionRow(BaseModel):
    """What an officer knows better than the analysis; the one with the highest number holds of each kind and name."""

    number: int
    kind: str = Field(examples=["part"], description="`fact` or `part`.")
    name: str = Field(examples=["fields"])
    value: Any = Field(description="Masked like the text; null: taken back.")
    user: int | None = Field(description="null: the command line.")
    at: dt.datetime


class DecisionRow(BaseModel):
    """A decision, and the version of the petition after it."""

    version: int
    user: int | None = Field(description="null: the command line.")
    at: dt.datetime
    action: str
    note: str = Field(description="Masked like the text.")
    before: dict[str, Any] = Field(description="What it changed of the standing, as it was.")
    after: dict[str, Any]


class PetitionDetail(QueueRow):
    """All that the queue holds of a petition but its record."""

    version: int = Field(description="Goes up with every change but that of the priority by the day; the `ETag`.")
    name: str = Field(description="The name of the file, or the id in its place where it may name a person.")
    assignee: int | None = Field(description="The user who works on it; null: nobody.")
    kept_secret: bool = Field(description="Its people are secret though its type is not, for the type was changed.")
    receipts: list[dt.date] = Field(description="The days on which it came in.")
    eligible: Eligible
    due: list[DueSteps]  # type: ignore[assignment]
    priority_reasons: list[PriorityReason]
    missing: list[MissingFact]
    expected: Expected | None = None
    links: list[LinkRow]
    facts: list[FactRow]
    decisions: list[DecisionRow]

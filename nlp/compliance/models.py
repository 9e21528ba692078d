"""What the rules layer says of a document: findings, and for a petition what is proposed to be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from nlp.document.annotation import Annotation
from nlp.law.handling import Action, Alternative
from nlp.law.parameters import Confidence
from nlp.text.span import Span


class Verdict(StrEnum):
    """What a rule says."""

    VIOLATION = "violation"
    SATISFIED = "satisfied"
    UNDETERMINED = "undetermined"
    NOT_APPLICABLE = "not_applicable"


class FindingSeverity(StrEnum):
    """How much it matters; what rests on an unsure fact is at most a warning."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, kw_only=True)
class Finding(Annotation):
    """A rule's verdict, its message in Vietnamese, its legal basis, and the facts that it was decided from."""

    LAYER: ClassVar[str] = "findings"
    WRITES_TEXT: ClassVar[bool] = False

    rule: str
    verdict: Verdict
    severity: FindingSeverity
    message: str
    legal_basis: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    due: date | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class GivenFacts(Annotation):
    """Facts as text that whoever sends in the document knows of it: the day of its receipt, say. They go before what is read."""

    LAYER: ClassVar[str] = "given_facts"
    WRITES_TEXT: ClassVar[bool] = False

    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """A ground of a proposal: the rule, what it proposes (None: a remark), why in Vietnamese, its basis, how sure, and where.

    ``facts`` are the names of those that it was judged by.
    """

    rule: str
    action: Action | None
    text: str
    legal_basis: tuple[str, ...]
    confidence: Confidence
    spans: tuple[Span, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact that the document does not show and that may change the proposal."""

    fact: str
    about: str


@dataclass(frozen=True, slots=True)
class CompetentOffice:
    """Who is competent for the petition; ``office`` is a code of ``competence.yaml``, None for nobody, or nobody known."""

    office: str | None
    name: str | None
    legal_basis: tuple[str, ...]
    confidence: Confidence
    note: str = ""
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class AssumedFact:
    """A fact that is not known and was taken to be ``value``."""

    fact: str
    value: bool
    about: str


@dataclass(frozen=True, slots=True)
class ExpectedAction:
    """What is to be expected where the facts do not decide: the action if ``assumed`` holds, and the ground that would decide."""

    action: Action
    assumed: tuple[AssumedFact, ...]
    rule: str
    text: str
    legal_basis: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ProposedHandling(Annotation):
    """What is proposed for a petition, why, who is competent, what is not known, what that would change, and where nothing can
    be proposed what is to be expected.
    """

    LAYER: ClassVar[str] = "proposed_action"
    WRITES_TEXT: ClassVar[bool] = False

    action: Action | None
    competent: CompetentOffice | None = None
    reasons: tuple[Reason, ...] = ()
    missing_facts: tuple[MissingFact, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    expected: ExpectedAction | None = None

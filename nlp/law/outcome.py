"""What a rule answers: met, breached, pending, not applicable, or undetermined with the facts that are missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Met:
    """Done on ``done``, not later than the limit."""

    done: date
    slug: str = "met"


@dataclass(frozen=True, slots=True)
class Breached:
    """The limit passed: done ``days_late`` days after it, or not done yet (``done`` None, counted to the evaluation date).

    With ``early`` a duration was cut short instead: ended ``days_late`` days before its time.
    """

    days_late: int
    done: date | None
    early: bool = False
    slug: str = "breached"


@dataclass(frozen=True, slots=True)
class Pending:
    """Not done and the limit still runs for ``days_left`` days."""

    days_left: int
    slug: str = "pending"


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The rule does not concern the case."""

    reason: str
    slug: str = "not_applicable"


@dataclass(frozen=True, slots=True)
class Undetermined:
    """Not decidable: ``missing`` names the facts that are unknown, or ``reason`` says why the law itself leaves it open."""

    missing: tuple[str, ...] = ()
    reason: str = ""
    slug: str = "undetermined"


@dataclass(frozen=True, slots=True)
class Fulfilled:
    """A duty that recurs was done as often as it must be; ``text`` says how often, in Vietnamese."""

    text: str
    slug: str = "met"


@dataclass(frozen=True, slots=True)
class Lacking:
    """Something is short by ``times``, or not as it must be; ``text`` says where, in Vietnamese."""

    times: int
    text: str
    slug: str = "breached"


Outcome = Met | Fulfilled | Breached | Lacking | Pending | NotApplicable | Undetermined

SLUGS = ("met", "breached", "pending", "not_applicable", "undetermined")

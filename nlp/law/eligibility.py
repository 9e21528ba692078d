"""Conditions of handling a petition, as dated data: which fact of the text matters for which type, and on what basis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from nlp.law.basis import Basis, read_basis
from nlp.law.engine import Severity
from nlp.law.loader import load_node
from nlp.law.parameters import Confidence


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: ``flag`` is the fact of the text, ``types`` the petition types, ``text`` what it means, in Vietnamese."""

    id: str
    flag: str
    types: tuple[str, ...]
    since: date
    until: date | None
    severity: Severity
    confidence: Confidence
    text: str
    basis: Basis

    def holds_on(self, day: date) -> bool:
        """Whether the condition is in force on ``day``."""
        return self.since <= day and (self.until is None or day <= self.until)


def find_conditions(petition_type: str, flags: Iterable[str], day: date | None) -> tuple[Condition, ...]:
    """The conditions that the facts of a petition touch, on ``day`` or, where that is unknown, as they are now.

    >>> [c.id for c in find_conditions("to_cao", ["nac_danh"], date(2024, 5, 2))]
    ['anonymous_denunciation']
    """
    shown = frozenset(flags)
    found = [item for item in load_conditions() if item.flag in shown and petition_type in item.types]
    return tuple(item for item in found if (item.until is None if day is None else item.holds_on(day)))


@cache
def load_conditions() -> tuple[Condition, ...]:
    """The rows of ``parameters/eligibility.yaml``, read once."""
    root = load_node("parameters/eligibility.yaml").keys(required=("verified_on", "review_months", "rows"))
    found = []
    for row in root["rows"].items():
        keys = row.keys(required=("id", "flag", "types", "from", "to", "severity", "confidence", "source", "text", "basis"))
        found.append(
            Condition(
                id=keys["id"].text(),
                flag=keys["flag"].text(),
                types=keys["types"].texts(),
                since=keys["from"].day(),
                until=keys["to"].day_or_none(),
                severity=Severity(keys["severity"].choice(tuple(Severity))),
                confidence=Confidence(keys["confidence"].choice(tuple(Confidence))),
                text=keys["text"].text(),
                basis=read_basis(keys["basis"]),
            )
        )
    return tuple(found)

"""The rows of ``nlp/resources/triage.yaml``, read and compiled once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from nlp.resources.load import any_of, load_resource
from nlp.text.fold import fold_case, fold_tone


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal basis that holds for petitions received from ``since`` to ``until`` (None: still)."""

    since: dt.date
    until: dt.date | None
    text: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Priority:
    """A line of the points of priority: what shows it (``flag`` with ``rules``, ``type``, ``cues``), its points and wording."""

    code: str
    points: int
    wording: Mapping[str, str]
    flag: str | None = None
    rules: frozenset[str] = frozenset()
    type: str | None = None
    cues: str | None = None
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision makes of a petition: its status (None: stays), and the events that it makes known, with the types of each.

    One that ``is_action`` says what is done with the petition; others only move it.
    """

    status: str | None
    facts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    is_action: bool = True


@dataclass(frozen=True)
class Settings:
    """All of the resource. ``days_left`` are pairs of an upper bound, not reached, and points."""

    actions: Mapping[str, str]
    merge: str
    outcomes: Mapping[str, Outcome]
    not_fit: frozenset[str]
    to_be_supplied: frozenset[str]
    bases: Mapping[str, Sequence[Basis]]
    priority: Mapping[str, Priority]
    crowd_over: int
    elderly_age: int
    days_left: Sequence[tuple[int, int]]
    cues: Mapping[str, re.Pattern[str]]
    reasons: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def basis_on(self, name: str | None, day: dt.date) -> tuple[str, ...]:
        """The legal basis of that name for a petition received on ``day``; nothing where there is none."""
        rows = self.bases[name] if name is not None else ()
        return tuple(row.text for row in rows if row.since <= day and (row.until is None or day <= row.until))


@lru_cache(maxsize=1)
def load_settings() -> Settings:
    """The settings of the package."""
    data = load_resource("triage.yaml")
    return Settings(
        actions=data["actions"],
        merge=data["merge"],
        outcomes={name: Outcome(**row) for name, row in data["decisions"].items()},
        not_fit=frozenset(data["eligibility"]["not_fit"]),
        to_be_supplied=frozenset(data["eligibility"]["to_be_supplied"]),
        bases={
            name: [Basis(row["from"], row["to"], row["text"], row["confidence"]) for row in rows]
            for name, rows in data["bases"].items()
        },
        priority={code: _read_priority(code, row) for code, row in data["priority"].items()},
        crowd_over=data["crowd_over"],
        elderly_age=data["elderly_age"],
        days_left=[(row["less_than"], row["points"]) for row in data["days_left"]],
        cues={name: _compile(words) for name, words in data["cues"].items()},
        reasons=data["reasons"],
    )


def describe(code: str, values: Mapping[str, Any], *, lang: str = "vi") -> str:
    """A reason of priority or of the triage in words, in Vietnamese or English (``en``).

    >>> describe("trung_lap", {"id": "0844438153942a36"})
    'Trùng với đơn 0844438153942a36'
    """
    settings = load_settings()
    wording = settings.reasons.get(code) or settings.priority[code].wording
    return wording[lang].format(**values)


def _read_priority(code: str, row: Mapping[str, Any]) -> Priority:
    return Priority(
        code, row["points"], {"vi": row["vi"], "en": row["en"]}, flag=row.get("flag"), rules=frozenset(row.get("rules", ())),
        type=row.get("type"), cues=row.get("cues"), basis=row.get("basis"),
    )  # fmt: skip


def _compile(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of(sorted(fold_case(fold_tone(word)) for word in words))})(?!\w)")

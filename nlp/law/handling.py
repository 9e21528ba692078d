"""Proposes how a petition is handled, from dated rows: accept, pass on, guide, give back, file, ask for what is missing.

The rows of ``parameters/handling.yaml`` are read from the top: the first one that holds decides. A row whose facts are not all
known neither holds nor fails; where it stands above the one that decides, its unknown facts are named, with what each would
change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from itertools import pairwise
from types import MappingProxyType

from nlp.errors import LawError
from nlp.law.basis import Basis, read_bases
from nlp.law.engine import Severity
from nlp.law.facts import FACTS, Facts, Value
from nlp.law.loader import Node, load_node
from nlp.law.parameters import Confidence

_ONE = timedelta(days=1)
_ANY = range(10**9)


class Action(StrEnum):
    """What is done with a petition."""

    ACCEPT = "thu_ly"
    PASS_ON = "chuyen"
    GUIDE = "huong_dan"
    GIVE_BACK = "tra_lai"
    FILE = "luu"
    ASK_FOR_MORE = "yeu_cau_bo_sung"


@dataclass(frozen=True, slots=True)
class HandlingRegime:
    """The basis of a row from ``since`` to ``until`` (None: still in force as far as known)."""

    since: date
    until: date | None
    basis: tuple[Basis, ...]
    confidence: Confidence
    source: tuple[str, ...]

    def holds_on(self, day: date | None) -> bool:
        """Whether it is in force on ``day``; without a day, whether it is in force now."""
        return self.until is None if day is None else self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class HandlingRow:
    """One ground: for the petitions of ``types`` where ``when`` holds, ``action`` is proposed (None: a remark) because of
    ``text``, in Vietnamese.

    ``when`` maps facts to the values that they must have; numbers are ranges.
    """

    id: str
    types: tuple[str, ...]
    when: Mapping[str, str | range]
    action: Action | None
    severity: Severity
    text: str
    regimes: tuple[HandlingRegime, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """A row that holds in a case: why, on what basis, how sure, and which facts showed it."""

    rule: str
    action: Action | None
    text: str
    legal_basis: tuple[str, ...]
    confidence: Confidence
    severity: Severity
    facts: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Alternative:
    """What would be proposed if an unknown fact had this value."""

    fact: str
    value: bool
    action: Action


@dataclass(frozen=True, slots=True)
class ProposedAction:
    """What is proposed (None where the facts do not decide), why, what is not known and what that would change.

    ``reasons`` begin with the ground that decides, other grounds and remarks behind it. ``missing_facts`` are names, in the order
    in which they would decide. ``parameters_read`` names the rows that held, as ``row@first day in force``.
    """

    action: Action | None
    reasons: tuple[Ground, ...]
    missing_facts: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    parameters_read: tuple[str, ...]


def propose_action(
    values: Mapping[str, Value], day: date | None, *, known: Mapping[str, tuple[str, str]] = FACTS
) -> ProposedAction:
    """What is proposed for the petition that the facts describe, under the law of ``day`` (None: as it is now).

    ``loai_don`` must be among the facts; it raises ``LawError`` where it is not, and for a fact that nobody knows.

    >>> propose_action({"loai_don": "to_cao", "thuoc_tham_quyen": False}, date(2024, 5, 2)).action.value
    'chuyen'
    """
    facts = Facts(values, known=known)
    action: Action | None = None
    held: list[tuple[HandlingRow, HandlingRegime]] = []
    missing: dict[str, None] = {}
    changes: dict[tuple[str, bool], Action] = {}
    for row in _rows_of(facts.text("loai_don")):
        regime = next((item for item in row.regimes if item.holds_on(day)), None)
        unknown = _unknown(row, facts) if regime is not None else None
        if regime is None or unknown is None:
            continue
        if not unknown:
            held.append((row, regime))
            action = action or row.action
        elif row.action is not None and action is None:
            missing |= dict.fromkeys(unknown)
            # With this fact alone the row would be the first to hold, for no row above it would.
            if len(unknown) == 1 and row.when[unknown[0]] in ("true", "false"):
                changes.setdefault((unknown[0], row.when[unknown[0]] == "true"), row.action)
    first = next((item for item in held if item[0].action is not None), None)
    ordered = [*([first] if first else []), *(item for item in held if item is not first and _still_counts(item[0], first))]
    return ProposedAction(
        action=action,
        reasons=tuple(_ground(row, regime, facts) for row, regime in ordered),
        missing_facts=tuple(missing),
        alternatives=tuple(Alternative(name, value, other) for (name, value), other in changes.items() if other is not action),
        parameters_read=tuple(f"{row.id}@{regime.since}" for row, regime in ordered),
    )


def _still_counts(row: HandlingRow, first: tuple[HandlingRow, HandlingRegime] | None) -> bool:
    """Whether a row that holds behind the deciding one is worth telling: that a petition could be accepted is not."""
    return first is None or row.action is not Action.ACCEPT


def _unknown(row: HandlingRow, facts: Facts) -> tuple[str, ...] | None:
    """The facts that the row still needs, none where it holds; None where it fails whatever they are."""
    unknown = []
    for name, wanted in row.when.items():
        if not facts.knows(name):
            unknown.append(name)
        elif not _fits(facts, name, wanted):
            return None
    return tuple(unknown)


def _fits(facts: Facts, name: str, wanted: str | range) -> bool:
    value = facts.value(name)
    if isinstance(wanted, range):
        return value in wanted
    return (str(value).lower() if isinstance(value, bool) else value) == wanted


def _ground(row: HandlingRow, regime: HandlingRegime, facts: Facts) -> Ground:
    unsure = regime.confidence is Confidence.UNSURE
    return Ground(
        rule=row.id,
        action=row.action,
        text=row.text,
        legal_basis=tuple(basis.text for basis in regime.basis),
        confidence=regime.confidence,
        severity=Severity.INFO if unsure else row.severity,
        facts={name: facts.value(name) for name in row.when},
    )


@cache
def _rows_of(petition_type: str) -> tuple[HandlingRow, ...]:
    return tuple(row for row in load_rows() if petition_type in row.types)


@cache
def load_rows() -> tuple[HandlingRow, ...]:
    """The rows of ``parameters/handling.yaml``, in their order, read and checked once."""
    return read_rows(load_node("parameters/handling.yaml"))


@cache
def load_usual() -> Mapping[str, bool]:
    """What is usually so of facts that most petitions leave open, from ``parameters/handling.yaml``; read and checked once."""
    usual = load_node("parameters/handling.yaml").keys(required=("verified_on", "review_months", "usual", "rows"))["usual"]
    found: dict[str, bool] = {}
    for name, value in usual.mapping().items():
        if FACTS.get(name, ("", ""))[0] != "flag":
            raise value.error(f"no flag {name!r}", "see parameters/facts.yaml")
        found[name] = value.flag()
    return MappingProxyType(found)


def read_rows(node: Node) -> tuple[HandlingRow, ...]:
    """The rows of YAML; a fact that nobody knows, a row given twice or a gap between regimes raises ``LawError``."""
    root = node.keys(required=("verified_on", "review_months", "rows"), optional=("usual",))
    rows = tuple(_read_row(item) for item in root["rows"].items())
    ids = [row.id for row in rows]
    if twice := sorted({name for name in ids if ids.count(name) > 1}):
        raise LawError("law.data", f"{node.file}: rows given twice: {', '.join(twice)}")
    return rows


def _read_row(node: Node) -> HandlingRow:
    keys = node.keys(required=("id", "types", "when", "action", "severity", "text", "regimes"))
    regimes = tuple(_read_regime(item) for item in keys["regimes"].items())
    for earlier, later in pairwise(regimes):
        if earlier.until is None or later.since != earlier.until + _ONE:
            raise keys["regimes"].error(f"regimes leave a gap or overlap: {earlier.since}..{earlier.until}, then {later.since}")
    return HandlingRow(
        id=keys["id"].text(),
        types=keys["types"].texts(),
        when=dict(_read_when(keys["when"])),
        action=None if keys["action"].value is None else Action(keys["action"].choice(tuple(Action))),
        severity=Severity(keys["severity"].choice(tuple(Severity))),
        text=keys["text"].text(),
        regimes=regimes,
    )


def _read_regime(node: Node) -> HandlingRegime:
    keys = node.keys(required=("from", "to", "basis", "confidence", "source"))
    return HandlingRegime(
        since=keys["from"].day(),
        until=keys["to"].day_or_none(),
        basis=read_bases(keys["basis"]),
        confidence=Confidence(keys["confidence"].choice(tuple(Confidence))),
        source=keys["source"].texts(),
    )


def _read_when(node: Node) -> Iterator[tuple[str, str | range]]:
    for name, wanted in node.mapping().items():
        if name not in FACTS:
            raise wanted.error(f"no fact {name!r}", "see parameters/facts.yaml")
        if isinstance(wanted.value, Mapping):
            bounds = wanted.keys(optional=("at_least", "at_most"))
            least = bounds["at_least"].integer() if "at_least" in bounds else 0
            yield name, range(least, bounds["at_most"].integer() + 1 if "at_most" in bounds else _ANY.stop)
        else:
            yield name, wanted.text()

"""Form of documents as dated data: which components they must have and how numbers, dates and signatures are written.

A file of ``parameters/format/`` is one regime: the state's or the Party's requirements from a day to a day, each with its legal
basis. The judging of a requirement is in ``nlp.law.rules.format``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import groupby, pairwise

from nlp.law.basis import Basis, read_basis
from nlp.law.engine import Severity
from nlp.law.loader import Node, list_files, load_node
from nlp.law.parameters import Confidence

STATE, PARTY = "state", "party"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement of form. ``check`` names how it is judged, ``what`` the thing in Vietnamese; ``fact`` is what the check
    asks for, ``kinds`` the only kinds that it concerns (empty: all) and ``exempt`` those that it does not, ``forms`` the words
    that are allowed, ``found`` and ``wanted`` what a breach is said to be and what the rule asks. A requirement may hold for a
    part of its regime only: from ``since`` to ``until``.
    """

    id: str
    check: str
    what: str
    severity: Severity
    confidence: Confidence
    basis: Basis
    fact: str | None = None
    kinds: tuple[str, ...] = ()
    exempt: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    found: str = ""
    wanted: str = ""
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date | None) -> bool:
        """Whether the requirement is in force on ``day`` (None: the latest)."""
        if day is None:
            return self.until is None
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    @property
    def severity_cap(self) -> Severity:
        """The severity, at most a warning where the requirement itself is not certain."""
        unsure = self.confidence is Confidence.UNSURE and self.severity is Severity.ERROR
        return Severity.WARNING if unsure else self.severity


@dataclass(frozen=True, slots=True)
class FormRegime:
    """The requirements that held for a body from ``since`` to ``until``; ``codes`` maps kinds to their abbreviations.

    ``citing`` is where the regime says how other documents are cited, None where no such place is known.
    """

    id: str
    body: str
    since: date
    until: date | None
    about: str
    codes: Mapping[str, tuple[str, ...]]
    requirements: tuple[Requirement, ...]
    source: tuple[str, ...]
    verified_on: date | None
    review_months: int
    citing: Basis | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the regime is in force on ``day``."""
        return self.since <= day and (self.until is None or day <= self.until)


def find_regime(body: str, day: date | None) -> FormRegime | None:
    """The regime of ``body`` (``state`` or ``party``) on ``day``, the latest one where the day is unknown; None before the
    first.

    >>> find_regime("party", date(2023, 5, 1)).requirements[0].basis.instrument
    '36-HD/VPTW'
    """
    regimes = [regime for regime in load_regimes() if regime.body == body]
    if day is None:
        return regimes[-1] if regimes else None
    return next((regime for regime in regimes if regime.holds_on(day)), None)


@cache
def load_regimes() -> tuple[FormRegime, ...]:
    """Every regime of ``parameters/format``, by body and date, read and checked once."""
    read = sorted((read_regime(load_node(path)) for path in list_files("parameters/format")), key=lambda r: (r.body, r.since))
    for body, group in groupby(read, key=lambda r: r.body):
        for earlier, later in pairwise(group):
            if earlier.until is None or later.since != earlier.until + timedelta(days=1):
                raise load_node(f"parameters/format/{later.id}.yaml").error(f"{body}: gap or overlap after {earlier.id}")
    return tuple(read)


def read_regime(node: Node) -> FormRegime:
    """A regime from YAML."""
    keys = node.keys(
        required=("regime", "body", "from", "to", "about", "codes", "requirements", "source", "verified_on", "review_months"),
        optional=("citing",),
    )
    return FormRegime(
        id=keys["regime"].text(),
        body=keys["body"].choice((STATE, PARTY)),
        since=keys["from"].day(),
        until=keys["to"].day_or_none(),
        about=keys["about"].text(),
        codes={kind: codes.texts() for kind, codes in keys["codes"].mapping().items()},
        requirements=tuple(_read_requirement(item) for item in keys["requirements"].items()),
        source=keys["source"].texts(),
        verified_on=keys["verified_on"].day_or_none(),
        review_months=keys["review_months"].integer(),
        citing=read_basis(keys["citing"]) if "citing" in keys else None,
    )


def _read_requirement(node: Node) -> Requirement:
    keys = node.keys(
        required=("id", "check", "what", "severity", "confidence", "basis"),
        optional=("fact", "kinds", "exempt", "forms", "word", "joint", "found", "wanted", "from", "to"),
    )
    kinds, exempt, forms = (keys[key].texts() if key in keys else () for key in ("kinds", "exempt", "forms"))
    forms += tuple(keys[key].text() for key in ("word", "joint") if key in keys)
    return Requirement(
        id=keys["id"].text(),
        check=keys["check"].text(),
        what=keys["what"].text(),
        severity=Severity(keys["severity"].choice(tuple(Severity))),
        confidence=Confidence(keys["confidence"].choice(tuple(Confidence))),
        basis=read_basis(keys["basis"]),
        fact=keys["fact"].text() if "fact" in keys else None,
        kinds=kinds,
        exempt=exempt,
        forms=forms,
        found=keys["found"].text() if "found" in keys else "",
        wanted=keys["wanted"].text() if "wanted" in keys else "",
        since=keys["from"].day() if "from" in keys else None,
        until=keys["to"].day() if "to" in keys else None,
    )

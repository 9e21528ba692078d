"""Reports that seem to answer obligations: proposed with their reasons, never decided here.

A report is compared with the obligations of the directives that it cites, and of those whose issuer it is addressed to. What
comes out depends on the two documents alone, so the order in which they come tells nothing.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session

from nlp.register.places import ancestors, code_of, unit_of
from nlp.resources.load import load_resource
from nlp.search.acts import find_acts
from nlp.search.units import read_units
from nlp.store.documents import newest_record
from nlp.store.register.directives import load_directives
from nlp.store.register.evidence import drop_proposals, find_pairs, put_proposals
from nlp.store.register.keys import fold_name
from nlp.store.register.models import Body, Directive, Evidence, Obligation
from nlp.store.register.obligations import load_obligations_of

_REPORT = "bao_cao"


@dataclass(frozen=True)
class Weights:
    """Points of each reason, from ``register.yaml``; ``enough`` are those from which a report is proposed."""

    cites: int
    issuer: int
    addressee: int
    asked: int
    words: int
    least_share: float
    enough: int
    longest: int


@dataclass(frozen=True)
class _Report:
    """What of a report is compared: the pairs of its words, whom it is addressed to, and who wrote it."""

    directive: Directive
    pairs: frozenset[tuple[str, str]]
    addressees: frozenset[str]


def relate_evidence(session: Session, directives: Sequence[str], relinked: Iterable[str]) -> None:
    """Proposes evidence for new directives and new reports, and for reports whose links changed."""
    relinked = set(relinked)
    drop_proposals(session, relinked)
    pairs = find_pairs(session, directives, relinked)
    reports = {one: _read_report(session, found) for one, found in load_directives(session, {r for r, _ in pairs}).items()}
    targets = load_directives(session, {directive for _, directive in pairs})
    for (report, directive), cites in sorted(pairs.items()):
        obligations = load_obligations_of(session, directive)
        put_proposals(session, list(propose(reports[report], targets[directive], obligations, cites=cites)))


def propose(
    report: _Report, directive: Directive, obligations: Iterable[Obligation], *, cites: bool
) -> Iterator[Evidence]:  # fmt: skip
    """The obligations of a directive that a report seems to answer, with reasons and points."""
    weights = load_weights()
    if report.directive.id == directive.id or not _fits_time(report.directive, directive, weights, cites=cites):
        return
    for one in obligations:
        reasons = list(_judge(report, directive, one, weights, cites=cites))
        if any(reason["code"] == "other_issuer" for reason in reasons):
            continue
        score = sum(reason["points"] for reason in reasons)
        if score >= weights.enough:
            yield Evidence(one.duty.id, report.directive.id, min(100, score), tuple(reasons))


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """The weights of the package."""
    return Weights(**load_resource("register.yaml")["evidence"])


def _judge(
    report: _Report, directive: Directive, one: Obligation, weights: Weights, *, cites: bool
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """The reasons for and against: rows of ``code``, ``points`` and ``text``."""
    if cites:
        yield _reason("cites", weights.cites, directive.dispatch.number)
    bound = [_binds(body, report.directive) for body in one.duty.bodies]
    if True in bound:
        yield _reason("issuer", weights.issuer, report.directive.dispatch.issuer)
    elif bound and None not in bound:
        yield _reason("other_issuer", 0, report.directive.dispatch.issuer)
    if directive.dispatch.issuer_key in report.addressees:
        yield _reason("addressee", weights.addressee, directive.dispatch.issuer)
    if one.duty.report_to or _REPORT in find_acts(one.duty.text):
        yield _reason("asked", weights.asked, one.duty.report_to)
    wanted = read_pairs(one.duty.action or one.duty.text)
    share = len(wanted & report.pairs) / len(wanted) if wanted else 0.0
    if share >= weights.least_share:
        yield _reason("words", round(weights.words * share), f"{share:.0%}")
    issued, days = report.directive.dispatch.issued, [due.day for due in one.duty.dues if due.day is not None]
    if issued and days:
        yield _reason("late" if issued > max(days) else "in_time", 0, max(days).isoformat())


def read_pairs(text: str) -> frozenset[tuple[str, str]]:
    """The pairs of neighbouring syllables of a text, without marks."""
    return frozenset(pairwise(unit.bare for unit in read_units(text)))


def _reason(code: str, points: int, text: str | None) -> dict[str, Any]:
    return {"code": code, "points": points, "text": text or ""}


def _binds(body: Body, report: Directive) -> bool | None:
    """Whether a body is the report's issuer; None where either is not known well enough to say."""
    told = report.dispatch
    if told.issuer_key and fold_name(body.name) == told.issuer_key:
        return True
    if body.kind is None or told.issuer_kind is None:
        return None
    if body.kind != told.issuer_kind:
        return False
    unit = unit_of(told.place) if told.place else None
    if body.level and told.level and body.level != told.level:
        return False
    if unit is None:
        return None
    if body.within is not None:
        return unit.kind in body.unit_kinds and body.within in {code_of(row) for row in ancestors(unit)}
    return None if body.place is None else body.place == told.place


def _fits_time(report: Directive, directive: Directive, weights: Weights, *, cites: bool) -> bool:
    """Whether a report can follow a directive; without a citation it must not come long after."""
    issued, told = directive.dispatch.issued, report.dispatch.issued
    if issued is None or told is None:
        return cites
    return told >= issued and (cites or told - issued <= dt.timedelta(days=weights.longest))


def _read_report(session: Session, report: Directive) -> _Report:
    row = newest_record(session, report.id)
    record: Mapping[str, Any] = json.loads(row.record) if row else {"text": ""}
    keys = frozenset(map(fold_name, report.dispatch.addressees))
    return _Report(report, read_pairs(f"{report.dispatch.subject or ''} {record['text']}"), keys)

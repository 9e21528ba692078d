"""The register as rows for people and machines: obligations with how they stand, directives, due and overdue lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from nlp.register.bodies import expand_body
from nlp.register.due import Standing, days_between, is_in_force, stand
from nlp.register.places import ancestors, code_of, unit_of
from nlp.store.engine import Store
from nlp.store.register.directives import read_directive, read_directives
from nlp.store.register.evidence import list_evidence
from nlp.store.register.links import list_links
from nlp.store.register.models import OPEN, OVERDUE, Body, Directive, Due, Evidence, Link, Obligation, StatusChange
from nlp.store.register.obligations import ALL, BodyPlace, ObligationFilters, iterate_obligations, list_history, read_obligation

Row = dict[str, Any]
_BATCH = 200


def list_obligations(
    store: Store, filters: ObligationFilters = ALL, *, as_of: dt.date, overdue: bool = False,
    limit: int | None = None,
) -> Iterator[Row]:  # fmt: skip
    """The obligations that fit as ``encode_obligation`` gives them; with ``overdue`` only those that are, the longest first."""
    if overdue:
        before = as_of - dt.timedelta(days=1)
        wanted = replace(filters, status=(OPEN,), in_force=True, due_to=min(filters.due_to or before, before))
        late = [row for row in _encode_all(store, wanted, as_of) if row["status"] == OVERDUE]
        yield from islice(sorted(late, key=lambda row: (row["overdue_since"], row["id"])), limit)
        return
    yield from islice(_encode_all(store, filters, as_of), limit)


def list_due(
    store: Store, first: dt.date, last: dt.date, filters: ObligationFilters = ALL, *, as_of: dt.date
) -> list[tuple[dt.date, Row]]:
    """Each day from ``first`` to ``last`` on which an open obligation is due, in order; one of a rule as often as it comes."""
    wanted = replace(filters, status=(OPEN,), in_force=True, due_from=first, due_to=last)
    found = []
    for one, directive in _with_directives(store, iterate_obligations(store, wanted)):
        row = encode_obligation(one, directive, as_of=as_of)
        days = days_between(one.duty.dues, first, last)
        found += [(day, row) for day in days if day not in one.done_days]
    return sorted(found, key=lambda pair: (pair[0], pair[1]["id"]))


def count_overdue_by_body(store: Store, filters: ObligationFilters = ALL, *, as_of: dt.date) -> list[Row]:
    """How many obligations are overdue for each body that leads them: ``name``, ``kind``, ``level``, ``place``, ``count`` and
    the ``oldest`` day; the most first. A collective counts for itself.
    """
    counted: dict[tuple[Any, ...], Row] = {}
    for row in list_obligations(store, filters, as_of=as_of, overdue=True):
        leads = [body for body in row["bodies"] if body["role"] == "lead"]
        for body in leads or [{"name": None, "kind": None, "level": None, "place": None}]:
            # `Chủ tịch UBND` and `UBND` of one unit are one body here.
            known = body["kind"] and body["place"]
            key = (body["kind"], body["place"]) if known else (body["name"], body.get("within"))
            named = {name: body[name] for name in ("name", "kind", "level", "place")}
            told = counted.setdefault(key, {**named, "count": 0, "oldest": row["overdue_since"]})
            told["count"] += 1
            told["oldest"] = min(told["oldest"], row["overdue_since"])
    return sorted(counted.values(), key=lambda told: (-told["count"], told["name"] or ""))


def find_body(kind: str, place: str) -> BodyPlace | None:
    """The body of a kind in a unit, to filter by: collectives of its kind in the units above it bind it too.

    None for a code that no unit has.
    """
    unit = unit_of(place)
    return BodyPlace(kind, place, unit.kind, tuple(code_of(row) for row in ancestors(unit))) if unit else None


def show_obligation(store: Store, obligation: str, *, as_of: dt.date) -> Row:
    """All that the register holds of an obligation: its row, history, proposed evidence, the members of collectives.

    Raises StoreError (``register.no_obligation``).
    """
    one = read_obligation(store, obligation)
    directive = read_directive(store, one.directive)
    return {
        **encode_obligation(one, directive, as_of=as_of),
        "version": one.version,
        "start": one.duty.start,
        "end": one.duty.end,
        "members": [
            _encode_body(member) for body in one.duty.bodies for member in expand_body(body, directive.dispatch.issued)
        ],
        "evidence": [encode_evidence(proposal) for proposal in list_evidence(store, obligation=obligation)],
        "history": [_encode_change(change) for change in list_history(store, obligation)],
    }  # fmt: skip


def show_directive(store: Store, document: str, *, as_of: dt.date) -> Row:
    """A directive with its obligations in their order, what it cites and what cites it.

    Raises StoreError (``register.no_directive``).
    """
    directive = read_directive(store, document)
    cites, cited_by = list_links(store, document)
    known = read_directives(store, [one.target for one in cites if one.target] + [one.source for one in cited_by])
    filters = ObligationFilters(directive=document)
    return {
        **encode_directive(directive),
        "obligations": [encode_obligation(one, directive, as_of=as_of) for one in iterate_obligations(store, filters)],
        "cites": [_encode_link(link, known.get(link.target or "")) for link in cites],
        "cited_by": [_encode_link(link, known.get(link.source)) for link in cited_by],
    }


def encode_directive(directive: Directive) -> Row:
    """A directive as JSON: ``document``, ``kind``, ``number``, ``issuer``, ``level``, ``place``, ``issued``, ``subject``,
    ``fields``, ``received``, ``status``, ``status_by`` (the directive that ended it) and ``status_how``.
    """
    told = directive.dispatch
    return {
        "document": directive.id, "kind": told.kind, "regime": told.regime, "number": told.number, "issuer": told.issuer,
        "level": told.level, "place": told.place, "places": list(told.places), "issued": _iso(told.issued),
        "subject": told.subject, "addressees": list(told.addressees), "fields": list(told.fields),
        "received": directive.received.isoformat(), "is_report": told.is_report, "status": directive.status,
        "status_by": directive.status_by, "status_how": directive.status_how,
    }  # fmt: skip


def encode_obligation(one: Obligation, directive: Directive, *, as_of: dt.date) -> Row:
    """An obligation as JSON.

    ``id``, ``document``, ``number``, ``issuer``, ``issued``, ``clause``, ``text``, ``action``, ``modality``, ``assignees``
    (names), ``bodies``, ``report_to``, ``deadlines``, ``due`` (the coming days, or the day since which it is overdue),
    ``status`` as it stands on ``as_of``, ``overdue_since``, ``certain``, ``cited``, ``directive_status``.
    """
    duty, told = one.duty, directive.dispatch
    standing = stand(one, in_force=is_in_force(directive.status), as_of=as_of)
    return {
        "id": duty.id, "document": directive.id, "number": told.number, "issuer": told.issuer, "issued": _iso(told.issued),
        "subject": told.subject, "fields": list(told.fields), "clause": duty.clause, "text": duty.text, "action": duty.action,
        "modality": duty.modality, "assignees": list(dict.fromkeys(body.name for body in duty.bodies)),
        "bodies": [_encode_body(body) for body in duty.bodies], "report_to": duty.report_to,
        "deadlines": [_encode_due(due) for due in duty.dues], "due": _due_days(standing), "status": standing.status,
        "overdue_since": _iso(standing.overdue_since), "certain": standing.certain, "cited": [dict(row) for row in duty.cited],
        "directive_status": directive.status,
    }  # fmt: skip


def _encode_all(store: Store, filters: ObligationFilters, as_of: dt.date) -> Iterator[Row]:
    for one, directive in _with_directives(store, iterate_obligations(store, filters)):
        yield encode_obligation(one, directive, as_of=as_of)


def encode_evidence(proposal: Evidence) -> Row:
    """A proposal as JSON: ``obligation``, ``document``, ``score``, ``reasons``, ``state``, ``user``, ``at``."""
    return {
        "obligation": proposal.obligation, "document": proposal.document, "score": proposal.score,
        "reasons": [dict(reason) for reason in proposal.reasons], "state": proposal.state, "user": proposal.user,
        "at": proposal.at.isoformat(timespec="seconds") if proposal.at else None,
    }  # fmt: skip


def _with_directives(store: Store, obligations: Iterable[Obligation]) -> Iterator[tuple[Obligation, Directive]]:
    rest = iter(obligations)
    known: dict[str, Directive] = {}
    while some := list(islice(rest, _BATCH)):
        if missing := {one.directive for one in some} - known.keys():
            known = {**known, **read_directives(store, missing)} if len(known) < 10 * _BATCH else {}
            known |= read_directives(store, {one.directive for one in some} - known.keys())
        yield from ((one, known[one.directive]) for one in some)


def _due_days(standing: Standing) -> list[str]:
    days: Sequence[dt.date] = (*filter(None, [standing.overdue_since]), *standing.next)
    return [day.isoformat() for day in days]


def _encode_body(body: Body) -> Row:
    return {
        "text": body.text, "name": body.name, "role": body.role, "kind": body.kind, "level": body.level, "place": body.place,
        "within": body.within, "unit_kinds": list(body.unit_kinds),
    }  # fmt: skip


def _encode_due(due: Due) -> Row:
    return {
        "text": due.text, "how": due.how, "day": _iso(due.day), "rrule": due.rrule, "shift": due.shift,
        "until": _iso(due.until), "certain": due.certain,
    }  # fmt: skip


def _encode_change(change: StatusChange) -> Row:
    return {
        "version": change.version, "status": change.status, "due": _iso(change.due), "evidence": change.evidence,
        "note": change.note, "user": change.user, "at": change.at.isoformat(timespec="seconds"),
    }  # fmt: skip


def _encode_link(link: Link, other: Directive | None) -> Row:
    return {
        "relation": link.relation, "source": link.source, "target": link.target, "number": link.number,
        "issued": _iso(link.issued), "issuer": link.issuer, "start": link.start, "end": link.end,
        "other": encode_directive(other) if other else None,
    }  # fmt: skip


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None

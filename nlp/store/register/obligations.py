"""Obligations: asked for by directive, body, due date and status; their status set, with its history."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from nlp.errors import StaleError, StoreError
from nlp.store.audit import Event, Trail
from nlp.store.canonical import clean_text, digest
from nlp.store.documents import require_document
from nlp.store.engine import Store
from nlp.store.register.generation import mark_changed
from nlp.store.register.keys import fold_name
from nlp.store.register.models import (
    DONE,
    IN_FORCE,
    NOT_APPLICABLE,
    OPEN,
    RECURRING,
    Body,
    Due,
    Duty,
    Obligation,
    StatusChange,
)  # fmt: skip
from nlp.store.register.tables import BodyRow, DirectiveRow, DueRow, ObligationRow, StatusRow

STATUSES = (OPEN, DONE, NOT_APPLICABLE)
_BATCH = 500


@dataclass(frozen=True)
class BodyPlace:
    """A body to ask for: its kind, its unit's code, and the units that hold it with its own kind, for collectives."""

    kind: str
    place: str
    unit_kind: str
    within: tuple[str, ...]


@dataclass(frozen=True)
class ObligationFilters:
    """Which obligations: those that fit all that is set.

    ``status`` are stored ones, ``due_to`` and ``due_from`` hold for fixed and counted days; an obligation with a rule fits any.
    ``body`` is a part of a body's name as written or resolved, ``bound`` a body by its place; ``in_force`` leaves out those of
    directives that were replaced or lapsed.
    """

    directive: str | None = None
    status: tuple[str, ...] = ()
    due_from: dt.date | None = None
    due_to: dt.date | None = None
    body: str | None = None
    bound: BodyPlace | None = None
    field: str | None = None
    issuer: str | None = None
    in_force: bool = False


ALL = ObligationFilters()


def iterate_obligations(store: Store, filters: ObligationFilters = ALL) -> Iterator[Obligation]:
    """The obligations that fit, by directive in the order of their arrival, as they stand in it."""
    query = _select(filters)
    with store.read() as session:
        after = (0, -1)
        while True:
            behind = or_(
                DirectiveRow.arrival > after[0], and_(DirectiveRow.arrival == after[0], ObligationRow.position > after[1])
            )
            ordered = query.where(behind).order_by(DirectiveRow.arrival, ObligationRow.position).limit(_BATCH)
            rows = [(row, arrival) for row, arrival in session.execute(ordered)]
            if not rows:
                return
            after = rows[-1][1], rows[-1][0].position
            yield from load_obligations(session, [row for row, _ in rows])


def read_obligation(store: Store, obligation: str) -> Obligation:
    """The obligation with that id; raises StoreError (``register.no_obligation``)."""
    with store.read() as session:
        return load_obligations(session, [require_obligation(session, obligation)])[0]


def read_obligations(store: Store, obligations: Iterable[str]) -> dict[str, Obligation]:
    """Obligations by their ids; those that the register has not are left out."""
    with store.read() as session:
        rows = list(session.scalars(select(ObligationRow).where(ObligationRow.id.in_(list(obligations)))))
        return {one.duty.id: one for one in load_obligations(session, rows)}


def set_status(
    store: Store, obligation: str, status: str, *, version: int, at: dt.datetime, actor: int | None,
    due: dt.date | None = None, evidence: str | None = None, note: str = "",
) -> Obligation:  # fmt: skip
    """The obligation with its new status, which goes into its history.

    With ``due`` only that day of a recurring duty is meant and the rest stays open. Raises StaleError (``store.stale``) unless
    ``version`` is the newest, StoreError: ``register.status``, ``register.no_obligation``, ``store.no_document``.
    """
    with store.write() as (session, trail):
        put_status(session, trail, obligation, status, version=version, at=at, actor=actor, due=due, evidence=evidence, note=note)
        return load_obligations(session, [require_obligation(session, obligation)])[0]


def put_status(
    session: Session, trail: Trail, obligation: str, status: str, *, version: int, at: dt.datetime, actor: int | None,
    due: dt.date | None, evidence: str | None, note: str,
) -> None:  # fmt: skip
    """The same inside a transaction."""
    if status not in STATUSES:
        raise StoreError("register.status", f"{status!r} is no status that can be set", f"one of {', '.join(STATUSES)}")
    row = require_obligation(session, obligation)
    if row.version != version:
        message = f"obligation {obligation}: version {version} was read, {row.version} is the newest"
        raise StaleError("store.stale", message, "read it again, then decide")
    if evidence is not None:
        require_document(session, evidence)
    row.version += 1
    if due is None:
        row.status = status
    entry = StatusRow(
        obligation=obligation, version=row.version, status=status, due=due, evidence=evidence, note=clean_text(note),
        user_id=actor, at=at,
    )  # fmt: skip
    session.add(entry)
    session.flush()
    told: dict[str, str | int] = {"version": row.version, "status": status, "sha256": digest_status(entry)}
    trail.add(Event("obligation.status", obligation, actor, at, told))
    mark_changed(session, [row.directive])


def list_history(store: Store, obligation: str) -> list[StatusChange]:
    """The history of the obligation's status; raises StoreError (``register.no_obligation``)."""
    with store.read() as session:
        require_obligation(session, obligation)
        query = select(StatusRow).where(StatusRow.obligation == obligation).order_by(StatusRow.version)
        return [
            StatusChange(row.version, row.status, row.due, row.evidence, row.note, row.user_id, row.at)
            for row in session.scalars(query)
        ]


def digest_status(row: StatusRow) -> str:
    """The digest that the audit trail keeps of an entry of the history."""
    at, due = row.at.astimezone(dt.UTC).isoformat(timespec="microseconds"), row.due and row.due.isoformat()
    return digest([row.obligation, row.version, row.status, due, row.evidence, row.note, row.user_id, at])


def require_obligation(session: Session, obligation: str) -> ObligationRow:
    """The row of the obligation; raises StoreError (``register.no_obligation``)."""
    row = session.get(ObligationRow, obligation)
    if row is None:
        hint = "look its id up by donthu obligations or donthu search"
        raise StoreError("register.no_obligation", f"the register has no obligation {obligation}", hint)
    return row


def load_obligations(session: Session, rows: Sequence[ObligationRow]) -> list[Obligation]:
    """The obligations of the rows, in their order."""
    ids = [row.id for row in rows]
    bodies: dict[str, list[Body]] = {}
    for body in session.scalars(select(BodyRow).where(BodyRow.obligation.in_(ids)).order_by(BodyRow.position)):
        bodies.setdefault(body.obligation, []).append(_body(body))
    dues: dict[str, list[Due]] = {}
    for due in session.scalars(select(DueRow).where(DueRow.obligation.in_(ids)).order_by(DueRow.position)):
        dues.setdefault(due.obligation, []).append(_due(due))
    done = _read_done_days(session, [row.id for row in rows if row.version])
    return [_obligation(row, bodies.get(row.id, ()), dues.get(row.id, ()), done.get(row.id, {})) for row in rows]


def load_obligations_of(session: Session, directive: str) -> list[Obligation]:
    """The obligations of a directive, as they stand in it."""
    query = select(ObligationRow).where(ObligationRow.directive == directive).order_by(ObligationRow.position)
    return load_obligations(session, list(session.scalars(query)))


def _select(filters: ObligationFilters) -> Select[Any]:
    """The query. What an obligation has several of is asked for row by row, so that a page needs no walk over all of them."""
    both: Any = select(ObligationRow, DirectiveRow.arrival)
    query: Select[Any] = both.join(DirectiveRow, DirectiveRow.document_id == ObligationRow.directive)
    if filters.directive is not None:
        query = query.where(ObligationRow.directive == filters.directive)
    if filters.status:
        query = query.where(ObligationRow.status.in_(filters.status))
    if filters.in_force:
        query = query.where(DirectiveRow.status == IN_FORCE)
    if filters.field is not None:
        query = query.where(DirectiveRow.field == filters.field)
    if filters.issuer is not None:
        query = query.where(DirectiveRow.issuer_key.contains(fold_name(filters.issuer), autoescape=True))
    if filters.due_from or filters.due_to:
        days = [DueRow.due >= filters.due_from] if filters.due_from else []
        days += [DueRow.due <= filters.due_to] if filters.due_to else []
        timed = select(DueRow.obligation).where(DueRow.obligation == ObligationRow.id)
        query = query.where(timed.where(or_(DueRow.how == RECURRING, and_(DueRow.due.is_not(None), *days))).exists())
    if filters.body is not None:
        named = BodyRow.key.contains(fold_name(filters.body), autoescape=True)
        query = query.where(select(BodyRow.obligation).where(BodyRow.obligation == ObligationRow.id, named).exists())
    if filters.bound is not None:
        query = query.where(ObligationRow.id.in_(_bound_by(filters.bound)))
    return query


def _bound_by(body: BodyPlace) -> Select[Any]:
    """The obligations that bind a body by itself, or with all of its kind in a unit that holds it."""
    own = BodyRow.place == body.place
    collective = and_(BodyRow.within.in_(body.within), BodyRow.unit_kinds.contains(f"+{body.unit_kind}+", autoescape=True))
    return select(BodyRow.obligation).where(BodyRow.kind == body.kind, or_(own, collective))


def _read_done_days(session: Session, obligations: Iterable[str]) -> Mapping[str, dict[dt.date, str]]:
    """What was last said of each day of recurring duties."""
    said: dict[str, dict[dt.date, str]] = {}
    query = select(StatusRow).where(StatusRow.obligation.in_(list(obligations)), StatusRow.due.is_not(None))
    for row in session.scalars(query.order_by(StatusRow.version)):
        if row.due is not None:
            said.setdefault(row.obligation, {})[row.due] = row.status
    return said


def _obligation(row: ObligationRow, bodies: Iterable[Body], dues: Iterable[Due], said: Mapping[dt.date, str]) -> Obligation:
    duty = Duty(
        row.id, row.start, row.end, row.text, row.clause, row.action, row.modality, row.report_to,
        tuple(json.loads(row.cited)), tuple(bodies), tuple(dues),
    )  # fmt: skip
    done = frozenset(day for day, status in said.items() if status != OPEN)
    return Obligation(duty, row.directive, row.position, row.status, row.version, done)


def _body(row: BodyRow) -> Body:
    kinds = tuple(row.unit_kinds.strip("+").split("+")) if row.unit_kinds else ()
    return Body(row.text, row.name, row.role, row.kind, row.level, row.place, row.within, kinds)


def _due(row: DueRow) -> Due:
    return Due(row.text, row.how, row.due, row.rrule, row.shift, row.first, row.until, row.certain)

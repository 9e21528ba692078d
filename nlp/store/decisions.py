"""What officers decide on petitions: each decision is kept, none is changed, and nobody decides on what he has not seen."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from nlp.errors import StoreError
from nlp.store.audit import Event
from nlp.store.canonical import SLUG, clean_text, digest, write_canonical
from nlp.store.corrections import Correction
from nlp.store.documents import Analysis
from nlp.store.engine import Store
from nlp.store.groups import leave_group
from nlp.store.petitions import (
    Petition,
    Standing,
    load_petitions,
    lock_version,
    put_changes,
    put_standing,
    require_petition,
)
from nlp.store.tables import DecisionRow, PetitionRow


@dataclass(frozen=True)
class Decision:
    """A decision: ``before`` and ``after`` hold what it changed of the standing; ``version`` is the petition's after it."""

    petition: str
    version: int
    user: int | None
    decided_at: dt.datetime
    action: str
    note: str
    before: dict[str, Any]
    after: dict[str, Any]


def decide(
    store: Store, petition: str, action: str, *, version: int, at: dt.datetime, actor: int | None,
    standing: Standing | None = None, note: str = "", details: Mapping[str, Any] | None = None,
    analysis: Analysis | None = None, corrections: Iterable[Correction] = (), leaves_group: bool = False,
    proposed: str | None = None,
) -> tuple[Decision, Petition]:  # fmt: skip
    """The decision as it is kept, and the petition after it; ``standing`` is its new one, None where it stays as it is.

    ``version`` is the one that was seen; details, analysis and corrections are as in ``update_petition``. With ``leaves_group``
    the petition is taken out of its group and kept apart from the others of it. ``proposed`` is kept as what had been proposed;
    None leaves what is kept. Raises StaleError (``store.stale``) where
    somebody was quicker, StoreError (``store.no_petition``, ``store.value``).
    """
    if not SLUG.fullmatch(action):
        raise StoreError("store.value", f"{action!r} is no slug", "give letters, digits and _.:/+- only, 64 at most")
    with store.write() as (session, trail):
        before = load_petitions(session, [require_petition(session, petition)])[0].standing
        row = lock_version(session, petition, version)
        after = standing or before
        if after != before:
            put_standing(session, row, after)
        put_changes(session, trail, row, details=details, analysis=analysis, corrections=corrections, at=at, actor=actor)
        if leaves_group:
            leave_group(session, trail, row, at=at, actor=actor)
            after = replace(after, group=None)
        if proposed is not None:
            row.proposed = proposed
        old, new = _differences(before, after)
        decision = DecisionRow(
            petition=row.number, version=row.version, user_id=actor, decided_at=at, action=action,
            note=clean_text(note), before=write_canonical(old), after=write_canonical(new),
        )  # fmt: skip
        session.add(decision)
        session.flush()
        told: dict[str, str | int] = {"version": row.version, "action": action, "sha256": digest_decision(decision)}
        trail.add(Event("petition.decide", petition, actor, at, told))
        return _decision(petition, decision), load_petitions(session, [row])[0]


def list_decisions(store: Store, petition: str) -> list[Decision]:
    """What was decided on the petition, in order; raises StoreError (``store.no_petition``)."""
    with store.read() as session:
        number = require_petition(session, petition).number
        rows = session.scalars(select(DecisionRow).where(DecisionRow.petition == number).order_by(DecisionRow.version))
        return [_decision(petition, row) for row in rows]


def iterate_decisions(store: Store) -> Iterator[Decision]:
    """All decisions, petition by petition in order of arrival: what officers teach."""
    query = select(PetitionRow.document_id, DecisionRow).join_from(DecisionRow, PetitionRow)
    with store.read() as session:
        ordered = query.order_by(DecisionRow.petition, DecisionRow.version).execution_options(yield_per=500)
        for petition, row in session.execute(ordered):
            yield _decision(petition, row)


def digest_decision(row: DecisionRow) -> str:
    """The digest that the audit trail keeps of a decision."""
    at = row.decided_at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return digest([row.petition, row.version, row.user_id, at, row.action, row.note, row.before, row.after])


def find_decision(session: Session, petition: str, version: int) -> DecisionRow | None:
    """The row of the decision that led to that version of the petition."""
    query = select(DecisionRow).join_from(DecisionRow, PetitionRow)
    return session.scalars(query.where(PetitionRow.document_id == petition, DecisionRow.version == version)).first()


def _differences(before: Standing, after: Standing) -> tuple[dict[str, Any], dict[str, Any]]:
    old, new = _encode(before), _encode(after)
    changed = [name for name in old if old[name] != new[name]]
    return {name: old[name] for name in changed}, {name: new[name] for name in changed}


def _encode(standing: Standing) -> dict[str, Any]:
    values = asdict(standing)
    return values | {"due": standing.due and standing.due.isoformat()}


def _decision(petition: str, row: DecisionRow) -> Decision:
    return Decision(
        petition, row.version, row.user_id, row.decided_at, row.action, row.note, json.loads(row.before), json.loads(row.after)
    )  # fmt: skip

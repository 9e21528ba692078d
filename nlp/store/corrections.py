"""What somebody knows better of a petition than its analysis: facts, labels, people. Each is kept; the newest of a name holds."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nlp.errors import StoreError
from nlp.store.audit import Event, Trail
from nlp.store.canonical import SLUG, digest, write_canonical
from nlp.store.engine import Store
from nlp.store.tables import CorrectionRow, PetitionRow


@dataclass(frozen=True)
class Correction:
    """A correction to be made: ``kind`` and ``name`` are slugs, ``value`` is a JSON value (None: what was said is taken back)."""

    kind: str
    name: str
    value: Any


@dataclass(frozen=True)
class KeptCorrection:
    """A correction as it is kept, with its number among those of its petition, and who made it when."""

    number: int
    correction: Correction
    user: int | None
    made_at: dt.datetime


def list_corrections(store: Store, petition: str) -> list[KeptCorrection]:
    """All corrections of a petition in the order in which they were made; none where there is no such petition."""
    with store.read() as session:
        query = select(CorrectionRow).join_from(CorrectionRow, PetitionRow).where(PetitionRow.document_id == petition)
        return [_correction(row) for row in session.scalars(query.order_by(CorrectionRow.number))]


def list_current(store: Store, petition: str) -> list[KeptCorrection]:
    """The newest correction of every kind and name that was not taken back, in the order in which they were made."""
    return select_current(list_corrections(store, petition))


def select_current(kept: Iterable[KeptCorrection]) -> list[KeptCorrection]:
    """Of the corrections of one petition those that hold."""
    newest = {(one.correction.kind, one.correction.name): one for one in sorted(kept, key=lambda one: one.number)}
    return sorted((one for one in newest.values() if one.correction.value is not None), key=lambda one: one.number)


def iterate_corrections(store: Store) -> Iterator[tuple[str, list[KeptCorrection]]]:
    """The petitions that have corrections in the order of their arrival, each with those that hold."""
    query = select(PetitionRow.document_id, CorrectionRow).join_from(CorrectionRow, PetitionRow)
    ordered = query.order_by(CorrectionRow.petition, CorrectionRow.number).execution_options(yield_per=500)
    with store.read() as session:
        petition, kept = "", list[KeptCorrection]()
        for document, row in session.execute(ordered):
            if document != petition and kept:
                yield petition, select_current(kept)
                kept = []
            petition = document
            kept.append(_correction(row))
        if kept:
            yield petition, select_current(kept)


def put_corrections(
    session: Session, trail: Trail, row: PetitionRow, corrections: Iterable[Correction], *, at: dt.datetime, actor: int | None
) -> None:
    """Adds corrections of a petition; raises StoreError (``store.value``) for a kind or name that is no slug."""
    query = select(func.max(CorrectionRow.number)).where(CorrectionRow.petition == row.number)
    first = (session.scalar(query) or 0) + 1
    for number, one in enumerate(corrections, first):
        if wrong := [text for text in (one.kind, one.name) if not SLUG.fullmatch(text)]:
            raise StoreError("store.value", f"{wrong[0]!r} is no slug", "give letters, digits and _.:/+- only, 64 at most")
        made = CorrectionRow(
            petition=row.number, number=number, kind=one.kind, name=one.name, value=write_canonical(one.value),
            user_id=actor, made_at=at,
        )  # fmt: skip
        session.add(made)
        session.flush()
        details: dict[str, str | int] = {"number": number, "kind": one.kind, "name": one.name}
        trail.add(Event("petition.correct", row.document_id, actor, at, details | {"sha256": digest_correction(made)}))


def digest_correction(row: CorrectionRow) -> str:
    """The digest that the audit trail keeps of a correction."""
    at = row.made_at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return digest([row.petition, row.number, row.kind, row.name, row.value, row.user_id, at])


def find_correction(session: Session, petition: str, number: int) -> CorrectionRow | None:
    """The row of a petition's correction by its number."""
    query = select(CorrectionRow).join_from(CorrectionRow, PetitionRow)
    return session.scalars(query.where(PetitionRow.document_id == petition, CorrectionRow.number == number)).first()


def _correction(row: CorrectionRow) -> KeptCorrection:
    return KeptCorrection(row.number, Correction(row.kind, row.name, json.loads(row.value)), row.user_id, row.made_at)

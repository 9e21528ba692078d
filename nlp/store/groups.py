"""Groups of petitions that belong together: the queue's own column, and the sketches by which their likeness is found.

All is done inside a writing transaction, so that of two who add at once the second one sees what the first one joined.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from nlp.store.audit import Event, Trail
from nlp.store.corrections import Correction, put_corrections
from nlp.store.tables import CorrectionRow, PetitionRow, SketchRow

APART = "apart"  # kind of the correction that says of another petition that it does not belong to this one


@dataclass(frozen=True)
class Group:
    """Petitions that belong together, the oldest first, with the number of that one; named by the petition that opened it."""

    name: str
    members: tuple[str, ...]
    first: int


def put_sketch(session: Session, row: PetitionRow, sketch: str) -> None:
    """Keeps what a petition is compared by."""
    session.merge(SketchRow(petition=row.number, sketch=sketch))
    session.flush()


def read_sketches(session: Session, *, after: int = 0) -> Iterator[tuple[int, str, str | None]]:
    """Number, id and sketch of the petitions that arrived behind ``after``, in that order; the sketch None where none is kept."""
    query = select(PetitionRow.number, PetitionRow.document_id, SketchRow.sketch)
    joined = query.outerjoin(SketchRow, SketchRow.petition == PetitionRow.number).where(PetitionRow.number > after)
    for row in session.execute(joined.order_by(PetitionRow.number).execution_options(yield_per=1000)):
        yield row.number, row.document_id, row.sketch


def read_groups(session: Session, petitions: Iterable[str]) -> dict[str, Group]:
    """The group that each of these petitions is in; one that is alone is a group of itself."""
    columns = (PetitionRow.document_id, PetitionRow.group_id, PetitionRow.number)
    own = list(session.execute(select(*columns).where(PetitionRow.document_id.in_(list(petitions)))))
    named = {row.group_id for row in own if row.group_id is not None}
    members: dict[str, list[tuple[int, str]]] = {}
    for row in session.execute(select(*columns).where(PetitionRow.group_id.in_(named)).order_by(PetitionRow.number)):
        members.setdefault(row.group_id, []).append((row.number, row.document_id))
    groups = {name: Group(name, tuple(petition for _, petition in rows), rows[0][0]) for name, rows in members.items()}
    return {
        row.document_id: groups[row.group_id]
        if row.group_id is not None
        else Group(row.document_id, (row.document_id,), row.number)
        for row in own
    }


def read_apart(session: Session) -> frozenset[tuple[str, str]]:
    """The pairs of petitions that somebody said do not belong together."""
    query = select(PetitionRow.document_id, CorrectionRow.name, CorrectionRow.value).join_from(CorrectionRow, PetitionRow)
    rows = session.execute(query.where(CorrectionRow.kind == APART).order_by(CorrectionRow.petition, CorrectionRow.number))
    newest = {(petition, other): value for petition, other, value in rows}
    return frozenset(pair for pair, value in newest.items() if value == "true")


def join_group(
    session: Session, trail: Trail, group: str, petitions: Iterable[str], *, at: dt.datetime, actor: int | None
) -> None:
    """Puts the petitions into the group; the version of each that was not in it goes up, for its standing is another one."""
    query = select(PetitionRow).where(PetitionRow.document_id.in_(list(petitions))).order_by(PetitionRow.number)
    for row in session.scalars(query).all():
        if row.group_id != group:
            _set_group(session, trail, row, group, at=at, actor=actor)


def leave_group(session: Session, trail: Trail, row: PetitionRow, *, at: dt.datetime, actor: int | None) -> None:
    """Takes a petition whose version was raised already out of its group, and notes that it does not belong to the others.

    One that is left alone has no group any more; a group that was named by who leaves is named by its oldest member.
    """
    query = select(PetitionRow).where(PetitionRow.group_id == row.group_id, PetitionRow.number != row.number)
    others = session.scalars(query.order_by(PetitionRow.number)).all() if row.group_id is not None else []
    put_corrections(session, trail, row, [Correction(APART, one.document_id, True) for one in others], at=at, actor=actor)
    kept = None if len(others) < 2 else others[0].document_id if row.group_id == row.document_id else row.group_id
    for one in others:
        if one.group_id != kept:
            _set_group(session, trail, one, kept, at=at, actor=actor)
    row.group_id = None
    session.flush()


def _set_group(
    session: Session, trail: Trail, row: PetitionRow, group: str | None, *, at: dt.datetime, actor: int | None
) -> None:
    row.group_id, row.version = group, row.version + 1
    session.flush()
    details: dict[str, str | int] = {"version": row.version, **({"group": group} if group is not None else {})}
    trail.add(Event("petition.group", row.document_id, actor, at, details))

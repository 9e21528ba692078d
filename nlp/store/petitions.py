"""Petitions in the queue: added once whatever comes in again, changed by those who have seen their newest version."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from nlp.errors import StaleError, StoreError
from nlp.store.audit import Event, Trail
from nlp.store.canonical import SLUG, clean_text, write_canonical
from nlp.store.corrections import Correction, put_corrections
from nlp.store.documents import Analysis, Source, put_document, put_record, require_document
from nlp.store.engine import Store
from nlp.store.groups import put_sketch
from nlp.store.tables import DetailsRow, DocumentRow, KeyRow, PetitionRow, ReceiptRow
from nlp.text.fold import fold_all

# Stands where nothing is due, so that one index sorts all petitions by their due date.
NEVER = dt.date.max


@dataclass(frozen=True)
class Standing:
    """Where a petition stands in the queue: what it is filtered and sorted by.

    ``fields`` has the main one first, ``places`` holds codes of units, ``priority`` is higher for what comes first, ``due`` is
    the earliest day on which something is due (None: nothing is), ``group`` the id that duplicates and repeats share, ``guarded``
    whether its people stay secret whatever its type says. All but numbers and days are slugs.
    """

    status: str
    type: str | None = None
    fields: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    action: str | None = None
    priority: int = 0
    due: dt.date | None = None
    group: str | None = None
    guarded: bool = False


@dataclass(frozen=True)
class Petition:
    """A petition of the queue. ``id`` is its document's, ``number`` counts arrivals, ``version`` goes up with every
    change but that of the priority by the day.

    ``assignee`` is the id of the user who works on it, ``proposed`` what had been proposed when an action was first decided.
    """

    id: str
    number: int
    version: int
    received: dt.date
    standing: Standing
    assignee: int | None = None
    proposed: str | None = None


@dataclass(frozen=True)
class Added:
    """What became of a petition that came in: its id, whether it is new, and whether this day of receipt is."""

    id: str
    is_new: bool
    is_new_receipt: bool


@dataclass(frozen=True)
class Receipt:
    """A day on which the petition came in, and the name of the file."""

    received: dt.date
    name: str


@dataclass(frozen=True)
class Incoming:
    """A petition that comes in: its source, analysis and standing.

    ``names`` are whom and what it can be searched by, ``details`` is what else is shown of it, as JSON values, ``sketch`` is what
    it is compared by with others.
    """

    source: Source
    received: dt.date
    analysis: Analysis
    standing: Standing
    names: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    sketch: str | None = None


#: Gives a petition its place among those of the store, in the transaction that adds it.
Place = Callable[[Session, Trail, Incoming], Incoming]


def add_petitions(
    store: Store, incoming: Iterable[Incoming], *, at: dt.datetime, actor: int | None, place: Place | None = None
) -> list[Added]:
    """What became of each petition; all are stored, or none is.

    Bytes that are in the queue already make no second petition, and what is known of it stays: only a further day of receipt is
    recorded. ``place`` is called for each new one while nobody else can write, and gives it as it is stored. Raises StoreError as
    ``add_document`` does.
    """
    with store.write() as (session, trail):
        added = []
        for one in incoming:
            document = put_document(session, trail, one.source, at=at, actor=actor)
            row = _find(session, document.id)
            is_new = row is None
            if row is None:
                put_record(session, trail, document, one.analysis, at=at, actor=actor)
                row = _put(session, document, place(session, trail, one) if place else one)
                trail.add(Event("petition.add", document.id, actor, at, {"number": row.number}))
            receipt = Receipt(one.received, one.source.name)
            added.append(Added(document.id, is_new, _put_receipt(session, trail, row, receipt, at=at, actor=actor)))
        return added


def receive_again(store: Store, receipts: Iterable[tuple[str, Receipt]], *, at: dt.datetime, actor: int | None) -> list[Added]:
    """What became of petitions that are in the queue and came in once more, by their ids.

    Raises StoreError (``store.no_petition``).
    """
    with store.write() as (session, trail):
        return [
            Added(petition, False, _put_receipt(session, trail, require_petition(session, petition), one, at=at, actor=actor))
            for petition, one in receipts
        ]


def find_known(store: Store, petitions: Iterable[str]) -> set[str]:
    """Which of the ids are in the queue."""
    with store.read() as session:
        return set(session.scalars(select(PetitionRow.document_id).where(PetitionRow.document_id.in_(list(petitions)))))


def update_petition(
    store: Store, petition: str, standing: Standing, *, version: int, at: dt.datetime, actor: int | None,
    names: tuple[str, ...] | None = None, details: Mapping[str, Any] | None = None, analysis: Analysis | None = None,
    corrections: Iterable[Correction] = (),
) -> Petition:  # fmt: skip
    """The petition with its new standing (of a new analysis, say), names, details and analysis; None keeps those it has.

    ``corrections`` are what the new standing rests on. Raises StaleError (``store.stale``) unless ``version`` is the newest,
    StoreError (``store.no_petition``).
    """
    with store.write() as (session, trail):
        row = lock_version(session, petition, version)
        put_standing(session, row, standing)
        document = require_document(session, petition)
        if names is not None:
            row.search = _searched(document, names)
        put_changes(session, trail, row, details=details, analysis=analysis, corrections=corrections, at=at, actor=actor)
        trail.add(Event("petition.update", petition, actor, at, {"version": row.version}))
        return load_petitions(session, [row])[0]


def put_priorities(
    store: Store, changes: Iterable[tuple[Petition, Mapping[str, Any]]], *, at: dt.datetime, actor: int | None
) -> int:
    """Writes the details of petitions whose priority rose by itself, and that ``priority``; how many were written.

    One that somebody changed since it was read is passed over. The versions stay: nothing that a person decides on is another.
    """
    count = 0
    with store.write() as (session, trail):
        for petition, details in changes:
            row = require_petition(session, petition.id)
            if row.version == petition.version:
                row.rank = -int(details["priority"])
                put_details(session, row.number, details)
                trail.add(Event("petition.rank", petition.id, actor, at, {"priority": -row.rank}))
                count += 1
    return count


def read_petition(store: Store, petition: str) -> Petition:
    """The petition with that id; raises StoreError (``store.no_petition``)."""
    with store.read() as session:
        return load_petitions(session, [require_petition(session, petition)])[0]


def read_details(store: Store, petition: str) -> dict[str, Any]:
    """What is shown of the petition beside its standing; raises StoreError (``store.no_petition``)."""
    with store.read() as session:
        row = session.get(DetailsRow, require_petition(session, petition).number)
        return dict(json.loads(row.details)) if row else {}


def read_all_details(store: Store, petitions: Iterable[Petition]) -> dict[str, dict[str, Any]]:
    """The same for several petitions, by their ids."""
    ids = {petition.number: petition.id for petition in petitions}
    with store.read() as session:
        rows = session.scalars(select(DetailsRow).where(DetailsRow.petition.in_(ids)))
        return {ids[row.petition]: dict(json.loads(row.details)) for row in rows}


def list_receipts(store: Store, petition: str) -> list[Receipt]:
    """The days on which the petition came in, the first one first; raises StoreError (``store.no_petition``)."""
    with store.read() as session:
        number = require_petition(session, petition).number
        rows = session.scalars(select(ReceiptRow).where(ReceiptRow.petition == number).order_by(ReceiptRow.received))
        return [Receipt(row.received, row.name) for row in rows]


def lock_version(session: Session, petition: str, version: int) -> PetitionRow:
    """The row of the petition with its version raised by one; raises StaleError unless ``version`` was the newest."""
    row = require_petition(session, petition)
    raised = update(PetitionRow).where(PetitionRow.number == row.number, PetitionRow.version == version)
    result = session.execute(raised.values(version=version + 1))
    if isinstance(result, CursorResult) and result.rowcount == 1:
        session.refresh(row)
        return row
    message = f"petition {petition}: version {version} was read, {row.version} is the newest"
    raise StaleError("store.stale", message, "read it again, then decide")


def put_standing(session: Session, row: PetitionRow, standing: Standing) -> None:
    """Writes the standing into the row and its keys."""
    _set_columns(row, standing)
    session.execute(delete(KeyRow).where(KeyRow.petition == row.number))
    _put_keys(session, row.number, standing)


def put_changes(
    session: Session, trail: Trail, row: PetitionRow, *, details: Mapping[str, Any] | None, analysis: Analysis | None,
    corrections: Iterable[Correction], at: dt.datetime, actor: int | None,
) -> None:  # fmt: skip
    """Writes what comes with a new standing: details and analysis where there are new ones, and corrections."""
    put_corrections(session, trail, row, corrections, at=at, actor=actor)
    if analysis is not None:
        put_record(session, trail, require_document(session, row.document_id), analysis, at=at, actor=actor)
    if details is not None:
        put_details(session, row.number, details)


def put_details(session: Session, number: int, details: Mapping[str, Any]) -> None:
    """Writes what is shown of a petition."""
    session.merge(DetailsRow(petition=number, details=write_canonical(dict(details))))
    session.flush()


def require_petition(session: Session, petition: str) -> PetitionRow:
    """The row of the petition; raises StoreError (``store.no_petition``)."""
    row = _find(session, petition)
    if row is None:
        raise StoreError("store.no_petition", f"there is no petition {petition}", "look its id up in the queue")
    return row


def load_petitions(session: Session, rows: Iterable[PetitionRow]) -> list[Petition]:
    """The petitions of the rows, in their order."""
    rows = list(rows)
    keys: dict[tuple[int, str], list[str]] = {}
    query = select(KeyRow).where(KeyRow.petition.in_([row.number for row in rows])).order_by(KeyRow.position)
    for key in session.scalars(query):
        keys.setdefault((key.petition, key.kind), []).append(key.value)
    return [
        Petition(
            row.document_id, row.number, row.version, row.received,
            Standing(
                status=row.status, type=row.type, action=row.action, priority=-row.rank,
                due=None if row.due == NEVER else row.due, group=row.group_id, guarded=row.guarded,
                fields=tuple(keys.get((row.number, "field"), ())),
                flags=tuple(keys.get((row.number, "flag"), ())),
                places=tuple(keys.get((row.number, "place"), ())),
            ),
            row.assignee, row.proposed,
        )
        for row in rows
    ]  # fmt: skip


def fold_search(text: str) -> str:
    """A text as it is searched by: without marks and case, blanks as one.

    >>> fold_search("  Lê Thị  ĐÀO ")
    'le thi dao'
    """
    return " ".join(fold_all(clean_text(text)).split())


def _find(session: Session, document: str) -> PetitionRow | None:
    return session.scalars(select(PetitionRow).where(PetitionRow.document_id == document)).first()


def _put(session: Session, document: DocumentRow, one: Incoming) -> PetitionRow:
    number = (session.scalar(select(func.max(PetitionRow.number))) or 0) + 1
    row = PetitionRow(number=number, document_id=document.id, version=1, received=one.received)
    row.search = _searched(document, one.names)
    _set_columns(row, one.standing)
    session.add(row)
    session.flush()
    _put_keys(session, number, one.standing)
    put_details(session, number, one.details)
    if one.sketch is not None:
        put_sketch(session, row, one.sketch)
    return row


def _put_receipt(
    session: Session, trail: Trail, row: PetitionRow, receipt: Receipt, *, at: dt.datetime, actor: int | None
) -> bool:
    """Whether that day of receipt is new; then it is added."""
    if session.get(ReceiptRow, (row.number, receipt.received)) is not None:
        return False
    name = clean_text(receipt.name)
    session.add(ReceiptRow(petition=row.number, received=receipt.received, name=name, recorded_at=at))
    session.flush()
    trail.add(Event("petition.receive", row.document_id, actor, at, {"received": receipt.received.isoformat()}))
    return True


def _searched(document: DocumentRow, names: Iterable[str]) -> str:
    return " / ".join([document.id, *(fold_search(name) for name in (document.name, *names))])


def _set_columns(row: PetitionRow, standing: Standing) -> None:
    named = (standing.status, standing.type, standing.action, standing.group, *standing.fields, *standing.flags, *standing.places)
    if wrong := [value for value in named if value is not None and not SLUG.fullmatch(value)]:
        raise StoreError("store.value", f"{wrong[0]!r} is no slug", "give letters, digits and _.:/+- only, 64 at most")
    row.status, row.type, row.action, row.group_id = standing.status, standing.type, standing.action, standing.group
    row.guarded = standing.guarded
    row.main_field = standing.fields[0] if standing.fields else None
    row.rank, row.due = -standing.priority, standing.due or NEVER


def _put_keys(session: Session, number: int, standing: Standing) -> None:
    for kind, values in (("field", standing.fields), ("flag", standing.flags), ("place", standing.places)):
        for position, value in enumerate(dict.fromkeys(values)):
            session.add(KeyRow(kind=kind, value=value, petition=number, position=position))
    session.flush()

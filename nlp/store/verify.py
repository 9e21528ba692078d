"""Whether the store is whole: the engine's own check, the audit trail, and everything that the trail holds a digest of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nlp.store.archive.tables import ArchiveDecisionRow, ArchiveRow
from nlp.store.archive.trail import fits_archive
from nlp.store.audit import check_trail
from nlp.store.canonical import digest
from nlp.store.corrections import digest_correction, find_correction
from nlp.store.decisions import digest_decision, find_decision
from nlp.store.engine import Store
from nlp.store.exports import is_kept
from nlp.store.register.obligations import digest_status
from nlp.store.register.tables import DirectiveRow, ObligationRow, StatusRow
from nlp.store.tables import (
    AuditRow,
    Base,
    ContentRow,
    CorrectionRow,
    DecisionRow,
    DocumentRow,
    ExportRow,
    PetitionRow,
    RecordRow,
)

# How the trail records that a row was added: what it is, and its table, unless the link tells of a change of one.
_RECORDED: dict[str, tuple[str, type[Base] | None]] = {
    "document.add": ("document", DocumentRow),
    "record.add": ("record", RecordRow),
    "petition.add": ("petition", PetitionRow),
    "petition.decide": ("decision", DecisionRow),
    "petition.correct": ("correction", CorrectionRow),
    "petition.export": ("export", ExportRow),
    "directive.add": ("directive", DirectiveRow),
    "obligation.status": ("status", StatusRow),
    "archive.open": ("archive", ArchiveRow),
    "archive.fill": ("archive", None),
    "archive.decide": ("settlement", ArchiveDecisionRow),
    "archive.undo": ("settlement", None),
    "archive.submit": ("answer", None),
    "archive.adjudicate": ("answer", None),
}


@dataclass(frozen=True)
class Fault:
    """Something that is not as it was left: what, of which subject.

    ``what`` is ``engine``; ``trail.missing``, ``trail.changed`` or ``trail.anchor`` with the number of the link; ``document``,
    ``record``, ``petition``, ``decision``, ``correction``, ``export``, ``directive``, ``status`` (of an obligation), ``archive``,
    ``settlement`` (of its hits) or ``answer`` (to a document of it) that is changed or gone; ``unrecorded``: a table with rows
    unknown to the trail.
    """

    what: str
    subject: str


@dataclass(frozen=True)
class Verification:
    """The faults, and the end of the trail: note ``anchor`` elsewhere, and a later check shows a trail written anew."""

    faults: tuple[Fault, ...]
    documents: int
    petitions: int
    links: int
    anchor: str


def verify_store(store: Store, *, anchors: Mapping[int, str] | None = None) -> Verification:
    """What is wrong with the store; reads all of it, one document at a time. ``anchors`` are as in ``check_trail``."""
    with store.read() as session:
        return verify(session, anchors=anchors)


def verify(session: Session, *, anchors: Mapping[int, str] | None = None) -> Verification:
    """The same inside a transaction."""
    trail = check_trail(session, anchors=anchors)
    faults = list(_check_engine(session))
    if trail.broken_at is not None:
        faults.append(Fault(f"trail.{trail.reason}", str(trail.broken_at)))
    faults += _check_recorded(session)
    documents = session.scalar(select(func.count()).select_from(DocumentRow)) or 0
    petitions = session.scalar(select(func.count()).select_from(PetitionRow)) or 0
    return Verification(tuple(faults), documents, petitions, trail.length, f"{trail.length}:{trail.hash}")


def _check_engine(session: Session) -> Iterator[Fault]:
    """SQLite checks its pages and keys when asked; PostgreSQL keeps its keys itself."""
    if session.get_bind().dialect.name != "sqlite":
        return
    connection = session.connection()
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
        if line != "ok":
            yield Fault("engine", str(line))
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Fault("engine", f"{row[0]}/{row[1]}")


def _check_recorded(session: Session) -> Iterator[Fault]:
    counts = dict.fromkeys(_RECORDED, 0)
    query = select(AuditRow).where(AuditRow.action.in_(counts)).order_by(AuditRow.seq)
    for link in session.scalars(query.execution_options(yield_per=500)):
        counts[link.action] += 1
        if not _fits(session, link.action, link.subject, json.loads(link.details)):
            yield Fault(_RECORDED[link.action][0], link.subject)
        session.expunge_all()
    for action, (_, table) in _RECORDED.items():
        if table is not None and (session.scalar(select(func.count()).select_from(table)) or 0) > counts[action]:
            yield Fault("unrecorded", table.__tablename__)


def _fits(session: Session, action: str, subject: str, details: Mapping[str, str | int]) -> bool:
    """Whether what the link recorded is still as it was then."""
    if action == "petition.add":
        query = select(PetitionRow.number).where(PetitionRow.document_id == subject)
        return session.scalar(query) == details["number"]
    if action == "petition.decide":
        decision = find_decision(session, subject, int(details["version"]))
        return decision is not None and digest_decision(decision) == details["sha256"]
    if action == "petition.correct":
        correction = find_correction(session, subject, int(details["number"]))
        return correction is not None and digest_correction(correction) == details["sha256"]
    if action == "petition.export":
        return is_kept(session, details)
    if action == "directive.add":
        query = select(func.count()).select_from(ObligationRow).where(ObligationRow.directive == subject)
        return session.get(DirectiveRow, subject) is not None and session.scalar(query) == details["obligations"]
    if action == "obligation.status":
        entry = session.get(StatusRow, (subject, int(details["version"])))
        return entry is not None and digest_status(entry) == details["sha256"]
    if action.startswith("archive."):
        return fits_archive(session, action, subject, details)
    if action == "record.add":
        record = session.get(RecordRow, (subject, details["number"]))
        return record is not None and digest([record.components, record.record]) == details["sha256"] == record.sha256
    document = session.get(DocumentRow, subject)
    content = session.scalar(select(ContentRow.content).where(ContentRow.sha256 == details["sha256"]))
    if document is None or content is None or document.sha256 != details["sha256"]:
        return False
    return hashlib.sha256(content).hexdigest() == document.sha256

"""Archives and their documents: begun, filled in parts, given people, closed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from nlp.errors import StoreError
from nlp.store.archive.models import ADJUDICATOR, ANNOTATOR, OPEN, Archive, Paper
from nlp.store.archive.tables import ArchiveRow, HitRow, PaperRow, PersonRow, TermRow
from nlp.store.canonical import write_canonical
from nlp.store.tables import UserRow
from nlp.store.users import Role

_TERMS = ("shape", "rule", "value", "words")


@dataclass
class Filling:
    """How far an archive is filled, and the terms that it has so far."""

    archive: int
    documents: int = 0
    hits: int = 0
    terms: dict[tuple[str, str], int] = field(default_factory=dict)
    _next: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_TERMS, 0))

    def find_term(self, kind: str, text: str, new: list[dict[str, Any]]) -> int:
        """The number of a term; one that there was not yet is added to ``new``."""
        number = self.terms.get((kind, text))
        if number is None:
            number = self.terms[kind, text] = self._next[kind]
            self._next[kind] += 1
            new.append({"archive": self.archive, "kind": kind, "number": number, "text": text})
        return number


def begin_archive(
    session: Session, name: str, *, title: str, guidelines: str, layers: Sequence[str], each: int, denunciations: str | None,
    at: dt.datetime, actor: int | None,
) -> Filling:  # fmt: skip
    """A new archive without documents; one of the name that was begun and never filled is begun anew.

    Raises StoreError (``archive.name_taken``).
    """
    row = session.scalars(select(ArchiveRow).where(ArchiveRow.name == name)).first()
    if row is None:
        number = (session.scalar(select(func.max(ArchiveRow.number))) or 0) + 1
        row = ArchiveRow(number=number, name=name)
        session.add(row)
    elif row.filled:
        raise StoreError("archive.name_taken", f"there is an archive {name} already", "choose another name")
    else:
        for table in (HitRow, PaperRow, TermRow, PersonRow):
            session.execute(delete(table).where(table.archive == row.number))
    row.title, row.guidelines, row.layers, row.each = title, guidelines, write_canonical(list(layers)), each
    row.opened_at, row.opened_by, row.denunciations = at, actor, denunciations
    row.left_out, row.documents, row.hits, row.filled = "{}", 0, 0, False
    session.flush()
    return Filling(row.number)


def add_papers(session: Session, filling: Filling, papers: Sequence[Paper]) -> None:
    """Adds documents behind those that the archive has; StoreError (``archive.name_taken``) where somebody else fills it."""
    row = session.get_one(ArchiveRow, filling.archive)
    if row.filled or row.documents != filling.documents:
        raise StoreError("archive.name_taken", f"somebody else fills the archive {row.name}", "choose another name")
    documents: list[dict[str, Any]] = []
    hits: list[dict[str, Any]] = []
    terms: list[dict[str, Any]] = []
    for paper in papers:
        filling.documents += 1
        documents.append(
            {
                "archive": filling.archive, "number": filling.documents, "document": paper.document, "name": paper.name,
                "family": paper.family, "sha256": paper.sha256, "text": paper.text, "task": paper.task,
            }
        )  # fmt: skip
        for hit in paper.hits:
            filling.hits += 1
            numbers = {kind: filling.find_term(kind, getattr(hit, kind), terms) for kind in _TERMS}
            hits.append(
                {
                    "archive": filling.archive, "number": filling.hits, "document": filling.documents, "span": hit.span,
                    "layer": hit.layer, "label": hit.label, "start": hit.start, "end": hit.end, "confidence": hit.confidence,
                    "tenth": find_tenth(hit.confidence), "in_table": hit.in_table, "state": OPEN, **numbers,
                }
            )  # fmt: skip
    for table, rows in ((PaperRow, documents), (TermRow, terms), (HitRow, hits)):
        if rows:
            session.connection().execute(insert(table), rows)  # the session itself would cut them where one has no value
    row.documents, row.hits = filling.documents, filling.hits
    session.flush()


def finish_archive(session: Session, filling: Filling, left_out: Mapping[str, int]) -> ArchiveRow:
    """The row of the archive, which is there for everybody from now on."""
    row = session.get_one(ArchiveRow, filling.archive)
    row.left_out, row.filled = write_canonical(dict(left_out)), True
    session.flush()
    return row


def find_tenth(confidence: float | None) -> int:
    """The tenth that a confidence falls in, -1 for none.

    >>> find_tenth(0.97), find_tenth(0.3), find_tenth(1.0), find_tenth(None)
    (9, 3, 10, -1)
    """
    return -1 if confidence is None else int(confidence * 10 + 1e-9)


def require_archive(session: Session, name: str, *, writes: bool = False) -> ArchiveRow:
    """The row of the archive; raises StoreError (``archive.none``; ``archive.closed`` where it ``writes``)."""
    row = session.scalars(select(ArchiveRow).where(ArchiveRow.name == name, ArchiveRow.filled)).first()
    if row is None:
        raise StoreError("archive.none", f"there is no archive {name}", "see: donthu annotate archives")
    if writes and row.closed_at is not None:
        raise StoreError("archive.closed", f"the archive {name} is closed", "open another one")
    return row


def read_archive(session: Session, row: ArchiveRow) -> Archive:
    """The archive of a row."""
    query = select(PersonRow.role, PersonRow.user_id).where(PersonRow.archive == row.number).order_by(PersonRow.user_id)
    people: dict[str, list[int]] = {ANNOTATOR: [], ADJUDICATOR: []}
    for role, user in session.execute(query):
        people[role].append(user)
    return Archive(
        row.name, row.title, row.guidelines, tuple(json.loads(row.layers)), row.each, tuple(people[ANNOTATOR]),
        tuple(people[ADJUDICATOR]), row.documents, row.hits, json.loads(row.left_out), row.denunciations, row.opened_at,
        row.opened_by, row.closed_at,
    )  # fmt: skip


def read_archives(session: Session, user: int | None) -> list[Archive]:
    """The archives, the newest first; those that the user has a role in where one is named."""
    query = select(ArchiveRow).where(ArchiveRow.filled).order_by(ArchiveRow.opened_at.desc(), ArchiveRow.number.desc())
    if user is not None:
        query = query.where(ArchiveRow.number.in_(select(PersonRow.archive).where(PersonRow.user_id == user)))
    return [read_archive(session, row) for row in session.scalars(query)]


def put_people(session: Session, archive: int, *, annotators: Iterable[int], adjudicators: Iterable[int]) -> None:
    """Puts these people in the place of those that the archive has.

    Raises StoreError (``archive.person``) for who is no active analyst or head.
    """
    session.execute(delete(PersonRow).where(PersonRow.archive == archive))
    for role, users in ((ANNOTATOR, annotators), (ADJUDICATOR, adjudicators)):
        for user in sorted(set(users)):
            row = session.get(UserRow, user)
            if row is None or not row.active or row.role not in (Role.ANALYST, Role.HEAD):
                raise StoreError("archive.person", f"user {user} is no active analyst or head", "name an analyst or the head")
            session.add(PersonRow(archive=archive, role=role, user_id=user))
    session.flush()


def require_paper(session: Session, row: ArchiveRow, document: int) -> PaperRow:
    """The row of a document; raises StoreError (``archive.no_document``)."""
    paper = session.get(PaperRow, (row.number, document))
    if paper is None:
        raise StoreError("archive.no_document", f"the archive {row.name} has no document {document}", "look its number up")
    return paper


def digest_papers(session: Session, archive: int) -> str:
    """The digest that the audit trail keeps of the documents of an archive: their texts, and what the machine read in them."""
    seen = hashlib.sha256()
    columns = (PaperRow.number, PaperRow.document, PaperRow.text, PaperRow.task)
    query = select(*columns).where(PaperRow.archive == archive).order_by(PaperRow.number).execution_options(yield_per=200)
    for number, document, text, task in session.execute(query):
        seen.update(write_canonical([number, document, text, task]).encode() + b"\n")
    return seen.hexdigest()

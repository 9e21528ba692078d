"""Documents and their analysis records. What comes in twice, byte for byte, is one document."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from nlp.errors import StoreError
from nlp.store.audit import Event, Trail
from nlp.store.canonical import clean_text, digest, write_canonical
from nlp.store.engine import Store
from nlp.store.tables import ContentRow, DocumentRow, RecordRow

# Both engines take more, at the price of that much memory in every process that reads it.
MAX_BYTES = 200 * 2**20


@dataclass(frozen=True)
class Source:
    """A document as it came in: its bytes, the name it had, and its media type by content."""

    content: bytes
    name: str
    media_type: str


@dataclass(frozen=True)
class Analysis:
    """An analysis record (docs/record.md) and the versions of the components that made it."""

    record: Mapping[str, Any]
    components: Mapping[str, int]


@dataclass(frozen=True)
class StoredDocument:
    """What the store knows of a document besides its bytes; ``size`` in bytes, ``id`` as in its records."""

    id: str
    sha256: str
    name: str
    media_type: str
    size: int
    added_at: dt.datetime


@dataclass(frozen=True)
class StoredRecord:
    """An analysis that is kept, with its number among those of its document and when it was made."""

    number: int
    analysis: Analysis
    made_at: dt.datetime


def add_document(
    store: Store, source: Source, *, analysis: Analysis | None = None, at: dt.datetime, actor: int | None
) -> StoredDocument:
    """The document with these bytes, stored where it was not yet, and its analysis where that is new.

    Raises StoreError: ``store.too_large``, ``store.id_taken``, ``store.foreign_record`` (of another document).
    """
    with store.write() as (session, trail):
        row = put_document(session, trail, source, at=at, actor=actor)
        if analysis is not None:
            put_record(session, trail, row, analysis, at=at, actor=actor)
        return _document(row)


def add_record(store: Store, document: str, analysis: Analysis, *, at: dt.datetime, actor: int | None) -> StoredRecord:
    """The analysis as the document's newest; one that equals the newest is not stored again.

    Raises StoreError: ``store.no_document``, ``store.foreign_record``.
    """
    with store.write() as (session, trail):
        row = put_record(session, trail, require_document(session, document), analysis, at=at, actor=actor)
        return _record(row)


def read_document(store: Store, document: str) -> StoredDocument:
    """The document with that id; raises StoreError (``store.no_document``)."""
    with store.read() as session:
        return _document(require_document(session, document))


def read_content(store: Store, document: str) -> bytes:
    """The bytes of the document as they came in.

    Raises StoreError: ``store.no_document``, ``store.damaged`` where they are no longer what they were.
    """
    with store.read() as session:
        row = require_document(session, document)
        content = session.scalar(select(ContentRow.content).where(ContentRow.sha256 == row.sha256)) or b""
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise StoreError("store.damaged", f"document {document}: its bytes have changed", "restore a backup")
    return content


def read_record(store: Store, document: str) -> StoredRecord | None:
    """The newest analysis of the document, None where there is none; raises StoreError (``store.no_document``)."""
    with store.read() as session:
        require_document(session, document)
        row = newest_record(session, document)
        return _record(row) if row else None


def put_document(session: Session, trail: Trail, source: Source, *, at: dt.datetime, actor: int | None) -> DocumentRow:
    """The row of the document, added where it is new; for a writing transaction that does more than this."""
    if len(source.content) > MAX_BYTES:
        raise StoreError("store.too_large", f"{len(source.content):,} bytes, {MAX_BYTES:,} at most", "split the file")
    sha256 = hashlib.sha256(source.content).hexdigest()
    row = session.get(DocumentRow, sha256[:16])
    if row is not None and row.sha256 != sha256:
        # 64 bits can be made to agree by whoever sets out to: the second document must not vanish behind the first.
        raise StoreError("store.id_taken", f"another document has the id {row.id}", "keep the file and ask who sent it")
    if row is None:
        session.add(ContentRow(sha256=sha256, content=source.content))
        session.flush()
        row = DocumentRow(
            id=sha256[:16], sha256=sha256, name=clean_text(source.name), media_type=source.media_type,
            size=len(source.content), added_at=at,
        )  # fmt: skip
        session.add(row)
        session.flush()
        trail.add(Event("document.add", row.id, actor, at, {"sha256": sha256}))
    return row


def put_record(
    session: Session, trail: Trail, document: DocumentRow, analysis: Analysis, *, at: dt.datetime, actor: int | None
) -> RecordRow:
    """The row of the analysis, added where it is not the newest one already."""
    if analysis.record.get("id") != document.id:
        found = str(analysis.record.get("id"))
        raise StoreError(
            "store.foreign_record", f"the record is of {found}, not of {document.id}", "give the document's own record"
        )
    components = write_canonical(dict(analysis.components))
    record = write_canonical(dict(analysis.record))
    sha256 = digest([components, record])
    newest = newest_record(session, document.id)
    if newest is not None and newest.sha256 == sha256:
        return newest
    row = RecordRow(
        document_id=document.id, number=newest.number + 1 if newest else 1, sha256=sha256,
        components=components, record=record, made_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    trail.add(Event("record.add", document.id, actor, at, {"number": row.number, "sha256": sha256}))
    return row


def newest_record(session: Session, document: str) -> RecordRow | None:
    """The row of the document's newest analysis."""
    query = select(RecordRow).where(RecordRow.document_id == document).order_by(RecordRow.number.desc()).limit(1)
    return session.scalars(query).first()


def require_document(session: Session, document: str) -> DocumentRow:
    """The row of the document; raises StoreError (``store.no_document``)."""
    row = session.get(DocumentRow, document)
    if row is None:
        raise StoreError("store.no_document", f"there is no document {document}", "look its id up in the queue")
    return row


def _document(row: DocumentRow) -> StoredDocument:
    return StoredDocument(row.id, row.sha256, row.name, row.media_type, row.size, row.added_at)


def _record(row: RecordRow) -> StoredRecord:
    return StoredRecord(row.number, Analysis(json.loads(row.record), json.loads(row.components)), row.made_at)

"""How large the store is."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from nlp.store.engine import Store
from nlp.store.schema import find_schema
from nlp.store.tables import DocumentRow, HeadRow, PetitionRow, UserRow


@dataclass(frozen=True)
class StoreSize:
    """The engine with its version, the schema's revision, bytes on disk, and numbers of rows."""

    engine: str
    revision: str
    bytes: int
    documents: int
    petitions: int
    users: int
    links: int


def measure_store(store: Store) -> StoreSize:
    """The size of the store now; bytes are those of the database alone, without what it has yet to write into its file."""
    with store.read() as session:
        connection = session.connection()
        if store.place.file:
            version = f"SQLite {connection.exec_driver_sql('SELECT sqlite_version()').scalar()}"
            size = int(connection.exec_driver_sql("PRAGMA page_count").scalar() or 0) * int(
                connection.exec_driver_sql("PRAGMA page_size").scalar() or 0
            )
        else:
            version = f"PostgreSQL {connection.exec_driver_sql('SHOW server_version').scalar()}"
            size = int(session.scalar(text("SELECT pg_database_size(current_database())")) or 0)
        documents, petitions, users = (_count(session, table) for table in (DocumentRow, PetitionRow, UserRow))
        links = session.scalar(select(HeadRow.seq)) or 0
        return StoreSize(version, find_schema(connection) or "", size, documents, petitions, users, links)


def _count(session: Session, table: type[DocumentRow | PetitionRow | UserRow]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0

"""The open store: connections as each engine wants them, reading and writing transactions, errors with a way out."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Engine, create_engine, event, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from nlp.errors import StoreError
from nlp.store.audit import Event, Trail
from nlp.store.columns import QueueColumns
from nlp.store.place import Place
from nlp.store.schema import create_schema, find_schema, is_known, lock_schema, newest_revision, require_current
from nlp.store.tables import HeadRow

WAIT_SECONDS = 30  # for another writer
_LOCKED = ("database is locked", "database table is locked", "database schema is locked")
_LOCK_TIMEOUT = "55P03"  # PostgreSQL: lock_not_available


class Store:
    """An open store. ``read`` and ``write`` give transactions; the other modules of this package say what is done in them.

    One writer at a time holds the store, on both engines: nobody meets half of somebody else's work, the audit trail is one
    chain, and there are no deadlocks. A writer waits up to WAIT_SECONDS for the one before it.
    """

    def __init__(self, place: Place, engine: Engine) -> None:
        self.place = place
        self.engine = engine
        self.columns = QueueColumns()
        self._writing = writing(engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Gives the connections back; SQLite first looks whether its planner's statistics are worth renewing."""
        if self.place.file:
            with suppress(DBAPIError, sqlite3.OperationalError), self.engine.connect() as connection:
                driver = connection.connection.driver_connection
                if driver is not None:
                    # Where somebody writes just now, the next one who closes does it.
                    for pragma in ("busy_timeout = 0", "analysis_limit = 1000", "optimize"):
                        driver.execute(f"PRAGMA {pragma}")
        self.engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that sees one state of the store from its first query on; raises StoreError where the engine fails."""
        with telling(self.place), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def write(self) -> Iterator[tuple[Session, Trail]]:
        """A transaction that alone may write; events given to the trail are chained when it ends.

        When the block is left without an error, all is committed and on disk; with one, nothing is. Raises StoreError
        (``store.busy`` where another writer took too long).
        """
        with telling(self.place), Session(self._writing, expire_on_commit=False) as session, session.begin():
            head = session.scalars(select(HeadRow).with_for_update()).one()
            trail = Trail()
            yield session, trail
            session.flush()
            trail.write(session, head)

    def record_access(self, *entries: Event) -> None:
        """Writes what was seen or exported into the audit trail."""
        with self.write() as (_, trail):
            for entry in entries:
                trail.add(entry)


def open_store(place: Place, *, create: bool = True) -> Store:
    """The store at ``place``; a new one is made where there is none and ``create`` is set.

    Raises StoreError: ``store.missing``, ``store.unreachable``, ``store.old_schema`` (run ``donthu store migrate``),
    ``store.new_schema``, ``store.foreign`` (tables of something else).
    """
    engine = connect(place, create=create)
    try:
        with telling(place), engine.begin() as connection:
            found = find_schema(connection)
        if found is not None:
            require_current(found, place)
        elif create:
            _migrate(engine, place)
        else:
            raise _missing(place)
    except BaseException:
        engine.dispose()
        raise
    return Store(place, engine)


def migrate_store(place: Place) -> tuple[str | None, str]:
    """Brings the store to the revision of this version, making it where there is none; the revisions before and after.

    All of it is done, or nothing is. Raises StoreError as ``open_store`` does.
    """
    engine = connect(place, create=True)
    try:
        return _migrate(engine, place)
    finally:
        engine.dispose()


def _migrate(engine: Engine, place: Place) -> tuple[str | None, str]:
    with telling(place), writing(engine).begin() as connection:
        lock_schema(connection)
        found = find_schema(connection)
        if found is not None and not is_known(found):
            require_current(found, place)
        create_schema(connection)
        return found, newest_revision()


def connect(place: Place, *, create: bool) -> Engine:
    """An engine for ``place``, its data folder made where ``create`` is set; raises StoreError for a file that is not there."""
    if file := place.file:
        if not file.exists() and not create:
            raise _missing(place)
        if create:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Made before SQLite does, so that nobody else may ever read it; its journals get the same mode.
            os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        engine = create_engine(place.url, connect_args={"timeout": WAIT_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(place.url, isolation_level="READ COMMITTED", pool_pre_ping=True)
    event.listen(engine, "connect", _prepare_postgresql)
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def writing(engine: Engine) -> Engine:
    """The same engine, whose transactions write."""
    return engine.execution_options(donthu_write=True)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver begins no transactions of its own: _begin_sqlite does.
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -65536", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its place at once: a reader that turns writer fails where somebody wrote in between.
    writes = connection.get_execution_options().get("donthu_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare_postgresql(connection: Any, _record: object) -> None:
    connection.execute(f"SET lock_timeout = '{WAIT_SECONDS}s'")
    connection.execute("SET synchronous_commit = on")
    connection.commit()


def _begin_postgresql(connection: Connection) -> None:
    if not connection.get_execution_options().get("donthu_write"):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


@contextmanager
def telling(place: Place) -> Iterator[None]:
    """Errors of the engine come out as StoreError."""
    try:
        yield
    except (DBAPIError, PoolTimeout) as error:
        raise _tell(error, place) from error


def _tell(error: DBAPIError | PoolTimeout, place: Place) -> StoreError:
    """What went wrong in the engine, with a way out; never the values of a statement, for they are personal data."""
    if isinstance(error, PoolTimeout):
        return StoreError("store.busy", f"{place}: no connection is free", "try again")
    reason = " ".join(str(error.orig).split("\n")[0].split())
    if reason in _LOCKED or getattr(error.orig, "sqlstate", None) == _LOCK_TIMEOUT:
        return StoreError("store.busy", f"{place}: another writer holds the store", "try again")
    if "file is not a database" in reason or "malformed" in reason:
        return StoreError("store.damaged", f"{place}: {reason}", "restore a backup: donthu store restore FILE")
    if isinstance(error, OperationalError):
        return StoreError(
            "store.unreachable", f"{place}: {reason}", "look at the database, its disk and its rights, then try again"
        )
    return StoreError("store.failed", f"{place}: {type(error).__name__}", "run donthu store verify")


def _missing(place: Place) -> StoreError:
    return StoreError("store.missing", f"{place}: there is no store", "name its folder with --data or its URL with --database")

"""Backups: one archive of the whole store, the same for both engines, so that a backup of one restores into the other.

The archive is a zip: ``manifest.json``, a file of JSON lines for each table, and the documents' bytes named by their SHA-256.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Date, DateTime, MetaData, Table, func, insert, select
from sqlalchemy.orm import Session

from nlp.errors import StoreError
from nlp.store.audit import Event
from nlp.store.canonical import write_canonical
from nlp.store.engine import Store, connect, open_store, telling, writing
from nlp.store.place import Place
from nlp.store.register.tables import RegisterRow
from nlp.store.schema import create_schema, find_schema, is_known, lock_schema, newest_revision
from nlp.store.tables import Base, ContentRow, HeadRow
from nlp.store.verify import Verification, verify

FORMAT = "donthu-store/1"
_MANIFEST = "manifest.json"
_BATCH = 500


def backup(store: Store, path: Path, *, at: dt.datetime, actor: int | None) -> dict[str, Any]:
    """Writes one state of the store to the new file ``path``, readable by its owner only; gives the manifest.

    Others may read and write meanwhile. Raises StoreError (``store.backup_exists``) where the file is there already.
    """
    if path.exists():
        raise StoreError("store.backup_exists", f"{path} exists", "name a new file")
    store.record_access(Event("store.backup", "store", actor, at))
    with _new_file(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, store.read() as session:
        head = session.scalars(select(HeadRow)).one()
        kept = [table for table in Base.metadata.sorted_tables if not table.info.get("passing")]
        tables = {table.name: _dump(session, table, archive) for table in kept}
        manifest = {
            "format": FORMAT, "revision": newest_revision(), "made_at": at.astimezone(dt.UTC).isoformat(),
            "trail": {"seq": head.seq, "hash": head.hash}, "tables": tables,
        }  # fmt: skip
        archive.writestr(_MANIFEST, write_canonical(manifest))
    return manifest


def restore(path: Path, target: Place, *, at: dt.datetime, actor: int | None) -> Verification:
    """Fills the empty ``target`` from a backup and verifies it; where anything fails, the target stays empty.

    Raises StoreError: ``store.backup`` (no backup, or damaged), ``store.new_schema``, ``store.not_empty``, ``store.damaged``.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _read_manifest(archive, path)
            with telling(target):
                verification = _fill(archive, manifest, target)
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        raise _damaged(path) from error
    # An index of what was there before would pass for that of what was restored.
    shutil.rmtree(target.index, ignore_errors=True)
    with open_store(target, create=False) as store:
        store.record_access(Event("store.restore", "store", actor, at))
    return verification


@contextmanager
def _new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that bears its name only when it is whole and on disk."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _dump(session: Session, table: Table, archive: zipfile.ZipFile) -> dict[str, Any]:
    """Writes the rows of a table; gives their number and the digest of the file."""
    is_contents = table.name == ContentRow.__tablename__
    columns = [column for column in table.columns if not (is_contents and column.name == "content")]
    rows, seen = 0, hashlib.sha256()
    query = select(*columns).order_by(*table.primary_key.columns).execution_options(yield_per=_BATCH)
    with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as file:
        for row in session.execute(query):
            line = (write_canonical({key: _encode(value) for key, value in row._mapping.items()}) + "\n").encode()
            file.write(line)
            seen.update(line)
            rows += 1
    if is_contents:
        for sha256 in session.scalars(select(ContentRow.sha256).order_by(ContentRow.sha256)).all():
            archive.writestr(
                f"contents/{sha256}", session.scalar(select(ContentRow.content).where(ContentRow.sha256 == sha256)) or b""
            )  # fmt: skip
    return {"rows": rows, "sha256": seen.hexdigest()}


def _encode(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _read_manifest(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    """The manifest of an archive whose every file has the digest that it should."""
    manifest: dict[str, Any] = json.loads(archive.read(_MANIFEST))
    if manifest["format"] != FORMAT or not is_known(manifest["revision"]):
        raise StoreError("store.new_schema", f"{path}: {manifest['format']}, {manifest['revision']}", "use the newest donthu")
    for name, table in manifest["tables"].items():
        if _digest(archive, f"{name}.jsonl") != table["sha256"]:
            raise _damaged(path)
    for row in _rows(archive, ContentRow.__tablename__):
        if _digest(archive, f"contents/{row['sha256']}") != row["sha256"]:
            raise _damaged(path)
    return manifest


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    seen = hashlib.sha256()
    with archive.open(name) as file:
        while chunk := file.read(1 << 20):
            seen.update(chunk)
    return seen.hexdigest()


def _rows(archive: zipfile.ZipFile, table: str) -> Iterator[dict[str, Any]]:
    with archive.open(f"{table}.jsonl") as file:
        for line in file:
            yield json.loads(line)


def _fill(archive: zipfile.ZipFile, manifest: dict[str, Any], target: Place) -> Verification:
    """Loads and verifies the rows in one transaction."""
    engine = connect(target, create=True)
    try:
        with writing(engine).begin() as connection:
            lock_schema(connection)
            if (found := find_schema(connection)) is None:
                create_schema(connection, manifest["revision"])
            elif found != manifest["revision"] or not _is_empty(connection):
                raise StoreError("store.not_empty", f"{target} is in use", "restore into an empty place")
            # The tables as they were when the backup was made; later migrations follow with the rows inside.
            then = MetaData()
            then.reflect(connection)
            for name in {HeadRow.__tablename__, RegisterRow.__tablename__} & then.tables.keys():
                connection.execute(then.tables[name].delete())  # the rows that a migration puts there
            for table in then.sorted_tables:
                if table.name in manifest["tables"]:
                    _load(connection, table, _with_content(archive, table.name))
            create_schema(connection)
            with Session(connection) as session:
                verification = verify(session, anchors={manifest["trail"]["seq"]: manifest["trail"]["hash"]})
            if verification.faults:
                fault = verification.faults[0]
                raise StoreError("store.damaged", f"{fault.what} {fault.subject}", "take another backup")
            return verification
    finally:
        engine.dispose()


def _is_empty(connection: Connection) -> bool:
    """Whether nothing was ever written: whatever is leaves a link in the trail."""
    return connection.scalar(select(func.max(HeadRow.seq))) == 0


def _with_content(archive: zipfile.ZipFile, table: str) -> Iterator[dict[str, Any]]:
    for row in _rows(archive, table):
        yield row | {"content": archive.read(f"contents/{row['sha256']}")} if table == ContentRow.__tablename__ else row


def _load(connection: Connection, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    days = [column.name for column in table.columns if isinstance(column.type, Date)]
    times = [column.name for column in table.columns if isinstance(column.type, DateTime)]
    # Documents one at a time, so that memory holds one.
    size = 1 if table.name == ContentRow.__tablename__ else _BATCH
    while batch := list(islice(rows, size)):
        for row in batch:
            row |= {name: _parse_day(row[name]) for name in days}
            row |= {name: _parse_time(row[name]) for name in times}
        connection.execute(insert(table), batch)


def _parse_day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


def _parse_time(text: str | None) -> dt.datetime | None:
    return None if text is None else dt.datetime.fromisoformat(text).astimezone(dt.UTC).replace(tzinfo=None)


def _damaged(path: Path) -> StoreError:
    return StoreError("store.backup", f"{path} is no whole backup", "take another one")

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from nlp.errors import StoreError
from nlp.store import engine
from nlp.store.audit import Event
from nlp.store.engine import Store, migrate_store, open_store
from nlp.store.place import FILE_NAME, Place, find_place
from nlp.store.queue import Filters, read_page
from nlp.store.register import tables as _register_tables  # noqa: F401 - part of the schema
from nlp.store.schema import newest_revision
from nlp.store.tables import Base
from nlp.store.users import Role, add_user, change_user, find_user, list_users
from tests.unit.store.incoming import AT

# places


def test_database_is_a_file_of_the_data_folder() -> None:
    place = find_place(Path("office"))
    assert place.file == Path("office") / FILE_NAME and str(place) == str(place.file)


def test_data_folder_is_the_platforms_by_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert find_place().data.name == "donthu"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_through_psycopg(scheme: str) -> None:
    place = find_place(None, f"{scheme}://u:secret@h/d")
    assert place.url.drivername == "postgresql+psycopg" and "secret" not in str(place) and place.file is None


@pytest.mark.parametrize(
    "url", ["office.sqlite", "mysql://h/d", "sqlite://", "sqlite:///:memory:", "postgresql://h", "a://b:x/y"]
)
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(StoreError, match=r"store\.url"):
        find_place(None, url)


# opening


def test_store_is_made_where_there_is_none(place: Place) -> None:
    with open_store(place) as store:
        assert list_users(store) == []


def test_store_that_has_to_be_there_and_is_not(place: Place) -> None:
    with pytest.raises(StoreError, match=r"store\.missing"):
        open_store(place, create=False)
    assert place.file is None or not place.file.exists()


def test_file_of_the_store_is_for_its_owner_only(tmp_path: Path) -> None:
    with open_store(find_place(tmp_path / "data")) as store:
        add_user(store, "lan", Role.HEAD, at=AT, actor=None)
        modes = {path.name: path.stat().st_mode & 0o77 for path in (tmp_path / "data").iterdir()}
    assert set(modes.values()) == {0} and (tmp_path / "data").stat().st_mode & 0o77 == 0


def test_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE_NAME) as other:
        other.execute("CREATE TABLE songs (name)")
    with pytest.raises(StoreError, match=r"store\.foreign"):
        open_store(find_place(tmp_path))


def test_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database" * 500)
    with pytest.raises(StoreError, match=r"store\.damaged"):
        open_store(find_place(tmp_path))


def test_server_that_is_not_there() -> None:
    with pytest.raises(StoreError, match=r"store\.unreachable") as raised:
        open_store(find_place(None, "postgresql://u:secret@127.0.0.1:1/d"))
    assert "secret" not in str(raised.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OSError, match="data"):
        open_store(find_place(tmp_path / "data"))


# schema


def test_migrations_lead_to_the_tables_of_the_code(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert inspect(connection).get_sequence_names() == [] if store.place.file is None else True


def test_migrating_twice_changes_nothing(place: Place) -> None:
    assert migrate_store(place) == (None, newest_revision())
    assert migrate_store(place) == (newest_revision(), newest_revision())


def set_revision(place: Place, revision: str) -> None:
    with open_store(place) as store, store.engine.execution_options(donthu_write=True).begin() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))


def test_store_of_a_newer_version_is_refused(place: Place) -> None:
    set_revision(place, "9999")
    with pytest.raises(StoreError, match=r"store\.new_schema"):
        open_store(place)
    with pytest.raises(StoreError, match=r"store\.new_schema"):
        migrate_store(place)


def test_store_of_an_older_version_says_how_to_migrate(place: Place) -> None:
    set_revision(place, "0001")
    with pytest.raises(StoreError, match=r"donthu store migrate"):
        open_store(place)


def test_store_of_the_first_version_is_brought_up_with_its_rows(place: Place) -> None:
    made = engine.connect(place, create=True)
    with engine.writing(made).begin() as connection:
        engine.create_schema(connection, "0001")
        row = "(id, name, role, active, created_at) VALUES (1, 'lan', 'head', TRUE, '2026-11-02 08:30:00')"
        connection.execute(text(f"INSERT INTO users {row}"))
    made.dispose()
    assert migrate_store(place) == ("0001", newest_revision())
    with open_store(place) as store:
        assert [user.name for user in list_users(store)] == ["lan"]


def test_petitions_of_an_older_store_are_in_the_queue_after_its_migration(place: Place) -> None:
    made = engine.connect(place, create=True)
    with engine.writing(made).begin() as connection:
        engine.create_schema(connection, "0004")
        for row in (
            "contents (sha256, content) VALUES ('a', 'x')",
            "documents (id, sha256, media_type, name, size, added_at) "
            "VALUES ('d', 'a', 'text/plain', 'n', 1, '2026-11-02 08:30:00')",
            "petitions (number, document_id, version, received, status, rank, due, search) "
            "VALUES (1, 'd', 1, '2026-11-02', 'waiting', 0, '9999-12-31', 'd / n')",
            "petition_keys (kind, value, petition, position) VALUES ('field', 'dat_dai', 1, 0)",
        ):
            connection.execute(text(f"INSERT INTO {row}"))
    made.dispose()
    migrate_store(place)
    with open_store(place) as store:
        assert [one.id for one in read_page(store, Filters(field="dat_dai", text="n")).petitions] == ["d"]


def test_migration_that_fails_leaves_no_table(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    real = engine.create_schema

    def fail(connection: object) -> None:
        real(connection)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, "create_schema", fail)
    with pytest.raises(KeyboardInterrupt):
        open_store(place)
    monkeypatch.undo()
    assert migrate_store(place) == (None, newest_revision())


# transactions


def test_writer_waits_for_another_and_then_says_so(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "WAIT_SECONDS", 1)
    with open_store(place) as store, open_store(place) as other, store.write():
        with pytest.raises(StoreError, match=r"store\.busy"):
            add_user(other, "lan", Role.HEAD, at=AT, actor=None)
        assert list_users(other) == []  # readers do not wait


def test_reader_sees_one_state(place: Place) -> None:
    with open_store(place) as store, open_store(place) as other, store.read() as session:
        count = text("SELECT count(*) FROM users")
        assert session.scalar(count) == 0
        add_user(other, "lan", Role.HEAD, at=AT, actor=None)
        assert session.scalar(count) == 0


def test_error_in_a_transaction_takes_it_back(store: Store) -> None:
    def fail() -> None:
        with store.write() as (session, trail):
            session.execute(text("INSERT INTO contents VALUES ('x', '')"))
            trail.add(Event("x", "x", None, AT))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with store.read() as session:
        assert session.scalar(text("SELECT count(*) FROM contents")) == session.scalar(text("SELECT count(*) FROM audit")) == 0


def test_what_the_engine_refuses_shows_no_values(store: Store) -> None:
    statement = text("INSERT INTO documents VALUES ('x', 'no such content', '', 'Lê Thị Ví Dụ', 0, '2026-01-01')")
    with pytest.raises(StoreError, match=r"store\.failed") as raised, store.write() as (session, _):
        session.execute(statement)
    assert "Ví Dụ" not in str(raised.value)


# users


def test_user_is_found_by_name(store: Store) -> None:
    user = add_user(store, "lan", Role.HANDLER, at=AT, actor=None, password_hash="x")
    assert find_user(store, "lan") == user and find_user(store, "Lan") is None


def test_names_of_users_differ(store: Store) -> None:
    add_user(store, "lan", Role.HANDLER, at=AT, actor=None)
    with pytest.raises(StoreError, match=r"store\.user_exists"):
        add_user(store, "lan", Role.HEAD, at=AT, actor=None)


def test_user_who_leaves_stays_in_the_store(store: Store) -> None:
    user = add_user(store, "lan", Role.HANDLER, at=AT, actor=None)
    change_user(store, user.id, active=False, role=Role.ANALYST, at=AT, actor=None)
    assert [(u.id, u.active, u.role) for u in list_users(store)] == [(user.id, False, Role.ANALYST)]


def test_unknown_user_cannot_be_changed(store: Store) -> None:
    with pytest.raises(StoreError, match=r"store\.no_user"):
        change_user(store, 7, active=False, at=AT, actor=None)

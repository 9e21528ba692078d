"""The schema's revision, and the migrations that lead to it."""

from __future__ import annotations

from functools import cache
from importlib import resources

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from nlp.errors import StoreError
from nlp.store.place import Place

_SCHEMA_LOCK = 7_316_804  # any number that no other user of the database has


def find_schema(connection: Connection) -> str | None:
    """The revision of the database; None where it is empty. Raises StoreError where it holds tables of something else."""
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None and inspect(connection).get_table_names():
        raise StoreError("store.foreign", "the database holds tables that are not the store's", "name an empty database")
    return revision


@cache
def newest_revision() -> str:
    """The revision that this version of donthu reads and writes."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def require_current(revision: str, place: Place) -> None:
    """Raises StoreError unless the store has the revision of this version."""
    newest = newest_revision()
    if revision == newest:
        return
    if is_known(revision):
        raise StoreError("store.old_schema", f"{place}: revision {revision}, {newest} is needed", "run: donthu store migrate")
    raise StoreError("store.new_schema", f"{place}: revision {revision} is unknown here", "use the newest donthu")


def is_known(revision: str) -> bool:
    """Whether a migration leads to ``revision``."""
    return revision in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def lock_schema(connection: Connection) -> None:
    """Waits until nobody else changes the schema; held to the end of the transaction. SQLite's writer holds it already."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_SCHEMA_LOCK})")


def create_schema(connection: Connection, revision: str = "head") -> None:
    """Runs the migrations that are missing up to ``revision``, inside the transaction of ``connection``."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.files("nlp.store") / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config

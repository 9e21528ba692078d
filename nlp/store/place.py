"""Where the store is: the data folder, and the database inside it or at a URL."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import platformdirs
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from nlp.errors import StoreError

FILE_NAME = "donthu.sqlite"
_SCHEMES = "sqlite:///FILE or postgresql://USER@HOST/NAME"


@dataclass(frozen=True)
class Place:
    """The data folder and the URL of the database."""

    data: Path
    url: URL

    def __str__(self) -> str:
        """The database for people: a file's path, or a URL without its password."""
        return str(self.file) if self.file else self.url.render_as_string(hide_password=True)

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database; None for PostgreSQL."""
        return Path(self.url.database or "") if self.url.get_backend_name() == "sqlite" else None

    @property
    def index(self) -> Path:
        """The folder of the search's index, which is made anew from the database wherever it is missing."""
        return self.data / "search"


def find_place(data: Path | None = None, database: str | None = None) -> Place:
    """The place that the arguments name: by default SQLite in the folder that the platform keeps for a user's data.

    Raises StoreError for a URL that is none, or of an engine other than SQLite and PostgreSQL.

    >>> print(find_place(Path("office"), "postgresql://reception:secret@db.example/donthu"))
    postgresql+psycopg://reception:***@db.example/donthu
    """
    folder = data or platformdirs.user_data_path("donthu", appauthor=False)
    if not database:
        return Place(folder, URL.create("sqlite", database=str(folder / FILE_NAME)))
    try:
        url = make_url(database)
    except (ArgumentError, ValueError) as error:
        # The URL may hold a password: it is not repeated.
        raise StoreError("store.url", "the database's URL cannot be read", f"write {_SCHEMES}") from error
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "postgresql+psycopg") or not url.database or url.database == ":memory:":
        raise StoreError("store.url", f"{url.drivername} is no database that holds the store", f"write {_SCHEMES}")
    return Place(folder, url)

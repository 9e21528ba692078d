from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nlp.store.engine import Store, open_store
from nlp.store.place import Place, find_place
from tests.postgres import Server, find_programs, run_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One server for the run of this worker; its tests are skipped where PostgreSQL is not installed."""
    programs = find_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (.ci/system-packages postgresql)")
    with run_server(programs) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request: pytest.FixtureRequest) -> str:
    """Every test that takes a place or a store runs on both engines."""
    return str(request.param)


@pytest.fixture(scope="session")
def made_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SQLite file of an empty store, made once."""
    place = find_place(tmp_path_factory.mktemp("made"))
    open_store(place).close()
    assert place.file is not None
    return place.file


@pytest.fixture(scope="session")
def made_database(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database that holds an empty store, made once."""
    place = find_place(tmp_path_factory.mktemp("made"), postgres.create_database())
    open_store(place).close()
    return str(place.url.database)


@pytest.fixture
def new_place(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Callable[..., Place]:
    """A function that gives another place each time: an empty one, or one that holds an empty store (``made``)."""
    count = 0

    def make(*, made: bool = False) -> Place:
        nonlocal count
        count += 1
        data = tmp_path / f"data{count}"
        if engine_name == "postgresql":
            server: Server = request.getfixturevalue("postgres")
            return find_place(data, server.create_database(request.getfixturevalue("made_database") if made else None))
        place = find_place(data)
        if made and place.file is not None:
            data.mkdir(mode=0o700)
            shutil.copy(request.getfixturevalue("made_file"), place.file)
        return place

    return make


@pytest.fixture
def place(new_place: Callable[..., Place], request: pytest.FixtureRequest) -> Place:
    """An empty place; where the test has a store, that of the store."""
    return new_place(made="store" in request.fixturenames)


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    """An open, empty store."""
    with open_store(place, create=False) as opened:
        yield opened

from __future__ import annotations

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


@pytest.fixture
def new_place(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[], Place]:
    """A function that gives an empty place, each time another."""
    made = 0

    def make() -> Place:
        nonlocal made
        made += 1
        server = request.getfixturevalue("postgres") if engine_name == "postgresql" else None
        return find_place(tmp_path / f"data{made}", server.create_database() if server else None)

    return make


@pytest.fixture
def place(new_place: Callable[[], Place]) -> Place:
    """An empty place."""
    return new_place()


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    """An open, empty store."""
    with open_store(place) as opened:
        yield opened

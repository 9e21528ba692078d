"""A store with petitions, taken in once, and browsers of officers that look at them."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nlp.store.engine import Store, open_store
from nlp.store.place import FILE_NAME, find_place
from nlp.triage.intake import Intake
from nlp.web.security.passwords import Passwords
from nlp.web.settings import WebSettings
from nlp.web.site import Site
from tests.unit.triage.petitions import AT, CONFIG, DENUNCIATION, complaint, entries
from tests.unit.web.conftest import Clock
from tests.unit.web.petition.cases import RECEIVED, SECOND, Cases


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cases]:
    """The file of a store with a complaint, a denunciation and a complaint that came twice in nearly the same words."""
    folder = tmp_path_factory.mktemp("filled")
    texts = [complaint(3), DENUNCIATION, complaint(14), complaint(14, more=SECOND)]
    with open_store(find_place(folder)) as store:
        taker = Intake(store, CONFIG, as_of=RECEIVED)
        taken = [str(one.id) for one in taker.add_many(entries(texts), received=RECEIVED, now=lambda: AT, actor=None)]
    return folder / FILE_NAME, Cases(*taken)


@pytest.fixture
def cases(filled: tuple[Path, Cases]) -> Cases:
    """The ids of the petitions."""
    return filled[1]


@pytest.fixture
def store(tmp_path: Path, filled: tuple[Path, Cases]) -> Iterator[Store]:
    """A copy of the filled store for one test."""
    shutil.copy(filled[0], tmp_path / FILE_NAME)
    with open_store(find_place(tmp_path), create=False) as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    """Some days after the petitions came in."""
    made = Clock()
    made.time = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
    return made


@pytest.fixture
def new_site(store: Store, clock: Clock, passwords: Passwords) -> Iterator[Callable[..., Site]]:
    """A function that gives a site whose pipeline is the tests' own."""
    made: list[Site] = []

    def make(**settings: object) -> Site:
        made.append(Site(store, settings=WebSettings(**settings), passwords=passwords, now=clock, config=CONFIG))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for site in made:
        site.close()

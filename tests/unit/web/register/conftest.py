"""A store with dispatches, filled once, and browsers of those who work with it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nlp.store.engine import Store, open_store
from nlp.store.place import find_place
from nlp.store.users import Role
from nlp.web.security.passwords import Passwords
from nlp.web.site import Site
from tests.unit.register.dispatches import AT, CONFIG, DISTRICT, PROVINCE, REPORT, analyze, register
from tests.unit.web.browsing import Browser


@pytest.fixture(scope="session")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store with a directive of a province, a plan that implements it, and a report."""
    folder = tmp_path_factory.mktemp("registered")
    with open_store(find_place(folder)) as store:
        register(store, PROVINCE, DISTRICT, REPORT)
        site = Site(store, config=CONFIG, analyze=analyze)
        site.index.open(AT.date())
        site.close()
    return folder


@pytest.fixture
def store(tmp_path: Path, registered: Path) -> Iterator[Store]:
    """A copy of the filled store, with its index, for one test."""
    shutil.copytree(registered, tmp_path, dirs_exist_ok=True)
    with open_store(find_place(tmp_path), create=False) as opened:
        yield opened


@pytest.fixture
def site(store: Store, passwords: Passwords) -> Site:
    """A site on the day of the dispatches, which analyses in its own process."""
    return Site(store, config=CONFIG, passwords=passwords, now=lambda: AT, analyze=analyze)


@pytest.fixture
def head(browse: Callable[..., Browser]) -> Browser:
    """A browser of the head of the office."""
    return browse(Role.HEAD)

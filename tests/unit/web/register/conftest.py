"""A store with dispatches, filled once, and browsers of those who work with it."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from nlp.store.engine import Store, open_store
from nlp.store.place import find_place
from nlp.store.tokens import Scope, add_token
from nlp.store.users import Role, User
from nlp.web.app import create_app
from nlp.web.security.passwords import Passwords
from nlp.web.security.secrets import digest
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


@pytest.fixture
def ask(site: Site, new_user: Callable[..., User]) -> Callable[..., TestClient]:
    """A function that gives a program with a token of a new user of the role."""

    def begin(role: Role = Role.HEAD, scope: Scope = Scope.WRITE) -> TestClient:
        user, secret = new_user(f"{role.value}-{scope.value}", role), f"donthu_{role.value}-{scope.value}"
        ends = AT + dt.timedelta(days=7)
        add_token(site.store, user.id, digest(secret), name="test", scope=scope, at=AT, ends=ends, actor=None)
        headers = {"authorization": f"Bearer {secret}", "accept-language": "en"}
        return TestClient(create_app(site), base_url="http://localhost", headers=headers, raise_server_exceptions=False)

    return begin

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from nlp.store.engine import Store, open_store
from nlp.store.place import FILE_NAME, find_place
from nlp.store.users import Role, User, add_user
from nlp.web.security.passwords import Passwords
from nlp.web.settings import WebSettings
from nlp.web.site import Site
from tests.unit.web.browsing import AT, CHEAP, PASSWORD, Browser


class Clock:
    """The time of the application, which tests move."""

    def __init__(self) -> None:
        self.time = AT

    def __call__(self) -> dt.datetime:
        return self.time

    def pass_by(self, **duration: float) -> None:
        self.time += dt.timedelta(**duration)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an empty store, made once."""
    folder = tmp_path_factory.mktemp("empty")
    open_store(find_place(folder)).close()
    return folder / FILE_NAME


@pytest.fixture
def store(tmp_path: Path, empty_store: Path) -> Iterator[Store]:
    shutil.copy(empty_store, tmp_path / FILE_NAME)
    with open_store(find_place(tmp_path), create=False) as opened:
        yield opened


@pytest.fixture
def passwords() -> Passwords:
    """Hashes that take no time; their parameters are tested by themselves."""
    return Passwords(PasswordHasher(**CHEAP))


@pytest.fixture
def new_site(store: Store, clock: Clock, passwords: Passwords) -> Callable[..., Site]:
    """A function that gives a site with the settings named."""
    return lambda **settings: Site(store, settings=WebSettings(**settings), passwords=passwords, now=clock)


@pytest.fixture
def site(new_site: Callable[..., Site]) -> Site:
    return new_site()


@pytest.fixture
def new_user(store: Store, passwords: Passwords) -> Callable[..., User]:
    """A function that adds a user who can sign in."""

    def add(name: str, role: Role = Role.RECEPTION) -> User:
        return add_user(store, name, role, at=AT, actor=None, password_hash=passwords.hash(PASSWORD))

    return add


@pytest.fixture
def browser(site: Site) -> Browser:
    """A browser in which nobody is signed in."""
    return Browser(site)


@pytest.fixture
def browse(site: Site, new_user: Callable[..., User]) -> Callable[..., Browser]:
    """A function that gives a browser in which a new user of the role is signed in."""

    def begin(role: Role, name: str | None = None) -> Browser:
        user, opened = new_user(name or role.value, role), Browser(site)
        opened.sign_in(user.name)
        return opened

    return begin

"""A store with an archive, filled once, and browsers of those who are in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from nlp.annotate.archive.open import open_archive
from nlp.annotate.archive.work import give_documents
from nlp.store.engine import Store, open_store
from nlp.store.place import find_place
from nlp.store.users import Role, add_user
from nlp.web.security.passwords import Passwords
from nlp.web.site import Site
from tests.unit.web.archive.papers import LAYERS, records
from tests.unit.web.browsing import AT, CHEAP, PASSWORD, Browser

USERS = {"chi": Role.HEAD, "lan": Role.ANALYST, "binh": Role.ANALYST, "hoa": Role.ANALYST, "tam": Role.HANDLER}


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store with the archive ``ke-hoach``: lan and binh annotate it, chi is the head, hoa is not in it."""
    folder = tmp_path_factory.mktemp("archive")
    secret = Passwords(PasswordHasher(**CHEAP)).hash(PASSWORD)
    with open_store(find_place(folder)) as store:
        made = {name: add_user(store, name, role, at=AT, actor=None, password_hash=secret).id for name, role in USERS.items()}
        open_archive(
            store, "ke-hoach", title="Kế hoạch, đợt 1", records=records(), guidelines="1.0", layers=LAYERS, each=1,
            annotators=[made["lan"], made["binh"]], adjudicators=[made["chi"]], at=AT, actor=made["chi"],
        )  # fmt: skip
        give_documents(store, "ke-hoach", at=AT, actor=made["chi"])
    return folder


@pytest.fixture
def store(tmp_path: Path, filled: Path) -> Iterator[Store]:
    """A copy of the filled store for one test."""
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    with open_store(find_place(tmp_path), create=False) as opened:
        yield opened


@pytest.fixture
def as_user(site: Site) -> Callable[[str], Browser]:
    """A function that gives a browser in which one of the users is signed in."""

    def begin(name: str) -> Browser:
        browser = Browser(site)
        browser.sign_in(name)
        return browser

    return begin


@pytest.fixture
def lan(as_user: Callable[[str], Browser]) -> Browser:
    """The browser of an annotator."""
    return as_user("lan")


@pytest.fixture
def chi(as_user: Callable[[str], Browser]) -> Browser:
    """The browser of the head."""
    return as_user("chi")

"""The application in a real browser: one server and one browser for the run, a page for each test."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from argon2 import PasswordHasher
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from nlp.store.engine import Store, open_store
from nlp.store.place import find_place
from nlp.store.users import Role, add_user
from nlp.web.app import create_app
from nlp.web.security.passwords import Passwords
from nlp.web.settings import WebSettings
from nlp.web.site import Site
from tests.unit.triage.petitions import CONFIG
from tests.unit.web.browsing import AT, CHEAP, PASSWORD
from tests.web.petitions import fill, fill_archive, fill_register

# Debian's package, or another one that the environment names.
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser; tests that need it are skipped where it is not installed."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (.ci/system-packages chromium)")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with a user of every role, named as the role is, a few petitions, dispatches, and an archive."""
    passwords = Passwords(PasswordHasher(**CHEAP))
    # Tests sign in more often than people do.
    settings = WebSettings(attempts_name="1000/minute", attempts_address="1000/minute", requests_stranger="10000/minute")
    with open_store(find_place(tmp_path_factory.mktemp("data"))) as store:
        for role in Role:
            add_user(store, role.value, role, at=AT, actor=None, password_hash=passwords.hash(PASSWORD))
        fill(store, dt.datetime.now(dt.UTC))
        fill_register(store, dt.datetime.now(dt.UTC))
        fill_archive(store, dt.datetime.now(dt.UTC))
        site = Site(store, settings=settings, config=CONFIG, passwords=passwords)
        yield site
        site.close()


@pytest.fixture(scope="session")
def store(site: Site) -> Store:
    """The store of the site."""
    return site.store


@pytest.fixture(scope="session")
def serve() -> Callable[[Site], Iterator[str]]:
    """A function that serves a site, and gives its address, until it is asked for the next one."""
    return _serve


@pytest.fixture(scope="session")
def address(serve: Callable[[Site], Iterator[str]], site: Site) -> Iterator[str]:
    """Where the site is served."""
    yield from serve(site)


def _serve(site: Site) -> Iterator[str]:
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(site), log_config=None, access_log=False, lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listening.close()


def _sign_in(context: BrowserContext, role: Role) -> None:
    """Signs a user of the role in without drawing the page; how that looks has tests of its own."""
    token = re.search(r'name="form_token" value="(\w+)"', context.request.get("/sign-in").text())
    assert token is not None
    form = {"form_token": token[1], "name": role.value, "password": PASSWORD}
    assert context.request.post("/sign-in", form=form, max_redirects=0).status == 303


@pytest.fixture
def open_page(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """A function that opens a page in a browser of its own, where a user of the role is signed in.

    ``scheme`` is ``light`` or ``dark``. What the page's console complains of fails the test.
    """
    contexts, complaints = [], []

    def begin(
        role: Role | None = None, *, size: dict[str, int] = DESK, lang: str = "vi", scheme: str = "light", script: bool = True
    ) -> Page:
        context = chromium.new_context(
            viewport=size, base_url=address, color_scheme=scheme, java_script_enabled=script, locale="vi-VN"
        )  # fmt: skip
        context.set_default_timeout(20_000)
        context.add_cookies([{"name": "donthu_lang", "value": lang, "url": address}])
        contexts.append(context)
        if role is not None:
            _sign_in(context, role)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield begin
    for context in contexts:
        context.close()
    # An answer of 4xx is in the console as well; tests look for those themselves.
    assert [text for text in complaints if "Failed to load resource" not in text] == []


@pytest.fixture
def take_picture() -> Callable[[Page, str], None]:
    """A function that keeps a picture of the page in the folder that DONTHU_PICTURES names, to be looked at."""
    folder = os.environ.get("DONTHU_PICTURES")

    def take(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return take

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from nlp.store.engine import Store
from nlp.store.register.obligations import iterate_obligations
from nlp.store.tokens import Scope, add_token
from nlp.store.users import Role, User
from nlp.triage.intake import Intake
from nlp.web.app import create_app
from nlp.web.security.passwords import Passwords
from nlp.web.security.secrets import digest
from nlp.web.settings import WebSettings
from nlp.web.site import Site
from tests.unit.register.dispatches import DISTRICT, register
from tests.unit.triage.petitions import AT, CONFIG, DAY, DENUNCIATION, analyze, complaint, copy_of, entries

_OFTEN = dict.fromkeys(("requests_address", "requests_user", "requests_stranger"), "100000/minute")
OFTEN = WebSettings(hosts=("localhost", "testserver"), **_OFTEN)


@pytest.fixture
def site(store: Store, passwords: Passwords) -> Site:
    """A site on the day of the invented petitions, which analyses in its own process."""
    return Site(store, settings=OFTEN, config=CONFIG, passwords=passwords, now=lambda: AT, analyze=analyze)


@pytest.fixture
def ask(site: Site, new_user: Callable[..., User]) -> Callable[..., TestClient]:
    """A function that gives a program with a token of a new user of the role."""

    def begin(role: Role = Role.HEAD, scope: Scope = Scope.WRITE, lang: str = "en", *, unmasks: bool = True) -> TestClient:
        name = f"{role.value}-{scope.value}" + ("" if unmasks else "-masked")
        user, secret = new_user(name, role), f"donthu_{name}"
        ends = AT + dt.timedelta(days=7)
        add_token(site.store, user.id, digest(secret), name="test", scope=scope, at=AT, ends=ends, actor=None, unmasks=unmasks)
        headers = {"authorization": f"Bearer {secret}", "accept-language": lang}
        return TestClient(create_app(site), base_url="http://localhost", headers=headers, raise_server_exceptions=False)

    return begin


@pytest.fixture
def petitions(store: Store) -> list[str]:
    """The ids of a complaint, its copy, another complaint, and a denunciation."""
    texts = [complaint(), copy_of(complaint()), complaint(2), DENUNCIATION]
    taken = Intake(store, CONFIG, as_of=DAY, analyze=analyze).add_many(entries(texts), received=DAY, now=lambda: AT, actor=None)
    return [str(one.id) for one in sorted(taken, key=lambda one: one.name)]


@pytest.fixture
def dispatch(store: Store) -> Callable[[], tuple[str, str]]:
    """A function that adds a directive and gives its id and that of an obligation of it."""

    def add() -> tuple[str, str]:
        register(store, DISTRICT)
        one = next(iterate_obligations(store))
        return one.directive, one.duty.id

    return add

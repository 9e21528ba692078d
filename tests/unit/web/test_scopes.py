"""A token that may read only changes nothing; one that may write needs no form's token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import pytest
from fastapi import APIRouter

from nlp.store.tokens import Scope, add_token
from nlp.store.users import Role, User
from nlp.web import app as application
from nlp.web.security.access import require
from nlp.web.security.secrets import digest
from nlp.web.site import Site
from nlp.web.visit import Visit
from tests.unit.web.browsing import AT, Browser

router = APIRouter(prefix="/api/v1")


@router.post("/changed")
def change(visit: Annotated[Visit, require(Role.HEAD)]) -> str:
    return visit.user.name


@pytest.fixture
def ask(site: Site, new_user: Callable[..., User], monkeypatch: pytest.MonkeyPatch) -> Callable[[Role, Scope], Any]:
    monkeypatch.setattr(application, "API", (*application.API, type("module", (), {"router": router})))

    def send(role: Role, scope: Scope) -> Any:
        user = new_user("lan", role)
        add_token(site.store, user.id, digest("donthu_x"), name="x", scope=scope, at=AT, ends=AT.replace(2027), actor=None)
        return Browser(site).client.post("/api/v1/changed", headers={"authorization": "Bearer donthu_x"})

    return send


def test_token_that_may_write(ask: Callable[[Role, Scope], Any]) -> None:
    assert ask(Role.HEAD, Scope.WRITE).json() == "lan"


def test_token_that_may_read_only(ask: Callable[[Role, Scope], Any]) -> None:
    response = ask(Role.HEAD, Scope.READ)
    assert response.status_code == 403 and response.json()["code"] == "web.scope"


def test_token_may_no_more_than_its_user(ask: Callable[[Role, Scope], Any]) -> None:
    assert ask(Role.ANALYST, Scope.WRITE).status_code == 403

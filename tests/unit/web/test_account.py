from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest

from nlp.store.audit import TrailFilter, search_trail
from nlp.store.engine import Store
from nlp.store.invitations import invite
from nlp.store.tokens import list_tokens
from nlp.store.users import Role, User, add_user, change_user
from nlp.web.security.secrets import digest
from nlp.web.site import Site
from tests.unit.web.browsing import PASSWORD, Browser
from tests.unit.web.conftest import Clock

NEW = "chiều nay trời lại mưa"


def change(browser: Browser, **values: str) -> Any:
    return browser.post("/account/password", {"current": PASSWORD, "new": NEW, "again": NEW, **values})


def test_password_is_changed_and_other_sessions_end(browse: Callable[..., Browser], site: Site) -> None:
    here, there = browse(Role.HEAD, "lan"), Browser(site)
    there.sign_in("lan")
    assert change(here).headers["location"] == "/account"
    assert "Đã đổi mật khẩu." in here.get("/account").text
    assert there.get("/account").status_code == 303
    assert Browser(site).sign_in("lan", NEW).status_code == 303
    assert Browser(site).sign_in("lan").status_code == 401


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"current": "sai"}, "Mật khẩu hiện tại không đúng."),
        ({"new": "ngắn", "again": "ngắn"}, "ít nhất 12 ký tự"),
        ({"again": "khác"}, "Hai lần nhập khác nhau."),
    ],
)
def test_password_that_will_not_do_is_told_at_its_field(
    browse: Callable[..., Browser], values: dict[str, str], said: str
) -> None:
    response = change(browse(Role.HEAD), **values)
    assert response.status_code == 422 and said in response.text and 'aria-invalid="true"' in response.text


# invitations
@pytest.fixture
def invited(store: Store, site: Site) -> User:
    """A user without a password, invited by the secret ``s``."""
    user = add_user(store, "mai", Role.RECEPTION, at=site.now(), actor=None)
    invite(store, user.id, digest("s"), at=site.now(), ends=site.now() + dt.timedelta(days=3), actor=None)
    return user


def set_password(browser: Browser, secret: str = "s") -> Any:
    browser.get(f"/invitation/{secret}")
    return browser.post(f"/invitation/{secret}", {"new": NEW, "again": NEW})


def test_invitation_sets_a_password_once(browser: Browser, site: Site, invited: User) -> None:
    assert "mai" in browser.get("/invitation/s").text
    assert set_password(browser).headers["location"] == "/"
    assert browser.get("/account").status_code == 200, "signed in at once"
    assert Browser(site).sign_in("mai", NEW).status_code == 303
    later = Browser(site)
    later.get("/sign-in")
    assert later.get("/invitation/s").status_code == set_password(later).status_code == 404


def test_invitation_refuses_a_weak_password(browser: Browser, invited: User) -> None:
    browser.get("/invitation/s")
    assert browser.post("/invitation/s", {"new": "matkhau12345", "again": "matkhau12345"}).status_code == 422
    assert browser.get("/invitation/s").status_code == 200


def test_invitation_is_over_after_its_days(browser: Browser, invited: User, clock: Clock) -> None:
    clock.pass_by(days=3)
    assert browser.get("/invitation/s").status_code == 404


def test_later_invitation_voids_the_earlier(browser: Browser, invited: User, store: Store, site: Site) -> None:
    invite(store, invited.id, digest("t"), at=site.now(), ends=site.now() + dt.timedelta(days=3), actor=None)
    assert browser.get("/invitation/s").status_code == 404 and browser.get("/invitation/t").status_code == 200


def test_disabled_user_is_no_longer_invited(browser: Browser, invited: User, store: Store, site: Site) -> None:
    change_user(store, invited.id, at=site.now(), actor=None, active=False)
    assert browser.get("/invitation/s").status_code == 404


# tokens
def make_token(browser: Browser, **values: str) -> str:
    page = browser.post("/account/tokens", {"name": "Chương trình nhận đơn", "scope": "read", "days": "30", **values}).text
    found = re.search(r"donthu_[\w-]{43}", page)
    assert found, page
    return found[0]


def ask(site: Site, token: str, method: str = "GET") -> Any:
    return Browser(site).client.request(method, "/api/v1/identity", headers={"authorization": f"Bearer {token}"})


def test_token_acts_for_its_user(browse: Callable[..., Browser], site: Site) -> None:
    token = make_token(browse(Role.HANDLER, "lan"))
    assert ask(site, token).json() == {"user": 1, "name": "lan", "role": "handler", "scope": "read", "unmasks": False}


def test_token_is_made_to_show_personal_data_for_a_reason(browse: Callable[..., Browser], site: Site) -> None:
    assert ask(site, make_token(browse(Role.HANDLER), unmasks="1")).json()["unmasks"] is True


def test_tokens_are_over_when_the_password_changes(browse: Callable[..., Browser], site: Site) -> None:
    browser = browse(Role.HANDLER)
    token = make_token(browser)
    assert change(browser).status_code == 303 and ask(site, token).status_code == 401


def test_token_is_shown_once_and_kept_as_a_digest(browse: Callable[..., Browser], store: Store) -> None:
    browser = browse(Role.HANDLER)
    token = make_token(browser)
    assert token not in browser.get("/account").text and "Chương trình nhận đơn" in browser.get("/account").text
    assert token.encode() not in (store.place.file or store.place.data).read_bytes()


def test_token_is_over_after_its_days(browse: Callable[..., Browser], site: Site, clock: Clock) -> None:
    token = make_token(browse(Role.HANDLER), days="7")
    clock.pass_by(days=7)
    assert ask(site, token).status_code == 401


def test_revoked_token_is_refused(browse: Callable[..., Browser], site: Site, store: Store) -> None:
    browser = browse(Role.HANDLER)
    token = make_token(browser)
    assert browser.post("/account/tokens/1/revoke").status_code == 303
    refused = ask(site, token)
    assert refused.status_code == 401 and refused.headers["www-authenticate"] == "Bearer"
    with store.read() as session:
        assert search_trail(session, TrailFilter(action="token.revoke"))[0].event.subject == "token/1"


def test_token_of_a_disabled_user_is_refused(browse: Callable[..., Browser], site: Site, store: Store) -> None:
    token = make_token(browse(Role.HANDLER))
    change_user(store, 1, at=site.now(), actor=None, active=False)
    assert ask(site, token).status_code == 401


def test_token_of_somebody_else_cannot_be_revoked(browse: Callable[..., Browser], store: Store) -> None:
    make_token(browse(Role.HANDLER))
    assert browse(Role.HEAD).post("/account/tokens/1/revoke").status_code == 404
    assert list_tokens(store)[0].revoked_at is None


@pytest.mark.parametrize("token", ["", "x", "donthu_x"])
def test_token_that_is_none_is_refused(site: Site, token: str) -> None:
    assert ask(site, token).status_code == 401


def test_token_opens_no_pages(browse: Callable[..., Browser], site: Site) -> None:
    token = make_token(browse(Role.HANDLER))
    assert Browser(site).get("/account", headers={"authorization": f"Bearer {token}"}).status_code == 303


@pytest.mark.parametrize("values", [{"name": ""}, {"name": "x" * 61}, {"scope": "all"}, {"days": "9999"}])
def test_token_form_is_checked(browse: Callable[..., Browser], store: Store, values: dict[str, str]) -> None:
    browser = browse(Role.HANDLER)
    response = browser.post("/account/tokens", {"name": "x", "scope": "read", "days": "30", **values})
    assert response.status_code == 422 and list_tokens(store) == []


def test_use_of_a_token_is_shown(browse: Callable[..., Browser], site: Site, store: Store) -> None:
    token = make_token(browse(Role.HANDLER))
    assert list_tokens(store)[0].used_at is None
    ask(site, token)
    assert list_tokens(store)[0].used_at == site.now()


def test_wrong_password_in_a_session_is_in_the_trail(browse: Callable[..., Browser], store: Store) -> None:
    change(browse(Role.HEAD, "lan"), current="sai")
    with store.read() as session:
        [link] = search_trail(session, TrailFilter(action="password.refuse"))
    assert (link.event.subject, link.event.user) == ("user/1", 1)

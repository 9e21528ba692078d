from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import select

from nlp.store.engine import Store
from nlp.store.sessions import end_sessions
from nlp.store.tables import SessionRow
from nlp.store.users import Role, change_user
from nlp.web.site import Site
from tests.unit.web.browsing import Browser
from tests.unit.web.conftest import Clock


def is_in(browser: Browser) -> bool:
    return browser.get("/account").status_code == 200


def test_store_holds_no_secret(browse: Callable[..., Browser], store: Store) -> None:
    secret = browse(Role.HEAD).client.cookies["donthu_session"]
    assert len(secret) == 43, "256 bits"
    with store.read() as session:
        [row] = session.scalars(select(SessionRow))
    assert row.digest != secret and len(row.digest) == 64


def test_session_ends_when_it_is_left_alone(browse: Callable[..., Browser], clock: Clock) -> None:
    browser = browse(Role.HEAD)
    clock.pass_by(minutes=29)
    assert is_in(browser)
    clock.pass_by(minutes=29)
    assert is_in(browser), "what is used goes on"
    clock.pass_by(minutes=31)
    assert not is_in(browser)


def test_session_ends_however_it_is_used(browse: Callable[..., Browser], clock: Clock) -> None:
    browser = browse(Role.HEAD)
    for _ in range(35):
        clock.pass_by(minutes=20)
        assert is_in(browser)
    clock.pass_by(minutes=21)
    assert not is_in(browser)


def test_disabling_ends_sessions(browse: Callable[..., Browser], store: Store, site: Site) -> None:
    browser = browse(Role.HEAD)
    change_user(store, 1, at=site.now(), actor=None, active=False)
    assert not is_in(browser)
    change_user(store, 1, at=site.now(), actor=None, active=True)
    assert not is_in(browser), "an old session is no longer good"


def test_another_role_ends_sessions(browse: Callable[..., Browser], store: Store, site: Site) -> None:
    browser = browse(Role.HEAD)
    change_user(store, 1, at=site.now(), actor=None, role=Role.HANDLER)
    assert not is_in(browser)


def test_signing_out_everywhere(browse: Callable[..., Browser], site: Site) -> None:
    here, there = browse(Role.HEAD, "lan"), Browser(site)
    there.sign_in("lan")
    assert here.post("/account/sessions/end").status_code == 303
    assert not is_in(here) and not is_in(there)


def test_sessions_that_are_over_are_swept_out(browse: Callable[..., Browser], store: Store, clock: Clock) -> None:
    browse(Role.HEAD)
    clock.pass_by(hours=13)
    browse(Role.HANDLER)
    with store.read() as session:
        assert [row.user_id for row in session.scalars(select(SessionRow))] == [2]


def test_ending_sessions_of_one_user_leaves_others(browse: Callable[..., Browser], store: Store) -> None:
    first, second = browse(Role.HEAD), browse(Role.HANDLER)
    end_sessions(store, 1, at=dt.datetime.now(dt.UTC), actor=None)
    assert not is_in(first) and is_in(second)


def test_cookie_is_out_of_reach_of_scripts_and_other_sites(browser: Browser) -> None:
    header = browser.get("/sign-in").headers["set-cookie"]
    assert header.startswith("donthu_visit=") and "HttpOnly" in header and "SameSite=lax" in header and "Secure" not in header


def test_cookie_over_tls_belongs_to_the_host(new_site: Callable[..., Site]) -> None:
    header = Browser(new_site(https=True)).get("/sign-in").headers["set-cookie"]
    assert header.startswith("__Host-donthu_visit=") and "Secure" in header and "Path=/;" in header and "Domain" not in header


def test_cookie_over_tls_and_a_path_belongs_to_the_path(new_site: Callable[..., Site]) -> None:
    header = Browser(new_site(https=True, prefix="/xa")).get("/xa/sign-in").headers["set-cookie"]
    assert header.startswith("__Secure-donthu_visit=") and "Path=/xa;" in header

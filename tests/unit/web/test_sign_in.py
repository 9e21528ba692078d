from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from argon2 import PasswordHasher

from nlp.store.audit import TrailFilter, search_trail
from nlp.store.engine import Store
from nlp.store.users import Role, User, add_user, change_user, find_user
from nlp.web.security.passwords import Passwords
from nlp.web.site import Site
from tests.unit.web.browsing import CHEAP, PASSWORD, Browser


def actions(store: Store) -> list[tuple[str, str]]:
    with store.read() as session:
        return [(link.event.action, link.event.subject) for link in search_trail(session, TrailFilter())]


def test_stranger_is_led_to_sign_in_and_back(browser: Browser, new_user: Callable[..., User]) -> None:
    new_user("lan")
    response = browser.get("/inbox?after=x")
    assert (response.status_code, response.headers["location"]) == (303, "/sign-in?next=/inbox%3Fafter%3Dx")
    page = browser.get(response.headers["location"])
    assert 'name="next" value="/inbox?after=x"' in page.text
    assert browser.sign_in("lan", next="/inbox?after=x").headers["location"] == "/inbox?after=x"


def test_name_is_taken_without_regard_to_capitals(browser: Browser, new_user: Callable[..., User]) -> None:
    new_user("lan")
    assert browser.sign_in(" Lan ").status_code == 303


@pytest.mark.parametrize("onward", ["//evil.example", "https://evil.example", "/\\evil.example", "/%5Cevil.example", "x"])
def test_sign_in_leads_to_no_other_site(browser: Browser, new_user: Callable[..., User], onward: str) -> None:
    new_user("lan")
    assert browser.sign_in("lan", next=onward).headers["location"] == "/"


def test_wrong_password_and_unknown_name_read_alike(browser: Browser, new_user: Callable[..., User], store: Store) -> None:
    new_user("lan")
    wrong, unknown = browser.sign_in("lan", "không phải đâu"), browser.sign_in("mai", PASSWORD)
    assert wrong.status_code == unknown.status_code == 401
    assert "không đúng" in wrong.text
    assert strip(wrong.text, "lan") == strip(unknown.text, "mai")
    assert actions(store)[:2] == [("session.refuse", "user/unknown"), ("session.refuse", "user/1")]


def strip(page: str, name: str) -> str:
    return page.replace(f'value="{name}"', "")


def test_unknown_name_costs_a_hash_as_well(browser: Browser, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[Any] = []
    real = site.passwords.fits
    monkeypatch.setattr(site.passwords, "fits", lambda *given: compared.append(given) or real(*given))
    browser.sign_in("mai")
    assert compared == [(PASSWORD, None)]


def test_disabled_user_cannot_sign_in(browser: Browser, new_user: Callable[..., User], store: Store, site: Site) -> None:
    user = new_user("lan")
    change_user(store, user.id, at=site.now(), actor=None, active=False)
    assert browser.sign_in("lan").status_code == 401


def test_user_without_a_password_cannot_sign_in(browser: Browser, store: Store, site: Site) -> None:
    add_user(store, "mai", Role.HEAD, at=site.now(), actor=None)
    assert browser.sign_in("mai", " ").status_code == 401


def test_hash_is_renewed_when_the_parameters_changed(store: Store, site: Site, new_user: Callable[..., User]) -> None:
    new_user("lan")
    site.passwords = Passwords(PasswordHasher(**{**CHEAP, "time_cost": 2}))
    browser = Browser(site)
    assert browser.sign_in("lan").status_code == 303
    renewed = find_user(store, "lan")
    assert renewed is not None and renewed.password_hash is not None and "t=2" in renewed.password_hash
    assert browser.get("/account").status_code == 200, "the session that it is renewed in goes on"


def test_sign_out_ends_the_session(browse: Callable[..., Browser], store: Store) -> None:
    browser = browse(Role.RECEPTION)
    session = browser.client.cookies["donthu_session"]
    assert browser.post("/sign-out").headers["location"] == "/sign-in"
    assert "Đã đăng xuất." in browser.get("/sign-in").text
    browser.client.cookies.set("donthu_session", session)
    assert browser.get("/account").status_code == 303
    assert actions(store)[0] == ("session.end", "user/1")


def test_who_is_signed_in_needs_no_form(browse: Callable[..., Browser]) -> None:
    assert browse(Role.HEAD).get("/sign-in?next=/account").headers["location"] == "/account"


def test_session_begins_under_a_new_secret(browser: Browser, new_user: Callable[..., User]) -> None:
    new_user("lan")
    browser.client.cookies.set("donthu_session", "chosen-by-somebody-else", domain="localhost.local")
    browser.sign_in("lan")
    assert len(browser.client.cookies["donthu_session"]) == 43


# Limits
def test_attempts_that_were_refused_unseen_are_noted_once_a_minute(
    browser: Browser, new_user: Callable[..., User], store: Store
) -> None:
    new_user("lan")
    for _ in range(8):
        browser.sign_in("lan", "không phải đâu")
    noted = [subject for action, subject in actions(store) if action == "session.wait"]
    assert noted == ["user/1"]


def test_address_out_of_attempts_locks_no_more_names(new_site: Callable[..., Site], new_user: Callable[..., User]) -> None:
    new_user("lan")
    site = new_site(attempts_address="2/minute")
    browser = Browser(site)
    for _ in range(8):
        browser.sign_in("mai", "không phải đâu")
        browser.sign_in("lan", "không phải đâu")
    assert Browser(site, address="198.51.100.9").sign_in("lan").status_code == 303


def test_neighbours_of_one_ipv6_network_share_their_attempts(
    new_site: Callable[..., Site], new_user: Callable[..., User]
) -> None:
    new_user("lan")
    site = new_site(attempts_address="2/minute")
    for number in range(2):
        Browser(site, address=f"2001:db8:1:2::{number}").sign_in("mai", "không phải đâu")
    assert Browser(site, address="2001:db8:1:2::ffff").sign_in("lan").status_code == 429
    assert Browser(site, address="2001:db8:1:3::1").sign_in("lan").status_code == 303

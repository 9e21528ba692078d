from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import icalendar
import pytest

from nlp.store.audit import TrailFilter, search_trail
from nlp.store.engine import Store
from nlp.store.register.obligations import iterate_obligations, set_status
from nlp.store.users import Role, change_user, find_user
from nlp.web.site import Site
from tests.unit.register.dispatches import AT
from tests.unit.web.browsing import Browser
from tests.unit.web.register.reading import Page


def make(browser: Browser, **values: str) -> str:
    """The path of a new feed."""
    browser.get("/feeds")
    page = browser.post("/feeds", {"name": "Lịch", **values}).text
    return "/" + re.search(r'http://localhost/(feeds/[\w-]+\.ics)"', page)[1]  # type: ignore[index]


def tasks(browser: Browser, path: str) -> list[str]:
    answer = browser.get(path)
    assert answer.status_code == 200 and answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return [part.partition("END:VTODO")[0] for part in answer.text.split("BEGIN:VTODO")[1:]]


def test_address_gives_the_calendar_to_who_is_not_signed_in(head: Browser, browser: Browser) -> None:
    path = make(head)
    found = tasks(browser, path)
    assert len(found) == 5 and any("RRULE:" in one for one in found)
    assert browser.get("/search").status_code == 303, "the address gives nothing else"


def test_address_is_shown_once_and_its_secret_not_kept(head: Browser, store: Store) -> None:
    secret = make(head).removeprefix("/feeds/").removesuffix(".ics")
    assert secret not in head.get("/feeds").text
    assert secret.encode() not in b"".join(path.read_bytes() for path in store.place.data.rglob("*") if path.is_file())


def test_calendar_stands_a_strict_reader(head: Browser, browser: Browser) -> None:
    calendar = icalendar.Calendar.from_ical(browser.get(make(head)).content)
    assert calendar.errors == [] and len(calendar.walk("VTODO")) == 5


def test_feed_of_a_body_holds_what_binds_it(head: Browser, browser: Browser) -> None:
    assert len(tasks(browser, make(head, kind="ubnd", place="173"))) == 1
    assert len(tasks(browser, make(head, body="phòng tài nguyên"))) == 1


def test_what_is_done_leaves_the_calendar(head: Browser, browser: Browser, store: Store) -> None:
    path = make(head)
    before = tasks(browser, path)
    one = next(iterate_obligations(store))
    set_status(store, one.duty.id, "xong", version=0, at=AT, actor=None)
    assert len(tasks(browser, path)) == len(before) - 1


def test_revoked_feed_is_gone(head: Browser, browser: Browser) -> None:
    path = make(head)
    assert head.post("/feeds/1/revoke").headers["location"] == "/feeds"
    assert browser.get(path).status_code == 404


def test_feed_of_another_user_is_not_theirs_to_revoke(head: Browser, browse: Callable[..., Browser], browser: Browser) -> None:
    path = make(head)
    other = browse(Role.HANDLER)
    other.get("/feeds")
    assert other.post("/feeds/1/revoke").status_code == 404 and browser.get(path).status_code == 200


def test_feed_ends_with_its_users_rights(head: Browser, browser: Browser, store: Store) -> None:
    path = make(head)
    user = find_user(store, "head")
    assert user is not None
    change_user(store, user.id, at=AT, actor=None, role=Role.RECEPTION)
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/feeds/x.ics", "/feeds/.ics", "/feeds/" + "A" * 43 + ".ics"])
def test_address_that_is_none(browser: Browser, path: str) -> None:
    assert browser.get(path).status_code == 404


def test_trail_has_who_made_read_and_revoked_it(head: Browser, browser: Browser, store: Store) -> None:
    path = make(head)
    tasks(browser, path)
    tasks(browser, path)
    head.post("/feeds/1/revoke")
    with store.read() as session:
        found = [link.event.action for link in search_trail(session, TrailFilter(subject="feed/1"))]
    assert found == ["feed.revoke", "feed.read", "feed.add"], "reading is noted once a day"


@pytest.mark.parametrize("values", [{"kind": "ubnd"}, {"kind": "ubnd", "place": "99999"}, {"field": "x"}, {"body": "\0"}])
def test_feed_of_what_is_not_known_is_refused(head: Browser, values: dict[str, str]) -> None:
    head.get("/feeds")
    assert head.post("/feeds", {"name": "a", **values}).status_code == 400


def test_feed_without_a_name_is_told(head: Browser) -> None:
    head.get("/feeds")
    answer = head.post("/feeds", {"name": " ", "body": "UBND"})
    assert answer.status_code == 422 and 'value="UBND"' in answer.text


def test_body_leads_to_its_feed(head: Browser) -> None:
    path = Page(head.get("/bodies?kind=ubnd&place=173").text).link("//a", "Tạo lịch cho phần mềm khác")
    assert "huyện Phú Bình" in head.get(path).text


def test_programs_make_list_and_revoke_feeds(site: Site, ask: Callable[..., Any], browser: Browser) -> None:
    client = ask()
    made = client.post("/api/v1/feeds", json={"name": "Lịch", "kind": "ubnd", "place": "173"})
    path = made.json()["address"].removeprefix("http://localhost")
    assert made.status_code == 201 and len(tasks(browser, path)) == 1
    assert [row["number"] for row in client.get("/api/v1/feeds").json()] == [1]
    assert client.post("/api/v1/feeds/1/revoke").status_code == 204 and browser.get(path).status_code == 404
    assert client.post("/api/v1/feeds/2/revoke").status_code == 404


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "xlsx", "ics"])
def test_programs_take_obligations_as_a_file(ask: Callable[..., Any], store: Store, form: str) -> None:
    answer = ask().get("/api/v1/exports/obligations", params={"format": form, "status": "qua_han"})
    assert answer.status_code == 200 and answer.headers["content-disposition"].endswith(f'.{form}"') and answer.content
    with store.read() as session:
        [noted] = search_trail(session, TrailFilter(action="obligation.export"))
    assert noted.event.details["format"] == form

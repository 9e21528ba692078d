from __future__ import annotations

import csv
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from nlp.store.audit import TrailFilter, search_trail
from nlp.store.engine import Store
from nlp.store.users import Role
from tests.unit.web.browsing import Browser
from tests.unit.web.register.reading import Page


def ask(browser: Browser, text: str, **values: str) -> Page:
    answer = browser.get(f"/search?{urlencode({'q': text, **values})}")
    assert answer.status_code == 200
    return Page(answer.text)


def follow(browser: Browser, path: str) -> Page:
    return Page(browser.get(path).text)


HITS, CHIPS, WHY, STATES = "//section[.bundle]//p[.duty-words]", "//a[.set]", "//p[.why-found]", "//div[.duty-state]"


def test_without_a_question_examples_are_shown(head: Browser) -> None:
    page = follow(head, "/search")
    assert len(page.find("//ul[.plainlist]//a")) >= 4 and not page.find("//section[.bundle]")


def test_hits_stand_by_directive_with_what_was_found_marked(head: Browser) -> None:
    page = ask(head, "doi thoai")
    headings = page.texts("//section[.bundle]//h3")
    assert any("45/CT-UBND" in one for one in headings) and any("77/KH-UBND" in one for one in headings)
    assert set(page.texts("//p[.duty-words]//mark")) >= {"đối thoại"}


def test_every_hit_says_why(head: Browser) -> None:
    page = ask(head, "đối thoại")
    why = page.texts(WHY)
    assert len(why) == len(page.texts(HITS)) and all("có từ “" in one or "ở trích yếu" in one for one in why)


def test_question_becomes_filters_that_can_be_put_back_as_words(head: Browser) -> None:
    page = ask(head, "ai phải báo cáo trước 20/4/2024")
    assert any("Hạn đến 19/04/2024" in one for one in page.texts(CHIPS))
    page = follow(head, page.link(CHIPS, "Hạn đến"))
    assert not any("Hạn đến" in one for one in page.texts(CHIPS))
    assert "“trước 20/4/2024” tìm như từ thường" in page.texts("//main")[0]
    back = follow(head, page.link("//a[.chip]", "“trước 20/4/2024”"))
    assert any("Hạn đến" in one for one in back.texts(CHIPS))


def test_facet_narrows_down_and_lets_go(head: Browser) -> None:
    page = ask(head, "đối thoại")
    every = page.texts(HITS)
    narrow = follow(head, page.link("//section[@aria-labelledby='facet-level']//a", "Cấp huyện"))
    assert 0 < len(narrow.texts(HITS)) < len(every)
    assert follow(head, narrow.link(CHIPS, "Cấp huyện")).texts(HITS) == every


def test_corrected_reading_is_told(head: Browser) -> None:
    page = ask(head, "đôi thoai")
    assert "đối thoại" in page.texts("//p[.about]")[0]


def test_filter_that_nothing_satisfies_is_told(head: Browser) -> None:
    page = ask(head, "đối thoại trước 1/1/2023")
    assert "đã bỏ điều kiện này" in page.texts("//p[.about]")[0] and page.find(HITS)


def test_overdue_is_a_period(head: Browser) -> None:
    page = ask(head, "", due="late")
    assert page.find(HITS) and all("Quá hạn" in one for one in page.texts(STATES))


def test_order_by_due_date(head: Browser) -> None:
    page = ask(head, "đối thoại", order="due")
    days = [str(one.get("datetime")) for one in page.find("//div[.duty-state]//time")]
    assert days and days[0] == min(days)


def test_meaning_can_be_switched_off(head: Browser) -> None:
    page = follow(head, ask(head, "đối thoại").link("//a[.chip]", "theo nghĩa"))
    assert "Tìm cả theo nghĩa: tắt" in page.texts("//main")[0]
    assert not any("gần nghĩa" in one for one in page.texts(WHY))


@pytest.mark.parametrize("query", ["order=worst", "words=1", "page=0", "due=never", "due_from=x", "page=x", "q=%00"])
def test_what_is_no_search_is_refused(head: Browser, query: str) -> None:
    assert head.get(f"/search?q=a&{query}" if "q=" not in query else f"/search?{query}").status_code == 400


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(content.decode("utf-8-sig").splitlines()))


@pytest.mark.parametrize(("form", "count"), [
    ("csv", lambda content: len(read_csv(content)) - 1), ("json", lambda content: len(json.loads(content))),
    ("ics", lambda content: content.count(b"BEGIN:VTODO")),
])  # fmt: skip
def test_result_is_exported_and_noted(head: Browser, store: Store, form: str, count: Callable[[bytes], int]) -> None:
    answer = head.get(f"/search/export?q=đối+thoại&format={form}")
    assert answer.headers["content-disposition"].endswith(f'.{form}"')
    with store.read() as session:
        [noted] = search_trail(session, TrailFilter(action="obligation.export"))
    assert count(answer.content) == noted.event.details["count"] == 3 + 2


def test_what_is_asked_is_escaped(head: Browser) -> None:
    asked = urlencode({"q": '"><script>alert(1)</script>'})
    page = head.get(f"/search?{asked}").text
    assert "<script>alert" not in page


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.RECEPTION])
def test_who_has_nothing_to_do_with_directives_sees_none(site: Any, browse: Callable[..., Browser], role: Role) -> None:
    browser = browse(role)
    assert browser.get("/search").status_code == 403 and 'href="/search"' not in browser.get("/account").text

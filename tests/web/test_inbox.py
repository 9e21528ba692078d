"""The queue as a reception officer works in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from nlp.store.engine import Store
from nlp.store.petitions import add_petitions
from nlp.store.queue import Filters, read_page
from nlp.store.users import Role
from tests.unit.store.incoming import incoming
from tests.unit.web.browsing import AT
from tests.web.conftest import PHONE
from tests.web.test_every_page import serious

pytestmark = pytest.mark.web
Opener = Callable[..., Page]


def open_inbox(open_page: Opener, role: Role = Role.RECEPTION, query: str = "", **values: object) -> Page:
    page = open_page(role, **values)
    page.goto(f"/inbox?{query}")
    return page


def test_keys_walk_choose_and_ask(open_page: Opener) -> None:
    page = open_inbox(open_page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("tr[data-row]").nth(1)
    expect(second.locator("a.open")).to_be_focused()
    page.keyboard.press("x")
    expect(second.get_by_role("checkbox")).to_be_checked()
    expect(page.locator("#chosen")).to_have_text("Đã chọn 1")
    page.keyboard.press("k")
    expect(page.locator("tr[data-row]").first.locator("a.open")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("?x")
    assert page.locator("#text").input_value() == "?x"
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("Dùng phím tắt").uncheck()
    page.get_by_role("button", name="Đóng").click()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.className") != "open"


@pytest.mark.parametrize("script", [True, False], ids=["scripts", "no scripts"])
def test_officer_filters_and_takes_a_filter_away(open_page: Opener, script: bool) -> None:
    page = open_inbox(open_page, script=script)
    page.locator("details.more summary").click()
    page.get_by_label("Tố cáo").check()
    page.locator("details.more").get_by_role("button", name="Lọc").click()
    expect(page.locator("tr[data-row]")).to_have_count(1)
    expect(page.locator("tr[data-row]")).to_contain_text("Người viết được giữ bí mật")
    assert "type=to_cao" in page.url
    page.get_by_role("link", name="Loại đơn: Tố cáo").click()
    assert page.locator("tr[data-row]").count() > 1


@pytest.mark.parametrize("script", [True, False], ids=["scripts", "no scripts"])
def test_petitions_are_given_to_a_handler(open_page: Opener, script: bool, take_picture: Callable[[Page, str], None]) -> None:
    page = open_inbox(open_page, query="status=waiting", script=script)
    for row in (0, 1):
        page.locator("tr[data-row]").nth(row).get_by_role("checkbox").check()
    page.get_by_label("Giao cho", exact=True).select_option(label="handler")
    page.get_by_role("button", name="Giao", exact=True).click()
    expect(page.get_by_text("Sẽ giao 2 đơn cho handler.")).to_be_visible()
    if script:
        assert serious(page) == []
    take_picture(page, f"bulk-assign-{script}")
    page.get_by_role("button", name="Xác nhận với 2 đơn").click()
    expect(page.get_by_role("status")).to_have_text("Đã xong với 2 đơn.")
    page.get_by_role("link", name="Về hộp đơn").click()
    expect(page.get_by_text("Giao: handler")).to_have_count(2)
    assert "status=waiting" in page.url


def test_proposals_are_accepted_after_a_question(
    open_page: Opener, store: Store, take_picture: Callable[[Page, str], None]
) -> None:
    page = open_inbox(open_page, query="type=khieu_nai&status=waiting")
    waiting = page.locator("tr[data-row]").count()
    page.get_by_label("Chọn cả trang").check()
    page.keyboard.press("a")
    expect(page.get_by_role("heading", level=1)).to_have_text("Chấp nhận đề xuất")
    take_picture(page, "bulk-accept")
    page.locator("main").get_by_role("button", name="Xác nhận").click()
    expect(page.get_by_role("status")).to_contain_text("Đã xong với")
    take_picture(page, "bulk-accept-done")
    left = len(read_page(store, Filters(type=("khieu_nai",), status=("waiting",))).petitions)
    assert left < waiting


def test_word_comes_when_petitions_come_in(open_page: Opener, store: Store) -> None:
    page = open_page(Role.RECEPTION)
    page.clock.install()
    page.goto("/inbox")
    expect(page.locator("#inbox-news")).to_be_hidden()
    add_petitions(store, [incoming("a new one")], at=AT, actor=None)
    page.clock.fast_forward(61_000)
    expect(page.locator("#inbox-news")).to_contain_text("Có 1 đơn mới.")
    assert serious(page) == []


def test_filters_and_reasons_open_on_a_telephone(open_page: Opener, take_picture: Callable[[Page, str], None]) -> None:
    page = open_inbox(open_page, size=PHONE)
    page.locator("details.more summary").click()
    take_picture(page, "inbox-360-filters")
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

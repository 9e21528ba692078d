"""The workbench as an annotator works in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from nlp.annotate.archive.decide import list_decisions, undo
from nlp.annotate.archive.groups import count_hits
from nlp.annotate.archive.models import Selection
from nlp.store.engine import Store
from nlp.store.users import Role
from tests.unit.web.archive.papers import PLANS
from tests.unit.web.browsing import AT
from tests.web.conftest import PHONE
from tests.web.test_every_page import serious

pytestmark = pytest.mark.web
HITS = "/archives/ke-hoach/hits?layer=citations&by=label"
Opener = Callable[..., Page]


@pytest.fixture(autouse=True)
def untouched(store: Store) -> Iterator[None]:
    """The archive is open as a whole again behind each test."""
    yield
    for decision in list_decisions(store, "ke-hoach"):
        if decision.undone_at is None:
            undo(store, "ke-hoach", decision.number, at=AT, actor=None)


def count(store: Store, label: str, state: str) -> int:
    return count_hits(store, "ke-hoach", Selection("citations", label=label, state=state))


def test_keys_walk_open_settle_and_undo(open_page: Opener, store: Store, take_picture: Callable[[Page, str], None]) -> None:
    page = open_page(Role.ANALYST)
    page.goto(HITS)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("li[data-row]").nth(1).locator("a.open")).to_be_focused()
    page.keyboard.press("k")
    first = page.locator("li[data-row]").first.locator("a.open")
    expect(first).to_be_focused()
    page.keyboard.press("a")  # a group that nobody has looked at is opened, not settled
    expect(page.get_by_role("heading", name="Nhãn: Kế hoạch")).to_be_visible()
    assert list_decisions(store, "ke-hoach") == []
    expect(page.locator(".hit mark").first).to_contain_text("KH/HU")
    take_picture(page, "workbench-open")
    page.keyboard.press("a")
    expect(page.get_by_text("Đã ghi quyết định.")).to_be_visible()
    assert count(store, "ke_hoach", "accepted") == 3 * PLANS
    expect(page.get_by_role("heading", name="Nhãn: Luật")).to_be_visible()
    page.keyboard.press("r")
    expect(page.locator(".last-decision")).to_contain_text("Loại")
    assert count(store, "luat", "open") == 0
    take_picture(page, "workbench-settled")
    page.keyboard.press("u")
    expect(page.get_by_text("Đã hoàn tác.")).to_be_visible()
    assert count(store, "luat", "rejected") == 0 and count(store, "ke_hoach", "accepted") == 3 * PLANS


def test_keys_relabel_and_are_switched_off(open_page: Opener, store: Store) -> None:
    page = open_page(Role.ANALYST)
    page.goto(f"{HITS}&group=ke_hoach")
    page.keyboard.press("l")
    expect(page.locator("#label-all")).to_be_focused()
    page.locator("#label-all").select_option(label="Hướng dẫn")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã ghi quyết định.")).to_be_visible()
    assert count(store, "ke_hoach", "changed") == 3 * PLANS
    page.goto(f"{HITS}&group=luat")
    page.keyboard.press("/")
    page.keyboard.type("ar?")
    assert page.locator("#text").input_value() == "ar?"
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert serious(page) == []
    page.get_by_label("Dùng phím tắt").uncheck()
    page.get_by_role("button", name="Đóng").click()
    page.keyboard.press("a")
    page.keyboard.press("u")
    assert len([one for one in list_decisions(store, "ke-hoach") if one.undone_at is None]) == 1


@pytest.mark.parametrize("script", [True, False], ids=["scripts", "no scripts"])
def test_ticked_hits_are_settled(open_page: Opener, store: Store, script: bool) -> None:
    page = open_page(Role.ANALYST, script=script)
    page.goto(HITS)
    page.get_by_role("link", name="Kế hoạch", exact=True).click()
    for number in (0, 2):
        page.locator(".hit").nth(number).get_by_role("checkbox").check()
    if script:
        expect(page.locator("#chosen")).to_have_text("Đã chọn 2")
    page.locator(".chosen-hits").get_by_role("button", name="Loại", exact=True).click()
    expect(page.get_by_text("Đã ghi quyết định.")).to_be_visible()
    assert count(store, "ke_hoach", "rejected") == 2
    page.get_by_role("button", name="Hoàn tác quyết định số").click()
    expect(page.get_by_text("Đã hoàn tác.")).to_be_visible()
    assert count(store, "ke_hoach", "open") == 3 * PLANS


def test_pattern_in_tables_is_rejected_without_scripts_on_a_telephone(open_page: Opener, store: Store) -> None:
    page = open_page(Role.ANALYST, script=False, size=PHONE)
    page.goto(f"{HITS}&group=ke_hoach")
    page.get_by_role("link", name="Trong bảng").click()
    expect(page.get_by_text(f"Quyết định một lần cho {PLANS} chỗ")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name=f"Loại {PLANS}").click()
    expect(page.get_by_text("Đã ghi quyết định.")).to_be_visible()
    assert count(store, "ke_hoach", "rejected") == PLANS

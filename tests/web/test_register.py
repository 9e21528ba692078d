"""A head of an office looks a question up, takes a filter away, and says that something is done."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from nlp.compliance.models import Verdict
from nlp.extract.citations.models import Relation
from nlp.extract.obligations.models import Modality
from nlp.extract.temporal.models import DeadlineType
from nlp.store.users import Role
from tests.unit.register.dispatches import DISTRICT, PROVINCE, REPORT
from tests.web.conftest import PHONE
from tests.web.petitions import document_of
from tests.web.test_every_page import serious

pytestmark = pytest.mark.web


def test_head_asks_opens_the_directive_and_says_what_is_done(
    open_page: Callable[..., Page], take_picture: Callable[[Page, str], None]
) -> None:
    page = open_page(Role.HEAD)
    page.goto("/")
    page.click(".menu >> text=Tìm nhiệm vụ")
    page.fill("#q", "sở nào phải hướng dẫn lập hồ sơ đối thoại trước 1/3/2024?")
    page.keyboard.press("Enter")
    expect(page.locator(".chip.set", has_text="Hạn đến 29/02/2024")).to_be_visible()
    hits = page.locator(".bundle .duty")
    expect(hits.first).to_contain_text("Sở Tài nguyên và Môi trường hướng dẫn")
    page.click(".chip.set:has-text('Hạn đến 29/02/2024')")
    expect(page.locator(".chip", has_text="“trước 1/3/2024” tìm như từ thường")).to_be_visible()
    assert page.locator(".chip.set", has_text="Hạn đến").count() == 0
    take_picture(page, "journey-search")
    hits.first.locator(".duty-words a").click()
    page.wait_for_url(f"**/directives/{document_of(PROVINCE)}#*")
    duty = page.locator("article.one-duty", has_text="Sở Tài nguyên và Môi trường hướng dẫn")
    duty.locator("summary", has_text="Ghi kết quả").click()
    duty.get_by_label("Văn bản chứng minh").fill("31/BC-UBND")
    duty.get_by_label("Ghi chú").fill("Đã hướng dẫn xong")
    duty.get_by_role("button", name="Lưu").click()
    expect(page.locator(".note.done")).to_have_text("Đã ghi tình trạng của nhiệm vụ.")
    expect(page.locator("article.one-duty", has_text="Sở Tài nguyên và Môi trường hướng dẫn")).to_contain_text("Đã xong")
    take_picture(page, "journey-directive")
    page.click(".menu >> text=Lịch thời hạn")
    expect(page.locator("h1")).to_have_text("Lịch thời hạn")
    expect(page.locator("table.month a.count, .empty").first).to_be_visible()


def test_passage_of_an_obligation_is_shown_in_the_text(open_page: Callable[..., Page]) -> None:
    page = open_page(Role.HANDLER)
    page.goto(f"/directives/{document_of(DISTRICT)}")
    page.locator("article.one-duty .duty-words a").last.click()
    expect(page.locator(".doc mark.chosen").first).to_be_in_viewport()


def test_marks_stand_in_their_line(open_page: Callable[..., Page]) -> None:
    page = open_page(Role.HANDLER)
    page.goto(f"/directives/{document_of(DISTRICT)}")
    variants = [*Relation, *Modality, *DeadlineType, *Verdict]
    display = "(mark, names) => names.map(name => { mark.className = name; return getComputedStyle(mark).display })"
    assert set(page.locator(".doc mark").first.evaluate(display, [f"citations {name.value}" for name in variants])) == {"inline"}


def test_facets_are_folded_on_a_phone(open_page: Callable[..., Page], take_picture: Callable[[Page, str], None]) -> None:
    page = open_page(Role.HEAD, size=PHONE)
    page.goto("/search?q=đối thoại")
    expect(page.locator(".side-list")).to_be_hidden()
    page.locator("label[for=facets-shown]").click()
    expect(page.locator(".side-list")).to_be_visible()
    take_picture(page, "facets-360")
    assert serious(page) == []
    page.locator(".side-list a", has_text="Cấp huyện").click()
    expect(page.locator(".chip.set", has_text="Cấp huyện")).to_be_visible()


def test_search_works_without_scripts(open_page: Callable[..., Page]) -> None:
    page = open_page(Role.ANALYST, script=False)
    page.goto("/search?q=đối thoại")
    page.locator(".chip", has_text="theo nghĩa").click()
    expect(page.locator(".chip", has_text="theo nghĩa: tắt")).to_be_visible()


def test_proposed_report_is_accepted(open_page: Callable[..., Page], take_picture: Callable[[Page, str], None]) -> None:
    page = open_page(Role.HANDLER)
    page.goto(f"/directives/{document_of(DISTRICT)}")
    proposal = page.locator(".proposal", has_text="31/BC-UBND")
    take_picture(page, "proposal")
    proposal.get_by_role("button", name="Chấp nhận").click()
    expect(page.locator(".note.done")).to_contain_text("Đã chấp nhận minh chứng")
    page.goto(f"/directives/{document_of(REPORT)}")
    expect(page.locator("section[aria-labelledby=answers-title]")).to_contain_text("Chấp nhận")


def test_branches_of_the_cascade_fold(open_page: Callable[..., Page], take_picture: Callable[[Page, str], None]) -> None:
    page = open_page(Role.ANALYST)
    page.goto(f"/directives/{document_of(REPORT)}/cascade")
    below = page.locator(".tree a", has_text="77/KH-UBND")
    expect(below).to_be_visible()
    page.locator(".tree summary").first.click()
    expect(below).to_be_hidden()
    take_picture(page, "cascade-folded")


def test_feed_is_made_and_its_address_copied_once(
    open_page: Callable[..., Page], take_picture: Callable[[Page, str], None]
) -> None:
    page = open_page(Role.HANDLER)
    page.goto("/bodies?kind=ubnd&place=173")
    page.click("text=Tạo lịch cho phần mềm khác")
    page.click("button:has-text('Tạo địa chỉ')")
    address = page.locator("#once").input_value()
    assert "/feeds/" in address and address.endswith(".ics")
    take_picture(page, "feed-made")
    page.goto("/feeds")
    assert page.locator("#once").count() == 0
    expect(page.locator(".table")).to_contain_text("huyện Phú Bình")

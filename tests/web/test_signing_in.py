"""Signing in and out, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from nlp.store.users import Role
from tests.unit.web.browsing import PASSWORD

pytestmark = pytest.mark.web


@pytest.mark.parametrize("script", [True, False], ids=["scripts", "no scripts"])
def test_officer_signs_in_reads_in_english_and_signs_out(open_page: Callable[..., Page], script: bool) -> None:
    page = open_page(script=script)
    page.goto("/inbox")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
    page.get_by_label("Tên đăng nhập").fill("reception")
    page.get_by_label("Mật khẩu").fill("không phải đâu")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("alert")).to_have_text("Tên đăng nhập hoặc mật khẩu không đúng.")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hộp đơn")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inbox")
    page.locator("details.user summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("status")).to_have_text("You are signed out.")
    page.goto("/inbox")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_menu_of_the_user_closes_with_escape(open_page: Callable[..., Page]) -> None:
    page = open_page(Role.HEAD)
    page.goto("/account")
    page.locator("details.user summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Tài khoản", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Tài khoản", exact=True)).to_be_hidden()


def test_token_is_made_shown_once_and_revoked(open_page: Callable[..., Page], take_picture: Callable[[Page, str], None]) -> None:
    page = open_page(Role.HANDLER)
    page.goto("/account")
    page.locator("details.dialog summary").click()
    page.get_by_label("Dùng cho").fill("Máy quét phòng tiếp dân")
    page.get_by_role("button", name="Tạo mã", exact=True).click()
    assert page.get_by_label("Mã truy cập mới").input_value().startswith("donthu_")
    take_picture(page, "account-token")
    page.goto("/account")
    expect(page.get_by_label("Mã truy cập mới")).to_have_count(0)
    page.get_by_role("button", name="Thu hồi mã dùng cho Máy quét phòng tiếp dân").click()
    expect(page.get_by_role("status")).to_have_text("Đã thu hồi mã truy cập.")
    expect(page.get_by_text("Đã thu hồi", exact=True)).to_be_visible()

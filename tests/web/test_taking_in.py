"""What comes in, as a reception officer takes it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from nlp.store.users import Role
from tests.unit.triage.petitions import complaint
from tests.web.test_every_page import serious

pytestmark = pytest.mark.web


@pytest.mark.parametrize("script", [True, False], ids=["scripts", "no scripts"])
def test_files_are_taken_and_told(
    open_page: Callable[..., Page], script: bool, take_picture: Callable[[Page, str], None]
) -> None:
    page = open_page(Role.RECEPTION, script=script)
    page.goto("/inbox")
    page.get_by_role("link", name="Nhận đơn").click()
    texts = [complaint(20 + script), complaint(20 + script, more=" Kính mong xem xét."), "không phải đơn"]
    page.set_input_files(
        "#files", [{"name": f"đơn {n}.txt", "mimeType": "text/plain", "buffer": text.encode()} for n, text in enumerate(texts)]
    )
    page.get_by_role("button", name="Nhận các tệp").click()
    expect(page.locator("#progress")).to_have_text("Đã xử lý 3 tài liệu.", timeout=60_000)
    expect(page.locator("#taken tbody tr")).to_have_count(3)
    expect(page.locator("#taken tbody")).to_contain_text("Gần trùng với đơn")
    take_picture(page, f"intake-done-{script}")
    if script:
        assert serious(page) == []


def test_text_is_pasted(open_page: Callable[..., Page]) -> None:
    page = open_page(Role.RECEPTION)
    page.goto("/inbox/intake")
    page.get_by_label("Nội dung đơn hoặc phản ánh").fill("Đề nghị UBND xã sửa đường thôn 3.\nĐường hỏng nặng từ tháng 8.")
    page.get_by_role("button", name="Nhận nội dung này").click()
    expect(page.locator("#taken tbody tr")).to_have_count(1)

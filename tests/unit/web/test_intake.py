from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator

import httpx
import pytest

from nlp.store.engine import Store
from nlp.store.petitions import list_receipts
from nlp.store.queue import read_page
from nlp.store.users import Role, User
from nlp.web.intake import WORKERS
from nlp.web.site import Site
from tests.unit.triage.petitions import CONFIG, DISPATCH, complaint
from tests.unit.web.browsing import AT, Browser
from tests.unit.web.test_inbox import words

DAY = dt.date(2026, 10, 30)


@pytest.fixture
def officer(site: Site, browse: Callable[..., Browser]) -> Iterator[Browser]:
    """A reception officer before the forms."""
    site.intake._config = CONFIG
    browser = browse(Role.RECEPTION)
    browser.get("/inbox/intake")
    yield browser
    site.close()


def send(browser: Browser, *files: tuple[str, bytes], received: str = DAY.isoformat()) -> str:
    answer = browser.post("/inbox/intake", {"received": received}, files=[("files", (name, data)) for name, data in files])
    return words(answer.text)


def test_files_are_taken_with_their_day_and_told_one_by_one(store: Store, officer: Browser) -> None:
    first, again = complaint(3).encode(), complaint(3, more=" Kính mong xem xét.").encode()
    shown = send(officer, ("a.txt", first), ("b.txt", again), ("cv.txt", DISPATCH.encode()), ("hỏng.pdf", b"%PDF-1.7 x"))
    assert "Đã xử lý 4 tài liệu." in shown
    assert "a.txt Đã nhận Khiếu nại" in shown
    assert "Gần trùng với đơn" in shown
    assert "cv.txt Đã lưu, cần xem lại" in shown and "Văn bản này không phải đơn" in shown
    assert "Không đọc được nội dung tệp" in shown
    petitions = read_page(store).petitions
    assert len(petitions) == 4 and {one.received for one in petitions} == {DAY}
    assert "a.txt Đã có trong hộp đơn" in send(officer, ("a.txt", first))
    assert "Đã có, ghi thêm ngày nhận" in send(officer, ("c.txt", first), received=AT.date().isoformat())
    [one] = [one for one in petitions if one.number == 1]
    assert [receipt.received for receipt in list_receipts(store, one.id)] == [DAY, AT.date()]


def test_two_lines_from_the_portal_are_a_petition(store: Store, officer: Browser) -> None:
    text = "Đề nghị UBND xã sửa đường thôn 3.\r\nĐường hỏng nặng từ tháng 8, mưa là ngập."
    shown = words(officer.post("/inbox/intake/text", {"text": text, "received": DAY.isoformat()}).text)
    assert "Đã xử lý 1 tài liệu." in shown
    [one] = read_page(store).petitions
    assert one.received == DAY


def test_script_sends_one_file_and_gets_its_row(officer: Browser) -> None:
    answer = officer.post("/inbox/intake/file", {"received": ""}, files={"file": ("<b>x.txt", complaint(3).encode())})
    told = answer.json()
    assert told["outcome"] == "added" and "&lt;b&gt;x.txt" in told["html"] and "<b>" not in told["html"]


@pytest.mark.parametrize("received", ["2026-11-03", "2010-01-01", "hôm qua"])
def test_day_that_cannot_be_is_refused(store: Store, officer: Browser, received: str) -> None:
    assert "Ngày nhận không được sau hôm nay" in send(officer, ("a.txt", b"x"), received=received)
    assert officer.post("/inbox/intake/text", {"text": "x", "received": received}).status_code == 422
    assert read_page(store).petitions == []


def test_empty_forms_say_what_is_missing(officer: Browser) -> None:
    assert "Hãy chọn tệp" in send(officer)
    assert "Hãy dán hoặc viết nội dung." in words(officer.post("/inbox/intake/text", {"text": " \n"}).text)


@pytest.mark.parametrize("role", [Role.HANDLER, Role.ANALYST, Role.ADMINISTRATOR])
def test_others_take_nothing_in(browse: Callable[..., Browser], role: Role) -> None:
    assert browse(role).get("/inbox/intake").status_code == 403


def test_large_bodies_pass_for_uploads_alone(site: Site, officer: Browser) -> None:
    large = b"x" * (site.settings.form_bytes + 1000)
    assert officer.post("/inbox/intake/text", {"text": large.decode()}).status_code == 413
    assert officer.post("/inbox/intake/file", {"received": "wrong"}, files={"file": ("a.txt", large)}).status_code == 422


def test_pages_go_on_while_many_upload_and_who_is_too_many_is_told_when_to_come_again(
    new_site: Callable[..., Site], new_user: Callable[..., User]
) -> None:
    site = new_site(uploads_at_once=3, uploads_waiting=4)
    site.intake._config = CONFIG
    browser = Browser(site)
    browser.sign_in(new_user("lan").name)
    browser.get("/inbox/intake")
    for _ in range(WORKERS):  # as if both were at a long scan
        site.intake._free.acquire()

    async def send(client: httpx.AsyncClient) -> httpx.Response:
        files = {"file": ("a.txt", complaint(3).encode())}
        return await client.post("/inbox/intake/file", data={"form_token": browser.token, "received": ""}, files=files)

    async def meet() -> tuple[list[httpx.Response], httpx.Response]:
        way = httpx.ASGITransport(browser.client.app)
        async with httpx.AsyncClient(
            transport=way, base_url="http://localhost", cookies=dict(browser.client.cookies), timeout=60
        ) as client:
            sent = [asyncio.create_task(send(client)) for _ in range(60)]
            await asyncio.sleep(0.2)
            try:
                page = await asyncio.wait_for(client.get("/inbox"), 30)
            finally:
                site.intake._free.release(WORKERS)
            return await asyncio.gather(*sent), page

    answers, page = asyncio.run(meet())
    site.close()
    assert page.status_code == 200
    assert Counter(answer.status_code for answer in answers) == {200: 7, 503: 53}
    assert {answer.headers.get("retry-after") for answer in answers} == {None, "15"}

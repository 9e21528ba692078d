"""The page of a petition as a handler and the head work with it: a text and a scan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from nlp.ingest.walk import Entry
from nlp.store.engine import Store
from nlp.store.petitions import read_petition
from nlp.store.users import Role
from nlp.triage.intake import Intake
from tests.unit.triage.petitions import CONFIG, DENUNCIATION, complaint
from tests.web.conftest import PHONE
from tests.web.test_every_page import serious

pytestmark = pytest.mark.web
Opener = Callable[..., Page]
SCAN = Path("corpora/documents/don_quet.pdf")
AGAIN = " Hôm qua tôi lại lên hỏi mà chưa có ai trả lời."
TABS = ["", "/edit", "/duplicates", "/papers", "/history"]


@dataclass(frozen=True)
class Petitions:
    """Ids: a scanned complaint, one as text, the same once more, and a denunciation."""

    scan: str
    text: str
    again: str
    secret: str


@pytest.fixture(scope="module")
def petitions(store: Store) -> Petitions:
    """The petitions, taken in some days ago."""
    now = dt.datetime.now(dt.UTC)
    taker = Intake(store, CONFIG, as_of=now.date())
    contents = [SCAN.read_bytes(), *(text.encode() for text in (complaint(61), complaint(61, more=AGAIN), DENUNCIATION))]
    ids = []
    for number, content in enumerate(contents):
        entry, received = Entry(f"don-{number}", partial(bytes, content)), now.date() - dt.timedelta(days=4)
        ids += [str(one.id) for one in taker.add_many([entry], received=received, now=lambda: now, actor=None)]
    return Petitions(*ids)


def unmask(page: Page) -> None:
    page.locator(".unmask summary").click()
    page.get_by_label("Lý do xem").select_option("giai_quyet")
    page.locator(".unmask form").get_by_role("button").click()
    expect(page.locator(".unmask")).to_have_count(0)


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize(("lang", "scheme"), [("vi", "light"), ("en", "dark")])
def test_axe_finds_nothing_serious(
    open_page: Opener, petitions: Petitions, tab: str, lang: str, scheme: str, take_picture: Callable[[Page, str], None]
) -> None:
    page = open_page(Role.HEAD, lang=lang, scheme=scheme)
    page.goto(f"/petitions/{petitions.again if tab == '/duplicates' else petitions.scan}{tab}")
    page.evaluate("for (const one of document.querySelectorAll('details:not(.user)')) one.open = true")
    take_picture(page, f"petition{tab.replace('/', '-')}-desk-{lang}-{scheme}")
    assert serious(page) == []


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("size", [PHONE, {"width": 640, "height": 400}], ids=["phone", "desk at twice the size"])
def test_nothing_is_cut_off_on_a_narrow_screen(
    open_page: Opener, petitions: Petitions, tab: str, size: dict[str, int], take_picture: Callable[[Page, str], None]
) -> None:
    page = open_page(Role.HANDLER, size=size)
    page.goto(f"/petitions/{petitions.scan}{tab}")
    take_picture(page, f"petition{tab.replace('/', '-')}-{size['width']}")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert serious(page) == []


def test_passage_chosen_in_the_text_is_marked_on_the_page_and_back(
    open_page: Opener, petitions: Petitions, take_picture: Callable[[Page, str], None]
) -> None:
    page = open_page(Role.HEAD, size={"width": 1600, "height": 900})
    page.goto(f"/petitions/{petitions.scan}")
    unmask(page)
    picture = page.locator(".paper img")
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("async one => { await one.decode(); return one.naturalWidth; }", timeout=60_000) > 600
    page.locator(".doc mark.petitioner").first.click()
    expect(page.locator(".box.petitioner.chosen").first).to_be_visible()
    take_picture(page, "petition-chosen")
    page.keyboard.press("Escape")
    expect(page.locator(".chosen")).to_have_count(0)
    # Another passage may lie over it: what counts is what the box does.
    page.locator(".box.target").first.dispatch_event("click")
    expect(page.locator(".doc mark.target.chosen").first).to_be_in_viewport()


def test_text_is_read_by_keyboard_and_layers_are_switched_without_scripts(open_page: Opener, petitions: Petitions) -> None:
    page = open_page(Role.HANDLER, script=False)
    page.goto(f"/petitions/{petitions.text}")
    mark = page.locator(".doc mark.citations").first
    mark.focus()
    expect(mark.locator(".tip")).to_be_visible()
    expect(mark.locator(".tip")).to_contain_text("Quyết định")
    before = mark.evaluate(
        "one => getComputedStyle(one.ownerDocument.querySelectorAll('.doc mark.citations')[1]).backgroundColor"
    )
    page.get_by_label("Viện dẫn").uncheck()
    after = mark.evaluate("one => getComputedStyle(one.ownerDocument.querySelectorAll('.doc mark.citations')[1]).backgroundColor")
    assert before != after == "rgba(0, 0, 0, 0)"


def test_handler_enters_a_fact_corrects_a_name_and_saves_a_paper(open_page: Opener, petitions: Petitions, store: Store) -> None:
    page = open_page(Role.HANDLER)
    page.goto(f"/petitions/{petitions.text}?queue=order%3Dreceived")
    expect(page.get_by_text("Cán bộ tiếp nhận hoặc lãnh đạo ghi quyết định.")).to_be_visible()
    page.get_by_label("việc của cơ quan tiến hành tố tụng, thi hành án").select_option("true")
    page.get_by_role("button", name="Tính lại").click()
    expect(page.locator(".note.done")).to_have_text("Đã tính lại đề xuất, căn cứ và thời hạn.")
    expect(page.locator(".proposed")).to_have_text("Hướng dẫn")
    page.get_by_role("link", name="Sửa thông tin").first.click()
    unmask(page)
    page.locator("#name-1").fill("Đỗ Kim Chi Em")
    page.get_by_role("button", name="Lưu và tính lại").click()
    expect(page.locator("#name-1")).to_have_value("Đỗ Kim Chi Em")
    expect(page.locator(".given").first).to_contain_text("handler")
    page.get_by_role("link", name="Văn bản").click()
    card = page.locator(".paper-card").first
    if not card.get_attribute("open"):
        card.locator("summary").first.click()
    with page.expect_download() as saved:
        card.get_by_role("button", name="Tải dự thảo (Word)").click()
    assert saved.value.suggested_filename.endswith(".docx")
    page.get_by_role("link", name="Hộp đơn").last.click()
    assert page.url.endswith("/inbox?order=received")


def test_head_decides_otherwise_and_is_told_when_somebody_was_quicker(
    open_page: Opener, petitions: Petitions, store: Store
) -> None:
    first, second = open_page(Role.HEAD), open_page(Role.RECEPTION)
    for page in (first, second):
        page.goto(f"/petitions/{petitions.secret}")
        page.get_by_text("Quyết định khác đề xuất", exact=True).click()
        page.get_by_label("Hướng xử lý").select_option("luu_don")
    first.get_by_role("button", name="Ghi quyết định").click()
    expect(first.get_by_text("Nêu lý do quyết định khác đề xuất.")).to_be_visible()
    first.get_by_label("Ghi chú").fill("Đã trả lời năm ngoái")
    first.get_by_role("button", name="Ghi quyết định").click()
    expect(first.locator(".note.done")).to_have_text("Đã ghi quyết định.")
    second.get_by_label("Ghi chú").fill("Tôi cũng nghĩ vậy")
    second.get_by_role("button", name="Ghi quyết định").click()
    expect(second.get_by_role("alert")).to_contain_text("Người khác vừa thay đổi đơn này")
    expect(second.get_by_role("alert")).to_contain_text("head")
    expect(second.get_by_label("Ghi chú")).to_have_value("Tôi cũng nghĩ vậy")
    assert read_petition(store, petitions.secret).standing.action == "luu_don"
    first.get_by_role("link", name="Lịch sử").click()
    first.get_by_role("link", name="Xem cả những ai đã mở đơn").click()
    expect(first.locator(".timeline")).to_contain_text("reception")
    expect(first.locator(".timeline")).to_contain_text("Đã trả lời năm ngoái")


def test_group_is_left_and_joined_again(open_page: Opener, petitions: Petitions, store: Store) -> None:
    page = open_page(Role.RECEPTION)
    page.goto(f"/petitions/{petitions.again}/duplicates")
    expect(page.locator("mark.differs").nth(1)).to_contain_text("Hôm qua tôi lại lên hỏi")
    page.get_by_text("Tách khỏi nhóm").first.click()
    page.get_by_role("button", name="Tách khỏi nhóm").click()
    expect(page.locator(".note.done")).to_have_text("Đơn đã ra khỏi nhóm.")
    page.get_by_label("Mã của đơn kia").fill(petitions.text)
    page.get_by_role("button", name="Gộp vào nhóm của đơn khác").click()
    expect(page.locator(".note.done")).to_have_text("Đã gộp vào nhóm.")
    assert read_petition(store, petitions.again).standing.group is not None


def test_printed_page_has_the_text_and_no_controls(open_page: Opener, petitions: Petitions) -> None:
    page = open_page(Role.HEAD)
    page.goto(f"/petitions/{petitions.text}")
    page.emulate_media(media="print")
    expect(page.locator(".doc")).to_be_visible()
    for control in (".legend", ".tabs", "#missing", ".unmask"):
        expect(page.locator(control).first).to_be_hidden()

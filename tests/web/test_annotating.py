"""An annotator corrects a document by selecting its text; what he made is in the store, to the character."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from nlp.annotate.archive.work import load_work
from nlp.annotate.task import Task
from nlp.store.engine import Store
from nlp.store.users import Role, list_users
from nlp.web.site import Site
from tests.unit.web.archive.desks import fill_archive
from tests.web.conftest import PHONE
from tests.web.test_every_page import serious

pytestmark = pytest.mark.web
NUMBERS = iter(range(1, 100))


@pytest.fixture
def name(site: Site) -> str:
    """A new archive, on which the analyst works alone and the head adjudicates."""
    users = {user.role: user.id for user in list_users(site.store)}
    made = f"kho-{next(NUMBERS)}"
    fill_archive(site.store, [users[Role.ANALYST]], at=dt.datetime.now(dt.UTC), actor=users[Role.HEAD], name=made)
    return made


def task_of(store: Store, name: str, document: int = 1) -> Task:
    """What the analyst made of a document."""
    user = next(user.id for user in list_users(store) if user.role is Role.ANALYST)
    return load_work(store, name, document, user).task


def select(page: Page, words: str, *, last: bool = False) -> None:
    """Selects words of the text as the mouse does: from their first character to their last."""
    box = page.evaluate(
        """([words, last]) => {
          const editor = document.getElementById("editor"), whole = editor.textContent;
          const at = last ? whole.lastIndexOf(words) : whole.indexOf(words);
          const walker = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT);
          const ends = [at, at + words.length].map((left) => {
            walker.currentNode = editor;
            let node = walker.nextNode();
            while (left > node.length) { left -= node.length; node = walker.nextNode(); }
            return [node, left];
          });
          const range = document.createRange();
          range.setStart(...ends[0]); range.setEnd(...ends[1]);
          window.scrollBy(0, range.getBoundingClientRect().top - window.innerHeight / 2);
          const boxes = [...range.getClientRects()], first = boxes[0], end = boxes[boxes.length - 1];
          return [first.left + 0.5, first.top + first.height / 2, end.right - 0.5, end.top + end.height / 2];
        }""",
        [words, last],
    )
    page.mouse.move(box[0], box[1])
    page.mouse.down()
    page.mouse.move(box[2], box[3], steps=5)
    page.mouse.up()
    assert page.evaluate("document.getSelection().toString()") == words


def save(page: Page) -> None:
    page.click("#save")
    expect(page.locator("#status")).to_have_text("Đã lưu nháp.")


def words_of(task: Task, layer: str) -> list[str]:
    return [task.text[span.start : span.end] for span in task.layer(layer)]


def test_span_with_values_and_relation_is_made_undone_and_saved(
    open_page: Callable[..., Page], store: Store, name: str, take_picture: Callable[[Page, str], None]
) -> None:
    before = task_of(store, name)
    page = open_page(Role.ANALYST)
    page.goto(f"/archives/{name}/documents/1")
    # Behind characters that UTF-16 counts twice.
    select(page, "hoàn thành trước ngày 28/02/2024")
    expect(page.locator("#status")).to_contain_text("hoàn thành trước ngày 28/02/2024")
    page.keyboard.press("3")
    expect(page.locator("#chosen-title")).to_have_text("Thời hạn")
    page.select_option("#span-label", "date")
    page.select_option("#span-bound", "before")
    page.fill("#span-date", "2024-02-28")
    page.locator("#span-date").blur()
    # The obligation in which it stands, and the relation to it.
    page.locator("#editor mark.layer-obligations", has_text="Sở Tài nguyên").first.click(position={"x": 4, "y": 8})
    while page.locator("#chosen-title").text_content() != "Nhiệm vụ giao":
        page.locator("#editor mark.layer-obligations", has_text="Sở Tài nguyên").first.click(position={"x": 4, "y": 8})
    linked = page.locator("#relations select[data-link=deadline]")
    linked.select_option(label="hoàn thành trước ngày 28/02/2024")
    expect(page.locator("#relations li", has_text="hoàn thành trước ngày 28/02/2024")).to_be_visible()
    take_picture(page, "journey-annotating")
    # A span too many, undone.
    select(page, "CHỦ TỊCH", last=True)
    page.keyboard.press("5")
    expect(page.locator("#chosen-title")).to_have_text("Cơ quan, người được nêu")
    page.keyboard.press("Escape")
    page.click("#undo")
    expect(page.locator("#editor mark.layer-bodies", has_text="CHỦ TỊCH")).to_have_count(0)
    expect(page.locator("#redo")).to_be_enabled()
    save(page)

    task = task_of(store, name)
    added = [span for span in task.spans if span.id not in {one.id for one in before.spans}]
    assert [task.text[span.start : span.end] for span in added] == ["hoàn thành trước ngày 28/02/2024"]
    assert (added[0].layer, added[0].label, dict(added[0].values)) == (
        "deadlines",
        "date",
        {"bound": "before", "date": "2024-02-28"},
    )
    head = next(link.head for link in task.relations if link.tail == added[0].id)
    obligation = next(span for span in task.spans if span.id == head)
    assert task.text[obligation.start : obligation.end].startswith("Sở Tài nguyên và Môi trường hướng dẫn")
    assert {one.id for one in before.spans} < {one.id for one in task.spans}


def test_text_is_selected_with_keys_alone(open_page: Callable[..., Page], store: Store, name: str) -> None:
    page = open_page(Role.ANALYST)
    page.goto(f"/archives/{name}/documents/1")
    page.focus("#editor")
    page.keyboard.press("Control+Home")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    for _ in range(8):
        page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#status")).to_contain_text("“bản quét”")
    page.keyboard.press("5")
    save(page)
    task = task_of(store, name)
    assert (4, 12) in [(span.start, span.end) for span in task.layer("bodies")] and task.text[4:12] == "bản quét"


def test_nothing_can_be_written_into_the_text(open_page: Callable[..., Page], name: str) -> None:
    page = open_page(Role.ANALYST)
    page.goto(f"/archives/{name}/documents/1")
    before = page.locator("#editor").text_content()
    page.click("#editor")
    page.keyboard.insert_text("đ")
    page.keyboard.press("q")
    page.keyboard.press("Backspace")
    page.keyboard.press("Control+v")
    assert page.locator("#editor").text_content() == before


def test_label_edges_and_deletion_of_a_span(open_page: Callable[..., Page], store: Store, name: str) -> None:
    machine = task_of(store, name)
    citation = next(span for span in task_of(store, name, 2).layer("citations"))
    page = open_page(Role.ANALYST)
    page.goto(f"/archives/{name}/documents/2?span={citation.id}")
    page.select_option("#span-label", "ke_hoach")
    expect(page.locator("#form [data-machine=label]")).to_contain_text("Chỉ thị")
    page.locator("[data-edge=end][data-by='-1']").click()
    expect(page.locator("#chosen [data-machine=edges]")).to_contain_text("2024")
    page.keyboard.press("Escape")
    page.locator("#at-hand button[data-layer=deadlines]").click()
    first = page.locator("#list .spanlist button.plain").first
    gone = first.locator("q").text_content()
    first.click()
    page.keyboard.press("x")
    expect(page.locator("#list h3")).to_have_text("Máy đánh dấu, đã bỏ")
    save(page)
    task = task_of(store, name, 2)
    changed = next(span for span in task.spans if span.id == citation.id)
    assert (changed.label, changed.start, changed.end) == ("ke_hoach", citation.start, citation.end - 1)
    assert changed.confidence is None and changed.source is None
    assert gone not in words_of(task, "deadlines")
    assert task_of(store, name) == machine


def test_relation_is_drawn_by_pointing(open_page: Callable[..., Page], store: Store, name: str) -> None:
    page = open_page(Role.ANALYST)
    page.goto(f"/archives/{name}/documents/2")
    page.locator("#at-hand button[data-layer=obligations]").click()
    page.locator("#list .spanlist button.plain").first.click()
    page.locator("[data-pick=citation]").click()
    expect(page.locator("#status")).to_contain_text("Esc")
    page.locator("#editor mark.layer-citations").first.click()
    expect(page.locator("#relations li", has_text="45/CT-UBND")).to_be_visible()
    save(page)
    task = task_of(store, name, 2)
    link = next(link for link in task.relations if link.kind == "citation")
    assert link.tail == task.layer("citations")[0].id and link.head == task.layer("obligations")[0].id


def test_labels_of_the_document_are_kept(open_page: Callable[..., Page], store: Store, name: str) -> None:
    page = open_page(Role.ANALYST)
    page.goto(f"/archives/{name}/documents/3")
    page.select_option("#label-main", "moi_truong")
    page.locator("#labels input[value=khan_cap]").check()
    save(page)
    page.keyboard.press("Control+z")
    expect(page.locator("#labels input[value=khan_cap]")).not_to_be_checked()
    labels = task_of(store, name, 3).labels
    assert labels["petition.fields"][0] == "moi_truong" and "khan_cap" in labels["petition.flags"]


def test_what_cannot_be_kept_is_told_at_its_span(open_page: Callable[..., Page], store: Store, name: str) -> None:
    deadline = task_of(store, name).layer("deadlines")[0]
    page = open_page(Role.ANALYST)
    page.goto(f"/archives/{name}/documents/1?span={deadline.id}")
    page.fill("#span-date", "30/4/2024")
    page.click("#save")
    expect(page.locator("#form [data-error=date]")).to_contain_text("năm-tháng-ngày")
    expect(page.locator("#span-date")).to_have_value("30/4/2024")
    expect(page.locator("#editor mark.wrong").first).to_be_attached()
    page.fill("#span-date", "2024-04-29")
    save(page)
    assert task_of(store, name).layer("deadlines")[0].values["date"] == "2024-04-29"


def test_two_windows_lose_nothing(open_page: Callable[..., Page], store: Store, name: str) -> None:
    page = open_page(Role.ANALYST)
    other = page.context.new_page()
    for one in (page, other):
        one.goto(f"/archives/{name}/documents/1")
    select(page, "bản quét")
    page.keyboard.press("5")
    save(page)
    select(other, "Lưu: VT")
    other.keyboard.press("5")
    other.click("#save")
    expect(other.locator("#trouble")).to_contain_text("analyst vừa lưu tài liệu này lúc")
    expect(other.locator("#editor mark.layer-bodies", has_text="Lưu: VT")).to_be_visible()
    other.locator("#merge button").click()
    expect(other.locator("#editor mark.layer-bodies", has_text="bản quét")).to_be_visible()
    save(other)
    assert {"bản quét", "Lưu: VT"} <= set(words_of(task_of(store, name), "bodies"))


def test_submitted_document_leads_to_the_next_one(open_page: Callable[..., Page], name: str) -> None:
    page = open_page(Role.ANALYST)
    page.goto(f"/archives/{name}/work")
    page.click("text=Làm tài liệu tiếp theo")
    page.wait_for_url(f"**/archives/{name}/documents/1")
    page.click("#submit")
    page.wait_for_url(f"**/archives/{name}/documents/2")
    page.goto(f"/archives/{name}/documents/1")
    expect(page.locator("#submit")).to_have_count(0)
    page.get_by_role("button", name="Mở lại").click()
    expect(page.locator("#submit")).to_be_visible()


def test_form_of_a_span_works_without_scripts(open_page: Callable[..., Page], store: Store, name: str) -> None:
    page = open_page(Role.ANALYST, script=False)
    page.goto(f"/archives/{name}/documents/2")
    page.locator("#list summary", has_text="Thời hạn").click()
    page.locator("#list details[open] a").first.click()
    page.fill("#span-date", "ngày mai")
    page.click("text=Lưu đoạn này")
    expect(page.locator("#form .error", has_text="năm-tháng-ngày")).to_be_visible()
    page.fill("#span-date", "2024-04-14")
    page.click("text=Lưu đoạn này")
    expect(page.locator(".note.done")).to_have_text("Đã lưu.")
    assert task_of(store, name, 2).layer("deadlines")[0].values["date"] == "2024-04-14"
    count = len(task_of(store, name, 2).spans)
    page.click("text=Bỏ đoạn này")
    assert len(task_of(store, name, 2).spans) == count - 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_serious_while_a_span_is_changed(
    open_page: Callable[..., Page], store: Store, name: str, scheme: str, size: dict[str, int] | None,
    take_picture: Callable[[Page, str], None],
) -> None:  # fmt: skip
    obligation = task_of(store, name).layer("obligations")[0]
    page = open_page(Role.ANALYST, scheme=scheme, **({"size": size} if size else {}))
    page.goto(f"/archives/{name}/documents/1?span={obligation.id}")
    take_picture(page, f"annotating-{scheme}-{'phone' if size else 'desk'}")
    assert page.evaluate("document.documentElement.scrollWidth") <= (size or {"width": 1280})["width"]
    assert serious(page) == []

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nlp.annotate.archive.open import list_archives, load_archive
from nlp.annotate.archive.work import list_work
from nlp.store.audit import TrailFilter, search_trail
from nlp.store.engine import Store
from nlp.store.users import list_users
from tests.unit.web.archive.papers import PLANS, write_lines
from tests.unit.web.browsing import Browser
from tests.unit.web.test_inbox import words


def ids(store: Store, *names: str) -> list[str]:
    by_name = {user.name: str(user.id) for user in list_users(store)}
    return [by_name[name] for name in names]


def send(browser: Browser, store: Store, files: bytes | None = None, **values: Any) -> Any:
    """Sends the form as it is filled in, but for the values named."""
    browser.get("/archives/new")
    filled = {
        "title": "Đơn và kế hoạch", "name": "dot-2", "guidelines": "1.1", "layers": ["citations"], "each": "2",
        "annotators": ids(store, "lan", "binh"), "adjudicators": ids(store, "chi"),
    } | values  # fmt: skip
    upload = [("files", ("a.jsonl", write_lines() if files is None else files, "application/jsonl"))]
    return browser.post("/archives/new", filled, files=upload)


def test_head_opens_an_archive_and_its_documents_are_given(store: Store, chi: Browser) -> None:
    answer = send(chi, store)
    assert answer.status_code == 303 and answer.headers["location"] == "/archives/dot-2"
    archive = load_archive(store, "dot-2")
    assert (archive.title, archive.guidelines, archive.layers, archive.each) == ("Đơn và kế hoạch", "1.1", ("citations",), 2)
    assert archive.documents == PLANS + 1 and archive.left_out == {"denunciations": 1}
    assert len(list_work(store, "dot-2", int(ids(store, "lan")[0]))) == PLANS + 1
    shown = words(chi.get("/archives/dot-2").text)
    assert "Đã mở kho và giao tài liệu." in shown and "1 đơn tố cáo hoặc chưa rõ loại" in shown
    assert "Kho có dữ liệu cá nhân." in shown


def test_denunciations_come_in_for_a_reason_that_is_kept(store: Store, chi: Browser) -> None:
    reason = "Nghiên cứu đơn tố cáo theo đề án"
    assert send(chi, store, denunciations="1", reason=reason).status_code == 303
    archive = load_archive(store, "dot-2")
    assert archive.documents == PLANS + 2 and archive.denunciations == reason
    assert reason in words(chi.get("/archives/dot-2").text)
    with store.read() as session:
        [link] = search_trail(session, TrailFilter(action="archive.fill", subject="archive/dot-2"))
    assert "denunciations" in link.event.details and reason not in str(link.event.details)


WRONG = [
    ({"title": " "}, "Hãy đặt tên kho."), ({"name": "Đợt 2"}, "Chỉ dùng chữ thường"), ({"name": "new"}, "Chỉ dùng chữ thường"),
    ({"name": "ke-hoach"}, "Đã có kho gán nhãn tên này."), ({"guidelines": ""}, "Hãy ghi phiên bản hướng dẫn."),
    ({"layers": []}, "Hãy chọn ít nhất một lớp."), ({"layers": ["beauty"]}, "Kho gán nhãn không có lớp này."),
    ({"each": "3"}, "Mỗi văn bản cần 1 đến 3 người gán"), ({"annotators": []}, "Hãy chọn ít nhất một người gán nhãn."),
    ({"annotators": ["4711", "1"]}, "Chỉ chuyên viên phân tích hoặc lãnh đạo"), ({"denunciations": "1"}, "Hãy ghi lý do."),
    ({"files": b""}, "Không có văn bản nào để đưa vào kho."), ({"files": b"a\n"}, "line 1 is no record"),
    ({"files": b"[1]\n"}, "line 1 is no record"), ({"files": b'{"id": 1}\n'}, "Tệp không phải kết quả phân tích"),
]  # fmt: skip


@pytest.mark.parametrize(("values", "told"), WRONG, ids=lambda value: str(value)[:40])
def test_what_does_not_fit_is_told_at_its_field(store: Store, chi: Browser, values: dict[str, Any], told: str) -> None:
    answer = send(chi, store, **values)
    assert answer.status_code == 422 and told in words(answer.text)
    assert answer.text.count('class="error"') == 1
    assert [archive.name for archive in list_archives(store)] == ["ke-hoach"]
    if "title" not in values:
        assert 'value="Đơn và kế hoạch"' in answer.text


def test_form_without_a_file_is_told(store: Store, chi: Browser) -> None:
    chi.get("/archives/new")
    answer = chi.post("/archives/new", {"title": "a", "name": "a", "guidelines": "1", "layers": "citations", "annotators": "2"})
    assert answer.status_code == 422 and "Hãy chọn tệp." in words(answer.text)


@pytest.mark.parametrize("values", [{"each": "4"}, {"annotators": ["x"]}, {"title": "a\0"}])
def test_form_that_no_page_sends_is_refused(store: Store, chi: Browser, values: dict[str, Any]) -> None:
    assert send(chi, store, **values).status_code == 400


def test_only_the_head_opens_archives(store: Store, lan: Browser) -> None:
    assert lan.get("/archives/new").status_code == 403
    assert "/archives/new" not in lan.get("/archives").text


def test_list_has_the_archives_that_one_may_open(as_user: Callable[[str], Browser], chi: Browser, lan: Browser) -> None:
    for browser in (chi, lan):
        assert 'href="/archives/ke-hoach"' in browser.get("/archives").text
    shown = as_user("hoa").get("/archives").text
    assert "ke-hoach" not in shown and "Bạn chưa được giao kho nào." in words(shown)
    assert as_user("tam").get("/archives").status_code == 403


def test_home_counts_hits_by_layer_and_leads_to_them(lan: Browser) -> None:
    page = lan.get("/archives/ke-hoach").text
    assert f"Viện dẫn {5 * PLANS + 2} {5 * PLANS + 2} 0 0 0 0 %" in words(page)
    assert 'href="/archives/ke-hoach/hits?layer=citations&amp;state=open"' in page.replace("&state", "&amp;state")
    assert 'href="/guidelines"' in page and lan.get("/guidelines").status_code == 200


def test_head_names_other_people(store: Store, chi: Browser) -> None:
    chi.get("/archives/ke-hoach")
    values = {"annotators": ids(store, "hoa"), "adjudicators": ids(store, "lan")}
    assert chi.post("/archives/ke-hoach/people", values).status_code == 303
    archive = load_archive(store, "ke-hoach")
    assert [str(user) for user in (*archive.annotators, *archive.adjudicators)] == ids(store, "hoa", "lan")
    assert len(list_work(store, "ke-hoach", archive.annotators[0])) == archive.documents
    answer = chi.post("/archives/ke-hoach/people", {"adjudicators": ids(store, "lan")})
    assert answer.status_code == 422 and "Mỗi văn bản cần 1 đến 3 người gán" in words(answer.text)
    answer = chi.post("/archives/ke-hoach/people", {"annotators": ids(store, "tam")})
    assert answer.status_code == 422 and "Chỉ chuyên viên phân tích" in words(answer.text)


def test_archive_is_closed_after_a_box_was_ticked(store: Store, chi: Browser) -> None:
    chi.get("/archives/ke-hoach")
    assert chi.post("/archives/ke-hoach/close").status_code == 400
    assert load_archive(store, "ke-hoach").closed_at is None
    assert chi.post("/archives/ke-hoach/close", {"sure": "1"}).status_code == 303
    page = chi.get("/archives/ke-hoach").text
    assert "không sửa được nữa" in words(page) and "/people" not in page and "/close" not in page
    assert chi.post("/archives/ke-hoach/close", {"sure": "1"}).status_code == 409


def test_annotator_neither_closes_nor_names_people(lan: Browser) -> None:
    page = lan.get("/archives/ke-hoach").text
    assert "/archives/ke-hoach/people" not in page and "/archives/ke-hoach/close" not in page
    assert lan.post("/archives/ke-hoach/people", {"annotators": "2"}).status_code == 403
    assert lan.post("/archives/ke-hoach/close", {"sure": "1"}).status_code == 403

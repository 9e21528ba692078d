from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nlp.store.engine import Store
from nlp.store.register.obligations import ObligationFilters, iterate_obligations, list_history, read_obligation
from nlp.store.users import Role
from tests.unit.register.dispatches import DISTRICT, ELSEWHERE, PROVINCE, REPLACING, REPORT, id_of, register
from tests.unit.triage.petitions import complaint
from tests.unit.web.browsing import Browser
from tests.unit.web.register.reading import Page


def obligations(store: Store, text: str) -> list[str]:
    return [one.duty.id for one in iterate_obligations(store, ObligationFilters(directive=id_of(text)))]


def test_page_holds_text_obligations_and_what_it_rests_on(head: Browser) -> None:
    page = Page(head.get(f"/directives/{id_of(DISTRICT)}").text)
    assert "77/KH-UBND" in page.texts("//h1")[0]
    assert page.find("//mark[.obligations]") and page.find("//mark[.deadlines]")
    assert len(page.find("//article[.one-duty]")) == 2
    assert page.link("//section[@aria-labelledby='cites-title']//a", "45/CT-UBND") == f"/directives/{id_of(PROVINCE)}"


def test_obligation_leads_to_its_place_in_the_text(head: Browser) -> None:
    page = Page(head.get(f"/directives/{id_of(DISTRICT)}").text)
    targets = {str(one.get("id")) for one in page.find("//div[.doc]//i[@id]")}
    assert {str(one.get("href")).removeprefix("#") for one in page.find("//article[.one-duty]/p[.duty-words]/a")} <= targets


def test_replaced_directive_says_by_which(head: Browser, store: Store) -> None:
    register(store, REPLACING)
    page = Page(head.get(f"/directives/{id_of(DISTRICT)}").text)
    [marks] = page.texts("//p[.marks]")
    assert "Bị thay thế" in marks and "102/KH-UBND" in marks


def test_done_with_evidence_is_kept_and_searchable(head: Browser, store: Store) -> None:
    first = obligations(store, DISTRICT)[0]
    head.get(f"/directives/{id_of(DISTRICT)}")
    answer = head.post(
        f"/obligations/{first}/status", {"version": "0", "status": "xong", "evidence": "31/BC-UBND", "note": "Đã báo cáo"}
    )  # fmt: skip
    assert answer.headers["location"] == f"/directives/{id_of(DISTRICT)}#{first}"
    [entry] = list_history(store, first)
    assert (entry.status, entry.evidence, entry.note) == ("xong", id_of(REPORT), "Đã báo cáo")
    page = head.get(f"/directives/{id_of(DISTRICT)}").text
    assert "Lịch sử (1)" in page and "Đã báo cáo" in page
    found = Page(head.get("/search?q=đối+thoại&status=xong").text)
    assert len(found.find("//article[.duty]")) == 1


def test_one_day_of_a_recurring_duty_is_done_and_the_rest_stays_open(head: Browser, store: Store) -> None:
    monthly = obligations(store, PROVINCE)[2]
    page = Page(head.get(f"/directives/{id_of(PROVINCE)}").text)
    day = page.find(f"//select[@id='due-{monthly}']/option")[1].get("value")
    head.post(f"/obligations/{monthly}/status", {"version": "0", "status": "xong", "due": day})
    kept = read_obligation(store, monthly)
    assert kept.status == "mo" and [one.isoformat() for one in kept.done_days] == [day]


def test_evidence_that_is_not_there_is_told_and_nothing_kept(head: Browser, store: Store) -> None:
    first = obligations(store, DISTRICT)[0]
    head.get(f"/directives/{id_of(DISTRICT)}")
    answer = head.post(
        f"/obligations/{first}/status", {"version": "0", "status": "xong", "evidence": "999/BC-UBND", "note": "giữ lại"}
    )
    assert answer.status_code == 422 and "Sổ không có văn bản này" in answer.text and "giữ lại" in answer.text
    assert list_history(store, first) == []


def test_number_of_several_documents_asks_for_the_id(head: Browser, store: Store) -> None:
    register(store, ELSEWHERE)
    first = obligations(store, DISTRICT)[0]
    head.get(f"/directives/{id_of(DISTRICT)}")
    answer = head.post(f"/obligations/{first}/status", {"version": "0", "status": "xong", "evidence": "77/KH-UBND"})
    assert answer.status_code == 422 and "Nhiều văn bản có số này" in answer.text


def test_who_was_slower_is_told(head: Browser, store: Store) -> None:
    first = obligations(store, DISTRICT)[0]
    head.get(f"/directives/{id_of(DISTRICT)}")
    head.post(f"/obligations/{first}/status", {"version": "0", "status": "xong"})
    head.get(f"/directives/{id_of(DISTRICT)}")
    answer = head.post(f"/obligations/{first}/status", {"version": "0", "status": "mo", "note": "của tôi"})
    assert answer.status_code == 409 and "Người khác vừa thay đổi" in answer.text and "của tôi" in answer.text
    assert len(list_history(store, first)) == 1


@pytest.mark.parametrize("values", [{"status": "qua_han"}, {"status": ""}])
def test_being_overdue_is_nothing_that_can_be_set(head: Browser, store: Store, values: dict[str, str]) -> None:
    first = obligations(store, DISTRICT)[0]
    head.get(f"/directives/{id_of(DISTRICT)}")
    assert head.post(f"/obligations/{first}/status", {"version": "0", **values}).status_code == 422


@pytest.mark.parametrize("due", ["2024-01-01", "x"])
def test_day_on_which_nothing_is_due_is_refused(head: Browser, store: Store, due: str) -> None:
    monthly = obligations(store, PROVINCE)[2]
    head.get(f"/directives/{id_of(PROVINCE)}")
    assert head.post(f"/obligations/{monthly}/status", {"version": "0", "status": "xong", "due": due}).status_code == 400


def test_analyst_reads_and_changes_nothing(site: Any, store: Store, browse: Callable[..., Browser]) -> None:
    analyst = browse(Role.ANALYST)
    page = analyst.get(f"/directives/{id_of(DISTRICT)}")
    assert page.status_code == 200 and "/status" not in page.text
    assert analyst.post(f"/obligations/{obligations(store, DISTRICT)[0]}/status", {"version": "0"}).status_code == 403


def test_source_is_saved_never_shown(head: Browser) -> None:
    answer = head.get(f"/directives/{id_of(DISTRICT)}/source")
    assert answer.content.decode() == DISTRICT and answer.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("path", ["/directives/0000000000000000", "/directives/0000000000000000/source"])
def test_directive_that_is_not_there(head: Browser, path: str) -> None:
    assert head.get(path).status_code == 404


def test_dispatches_are_added_and_found_at_once(head: Browser) -> None:
    head.get("/directives/intake")
    files = [("files", (f"{name}.txt", text.encode(), "text/plain")) for name, text in (("a", REPLACING), ("b", complaint()))]
    page = Page(head.post("/directives/intake", files=files).text)
    told = page.texts("//section[@id='taken']//tbody/tr")
    assert any("Đã vào sổ" in one and "102/KH-UBND" in one for one in told)
    assert any("đơn thư, không vào sổ" in one for one in told)
    assert "102/KH-UBND" in head.get("/search?q=102/KH-UBND").text


def test_script_sends_one_file_at_a_time(head: Browser) -> None:
    head.get("/directives/intake")
    file = {"file": ("a.txt", REPLACING.encode(), "text/plain")}
    assert head.post("/directives/intake/file", files=file).json()["outcome"] == "added"
    assert head.post("/directives/intake/file", files=file).json()["outcome"] == "known"


def test_form_without_files_or_with_a_wrong_day_is_told(head: Browser) -> None:
    head.get("/directives/intake")
    assert "Hãy chọn tệp" in head.post("/directives/intake", files={"files": ("", b"")}).text
    late = head.post("/directives/intake", {"received": "2030-01-01"}, files={"files": ("a.txt", b"x")})
    assert late.status_code == 422 and "Ngày nhận không được" in late.text


def test_proposed_report_is_accepted_or_refused(head: Browser, store: Store) -> None:
    first = obligations(store, DISTRICT)[0]
    page = Page(head.get(f"/directives/{id_of(DISTRICT)}").text)
    [told] = page.texts("//div[.proposal]")
    assert "31/BC-UBND" in told and "dẫn 77/KH-UBND" in told
    values = {"version": "0", "document": id_of(REPORT)}
    head.post(f"/obligations/{first}/evidence", {**values, "answer": "refuse"})
    assert "Từ chối" in Page(head.get(f"/directives/{id_of(DISTRICT)}").text).texts("//div[.proposal]")[0]
    answer = head.post(f"/obligations/{first}/evidence", {**values, "answer": "accept"})
    assert answer.headers["location"].endswith(first) and read_obligation(store, first).status == "xong"
    assert [one.evidence for one in list_history(store, first)] == [id_of(REPORT)]


def test_report_shows_what_it_may_answer(head: Browser, store: Store) -> None:
    page = Page(head.get(f"/directives/{id_of(REPORT)}").text)
    assert page.link("//section[@aria-labelledby='answers-title']//a", "UBND các xã, thị trấn").endswith(
        obligations(store, DISTRICT)[0]
    )


def test_cascade_goes_from_the_province_down_and_names_what_is_missing(head: Browser, store: Store) -> None:
    page = Page(head.get(f"/directives/{id_of(REPORT)}/cascade").text)
    assert [one.split(",")[0] for one in page.texts("//ul[.tree]//span[.branch]/a")] == [
        "Chỉ thị 45/CT-UBND", "Kế hoạch 77/KH-UBND", "Báo cáo 31/BC-UBND"
    ]  # fmt: skip
    register(store, ELSEWHERE.replace("45/CT-UBND", "46/CT-UBND"))
    other = id_of(ELSEWHERE.replace("45/CT-UBND", "46/CT-UBND"))
    [missing] = Page(head.get(f"/directives/{other}/cascade").text).texts("//ul[.missing-bases]/li")
    assert "46/CT-UBND" in missing and "chỉ biết qua trích dẫn" in missing

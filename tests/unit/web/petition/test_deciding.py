"""Decisions and facts: taken with the version that was seen, told plainly where somebody was quicker."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nlp.store.corrections import list_current
from nlp.store.decisions import list_decisions
from nlp.store.engine import Store
from nlp.store.petitions import read_details, read_petition
from nlp.store.users import Role
from tests.unit.web.browsing import Browser
from tests.unit.web.petition.cases import Cases, send

Browse = Callable[..., Browser]


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.HEAD])
def test_proposal_is_accepted(browse: Browse, cases: Cases, store: Store, role: Role) -> None:
    proposed = read_details(store, cases.complaint)["action"]
    browser = browse(role)
    assert proposed and send(browser, "/decide", cases.complaint, action=proposed).status_code == 303
    petition = read_petition(store, cases.complaint)
    assert petition.standing.status in ("decided", "closed") and petition.standing.action == proposed
    assert list_decisions(store, cases.complaint)[0].user == 1


def test_handler_decides_nothing(browse: Browse, cases: Cases) -> None:
    assert send(browse(Role.HANDLER), "/decide", cases.complaint, action="thu_ly").status_code == 403


def test_another_action_needs_a_note(browse: Browse, cases: Cases, store: Store) -> None:
    browser = browse(Role.HEAD)
    refused = send(browser, "/decide", cases.complaint, action="luu_don")
    assert refused.status_code == 422 and "Nêu lý do quyết định khác đề xuất." in refused.text
    assert send(browser, "/decide", cases.complaint, action="luu_don", note="Đã trả lời trước đó").status_code == 303
    assert list_decisions(store, cases.complaint)[0].note == "Đã trả lời trước đó"


def test_another_type_needs_a_note_and_is_kept(browse: Browse, cases: Cases, store: Store) -> None:
    browser, proposed = browse(Role.HEAD), read_details(store, cases.complaint)["action"]
    assert send(browser, "/decide", cases.complaint, action=proposed, type="kien_nghi").status_code == 422
    assert send(browser, "/decide", cases.complaint, action=proposed, type="kien_nghi", note="chỉ kiến nghị").status_code == 303
    assert read_petition(store, cases.complaint).standing.type == "kien_nghi"


def test_fields_that_stay_are_no_override(browse: Browse, cases: Cases, store: Store) -> None:
    proposed, held = read_details(store, cases.complaint)["action"], read_petition(store, cases.complaint).standing.fields
    values = {"action": proposed, "fields_shown": "1", "field": list(held)}
    assert send(browse(Role.HEAD), "/decide", cases.complaint, **values).status_code == 303


@pytest.mark.parametrize("values", [{"action": "xoa"}, {"action": ""}, {"action": "luu_don", "type": "x", "note": "x"}])
def test_decision_that_is_none_is_told(browse: Browse, cases: Cases, store: Store, values: dict[str, str]) -> None:
    assert send(browse(Role.HEAD), "/decide", cases.complaint, **values).status_code == 422
    assert list_decisions(store, cases.complaint) == []


def test_who_was_slower_sees_who_was_quicker_and_keeps_what_was_written(browse: Browse, cases: Cases, store: Store) -> None:
    quick, slow = browse(Role.HEAD, "lan"), browse(Role.RECEPTION, "mai")
    seen = read_petition(store, cases.complaint).version
    assert send(quick, "/decide", cases.complaint, action="huong_dan", note="gửi sang xã").status_code == 303
    late = send(slow, "/decide", cases.complaint, version=seen, action="luu_don", note="tôi nghĩ nên lưu")
    assert late.status_code == 409
    assert "Người khác vừa thay đổi đơn này" in late.text and "lan" in late.text and "tôi nghĩ nên lưu" in late.text
    assert len(list_decisions(store, cases.complaint)) == 1
    # The form that came back holds the newest version: sent again, it is taken.
    newest = late.text.split('name="version" value="')[1].split('"')[0]
    again = slow.post(
        f"/petitions/{cases.complaint}/decide", {"version": newest, "action": "luu_don", "note": "tôi nghĩ nên lưu"}
    )  # fmt: skip
    assert again.status_code == 303


def test_state_is_moved_without_a_note(browse: Browse, cases: Cases, store: Store) -> None:
    browser = browse(Role.HEAD)
    assert send(browser, "/decide", cases.complaint, action="ket_thuc").status_code == 303
    assert read_petition(store, cases.complaint).standing.status == "closed"
    assert send(browser, "/decide", cases.complaint, action="mo_lai").status_code == 303
    assert read_petition(store, cases.complaint).standing.status == "waiting"


def test_petition_is_given_to_an_officer_and_taken_back(browse: Browse, cases: Cases, store: Store) -> None:
    browser = browse(Role.HANDLER)
    assert send(browser, "/assign", cases.complaint, assignee="1").status_code == 303
    assert read_petition(store, cases.complaint).assignee == 1
    assert send(browser, "/assign", cases.complaint, assignee="99").status_code == 422
    assert send(browser, "/assign", cases.complaint, assignee="").status_code == 303
    assert read_petition(store, cases.complaint).assignee is None


def test_entered_fact_is_kept_with_who_said_it_and_moves_the_proposal(browse: Browse, cases: Cases, store: Store) -> None:
    browser = browse(Role.HANDLER, "lan")
    answer = send(browser, "/facts", cases.complaint, **{"fact.thuoc_toa_an": "true"})
    assert answer.status_code == 303 and "#proposal" in answer.headers["location"]
    assert read_details(store, cases.complaint)["action"] == "huong_dan"
    [kept] = list_current(store, cases.complaint)
    assert (kept.correction.name, kept.correction.value, kept.user) == ("thuoc_toa_an", "true", 1)
    page = browser.get(f"/petitions/{cases.complaint}").text
    assert "cán bộ nhập" in page and "lan" in page
    assert send(browser, "/facts", cases.complaint, **{"fact.thuoc_toa_an": ""}).status_code == 303
    assert list_current(store, cases.complaint) == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ngay_thu_ly", "hôm qua", "Viết ngày theo dạng năm-tháng-ngày."),
        ("so_dai_dien", "hai", "Viết một số nguyên."),
        ("thuoc_toa_an", "chắc vậy", "Chọn có hoặc không."),
    ],
)
def test_fact_of_another_kind_is_told_at_its_field(browse: Browse, cases: Cases, name: str, value: str, said: str) -> None:
    answer = send(browse(Role.HANDLER), "/facts", cases.complaint, **{f"fact.{name}": value})
    assert answer.status_code == 422
    assert said in answer.text or name not in answer.text


def test_fact_that_nobody_knows_is_refused(browse: Browse, cases: Cases) -> None:
    assert send(browse(Role.HANDLER), "/facts", cases.complaint, **{"fact.khong_co": "true"}).status_code == 400


def test_facts_of_who_was_slower_are_not_kept(browse: Browse, cases: Cases, store: Store) -> None:
    browser, seen = browse(Role.HANDLER), read_petition(store, cases.complaint).version
    send(browser, "/facts", cases.complaint, **{"fact.thuoc_toa_an": "true"})
    late = send(browser, "/facts", cases.complaint, version=seen, **{"fact.thuoc_dang": "true"})
    assert late.status_code == 409 and len(list_current(store, cases.complaint)) == 1

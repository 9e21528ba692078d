"""Corrections of what was read, groups, papers and history."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import docx
import pytest

from nlp.store.audit import TrailFilter, search_trail
from nlp.store.corrections import list_current
from nlp.store.documents import read_record
from nlp.store.engine import Store
from nlp.store.petitions import read_petition
from nlp.store.users import Role
from tests.unit.web.browsing import Browser
from tests.unit.web.petition.cases import COMPLAINER, DENOUNCER, Cases, send, unmask

Browse = Callable[..., Browser]
EMPTY = {"name": "", "address": "", "identity_number": "", "phone": ""}


def people(*rows: dict[str, str]) -> dict[str, list[str]]:
    return {key: [{**EMPTY, **row}[key] for row in rows] for key in EMPTY}


def test_corrected_person_is_shown_beside_what_the_machine_read(browse: Browse, cases: Cases, store: Store) -> None:
    browser = browse(Role.HANDLER, "lan")
    unmask(browser, cases.complaint)
    answer = send(browser, "/edit", cases.complaint, **people({"name": "Vũ Quang Bính", "address": "thôn Mới"}, {}))
    assert answer.status_code == 303
    page = browser.get(f"/petitions/{cases.complaint}/edit").text
    assert 'value="Vũ Quang Bính"' in page and COMPLAINER in page and "lan, <time" in page
    stored = read_record(store, cases.complaint)
    assert stored and stored.analysis.record["petition"]["petitioners"][0]["name"] == COMPLAINER, "the analysis stays"


def test_correction_is_taken_back(browse: Browse, cases: Cases, store: Store) -> None:
    browser = browse(Role.HANDLER)
    send(browser, "/edit", cases.complaint, loai_don="kien_nghi")
    assert read_petition(store, cases.complaint).standing.type == "kien_nghi"
    assert send(browser, "/edit/fact/loai_don/take-back", cases.complaint).status_code == 303
    assert read_petition(store, cases.complaint).standing.type == "khieu_nai" and list_current(store, cases.complaint) == []
    assert send(browser, "/edit/fact/loai_don/take-back", cases.complaint).status_code == 404


def test_day_of_receipt_moves_the_due_dates(browse: Browse, cases: Cases, store: Store) -> None:
    before = read_petition(store, cases.complaint).standing.due
    send(browse(Role.HANDLER), "/edit", cases.complaint, ngay_nhan="2026-11-10")
    after = read_petition(store, cases.complaint).standing.due
    assert before and after and after < before


def test_only_what_was_changed_is_a_correction(browse: Browse, cases: Cases, store: Store) -> None:
    browser, held = browse(Role.HANDLER), read_petition(store, cases.complaint).standing
    values = {"loai_don": held.type, "ngay_nhan": "2026-11-20", "fields_shown": "1", "fields": list(held.fields)}
    answer = send(browser, "/edit", cases.complaint, **values, flags_shown="1", flags=["khan_cap"])
    assert answer.status_code == 303
    assert [one.correction.name for one in list_current(store, cases.complaint)] == ["flags"]


def test_people_are_not_corrected_by_who_does_not_see_them(browse: Browse, cases: Cases, store: Store) -> None:
    browser = browse(Role.HANDLER)
    assert 'name="identity_number"' not in browser.get(f"/petitions/{cases.denunciation}/edit").text
    send(browser, "/edit", cases.denunciation, **people({"name": "Ai Đó"}), target="ai khác")
    assert list_current(store, cases.denunciation) == []


@pytest.mark.parametrize("values", [{"ngay_nhan": "mai"}, {"loai_don": "thu"}])
def test_wrong_value_is_told_at_its_field(browse: Browse, cases: Cases, values: dict[str, str]) -> None:
    answer = send(browse(Role.HANDLER), "/edit", cases.complaint, **values)
    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.text


# groups
def test_group_is_shown_side_by_side_with_what_differs(browse: Browse, cases: Cases) -> None:
    page = browse(Role.HANDLER).get(f"/petitions/{cases.again}/duplicates").text
    assert "Nhóm 2 đơn" in page and re.search(r'<mark class="differs">[^<]*Hôm qua tôi lại lên', page)


def test_petition_leaves_its_group_and_is_joined_again(browse: Browse, cases: Cases, store: Store) -> None:
    browser = browse(Role.RECEPTION)
    assert read_petition(store, cases.again).standing.group == cases.first
    assert send(browser, "/duplicates/leave", cases.again, note="khác việc").status_code == 303
    assert read_petition(store, cases.again).standing.group is None
    assert send(browser, "/duplicates/join", cases.again, other=cases.first).status_code == 303
    assert read_petition(store, cases.again).standing.group == read_petition(store, cases.first).standing.group == cases.first


@pytest.mark.parametrize("other", ["", "0123456789abcdef", "<script>", "self"])
def test_group_of_none_is_told(browse: Browse, cases: Cases, other: str) -> None:
    answer = send(browse(Role.HEAD), "/duplicates/join", cases.complaint, other=cases.complaint if other == "self" else other)
    assert answer.status_code == 422 and "Không có đơn nào khác mang mã này." in answer.text


# papers
def test_paper_of_a_complaint_holds_what_was_filled_in_and_is_recorded(browse: Browse, cases: Cases, store: Store) -> None:
    browser = browse(Role.HANDLER)
    assert send(browser, "/papers/phieu_de_xuat", cases.complaint).status_code == 403, "it names the writer"
    unmask(browser, cases.complaint)
    answer = send(browser, "/papers/phieu_de_xuat", cases.complaint, date="2026-11-23", nguoi_de_xuat="Trần Thử")
    assert answer.status_code == 200 and answer.headers["content-disposition"].startswith("attachment; filename=")
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(answer.content)).element.body.iter() if getattr(p, "text", None))
    assert COMPLAINER in text
    with store.read() as session:
        [link] = search_trail(session, TrailFilter(action="petition.draft"))
    assert link.event.details == {"kind": "phieu_de_xuat"}


def test_inner_paper_of_a_denunciation_leaves_out_who_denounces(browse: Browse, cases: Cases) -> None:
    answer = send(browse(Role.HANDLER), "/papers/phieu_de_xuat", cases.denunciation)
    assert answer.status_code == 200
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(answer.content)).element.body.iter() if getattr(p, "text", None))
    assert DENOUNCER not in text and "•" not in text


def test_words_that_tell_who_denounces_are_refused(browse: Browse, cases: Cases) -> None:
    answer = send(browse(Role.HANDLER), "/papers/phieu_de_xuat", cases.denunciation, ly_do=f"Theo lời bà {DENOUNCER}")
    assert answer.status_code in (200, 422)
    if answer.status_code == 422:
        assert "có thể làm lộ người tố cáo" in answer.text


def test_paper_that_does_not_fit_is_not_found(browse: Browse, cases: Cases) -> None:
    browser = browse(Role.HANDLER)
    assert send(browser, "/papers/quyet_dinh_thu_ly_to_cao", cases.complaint).status_code == 404
    assert send(browser, "/papers/khong_co", cases.complaint).status_code == 400


# history
def test_history_tells_decisions_and_corrections_and_to_the_head_who_looked(browse: Browse, cases: Cases) -> None:
    handler, head = browse(Role.HANDLER, "lan"), browse(Role.HEAD, "binh")
    send(handler, "/facts", cases.complaint, **{"fact.thuoc_toa_an": "true"})
    send(head, "/decide", cases.complaint, action="luu_don", note="ghi chú của lãnh đạo")
    page = head.get(f"/petitions/{cases.complaint}/history?looks=true").text
    assert "ghi chú của lãnh đạo" in page and "việc của cơ quan tiến hành tố tụng" in page and "Xem đơn" in page
    assert "Xem đơn" not in handler.get(f"/petitions/{cases.complaint}/history?looks=true").text


def test_notes_that_name_who_denounces_are_masked_too(browse: Browse, cases: Cases) -> None:
    head = browse(Role.HEAD)
    send(head, "/decide", cases.denunciation, action="luu_don", note=f"Bà {DENOUNCER} đã rút đơn")
    page = head.get(f"/petitions/{cases.denunciation}/history").text
    assert "đã rút đơn" in page and DENOUNCER not in page

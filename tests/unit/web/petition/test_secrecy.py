"""Who sees what of a petition: roles, secrecy, unmasking with a reason, what stays out of pages whatever it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nlp.store.audit import TrailFilter, search_trail
from nlp.store.engine import Store
from nlp.store.petitions import read_petition
from nlp.store.users import Role
from nlp.triage.decisions import join
from tests.unit.web.browsing import AT, Browser
from tests.unit.web.conftest import Clock
from tests.unit.web.petition.cases import COMPLAINER, DENOUNCER, Cases, send, unmask

Browse = Callable[..., Browser]
OFFICERS = (Role.RECEPTION, Role.HANDLER, Role.HEAD)
BELOW = ("", "/edit", "/duplicates", "/papers", "/history")


@pytest.mark.parametrize("role", [*OFFICERS, Role.ANALYST])
@pytest.mark.parametrize("below", BELOW)
def test_who_denounces_is_masked_for_everyone_at_first(browse: Browse, cases: Cases, role: Role, below: str) -> None:
    page = browse(role).get(f"/petitions/{cases.denunciation}{below}")
    if role is Role.ANALYST and below:
        assert page.status_code == 403
    else:
        assert page.status_code == 200
        assert DENOUNCER not in page.text and "Ví Dụ" not in page.text and "khu 3" not in page.text


@pytest.mark.parametrize("role", OFFICERS)
def test_name_of_who_complains_is_shown_to_officers_and_the_address_is_not(browse: Browse, cases: Cases, role: Role) -> None:
    page = browse(role).get(f"/petitions/{cases.complaint}").text
    assert COMPLAINER in page and "Đầm Sen" not in page


def test_analyst_sees_no_name_at_all(browse: Browse, cases: Cases) -> None:
    page = browse(Role.ANALYST).get(f"/petitions/{cases.complaint}").text
    assert COMPLAINER not in page and "khiếu nại Quyết định số" in page


def test_administrator_reads_no_petition(browse: Browse, cases: Cases) -> None:
    browser = browse(Role.ADMINISTRATOR)
    for below in (*BELOW, "/source", "/pages/1"):
        assert browser.get(f"/petitions/{cases.complaint}{below}").status_code == 403


@pytest.mark.parametrize("role", OFFICERS)
def test_officer_unmasks_by_a_reason_that_is_recorded(browse: Browse, cases: Cases, store: Store, role: Role) -> None:
    browser = browse(role)
    assert unmask(browser, cases.denunciation, "lien_he").status_code == 303
    assert DENOUNCER in browser.get(f"/petitions/{cases.denunciation}").text
    with store.read() as session:
        [link] = search_trail(session, TrailFilter(action="petition.unmask"))
    assert link.event.subject == cases.denunciation and link.event.details["reason"] == "lien_he" and link.event.user == 1


def test_unmasking_holds_for_one_petition_one_user_and_half_an_hour(browse: Browse, cases: Cases, clock: Clock) -> None:
    one, other = browse(Role.HEAD), browse(Role.HANDLER)
    unmask(one, cases.denunciation)
    assert DENOUNCER not in other.get(f"/petitions/{cases.denunciation}").text
    assert "Đầm Sen" not in one.get(f"/petitions/{cases.complaint}").text
    clock.pass_by(minutes=29)
    assert DENOUNCER in one.get(f"/petitions/{cases.denunciation}").text
    clock.pass_by(minutes=2)
    assert DENOUNCER not in one.get(f"/petitions/{cases.denunciation}").text


@pytest.mark.parametrize("reason", ["", "vì thích", "<b>"])
def test_unmasking_without_a_reason_is_refused(browse: Browse, cases: Cases, reason: str) -> None:
    browser = browse(Role.HEAD)
    answer = unmask(browser, cases.denunciation, reason)
    assert answer.status_code == 422 and DENOUNCER not in answer.text


def test_analyst_cannot_unmask(browse: Browse, cases: Cases) -> None:
    assert unmask(browse(Role.ANALYST), cases.denunciation).status_code == 403


def test_every_look_is_recorded_with_what_was_shown(browse: Browse, cases: Cases, store: Store) -> None:
    browser = browse(Role.HANDLER)
    browser.get(f"/petitions/{cases.complaint}")
    browser.get(f"/petitions/{cases.denunciation}")
    with store.read() as session:
        links = search_trail(session, TrailFilter(action="petition.view"))
    assert [(one.event.subject, one.event.details["shown"]) for one in links] == [
        (cases.denunciation, "none"), (cases.complaint, "names"),
    ]  # fmt: skip


def test_source_is_saved_under_a_name_of_ours_by_who_sees_it_whole(browse: Browse, cases: Cases, store: Store) -> None:
    browser = browse(Role.HANDLER)
    assert browser.get(f"/petitions/{cases.denunciation}/source").status_code == 403
    unmask(browser, cases.denunciation)
    answer = browser.get(f"/petitions/{cases.denunciation}/source")
    assert answer.status_code == 200 and DENOUNCER in answer.text
    assert answer.headers["content-disposition"] == 'attachment; filename="don-2.txt"'
    assert answer.headers["content-type"] == "application/octet-stream" and answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    with store.read() as session:
        assert search_trail(session, TrailFilter(action="petition.download"))[0].event.subject == cases.denunciation


def test_text_has_no_page_to_show(browse: Browse, cases: Cases) -> None:
    assert browse(Role.HEAD).get(f"/petitions/{cases.complaint}/pages/1").status_code == 404


@pytest.mark.parametrize("path", ["/petitions/0123456789abcdef", "/petitions/0123456789abcdef/history"])
def test_petition_that_is_none_is_not_found(browse: Browse, path: str) -> None:
    assert browse(Role.HEAD).get(path).status_code == 404


def test_id_that_is_none_is_refused(browse: Browse) -> None:
    assert browse(Role.HEAD).get("/petitions/..%2f..%2fetc").status_code in (400, 404)


def test_complaint_in_the_group_of_a_denunciation_is_as_secret(browse: Browse, cases: Cases, store: Store) -> None:
    version = read_petition(store, cases.complaint).version
    join(store, cases.complaint, cases.denunciation, version=version, at=AT, actor=None)
    browser = browse(Role.HEAD)
    for below in BELOW:
        page = browser.get(f"/petitions/{cases.complaint}{below}").text
        assert COMPLAINER not in page and DENOUNCER not in page
    assert unmask(browser, cases.complaint).status_code == 303
    page = browser.get(f"/petitions/{cases.complaint}/duplicates").text
    assert COMPLAINER in page and DENOUNCER not in page


@pytest.mark.parametrize("role", OFFICERS)
def test_denouncer_stays_masked_when_an_officer_changes_the_type(browse: Browse, cases: Cases, store: Store, role: Role) -> None:
    browser = browse(role)
    send(browser, "/edit", cases.denunciation, loai_don="khieu_nai")
    assert read_petition(store, cases.denunciation).standing.type == "khieu_nai"
    for below in BELOW:
        assert DENOUNCER not in browser.get(f"/petitions/{cases.denunciation}{below}").text
    assert "vẫn được giữ bí mật" in browser.get(f"/petitions/{cases.denunciation}").text
    assert DENOUNCER not in browser.get("/inbox").text and "Người gửi đơn" not in browser.get("/inbox?text=Đinh Thị Ví Dụ").text


@pytest.mark.parametrize(("role", "status"), [(Role.RECEPTION, 403), (Role.HANDLER, 303), (Role.HEAD, 303)])
def test_secrecy_is_lifted_by_a_reason_of_who_may(browse: Browse, cases: Cases, store: Store, role: Role, status: int) -> None:
    send(browse(Role.RECEPTION, "lan"), "/edit", cases.denunciation, loai_don="khieu_nai")
    browser = browse(role)
    assert send(browser, "/lift", cases.denunciation, lifting="").status_code == 422
    answer = send(browser, "/lift", cases.denunciation, version=2, lifting="doc_sai")
    assert answer.status_code == status
    assert (DENOUNCER in browser.get(f"/petitions/{cases.denunciation}").text) is (status == 303)
    with store.read() as session:
        links = search_trail(session, TrailFilter(action="petition.lift"))
    assert [link.event.details["reason"] for link in links] == ["doc_sai"] * (status == 303)


def test_analyst_lifts_nothing(browse: Callable[..., Browser], cases: Cases) -> None:
    browser = browse(Role.ANALYST)
    browser.get(f"/petitions/{cases.denunciation}")
    assert browser.post(f"/petitions/{cases.denunciation}/lift", {"version": "1", "lifting": "doc_sai"}).status_code == 403


@pytest.mark.parametrize("path", ["/edit", "/duplicates/join", "/decide"])
def test_form_that_is_sent_back_is_a_look_as_well(browse: Browse, cases: Cases, store: Store, path: str) -> None:
    browser = browse(Role.RECEPTION)
    browser.post(f"/petitions/{cases.complaint}{path}", {"version": "99", "action": "thu_ly", "other": cases.first, "note": "x"})
    with store.read() as session:
        events = [link.event for link in search_trail(session, TrailFilter(action="petition.view", subject=cases.complaint))]
    assert {event.user for event in events} == {1}

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from nlp.store.audit import TrailFilter, search_trail
from nlp.store.decisions import list_decisions
from nlp.store.engine import Store
from nlp.store.exports import digest_ids, read_export
from nlp.store.petitions import Incoming, Standing, add_petitions, read_petition
from nlp.store.users import Role, User
from nlp.triage.intake import Intake
from nlp.web.site import Site
from tests.unit.store.incoming import incoming
from tests.unit.triage.petitions import CONFIG, DENUNCIATION, complaint, entries
from tests.unit.web.browsing import AT, Browser

DAY = AT.date()
NAME = "Lê Thị Ví Dụ"
SUMMARY = {
    "names": [NAME], "count": 3, "target": "Quyết định 12/QĐ-UBND", "request": "hủy quyết định đối với ••••••••••••",
    "place": {"code": "05425", "name": "An Bình", "level": "xa", "province": "Phú Thọ"},
}  # fmt: skip


def put(store: Store, text: str, **values: Any) -> str:
    details = {"summary": SUMMARY, "priority_reasons": [{"code": "urgent", "points": 30, "values": {}}]}
    standing = Standing(status="waiting", type="khieu_nai", fields=("dat_dai",), action="thu_ly", due=DAY + dt.timedelta(days=3))
    one: Incoming = incoming(text, received=DAY, standing=replace(standing, **values), names=(NAME,), details=details)
    return add_petitions(store, [one], at=AT, actor=None)[0].id


def words(page: str) -> str:
    """What a page shows in its main part, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page[page.index("<main") :])).split())


@pytest.fixture
def officer(browse: Callable[..., Browser]) -> Browser:
    return browse(Role.RECEPTION)


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.HANDLER, Role.HEAD])
def test_officers_read_who_writes_and_about_what(store: Store, browse: Callable[..., Browser], role: Role) -> None:
    put(store, "a")
    shown = words(browse(role).get("/inbox").text)
    assert f"{NAME} và 2 người khác Quyết định 12/QĐ-UBND – hủy quyết định đối với ••••••••••••" in shown
    assert "xã An Bình, Phú Thọ" in shown and "còn 3 ngày" in shown and "+30: Việc khẩn cấp" in shown


@pytest.mark.parametrize("kind", ["to_cao", "nhieu_noi_dung", None])
@pytest.mark.parametrize("role", [Role.RECEPTION, Role.HEAD, Role.ANALYST])
def test_who_denounces_is_told_to_nobody(store: Store, browse: Callable[..., Browser], role: Role, kind: str | None) -> None:
    put(store, "a", type=kind)
    page = browse(role).get("/inbox").text
    assert NAME not in page and "An Bình" not in page
    assert "Người viết được giữ bí mật" in words(page)


def test_analyst_sees_masked_names(store: Store, browse: Callable[..., Browser]) -> None:
    put(store, "a")
    page = browse(Role.ANALYST).get("/inbox").text
    assert NAME not in page and "••••••••••••" in page
    assert "/inbox/bulk" in page and "Giao cho" not in words(page).replace("Giao cho tôi", "")


def test_administrator_reads_no_petition(browse: Callable[..., Browser]) -> None:
    assert browse(Role.ADMINISTRATOR).get("/inbox").status_code == 403


def test_name_of_who_denounces_finds_nothing(store: Store, officer: Browser) -> None:
    open_, secret = put(store, "a"), put(store, "b", type="to_cao")
    page = officer.get("/inbox?text=vi+du").text
    assert open_ in page and secret not in page
    assert secret in officer.get(f"/inbox?text={secret}").text


def test_document_cannot_write_into_the_page(store: Store, officer: Browser) -> None:
    bad = "<script>alert(1)</script>"
    details = {"summary": {**SUMMARY, "names": [bad], "target": bad, "request": bad, "place": {**SUMMARY["place"], "name": bad}}}
    standing = Standing(status="waiting", type="khieu_nai")
    add_petitions(store, [incoming("a", received=DAY, standing=standing, details=details)], at=AT, actor=None)
    page = officer.get("/inbox").text
    assert "<script>alert" not in page and page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 4


FILTERS = [
    ("status=decided", "c"), ("status=waiting&status=decided", "abcd"), ("type=to_cao", "b"), ("type=open", "d"),
    ("action=thu_ly", "abcd"), ("field=moi_truong", "b"), ("flag=khan_cap", "c"), ("place=25", "d"), ("group=g1", "ac"),
    ("due=late", "b"), ("due=3", "ad"), ("due=7", "acd"), ("due_from=2026-11-05&due_before=2026-11-06", "ad"),
    ("received_from=2026-11-03", ""), ("again=1", "ac"), ("mine=1", ""), ("against=1", ""), ("", "abcd"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_filters_of_the_address_give_what_fits(store: Store, officer: Browser, query: str, expected: str) -> None:
    made = {
        "a": put(store, "a", group="g1"),
        "b": put(store, "b", type="to_cao", fields=("moi_truong",), due=DAY - dt.timedelta(days=2)),
        "c": put(store, "c", status="decided", flags=("khan_cap",), group="g1", due=DAY + dt.timedelta(days=6)),
        "d": put(store, "d", type=None, places=("25",)),
    }
    page = officer.get(f"/inbox?{query}").text
    assert "".join(letter for letter, petition in made.items() if f'"{petition}.1"' in page) == expected
    assert f"{len(expected)} đơn" in words(page)


@pytest.mark.parametrize(
    "query",
    ["due=soon", "due_before=tomorrow", "order=beauty", "after=x", "order=priority&after=priority:1:" + "9" * 30, "field=a%00"],
)
def test_address_that_names_no_filter_is_refused(officer: Browser, query: str) -> None:
    assert officer.get(f"/inbox?{query}").status_code == 400


def test_counts_beside_a_filter_are_what_each_value_would_give(store: Store, officer: Browser) -> None:
    for letter, kind in (("a", "khieu_nai"), ("b", "to_cao"), ("c", "to_cao")):
        put(store, letter, type=kind)
    shown = words(officer.get("/inbox?type=khieu_nai").text)
    assert "Loại đơn Tố cáo 2 Khiếu nại 1" in shown and "Tình trạng Chờ xử lý 1" in shown


def test_pages_follow_one_another_and_keep_the_filter(store: Store, officer: Browser) -> None:
    made = {put(store, str(number)) for number in range(55)}
    first = officer.get("/inbox?type=khieu_nai").text
    onward = html.unescape(re.search(r'rel="next" href="([^"]+)"', first)[1])  # type: ignore[index]
    second = officer.get(onward).text
    seen = [set(re.findall(r'name="petition" value="(\w+)\.1"', page)) for page in (first, second)]
    assert [len(part) for part in seen] == [50, 5] and seen[0] | seen[1] == made
    assert "type=khieu_nai" in onward


def test_number_of_new_petitions_is_asked_for(store: Store, officer: Browser) -> None:
    put(store, "a")
    assert 'data-after="1"' in officer.get("/inbox").text
    put(store, "b")
    assert officer.get("/inbox/news?after=1").json() == {"count": 1, "text": "Có 1 đơn mới."}


def act(browser: Browser, what: str, *keys: str, **values: str) -> str:
    """Goes through both steps and gives the words of the last page."""
    browser.get("/inbox")
    told = browser.post("/inbox/bulk", {"what": what, "petition": list(keys), **values})
    assert told.status_code == 200, told.text
    done = browser.post("/inbox/bulk/do", {"what": what, "petition": list(keys), **values})
    assert done.status_code == 200, done.text
    return words(done.text)


def test_assignment_is_told_first_and_then_made(store: Store, officer: Browser, new_user: Callable[..., User]) -> None:
    handler, petition = new_user("lan", Role.HANDLER), put(store, "a")
    officer.get("/inbox")
    told = officer.post("/inbox/bulk", {"what": "assign", "petition": [f"{petition}.1"], "assignee": str(handler.id)})
    assert "Sẽ giao 1 đơn cho lan." in words(told.text) and read_petition(store, petition).assignee is None
    assert "Đã xong với 1 đơn." in act(officer, "assign", f"{petition}.1", assignee=str(handler.id))
    assert read_petition(store, petition).assignee == handler.id
    assert "Giao: lan" in words(officer.get("/inbox").text)


def test_what_somebody_changed_meanwhile_is_left_and_told(store: Store, officer: Browser) -> None:
    first, second = put(store, "a"), put(store, "b")
    act(officer, "assign", f"{first}.1", assignee="none")
    done = act(officer, "assign", f"{first}.1", f"{second}.1", assignee="none")
    assert "Đã xong với 1 đơn. 1 đơn được để nguyên" in done and "đơn vừa được người khác thay đổi" in done
    assert read_petition(store, first).version == 2


@pytest.fixture
def taken(store: Store, site: Site) -> list[str]:
    """A complaint and a denunciation that went through the pipeline."""
    site.config = CONFIG
    intake = Intake(store, CONFIG, as_of=DAY)
    texts = entries([complaint(3), DENUNCIATION])
    return [str(one.id) for one in intake.add_many(texts, received=DAY, now=lambda: AT, actor=None)]


def test_proposals_are_accepted_as_they_are(store: Store, officer: Browser, taken: list[str]) -> None:
    proposed = {one: read_petition(store, one).standing.action for one in taken}
    act(officer, "accept", *(f"{one}.1" for one in taken), note="đúng")
    for one, action in proposed.items():
        if action is None:
            assert read_petition(store, one).standing.status == "waiting"
            continue
        [decision] = list_decisions(store, one)
        assert (decision.action, decision.note) == (action, "đúng")
        assert read_petition(store, one).proposed == action
    assert any(proposed.values())


def test_note_changes_nothing_but_is_kept(store: Store, officer: Browser, taken: list[str]) -> None:
    before = read_petition(store, taken[0]).standing
    act(officer, "note", f"{taken[0]}.1", note="Đã gọi điện")
    after = read_petition(store, taken[0])
    assert (after.standing.status, after.standing.action, after.proposed) == (before.status, before.action, None)
    assert [one.note for one in list_decisions(store, taken[0])] == ["Đã gọi điện"]


def test_note_without_words_is_asked_for(store: Store, officer: Browser) -> None:
    petition = put(store, "a")
    officer.get("/inbox")
    answer = officer.post("/inbox/bulk/do", {"what": "note", "petition": [f"{petition}.1"]})
    assert answer.status_code == 422 and "Hãy viết nội dung ghi chú." in words(answer.text)


@pytest.mark.parametrize("what", ["accept", "close", "reopen"])
def test_handler_decides_nothing(store: Store, browse: Callable[..., Browser], what: str) -> None:
    petition, handler = put(store, "a"), browse(Role.HANDLER)
    handler.get("/inbox")
    assert handler.post("/inbox/bulk/do", {"what": what, "petition": [f"{petition}.1"]}).status_code == 403


def test_selection_leaves_as_a_table_without_names(store: Store, officer: Browser) -> None:
    petition = put(store, "a")
    officer.get("/inbox")
    answer = officer.post("/inbox/export", {"petition": [f"{petition}.1"]})
    assert answer.content.decode("utf-8-sig").splitlines() == [
        "id,received,status,type,fields,flags,action,competent,priority,due,rule,group",
        f"{petition},2026-11-02,waiting,khieu_nai,dat_dai,,thu_ly,,0,,,",
    ]
    assert "attachment" in answer.headers["content-disposition"]
    with store.read() as session:
        [link] = search_trail(session, TrailFilter(action="petition.export"))
    assert read_export(store, str(link.event.details["ids"])) == [petition]


def test_list_that_was_seen_is_one_entry_of_the_trail(store: Store, officer: Browser) -> None:
    petition = put(store, "a")
    put(store, "b", type="to_cao")
    officer.get("/inbox?type=khieu_nai&text=vi+du")
    with store.read() as session:
        [link] = search_trail(session, TrailFilter(action="queue.view"))
    expected = {"type": "khieu_nai", "text": 1, "count": 1, "ids": digest_ids([petition])}
    assert link.event.user == 1 and dict(link.event.details) == expected


# What would tell who denounces
def test_name_in_a_group_with_a_denunciation_is_not_shown(store: Store, officer: Browser) -> None:
    open_, twin = put(store, "a", group="g1"), put(store, "b", type="to_cao", group="g1")
    alone = put(store, "c", group="g2")
    assert NAME not in officer.get("/inbox?group=g1").text and NAME in officer.get("/inbox?group=g2").text
    found = officer.get("/inbox?text=vi+du").text
    assert alone in found and open_ not in found and twin not in found


def test_place_smaller_than_a_province_finds_no_denunciation(store: Store, officer: Browser) -> None:
    for letter, kind in (("a", "khieu_nai"), ("b", "to_cao")):
        put(store, letter, type=kind, places=("25", "05425"))
    assert "1 đơn" in words(officer.get("/inbox?place=05425").text)
    assert "0 đơn" in words(officer.get("/inbox?place=05425&type=to_cao").text)
    assert "2 đơn" in words(officer.get("/inbox?place=25").text)


def test_analyst_learns_no_smaller_place_than_the_province(store: Store, browse: Callable[..., Browser]) -> None:
    put(store, "a", places=("25", "05425"))
    analyst = browse(Role.ANALYST)
    assert "An Bình" not in analyst.get("/inbox").text and "Phú Thọ" in analyst.get("/inbox").text
    assert "0 đơn" in words(analyst.get("/inbox?place=05425").text)


def test_version_that_is_no_number_is_refused(store: Store, officer: Browser) -> None:
    values = {"petition": f"{put(store, 'a')}.²", "what": "close"}
    assert officer.post("/inbox/bulk", values).status_code == 400

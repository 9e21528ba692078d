from __future__ import annotations

import html
import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from nlp.annotate.archive.decide import decide, list_decisions, undo
from nlp.annotate.archive.groups import count_hits, list_hits
from nlp.annotate.archive.models import Selection
from nlp.annotate.archive.open import close_archive
from nlp.store.audit import TrailFilter, search_trail
from nlp.store.engine import Store
from tests.unit.web.archive.papers import PLANS, SHAPE
from tests.unit.web.browsing import AT, Browser
from tests.unit.web.test_inbox import words

HITS = "/archives/ke-hoach/hits"
ALL = Selection("citations")


def address(**values: str) -> str:
    return f"{HITS}?{urlencode({'layer': 'citations', **values})}"


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the form that settles the group."""
    form = page[page.index('action="/archives/ke-hoach/hits/decide"') :]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[: form.index("</form>")])
    return {name: html.unescape(value) for name, value in found if name != "form_token"}


def settle(browser: Browser, action: str, label: str = "", **values: str) -> str:
    """Opens a group, settles it as its page says, and gives where that leads."""
    page = browser.get(address(**values)).text
    answer = browser.post(f"{HITS}/decide", {**fields(page), "action": action, "label": label})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def states(store: Store, **chosen: str | bool) -> dict[str, int]:
    """How many hits of a selection are in each state."""
    counts = {
        state: count_hits(store, "ke-hoach", Selection("citations", state=state, **chosen))  # type: ignore[arg-type]
        for state in ("open", "accepted", "rejected", "changed")
    }
    return {state: count for state, count in counts.items() if count}


def test_hits_stand_in_groups_with_counts_and_a_sample(lan: Browser) -> None:
    shown = words(lan.get(address(by="shape")).text)
    assert f"{SHAPE} {2 * PLANS} chờ" in shown and "thấp nhất 1,00" in shown
    assert "theo Kế hoạch số 41-KH/HU , <báo cáo>" in shown


@pytest.mark.parametrize(
    ("by", "key"), [("label", "Kế hoạch"), ("value", "51-KH/HU · Huyện ủy"), ("confidence", "1,0"), ("rule", "citations/4:title")]
)
def test_hits_are_grouped_by_what_is_asked_for(lan: Browser, by: str, key: str) -> None:
    assert key in words(lan.get(address(by=by)).text)


def test_group_shows_samples_in_their_context_with_their_documents(lan: Browser) -> None:
    page = lan.get(address(group=SHAPE)).text
    assert f"{2 * PLANS} mẫu trải đều trong {2 * PLANS} chỗ" in words(page)
    assert "<mark>Kế hoạch số 42-KH/HU</mark>, &lt;báo cáo" in page
    assert re.search(r'href="/archives/ke-hoach/texts/\d+\?layer=citations#[\w-]+">van-ban-1.txt', page)
    assert f"Quyết định một lần cho {2 * PLANS} chỗ đang chờ của nhóm" in words(page)


def test_document_is_read_with_what_was_decided(store: Store, lan: Browser) -> None:
    settle(lan, "reject", table="yes", group=SHAPE)
    page = lan.get(address(group=SHAPE)).text
    link = html.unescape(re.search(r'href="([^"]+/texts/1[^"]*)"', page)[1])  # type: ignore[index]
    path, _, span = link.partition("#")
    text = lan.get(path).text
    assert f'id="{span}"' in text and "5 chỗ của lớp này trong tài liệu" in words(text)
    assert len(re.findall(r'<mark class="rejected"[^>]*>Kế hoạch số 51-KH/HU</mark>', text)) == 1
    assert text.count('<mark class="open"') == 4 and "&lt;báo cáo&gt; trước ngày" in text
    assert "<mark" in lan.get("/archives/ke-hoach/texts/1?layer=deadlines").text
    assert lan.get("/archives/ke-hoach/texts/1?layer=bodies").status_code == 400
    assert lan.get("/archives/ke-hoach/texts/99").status_code == 404
    with store.read() as session:
        assert len(search_trail(session, TrailFilter(action="archive.view", subject="archive/ke-hoach/1"))) == 1


def test_one_decision_settles_a_group_and_leads_to_the_next(store: Store, lan: Browser) -> None:
    onward = settle(lan, "accept", group=SHAPE)
    assert states(store, shape=SHAPE) == {"accepted": 2 * PLANS}
    shown = words(lan.get(onward).text)
    assert "group=" in onward and SHAPE not in onward
    assert "Đã ghi quyết định." in shown and f"Chấp nhận {2 * PLANS} chỗ" in shown and "lan" in shown
    with store.read() as session:
        [link] = search_trail(session, TrailFilter(action="archive.decide"))
    assert link.event.details["count"] == 2 * PLANS


def test_pattern_is_rejected_in_tables_alone(store: Store, lan: Browser) -> None:
    shown = words(lan.get(address(table="yes", group=SHAPE)).text)
    assert f"Quyết định một lần cho {PLANS} chỗ" in shown and "Bảng: Trong bảng" in shown
    settle(lan, "reject", table="yes", group=SHAPE)
    assert states(store, shape=SHAPE) == {"rejected": PLANS, "open": PLANS}
    assert states(store, shape=SHAPE, in_table=True) == {"rejected": PLANS}


def test_group_is_relabelled(store: Store, lan: Browser) -> None:
    settle(lan, "relabel", "huong_dan", group=SHAPE)
    assert states(store, shape=SHAPE) == {"changed": 2 * PLANS}
    assert "Kế hoạch → Hướng dẫn" in words(lan.get(address(group=SHAPE)).text)
    assert f"Đổi nhãn {2 * PLANS} chỗ thành Hướng dẫn" in words(lan.get("/archives/ke-hoach/decisions").text)


@pytest.mark.parametrize("label", ["", "must", "chua_ro"])
def test_label_that_the_layer_does_not_have_is_refused(store: Store, lan: Browser, label: str) -> None:
    values = fields(lan.get(address(group=SHAPE)).text)
    assert lan.post(f"{HITS}/decide", {**values, "action": "relabel", "label": label}).status_code == 400
    assert list_decisions(store, "ke-hoach") == []


def test_decision_fails_where_other_hits_are_open_by_now(store: Store, lan: Browser) -> None:
    values = fields(lan.get(address(group=SHAPE)).text)
    decide(store, "ke-hoach", Selection("citations", shape=SHAPE, in_table=True), "reject", expected=PLANS, at=AT, actor=3)
    answer = lan.post(f"{HITS}/decide", {**values, "action": "accept"})
    shown = words(answer.text)
    assert answer.status_code == 409
    assert "Chưa ghi gì." in shown and f"Quyết định một lần cho {PLANS} chỗ" in shown and "binh" in shown
    assert states(store, shape=SHAPE) == {"rejected": PLANS, "open": PLANS}
    assert lan.post(f"{HITS}/decide", {**fields(answer.text), "action": "accept"}).status_code == 303


def test_decision_fails_where_nothing_is_left(store: Store, lan: Browser) -> None:
    values = fields(lan.get(address(group=SHAPE, state="open")).text)
    settle(lan, "accept", group=SHAPE)
    answer = lan.post(f"{HITS}/decide", {**values, "action": "reject"})
    assert answer.status_code == 409 and "Không còn chỗ nào của nhóm này" in words(answer.text)


def test_settled_group_is_decided_again_by_its_state(store: Store, lan: Browser) -> None:
    settle(lan, "accept", group=SHAPE)
    assert "Nhóm này không còn chỗ nào chờ." in words(lan.get(address(group=SHAPE)).text)
    settle(lan, "reject", group=SHAPE, state="accepted")
    assert states(store, shape=SHAPE) == {"rejected": 2 * PLANS}


def test_ticked_hits_are_settled_alone(store: Store, lan: Browser) -> None:
    page = lan.get(address(group=SHAPE)).text
    chosen = re.findall(r'name="hit" value="([^"]+)"', page)[:2]
    query = fields(page)["query"]
    answer = lan.post(f"{HITS}/decide-chosen", {"query": query, "hit": chosen, "action": "reject"})
    assert answer.status_code == 303 and answer.headers["location"].endswith(query)
    assert states(store, shape=SHAPE) == {"rejected": 2, "open": 2 * PLANS - 2}
    assert list_decisions(store, "ke-hoach")[0].selection is None
    assert "chọn từng chỗ" in words(lan.get("/archives/ke-hoach/decisions").text)


def test_ticked_hit_that_somebody_settled_meanwhile_is_left(store: Store, lan: Browser) -> None:
    page = lan.get(address(group=SHAPE)).text
    chosen = re.findall(r'name="hit" value="([^"]+)"', page)
    decide(store, "ke-hoach", Selection("citations", shape=SHAPE), "accept", expected=2 * PLANS, at=AT, actor=3)
    values = {"query": fields(page)["query"], "hit": chosen[:1], "action": "reject"}
    answer = lan.post(f"{HITS}/decide-chosen", values)
    assert answer.status_code == 409 and "Chưa ghi gì." in words(answer.text)
    assert states(store, shape=SHAPE) == {"accepted": 2 * PLANS}


def test_nothing_ticked_is_told(lan: Browser) -> None:
    query = fields(lan.get(address(group=SHAPE)).text)["query"]
    answer = lan.post(f"{HITS}/decide-chosen", {"query": query, "action": "accept"})
    assert answer.status_code == 422 and "Hãy chọn ít nhất một chỗ." in words(answer.text)


def test_decision_is_undone_from_the_workbench(store: Store, lan: Browser) -> None:
    page = lan.get(settle(lan, "accept", group=SHAPE)).text
    query = html.unescape(re.search(r'name="onward" value="([^"]+)"><button[^>]+data-key="u"', page)[1])  # type: ignore[index]
    answer = lan.post("/archives/ke-hoach/decisions/1/undo", {"onward": query})
    assert answer.status_code == 303 and answer.headers["location"] == f"{HITS}?{query}"
    assert states(store, shape=SHAPE) == {"open": 2 * PLANS}
    assert "Đã hoàn tác: lan" in words(lan.get("/archives/ke-hoach/decisions").text)


def test_decision_under_a_later_one_is_not_undone(store: Store, lan: Browser) -> None:
    settle(lan, "accept", group=SHAPE)
    settle(lan, "reject", group=SHAPE, state="accepted")
    answer = lan.post("/archives/ke-hoach/decisions/1/undo")
    assert answer.status_code == 409 and "Chưa hoàn tác quyết định số 1" in words(answer.text)
    undo(store, "ke-hoach", 2, at=AT, actor=2)
    answer = lan.post("/archives/ke-hoach/decisions/2/undo")
    assert answer.status_code == 409 and "Quyết định số 2 đã được hoàn tác rồi." in words(answer.text)
    assert states(store, shape=SHAPE) == {"accepted": 2 * PLANS}


FILTERS = [
    ({}, 5 * PLANS + 2), ({"label": "luat"}, 2 * PLANS), ({"label": "luat", "table": "yes"}, PLANS),
    ({"table": "no"}, 3 * PLANS + 2),
    ({"text": "LUẬT dat dai"}, PLANS), ({"confidence": "0.3"}, 0), ({"state": "accepted"}, 0), ({"state": "open"}, 5 * PLANS + 2),
    ({"rule": "citations/4:title"}, PLANS), ({"shape": SHAPE}, 2 * PLANS), ({"value": "51-KH/HU · Huyện ủy"}, 1),
]  # fmt: skip


@pytest.mark.parametrize(("values", "expected"), FILTERS, ids=str)
def test_filters_of_the_address_give_what_fits(lan: Browser, values: dict[str, str], expected: int) -> None:
    shown = words(lan.get(address(**values)).text)
    assert f"Duyệt hàng loạt {expected} chỗ" in shown
    assert ("Không có chỗ nào theo bộ lọc này." in shown) == (expected == 0)


@pytest.mark.parametrize(
    "query",
    ["layer=bodies", "by=beauty", "state=good", "table=maybe", "confidence=0.95", "page=0", "page=x", "text=a%00", "label=a%00"],
)
def test_address_that_names_no_view_is_refused(lan: Browser, query: str) -> None:
    assert lan.get(f"{HITS}?{query}").status_code == 400


def test_narrowing_groups_again_inside_a_group(lan: Browser) -> None:
    page = lan.get(address(group=SHAPE)).text
    inside = next(
        html.unescape(link) for link in re.findall(r'href="([^"]+)"', page) if "by=value" in link and "shape=" in link
    )  # fmt: skip
    shown = words(lan.get(inside).text)
    assert f"{2 * PLANS} chỗ" in shown and "41-KH/HU" in shown and "Luật Đất đai" not in shown


def test_all_hits_of_a_group_are_listed_page_by_page(monkeypatch: pytest.MonkeyPatch, store: Store, lan: Browser) -> None:
    monkeypatch.setattr("nlp.web.pages.archive.hits.PAGE", 4)
    first = lan.get(address(group=SHAPE, page="1")).text
    onward = html.unescape(re.search(r'rel="next" href="([^"]+)"', first)[1])  # type: ignore[index]
    second = lan.get(onward).text
    seen = [re.findall(r'name="hit" value="(\d+)\.0\.([\w-]+)"', page) for page in (first, second)]
    hits = list_hits(store, "ke-hoach", Selection("citations", shape=SHAPE))
    assert [len(part) for part in seen] == [4, 2]
    assert [*seen[0], *seen[1]] == [(str(hit.document), hit.span) for hit in hits]
    assert "Chỗ 5–6 trong 6" in words(second) and 'rel="next"' not in second


def test_words_of_documents_and_addresses_cannot_write_into_the_page(lan: Browser) -> None:
    page = lan.get(address(group=SHAPE)).text + lan.get(address(text="<báo", shape='"><báo')).text
    assert "<báo" not in page and page.count("&lt;báo") > PLANS


def test_strangers_find_no_archive(as_user: Callable[[str], Browser]) -> None:
    stranger, handler = as_user("hoa"), as_user("tam")
    for path in ("", "/hits", "/decisions", "/texts/1"):
        assert stranger.get(f"/archives/ke-hoach{path}").status_code == 404
        assert handler.get(f"/archives/ke-hoach{path}").status_code == 403
    stranger.get("/archives")
    values = {"query": "layer=citations&group=a", "action": "accept", "expected": "1"}
    assert stranger.post(f"{HITS}/decide", values).status_code == 404
    assert stranger.post("/archives/ke-hoach/decisions/1/undo").status_code == 404


def test_closed_archive_is_read_only(store: Store, lan: Browser) -> None:
    values = fields(lan.get(address(group=SHAPE)).text)
    settle(lan, "accept", group="luật đất đai năm N")
    close_archive(store, "ke-hoach", at=AT, actor=1)
    page = lan.get(address(group=SHAPE)).text
    assert "hits/decide" not in page and "/undo" not in page and 'name="hit"' not in page
    assert lan.post(f"{HITS}/decide", {**values, "action": "accept"}).status_code == 409
    assert lan.post("/archives/ke-hoach/decisions/1/undo").status_code == 409
    assert states(store, shape=SHAPE) == {"open": 2 * PLANS}


def test_trail_has_who_looked_without_anybody_s_words(store: Store, lan: Browser) -> None:
    lan.get(address(text="dat dai"))
    lan.get(address(group=SHAPE))
    with store.read() as session:
        opened = search_trail(session, TrailFilter(action="archive.view", subject="archive/ke-hoach"))
        seen = search_trail(session, TrailFilter(action="archive.hits"))
    assert len(opened) == 1 and len(seen) == 2
    assert {key for link in seen for key in link.event.details} == {"layer", "count", "ids"}

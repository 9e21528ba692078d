"""The register for programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nlp.store.engine import Store
from nlp.store.register.obligations import ObligationFilters, iterate_obligations
from nlp.store.tokens import Scope
from nlp.store.users import Role
from tests.unit.register.dispatches import DISTRICT, PROVINCE, REPLACING, REPORT, id_of
from tests.unit.triage.petitions import complaint

Ask = Callable[..., Any]


def first_of(store: Store, text: str) -> str:
    return next(iterate_obligations(store, ObligationFilters(directive=id_of(text)))).duty.id


def test_question_is_answered_with_what_was_understood(ask: Ask) -> None:
    found = ask().get("/api/v1/search", params={"q": "ai phải báo cáo đối thoại trước 20/4/2024"}).json()
    assert [one["due_to"] for one in found["filters"] if one["due_to"]] == ["2024-04-19"]
    hit = found["hits"][0]
    assert hit["document"] == id_of(DISTRICT) and "đối thoại" in {mark["text"] for mark in hit["highlights"]}
    assert {"level", "kind"} <= set(found["facets"])


def test_part_of_a_question_can_be_kept_as_words(ask: Ask) -> None:
    client = ask()
    first = client.get("/api/v1/search", params={"q": "đối thoại trước 20/4/2024"}).json()
    [span] = [one["span"] for one in first["filters"]]
    again = client.get("/api/v1/search", params={"q": "đối thoại trước 20/4/2024", "words": f"{span[0]}-{span[1]}"}).json()
    assert again["filters"] == []


def test_filters_and_pages_of_a_search(ask: Ask) -> None:
    client = ask()
    every = client.get("/api/v1/search", params={"q": "đối thoại"}).json()
    page = client.get("/api/v1/search", params={"q": "đối thoại", "limit": 1, "offset": 1}).json()
    assert [one["obligation"] for one in page["hits"]] == [every["hits"][1]["obligation"]]
    narrow = client.get("/api/v1/search", params={"q": "đối thoại", "level": "huyen", "overdue": "true"}).json()
    assert {one["document"] for one in narrow["hits"]} == {id_of(DISTRICT)}


def test_directives_come_page_by_page(ask: Ask) -> None:
    client = ask()
    first = client.get("/api/v1/directives", params={"limit": 2}).json()
    second = client.get("/api/v1/directives", params={"limit": 2, "cursor": first["next"]}).json()
    found = [one["document"] for one in (*first["directives"], *second["directives"])]
    assert sorted(found) == sorted(map(id_of, (PROVINCE, DISTRICT, REPORT))) and second["next"] is None


def test_directive_has_its_obligations_and_cascade(ask: Ask) -> None:
    client = ask()
    shown = client.get(f"/api/v1/directives/{id_of(DISTRICT)}").json()
    assert len(shown["obligations"]) == 2 and shown["cites"][0]["target"] == id_of(PROVINCE)
    [tree] = client.get(f"/api/v1/directives/{id_of(DISTRICT)}/cascade").json()
    assert tree["directive"]["document"] == id_of(PROVINCE)
    assert [one["directive"]["document"] for one in tree["children"]] == [id_of(DISTRICT)]


def test_obligations_are_filtered_and_paged(ask: Ask) -> None:
    client = ask()
    late = client.get("/api/v1/obligations", params={"status": "qua_han"}).json()["obligations"]
    assert late and all(one["status"] == "qua_han" for one in late)
    page = client.get("/api/v1/obligations", params={"limit": 2}).json()
    assert len(page["obligations"]) == 2 and page["next"] == 2
    one = client.get("/api/v1/obligations", params={"kind": "ubnd", "place": "173"}).json()["obligations"]
    assert [row["document"] for row in one] == [id_of(PROVINCE)]
    assert client.get("/api/v1/obligations", params={"kind": "ubnd"}).status_code == 400


def test_status_is_set_on_the_version_that_was_seen(ask: Ask, store: Store) -> None:
    client, path = ask(), f"/api/v1/obligations/{first_of(store, DISTRICT)}"
    read = client.get(path)
    assert read.headers["etag"] == '"0"'
    assert client.post(f"{path}/status", json={"status": "xong"}).status_code == 428
    body = {"status": "xong", "evidence": id_of(REPORT), "note": "đã báo cáo"}
    done = client.post(f"{path}/status", json=body, headers={"If-Match": '"0"'})
    assert done.headers["etag"] == '"1"' and done.json()["history"][0]["evidence"] == id_of(REPORT)
    assert client.post(f"{path}/status", json=body, headers={"If-Match": '"0"'}).status_code == 412
    found = client.get("/api/v1/search", params={"q": "đối thoại", "status": "xong"}).json()
    assert [one["obligation"] for one in found["hits"]] == [read.json()["id"]]


def test_proposed_report_is_accepted(ask: Ask, store: Store) -> None:
    client, path = ask(), f"/api/v1/obligations/{first_of(store, DISTRICT)}"
    [proposed] = client.get(path).json()["evidence"]
    answer = client.post(f"{path}/evidence/{proposed['document']}", json={"accept": True}, headers={"If-Match": '"0"'}).json()
    assert answer["status"] == "xong" and answer["evidence"][0]["state"] == "chap_nhan"


@pytest.mark.parametrize(("body", "status"), [
    ({"status": "qua_han"}, 400), ({"status": "xong", "due": "2024-01-01"}, 400),
    ({"status": "xong", "evidence": "0000000000000000"}, 404), ({}, 400),
])  # fmt: skip
def test_status_that_cannot_be_set(ask: Ask, store: Store, body: dict[str, str], status: int) -> None:
    path = f"/api/v1/obligations/{first_of(store, DISTRICT)}/status"
    assert ask().post(path, json=body, headers={"If-Match": '"0"'}).status_code == status


def test_dispatch_is_added_once_and_found_at_once(ask: Ask) -> None:
    client = ask()
    answers = [client.post("/api/v1/directives", files={"file": ("a.txt", REPLACING.encode())}) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 200]
    assert client.get(answers[0].headers["location"]).json()["number"] == "102/KH-UBND"
    found = client.get("/api/v1/search", params={"q": "102/KH-UBND"}).json()
    assert found["hits"][0]["document"] == answers[0].json()["id"]


def test_petition_is_no_dispatch(ask: Ask) -> None:
    answer = ask().post("/api/v1/directives", files={"file": ("a.txt", complaint().encode())})
    assert answer.status_code == 400 and answer.json()["code"] == "web.no_dispatch.petition"


def test_overdue_is_counted_by_body(ask: Ask) -> None:
    rows = ask().get("/api/v1/overdue").json()
    assert sum(row["count"] for row in rows) >= 3 and rows[0]["count"] >= rows[-1]["count"]


@pytest.mark.parametrize(("role", "scope", "status"), [
    (Role.ANALYST, Scope.WRITE, 403), (Role.HANDLER, Scope.READ, 403), (Role.HANDLER, Scope.WRITE, 200),
])  # fmt: skip
def test_who_may_change_a_status(ask: Ask, store: Store, role: Role, scope: Scope, status: int) -> None:
    path = f"/api/v1/obligations/{first_of(store, DISTRICT)}/status"
    answer = ask(role, scope).post(path, json={"status": "xong"}, headers={"If-Match": '"0"'})
    assert answer.status_code == status

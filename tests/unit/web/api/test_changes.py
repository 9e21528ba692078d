"""What programs change: petitions that come in, decisions, facts; papers and files that go out."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from nlp.store.petitions import list_receipts, read_petition
from nlp.store.tokens import Scope
from nlp.store.users import Role
from nlp.web.site import Site
from tests.unit.triage.petitions import DAY, DENUNCIATION, DISPATCH, complaint

Ask = Callable[..., Any]


def send(client: Any, text: str, **values: str) -> Any:
    return client.post("/api/v1/petitions", files={"file": ("Đơn của bà Ví Dụ.txt", text.encode())}, data=values)


def test_file_is_taken_in(ask: Ask, site: Site) -> None:
    client = ask(Role.RECEPTION)
    response = send(client, DENUNCIATION, received="2026-11-18")
    taken = response.json()
    assert response.status_code == 201 and (taken["outcome"], taken["type"]) == ("added", "to_cao")
    assert response.headers["location"] == f"/api/v1/petitions/{taken['id']}"
    assert client.get(response.headers["location"]).json()["received"] == "2026-11-18"


def test_same_bytes_again_are_no_second_petition(ask: Ask, site: Site) -> None:
    client = ask()
    first = send(client, complaint(), received="2026-11-18").json()
    outcomes = [send(client, complaint(), received=day) for day in ("2026-11-18", "2026-11-19")]
    assert [(one.status_code, one.json()["outcome"]) for one in outcomes] == [(200, "known"), (200, "again")]
    assert {one.json()["id"] for one in outcomes} == {first["id"]}
    assert len(list_receipts(site.store, first["id"])) == 2


def test_text_is_taken_in(ask: Ask) -> None:
    client = ask()
    response = client.post("/api/v1/texts", json={"text": complaint(), "received": DAY.isoformat()})
    assert response.status_code == 201 and response.json()["type"] == "khieu_nai"
    # A file of these bytes is the same document.
    assert send(client, complaint()).status_code == 200


def test_what_is_no_petition_is_kept(ask: Ask) -> None:
    response = ask().post("/api/v1/texts", json={"text": DISPATCH})
    assert response.status_code == 201 and response.json()["outcome"] == "kept"


@pytest.mark.parametrize("received", ["2026-11-21", "1999-12-31", "2026-13-01", "tomorrow"])
def test_day_of_receipt_that_cannot_be(ask: Ask, received: str) -> None:
    assert send(ask(), complaint(), received=received).status_code == 400


def test_empty_file(ask: Ask) -> None:
    assert send(ask(), "").json()["code"] == "web.empty"


def test_too_large_for_a_decision(ask: Ask, petitions: list[str]) -> None:
    body = {"action": "thu_ly", "note": "x" * 300_000}
    response = ask().post(f"/api/v1/petitions/{petitions[0]}/decisions", json=body, headers={"if-match": '"1"'})
    assert response.status_code == 413 and response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("role", [Role.HANDLER, Role.ANALYST, Role.ADMINISTRATOR])
def test_others_take_nothing_in(ask: Ask, role: Role) -> None:
    assert send(ask(role), complaint()).status_code == 403


def test_token_that_reads_changes_nothing(ask: Ask, petitions: list[str]) -> None:
    client = ask(Role.HEAD, Scope.READ)
    assert send(client, complaint(5)).json()["code"] == "web.scope"
    body = client.post(f"/api/v1/petitions/{petitions[0]}/decisions", json={"action": "thu_ly"}, headers={"if-match": '"1"'})
    assert body.json()["code"] == "web.scope"


def test_decision_on_the_version_that_was_seen(ask: Ask, site: Site, petitions: list[str]) -> None:
    client, path = ask(), f"/api/v1/petitions/{petitions[0]}"
    seen = client.get(path)
    response = client.post(f"{path}/decisions", json={"action": "thu_ly"}, headers={"if-match": seen.headers["etag"]})
    assert response.status_code == 201 and response.json()["accepted"] and response.json()["status"] == "decided"
    assert read_petition(site.store, petitions[0]).standing.action == "thu_ly"
    late = client.post(f"{path}/decisions", json={"action": "luu_don"}, headers={"if-match": seen.headers["etag"]})
    assert late.status_code == 412 and late.json()["code"] == "store.stale"
    assert read_petition(site.store, petitions[0]).standing.action == "thu_ly"
    assert client.get(path).headers["etag"] == response.headers["etag"]


def test_version_must_be_named(ask: Ask, petitions: list[str]) -> None:
    response = ask().post(f"/api/v1/petitions/{petitions[0]}/decisions", json={"action": "thu_ly"})
    assert response.status_code == 428 and response.json()["code"] == "web.version_missing"


def test_action_that_is_none(ask: Ask, petitions: list[str]) -> None:
    response = ask().post(f"/api/v1/petitions/{petitions[0]}/decisions", json={"action": "burn"}, headers={"if-match": '"1"'})
    assert response.status_code == 400 and response.json()["code"] == "triage.action"


def test_fact_changes_what_is_proposed(ask: Ask, petitions: list[str]) -> None:
    client, path = ask(Role.HANDLER), f"/api/v1/petitions/{petitions[0]}"
    seen = client.get(path)
    body = {"facts": {"thuoc_toa_an": "true"}}
    response = client.post(f"{path}/facts", json=body, headers={"if-match": seen.headers["etag"]})
    answer = response.json()
    assert response.status_code == 200 and (seen.json()["action"], answer["action"]) == ("thu_ly", "huong_dan")
    assert [(row["name"], row["value"]) for row in answer["facts"]] == [("thuoc_toa_an", "true")]
    stale = client.post(f"{path}/facts", json={"facts": {"thuoc_toa_an": None}}, headers={"if-match": seen.headers["etag"]})
    assert stale.status_code == 412


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"colour": "red"}, "law.unknown_fact"),
        ({"ngay_nhan": "yesterday"}, "law.fact_kind"),
        ({"thuoc_toa_an": "perhaps"}, "law.fact_kind"),
        ({}, "web.bad_request"),
    ],
)
def test_fact_that_is_none(ask: Ask, petitions: list[str], facts: dict[str, str], code: str) -> None:
    response = ask().post(f"/api/v1/petitions/{petitions[0]}/facts", json={"facts": facts}, headers={"if-match": '"1"'})
    assert response.status_code == 400 and response.json()["code"] == code


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_day_at_the_end_of_time(ask: Ask, petitions: list[str], day: str) -> None:
    body = {"facts": {"ngay_nhan": day, "ngay_thu_ly": day}}
    response = ask().post(f"/api/v1/petitions/{petitions[0]}/facts", json=body, headers={"if-match": '"1"'})
    assert response.status_code == 400 and response.json()["code"] == "law.fact_kind"


def test_paper_needs_a_reason_and_is_a_word_file(ask: Ask, petitions: list[str]) -> None:
    from docx import Document

    client, path = ask(Role.HANDLER), f"/api/v1/petitions/{petitions[3]}/drafts"
    kinds = [row["kind"] for row in client.get(path).json()]
    assert "phieu_de_xuat" in kinds
    assert client.post(f"{path}/phieu_de_xuat", json={}).json()["code"] == "web.masked"
    response = client.post(f"{path}/phieu_de_xuat?reason=soan_van_ban", json={"number": "12/ĐX"})
    assert response.status_code == 200 and Document(io.BytesIO(response.content)).paragraphs
    other = client.post(f"{path}/thong_bao_tra_lai_don?reason=soan_van_ban", json={})
    assert other.status_code == 409 and other.json()["code"] == "drafts.kind"


@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx"])
def test_table_has_every_petition_and_nobody(ask: Ask, petitions: list[str], form: str) -> None:
    response = ask(Role.ANALYST).get(f"/api/v1/exports/queue?format={form}")
    assert response.status_code == 200
    if form == "xlsx":
        from openpyxl import load_workbook

        rows = list(load_workbook(io.BytesIO(response.content)).active.values)
        assert len(rows) == 5
    else:
        assert all(one in response.text for one in petitions) and "Ví Dụ" not in response.text


def test_gold_is_masked(ask: Ask, petitions: list[str]) -> None:
    client = ask()
    decision = {"action": "luu_don", "type": "to_cao"}
    client.post(f"/api/v1/petitions/{petitions[3]}/decisions", json=decision, headers={"if-match": '"1"'})
    [line] = client.get("/api/v1/exports/gold").text.splitlines()
    gold = json.loads(line)
    assert gold["name"] == petitions[3] and len(gold["text"]) == len(DENUNCIATION) and "Ví Dụ" not in gold["text"]
    assert gold["annotation"]["decisions"][0]["action"] == "luu_don"

"""What programs correct, whom they give petitions to, and secrecy that they lift."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nlp.store.audit import TrailFilter, search_trail
from nlp.store.tokens import Scope
from nlp.store.users import Role
from nlp.web.site import Site

Ask = Callable[..., Any]
FIRST = {"if-match": '"1"'}


def test_fields_are_corrected_and_kept(ask: Ask, petitions: list[str]) -> None:
    client, path = ask(Role.HANDLER), f"/api/v1/petitions/{petitions[2]}"
    response = client.post(f"{path}/corrections", json={"fields": ["moi_truong"]}, headers=FIRST)
    assert response.status_code == 200 and response.json()["fields"] == ["moi_truong"]
    assert response.headers["etag"] == client.get(path).headers["etag"] == '"2"'
    [kept] = client.get(f"{path}/corrections").json()
    assert (kept["number"], kept["kind"], kept["name"], kept["value"], kept["user"]) == (1, "part", "fields", ["moi_truong"], 1)


def test_correction_is_taken_back(ask: Ask, petitions: list[str]) -> None:
    client, path = ask(Role.HANDLER), f"/api/v1/petitions/{petitions[2]}"
    before = client.get(path).json()["fields"]
    client.post(f"{path}/corrections", json={"fields": ["moi_truong"]}, headers=FIRST)
    response = client.post(f"{path}/corrections", json={"fields": None}, headers={"if-match": '"2"'})
    assert response.json()["fields"] == before


def test_people_are_corrected_by_who_sees_them(ask: Ask, site: Site, petitions: list[str]) -> None:
    client, path = ask(Role.HEAD), f"/api/v1/petitions/{petitions[3]}/corrections"
    body = {"petitioners": [{"name": "Đinh Thị Lan Ví"}]}
    assert client.post(path, json=body, headers=FIRST).json()["code"] == "web.masked"
    response = client.post(f"{path}?reason=xac_minh", json=body, headers=FIRST)
    assert response.status_code == 200
    assert "Lan Ví" not in client.get(path).text and "Lan Ví" in client.get(f"{path}?reason=xac_minh").text
    with site.store.read() as session:
        assert len(search_trail(session, TrailFilter(action="petition.unmask"))) == 2


@pytest.mark.parametrize(
    "body",
    [
        {}, {"fields": ["x"]}, {"flags": ["x"]}, {"date": "hôm qua"}, {"target": "•••"}, {"requests": [""]}, {"type": "to_cao"},
        {"petitioners": [{"name": "An", "age": 4}]},
    ],
)  # fmt: skip
def test_corrections_that_do_not_fit_are_refused(ask: Ask, petitions: list[str], body: dict[str, Any]) -> None:
    path = f"/api/v1/petitions/{petitions[2]}/corrections?reason=xac_minh"
    assert ask().post(path, json=body, headers=FIRST).status_code == 400


def test_petition_is_assigned_and_taken_away(ask: Ask, petitions: list[str]) -> None:
    client, path = ask(Role.HEAD), f"/api/v1/petitions/{petitions[2]}"
    given = client.put(f"{path}/assignment", json={"user": 1}, headers=FIRST)
    assert given.status_code == 200 and given.json()["assignee"] == 1 and given.headers["etag"] == '"2"'
    taken = client.put(f"{path}/assignment", json={"user": None}, headers={"if-match": '"2"'})
    assert taken.json()["assignee"] is None


@pytest.mark.parametrize("user", [2, 99])
def test_petition_is_given_to_officers_only(ask: Ask, petitions: list[str], user: int) -> None:
    client = ask(Role.HEAD)
    ask(Role.ANALYST)  # the user 2
    response = client.put(f"/api/v1/petitions/{petitions[2]}/assignment", json={"user": user}, headers=FIRST)
    assert response.status_code == 404 and response.json()["code"] == "store.no_user"


@pytest.mark.parametrize(
    ("method", "below", "body"),
    [
        ("post", "corrections", {"fields": ["dat_dai"]}),
        ("put", "assignment", {"user": 1}),
        ("post", "lifting", {"reason": "doc_sai"}),
    ],
)
def test_version_scope_and_role_are_asked_for(
    ask: Ask, petitions: list[str], method: str, below: str, body: dict[str, Any]
) -> None:
    path = f"/api/v1/petitions/{petitions[3]}/{below}"
    head = ask(Role.HEAD)
    head.post(f"/api/v1/petitions/{petitions[3]}/facts", json={"facts": {"loai_don": "khieu_nai"}}, headers=FIRST)
    assert getattr(head, method)(path, json=body).status_code == 428
    assert getattr(head, method)(path, json=body, headers=FIRST).status_code == 412
    reader = ask(Role.HEAD, Scope.READ)
    assert getattr(reader, method)(path, json=body, headers={"if-match": '"2"'}).json()["code"] == "web.scope"
    assert getattr(ask(Role.ANALYST), method)(path, json=body, headers={"if-match": '"2"'}).status_code == 403


def test_secrecy_stays_with_the_type_changed_until_it_is_lifted(ask: Ask, petitions: list[str]) -> None:
    client, path = ask(Role.HEAD), f"/api/v1/petitions/{petitions[3]}"
    changed = client.post(f"{path}/facts", json={"facts": {"loai_don": "khieu_nai"}}, headers=FIRST).json()
    assert (changed["type"], changed["kept_secret"]) == ("khieu_nai", True)
    assert "Ví Dụ" not in client.get(f"{path}/text").text
    lifted = client.post(f"{path}/lifting", json={"reason": "doc_sai"}, headers={"if-match": '"2"'})
    assert lifted.status_code == 200 and not lifted.json()["kept_secret"]
    assert "Ví Dụ" in client.get(f"{path}/text").text
    again = client.post(f"{path}/lifting", json={"reason": "doc_sai"}, headers={"if-match": '"3"'})
    assert (again.status_code, again.json()["code"]) == (409, "secrecy.not_kept")


def test_reception_lifts_nothing(ask: Ask, petitions: list[str]) -> None:
    response = ask(Role.RECEPTION).post(f"/api/v1/petitions/{petitions[3]}/lifting", json={"reason": "doc_sai"}, headers=FIRST)
    assert (response.status_code, response.json()["code"]) == (403, "secrecy.not_allowed")


@pytest.mark.parametrize("scope", list(Scope))
def test_token_shows_nobody_unless_it_was_made_so(ask: Ask, site: Site, petitions: list[str], scope: Scope) -> None:
    response = ask(Role.HEAD, scope, unmasks=False).get(f"/api/v1/petitions/{petitions[3]}/text?reason=xac_minh")
    assert (response.status_code, response.json()["code"]) == (403, "web.unmask_scope")
    with site.store.read() as session:
        assert search_trail(session, TrailFilter(action="petition.unmask")) == []


def test_lists_are_in_the_trail_with_their_filters_and_no_words(ask: Ask, site: Site, petitions: list[str]) -> None:
    ask().get("/api/v1/petitions", params={"type": ["to_cao", "open"], "text": "Ví Dụ"})
    with site.store.read() as session:
        [link] = search_trail(session, TrailFilter(action="queue.view"))
    assert {name: link.event.details[name] for name in ("type", "text", "count")} == {
        "type": "to_cao+open",
        "text": 1,
        "count": 0,
    }

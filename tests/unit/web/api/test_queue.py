"""The queue for programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nlp.store.users import Role
from nlp.triage.listing import list_queue
from nlp.web.site import Site
from tests.unit.triage.petitions import DAY

Ask = Callable[..., Any]


def test_row_is_that_of_the_command_line(ask: Ask, site: Site, petitions: list[str]) -> None:
    answer = ask().get("/api/v1/petitions").json()
    rows = {row["id"]: row for row in list_queue(site.store)}
    assert set(rows) == set(petitions) == {row["id"] for row in answer["petitions"]}
    for row in answer["petitions"]:
        told = rows[row["id"]]
        assert {name: row[name] for name in told if name not in ("reasons", "competent")} == {
            name: told[name] for name in told if name not in ("reasons", "competent")
        }
        assert [one["code"] for one in row["reasons"]] == [one["code"] for one in told["reasons"]]


def test_pages_are_walked_by_the_link(ask: Ask, petitions: list[str]) -> None:
    client, seen, path = ask(), [], "/api/v1/petitions?limit=3&order=received&status=waiting"
    while path:
        response = client.get(path)
        seen += [row["id"] for row in response.json()["petitions"]]
        path = response.links.get("next", {}).get("url")
        assert bool(path) == (response.json()["next"] is not None)
    assert sorted(seen) == sorted(petitions)


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("type=to_cao", [3]),
        ("type=to_cao&type=khieu_nai", [0, 1, 2, 3]),
        ("field=dat_dai&type=khieu_nai", [0, 1, 2]),
        ("action=gop", [1]),
        (f"received_to={DAY.isoformat()}&status=decided", []),
    ],
)
def test_filters(ask: Ask, petitions: list[str], query: str, places: list[int]) -> None:
    rows = ask().get(f"/api/v1/petitions?{query}").json()["petitions"]
    assert sorted(row["id"] for row in rows) == sorted(petitions[place] for place in places)


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("limit=0", "query.limit"),
        ("limit=501", "query.limit"),
        ("type=xyz", "query.type.0"),
        ("colour=red", "query.colour"),
        ("due_before=monday", "query.due_before"),
        ("cursor=x", "query.cursor"),
    ],
)
def test_query_that_does_not_fit(ask: Ask, query: str, where: str) -> None:
    response = ask().get(f"/api/v1/petitions?{query}")
    assert response.status_code == 400 and response.headers["content-type"] == "application/problem+json"
    assert response.json()["faults"][0]["where"].startswith(where)


def test_cursor_of_another_order(ask: Ask, petitions: list[str]) -> None:
    client = ask()
    cursor = client.get("/api/v1/petitions?limit=1&order=received").json()["next"]
    response = client.get("/api/v1/petitions", params={"limit": 1, "order": "due", "cursor": cursor})
    assert response.status_code == 400 and response.json()["code"] == "store.cursor"


def test_counts(ask: Ask, petitions: list[str]) -> None:
    counts = ask().get("/api/v1/counts").json()
    assert counts["type"] == {"khieu_nai": 3, "to_cao": 1} and counts["status"] == {"waiting": 4}
    assert counts["field"]["dat_dai"] >= 3
    assert ask(Role.ANALYST).get("/api/v1/counts?type=to_cao").json()["type"] == {"to_cao": 1}


def test_group_has_the_copy_and_its_original(ask: Ask, petitions: list[str]) -> None:
    client = ask()
    group = client.get(f"/api/v1/petitions/{petitions[1]}").json()["group"]
    rows = client.get(f"/api/v1/groups/{group}").json()["petitions"]
    assert {row["id"] for row in rows} == set(petitions[:2])
    assert client.get("/api/v1/groups/0000000000000000").status_code == 404


def test_administrators_read_no_petition(ask: Ask, petitions: list[str]) -> None:
    client = ask(Role.ADMINISTRATOR)
    paths = ["", f"/{petitions[0]}", f"/{petitions[0]}/record", f"/{petitions[0]}/text", f"/{petitions[0]}/source"]
    assert {client.get(f"/api/v1/petitions{path}").status_code for path in paths} == {403}


def test_every_look_is_in_the_audit_trail(ask: Ask, site: Site, petitions: list[str]) -> None:
    from nlp.store.audit import TrailFilter, search_trail

    client = ask()
    for path in ("", "/record", "/text"):
        client.get(f"/api/v1/petitions/{petitions[0]}{path}")
    with site.store.read() as session:
        links = search_trail(session, TrailFilter(action="petition.view", subject=petitions[0]))
    assert [link.event.details.get("part") for link in links] == ["text", "record", None]

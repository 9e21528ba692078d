"""What holds for all answers to programs: problems, languages, limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nlp.store.users import Role
from nlp.web.site import Site
from tests.unit.web.browsing import Browser

Ask = Callable[..., Any]


def test_problem_has_the_fields_of_the_standard(ask: Ask) -> None:
    response = ask().get("/api/v1/petitions/0000000000000000")
    problem = response.json()
    assert response.status_code == 404 and response.headers["content-type"] == "application/problem+json"
    assert problem["type"] == "urn:donthu:store.no_petition" and problem["title"] == "Not Found" and problem["status"] == 404
    assert problem["request"] == response.headers["x-request-id"]


@pytest.mark.parametrize(
    ("accepted", "lang", "detail"),
    [
        ("en-GB, vi;q=0.5", "en", "There is no such petition."),
        ("fr, *", "vi", "Không có đơn này."),
        ("", "vi", "Không có đơn này."),
    ],
)
def test_language_is_chosen_by_the_request(ask: Ask, accepted: str, lang: str, detail: str) -> None:
    response = ask(lang=accepted).get("/api/v1/petitions/0000000000000000")
    assert response.headers["content-language"] == lang and response.json()["detail"] == detail


def test_stranger_is_told_how_to_sign_requests(site: Site) -> None:
    response = Browser(site).client.get("/api/v1/petitions")
    assert response.status_code == 401 and response.headers["www-authenticate"] == "Bearer"
    assert response.json()["code"] == "web.sign_in_needed"


def test_limits_are_told(ask: Ask, new_site: Callable[..., Site]) -> None:
    client = ask()
    first, second = (client.get("/api/v1/identity").headers for _ in range(2))
    left = [int(headers["ratelimit"].split("r=")[1].split(";")[0]) for headers in (first, second)]
    assert left[0] - left[1] == 1 and "q=100000;w=60" in first["ratelimit-policy"]


def test_method_that_is_none(ask: Ask) -> None:
    response = ask().delete("/api/v1/petitions")
    assert response.status_code == 405 and response.headers["allow"]


def test_values_sent_are_not_repeated(ask: Ask) -> None:
    response = ask().post("/api/v1/texts", json={"text": 5, "name": "Nguyễn Thị Bí Mật" * 50})
    assert response.status_code == 400 and "Bí Mật" not in response.text
    assert {fault["where"] for fault in response.json()["faults"]} == {"body.text", "body.name"}


@pytest.mark.parametrize("role", list(Role))
def test_reference_is_there_for_everybody(site: Site, browse: Callable[[Role], Browser], role: Role) -> None:
    page = browse(role).get("/api-reference").text
    assert "/api/v1/petitions/{petition}/decisions" in page and "FactsIn" in page

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from nlp.store.users import Role
from nlp.web.api import API
from nlp.web.app import check_routes, create_app
from nlp.web.pages import PAGES
from nlp.web.security.access import SAFE, find_access
from nlp.web.site import Site
from tests.unit.web.browsing import Browser

ROUTES = [route for module in (*PAGES, *API) for route in module.router.routes]
# What nobody needs to be signed in for.
OPEN = {"/sign-in", "/language", "/invitation/{secret}", "/feeds/{secret}.ics"}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{sorted(route.methods)[0]} {route.path}")
def test_every_route_says_who_may_use_it(route: object) -> None:
    assert isinstance(route, APIRoute)
    access = find_access(route)
    assert access is not None
    assert (access.roles is None) == (route.path in OPEN)


def test_a_route_that_does_not_say_it_is_refused() -> None:
    router = APIRouter()
    router.get("/forgotten")(lambda: "")
    with pytest.raises(ValueError, match="/forgotten"):
        check_routes(router)


def test_all_routes_are_those_of_pages_and_api(site: Site) -> None:
    assert create_app(site).routes[1:] == ROUTES, "behind the mount of static files"


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{sorted(route.methods)[0]} {route.path}")
def test_roles_that_are_not_named_are_refused(route: APIRoute, browse: Callable[..., Browser]) -> None:
    access = find_access(route)
    assert access is not None
    path = route.path.replace("{secret}", "x").replace("{number}", "1").replace("{user}", "1")
    for role in set(Role) - (access.roles or set(Role)):
        browser = browse(role)
        answer = browser.get(path) if "GET" in route.methods else browser.post(path, method=min(route.methods))
        assert answer.status_code == 403, role


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if not route.methods & SAFE], ids=lambda route: str(route.path)
)  # fmt: skip
def test_forms_without_their_token_are_refused(route: APIRoute, browse: Callable[..., Browser]) -> None:
    access = find_access(route)
    assert access is not None
    path = route.path.replace("{secret}", "x").replace("{number}", "1").replace("{user}", "1")
    browser = browse(min(access.roles or set(Role)))
    for token in ("", "x", browser.token[::-1]):
        assert browser.post(path, {"form_token": token}, min(route.methods)).status_code == 403 or "lang" in path
    assert browser.client.request(min(route.methods), path).status_code in (400, 403)


def test_form_token_of_another_session_is_refused(browse: Callable[..., Browser]) -> None:
    one, other = browse(Role.HEAD), browse(Role.HANDLER)
    assert one.post("/sign-out", {"form_token": other.token}).status_code == 403


def test_form_token_of_the_visit_before_signing_in_is_void_after_it(browser: Browser, new_user: Callable[..., object]) -> None:
    new_user("lan")
    browser.get("/sign-in")
    before = browser.token
    browser.sign_in("lan")
    assert browser.post("/sign-out", {"form_token": before}).status_code == 403


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"}]
)  # fmt: skip
def test_forms_of_other_sites_are_refused(browse: Callable[..., Browser], headers: dict[str, str]) -> None:
    assert browse(Role.HEAD).post("/sign-out", headers=headers).status_code == 403


def test_scripts_send_the_token_in_a_header(browse: Callable[..., Browser]) -> None:
    browser = browse(Role.HEAD)
    headers = {"x-form-token": browser.token, "sec-fetch-site": "same-origin", "origin": "http://localhost"}
    assert browser.client.post("/sign-out", headers=headers).status_code == 303

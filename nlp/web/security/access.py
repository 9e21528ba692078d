"""Who may use a route: one dependency that every route declares, and that gives the route its visit."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.routing import APIRoute

from nlp.store.tokens import Scope
from nlp.store.users import Role
from nlp.web.errors import SignInNeeded, WebError
from nlp.web.security.secrets import is_form_token
from nlp.web.security.visitors import Visitor
from nlp.web.visit import Visit

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_FIELD, FORM_HEADER = "form_token", "x-form-token"


class Access:
    """The dependency behind ``require`` and ``anyone``; ``roles`` is None where nobody needs to be signed in."""

    def __init__(self, roles: frozenset[Role] | None) -> None:
        self.roles = roles

    async def __call__(self, request: Request) -> Visit:
        """The visit; raises WebError where it is not allowed."""
        visitor: Visitor = request.state.visitor
        if self.roles is not None:
            if visitor.user is None:
                raise SignInNeeded
            if visitor.user.role not in self.roles:
                raise WebError("web.forbidden", 403)
        if visitor.scope is not None:
            if request.method not in SAFE and visitor.scope is not Scope.WRITE:
                raise WebError("web.scope", 403)
        elif request.method not in SAFE:
            await _check_form(request, visitor)
        return Visit(request, visitor)


def find_access(route: APIRoute) -> Access | None:
    """Who may use the route, as it declares it."""
    return next((found.call for found in route.dependant.dependencies if isinstance(found.call, Access)), None)


def require(*roles: Role) -> Any:
    """The visit of a user with one of the roles; all others are refused."""
    if not roles:
        raise ValueError("name the roles, or use anyone()")
    return Depends(Access(frozenset(roles)))


def signed_in() -> Any:
    """The visit of any user."""
    return require(*Role)


def anyone() -> Any:
    """The visit of anybody, signed in or not."""
    return Depends(Access(None))


async def _check_form(request: Request, visitor: Visitor) -> None:
    """A request that changes something comes from a page of ours: browsers say from where, the page knows the form's token."""
    headers = request.headers
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise WebError("web.form_token", 403)
    origin = headers.get("origin", "null")
    if origin != "null" and urlsplit(origin).netloc != headers.get("host"):
        raise WebError("web.form_token", 403)
    token: object = headers.get(FORM_HEADER)
    if token is None:
        token = (await request.form()).get(FORM_FIELD)
    if visitor.secret is None or not isinstance(token, str) or not is_form_token(token, visitor.secret):
        raise WebError("web.form_token", 403)

"""Who makes a request: known before anything of its body is read."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass

from fastapi import Request, Response

from nlp.errors import StoreError
from nlp.store.sessions import find_session, start_session, touch_session
from nlp.store.tokens import Scope, find_token
from nlp.store.users import User
from nlp.web.errors import WebError
from nlp.web.paths import is_api
from nlp.web.security.secrets import TOKEN_PREFIX, digest, make_secret
from nlp.web.site import Site

_BEARER = "bearer "
_SEEN_PARTS = 15  # a session is noted as seen that often within its idle time


@dataclass(frozen=True)
class Visitor:
    """Who makes a request: a user by a session or token, or nobody that is known (``user`` None).

    ``secret`` is what the browser keeps: the session's, or that of a visit before signing in, to which forms are bound as well.
    ``scope`` is set for a token; ``unmasks`` where a token may show personal data for a reason.
    """

    user: User | None = None
    secret: str | None = None
    scope: Scope | None = None
    unmasks: bool = False


@dataclass(frozen=True)
class CookieNames:
    """The cookies: ``session`` for a user's, ``visit`` for the forms of who is not signed in, ``flash`` for what was just done,
    ``lang`` for the language."""

    session: str
    visit: str
    flash: str
    lang: str


def cookie_names(site: Site) -> CookieNames:
    """The names that browsers defend best: ``__Host-`` is only for TLS and whole hosts, ``__Secure-`` for TLS and a path."""
    prefix = "" if not site.settings.https else "__Secure-" if site.settings.prefix else "__Host-"
    return CookieNames(*(f"{prefix}donthu_{name}" for name in ("session", "visit", "flash", "lang")))


def set_cookie(response: Response, site: Site, name: str, value: str, *, seconds: int | None = None) -> None:
    """Sets a cookie that no script reads and no other site's form sends."""
    response.set_cookie(
        name, value, max_age=seconds, path=site.settings.prefix or "/", secure=site.settings.https, httponly=True, samesite="lax"
    )  # fmt: skip


def delete_cookie(response: Response, site: Site, name: str) -> None:
    """Takes a cookie back."""
    response.delete_cookie(
        name, path=site.settings.prefix or "/", secure=site.settings.https, httponly=True, samesite="lax"
    )  # fmt: skip


def identify(request: Request, site: Site, path: str) -> Visitor:
    """Who makes the request; raises WebError (``web.token``) for a token that is not valid.

    Tokens are read under ``/api`` only.
    """
    at, names = site.now(), cookie_names(site)
    authorization = request.headers.get("authorization", "")
    if authorization.lower().startswith(_BEARER) and is_api(path):
        secret = authorization[len(_BEARER) :].strip()
        found = find_token(site.store, digest(secret), at=at) if secret.startswith(TOKEN_PREFIX) else None
        if found is None:
            raise WebError("web.token", 401)
        token, user = found
        return Visitor(user, scope=token.scope, unmasks=token.unmasks)
    secret = request.cookies.get(names.session, "")
    if secret and (signed_in := find_session(site.store, digest(secret), at=at, idle=site.settings.idle)):
        if signed_in.seen_at + site.settings.idle / _SEEN_PARTS <= at:
            with suppress(StoreError):  # where somebody writes for long, the next request notes it
                touch_session(site.store, digest(secret), at=at)
        return Visitor(signed_in.user, secret)
    return Visitor(secret=request.cookies.get(names.visit))


def sign_in(response: Response, site: Site, user: User) -> None:
    """Begins a session under a new secret, whatever the browser held before."""
    secret, at = make_secret(), site.now()
    start_session(site.store, user.id, digest(secret), at=at, ends=at + site.settings.session)
    set_cookie(response, site, cookie_names(site).session, secret, seconds=_seconds(site.settings.session))
    delete_cookie(response, site, cookie_names(site).visit)


def _seconds(duration: dt.timedelta) -> int:
    return int(duration.total_seconds())

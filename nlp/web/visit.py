"""A visit: all that a page needs of its request, and the ways in which it answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from nlp.interop.wording import LANGUAGES
from nlp.store.audit import Event
from nlp.store.engine import Store
from nlp.store.users import Role, User
from nlp.web.paths import is_api, route_path
from nlp.web.security.addresses import find_address
from nlp.web.security.secrets import form_token, make_secret
from nlp.web.security.visitors import Visitor, cookie_names, delete_cookie, set_cookie
from nlp.web.site import Site, find_site
from nlp.web.templating import render_template
from nlp.web.wording import PageWording, choose_language, today

_FLASH_SECONDS = 60


@dataclass
class Visit:
    """A request with its visitor."""

    request: Request
    visitor: Visitor

    @cached_property
    def site(self) -> Site:
        """The application."""
        return find_site(self.request)

    @property
    def store(self) -> Store:
        """The store."""
        return self.site.store

    @cached_property
    def now(self) -> dt.datetime:
        """The time of the request."""
        return self.site.now()

    @property
    def today(self) -> dt.date:
        """The day of the request in Viet Nam."""
        return today(self.now)

    @property
    def user(self) -> User:
        """The user; LookupError on pages for anyone that nobody is signed in to."""
        if self.visitor.user is None:
            raise LookupError("nobody is signed in")
        return self.visitor.user

    @cached_property
    def wording(self) -> PageWording:
        """The words in the language that the visitor chose; programs choose by ``Accept-Language``."""
        if is_api(route_path(self.request.scope)):
            return PageWording(choose_language(self.request.headers.get("accept-language", "")))
        lang = self.request.cookies.get(cookie_names(self.site).lang)
        return PageWording(lang if lang in LANGUAGES else LANGUAGES[0])

    @property
    def origin(self) -> str:
        """The address of the site, for links that leave it."""
        return f"{'https' if self.site.settings.https else 'http'}://{self.request.headers.get('host', '')}"

    @property
    def address(self) -> str:
        """Where the request comes from, as limits count it."""
        return find_address(self.request)

    def is_any(self, *roles: Role) -> bool:
        """Whether the visitor has one of the roles."""
        return self.visitor.user is not None and self.visitor.user.role in roles

    def record(self, action: str, subject: str, details: Mapping[str, str | int] | None = None) -> None:
        """Writes what the user sees or takes out into the audit trail."""
        self.store.record_access(Event(action, subject, self.user.id, self.now, details or {}))

    def render(self, template: str, /, *, status: int = 200, **values: Any) -> Response:
        """A page made from a template; whoever is not signed in gets a secret that its forms are bound to."""
        names, secret = cookie_names(self.site), self.visitor.secret or make_secret()
        flash = self.request.cookies.get(names.flash)
        html = render_template(
            template, visit=self, site=self.site, wording=self.wording, say=self.wording.say, user=self.visitor.user,
            form_token=form_token(secret), path=route_path(self.request.scope), flash=flash, **values,
        )  # fmt: skip
        response = HTMLResponse(html, status)
        if self.visitor.secret is None and self.visitor.scope is None:
            set_cookie(response, self.site, names.visit, secret)
        if flash is not None:
            delete_cookie(response, self.site, names.flash)
        return response

    def redirect(self, path: str, *, done: str | None = None) -> Response:
        """Leads to another page after something was done; ``done`` is the message ``done.…`` that the page will show."""
        response = RedirectResponse(self.site.url(path), 303)
        if done is not None:
            set_cookie(response, self.site, cookie_names(self.site).flash, done, seconds=_FLASH_SECONDS)
        return response

"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Response

from nlp.store.audit import Event
from nlp.store.sessions import end_session
from nlp.store.users import User, find_user, replace_hash
from nlp.web.errors import WebError
from nlp.web.paths import safe_next
from nlp.web.security.access import anyone, signed_in
from nlp.web.security.secrets import digest
from nlp.web.security.visitors import cookie_names, delete_cookie, sign_in
from nlp.web.visit import Visit

router = APIRouter()


@router.get("/sign-in")
def show_sign_in(visit: Annotated[Visit, anyone()], next: Annotated[str, Query()] = "") -> Response:
    """The form; who is signed in already goes on."""
    if visit.visitor.user is not None:
        return visit.redirect(safe_next(next) or "/")
    return visit.render("sign_in.html", next=safe_next(next) or "", name="", error=None)


@router.post("/sign-in")
def take_sign_in(
    visit: Annotated[Visit, anyone()], name: Annotated[str, Form()], password: Annotated[str, Form()],
    next: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Begins a session, or says that name and password do not fit, in the same words and time whichever is wrong."""
    name, onward = name.strip().lower(), safe_next(next) or ""
    try:
        visit.site.attempts.admit(name=name, address=visit.address)
    except WebError as error:
        note_refusal(visit, "session.wait", find_user(visit.store, name))
        wait = visit.wording.number(-(-(error.wait or 60) // 60))
        response = visit.render(
            "sign_in.html", status=429, next=onward, name=name, error=visit.wording.say("sign_in.wait", minutes=wait)
        )  # fmt: skip
        response.headers["retry-after"] = str(error.wait)
        return response
    user = check_password(visit, name, password)
    if user is None:
        visit.site.attempts.fail(address=visit.address)
        return visit.render("sign_in.html", status=401, next=onward, name=name, error=visit.wording.say("sign_in.wrong"))
    visit.site.attempts.succeed(name=name)
    response = visit.redirect(onward or "/")
    sign_in(response, visit.site, user)
    return response


def check_password(visit: Visit, name: str, password: str) -> User | None:
    """The active user of that name and password; whoever fails is noted in the trail, by id where the name exists."""
    user = find_user(visit.store, name)
    passwords = visit.site.passwords
    encoded = user.password_hash if user and user.active else None
    if not passwords.fits(password, encoded) or user is None or encoded is None:
        visit.store.record_access(Event("session.refuse", _name_subject(user), None, visit.now))
        return None
    if passwords.is_outdated(encoded):
        replace_hash(visit.store, user.id, passwords.hash(password), at=visit.now)
    return user


def note_refusal(visit: Visit, action: str, user: User | None) -> None:
    """Notes in the trail that attempts were refused unseen, once a minute for each user, so that a flood does not fill it."""
    if not visit.site.attempts.is_told(f"{action} {_name_subject(user)}"):
        visit.store.record_access(Event(action, _name_subject(user), None, visit.now))


def _name_subject(user: User | None) -> str:
    return f"user/{user.id}" if user else "user/unknown"


@router.post("/sign-out")
def sign_out(visit: Annotated[Visit, signed_in()]) -> Response:
    """Ends the session."""
    if visit.visitor.secret is not None:
        end_session(visit.store, digest(visit.visitor.secret), at=visit.now)
    response = visit.redirect("/sign-in", done="signed_out")
    delete_cookie(response, visit.site, cookie_names(visit.site).session)
    return response

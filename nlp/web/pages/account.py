"""What users keep of their own: password, sessions, tokens."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response

from nlp.store.sessions import end_sessions
from nlp.store.tokens import list_tokens, revoke_token
from nlp.store.users import change_user, read_user
from nlp.web.errors import WebError
from nlp.web.pages.password import find_errors
from nlp.web.pages.sign_in import note_refusal
from nlp.web.security.access import signed_in
from nlp.web.security.passwords import MIN_LENGTH
from nlp.web.security.tokens import make_token, read_token_form
from nlp.web.security.visitors import sign_in
from nlp.web.visit import Visit

router = APIRouter(prefix="/account")


@router.get("")
def show_account(visit: Annotated[Visit, signed_in()]) -> Response:
    """The user's account."""
    return _render(visit)


@router.post("/password")
def change_password(
    visit: Annotated[Visit, signed_in()], current: Annotated[str, Form()], new: Annotated[str, Form()],
    again: Annotated[str, Form()],
) -> Response:  # fmt: skip
    """Takes a new password of whoever knows the old one; ends all sessions and begins one here."""
    user = read_user(visit.store, visit.user.id)
    try:
        visit.site.attempts.admit(name=user.name, address=visit.address)
    except WebError:
        note_refusal(visit, "session.wait", user)
        raise
    if not visit.site.passwords.fits(current, user.password_hash):
        visit.site.attempts.fail(address=visit.address)
        visit.record("password.refuse", f"user/{user.id}")
        return _render(visit, status=422, errors={"current": visit.wording.say("password.wrong")})
    visit.site.attempts.succeed(name=user.name)
    if errors := find_errors(visit, user, new, again):
        return _render(visit, status=422, errors=errors)
    change_user(visit.store, user.id, at=visit.now, actor=user.id, password_hash=visit.site.passwords.hash(new))
    response = visit.redirect("/account", done="password_changed")
    sign_in(response, visit.site, user)
    return response


@router.post("/sessions/end")
def end_all_sessions(visit: Annotated[Visit, signed_in()]) -> Response:
    """Signs the user out everywhere, here as well."""
    end_sessions(visit.store, visit.user.id, at=visit.now, actor=visit.user.id)
    return visit.redirect("/sign-in", done="signed_out")


@router.post("/tokens")
def add_own_token(
    visit: Annotated[Visit, signed_in()], name: Annotated[str, Form()] = "", scope: Annotated[str, Form()] = "",
    unmasks: Annotated[str, Form()] = "", days: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Makes a token for the user and shows it this once."""
    form = read_token_form(visit.wording, name, scope, unmasks, days)
    if form.errors:
        return _render(visit, status=422, errors=form.errors)
    return _render(visit, secret=make_token(visit, visit.user.id, form))


@router.post("/tokens/{number}/revoke")
def revoke_own_token(visit: Annotated[Visit, signed_in()], number: int) -> Response:
    """Ends a token of the user's own."""
    revoke_token(visit.store, number, at=visit.now, actor=visit.user.id, user=visit.user.id)
    return visit.redirect("/account", done="token_revoked")


def _render(visit: Visit, *, status: int = 200, errors: dict[str, str] | None = None, secret: str | None = None) -> Response:
    tokens = list_tokens(visit.store, visit.user.id)
    return visit.render(
        "account.html", status=status, errors=errors or {}, secret=secret, tokens=tokens, min_length=MIN_LENGTH
    )  # fmt: skip

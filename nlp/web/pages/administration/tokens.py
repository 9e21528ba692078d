"""Tokens of all users."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response

from nlp.store.tokens import list_tokens, revoke_token
from nlp.store.users import list_users
from nlp.web.pages.administration import administrator
from nlp.web.security.tokens import make_token, read_token_form
from nlp.web.visit import Visit

router = APIRouter(prefix="/administration/tokens")


@router.get("")
def show_tokens(visit: Annotated[Visit, administrator]) -> Response:
    """All tokens there ever were, and the form for a new one."""
    return _render(visit)


@router.post("")
def add_token_of_user(
    visit: Annotated[Visit, administrator], user: Annotated[str, Form()] = "", name: Annotated[str, Form()] = "",
    scope: Annotated[str, Form()] = "", days: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Makes a token for a user and shows it this once."""
    form = read_token_form(visit.wording, name, scope, days)
    known = {str(one.id): one.id for one in list_users(visit.store) if one.active}
    errors = form.errors | ({} if user in known else {"token_user": visit.wording.say("form.choose")})
    if errors:
        return _render(visit, status=422, errors=errors)
    return _render(visit, secret=make_token(visit, known[user], form))


@router.post("/{number}/revoke")
def revoke_token_of_user(visit: Annotated[Visit, administrator], number: int) -> Response:
    """Ends a token."""
    revoke_token(visit.store, number, at=visit.now, actor=visit.user.id)
    return visit.redirect("/administration/tokens", done="token_revoked")


def _render(visit: Visit, *, status: int = 200, errors: dict[str, str] | None = None, secret: str | None = None) -> Response:
    users = {user.id: user for user in list_users(visit.store)}
    return visit.render(
        "administration/tokens.html", status=status, tokens=list_tokens(visit.store), users=users, errors=errors or {},
        secret=secret,
    )  # fmt: skip

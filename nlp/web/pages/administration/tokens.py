"""Tokens of all users. A token acts for its user, so nobody makes one but the user himself: administrators end them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from nlp.store.tokens import list_tokens, revoke_token
from nlp.store.users import list_users
from nlp.web.pages.administration import administrator
from nlp.web.visit import Visit

router = APIRouter(prefix="/administration/tokens")


@router.get("")
def show_tokens(visit: Annotated[Visit, administrator]) -> Response:
    """All tokens there ever were."""
    users = {user.id: user for user in list_users(visit.store)}
    return visit.render("administration/tokens.html", tokens=list_tokens(visit.store), users=users)


@router.post("/{number}/revoke")
def revoke_token_of_user(visit: Annotated[Visit, administrator], number: int) -> Response:
    """Ends a token."""
    revoke_token(visit.store, number, at=visit.now, actor=visit.user.id)
    return visit.redirect("/administration/tokens", done="token_revoked")

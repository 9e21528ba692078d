"""Invitations that wait for a second person: who reads petitions is never up to one administrator alone."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from nlp.store.invitations import confirm_invitation, list_invitations, void_invitation
from nlp.store.users import Role, list_users
from nlp.web.menu import entry
from nlp.web.security.access import require
from nlp.web.visit import Visit

ENTRIES = (entry("/invitations", "menu.invitations", Role.HEAD, Role.ADMINISTRATOR),)
router = APIRouter(prefix="/invitations")
second_person = require(Role.HEAD, Role.ADMINISTRATOR)


@router.get("")
def show_invitations(visit: Annotated[Visit, second_person]) -> Response:
    """Whom links were made for, by whom; those that wait can be confirmed by somebody else."""
    waiting = list_invitations(visit.store, at=visit.now)
    return visit.render("invitations.html", waiting=waiting, names={one.id: one.name for one in list_users(visit.store)})


@router.post("/{user}/confirm")
def confirm(visit: Annotated[Visit, second_person], user: int) -> Response:
    """Opens a link."""
    confirm_invitation(visit.store, user, at=visit.now, actor=visit.user.id)
    return visit.redirect("/invitations", done="invitation_confirmed")


@router.post("/{user}/void")
def void(visit: Annotated[Visit, second_person], user: int) -> Response:
    """Takes a link back."""
    void_invitation(visit.store, user, at=visit.now, actor=visit.user.id)
    return visit.redirect("/invitations", done="invitation_void")

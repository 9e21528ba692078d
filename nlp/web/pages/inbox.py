"""The queue of petitions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from nlp.store.queue import read_page
from nlp.store.users import Role
from nlp.web.menu import entry
from nlp.web.security.access import require
from nlp.web.visit import Visit

ROLES = (Role.RECEPTION, Role.HANDLER, Role.HEAD, Role.ANALYST)
ENTRIES = (entry("/inbox", "menu.inbox", *ROLES),)
router = APIRouter(prefix="/inbox")


@router.get("")
def show_inbox(visit: Annotated[Visit, require(*ROLES)], after: Annotated[str | None, Query()] = None) -> Response:
    """A page of the queue, what is due first at its head."""
    return visit.render("inbox.html", page=read_page(visit.store, after=after), after=after)

"""The beginning: leads each user to the first page of the menu."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from nlp.web.security.access import signed_in
from nlp.web.visit import Visit

router = APIRouter()


@router.get("/")
def lead_home(visit: Annotated[Visit, signed_in()]) -> Response:
    """Leads to the first page that is the user's to see."""
    first = next((entry.path for entry in visit.site.entries if visit.user.role in entry.roles), "/account")
    return visit.redirect(first)

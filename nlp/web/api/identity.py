"""Who a program is to the application."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel

from nlp.store.tokens import Scope
from nlp.store.users import Role
from nlp.web.security.access import signed_in
from nlp.web.visit import Visit

router = APIRouter(prefix="/api/v1", tags=["identity"])


class Identity(BaseModel):
    """The user and what the token may do; ``scope`` is null in a browser's session, ``unmasks`` false."""

    user: int
    name: str
    role: Role
    scope: Scope | None
    unmasks: bool


@router.get("/identity")
def read_identity(visit: Annotated[Visit, signed_in()]) -> Identity:
    """The user for whom the request is made."""
    own = visit.visitor
    return Identity(user=visit.user.id, name=visit.user.name, role=visit.user.role, scope=own.scope, unmasks=own.unmasks)

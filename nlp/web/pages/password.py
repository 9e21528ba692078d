"""Setting a password by invitation, once: a new user's first, or one in place of a forgotten one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response

from nlp.store.invitations import find_invitation
from nlp.store.users import User, change_user
from nlp.web.security.access import anyone
from nlp.web.security.passwords import MIN_LENGTH, find_weakness
from nlp.web.security.secrets import digest
from nlp.web.security.visitors import sign_in
from nlp.web.visit import Visit

router = APIRouter()


@router.get("/invitation/{secret}")
def show_invitation(visit: Annotated[Visit, anyone()], secret: str) -> Response:
    """The form for a new password."""
    user = find_invitation(visit.store, digest(secret), at=visit.now)
    return visit.render("invitation.html", invited=user, secret=secret, errors={}, min_length=MIN_LENGTH)


@router.post("/invitation/{secret}")
def take_invitation(
    visit: Annotated[Visit, anyone()], secret: str, new: Annotated[str, Form()], again: Annotated[str, Form()]
) -> Response:
    """Sets the password, which uses the invitation up, and signs the user in."""
    user = find_invitation(visit.store, digest(secret), at=visit.now)
    if errors := find_errors(visit, user, new, again):
        return visit.render(
            "invitation.html", status=422, invited=user, secret=secret, errors=errors, min_length=MIN_LENGTH
        )  # fmt: skip
    encoded = visit.site.passwords.hash(new)
    change_user(visit.store, user.id, at=visit.now, actor=user.id, password_hash=encoded)
    response = visit.redirect("/", done="password_set")
    sign_in(response, visit.site, user)
    return response


def find_errors(visit: Visit, user: User, new: str, again: str) -> dict[str, str]:
    """What is wrong with a new password, by the field of the form."""
    if weakness := find_weakness(new, user.name):
        return {"new": visit.wording.say(f"password.{weakness}", length=MIN_LENGTH)}
    return {} if new == again else {"again": visit.wording.say("password.differs")}

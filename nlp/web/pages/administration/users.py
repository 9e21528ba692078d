"""Users: who there is, adding and inviting, roles, disabling."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response

from nlp.errors import DonthuError
from nlp.store.audit import last_times
from nlp.store.invitations import invite
from nlp.store.sessions import end_sessions
from nlp.store.users import Role, User, add_user, change_user, list_users, read_user
from nlp.triage.secrecy import adds_rights
from nlp.web.menu import entry
from nlp.web.pages.administration import administrator
from nlp.web.security.names import check_name
from nlp.web.security.secrets import digest, make_secret
from nlp.web.visit import Visit

ENTRIES = (entry("/administration", "menu.administration", Role.ADMINISTRATOR),)
router = APIRouter(prefix="/administration")


@router.get("")
def lead_to_users(visit: Annotated[Visit, administrator]) -> Response:
    """Leads to the first page of the administration."""
    return visit.redirect("/administration/users")


@router.get("/users")
def show_users(visit: Annotated[Visit, administrator]) -> Response:
    """All users, with when they last signed in, and the form for a new one."""
    return _render_users(visit)


@router.post("/users")
def take_user(
    visit: Annotated[Visit, administrator], name: Annotated[str, Form()] = "", role: Annotated[str, Form()] = ""
) -> Response:
    """Adds a user and shows the link by which the user sets a password: nobody else ever knows it."""
    errors = {} if role in list(Role) else {"role": visit.wording.say("form.choose")}
    try:
        name = check_name(name)
    except DonthuError:
        errors["name"] = visit.wording.say("users.name_wrong")
    if errors:
        return _render_users(visit, status=422, errors=errors, name=name, role=role)
    try:
        user = add_user(visit.store, name, Role(role), at=visit.now, actor=visit.user.id)
    except DonthuError as error:
        if error.code != "store.user_exists":
            raise
        return _render_users(visit, status=422, errors={"name": visit.wording.say("users.name_taken")}, name=name, role=role)
    return _render_user(visit, user, link=_invite(visit, user))


@router.get("/users/{user}")
def show_user(visit: Annotated[Visit, administrator], user: int) -> Response:
    """A user and what can be done about it."""
    return _render_user(visit, read_user(visit.store, user))


@router.post("/users/{user}/role")
def change_role(visit: Annotated[Visit, administrator], user: int, role: Annotated[Role, Form()]) -> Response:
    """Gives the user another role. Where it may see more, the user begins anew by a link, which a second person confirms."""
    found = read_user(visit.store, user)
    raised = adds_rights(found.role, role)
    if found.role is not role:
        found = change_user(visit.store, user, at=visit.now, actor=visit.user.id, role=role, forget=raised)
    if raised and found.active:
        return _render_user(visit, found, link=_invite(visit, found))
    return visit.redirect(f"/administration/users/{user}", done="role_changed")


@router.post("/users/{user}/invite")
def invite_user(visit: Annotated[Visit, administrator], user: int) -> Response:
    """Shows a link by which the user sets a new password, once a second person has confirmed it."""
    found = read_user(visit.store, user)
    return _render_user(visit, found, link=_invite(visit, found))


@router.post("/users/{user}/sessions/end")
def end_sessions_of_user(visit: Annotated[Visit, administrator], user: int) -> Response:
    """Signs the user out everywhere."""
    end_sessions(visit.store, read_user(visit.store, user).id, at=visit.now, actor=visit.user.id)
    return visit.redirect(f"/administration/users/{user}", done="sessions_ended")


@router.post("/users/{user}/disable")
def disable_user(visit: Annotated[Visit, administrator], user: int) -> Response:
    """Disables the user, whose sessions and tokens are good for nothing from now on."""
    change_user(visit.store, user, at=visit.now, actor=visit.user.id, active=False)
    return visit.redirect(f"/administration/users/{user}", done="user_disabled")


@router.post("/users/{user}/enable")
def enable_user(visit: Annotated[Visit, administrator], user: int) -> Response:
    """Lets a disabled user in again."""
    change_user(visit.store, user, at=visit.now, actor=visit.user.id, active=True)
    return visit.redirect(f"/administration/users/{user}", done="user_enabled")


def _invite(visit: Visit, user: User) -> str:
    secret = make_secret()
    ends = visit.now + visit.site.settings.invitation
    invite(visit.store, user.id, digest(secret), at=visit.now, ends=ends, actor=visit.user.id)
    return visit.origin + visit.site.url(f"/invitation/{secret}")


def _render_users(
    visit: Visit, *, status: int = 200, errors: dict[str, str] | None = None, name: str = "", role: str = ""
) -> Response:
    with visit.store.read() as session:
        seen = last_times(session, "session.start")
    return visit.render(
        "administration/users.html", status=status, users=list_users(visit.store), seen=seen, errors=errors or {}, name=name,
        role=role, roles=_roles(visit),
    )  # fmt: skip


def _render_user(visit: Visit, user: User, *, link: str | None = None) -> Response:
    days = visit.site.settings.invitation.days
    return visit.render("administration/user.html", shown=user, link=link, days=days, roles=_roles(visit))


def _roles(visit: Visit) -> list[tuple[str, str]]:
    return [(role.value, visit.wording.label("user_role", role.value)) for role in Role]

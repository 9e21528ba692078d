"""The right to set a password once: for users who are new, and for those who forgot theirs.

Whoever makes one could use it in the user's place. So it opens nothing before somebody else has confirmed it, and what the user
is signed in to ends at once, which he notices. On the machine of the store the command line sets passwords without one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from nlp.errors import StoreError
from nlp.store.audit import Event
from nlp.store.engine import Store
from nlp.store.tables import InvitationRow, UserRow
from nlp.store.users import User, end_access, load_user, require_user


@dataclass(frozen=True)
class Invitation:
    """An invitation: the user whom it is for, who made it (None: the command line), when it ends, whether it was confirmed."""

    user: User
    made_by: int | None
    ends_at: dt.datetime
    is_confirmed: bool


def invite(store: Store, user: int, digest: str, *, at: dt.datetime, ends: dt.datetime, actor: int | None) -> None:
    """Lets whoever has the secret of that digest set the user's password until ``ends``, once it is confirmed.

    An earlier invitation is void, and so are sessions and tokens of the user. What the command line makes needs nobody else.
    Raises StoreError (``store.no_user``).
    """
    with store.write() as (session, trail):
        require_user(session, user)
        end_access(session, trail, user, at=at, actor=actor, tokens=True)
        session.execute(delete(InvitationRow).where(InvitationRow.user_id == user))
        session.add(InvitationRow(user_id=user, digest=digest, ends_at=ends, made_by=actor, confirmed_by=None))
        trail.add(Event("user.invite", f"user/{user}", actor, at))


def list_invitations(store: Store, *, at: dt.datetime) -> list[Invitation]:
    """The invitations that are not over, by their users."""
    query = select(InvitationRow, UserRow).join_from(InvitationRow, UserRow, InvitationRow.user_id == UserRow.id)
    with store.read() as session:
        rows = session.execute(query.where(InvitationRow.ends_at > at, UserRow.active).order_by(UserRow.id))
        return [Invitation(load_user(user), row.made_by, row.ends_at, _is_confirmed(row)) for row, user in rows]


def confirm_invitation(store: Store, user: int, *, at: dt.datetime, actor: int) -> None:
    """Opens the invitation of a user.

    Raises StoreError: ``store.no_invitation``; ``store.second_person`` for who made it and for the user himself.
    """
    with store.write() as (session, trail):
        row = _require(session, user, at)
        if actor in (row.made_by, user):
            raise StoreError("store.second_person", "the invitation waits for somebody else", "let another one confirm it")
        row.confirmed_by = actor
        trail.add(Event("user.confirm", f"user/{user}", actor, at, {"made_by": row.made_by or 0}))


def void_invitation(store: Store, user: int, *, at: dt.datetime, actor: int) -> None:
    """Takes the invitation of a user back; raises StoreError (``store.no_invitation``)."""
    with store.write() as (session, trail):
        session.delete(_require(session, user, at))
        trail.add(Event("user.void", f"user/{user}", actor, at))


def find_invitation(store: Store, digest: str, *, at: dt.datetime) -> User:
    """The active user whom the secret of that digest invites.

    Raises StoreError: ``store.no_invitation``, ``store.unconfirmed`` while nobody has confirmed it.
    """
    query = select(InvitationRow, UserRow).join_from(InvitationRow, UserRow, InvitationRow.user_id == UserRow.id)
    with store.read() as session:
        found = session.execute(query.where(InvitationRow.digest == digest)).first()
        if found is None or found[0].ends_at <= at or not found[1].active:
            raise _no_invitation()
        if not _is_confirmed(found[0]):
            raise StoreError("store.unconfirmed", "nobody has confirmed the invitation", "ask the head of the office")
        return load_user(found[1])


def _is_confirmed(row: InvitationRow) -> bool:
    return row.confirmed_by is not None or row.made_by is None


def _require(session: Session, user: int, at: dt.datetime) -> InvitationRow:
    row = session.get(InvitationRow, user)
    if row is None or row.ends_at <= at:
        raise _no_invitation()
    return row


def _no_invitation() -> StoreError:
    return StoreError("store.no_invitation", "the invitation is void", "ask an administrator for a new one")

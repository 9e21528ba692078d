"""The right to set a password once: for users who are new, and for those who forgot theirs."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select

from nlp.errors import StoreError
from nlp.store.audit import Event
from nlp.store.engine import Store
from nlp.store.tables import InvitationRow, UserRow
from nlp.store.users import User, load_user, require_user


def invite(store: Store, user: int, digest: str, *, at: dt.datetime, ends: dt.datetime, actor: int | None) -> None:
    """Lets whoever has the secret of that digest set the user's password until ``ends``; an earlier invitation is void.

    Raises StoreError (``store.no_user``).
    """
    with store.write() as (session, trail):
        require_user(session, user)
        session.execute(delete(InvitationRow).where(InvitationRow.user_id == user))
        session.add(InvitationRow(user_id=user, digest=digest, ends_at=ends))
        trail.add(Event("user.invite", f"user/{user}", actor, at))


def find_invitation(store: Store, digest: str, *, at: dt.datetime) -> User:
    """The active user whom the secret of that digest invites; raises StoreError (``store.no_invitation``)."""
    query = select(InvitationRow, UserRow).join_from(InvitationRow, UserRow, InvitationRow.user_id == UserRow.id)
    with store.read() as session:
        found = session.execute(query.where(InvitationRow.digest == digest)).first()
        if found is None or found[0].ends_at <= at or not found[1].active:
            raise StoreError("store.no_invitation", "the invitation is void", "ask an administrator for a new one")
        return load_user(found[1])

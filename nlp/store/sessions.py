"""Who is signed in. The browser keeps a secret, the store its digest; a session ends by itself, or with its user's rights."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from nlp.store.audit import Event
from nlp.store.engine import Store
from nlp.store.tables import SessionRow, UserRow
from nlp.store.users import User, load_user, require_user


@dataclass(frozen=True)
class SignedIn:
    """A session: its user, when it was last seen and when it ends whatever happens."""

    user: User
    seen_at: dt.datetime
    ends_at: dt.datetime


def start_session(store: Store, user: int, digest: str, *, at: dt.datetime, ends: dt.datetime) -> None:
    """Signs the user in under the digest of a new secret, until ``ends``; sessions that are over are swept out."""
    with store.write() as (session, trail):
        require_user(session, user)
        session.execute(delete(SessionRow).where(SessionRow.ends_at <= at))
        session.add(SessionRow(digest=digest, user_id=user, started_at=at, seen_at=at, ends_at=ends))
        trail.add(Event("session.start", f"user/{user}", user, at))


def find_session(store: Store, digest: str, *, at: dt.datetime, idle: dt.timedelta) -> SignedIn | None:
    """The session of that digest; None where it is over, was not seen for ``idle``, or its user is no longer active."""
    query = select(SessionRow, UserRow).join_from(SessionRow, UserRow, SessionRow.user_id == UserRow.id)
    with store.read() as session:
        found = session.execute(query.where(SessionRow.digest == digest)).first()
        if found is None:
            return None
        row, user = found[0], found[1]
        if not user.active or row.ends_at <= at or row.seen_at + idle <= at:
            return None
        return SignedIn(load_user(user), row.seen_at, row.ends_at)


def touch_session(store: Store, digest: str, *, at: dt.datetime) -> None:
    """Notes that the session was seen."""
    with store.write() as (session, _):
        session.execute(update(SessionRow).where(SessionRow.digest == digest).values(seen_at=at))


def end_session(store: Store, digest: str, *, at: dt.datetime) -> None:
    """Signs out; a session that is over already stays so."""
    with store.write() as (session, trail):
        row = session.get(SessionRow, digest)
        if row is not None:
            session.delete(row)
            trail.add(Event("session.end", f"user/{row.user_id}", row.user_id, at))


def end_sessions(store: Store, user: int, *, at: dt.datetime, actor: int | None) -> None:
    """Signs the user out everywhere."""
    with store.write() as (session, trail):
        session.execute(delete(SessionRow).where(SessionRow.user_id == user))
        trail.add(Event("session.end_all", f"user/{user}", actor, at))

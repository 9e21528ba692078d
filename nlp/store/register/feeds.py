"""Calendar feeds: addresses that give one list of due dates to whoever holds them; the store has the digest of their secret."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

from nlp.errors import StoreError
from nlp.store.audit import Event
from nlp.store.canonical import clean_text
from nlp.store.engine import Store
from nlp.store.register.tables import FeedRow
from nlp.store.tables import UserRow
from nlp.store.users import User, load_user, require_user


@dataclass(frozen=True)
class FeedFilter:
    """Which obligations a feed holds: those of a body by its kind and unit, or by a part of its name, and of a field."""

    kind: str | None = None
    place: str | None = None
    body: str | None = None
    field: str | None = None


@dataclass(frozen=True)
class Feed:
    """A feed as lists show it; its secret is known to who made it only."""

    number: int
    user: int
    name: str
    filter: FeedFilter
    made_at: dt.datetime
    revoked_at: dt.datetime | None
    used_at: dt.datetime | None


def add_feed(store: Store, user: int, digest: str, *, name: str, filter: FeedFilter, at: dt.datetime) -> Feed:
    """A new feed of the user; raises StoreError (``store.no_user``)."""
    with store.write() as (session, trail):
        require_user(session, user)
        number = (session.scalar(select(func.max(FeedRow.number))) or 0) + 1
        row = FeedRow(
            number=number, digest=digest, user_id=user, name=clean_text(name), kind=filter.kind, place=filter.place,
            body=clean_text(filter.body) if filter.body else None, field=filter.field, made_at=at, revoked_at=None, used_at=None,
        )  # fmt: skip
        session.add(row)
        trail.add(Event("feed.add", f"feed/{number}", user, at))
        return _load(row)


def list_feeds(store: Store, user: int) -> list[Feed]:
    """The feeds of a user, the newest first."""
    with store.read() as session:
        query = select(FeedRow).where(FeedRow.user_id == user).order_by(FeedRow.number.desc())
        return [_load(row) for row in session.scalars(query)]


def find_feed(store: Store, digest: str, *, at: dt.datetime) -> tuple[Feed, User] | None:
    """The feed of that digest with its user; None where it is unknown or revoked, or the user no longer active.

    The first time on a day goes into the audit trail.
    """
    query = select(FeedRow, UserRow).join_from(FeedRow, UserRow, FeedRow.user_id == UserRow.id)
    with store.read() as session:
        found = session.execute(query.where(FeedRow.digest == digest)).first()
        if found is None or found[0].revoked_at is not None or not found[1].active:
            return None
        feed, user = _load(found[0]), load_user(found[1])
    if feed.used_at is None or feed.used_at.date() != at.date():
        with store.write() as (session, trail):
            if row := session.get(FeedRow, feed.number):
                row.used_at = at
                trail.add(Event("feed.read", f"feed/{feed.number}", user.id, at))
    return feed, user


def revoke_feed(store: Store, number: int, *, user: int, at: dt.datetime) -> None:
    """Ends a feed of the user; raises StoreError (``register.no_feed``) where there is none."""
    with store.write() as (session, trail):
        row = session.get(FeedRow, number)
        if row is None or row.user_id != user:
            raise StoreError("register.no_feed", f"there is no feed {number}", "look its number up among the feeds")
        if row.revoked_at is None:
            row.revoked_at = at
            trail.add(Event("feed.revoke", f"feed/{number}", user, at))


def _load(row: FeedRow) -> Feed:
    chosen = FeedFilter(row.kind, row.place, row.body, row.field)
    return Feed(row.number, row.user_id, row.name, chosen, row.made_at, row.revoked_at, row.used_at)

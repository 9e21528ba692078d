"""Tokens, by which programs act for a user: the program keeps a secret, the store its digest."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select

from nlp.errors import StoreError
from nlp.store.audit import Event
from nlp.store.canonical import clean_text
from nlp.store.engine import Store
from nlp.store.tables import TokenRow, UserRow
from nlp.store.users import User, load_user, require_user

_NOTED = dt.timedelta(minutes=10)  # how exactly the last use is known


class Scope(StrEnum):
    """What a token may do, within what its user may: look, or change things as well. Neither shows personal data."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True)
class Token:
    """A token as lists show it; its secret is known to who made it only. ``unmasks``: whether it may show personal data for a
    reason, where its user may."""

    number: int
    user: int
    name: str
    scope: Scope
    unmasks: bool
    made_at: dt.datetime
    ends_at: dt.datetime
    revoked_at: dt.datetime | None
    used_at: dt.datetime | None

    def is_valid(self, at: dt.datetime) -> bool:
        """Whether it may be used at that time."""
        return self.revoked_at is None and at < self.ends_at


def add_token(
    store: Store, user: int, digest: str, *, name: str, scope: Scope, at: dt.datetime, ends: dt.datetime, actor: int | None,
    unmasks: bool = False,
) -> Token:  # fmt: skip
    """A new token for the user, valid until ``ends``; raises StoreError (``store.no_user``)."""
    with store.write() as (session, trail):
        require_user(session, user)
        number = (session.scalar(select(func.max(TokenRow.number))) or 0) + 1
        row = TokenRow(
            number=number, digest=digest, user_id=user, name=clean_text(name), scope=scope.value, unmasks=unmasks, made_at=at,
            made_by=actor, ends_at=ends, revoked_at=None, used_at=None,
        )  # fmt: skip
        session.add(row)
        trail.add(Event("token.add", f"token/{number}", actor, at, {"user": user, "scope": scope.value, "unmasks": int(unmasks)}))
        return _token(row)


def list_tokens(store: Store, user: int | None = None) -> list[Token]:
    """All tokens, or those of a user, the newest first."""
    query = select(TokenRow).order_by(TokenRow.number.desc())
    with store.read() as session:
        return [_token(row) for row in session.scalars(query if user is None else query.where(TokenRow.user_id == user))]


def find_token(store: Store, digest: str, *, at: dt.datetime) -> tuple[Token, User] | None:
    """The token of that digest with its user; None where it is unknown, over or revoked, or the user no longer active."""
    query = select(TokenRow, UserRow).join_from(TokenRow, UserRow, TokenRow.user_id == UserRow.id)
    with store.read() as session:
        found = session.execute(query.where(TokenRow.digest == digest)).first()
        if found is None or not found[1].active:
            return None
        token = _token(found[0])
        user = load_user(found[1])
    if not token.is_valid(at):
        return None
    if token.used_at is None or token.used_at + _NOTED <= at:
        with store.write() as (session, _):
            if row := session.get(TokenRow, token.number):
                row.used_at = at
    return token, user


def revoke_token(store: Store, number: int, *, at: dt.datetime, actor: int | None, user: int | None = None) -> None:
    """Ends a token, of ``user`` where that is given; raises StoreError (``store.no_token``) where there is none."""
    with store.write() as (session, trail):
        row = session.get(TokenRow, number)
        if row is None or (user is not None and row.user_id != user):
            raise StoreError("store.no_token", f"there is no token {number}", "look its number up among the tokens")
        if row.revoked_at is None:
            row.revoked_at = at
            trail.add(Event("token.revoke", f"token/{number}", actor, at, {"user": row.user_id}))


def _token(row: TokenRow) -> Token:
    return Token(
        row.number, row.user_id, row.name, Scope(row.scope), row.unmasks, row.made_at, row.ends_at, row.revoked_at, row.used_at
    )  # fmt: skip

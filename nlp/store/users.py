"""Users of the store and their roles. Hashing passwords is the business of whoever signs them in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from nlp.errors import StoreError
from nlp.store.audit import Event, Trail
from nlp.store.engine import Store
from nlp.store.tables import InvitationRow, SessionRow, TokenRow, UserRow


class Role(StrEnum):
    """What a user may do; the order of a reception office."""

    RECEPTION = "reception"
    HANDLER = "handler"
    HEAD = "head"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class User:
    """A person who works with the store; ``password_hash`` is an encoded hash, or None for who cannot sign in."""

    id: int
    name: str
    role: Role
    active: bool
    password_hash: str | None = None


def add_user(
    store: Store, name: str, role: Role, *, at: dt.datetime, actor: int | None, password_hash: str | None = None
) -> User:
    """A new user; raises StoreError (``store.user_exists``) where the name is taken."""
    with store.write() as (session, trail):
        if session.scalars(select(UserRow).where(UserRow.name == name)).first():
            raise StoreError("store.user_exists", f"there is a user {name} already", "choose another name")
        number = (session.scalar(select(func.max(UserRow.id))) or 0) + 1
        row = UserRow(id=number, name=name, role=role.value, password_hash=password_hash, active=True, created_at=at)
        session.add(row)
        trail.add(Event("user.add", f"user/{number}", actor, at, {"role": role.value}))
        return load_user(row)


def change_user(
    store: Store, user: int, *, at: dt.datetime, actor: int | None, role: Role | None = None, active: bool | None = None,
    password_hash: str | None = None, forget: bool = False,
) -> User:  # fmt: skip
    """The user with what is given changed; ``forget`` leaves him without a password. Whatever is changed ends what the user is
    signed in to; another password, or none, ends his tokens as well.

    Raises StoreError: ``store.no_user`` for an id that is none, ``store.last_administrator`` where nobody would be left who
    may add users.
    """
    with store.write() as (session, trail):
        row = require_user(session, user)
        if row.role == Role.ADMINISTRATOR and row.active and (active is False or role not in (None, Role.ADMINISTRATOR)):
            _require_another_administrator(session, user)
        details: dict[str, str | int] = {}
        if role is not None:
            row.role = details["role"] = role.value
        if active is not None:
            row.active = active
            details["active"] = int(active)
        if password_hash is not None:
            row.password_hash = password_hash
            details["password"] = "changed"
        elif forget:
            row.password_hash = None
            details["password"] = "forgotten"
        end_access(session, trail, user, at=at, actor=actor, tokens=password_hash is not None or forget)
        if active is False or password_hash is not None or forget:
            session.execute(delete(InvitationRow).where(InvitationRow.user_id == user))
        trail.add(Event("user.change", f"user/{user}", actor, at, details))
        return load_user(row)


def end_access(
    session: Session, trail: Trail, user: int, *, at: dt.datetime, actor: int | None, tokens: bool
) -> None:  # fmt: skip
    """Ends the sessions of a user, and his ``tokens``."""
    session.execute(delete(SessionRow).where(SessionRow.user_id == user))
    if tokens:
        for token in session.scalars(select(TokenRow).where(TokenRow.user_id == user, TokenRow.revoked_at.is_(None))):
            token.revoked_at = at
            trail.add(Event("token.revoke", f"token/{token.number}", actor, at, {"user": user}))


def replace_hash(store: Store, user: int, password_hash: str, *, at: dt.datetime) -> None:
    """Keeps the same password under a new hash, of stronger parameters say; the user stays signed in."""
    with store.write() as (session, trail):
        require_user(session, user).password_hash = password_hash
        trail.add(Event("user.rehash", f"user/{user}", user, at))


def list_users(store: Store) -> list[User]:
    """All users in the order they were added."""
    with store.read() as session:
        return [load_user(row) for row in session.scalars(select(UserRow).order_by(UserRow.id))]


def find_user(store: Store, name: str) -> User | None:
    """The user of that name."""
    with store.read() as session:
        row = session.scalars(select(UserRow).where(UserRow.name == name)).first()
        return load_user(row) if row else None


def read_user(store: Store, user: int) -> User:
    """The user with that id; raises StoreError (``store.no_user``)."""
    with store.read() as session:
        return load_user(require_user(session, user))


def has_administrator(store: Store) -> bool:
    """Whether anybody may add users: an active administrator with a password."""
    with store.read() as session:
        query = select(UserRow.id).where(UserRow.role == Role.ADMINISTRATOR, UserRow.active, UserRow.password_hash.is_not(None))
        return session.scalars(query).first() is not None


def require_user(session: Session, user: int) -> UserRow:
    """The row of the user; raises StoreError (``store.no_user``)."""
    row = session.get(UserRow, user)
    if row is None:
        raise StoreError("store.no_user", f"there is no user {user}", "look the id up among the users")
    return row


def _require_another_administrator(session: Session, user: int) -> None:
    query = select(UserRow.id).where(UserRow.role == Role.ADMINISTRATOR, UserRow.active, UserRow.id != user)
    if session.scalars(query).first() is None:
        raise StoreError("store.last_administrator", "nobody else administers the store", "make another administrator first")


def load_user(row: UserRow) -> User:
    """The user of a row."""
    return User(row.id, row.name, Role(row.role), row.active, row.password_hash)

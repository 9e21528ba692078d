"""Users of the store and their roles. Hashing passwords is the business of whoever signs them in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select

from nlp.errors import StoreError
from nlp.store.audit import Event
from nlp.store.engine import Store
from nlp.store.tables import UserRow


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
        return _user(row)


def change_user(
    store: Store, user: int, *, at: dt.datetime, actor: int | None, role: Role | None = None, active: bool | None = None,
    password_hash: str | None = None,
) -> User:  # fmt: skip
    """The user with what is given changed; raises StoreError (``store.no_user``) for an id that is none."""
    with store.write() as (session, trail):
        row = session.get(UserRow, user)
        if row is None:
            raise StoreError("store.no_user", f"there is no user {user}", "look the id up among the users")
        details: dict[str, str | int] = {}
        if role is not None:
            row.role = details["role"] = role.value
        if active is not None:
            row.active = active
            details["active"] = int(active)
        if password_hash is not None:
            row.password_hash = password_hash
            details["password"] = "changed"
        trail.add(Event("user.change", f"user/{user}", actor, at, details))
        return _user(row)


def list_users(store: Store) -> list[User]:
    """All users in the order they were added."""
    with store.read() as session:
        return [_user(row) for row in session.scalars(select(UserRow).order_by(UserRow.id))]


def find_user(store: Store, name: str) -> User | None:
    """The user of that name."""
    with store.read() as session:
        row = session.scalars(select(UserRow).where(UserRow.name == name)).first()
        return _user(row) if row else None


def _user(row: UserRow) -> User:
    return User(row.id, row.name, Role(row.role), row.active, row.password_hash)

"""What the command line says of users."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from nlp.interop.wording import Wording
from nlp.store.users import User


def encode_user(user: User) -> dict[str, Any]:
    """The user as JSON, without the hash of the password."""
    return {
        "id": user.id, "name": user.name, "role": user.role.value, "active": user.active,
        "has_password": user.password_hash is not None,
    }  # fmt: skip


def render_users(users: Iterable[User], wording: Wording) -> str:
    """A line for each user: number, name, role, state."""
    lines = []
    for user in users:
        state = "disabled" if not user.active else "active" if user.password_hash else "invited"
        said = wording.label("user_role", user.role.value), wording.label("user_state", state)
        lines.append(f"{user.id:>4}  {user.name:<32}  {said[0]:<14}  {said[1]}".rstrip() + "\n")
    return "".join(lines) or wording.say("user.none") + "\n"

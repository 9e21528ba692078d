"""Entries of the menu."""

from __future__ import annotations

from dataclasses import dataclass

from nlp.store.users import Role


@dataclass(frozen=True)
class Entry:
    """An entry: its path, the message that names it, and who sees it."""

    path: str
    message: str
    roles: frozenset[Role]


def entry(path: str, message: str, *roles: Role) -> Entry:
    """An entry for the roles named."""
    return Entry(path, message, frozenset(roles))

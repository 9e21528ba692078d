"""Roles by what they do with petitions, with the register of obligations, and with archives."""

from __future__ import annotations

from nlp.store.engine import Store
from nlp.store.users import Role, User, list_users

#: Work on petitions.
OFFICERS = (Role.RECEPTION, Role.HANDLER, Role.HEAD)
#: Take petitions in and decide on them.
DECIDERS = (Role.RECEPTION, Role.HEAD)
#: See petitions; how much of their people, nlp/triage/secrecy.py says.
READERS = (*OFFICERS, Role.ANALYST)
#: See directives and their obligations.
REGISTER_READERS = (Role.HEAD, Role.HANDLER, Role.ANALYST)
#: Add directives, say what is done, make calendar feeds.
REGISTER_KEEPERS = (Role.HEAD, Role.HANDLER)
#: May work in archives put up for annotation, where they are named; the head opens archives and sees them all.
ARCHIVE_READERS = (Role.HEAD, Role.ANALYST)
ARCHIVE_KEEPERS = (Role.HEAD,)


def list_workers(store: Store) -> list[User]:
    """The users who can be given petitions."""
    return [user for user in list_users(store) if user.active and user.role in OFFICERS]

"""The queue of petitions, a module each: the list, what is done with several at once, what comes in."""

from __future__ import annotations

from nlp.store.users import Role

OFFICERS = (Role.RECEPTION, Role.HANDLER, Role.HEAD)
READERS = (*OFFICERS, Role.ANALYST)
DECIDERS = (Role.RECEPTION, Role.HEAD)

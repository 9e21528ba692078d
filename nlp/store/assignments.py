"""Who works on which petition."""

from __future__ import annotations

import datetime as dt

from nlp.errors import StoreError
from nlp.store.audit import Event
from nlp.store.engine import Store
from nlp.store.petitions import Petition, load_petitions, lock_version
from nlp.store.tables import UserRow


def assign_petition(
    store: Store, petition: str, user: int | None, *, version: int, at: dt.datetime, actor: int | None
) -> Petition:
    """The petition, on which that user works from now on (None: nobody does).

    Raises StaleError (``store.stale``) unless ``version`` is the newest, StoreError (``store.no_petition``; ``store.no_user`` for
    somebody who is not there, or no longer).
    """
    with store.write() as (session, trail):
        found = None if user is None else session.get(UserRow, user)
        if user is not None and (found is None or not found.active):
            raise StoreError("store.no_user", f"there is no user {user}", "look the id up among the users")
        row = lock_version(session, petition, version)
        row.assignee = user
        session.flush()
        trail.add(Event("petition.assign", petition, actor, at, {"version": row.version, "assignee": user or 0}))
        return load_petitions(session, [row])[0]

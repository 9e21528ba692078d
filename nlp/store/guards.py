"""The secrecy of who petitions that stays when a type is changed: it ends when somebody lifts it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from nlp.store.audit import Event
from nlp.store.engine import Store
from nlp.store.petitions import Petition, load_petitions, lock_version


def lift_guard(
    store: Store, petition: str, *, version: int, at: dt.datetime, actor: int | None, details: Mapping[str, str]
) -> Petition:
    """The petition, no longer guarded beyond its type; the audit trail keeps the details.

    Raises StaleError (``store.stale``) unless ``version`` is the newest, StoreError (``store.no_petition``).
    """
    with store.write() as (session, trail):
        row = lock_version(session, petition, version)
        row.guarded = False
        session.flush()
        trail.add(Event("petition.lift", petition, actor, at, {"version": row.version, **details}))
        return load_petitions(session, [row])[0]

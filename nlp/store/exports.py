"""Which petitions left the store: the trail holds how many and the digest of their ids, a table the ids themselves."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from nlp.errors import StoreError
from nlp.store.audit import Event
from nlp.store.engine import Store
from nlp.store.tables import ExportRow


def record_export(
    store: Store, petitions: Iterable[str], *, at: dt.datetime, actor: int | None, details: Mapping[str, str | int]
) -> str:
    """Writes into the audit trail that these petitions were exported, before they are; the digest of their ids in this order."""
    ids = list(petitions)
    name = digest_ids(ids)
    with store.write() as (session, trail):
        if session.get(ExportRow, name) is None:
            session.add(ExportRow(digest=name, ids=" ".join(ids)))
            session.flush()
        trail.add(Event("petition.export", "queue", actor, at, {**details, "count": len(ids), "ids": name}))
    return name


def read_export(store: Store, digest: str) -> list[str]:
    """The ids of the petitions of an export; raises StoreError (``store.no_export``)."""
    with store.read() as session:
        row = session.get(ExportRow, digest)
        if row is None:
            raise StoreError("store.no_export", f"there is no export {digest}", "take the digest from the audit trail")
        return row.ids.split()


def is_kept(session: Session, details: Mapping[str, str | int]) -> bool:
    """Whether the ids that an entry of the trail names are kept as they were; entries of before named none."""
    if "ids" not in details:
        return True
    row = session.get(ExportRow, details["ids"])
    return row is not None and digest_ids(row.ids.split()) == details["ids"]


def digest_ids(ids: Iterable[str]) -> str:
    """The SHA-256 of ids in their order, 64 hexadecimal digits.

    >>> digest_ids(["0844438153942a36"])[:12]
    'bf1677e38ef1'
    """
    return hashlib.sha256(" ".join(ids).encode()).hexdigest()

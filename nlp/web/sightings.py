"""What of the queue a user saw or took out, for the audit trail: one entry a list, with nothing personal in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from nlp.store.exports import digest_ids, record_export
from nlp.store.queue import Filters
from nlp.web.visit import Visit

_LONGEST = 64  # characters of a value of the trail


def record_list(visit: Visit, petitions: Iterable[str], *, filters: Filters | None = None, subject: str = "queue") -> None:
    """Notes that the user saw a list: how many petitions, the digest of their ids in this order, and by which filters."""
    ids = list(petitions)
    visit.record("queue.view", subject, {**tell_filters(filters), "count": len(ids), "ids": digest_ids(ids)})


def record_taken(visit: Visit, petitions: Iterable[str], *, form: str, filters: Filters | None = None) -> None:
    """Notes, before it is given, that the user took petitions out as a file; the ids are kept."""
    record_export(
        visit.store, petitions, at=visit.now, actor=visit.user.id, details={**tell_filters(filters), "format": form}
    )  # fmt: skip


def tell_filters(filters: Filters | None) -> dict[str, str | int]:
    """The filters that are set; of the words of a search only that there were some, for they may be a name.

    >>> tell_filters(Filters(status=("waiting",), type=("to_cao", None), text="Lê Thị Ví Dụ"))
    {'status': 'waiting', 'type': 'to_cao+open', 'text': 1}
    """
    told: dict[str, str | int] = {}
    for field in fields(Filters):
        value = getattr(filters or Filters(), field.name)
        if value in (field.default, None) or field.name == "hidden":
            continue
        if field.name == "text" or isinstance(value, bool):
            told[field.name] = 1
        elif isinstance(value, tuple):
            told[field.name] = "+".join(str(one or "open") for one in value)[:_LONGEST]
        else:
            told[field.name] = str(value)[:_LONGEST]
    return told

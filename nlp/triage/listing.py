"""Petitions of the queue as rows for people and machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from nlp.store.corrections import KeptCorrection, list_corrections
from nlp.store.decisions import Decision, list_decisions
from nlp.store.documents import read_document
from nlp.store.engine import Store
from nlp.store.petitions import Petition, list_receipts, read_all_details, read_details, read_petition
from nlp.store.queue import MAX_PAGE, Filters, Order, iterate_queue, list_groups, read_page

Row = dict[str, Any]


def list_queue(
    store: Store, filters: Filters | None = None, *, order: Order = Order.DUE, limit: int | None = None
) -> Iterator[Row]:
    """The petitions that fit, in order, as ``encode_row`` gives them; no names, numbers or words of them."""
    if limit is not None and limit <= MAX_PAGE:
        yield from _encode(store, read_page(store, filters, order=order, limit=limit).petitions)
        return
    rest = islice(iterate_queue(store, filters, order=order), limit)
    while some := list(islice(rest, MAX_PAGE)):
        yield from _encode(store, some)


def encode_row(petition: Petition, details: Mapping[str, Any]) -> Row:
    """A petition as JSON: ``id``, ``received``, ``status``, ``type``, ``fields``, ``competent``, ``action``, ``priority``,
    ``due`` (rows of ``rule`` and ``date``), ``flags``, ``group``, ``reasons``.
    """
    standing = petition.standing
    closed = standing.status == "closed"
    return {
        "id": petition.id,
        "received": petition.received.isoformat(),
        "status": standing.status,
        "type": standing.type,
        "fields": list(standing.fields),
        "competent": details.get("competent"),
        "action": standing.action,
        "priority": standing.priority,
        "due": [] if closed else [{"rule": row["rule"], "date": row["date"]} for row in details.get("due", ())],
        "flags": list(standing.flags),
        "group": standing.group,
        "reasons": details.get("reasons", []),
    }


def show_petition(store: Store, petition: str) -> Row:
    """All that the queue holds of one petition but its record: its row and assessment, receipts, decisions, corrections, group.

    ``details`` is the assessment as ``Assessment.as_dict`` gives it, without what is personal in it; ``links`` are those to and
    from the others of its group.
    File names and notes of officers are in it as they are. Raises StoreError (``store.no_petition``).
    """
    found, details = read_petition(store, petition), read_details(store, petition)
    return {
        **encode_row(found, details),
        "version": found.version,
        "name": read_document(store, petition).name,
        "receipts": [{"received": one.received.isoformat(), "name": one.name} for one in list_receipts(store, petition)],
        "details": {name: value for name, value in details.items() if name != "summary"},
        "links": list(find_links(store, found)),
        "decisions": [_encode_decision(one) for one in list_decisions(store, petition)],
        "corrections": [_encode_correction(one) for one in list_corrections(store, petition)],
    }


def find_links(store: Store, petition: Petition) -> Iterator[Row]:
    """The links between a petition and the others of its group, each told by the later of the two: ``id`` is the other one's.

    Spans in the reasons are those of this petition first.
    """
    if petition.standing.group is None:
        return
    members = list_groups(store, [petition.standing.group]).get(petition.standing.group, [])
    details = read_all_details(store, members)
    ids = {member.id for member in members}
    for row in details.get(petition.id, {}).get("duplicates", ()):
        if row["id"] in ids:
            yield row
    for member in members:
        for row in details.get(member.id, {}).get("duplicates", ()):
            if row["id"] == petition.id:
                reasons = [{**reason, "spans": reason["spans"][::-1]} for reason in row["reasons"]]
                yield {**row, "id": member.id, "reasons": reasons}


def _encode(store: Store, petitions: list[Petition]) -> Iterator[Row]:
    details = read_all_details(store, petitions)
    for petition in petitions:
        yield encode_row(petition, details.get(petition.id, {}))


def _encode_decision(one: Decision) -> Row:
    return {
        "version": one.version, "user": one.user, "at": one.decided_at.isoformat(timespec="seconds"), "action": one.action,
        "note": one.note, "before": one.before, "after": one.after,
    }  # fmt: skip


def _encode_correction(one: KeptCorrection) -> Row:
    said = one.correction
    at = one.made_at.isoformat(timespec="seconds")
    return {"number": one.number, "user": one.user, "at": at, "kind": said.kind, "name": said.name, "value": said.value}

"""Decisions on hits: one settles many, and can be undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from nlp.annotate.archive.models import Decision, Selection
from nlp.annotate.layers import LAYERS
from nlp.errors import DonthuError, StoreError
from nlp.store.archive.archives import require_archive
from nlp.store.archive.hits import (
    digest_settlement,
    find_numbers,
    read_decision,
    read_decisions,
    settle_numbers,
    settle_selection,
    undo_decision,
)
from nlp.store.archive.models import STATES
from nlp.store.archive.tables import ArchiveDecisionRow
from nlp.store.audit import Event, Trail
from nlp.store.engine import Store


def decide(
    store: Store, name: str, selection: Selection, action: str, *, label: str | None = None, expected: int, at: dt.datetime,
    actor: int | None,
) -> Decision:  # fmt: skip
    """The decision on the hits of the selection: the open ones, or those of the state that the selection names.

    ``action`` is ``accept``, ``reject`` or ``relabel`` (to ``label``). ``expected`` is the number of hits that was seen
    (``Group.open``, or ``count_hits`` with a state). Raises StaleError (``store.stale``) where another number would be settled;
    StoreError ``archive.none``, ``archive.closed``, ``archive.layer``, ``archive.key``, ``archive.action``, ``archive.no_hit``
    (none is left); DonthuError ``annotate.label`` for a label that the layer does not have.
    """
    if label is not None and selection.layer in LAYERS:
        _check_label(selection.layer, label)
    _check_action(action, label)
    with store.write() as (session, trail):
        row = require_archive(session, name, writes=True)
        made = settle_selection(session, row, selection, action, label, expected=expected, at=at, actor=actor)
        return _record(trail, name, made)


def decide_hits(
    store: Store, name: str, keys: Collection[tuple[int, str]], action: str, *, label: str | None = None,
    seen: Mapping[tuple[int, str], int | None] | None = None, at: dt.datetime, actor: int | None,
) -> Decision:  # fmt: skip
    """The decision on single hits, by document and span, whatever their state.

    ``seen`` has the decision that each was seen settled by (None: open). Raises as ``decide``: StaleError where one is settled by
    another one now; ``archive.no_hit`` where one of them is none.
    """
    _check_action(action, label)
    with store.write() as (session, trail):
        row = require_archive(session, name, writes=True)
        numbers = find_numbers(session, row, keys, seen=seen)
        for layer in sorted(set(numbers.values())) if label is not None else ():
            _check_label(layer, label)
        return _record(trail, name, settle_numbers(session, row, sorted(numbers), action, label, at=at, actor=actor))


def undo(store: Store, name: str, number: int, *, at: dt.datetime, actor: int | None) -> Decision:
    """The decision, taken back: its hits are what they were before it.

    Raises StoreError: ``archive.none``, ``archive.closed``, ``archive.no_decision``, ``archive.undone`` (it was undone already),
    ``archive.overlaid`` (a later decision that holds touched its hits: undo that one first).
    """
    with store.write() as (session, trail):
        row = require_archive(session, name, writes=True)
        made = undo_decision(session, row, number, at=at, actor=actor)
        trail.add(Event("archive.undo", f"archive/{name}", actor, at, {"number": number}))
        return read_decision(made)


def list_decisions(store: Store, name: str, *, limit: int = 50) -> list[Decision]:
    """The decisions, the newest first; raises StoreError (``archive.none``)."""
    with store.read() as session:
        return read_decisions(session, require_archive(session, name), limit)


def _record(trail: Trail, name: str, made: ArchiveDecisionRow) -> Decision:
    told: dict[str, str | int] = {"number": made.number, "action": made.action, "count": made.count}
    trail.add(Event("archive.decide", f"archive/{name}", made.user_id, made.made_at, told | {"sha256": digest_settlement(made)}))
    return read_decision(made)


def _check_action(action: str, label: str | None) -> None:
    if action not in STATES or (action == "relabel") != (label is not None):
        raise StoreError(
            "archive.action", f"{action!r} with label {label!r} is no decision", "accept, reject, or relabel to a label"
        )


def _check_label(layer: str, label: str | None) -> None:
    if label not in LAYERS[layer].labels:
        raise DonthuError("annotate.label", f"{layer} has no label {label!r}", "nlp/resources/labels.yaml")

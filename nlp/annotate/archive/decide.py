"""Decisions on hits: one settles many, and can be undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from nlp.annotate.archive.models import Decision, Selection
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
    raise NotImplementedError


def decide_hits(
    store: Store, name: str, keys: Sequence[tuple[int, str]], action: str, *, label: str | None = None, at: dt.datetime,
    actor: int | None,
) -> Decision:  # fmt: skip
    """The decision on single hits, by document and span, whatever their state; all of one layer where they are relabelled.

    Raises as ``decide``; ``archive.no_hit`` where one of them is none.
    """
    raise NotImplementedError


def undo(store: Store, name: str, number: int, *, at: dt.datetime, actor: int | None) -> Decision:
    """The decision, taken back: its hits are what they were before it.

    Raises StoreError: ``archive.none``, ``archive.closed``, ``archive.no_decision``, ``archive.undone`` (it was undone already),
    ``archive.overlaid`` (a later decision that holds touched its hits: undo that one first).
    """
    raise NotImplementedError


def list_decisions(store: Store, name: str, *, limit: int = 50) -> list[Decision]:
    """The decisions, the newest first; raises StoreError (``archive.none``)."""
    raise NotImplementedError

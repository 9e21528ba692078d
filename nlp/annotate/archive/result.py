"""What an archive says of its documents in the end: gold."""

from __future__ import annotations

from collections.abc import Iterator

from nlp.annotate.task import Task
from nlp.store.engine import Store


def iterate_result(store: Store, name: str) -> Iterator[Task]:
    """The answer that holds of each document, in order: what was adjudicated, else the answer of its only annotator or that in
    which all agree. Documents without one are left out. ``annotator`` names who gave it, None where several agree.

    Raises StoreError (``archive.none``).
    """
    raise NotImplementedError

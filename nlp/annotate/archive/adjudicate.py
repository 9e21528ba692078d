"""Where annotators of one document differ, and what holds by the word of an adjudicator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from nlp.annotate.archive.models import Adjudicated, Comparison, Disputed
from nlp.annotate.task import Task
from nlp.store.engine import Store


def list_disputed(store: Store, name: str) -> list[Disputed]:
    """The documents on which all their annotators submitted and differ, those without adjudication first, in order."""
    raise NotImplementedError


def compare(tasks: Sequence[Task]) -> Comparison:
    """What the answers to one document agree on and where they differ. Ids, confidence and source do not count.

    Raises DonthuError (``annotate.agreement``) where their texts differ or there is none.
    """
    raise NotImplementedError


def load_adjudicated(store: Store, name: str, document: int) -> Adjudicated:
    """The document with the answers that were submitted, their comparison, and what was adjudicated.

    Raises StoreError (``archive.none``, ``archive.no_document``, ``archive.not_submitted`` where nobody submitted it).
    """
    raise NotImplementedError


def save_adjudicated(
    store: Store, name: str, document: int, task: Task, *, version: int, at: dt.datetime, actor: int | None
) -> Adjudicated:  # fmt: skip
    """The document with what holds of it from now on; ``version`` is the one that was seen, 0 for none.

    Raises StaleError (``store.stale``), StoreError as ``load_adjudicated`` and ``archive.closed``, DonthuError
    (``annotate.text_changed``).
    """
    raise NotImplementedError

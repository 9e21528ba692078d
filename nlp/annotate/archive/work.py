"""Documents given to annotators, and what they make of them."""

from __future__ import annotations

import datetime as dt

from nlp.annotate.archive.models import Given, Work
from nlp.annotate.task import Task
from nlp.store.engine import Store


def give_documents(store: Store, name: str, *, at: dt.datetime, actor: int | None) -> int:
    """Gives each document to as many annotators as the archive wants (``each``): evenly, and always in the same way. The number
    of assignments that were made; 0 where all are.

    Raises StoreError (``archive.none``, ``archive.closed``).
    """
    raise NotImplementedError


def list_work(store: Store, name: str, user: int) -> list[Given]:
    """The documents of an annotator in order; raises StoreError (``archive.none``)."""
    raise NotImplementedError


def next_work(store: Store, name: str, user: int) -> Given | None:
    """The first of his documents that is not submitted, those that he began first; None where there is none."""
    raise NotImplementedError


def load_work(store: Store, name: str, document: int, user: int) -> Work:
    """A document as the annotator has it; raises StoreError (``archive.none``, ``archive.not_given``)."""
    raise NotImplementedError


def save_work(
    store: Store, name: str, document: int, user: int, task: Task, *, version: int, submit: bool, at: dt.datetime
) -> Work:  # fmt: skip
    """The document with what the annotator made of it; ``version`` is the one that he had. With ``submit`` he is done with it.

    Layers of the archive count as looked at; the task gets the annotator's name and the archive's guidelines. Raises StaleError
    (``store.stale``), StoreError (``archive.none``, ``archive.closed``, ``archive.not_given``, ``archive.submitted`` where it was
    not reopened, ``archive.layer`` for spans of a layer that the archive has not), DonthuError (``annotate.text_changed``).
    """
    raise NotImplementedError


def reopen_work(store: Store, name: str, document: int, user: int, *, at: dt.datetime, actor: int | None) -> Work:
    """The document, which the annotator works on again after he had submitted it.

    Raises StoreError (``archive.none``, ``archive.closed``, ``archive.not_given``, ``archive.not_submitted``,
    ``archive.adjudicated`` where somebody adjudicated it already).
    """
    raise NotImplementedError

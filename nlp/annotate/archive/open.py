"""Opening an archive: records become documents with their hits; who annotates; closing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from nlp.annotate.archive.models import Archive
from nlp.annotate.prediction import Record
from nlp.store.engine import Store


def open_archive(
    store: Store, name: str, *, title: str, records: Iterable[Record], guidelines: str, layers: Sequence[str], each: int,
    annotators: Sequence[int], adjudicators: Sequence[int] = (), with_denunciations: str | None = None, at: dt.datetime,
    actor: int | None,
) -> Archive:  # fmt: skip
    """The archive of these records; its documents are not given to anybody yet (``give_documents``).

    Petitions that denounce, or may, are left out unless ``with_denunciations`` says why not. ``name`` is a slug of up to 40 small
    letters, digits, ``-`` and ``_``. Others may write while it fills; one that was broken off is begun anew under the same name.
    Raises StoreError: ``archive.name``, ``archive.name_taken``, ``archive.layer``, ``archive.each``, ``archive.person``
    (not an active analyst or head), ``archive.empty``; DonthuError ``archive.record`` for what is no record.
    """
    raise NotImplementedError


def list_archives(store: Store, user: int | None = None) -> list[Archive]:
    """The archives, the newest first; those that the user annotates or adjudicates where one is named."""
    raise NotImplementedError


def load_archive(store: Store, name: str) -> Archive:
    """The archive of that name; raises StoreError (``archive.none``)."""
    raise NotImplementedError


def close_archive(store: Store, name: str, *, at: dt.datetime, actor: int | None) -> Archive:
    """The archive, in which nothing is changed from now on. Raises StoreError (``archive.none``, ``archive.closed``)."""
    raise NotImplementedError


def change_annotators(
    store: Store, name: str, *, annotators: Sequence[int], adjudicators: Sequence[int], at: dt.datetime, actor: int | None
) -> Archive:  # fmt: skip
    """The archive with other annotators and adjudicators. What somebody who is no longer one submitted stays; what he was given
    and did not submit is taken from him, and goes to others by ``give_documents``.

    Raises StoreError (``archive.none``, ``archive.closed``, ``archive.person``, ``archive.each``).
    """
    raise NotImplementedError

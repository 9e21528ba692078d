"""How far an archive is, and how far its annotators and the machine agree."""

from __future__ import annotations

from typing import Any

from nlp.annotate.archive.models import Progress
from nlp.store.engine import Store


def measure_progress(store: Store, name: str, *, agreement: bool = True) -> Progress:
    """Counts, and with ``agreement`` the agreement by layer of those who submitted the same document and of the machine with each
    (it reads every submitted document, seconds for thousands).

    Raises StoreError (``archive.none``); MissingExtra without the extra ``annotate`` where agreement is asked for.
    """
    raise NotImplementedError


def encode_progress(progress: Progress) -> dict[str, Any]:
    """The progress for JSON."""
    raise NotImplementedError

"""Hits over the whole archive, grouped and listed, so that one decision settles many."""

from __future__ import annotations

from nlp.annotate.archive.models import Group, Hit, Selection
from nlp.store.archive.archives import require_archive, require_paper
from nlp.store.archive.hits import count_rows, list_numbers, read_groups, read_hits, sample_numbers, select_document, select_hits
from nlp.store.engine import Store


def list_groups(store: Store, name: str, selection: Selection, by: str, *, limit: int = 200) -> list[Group]:
    """The hits of the selection in groups ``by`` shape, rule, label, value or confidence: those with most open hits first.

    Raises StoreError (``archive.none``, ``archive.layer``, ``archive.key`` for another ``by`` or a selection that cannot be).
    """
    with store.read() as session:
        row = require_archive(session, name)
        return read_groups(session, row, select_hits(row, selection), by, limit)


def count_hits(store: Store, name: str, selection: Selection) -> int:
    """How many hits the selection holds, whatever their state unless it names one; raises as ``list_groups``."""
    with store.read() as session:
        return count_rows(session, select_hits(require_archive(session, name), selection))


def list_hits(
    store: Store, name: str, selection: Selection, *, offset: int = 0, limit: int = 50, sample: bool = False
) -> list[Hit]:  # fmt: skip
    """Hits of the selection in the order of the archive; raises as ``list_groups``.

    With ``sample`` they are spread evenly over all of the selection, the same ones at each call, and ``offset`` does not count.
    """
    with store.read() as session:
        row = require_archive(session, name)
        conditions = select_hits(row, selection)
        if sample:
            numbers = sample_numbers(session, conditions, limit)
        else:
            numbers = list_numbers(session, conditions, offset=offset, limit=limit)
        return [hit for _, hit in read_hits(session, row, numbers)]


def read_document(store: Store, name: str, document: int) -> tuple[str, str, list[Hit]]:
    """The name of a document, its text, and its hits in order; raises StoreError (``archive.none``, ``archive.no_document``)."""
    with store.read() as session:
        row = require_archive(session, name)
        paper = require_paper(session, row, document)
        hits = read_hits(session, row, list_numbers(session, select_document(row, document)))
        return paper.name, paper.text, sorted((hit for _, hit in hits), key=lambda hit: (hit.start, -hit.end))

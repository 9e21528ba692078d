"""Search over the register: filters as people name them, and hits as rows for machines."""

from __future__ import annotations

import datetime as dt
from typing import Any

from nlp.search.models import BodyFilter, DueFilter, Facet, FacetFilter, Filter, Hit
from nlp.store.engine import Store
from nlp.store.register.directives import list_issuers
from nlp.store.register.keys import fold_name

Row = dict[str, Any]
_FEW_DAYS = 4


def make_filters(
    store: Store, *, assignee: str | None = None, due_from: dt.date | None = None, due_to: dt.date | None = None,
    issuer: str | None = None, facets: dict[Facet, str] | None = None,
) -> list[Filter]:  # fmt: skip
    """The filters of a search: ``issuer`` is a part of an issuer's name, however it is written; ``facets`` are exact values."""
    filters: list[Filter] = []
    if assignee:
        filters.append(BodyFilter(assignee))
    if due_from or due_to:
        filters.append(DueFilter(due_from, due_to))
    if issuer:
        wanted = fold_name(issuer)
        named = tuple(name for name in list_issuers(store) if wanted in fold_name(name))
        filters.append(FacetFilter(Facet.ISSUER, named or (issuer,)))
    filters += [FacetFilter(facet, (value,)) for facet, value in (facets or {}).items() if value]
    return filters


def encode_hit(hit: Hit, *, as_of: dt.date) -> Row:
    """A hit as JSON: ``obligation``, ``text``, ``document``, ``number``, ``issuer``, ``assignees``, ``due``, ``score``,
    ``highlights`` (``start``, ``end``, ``text``), and further ``action``, ``clause``, ``status``, ``fields``, ``reasons``.

    Of the days of a rule the last one that has passed and the coming ones are given.
    """
    passage = hit.passage
    return {
        "obligation": passage.id, "text": passage.text, "document": passage.directive, "number": passage.number,
        "issuer": passage.issuer, "assignees": list(passage.assignees), "due": _due(passage.due, as_of),
        "score": round(hit.score, 4),
        "highlights": [{"start": s.start, "end": s.end, "text": s.of(passage.text)} for s in hit.highlights],
        "action": passage.action, "clause": passage.clause, "issued": passage.issued and passage.issued.isoformat(),
        "status": passage.status, "fields": list(passage.fields),
        "reasons": [{"kind": reason.kind, "text": reason.text} for reason in hit.reasons],
    }  # fmt: skip


def _due(days: tuple[dt.date, ...], as_of: dt.date) -> list[str]:
    if len(days) > _FEW_DAYS:
        passed, coming = [day for day in days if day < as_of], [day for day in days if day >= as_of]
        days = (*passed[-1:], *coming[: _FEW_DAYS - 1])
    return [day.isoformat() for day in days]

"""Search: from what was typed to a page of obligations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from nlp.search.highlights import Highlighter
from nlp.search.index.passages import PassageIndex, View
from nlp.search.index.schema import read_passage
from nlp.search.models import (
    NOT_ASKED,
    BodyFilter,
    DueFilter,
    Facet,
    FacetFilter,
    Filter,
    Hit,
    Passage,
    Query,
    Reason,
    Results,
)  # fmt: skip
from nlp.search.query.read import loosen, read_query
from nlp.search.rank.combined import Ranked, Row, finds, rank, write_counted
from nlp.text.span import Span

#: So many best hits are looked at: pages and facets are of these.
WINDOW = 1000
_VALUES = 12
_ALIKE = 0.5  # cosine from which a likeness is told as a reason
COUNTED = (
    Facet.ISSUER, Facet.LEVEL, Facet.PLACE, Facet.ASSIGNEE, Facet.FIELD, Facet.KIND, Facet.YEAR, Facet.STATUS, Facet.CITED,
    Facet.ACT,
)  # fmt: skip
# Filters of a query's words by how much they bind: where nothing satisfies all of them, the last are given up first. Of one kind
# the first in the query binds most.
_BINDING = (DueFilter, BodyFilter, FacetFilter)


class Order(Enum):
    """What comes first among the best ``WINDOW`` hits: the best, what is due first, what was issued last."""

    BEST = "best"
    DUE = "due"
    NEWEST = "newest"


@dataclass(frozen=True)
class Options:
    """A page is ``limit`` hits from ``offset``; ``meaning`` ranks by meaning too where there are vectors, ``facets`` counts."""

    limit: int = 20
    offset: int = 0
    meaning: bool = True
    facets: bool = True
    order: Order = Order.BEST


def search(
    index: PassageIndex,
    text: str,
    *,
    as_of: dt.date,
    filters: Sequence[Filter] = (),
    words_only: Collection[Span] = (),
    options: Options = Options(),
) -> Results:
    """The hits of a query, the best first, with what was understood of it.

    ``filters`` must hold. Those that the query's words set are given up one by one, least binding first, where nothing satisfies
    all of them; the parts of the query in ``words_only`` set none. A query without words gives what the filters let through by
    due date.
    """
    view = index.view()
    query = read_query(text, view.counts, as_of=as_of, words_only=words_only)
    ranked, own = _rank_or_give_up(view, query, filters, options)
    page = _order(view, ranked.rows, options.order, as_of)[options.offset : options.offset + options.limit]
    highlighter = Highlighter(query)
    hits = [_make_hit(view, highlighter, row, [*filters, *own]) for row in page]
    counted = _count(view, ranked) if options.facets and ranked.rows else {}
    return Results(
        replace(query, filters=own),
        tuple(hits),
        ranked.total,
        ranked.total > len(ranked.rows),
        counted,
        (*filters, *own),
        tuple(one for one in query.filters if one not in own),
    )


def _rank_or_give_up(view: View, query: Query, filters: Sequence[Filter], options: Options) -> tuple[Ranked, tuple[Filter, ...]]:
    """The best hits, and the filters of the query's words that hold for them: all, or as many as anything satisfies."""
    own = query.filters
    ranked = Ranked((), 0)
    # Where it is not likely that the filters let anything through, that is seen before the words are.
    if _are_of_one_kind(own) or finds(view, [*filters, *own]):
        ranked = _rank(view, query, [*filters, *own], options)
    by_binding = sorted(query.filters, key=lambda one: _BINDING.index(type(one)))
    for asked in (None, query):  # most of the time the filters alone tell
        if own and not ranked.rows and (kept := _keep_satisfied(view, by_binding, filters, asked)) != own:
            own, ranked = kept, _rank(view, query, [*filters, *kept], options)
    if not ranked.rows:
        loose = loosen(query)
        return (ranked, query.filters) if loose == query else _rank_or_give_up(view, loose, filters, options)
    return ranked, own


def _rank(view: View, query: Query, filters: Sequence[Filter], options: Options) -> Ranked:
    return rank(view, query, filters, window=WINDOW, meaning=options.meaning)


def _keep_satisfied(view: View, own: Sequence[Filter], filters: Sequence[Filter], query: Query | None) -> tuple[Filter, ...]:
    """Of the filters of a query's words, the most binding first, each that something satisfies together with those before it.

    Without the ``query`` the last one beside others that stay is kept on trust: to rank costs little more than to look.
    """
    if not own:
        return ()
    kept = [own[0]]  # on trust: what satisfies another with it satisfies it too
    for before, one in enumerate(own[1:], 1):
        is_trusted = query is None and one is own[-1] and len(kept) < before
        if is_trusted or finds(view, [*filters, *kept, one], query):
            kept.append(one)
    if len(kept) > 1 or finds(view, [*filters, *kept], query):
        return tuple(sorted(kept, key=lambda one: one.span or Span(0, 0)))
    return _keep_satisfied(view, own[1:], filters, query)


def _are_of_one_kind(filters: Sequence[Filter]) -> bool:
    return len({type(one) for one in filters}) <= 1


def _order(view: View, rows: Sequence[Row], order: Order, as_of: dt.date) -> Sequence[Row]:
    if order is Order.BEST:
        return rows
    read = [(row, _read(view, row)) for row in rows]
    if order is Order.NEWEST:
        read.sort(key=lambda pair: (-(pair[1].issued or dt.date.min).toordinal(), pair[1].directive))
    else:
        read.sort(key=lambda pair: _due_key(pair[1], as_of))
    return [row for row, _ in read]


def _due_key(passage: Passage, as_of: dt.date) -> tuple[bool, dt.date]:
    """What is to be done by its next day, or the last one where all have passed; what nobody asks for any more behind it."""
    coming = [day for day in passage.due if day >= as_of]
    day = min(coming) if coming else max(passage.due, default=dt.date.max)
    return passage.status in NOT_ASKED, day


def _read(view: View, row: Row) -> Passage:
    return read_passage(view.searcher.doc(row.address)["passage"][0])


def _make_hit(view: View, highlighter: Highlighter, row: Row, filters: Sequence[Filter]) -> Hit:
    passage = _read(view, row)
    highlights, reasons = highlighter.find(passage)
    told = [Reason("filter", _tell(one)) for one in filters]
    if row.meaning is not None and row.meaning >= _ALIKE:
        told.append(Reason("meaning", f"{row.meaning:.2f}"))
    return Hit(passage, row.score, row.lexical, row.meaning, highlights, (*reasons, *told))


def _tell(one: Filter) -> str:
    if isinstance(one, DueFilter):
        return f"{one.first or ''}..{one.last or ''}"
    return one.name if isinstance(one, BodyFilter) else f"{one.facet.value}={'|'.join(one.values)}"


def _count(view: View, ranked: Ranked) -> dict[Facet, tuple[tuple[str, int], ...]]:
    wanted = {facet.value: {"terms": {"field": facet.value, "size": _VALUES}} for facet in COUNTED}
    answer = view.searcher.aggregate(write_counted(view, ranked), wanted)
    return {
        facet: tuple((bucket["key"], bucket["doc_count"]) for bucket in answer[facet.value]["buckets"])
        for facet in COUNTED
        if answer[facet.value]["buckets"]
    }

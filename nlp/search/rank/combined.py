"""Hits by words and by meaning together.

A score is that of the words, 1 for the best hit, and a share of the cosine of query and passage. What is only near in meaning
is looked for among all passages that the filters let through.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import tantivy
from numpy.typing import NDArray

from nlp.search.index.passages import View
from nlp.search.index.schema import ROW_NAME, name_row
from nlp.search.models import DueFilter, Filter, Query, TermKind
from nlp.search.rank.lexical import Lexical
from nlp.search.rank.semantic import Vectors, likeness

#: What a cosine of 1 adds to a score whose words give at most 1; set on the dev split of corpora/queries.
MEANING = 0.3
_FEW = 40  # of fewer hits those that have only frequent units are sought too
_NEAR = 100  # passages that only their meaning brings
_FILTERED = 20_000  # passages let through by filters that are compared one by one
_BLOCK = 65_536


class Row(NamedTuple):
    """A hit before it is read: its score, that of its words, its likeness (None without vectors), and where it stands."""

    score: float
    lexical: float
    meaning: float | None
    address: tantivy.DocAddress


@dataclass(frozen=True)
class Ranked:
    """Rows, the best first; ``total`` counts what the words and filters let through, at least the rows; ``let_through`` is the
    query of all that, where there are no words to rank by: its facets are counted, otherwise those of the rows."""

    rows: Sequence[Row]
    total: int
    let_through: tantivy.Query | None = None


def rank(view: View, query: Query, filters: Sequence[Filter], *, window: int, meaning: bool) -> Ranked:
    """The best ``window`` hits."""
    lexical = Lexical(view.schema, view.counts)
    asked = lexical.write(query, filters)
    if asked is None:
        return Ranked((), 0)
    searcher = view.searcher
    if not any(not term.excluded for term in query.terms):
        found = searcher.search(asked, window, count=False, order_by_field="due", order=tantivy.Order.Asc)
        total = searcher.aggregate(asked, {"all": {"value_count": {"field": "row"}}})["all"]["value"]
        return Ranked([Row(0.0, 0.0, None, address) for _, address in found.hits], int(total), asked)
    hits = searcher.search(asked, window, count=False).hits
    if len(hits) < _FEW and lexical.narrows(query):
        let_through = searcher.search(lexical.write_filters(filters), _FEW, count=False).hits if filters else None
        if let_through is None or len(let_through) > len(hits):
            asked = lexical.write(query, filters, by_all=True) or asked
            hits = searcher.search(asked, window, count=False).hits
    best = hits[0][0] if hits else 1.0
    # Where a number is asked for, words only order what has it.
    numbered = any(term.kind is TermKind.NUMBER or term.marked[0].isdecimal() for term in query.terms)
    vectors = _embed(view, query) if meaning and not numbered else None
    if vectors is None:
        rows = [Row(score / best, score, None, address) for score, address in hits]
    else:
        rows = _by_both(view, lexical, query, filters, hits, best, vectors)[:window]
    return Ranked(rows, len(rows))


def finds(view: View, filters: Sequence[Filter], query: Query | None = None) -> bool:
    """Whether any passage satisfies the filters and has what the query asks for; nothing is ranked."""
    lexical = Lexical(view.schema, view.counts)
    demanded = _demanded(query) if query else None
    others = [one for one in filters if not isinstance(one, DueFilter)]
    for asked in (others, filters) if 0 < len(others) < len(filters) else (filters,):  # days, which cost most, last
        sought = lexical.write(demanded, asked, by_all=True) if demanded else lexical.write_filters(asked)
        if sought is not None and not view.searcher.search(sought, 1, count=False).hits:
            return False
    return True


def _demanded(query: Query) -> Query:
    """The query without words that only rank what its phrases and numbers find."""
    demanded = tuple(term for term in query.terms if term.excluded or term.kind is not TermKind.WORD)
    return replace(query, terms=demanded, synonyms=()) if any(not term.excluded for term in demanded) else query


def write_counted(view: View, ranked: Ranked) -> tantivy.Query:
    """The query whose facets are counted."""
    if ranked.let_through is not None:
        return ranked.let_through
    numbers = _numbers(view.searcher, [row.address for row in ranked.rows])
    return _write_rows(view, numbers.tolist())


def _write_rows(view: View, numbers: Iterable[int]) -> tantivy.Query:
    return tantivy.Query.term_set_query(view.schema, ROW_NAME, [name_row(number) for number in numbers])


def _embed(view: View, query: Query) -> Vectors | None:
    """The vector of a query as it is read; None where the index has no vectors, or the query no known term."""
    words = [" ".join(term.reading.marked if term.reading else term.marked) for term in query.terms if not term.excluded]
    if view.embed is None or not words or not len(view.vectors.rows(view.state.rows)):
        return None
    vector = view.embed([" ".join(words)])
    return vector if vector.any() else None


def _by_both(
    view: View,
    lexical: Lexical,
    query: Query,
    filters: Sequence[Filter],
    hits: Sequence[tuple[float, tantivy.DocAddress]],
    best: float,
    wanted: Vectors,
) -> list[Row]:
    searcher, vectors = view.searcher, view.vectors.rows(view.state.rows)
    numbers = _numbers(searcher, [address for _, address in hits])
    nearness = likeness(wanted, vectors[numbers]) if len(numbers) else np.zeros(0, np.float32)
    rows = [
        Row(score / best + MEANING * near, score, near, address)
        for (score, address), near in zip(hits, nearness.tolist(), strict=True)
    ]
    # What phrases, numbers and words to leave out demand, no likeness replaces.
    if all(term.kind is TermKind.WORD and not term.excluded for term in query.terms):
        seen = set(numbers.tolist())
        for number, near, address in _near_ones(view, lexical, filters, wanted, vectors):
            if number not in seen:
                rows.append(Row(MEANING * near, 0.0, near, address))
    return sorted(rows, key=lambda row: (-row.score, row.address.segment_ord, row.address.doc))


def _near_ones(
    view: View, lexical: Lexical, filters: Sequence[Filter], wanted: Vectors, vectors: Vectors
) -> list[tuple[int, float, tantivy.DocAddress]]:
    """The passages nearest in meaning among those that the filters let through."""
    searcher = view.searcher
    let_through = lexical.write_filters(filters)
    if filters:
        addresses = [address for _, address in searcher.search(let_through, _FILTERED, count=False).hits]
        numbers = _numbers(searcher, addresses)
        nearness = likeness(wanted, vectors[numbers]) if len(numbers) else np.zeros(0, np.float32)
        return [(int(numbers[at]), float(nearness[at]), addresses[at]) for at in _largest(nearness, _NEAR)]
    nearness = np.concatenate([likeness(wanted, vectors[at : at + _BLOCK]) for at in range(0, max(1, len(vectors)), _BLOCK)])
    found = _largest(nearness, _NEAR)
    addresses = [address for _, address in searcher.search(_write_rows(view, found), _NEAR, count=False).hits]
    return [(int(at), float(nearness[at]), address) for at, address in zip(_numbers(searcher, addresses), addresses, strict=True)]


def _numbers(searcher: tantivy.Searcher, addresses: list[tantivy.DocAddress]) -> NDArray[np.int64]:
    """The rows of the vectors of passages."""
    return np.array([int(number or 0) for number in searcher.fast_field_values("row", addresses)], dtype=np.int64)


def _largest(values: NDArray[np.float32], count: int) -> list[int]:
    """The places of the largest values, the largest first."""
    if len(values) > count:
        places = np.argpartition(-values, count)[:count]
    else:
        places = np.arange(len(values))
    ordered: list[int] = places[np.lexsort((places, -values[places]))].tolist()
    return ordered

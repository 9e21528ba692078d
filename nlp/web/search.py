"""A search as an address names it: ``q=báo cáo&issuer=…&due=late&words=12-23``; every chip, facet and page is a link."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode

from nlp.search.find import Order
from nlp.search.models import BodyFilter, DueFilter, Facet, FacetFilter, Filter
from nlp.text.span import Span

#: Facets that an address may filter by.
FACETS = tuple(facet.value for facet in Facet)
#: Due dates by the days that are left: of ``late`` they have passed.
PERIODS: Mapping[str, int | None] = {"late": None, "7": 7, "30": 30, "90": 90}
NAMES = ("q", "body", *FACETS, "due", "due_from", "due_to", "words", "order", "words_alone", "page")
PAGE, MOST_PAGES = 20, 50
_FIELDS, _LONGEST = 80, 300
_SPAN = re.compile(r"(\d{1,4})-(\d{1,4})")


@dataclass(frozen=True)
class SearchView:
    """What is searched; ``values`` are the parts of the address, ``words_only`` those of the text that set no filter."""

    text: str = ""
    filters: tuple[Filter, ...] = ()
    words_only: tuple[Span, ...] = ()
    order: Order = Order.BEST
    meaning: bool = True
    page: int = 1
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def change(self, **changes: str | Sequence[str] | None) -> str:
        """The query of the address with some values changed, on its first page; None takes a value away.

        >>> read_search("q=đất đai&level=xa&page=3").change(level=None, due="late")
        'q=%C4%91%E1%BA%A5t+%C4%91ai&due=late'
        """
        values: dict[str, Sequence[str]] = {**self.values, "page": ()}
        for name, value in changes.items():
            values[name] = () if value is None else [value] if isinstance(value, str) else value
        return urlencode([(name, one) for name in NAMES for one in values.get(name, ())])

    def without(self, name: str, value: str) -> str:
        """The query without one value."""
        return self.change(**{name: [one for one in self.values.get(name, ()) if one != value]})

    def adding(self, name: str, value: str) -> str:
        """The query with one value more."""
        return self.change(**{name: [*self.values.get(name, ()), value]})


def read_search(query: str, *, today: dt.date | None = None) -> SearchView:
    """The search that the query of an address names; names that are none of its own are passed over.

    Raises ValueError for a value that is none.

    >>> read_search("q=đối thoại&level=xa&level=huyen").filters[0].values
    ('xa', 'huyen')
    """
    read = parse_qs(query, max_num_fields=_FIELDS)
    if any("\0" in text for texts in read.values() for text in texts):
        raise ValueError("\\0")
    values = {
        name: list(dict.fromkeys(text[:_LONGEST] for text in read[name] if text.strip())) for name in NAMES if name in read
    }  # fmt: skip
    values = {name: texts for name, texts in values.items() if texts}
    first = {name: texts[0] for name, texts in values.items()}
    text = unicodedata.normalize("NFC", first.get("q", "")).strip()
    if text:
        values["q"] = [text]
    filters: list[Filter] = [FacetFilter(Facet(name), tuple(values[name])) for name in FACETS if name in values]
    filters += [BodyFilter(first["body"])] if "body" in first else []
    filters += [one for one in (_read_period(first, today),) if one is not None]
    page = int(first.get("page", "1"))
    if not 1 <= page <= MOST_PAGES:
        raise ValueError(page)
    spans = tuple(_read_span(one) for one in values.get("words", ()))
    return SearchView(
        text, tuple(filters), spans, Order(first.get("order", Order.BEST.value)), "words_alone" not in first, page, values
    )  # fmt: skip


def write_span(span: Span) -> str:
    """A span as an address has it."""
    return f"{span.start}-{span.end}"


def _read_span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return Span(int(found[1]), int(found[2]))


def _read_period(first: Mapping[str, str], today: dt.date | None) -> DueFilter | None:
    """The due dates asked for: a period counted from today, or days."""
    if "due" in first and today is not None:
        days = PERIODS.get(first["due"], -1)
        if days == -1:
            raise ValueError(first["due"])
        if days is None:
            return DueFilter(None, today - dt.timedelta(days=1), overdue=True)
        return DueFilter(today, today + dt.timedelta(days=days))
    since, until = (dt.date.fromisoformat(first[name]) if name in first else None for name in ("due_from", "due_to"))
    return DueFilter(since, until) if since or until else None

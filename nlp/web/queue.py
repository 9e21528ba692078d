"""The queue as an address names it: ``type=to_cao&status=waiting&order=due``, by the names of ``nlp.store.queue.Filters``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode

from nlp.store.queue import Filters, Order

_MANY = ("status", "type", "action")
_ONE = ("field", "flag", "place", "group")
_DAYS = ("due_from", "due_before", "received_from", "received_to")
_SWITCHES = ("against", "again")
#: All filters in the order in which they are told; ``due`` and ``mine`` stand for what the day and the user make of them.
NAMES = ("text", *_MANY, *_ONE, "due", *_DAYS, *_SWITCHES, "mine")
#: Stands for a type or action that is open.
OPEN_TYPE = "open"
#: Due dates by the days that are left: those before the first of them are overdue.
PERIODS: Mapping[str, tuple[int | None, int]] = {"late": (None, 0), "3": (0, 4), "7": (0, 8), "30": (0, 31)}
_FIELDS, _LONGEST = 60, 200


@dataclass(frozen=True)
class QueueView:
    """Which petitions, and what comes first; ``values`` are the filters as the query has them."""

    filters: Filters = field(default_factory=Filters)
    order: Order = Order.DUE
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def change(self, **changes: str | Sequence[str] | None) -> str:
        """The query of the view with some values changed; None takes a filter away.

        >>> read_queue("type=to_cao&status=waiting").change(status=None, field="dat_dai")
        'type=to_cao&field=dat_dai'
        """
        values: dict[str, Sequence[str]] = {**self.values, **({} if self.order is Order.DUE else {"order": [self.order.value]})}
        for name, value in changes.items():
            values[name] = [] if value is None else [value] if isinstance(value, str) else value
        return urlencode([(name, one) for name in (*NAMES, "order", "after") for one in values.get(name, ())])


def read_queue(
    query: str, *, today: dt.date | None = None, user: int | None = None, hidden: tuple[str | None, ...] = ()
) -> QueueView:  # fmt: skip
    """The view that a query names on a day for a user; names that are none of its own are passed over.

    ``hidden`` are the types whose names are not searched. Raises ValueError for a value that is none.

    >>> read_queue("type=to_cao&type=open&order=received&after=x").filters.type
    ('to_cao', None)
    """
    read = parse_qs(query, max_num_fields=_FIELDS)
    if any("\0" in text for texts in read.values() for text in texts):
        raise ValueError("\\0")  # which no text of PostgreSQL holds
    values = {name: [text[:_LONGEST] for text in read[name] if text] for name in NAMES if any(read.get(name, ()))}
    first = {name: texts[0] for name, texts in values.items()}
    days = {name: dt.date.fromisoformat(first[name]) if name in first else None for name in _DAYS}
    if "due" in first and today is not None:
        days |= _count_days(first["due"], today)
    types = tuple(None if code == OPEN_TYPE else code for code in values.get("type", ()))
    return QueueView(
        Filters(
            status=tuple(values.get("status", ())), type=types, action=tuple(values.get("action", ())),
            field=first.get("field"), flag=first.get("flag"), place=first.get("place"), group=first.get("group"),
            due_from=days["due_from"], due_before=days["due_before"],
            received_from=days["received_from"], received_to=days["received_to"],
            text=first.get("text", ""), hidden=hidden, assignee=user if "mine" in first else None,
            against="against" in first, again="again" in first,
        ),
        Order(read.get("order", [Order.DUE])[0]),
        values,
    )  # fmt: skip


def _count_days(period: str, today: dt.date) -> dict[str, dt.date | None]:
    if period not in PERIODS:
        raise ValueError(period)
    first, behind = PERIODS[period]
    since = None if first is None else today + dt.timedelta(days=first)
    return {"due_from": since, "due_before": today + dt.timedelta(days=behind)}

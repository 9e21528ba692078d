"""The queue as officers look at it: filtered, sorted, page by page, counted.

What fits is found in memory (``nlp.store.columns``); rows are read of the petitions that a page shows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from sqlalchemy import func, or_, select

from nlp.errors import StoreError
from nlp.store.columns import DAYS, KEYS, Mask, Numbers, QueueColumns
from nlp.store.engine import Store
from nlp.store.petitions import NEVER, Petition, fold_search, load_petitions, require_petition
from nlp.store.tables import PetitionRow


class Order(StrEnum):
    """What comes first: the earliest due date, the latest arrival, the highest priority."""

    DUE = "due"
    RECEIVED = "received"
    PRIORITY = "priority"


@dataclass(frozen=True)
class Filters:
    """Which petitions: those that fit every filter that is set, and one of its values where it takes several.

    ``place`` is the code of a unit, ``due_before`` leaves that day out and what has no due date, ``due_from``, ``received_from``
    and ``received_to`` count in, ``text`` is a part of the id, of the file's name or of the names, without regard to marks and
    case. Petitions of the types ``hidden``, and those in a group with one, are found by their id alone and by no smaller place
    than a province. ``type`` with the value None stands for petitions whose type is open. ``assignee`` is a user's id.
    ``against`` are those that were decided otherwise than was proposed, ``again`` those that are in a group.
    """

    status: tuple[str, ...] = ()
    type: tuple[str | None, ...] = ()
    action: tuple[str, ...] = ()
    field: str | None = None
    flag: str | None = None
    place: str | None = None
    group: str | None = None
    due_from: dt.date | None = None
    due_before: dt.date | None = None
    received_from: dt.date | None = None
    received_to: dt.date | None = None
    text: str = ""
    hidden: tuple[str | None, ...] = ()
    assignee: int | None = None
    against: bool = False
    again: bool = False


@dataclass(frozen=True)
class Facets:
    """How many petitions fit, and how many would with each value of a filter in the place of the one that is set."""

    total: int
    status: dict[str | None, int]
    type: dict[str | None, int]
    action: dict[str | None, int]
    field: dict[str, int]
    flag: dict[str, int]


@dataclass(frozen=True)
class Page:
    """Petitions in order, and the cursor of the page behind them (None: there is none)."""

    petitions: list[Petition]
    next: str | None


# The column of each order, and whether its highest value comes first.
_SORTED = {Order.DUE: ("due", False), Order.RECEIVED: ("received", True), Order.PRIORITY: ("rank", False)}
_COUNTED = ("status", "type", "action", "main_field")
_FACETS = ("status", "type", "action", "field", "flag")
_PROVINCE = 2  # digits of its code
MAX_PAGE = 500
_NUMBERS = 1 << 31  # more than either engine's columns hold
_LOW = (1 << 32) - 1


def read_page(
    store: Store, filters: Filters | None = None, *, order: Order = Order.DUE, limit: int = 50, after: str | None = None
) -> Page:
    """Up to ``limit`` petitions behind the cursor ``after``; those that came or went meanwhile shift nothing.

    Raises StoreError (``store.cursor``) for a cursor of another order, or that is none.
    """
    limit = max(1, min(limit, MAX_PAGE))
    behind = None if after is None else _parse_cursor(after, order)
    with look_at(store) as columns:
        keys = _sort_keys(columns, order)[_find(columns, filters or Filters())]
        keys = _first(keys if behind is None else keys[keys > behind], limit + 1)
    numbers = _numbers(keys[:limit], order)
    with store.read() as session:
        rows = {row.number: row for row in session.scalars(select(PetitionRow).where(PetitionRow.number.in_(numbers)))}
        petitions = load_petitions(session, (rows[number] for number in numbers))
    return Page(petitions, _write_cursor(int(keys[limit - 1]), order) if len(keys) > limit else None)


def iterate_queue(store: Store, filters: Filters | None = None, *, order: Order = Order.DUE) -> Iterator[Petition]:
    """All petitions that fit, page by page."""
    after = None
    while True:
        page = read_page(store, filters, order=order, limit=MAX_PAGE, after=after)
        yield from page.petitions
        if page.next is None:
            return
        after = page.next


def list_petitions(store: Store, petitions: Iterable[str]) -> list[Petition]:
    """The petitions of these ids that are in the queue, in the order of their arrival."""
    query = select(PetitionRow).where(PetitionRow.document_id.in_(list(petitions))).order_by(PetitionRow.number)
    with store.read() as session:
        return load_petitions(session, session.scalars(query))


def list_groups(store: Store, groups: Iterable[str]) -> dict[str, list[Petition]]:
    """The petitions of each of the groups, the latest arrival first."""
    named = PetitionRow.group_id
    query = select(PetitionRow).where(named.in_(list(groups))).order_by(PetitionRow.received.desc(), PetitionRow.number.desc())
    members: dict[str, list[Petition]] = {}
    with store.read() as session:
        for petition in load_petitions(session, session.scalars(query)):
            members.setdefault(petition.standing.group or "", []).append(petition)
    return members


def find_neighbours(
    store: Store, petition: str, filters: Filters | None = None, *, order: Order = Order.DUE
) -> tuple[str | None, str | None]:
    """The ids of the petitions right before and behind one in the order, of those that fit; it need not fit itself.

    Raises StoreError (``store.no_petition``).
    """
    with store.read() as session:
        number = require_petition(session, petition).number
    with look_at(store) as columns:
        keys = _sort_keys(columns, order)
        own, keys = keys[number], keys[_find(columns, filters or Filters())]
        before, behind = _first(-keys[keys < own], 1), _first(keys[keys > own], 1)
    found = [next(iter(_numbers(key, order)), 0) for key in (-before, behind)]
    query = select(PetitionRow.number, PetitionRow.document_id).where(PetitionRow.number.in_(found))
    with store.read() as session:
        ids = {row[0]: row[1] for row in session.execute(query)}
    return ids.get(found[0]), ids.get(found[1])


def count_petitions(store: Store, filters: Filters | None = None) -> dict[str, dict[str | None, int]]:
    """How many petitions that fit have each ``status``, ``type``, ``action`` and ``main_field``."""
    with look_at(store) as columns:
        found = _find(columns, filters or Filters())
        return {name: columns.count_values(name, found) for name in _COUNTED}


def count_keys(store: Store, kind: str, filters: Filters | None = None) -> dict[str, int]:
    """How many petitions that fit have each ``field``, ``flag`` or ``place``: ``kind`` says which; a petition counts for each.

    Where types are hidden, no place is counted that is smaller than a province.
    """
    if kind not in KEYS:
        raise StoreError("store.count", f"{kind!r} is not counted", f"name one of {', '.join(KEYS)}")
    filters = filters or Filters()
    with look_at(store) as columns:
        counts = columns.count_keys(kind, _find(columns, filters))
    is_short = kind == "place" and bool(filters.hidden)
    return {value: count for value, count in counts.items() if not is_short or len(value) == _PROVINCE}


def count_facets(store: Store, filters: Filters | None = None) -> Facets:
    """The counts that stand beside the filters."""
    filters = filters or Filters()
    with look_at(store) as columns:
        base = _find(columns, replace(filters, status=(), type=(), action=(), field=None, flag=None))
        fits = {name: _find(columns, Filters(**{name: getattr(filters, name)})) for name in _FACETS}

        def without(name: str) -> Mask:
            found: Mask = np.logical_and.reduce([base, *(mask for other, mask in fits.items() if other != name)])
            return found

        return Facets(
            total=int(without("").sum()),
            status=columns.count_values("status", without("status")),
            type=columns.count_values("type", without("type")),
            action=columns.count_values("action", without("action")),
            field=columns.count_keys("field", without("field")),
            flag=columns.count_keys("flag", without("flag")),
        )


def count_groups(store: Store, groups: Iterable[str]) -> dict[str | None, int]:
    """How many petitions each of the groups has."""
    named = PetitionRow.group_id
    query = select(named, func.count()).where(named.in_(list(groups))).group_by(named)
    with store.read() as session:
        return {row[0]: row[1] for row in session.execute(query)}


def largest_groups(store: Store, filters: Filters | None = None, *, limit: int = 10) -> list[tuple[str, int]]:
    """The groups with the most petitions that fit, more than one, and how many."""
    with look_at(store) as columns:
        counts = columns.count_values("group_id", _find(columns, replace(filters or Filters(), again=True)))
    found = [(group, count) for group, count in counts.items() if group is not None and count > 1]
    return sorted(found, key=lambda row: (-row[1], row[0]))[:limit]


def count_days(store: Store, name: str, filters: Filters | None = None) -> dict[dt.date, int]:
    """How many petitions that fit were ``received`` or are ``due`` on each day; what is never due is left out."""
    if name not in DAYS:
        raise StoreError("store.count", f"{name!r} is not counted", "name received or due")
    with look_at(store) as columns:
        days, counts = np.unique(columns.numbers(name)[_find(columns, filters or Filters())], return_counts=True)
    found = zip(map(dt.date.fromordinal, days.tolist()), counts.tolist(), strict=True)
    return {day: count for day, count in found if day != NEVER}


def find_groups(store: Store, groups: Iterable[str], types: tuple[str | None, ...]) -> set[str]:
    """Which of the groups have a petition of one of the types, or one whose people stay secret."""
    named = [value for value in types if value is not None]
    secret = or_(PetitionRow.guarded, PetitionRow.type.in_(named), *([PetitionRow.type.is_(None)] if None in types else []))
    query = select(PetitionRow.group_id).where(PetitionRow.group_id.in_(list(groups)), secret)
    with store.read() as session:
        return {name for name in session.scalars(query.distinct()) if name is not None}


def count_arrivals(store: Store, *, after: int) -> int:
    """How many petitions arrived behind the one of that number."""
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(PetitionRow).where(PetitionRow.number > after)) or 0


def newest_number(store: Store) -> int:
    """The number of the petition that arrived last; 0 where there is none."""
    with store.read() as session:
        return session.scalar(select(func.max(PetitionRow.number))) or 0


@contextmanager
def look_at(store: Store) -> Iterator[QueueColumns]:
    """The queue's columns as they are now."""
    with store.read() as session:
        store.columns.refresh(session)
    with store.columns.hold() as columns:  # without a connection, for which others wait
        yield columns


def _find(columns: QueueColumns, filters: Filters) -> Mask:
    """Who fits."""
    found = columns.everybody
    for name in ("status", "type", "action"):
        if values := getattr(filters, name):
            found &= columns.has_value(name, values)
    for kind in KEYS:
        if (value := getattr(filters, kind)) is not None:
            found &= columns.has_key(kind, value)
    if filters.hidden and filters.place is not None and len(filters.place) > _PROVINCE:
        found &= ~_are_hidden(columns, filters.hidden)
    if filters.group is not None:
        found &= columns.has_value("group_id", (filters.group,))
    if filters.again:
        found &= columns.numbers("group_id") != 0
    if filters.assignee is not None:
        found &= columns.numbers("assignee") == filters.assignee
    if filters.against:
        proposed, action = columns.numbers("proposed"), columns.numbers("action")
        found &= columns.has_value("status", ("decided", "closed")) & (proposed != action) & (action != 0)
        found &= ~columns.has_value("proposed", (None, "open"))
    if filters.due_from is not None:
        found &= (columns.numbers("due") >= filters.due_from.toordinal()) & (columns.numbers("due") < NEVER.toordinal())
    if filters.due_before is not None:
        found &= columns.numbers("due") < filters.due_before.toordinal()
    if filters.received_from is not None:
        found &= columns.numbers("received") >= filters.received_from.toordinal()
    if filters.received_to is not None:
        found &= columns.numbers("received") <= filters.received_to.toordinal()
    if text := fold_search(filters.text):
        by_text, by_id = columns.has_text(text)
        found &= (by_text & ~_are_hidden(columns, filters.hidden)) | by_id if filters.hidden else by_text
    return found


def _are_hidden(columns: QueueColumns, types: tuple[str | None, ...]) -> Mask:
    """Whether petitions are of the types or stay secret, or in a group with one that is: the same people wrote both."""
    found, groups = columns.has_value("type", types), columns.numbers("group_id")
    found |= columns.numbers("guarded") != 0
    of_groups = np.zeros(int(groups.max()) + 1, bool)
    of_groups[groups[found]] = True
    of_groups[0] = False
    return found | of_groups[groups]


def _sort_keys(columns: QueueColumns, order: Order) -> Numbers:
    """A number for each petition: in ascending order they give the order of the queue, arrivals told apart by the low half."""
    name, falls = _SORTED[order]
    keys: Numbers = (columns.numbers(name).astype(np.int64) << 32) + np.arange(len(columns.numbers(name)))
    return -keys if falls else keys


def _first(keys: Numbers, count: int) -> Numbers:
    """The lowest keys, in order."""
    return np.sort(np.partition(keys, count - 1)[:count] if len(keys) > count else keys)


def _numbers(keys: Numbers, order: Order) -> list[int]:
    """The numbers of petitions by their keys."""
    return [int(key) & _LOW for key in (-keys if _SORTED[order][1] else keys)]


def _write_cursor(key: int, order: Order) -> str:
    high, low = divmod(-key if _SORTED[order][1] else key, 1 << 32)
    return f"{order}:{high if order is Order.PRIORITY else dt.date.fromordinal(high)}:{low}"


def _parse_cursor(text: str, order: Order) -> int:
    try:
        name, value, number = text.split(":")
        if name != order:
            raise ValueError(name)
        high, low = int(value) if order is Order.PRIORITY else dt.date.fromisoformat(value).toordinal(), int(number)
        if abs(low) >= _NUMBERS or abs(high) >= _NUMBERS:
            raise ValueError(number)
    except ValueError:
        raise StoreError(
            "store.cursor", f"{text!r} is no cursor of a page by {order}", "take the one of the page before"
        ) from None
    key = (high << 32) + low
    return -key if _SORTED[order][1] else key

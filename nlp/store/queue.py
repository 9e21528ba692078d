"""The queue as officers look at it: filtered, sorted, page by page, counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Tuple, and_, func, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, aliased

from nlp.errors import StoreError
from nlp.store.engine import Store
from nlp.store.petitions import NEVER, Petition, fold_search, load_petitions, require_petition
from nlp.store.tables import KeyRow, PetitionRow


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
_COUNTED: dict[str, InstrumentedAttribute[Any]] = {
    "status": PetitionRow.status, "type": PetitionRow.type, "action": PetitionRow.action, "main_field": PetitionRow.main_field,
}  # fmt: skip
_KEYS = ("field", "flag", "place")
_PROVINCE = 2  # digits of its code
MAX_PAGE = 500
_NUMBERS = 1 << 31  # more than either engine's columns hold


def read_page(
    store: Store, filters: Filters | None = None, *, order: Order = Order.DUE, limit: int = 50, after: str | None = None
) -> Page:
    """Up to ``limit`` petitions behind the cursor ``after``; those that came or went meanwhile shift nothing.

    Raises StoreError (``store.cursor``) for a cursor of another order, or that is none.
    """
    filters = filters or Filters()
    limit = max(1, min(limit, MAX_PAGE))
    query, source = _where(select(PetitionRow), filters), PetitionRow
    if filters.text:
        # Found first, by one scan of the narrow table: in the order of an index it would be one look-up a petition.
        source = aliased(PetitionRow, query.cte("hits").prefix_with("MATERIALIZED"))
        query = select(source)
    name, falls = _SORTED[order]
    column = getattr(source, name)
    if after is not None:
        here, there = tuple_(column, source.number), _parse_cursor(after, order)
        query = query.where(here < there if falls else here > there)
    ordered = [key.desc() if falls else key.asc() for key in (column, source.number)]
    with store.read() as session:
        rows = session.scalars(query.order_by(*ordered).limit(limit + 1)).all()
        petitions = load_petitions(session, rows[:limit])
    return Page(petitions, _write_cursor(rows[limit - 1], order) if len(rows) > limit else None)


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


def find_neighbours(
    store: Store, petition: str, filters: Filters | None = None, *, order: Order = Order.DUE
) -> tuple[str | None, str | None]:
    """The ids of the petitions right before and behind one in the order, of those that fit; it need not fit itself.

    Raises StoreError (``store.no_petition``).
    """
    name, falls = _SORTED[order]
    keys = (getattr(PetitionRow, name), PetitionRow.number)
    with store.read() as session:
        row = require_petition(session, petition)
        there = tuple_(literal(getattr(row, name)), literal(row.number))
        found: list[str | None] = []
        for is_before in (True, False):
            query = _where(select(PetitionRow.document_id), filters or Filters())
            falling = falls != is_before
            query = query.where(tuple_(*keys) < there if falling else tuple_(*keys) > there)
            found.append(session.scalar(query.order_by(*(key.desc() if falling else key.asc() for key in keys)).limit(1)))
    return found[0], found[1]


def count_petitions(store: Store, filters: Filters | None = None) -> dict[str, dict[str | None, int]]:
    """How many petitions that fit have each ``status``, ``type``, ``action`` and ``main_field``."""
    columns = list(_COUNTED.values())
    query = _where(select(*columns, func.count()), filters or Filters()).group_by(*columns)
    counts: dict[str, dict[str | None, int]] = {name: {} for name in _COUNTED}
    with store.read() as session:
        for *values, number in session.execute(query):
            for name, value in zip(_COUNTED, values, strict=True):
                counts[name][value] = counts[name].get(value, 0) + number
    return counts


def count_keys(store: Store, kind: str, filters: Filters | None = None) -> dict[str, int]:
    """How many petitions that fit have each ``field``, ``flag`` or ``place``: ``kind`` says which; a petition counts for each.

    Where types are hidden, no place is counted that is smaller than a province.
    """
    if kind not in _KEYS:
        raise StoreError("store.count", f"{kind!r} is not counted", f"name one of {', '.join(_KEYS)}")
    query = select(KeyRow.value, func.count()).where(KeyRow.kind == kind).group_by(KeyRow.value)
    if kind == "place" and filters and filters.hidden:
        query = query.where(func.length(KeyRow.value) == _PROVINCE)
    if filters and filters != Filters(hidden=filters.hidden):
        query = query.where(KeyRow.petition.in_(_where(select(PetitionRow.number), filters)))
    with store.read() as session:
        return {row[0]: row[1] for row in session.execute(query)}


def count_facets(store: Store, filters: Filters | None = None) -> Facets:
    """The counts that stand beside the filters."""
    filters = filters or Filters()
    combined = ("status", "type", "action")
    columns = [_COUNTED[name] for name in combined]
    others = replace(filters, status=(), type=(), action=())
    query = _where(select(*columns, func.count()), others).group_by(*columns)
    wanted = [getattr(filters, name) for name in combined]
    counts: dict[str, dict[Any, int]] = {name: {} for name in combined}
    total = 0
    with store.read() as session:
        for *values, number in session.execute(query):
            misses = [place for place, value in enumerate(values) if wanted[place] and value not in wanted[place]]
            total += 0 if misses else number
            for place, name in enumerate(combined):
                if not misses or misses == [place]:
                    counts[name][values[place]] = counts[name].get(values[place], 0) + number
    field, flag = replace(filters, field=None), replace(filters, flag=None)
    return Facets(total, **counts, field=count_keys(store, "field", field), flag=count_keys(store, "flag", flag))


def count_groups(store: Store, groups: Iterable[str]) -> dict[str | None, int]:
    """How many petitions each of the groups has."""
    named = PetitionRow.group_id
    query = select(named, func.count()).where(named.in_(list(groups))).group_by(named)
    with store.read() as session:
        return {row[0]: row[1] for row in session.execute(query)}


def largest_groups(store: Store, filters: Filters | None = None, *, limit: int = 10) -> list[tuple[str, int]]:
    """The groups with the most petitions that fit, more than one, and how many."""
    number = func.count().label("number")
    columns: list[Any] = [PetitionRow.group_id, number]
    query = _where(select(*columns), replace(filters or Filters(), again=True))
    query = query.group_by(PetitionRow.group_id).having(number > 1).order_by(number.desc(), PetitionRow.group_id).limit(limit)
    with store.read() as session:
        return [(row[0], row[1]) for row in session.execute(query)]


def count_days(store: Store, name: str, filters: Filters | None = None) -> dict[dt.date, int]:
    """How many petitions that fit were ``received`` or are ``due`` on each day; what is never due is left out."""
    if name not in ("received", "due"):
        raise StoreError("store.count", f"{name!r} is not counted", "name received or due")
    day = PetitionRow.received if name == "received" else PetitionRow.due
    columns: list[Any] = [day, func.count()]
    query = _where(select(*columns), filters or Filters()).group_by(day)
    with store.read() as session:
        return {row[0]: row[1] for row in session.execute(query) if row[0] != NEVER}


def find_groups(store: Store, groups: Iterable[str], types: tuple[str | None, ...]) -> set[str]:
    """Which of the groups have a petition of one of the types."""
    query = select(PetitionRow.group_id).where(PetitionRow.group_id.in_(list(groups)), _one_of(PetitionRow.type, types))
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


def _where(query: Select[Any], filters: Filters) -> Select[Any]:
    conditions: list[ColumnElement[bool]] = []
    for column, values in (
        (PetitionRow.status, filters.status),
        (PetitionRow.type, filters.type),
        (PetitionRow.action, filters.action),
    ):
        if values:
            conditions.append(_one_of(column, values))
    for kind, value in (("field", filters.field), ("flag", filters.flag), ("place", filters.place)):
        if value is not None:
            keys = select(KeyRow.petition).where(KeyRow.kind == kind, KeyRow.value == value)
            conditions.append(PetitionRow.number.in_(keys))
    if filters.hidden and filters.place is not None and len(filters.place) > _PROVINCE:
        conditions.append(~_is_hidden(filters.hidden))
    if filters.group is not None:
        conditions.append(PetitionRow.group_id == filters.group)
    if filters.again:
        conditions.append(PetitionRow.group_id.is_not(None))
    if filters.assignee is not None:
        conditions.append(PetitionRow.assignee == filters.assignee)
    if filters.against:
        decided = PetitionRow.status.in_(("decided", "closed"))
        conditions.append(and_(decided, PetitionRow.proposed != PetitionRow.action, PetitionRow.proposed != "open"))
    if filters.due_from is not None:
        conditions.append(and_(PetitionRow.due >= filters.due_from, PetitionRow.due < NEVER))
    if filters.due_before is not None:
        conditions.append(PetitionRow.due < min(filters.due_before, NEVER))
    if filters.received_from is not None:
        conditions.append(PetitionRow.received >= filters.received_from)
    if filters.received_to is not None:
        conditions.append(PetitionRow.received <= filters.received_to)
    if text := fold_search(filters.text):
        found = PetitionRow.search.contains(text, autoescape=True)
        if filters.hidden:
            found = (found & ~_is_hidden(filters.hidden)) | PetitionRow.document_id.startswith(text, autoescape=True)
        conditions.append(found)
    return query.where(and_(*conditions)) if conditions else query


def _is_hidden(types: tuple[str | None, ...]) -> ColumnElement[bool]:
    """Whether a petition is of the types, or in a group with one that is: the same people wrote both."""
    other = aliased(PetitionRow)
    groups = select(other.group_id).where(other.group_id.is_not(None), _one_of(other.type, types))
    return _one_of(PetitionRow.type, types) | (PetitionRow.group_id.is_not(None) & PetitionRow.group_id.in_(groups))


def _one_of(column: InstrumentedAttribute[Any], values: tuple[str | None, ...]) -> ColumnElement[bool]:
    named = column.in_([value for value in values if value is not None])
    return named | column.is_(None) if None in values else named


def _write_cursor(row: PetitionRow, order: Order) -> str:
    value = getattr(row, _SORTED[order][0])
    return f"{order}:{value.isoformat() if isinstance(value, dt.date) else value}:{row.number}"


def _parse_cursor(text: str, order: Order) -> Tuple:
    try:
        name, value, number = text.split(":")
        if name != order:
            raise ValueError(name)
        key = int(value) if order is Order.PRIORITY else dt.date.fromisoformat(value)
        if any(abs(place) >= _NUMBERS for place in (int(number), key if isinstance(key, int) else 0)):
            raise ValueError(number)
        return tuple_(literal(key), literal(int(number)))
    except ValueError:
        raise StoreError(
            "store.cursor", f"{text!r} is no cursor of a page by {order}", "take the one of the page before"
        ) from None

"""The list of the queue: filtered, sorted, page by page, with the counts beside the filters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from nlp.gazetteer.units import load_gazetteer
from nlp.store.queue import Order, count_arrivals, count_facets, newest_number, read_page
from nlp.store.users import list_users
from nlp.web.errors import WebError
from nlp.web.menu import entry
from nlp.web.pages.inbox import intake
from nlp.web.pages.inbox.lines import hidden_types, make_lines, name_place
from nlp.web.queue import NAMES, OPEN_TYPE, PERIODS, QueueView, read_queue
from nlp.web.security.access import require
from nlp.web.security.roles import DECIDERS, OFFICERS, READERS
from nlp.web.sightings import record_list
from nlp.web.visit import Visit

ENTRIES = (entry("/inbox", "menu.inbox", *READERS),)
router = APIRouter(prefix="/inbox")
PAGE = 50
#: Groups of labels.yaml by the filter whose values they name.
_LABELS = {"status": "queue_status", "type": "petition_type", "action": "action", "field": "field", "flag": "flag"}


@dataclass(frozen=True)
class Choice:
    """A value of a filter: what it is called, how many petitions it would give, whether it is set."""

    value: str
    text: str
    count: int
    is_set: bool


@router.get("")
def show_inbox(visit: Annotated[Visit, require(*READERS)], after: Annotated[str | None, Query(max_length=80)] = None) -> Response:
    """A page of the queue, what is due first at its head."""
    view = read_view(visit)
    page = read_page(visit.store, view.filters, order=view.order, limit=PAGE, after=after)
    facets = count_facets(visit.store, view.filters)
    counts: dict[str, Mapping[str | None, int] | Mapping[str, int]] = {
        "status": facets.status, "type": facets.type, "action": facets.action, "field": facets.field, "flag": facets.flag,
    }  # fmt: skip
    users = list_users(visit.store)
    record_list(visit, [one.id for one in page.petitions], filters=view.filters)
    return visit.render(
        "inbox/list.html", view=view, lines=make_lines(visit, page.petitions), total=facets.total, after=after, next=page.next,
        choices={name: list_choices(visit, name, found, view) for name, found in counts.items()},
        provinces=list_provinces(view), orders=list(Order),
        told=list(tell_filters(visit, view)), newest=newest_number(visit.store), users={user.id: user.name for user in users},
        workers=[user for user in users if user.active and user.role in OFFICERS], periods=PERIODS,
        may_decide=visit.is_any(*DECIDERS), may_work=visit.is_any(*OFFICERS),
        may_take=visit.is_any(*intake.ROLES), query=view.change(),
    )  # fmt: skip


@router.get("/news")
def count_news(visit: Annotated[Visit, require(*READERS)], after: Annotated[int, Query(ge=0, le=2**31)]) -> Response:
    """How many petitions came in behind a number, as JSON, with the words for it."""
    count = count_arrivals(visit.store, after=after)
    return JSONResponse({"count": count, "text": visit.wording.say("inbox.news", count=visit.wording.number(count))})


def read_view(visit: Visit, query: str | None = None) -> QueueView:
    """The view that a query names for the user of the visit; raises WebError for values that are none."""
    own = visit.request.url.query if query is None else query
    try:
        return read_queue(own, today=visit.today, user=visit.user.id, hidden=hidden_types(visit))
    except ValueError:
        raise WebError("web.bad_request", 400) from None


def list_choices(visit: Visit, name: str, counts: Mapping[str | None, int] | Mapping[str, int], view: QueueView) -> list[Choice]:
    """The values of a filter that fit anything or are set, the most frequent ones first."""
    chosen = view.values.get(name, ())
    found = {OPEN_TYPE if value is None else value: count for value, count in counts.items()}
    # Nobody filters by an action that nobody proposed: there is no such filter.
    found = {value: count for value, count in found.items() if name != "action" or value != OPEN_TYPE}
    found |= {value: 0 for value in chosen if value not in found}
    made = [Choice(value, name_value(visit, name, value), count, value in chosen) for value, count in found.items()]
    return sorted(made, key=lambda one: (-one.count, one.text))


def list_provinces(view: QueueView) -> list[tuple[str, str]]:
    """The provinces in force by name, with the place that is set where it is none of them."""
    offered = list(_name_provinces())
    others = [code for code in view.values.get("place", ()) if code not in dict(offered)]
    return [(code, name_place(code)) for code in others] + offered


@lru_cache(maxsize=1)
def _name_provinces() -> tuple[tuple[str, str], ...]:
    rows = (row for row in load_gazetteer() if row.is_new and len(row.code) == 2 and row.outlives(None))
    return tuple((row.code, row.name) for row in sorted(rows, key=lambda row: row.name))


def name_value(visit: Visit, name: str, value: str) -> str:
    """What the value of a filter is called."""
    wording = visit.wording
    if name == "place":
        return name_place(value)
    if name == "due":
        return wording.name("inbox.due", value)
    if name in _LABELS:
        return wording.label(_LABELS[name], None if value == OPEN_TYPE else value)
    try:
        return wording.day(dt.date.fromisoformat(value).isoformat())
    except ValueError:
        return value


def tell_filters(visit: Visit, view: QueueView) -> Iterable[tuple[str, str, str]]:
    """The filters that are set: what each is called, its value (empty for a switch), and the query without it."""
    for name in NAMES:
        values = view.values.get(name, ())
        for value in values:
            rest = [one for one in values if one != value]
            shown = "" if name in ("mine", "against", "again") else name_value(visit, name, value)
            yield visit.wording.name("inbox.filter", name), shown, view.change(**{name: rest})

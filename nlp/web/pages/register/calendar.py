"""What falls due in a month, day by day; and who is late with what."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response

from nlp.classify.labels import PetitionField
from nlp.register.listing import count_overdue_by_body, list_due
from nlp.store.register.obligations import ObligationFilters
from nlp.web.errors import WebError
from nlp.web.menu import entry
from nlp.web.pages.register.body import Name
from nlp.web.pages.register.naming import render
from nlp.web.security.access import require
from nlp.web.security.roles import REGISTER_READERS
from nlp.web.visit import Visit

ENTRIES = (entry("/calendar", "menu.calendar", *REGISTER_READERS),)
router = APIRouter()
Row = Mapping[str, Any]
Month = Annotated[str, Query(pattern=r"^(\d{4}-\d\d)?$")]
Field = Annotated[str, Query(pattern="^[a-z_]{0,64}$")]
_YEARS = (2000, 2100)
_PAGE = 100  # bodies


@dataclass(frozen=True)
class Day:
    """A day of the grid, with how much falls due on it; ``is_own`` where it is of the month."""

    day: dt.date
    count: int
    is_own: bool


@router.get("/calendar")
def show_calendar(
    visit: Annotated[Visit, require(*REGISTER_READERS)], month: Month = "", body: Name = "", field: Field = "",
    day: dt.date | None = None,
) -> Response:  # fmt: skip
    """A month with how much falls due each day, and what falls due on one; only what is still to be done.

    The day is the one named, else today where something falls due then, else the next one with something, else the last.
    """
    first = read_month(month, visit.today)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    filters = ObligationFilters(body=body.strip() or None, field=field or None)
    found: dict[dt.date, list[Row]] = {}
    for due, row in list_due(visit.store, first, last, filters, as_of=visit.today):
        found.setdefault(due, []).append(row)
    chosen = (
        day if day is not None and day in found else next((due for due in found if due >= visit.today), max(found, default=None))
    )
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    more = {name: value for name, value in (("body", body.strip()), ("field", field)) if value}
    before, behind = first - dt.timedelta(days=1), last + dt.timedelta(days=1)
    return render(
        visit, "register/calendar.html", first=first, last=last, body=body.strip(), field=field,
        weeks=[[Day(one, len(found.get(one, ())), one.month == first.month) for one in week] for week in weeks],
        days=[Day(one, len(rows), is_own=True) for one, rows in found.items()],
        chosen=chosen, rows=found[chosen] if chosen else [],
        count=sum(map(len, found.values())), this=_write(first, more),
        before=_write(before, more), behind=_write(behind, more), now=_write(visit.today, more),
        fields=[(one.value, visit.wording.label("field", one.value)) for one in PetitionField],
    )  # fmt: skip


@router.get("/overdue")
def show_overdue(
    visit: Annotated[Visit, require(*REGISTER_READERS)], page: Annotated[int, Query(ge=1, le=10_000)] = 1
) -> Response:  # fmt: skip
    """How many obligations are overdue for each body, the most first."""
    counted = count_overdue_by_body(visit.store, as_of=visit.today)
    shown = counted[(page - 1) * _PAGE : page * _PAGE]
    return render(visit, "register/overdue.html", counted=shown, page=page, is_last=page * _PAGE >= len(counted))


def read_month(text: str, today: dt.date) -> dt.date:
    """The first day of a month, of today's where none is named; raises WebError (``web.bad_request``) for what is none."""
    try:
        first = dt.date.fromisoformat(f"{text}-01") if text else today.replace(day=1)
    except ValueError:
        raise WebError("web.bad_request", 400) from None
    if not _YEARS[0] <= first.year <= _YEARS[1]:
        raise WebError("web.bad_request", 400)
    return first


def _write(day: dt.date, more: Mapping[str, str]) -> str:
    return urlencode({"month": f"{day:%Y-%m}", **more})

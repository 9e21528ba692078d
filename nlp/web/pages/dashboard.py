"""The office at a glance: what came in, what is due, what was decided. Each number leads to the petitions that it counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response

from nlp.document.masking import initials
from nlp.gazetteer.units import load_gazetteer
from nlp.store.queue import Filters, count_days, count_keys, count_petitions, largest_groups, list_groups
from nlp.store.users import Role
from nlp.triage.secrecy import guarded_types, load_policy
from nlp.web.errors import WebError
from nlp.web.menu import entry
from nlp.web.pages.inbox.lines import make_lines, name_place
from nlp.web.queue import OPEN_TYPE
from nlp.web.security.access import require
from nlp.web.visit import Visit

ROLES = (Role.RECEPTION, Role.HEAD)
ENTRIES = (entry("/dashboard", "menu.dashboard", *ROLES),)
router = APIRouter(prefix="/dashboard")
_PERIODS = (30, 90, 365)
_LONGEST = dt.timedelta(days=3660)
_MOST_PLACES, _MOST_WEEKS = 12, 60
_OPEN, _DECIDED = ("waiting", "decided"), ("decided", "closed")
#: Days since receipt and days until the due date: from, to (None: without end).
_AGES = ((0, 7), (8, 15), (16, 30), (31, 60), (61, None))
_DUE = ((None, -1), (0, 3), (4, 7), (8, 30), (31, None))
Day = Annotated[str, Query(max_length=10)]
Values = list[tuple[str, str]]


@dataclass(frozen=True)
class Bar:
    """A number of a chart: what it counts, and the path of the inbox that shows just that."""

    text: str
    count: int
    path: str
    tone: str = "plain"


@dataclass(frozen=True)
class Repeat:
    """A group of petitions: who writes, masked (None: kept secret)."""

    who: str | None
    bar: Bar


@router.get("")
def show_dashboard(visit: Annotated[Visit, require(*ROLES)], received_from: Day = "", received_to: Day = "") -> Response:
    """The numbers of a period of receipt, and those of today's open petitions."""
    first, last = _read_period(visit, received_from, received_to)
    visit.record("dashboard.view", "queue")
    period = Filters(received_from=first, received_to=last)
    dates: Values = [("received_from", first.isoformat()), ("received_to", last.isoformat())]
    counts, store = count_petitions(visit.store, period), visit.store
    against = count_petitions(store, Filters(received_from=first, received_to=last, against=True))
    decided = count_petitions(store, Filters(received_from=first, received_to=last, status=_DECIDED))
    charts = {
        "weeks": _make_weeks(visit, count_days(store, "received", period), first, last),
        "types": _make_bars(visit, "petition_type", "type", counts["type"], dates),
        "fields": _make_bars(visit, "field", "field", count_keys(store, "field", period), dates),
        "places": _make_places(count_keys(store, "place", period), dates),
        "ages": _make_ages(visit),
        "due": _make_due(visit),
        "decided": _make_bars(visit, "action", "action", decided["action"], [*dates, *(("status", one) for one in _DECIDED)]),
        "against": _make_bars(visit, "action", "action", against["action"], [*dates, ("against", "1")]),
    }
    totals = [
        _bar(visit.wording.say("dashboard.total.arrived"), _sum(counts["status"]), dates),
        *(_bar(visit.wording.label("queue_status", one), counts["status"].get(one, 0), [*dates, ("status", one)])
          for one in ("waiting", "decided", "closed")),
        _bar(visit.wording.say("dashboard.total.against"), _sum(against["status"]), [*dates, ("against", "1")]),
        _bar(visit.wording.say("dashboard.total.again"),
             _sum(count_petitions(store, Filters(received_from=first, received_to=last, again=True))["status"]),
             [*dates, ("again", "1")]),
    ]  # fmt: skip
    return visit.render(
        "dashboard.html", charts=charts, totals=totals, repeats=list(_find_repeats(visit, period, dates)), first=first, last=last,
        periods=[(days, visit.today - dt.timedelta(days=days - 1)) for days in _PERIODS],
    )  # fmt: skip


def _read_period(visit: Visit, first: str, last: str) -> tuple[dt.date, dt.date]:
    """The period asked for; by default the 90 days that end today."""
    try:
        end = dt.date.fromisoformat(last) if last else visit.today
        begin = dt.date.fromisoformat(first) if first else end - dt.timedelta(days=89)
    except (ValueError, OverflowError):
        raise WebError("web.bad_request", 400) from None
    if not dt.timedelta() <= end - begin <= _LONGEST:
        raise WebError("web.bad_request", 400)
    return begin, end


def _bar(text: str, count: int, values: Values, tone: str = "plain") -> Bar:
    return Bar(text, count, f"/inbox?{urlencode(values)}", tone)


def _sum(counts: Mapping[str | None, int]) -> int:
    return sum(counts.values())


def _make_bars(
    visit: Visit, group: str, name: str, counts: Mapping[str | None, int] | Mapping[str, int], values: Values
) -> list[Bar]:
    """A bar for each value, the longest first; values that are open are told as such where they can be filtered by."""
    made = []
    for value, count in counts.items():
        if value is None and name != "type":
            continue
        made.append(_bar(visit.wording.label(group, value), count, [*values, (name, OPEN_TYPE if value is None else value)]))
    return sorted(made, key=lambda bar: (-bar.count, bar.text))


def _make_places(counts: Mapping[str, int], values: Values) -> list[Bar]:
    """The provinces of today with the most petitions; an older one is counted in its successor, which is a place too."""
    units = load_gazetteer()
    of_today = {code: count for code, count in counts.items() if len(code) == 2 and units.get_unit(code, new=True)}
    made = [_bar(name_place(code), count, [*values, ("place", code)]) for code, count in of_today.items()]
    return sorted(made, key=lambda bar: (-bar.count, bar.text))[:_MOST_PLACES]


def _make_weeks(visit: Visit, days: Mapping[dt.date, int], first: dt.date, last: dt.date) -> list[Bar]:
    """Weeks from Monday to Sunday, cut at the ends of the period; of a long period months."""
    start, made = first, []
    by_month = (last - first).days > _MOST_WEEKS * 7
    while start <= last:
        month = (start.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        behind = month if by_month else start + dt.timedelta(days=7 - start.weekday())
        end = min(last, behind - dt.timedelta(days=1))
        count = sum(number for day, number in days.items() if start <= day <= end)
        text = visit.wording.say("dashboard.span", first=_short(visit, start), last=_short(visit, end))
        made.append(_bar(text, count, [("received_from", start.isoformat()), ("received_to", end.isoformat())]))
        start = behind
    return made


def _short(visit: Visit, day: dt.date) -> str:
    return visit.wording.day(day.isoformat())


def _make_ages(visit: Visit) -> list[Bar]:
    """How long petitions have waited."""
    days = count_days(visit.store, "received", Filters(status=("waiting",)))
    made = []
    for youngest, oldest in _AGES:
        values: Values = [("status", "waiting")]
        since = None if oldest is None else visit.today - dt.timedelta(days=oldest)
        until = visit.today - dt.timedelta(days=youngest)
        values += [("received_from", since.isoformat())] if since else []
        values.append(("received_to", until.isoformat()))
        count = sum(number for day, number in days.items() if (since is None or since <= day) and day <= until)
        key = "dashboard.age.more" if oldest is None else "dashboard.age"
        made.append(_bar(visit.wording.say(key, first=youngest, last=oldest), count, values))
    return made


def _make_due(visit: Visit) -> list[Bar]:
    """What is due when, of all that is open."""
    days = count_days(visit.store, "due", Filters(status=_OPEN))
    made = []
    for soonest, latest in _DUE:
        values: Values = [("status", one) for one in _OPEN]
        since = None if soonest is None else visit.today + dt.timedelta(days=soonest)
        before = None if latest is None else visit.today + dt.timedelta(days=latest + 1)
        values += [("due_from", since.isoformat())] if since else []
        values += [("due_before", before.isoformat())] if before else []
        count = sum(number for day, number in days.items() if (not since or since <= day) and (not before or day < before))
        key = "dashboard.due.late" if soonest is None else "dashboard.due.more" if latest is None else "dashboard.due"
        tone = "late" if soonest is None else "soon" if soonest == 0 else "plain"
        made.append(_bar(visit.wording.say(key, first=soonest, last=latest), count, values, tone))
    return made


def _find_repeats(visit: Visit, period: Filters, dates: Values) -> Iterable[Repeat]:
    """The largest groups; of who may have denounced only the count is told."""
    counts = dict(largest_groups(visit.store, period))
    members = list_groups(visit.store, counts)
    first = {line.petition.standing.group: line for line in make_lines(visit, [ones[-1] for ones in members.values()])}
    guarded = guarded_types(visit.store, [one for ones in members.values() for one in ones])
    for group, count in counts.items():
        is_secret = any(load_policy().is_protected(guarded[one.id]) for one in members.get(group, ()))
        names = "" if is_secret or group not in first else first[group].who or ""
        who = None if is_secret else "; ".join(initials(name) for name in names.split(", ") if name)
        yield Repeat(who, _bar(group, count, [*dates, ("group", group)]))

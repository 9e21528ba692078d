"""The points of what falls due, brought to a day: they rise while nobody writes."""

from __future__ import annotations

import datetime as dt

from nlp.store.engine import Store
from nlp.store.petitions import put_priorities, read_all_details
from nlp.store.queue import MAX_PAGE, Filters, Order, read_page
from nlp.triage.priority import rank_due
from nlp.triage.settings import load_settings

_CODES = frozenset({"due", "overdue"})
_OPEN = ("waiting", "decided")


def refresh_priorities(store: Store, *, as_of: dt.date, at: dt.datetime, actor: int | None) -> int:
    """How many open petitions have other points on the day ``as_of`` than when they were last written; they are written anew.

    To be called once a day. Versions stay, so that a form that was open over night is kept; a petition that somebody changes
    meanwhile is left to the next call.
    """
    settings = load_settings()
    soon = Filters(status=_OPEN, due_before=as_of + dt.timedelta(days=max(bound for bound, _ in settings.days_left)))
    changed, after = 0, None
    while True:
        page = read_page(store, soon, order=Order.DUE, limit=MAX_PAGE, after=after)
        details = read_all_details(store, page.petitions)
        risen = []
        for petition in page.petitions:
            own = details.get(petition.id, {})
            kept = [row for row in own.get("priority_reasons", ()) if row["code"] not in _CODES]
            reasons = kept + rank_due(own.get("due", ()), as_of=as_of, settings=settings)
            points = sum(row["points"] for row in reasons)
            if points != petition.standing.priority:
                risen.append((petition, own | {"priority_reasons": reasons, "priority": points}))
        if risen:
            changed += put_priorities(store, risen, at=at, actor=actor)
        if page.next is None:
            return changed
        after = page.next

"""The way through the queue: back to the list, and on to the petitions before and behind this one."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from nlp.errors import DonthuError
from nlp.store.queue import find_neighbours
from nlp.web.pages.inbox.lines import hidden_types
from nlp.web.pages.petition.sight import Sight
from nlp.web.queue import read_queue


@dataclass(frozen=True)
class Way:
    """Paths of the list and of the neighbours; None at its ends."""

    back: str
    before: str | None
    behind: str | None


def find_way(sight: Sight) -> Way:
    """The way by the query that the user came with; without one the whole queue is gone through."""
    back = f"/inbox?{sight.queue}" if sight.queue else "/inbox"
    try:
        visit = sight.visit
        view = read_queue(sight.queue, today=visit.today, user=visit.user.id, hidden=hidden_types(visit))
        before, behind = find_neighbours(sight.visit.store, sight.petition.id, view.filters, order=view.order)
    except (DonthuError, ValueError):
        return Way(back, None, None)
    suffix = f"?{urlencode({'queue': sight.queue})}" if sight.queue else ""
    return Way(back, *(f"/petitions/{one}{suffix}" if one else None for one in (before, behind)))

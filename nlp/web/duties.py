"""What pages and API do with duties of the register alike: the day of a recurring one, and calendar feeds."""

from __future__ import annotations

import datetime as dt

from nlp.register.due import days_of
from nlp.store.register.feeds import FeedFilter, add_feed
from nlp.store.register.models import Obligation
from nlp.web.errors import WebError
from nlp.web.security.secrets import digest, make_secret
from nlp.web.visit import Visit

CALENDAR = "text/calendar; charset=utf-8"
_YEARS = range(2000, 2100)


def read_due(one: Obligation, day: dt.date | None) -> dt.date | None:
    """The day of a recurring duty; raises WebError (``web.bad_request``) for one on which it is not due."""
    rules = [due for due in one.duty.dues if due.rrule is not None]
    if day is not None and not (day.year in _YEARS and any(days_of(due, day, day) for due in rules)):
        raise WebError("web.bad_request", 400)
    return day


def make_feed(visit: Visit, name: str, chosen: FeedFilter) -> str:
    """The address of a new feed of the user; it can be read here and never again."""
    secret = make_secret()
    add_feed(visit.store, visit.user.id, digest(secret), name=name, filter=chosen, at=visit.now)
    return f"{visit.origin}{visit.site.url(f'/feeds/{secret}.ics')}"

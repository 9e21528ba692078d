"""Obligations as passages of the search: their words, whom they bind, where, until when, under which directive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from nlp.register.bodies import expand_body
from nlp.register.due import days_between
from nlp.register.places import ancestors, name_unit, unit_of
from nlp.search.models import Passage
from nlp.store.register.models import IN_FORCE, OPEN, Body, Directive, Obligation

#: Days of rules are sent to the index from a month before the register's month for so many days.
_BACK, _AHEAD = 31, 430
_MOST_DAYS = 80
_MOST_PLACES = 60


def make_passage(obligation: Obligation, directive: Directive, *, due_from: dt.date) -> Passage:
    """The passage of an obligation; ``due_from`` is the first day of the month from which the days of rules are followed.

    The status is the stored one, or the directive's where that has ended and the obligation was still open: what is overdue
    follows from the days.
    """
    duty, dispatch = obligation.duty, directive.dispatch
    ended = directive.status != IN_FORCE and obligation.status == OPEN
    return Passage(
        id=duty.id, directive=directive.id, text=duty.text, action=duty.action, modality=duty.modality,
        assignees=tuple(dict.fromkeys(body.name for body in duty.bodies)), clause=duty.clause, number=dispatch.number,
        subject=dispatch.subject, issuer=dispatch.issuer, kind=dispatch.kind, fields=dispatch.fields, level=dispatch.level,
        places=tuple(dict.fromkeys([*dispatch.places, *_places(duty.bodies, dispatch.issued)])),
        cited=tuple(dict.fromkeys(row["number"] for row in duty.cited if row["number"])),
        status=directive.status if ended else obligation.status, issued=dispatch.issued,
        due=_days(obligation, due_from),
    )  # fmt: skip


def _days(obligation: Obligation, due_from: dt.date) -> tuple[dt.date, ...]:
    dues = obligation.duty.dues
    single = {due.day for due in dues if due.day is not None}
    rules = [due for due in dues if due.rrule is not None]
    first, last = due_from - dt.timedelta(days=_BACK), due_from + dt.timedelta(days=_AHEAD)
    repeated = [day for day in days_between(rules, first, last) if day not in obligation.done_days][:_MOST_DAYS]
    return tuple(sorted({*single, *repeated}))


def _places(bodies: Iterable[Body], day: dt.date | None) -> Iterable[str]:
    """The units of the bodies with those above them; of a collective its members where they are not too many."""
    for body in bodies:
        if body.place is not None and (unit := unit_of(body.place)) is not None:
            yield from (name_unit(row) for row in (unit, *ancestors(unit)))
        elif body.within is not None:
            members = [unit_of(one.place) for one in expand_body(body, day) if one.place]
            if len(members) <= _MOST_PLACES:
                yield from (name_unit(row) for row in members if row is not None)

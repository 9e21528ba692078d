"""Calendar feeds: made and revoked by users, read by calendar programs at an address that is the feed's alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Form, Path, Response

from nlp.classify.labels import PetitionField
from nlp.register.calendar import write_calendar
from nlp.register.listing import find_body, list_obligations
from nlp.register.places import name_unit, unit_of
from nlp.store.register.feeds import Feed, FeedFilter, find_feed, list_feeds, revoke_feed
from nlp.store.register.models import OPEN, OVERDUE
from nlp.store.register.obligations import ObligationFilters
from nlp.web.duties import CALENDAR, make_feed
from nlp.web.errors import WebError
from nlp.web.pages.register.body import Kind, Name, Place
from nlp.web.pages.register.naming import Row, render
from nlp.web.security.access import anyone, require
from nlp.web.security.roles import REGISTER_READERS
from nlp.web.security.secrets import digest
from nlp.web.visit import Visit

router = APIRouter()
_LONGEST_NAME = 80
_FIELDS = frozenset(field.value for field in PetitionField)


@router.get("/feeds")
def show_feeds(
    visit: Annotated[Visit, require(*REGISTER_READERS)], kind: Kind = "", place: Place = "", name: Name = ""
) -> Response:  # fmt: skip
    """The user's feeds, and the form for one; a body's page leads here with that body."""
    return _render(visit, kind=kind, place=place, body=name)


@router.post("/feeds")
def add_own_feed(
    visit: Annotated[Visit, require(*REGISTER_READERS)], name: Annotated[str, Form(max_length=_LONGEST_NAME)] = "",
    kind: Annotated[str, Form(max_length=40)] = "", place: Annotated[str, Form(max_length=10)] = "",
    body: Annotated[str, Form(max_length=200)] = "", field: Annotated[str, Form(max_length=64)] = "",
) -> Response:  # fmt: skip
    """Makes a feed and shows its address this once."""
    if (kind or place) and find_body(kind, place) is None or field and field not in _FIELDS or "\0" in name + body:
        raise WebError("web.bad_request", 400)
    if not name.strip():
        errors = {"name": visit.wording.say("feed.name_missing")}
        return _render(visit, status=422, errors=errors, kind=kind, place=place, body=body)
    address = make_feed(visit, name.strip(), FeedFilter(kind or None, place or None, body.strip() or None, field or None))
    return _render(visit, address=address)


@router.post("/feeds/{number}/revoke")
def revoke_own_feed(
    visit: Annotated[Visit, require(*REGISTER_READERS)], number: Annotated[int, Path(ge=1, le=2**31)]
) -> Response:  # fmt: skip
    """Ends a feed of the user's own."""
    revoke_feed(visit.store, number, user=visit.user.id, at=visit.now)
    return visit.redirect("/feeds", done="feed_revoked")


@router.get("/feeds/{secret}.ics")
def read_feed(visit: Annotated[Visit, anyone()], secret: Annotated[str, Path(max_length=60)]) -> Response:
    """The calendar, for whoever has the address: it ends when its user revokes it, is disabled, or has another role."""
    found = find_feed(visit.store, digest(secret), at=visit.now)
    if found is None or found[1].role not in REGISTER_READERS:
        raise WebError("web.no_feed", 404)
    feed = found[0]
    text = write_calendar(list_open(visit, feed.filter), name=feed.name, as_of=visit.today, at=visit.now)
    headers = {"content-disposition": 'inline; filename="nhiem-vu.ics"', "x-robots-tag": "noindex"}
    return Response(text, media_type=CALENDAR, headers=headers)


def list_open(visit: Visit, chosen: FeedFilter) -> Iterator[Row]:
    """What is still to be done of the obligations that a feed holds."""
    bound = find_body(chosen.kind, chosen.place) if chosen.kind and chosen.place else None
    filters = ObligationFilters(body=chosen.body, bound=bound, field=chosen.field, status=(OPEN,), in_force=True)
    rows = list_obligations(visit.store, filters, as_of=visit.today)
    return (row for row in rows if row["status"] in (OPEN, OVERDUE))


def tell_feed(visit: Visit, chosen: FeedFilter) -> str:
    """What a feed holds, in words."""
    unit = unit_of(chosen.place) if chosen.place else None
    field = visit.wording.label("field", chosen.field) if chosen.field else None
    told = [name_unit(unit) if unit else None, chosen.body, field]
    return "; ".join(filter(None, told)) or visit.wording.say("feed.all")


def _render(
    visit: Visit, *, status: int = 200, errors: dict[str, str] | None = None, address: str | None = None, kind: str = "",
    place: str = "", body: str = "",
) -> Response:  # fmt: skip
    feeds: list[tuple[Feed, str]] = [(feed, tell_feed(visit, feed.filter)) for feed in list_feeds(visit.store, visit.user.id)]
    unit = unit_of(place) if place else None
    return render(
        visit, "register/feeds.html", status=status, errors=errors or {}, address=address, feeds=feeds, kind=kind, place=place,
        body=body, unit=name_unit(unit) if unit else None,
        fields=[(field.value, visit.wording.label("field", field.value)) for field in PetitionField],
    )  # fmt: skip

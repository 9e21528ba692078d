"""Calendar feeds and files of the register, for programs."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from nlp.register import export
from nlp.register.calendar import write_calendar
from nlp.register.listing import find_body
from nlp.store.register.feeds import Feed, FeedFilter, list_feeds, revoke_feed
from nlp.store.spreadsheets import write_jsonl
from nlp.web.api.parameters import SLUG
from nlp.web.api.register import ObligationFilter, list_rows
from nlp.web.duties import CALENDAR, make_feed
from nlp.web.errors import WebError
from nlp.web.security.access import require
from nlp.web.security.roles import REGISTER_READERS
from nlp.web.visit import Visit

router = APIRouter(prefix="/api/v1", tags=["register"])
MOST = 100_000
_NOT_BLANK = r"^[^\x00]*\S[^\x00]*$"


class FileFormat(StrEnum):
    """What obligations are written as."""

    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"
    ICS = "ics"


class ExportQuery(ObligationFilter):
    """The filters and the format."""

    format: FileFormat = FileFormat.JSONL


class FeedIn(BaseModel):
    """A feed to be made: all that is still to be done, or what binds a body or is of a field."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=80, pattern=_NOT_BLANK, examples=["UBND xã Tân Hòa"])
    kind: Annotated[str, Field(pattern=SLUG)] | None = Field(default=None, description="With `place`: one body.")
    place: Annotated[str, Field(pattern=r"^\+?\d{2,8}$")] | None = Field(default=None, description="The code of its unit.")
    body: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] | None = Field(
        default=None, description="A part of a body's name."
    )
    field: Annotated[str, Field(pattern=SLUG)] | None = None


class FeedRow(BaseModel):
    """A feed; its address is told when it is made, and never again."""

    number: int
    name: str
    kind: str | None
    place: str | None
    body: str | None
    field: str | None
    made_at: dt.datetime
    revoked_at: dt.datetime | None
    used_at: dt.datetime | None


class FeedMade(FeedRow):
    """A new feed with its address."""

    address: str = Field(description="Whoever has it reads this calendar and nothing else.")


_TYPES = {
    FileFormat.JSON: "application/json",
    FileFormat.JSONL: "application/jsonl",
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.ICS: CALENDAR,
}
_WRITERS = {
    FileFormat.JSON: export.write_json, FileFormat.JSONL: write_jsonl, FileFormat.CSV: export.write_csv,
    FileFormat.XLSX: export.write_xlsx,
}  # fmt: skip
_FILE: dict[str, Any] = {"type": "string", "format": "binary"}


@router.get(
    "/exports/obligations", response_class=Response,
    responses={200: {"content": {name: {"schema": {} if "json" in name else _FILE} for name in _TYPES.values()}}},
)  # fmt: skip
def export_obligations(visit: Annotated[Visit, require(*REGISTER_READERS)], query: Annotated[ExportQuery, Query()]) -> Response:
    """Obligations as one file: a table, JSON, or a calendar of their due dates; 100,000 at most."""
    rows = list(islice(list_rows(visit, query), MOST))
    visit.record("obligation.export", "register", {"format": query.format.value, "count": len(rows)})
    if query.format is FileFormat.ICS:
        content = write_calendar(rows, name="donthu", as_of=visit.today, at=visit.now).encode()
    else:
        content = _WRITERS[query.format](rows)
    headers = {"content-disposition": f'attachment; filename="obligations.{query.format.value}"'}
    return Response(content, media_type=_TYPES[query.format], headers=headers)


@router.get("/feeds")
def list_own_feeds(visit: Annotated[Visit, require(*REGISTER_READERS)]) -> list[FeedRow]:
    """The user's calendar feeds, the newest first."""
    return [_encode(feed) for feed in list_feeds(visit.store, visit.user.id)]


@router.post("/feeds", status_code=201)
def add_feed(visit: Annotated[Visit, require(*REGISTER_READERS)], body: FeedIn) -> FeedMade:
    """Makes a calendar feed; its address is in this answer only."""
    if (body.kind or body.place) and not (body.kind and body.place and find_body(body.kind, body.place)):
        raise WebError("web.bad_request", 400)
    address = make_feed(visit, body.name.strip(), FeedFilter(body.kind, body.place, body.body or None, body.field))
    made = _encode(list_feeds(visit.store, visit.user.id)[0])
    return FeedMade(**made.model_dump(), address=address)


@router.post("/feeds/{number}/revoke", status_code=204, response_class=Response)
def end_feed(
    visit: Annotated[Visit, require(*REGISTER_READERS)],
    number: Annotated[int, Path(ge=1, le=2**31 - 1, description="The number of the feed.")],
) -> Response:
    """Revokes a feed of the user; revoked again it stays so."""
    revoke_feed(visit.store, number, user=visit.user.id, at=visit.now)
    return Response(status_code=204)


def _encode(feed: Feed) -> FeedRow:
    chosen = feed.filter
    return FeedRow(
        number=feed.number, name=feed.name, kind=chosen.kind, place=chosen.place, body=chosen.body, field=chosen.field,
        made_at=feed.made_at, revoked_at=feed.revoked_at, used_at=feed.used_at,
    )  # fmt: skip

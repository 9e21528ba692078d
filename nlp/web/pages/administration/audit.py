"""The audit trail: who did what and when; searched, verified, exported."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import PlainTextResponse, StreamingResponse

from nlp.store.audit import Link, TrailCheck, TrailFilter, check_trail, list_actions, search_trail
from nlp.store.exports import read_export
from nlp.store.users import list_users
from nlp.web.errors import WebError
from nlp.web.pages.administration import administrator
from nlp.web.visit import Visit
from nlp.web.wording import VIET_NAM

router = APIRouter(prefix="/administration/audit")
PAGE, BATCH = 50, 1000
_FIELDS = ("user", "action", "subject", "day")
Filled = Annotated[str, Query(max_length=64)]


@router.get("")
def show_trail(
    visit: Annotated[Visit, administrator], user: Filled = "", action: Filled = "", subject: Filled = "", day: Filled = "",
    before: Annotated[int | None, Query(ge=1)] = None,
) -> Response:  # fmt: skip
    """The newest entries that fit the filter, or those before a number."""
    return _render(visit, (user, action, subject, day), before)


@router.post("/verify")
def verify_trail(visit: Annotated[Visit, administrator]) -> Response:
    """Walks the whole chain and says whether it is unbroken."""
    with visit.store.read() as session:
        check = check_trail(session)
    visit.record("audit.verify", "audit", {"length": check.length, "broken_at": check.broken_at or 0})
    return _render(visit, ("", "", "", ""), None, check=check)


@router.get("/export")
def export_trail(
    visit: Annotated[Visit, administrator], user: Filled = "", action: Filled = "", subject: Filled = "", day: Filled = "",
) -> Response:  # fmt: skip
    """The entries that fit the filter as CSV, the newest first; that they were taken out is an entry itself."""
    which, names = _read_filter((user, action, subject, day)), {one.id: one.name for one in list_users(visit.store)}
    visit.record("audit.export", "audit")
    headers = {"content-disposition": f'attachment; filename="audit-{visit.today.isoformat()}.csv"'}
    return StreamingResponse(_write_csv(visit, which, names), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/exports/{digest}")
def show_export(visit: Annotated[Visit, administrator], digest: Annotated[str, Path(pattern="^[0-9a-f]{64}$")]) -> Response:
    """The ids of the petitions that an export held, one on a line."""
    ids = read_export(visit.store, digest)
    visit.record("audit.export", "audit", {"ids": digest})
    return PlainTextResponse("".join(f"{one}\n" for one in ids))


def _read_filter(values: tuple[str, str, str, str]) -> TrailFilter:
    user, action, subject, day = values
    try:
        start = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(), VIET_NAM) if day else None
        return TrailFilter(
            user=int(user) if user else None, action=action or None, subject=subject.strip() or None, start=start,
            end=start + dt.timedelta(days=1) if start else None,
        )  # fmt: skip
    except (ValueError, OverflowError):
        raise WebError("web.bad_request", 400) from None


def _render(visit: Visit, values: tuple[str, str, str, str], before: int | None, *, check: TrailCheck | None = None) -> Response:
    with visit.store.read() as session:
        links = search_trail(session, _read_filter(values), before=before, limit=PAGE + 1)
        actions = list_actions(session)
    shown = links[:PAGE]
    filled = {name: value for name, value in zip(_FIELDS, values, strict=True) if value}
    onward = urlencode({**filled, "before": shown[-1].seq}) if len(links) > PAGE else None
    return visit.render(
        "administration/audit.html", links=shown, actions=actions, users={user.id: user for user in list_users(visit.store)},
        filled=filled, query=urlencode(filled), onward_query=onward, before=before, check=check,
    )  # fmt: skip


def _write_csv(visit: Visit, which: TrailFilter, names: dict[int, str]) -> Iterator[str]:
    """Lines of CSV in batches; a mark at the beginning tells spreadsheets that the text is UTF-8."""
    yield "\ufeff" + _line(["seq", "time", "user_id", "user", "action", "subject", "details", "hash"])
    before = None
    while True:
        with visit.store.read() as session:
            links = search_trail(session, which, before=before, limit=BATCH)
        yield "".join(_line(_row(link, names)) for link in links)
        if len(links) < BATCH:
            return
        before = links[-1].seq


def _row(link: Link, names: dict[int, str]) -> list[object]:
    event = link.event
    who = "" if event.user is None else event.user
    name = names.get(event.user, "") if event.user is not None else ""
    details = json.dumps(dict(event.details), sort_keys=True)
    return [link.seq, event.at.isoformat(), who, name, event.action, event.subject, details, link.hash]


def _line(values: list[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(values)
    return out.getvalue()

"""Dispatches come into the register in the browser; each is searchable when its row is shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, File, Response, UploadFile
from fastapi.responses import JSONResponse

from nlp.ingest.walk import Entry
from nlp.register.intake import Registered
from nlp.web.pages.register.naming import render
from nlp.web.security.access import require
from nlp.web.security.roles import REGISTER_KEEPERS
from nlp.web.templating import render_template
from nlp.web.uploads import Day, Files, make_entry, read_day, read_files
from nlp.web.visit import Visit

UPLOADS = QUEUED = ("/directives/intake", "/directives/intake/file")
router = APIRouter(prefix="/directives/intake")
_TONES = {"added": "on", "known": "off", "petition": "warn", "other": "warn", "unreadable": "bad", "refused": "bad"}


@router.get("")
def show_intake(visit: Annotated[Visit, require(*REGISTER_KEEPERS)]) -> Response:
    """The form for files."""
    return _render(visit)


@router.post("")
def take_files(visit: Annotated[Visit, require(*REGISTER_KEEPERS)], files: Files, received: Day = "") -> Response:
    """Takes files that were sent together, without a script."""
    sent = read_files(visit, files, received)
    if sent.errors:
        return _render(visit, status=422, errors=sent.errors, received=received)
    return _render(visit, told=_take(visit, sent.entries, sent.day), received=received)


@router.post("/file")
def take_file(
    visit: Annotated[Visit, require(*REGISTER_KEEPERS)], file: Annotated[UploadFile, File()], received: Day = ""
) -> Response:  # fmt: skip
    """Takes one file of several that a script sends one after another; a row of the table as HTML, and the outcome."""
    day = read_day(visit, received)
    if day is None:
        return JSONResponse({"outcome": "wrong", "text": visit.wording.say("intake.wrong_day")}, 422)
    [told] = _take(visit, [make_entry(file)], day)
    wording = visit.wording
    row = render_template(
        "register/taken_row.html", told=told, tones=_TONES, site=visit.site, say=wording.say, wording=wording
    )  # fmt: skip
    return JSONResponse({"outcome": told.outcome, "html": row})


def _take(visit: Visit, entries: Iterable[Entry], day: dt.date) -> list[Registered]:
    """What became of each dispatch, once it is on disk and in the index."""
    with visit.site.register_intake.lend(visit.today) as intake:
        return list(intake.add_many(entries, received=day, now=visit.site.now, actor=visit.user.id))


def _render(
    visit: Visit, *, status: int = 200, told: Sequence[Registered] = (), errors: Mapping[str, str] | None = None,
    received: str = "",
) -> Response:  # fmt: skip
    return render(
        visit, "register/intake.html", status=status, told=told, tones=_TONES, errors=errors or {},
        received=received or visit.today.isoformat(), most=visit.site.settings.upload_bytes,
    )  # fmt: skip

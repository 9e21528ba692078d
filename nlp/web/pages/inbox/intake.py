"""What comes in: files and texts, analysed in child processes; what became of each is told in plain words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import APIRouter, File, Form, Response, UploadFile
from fastapi.responses import JSONResponse

from nlp.ingest.walk import Entry
from nlp.store.documents import read_record
from nlp.store.petitions import read_details
from nlp.store.users import Role
from nlp.triage.assess import describe_row
from nlp.triage.intake import Taken
from nlp.web.security.access import require
from nlp.web.templating import render_template
from nlp.web.uploads import Day, Files, make_entry, read_day, read_files
from nlp.web.visit import Visit

ROLES = (Role.RECEPTION, Role.HEAD)
UPLOADS = ("/inbox/intake", "/inbox/intake/file")
QUEUED = (*UPLOADS, "/inbox/intake/text")
router = APIRouter(prefix="/inbox/intake")
_LONGEST_TEXT = 200_000
_LINKS = ("trung_lap", "gan_trung", "gui_lai")
_TONES = {"added": "on", "again": "warn", "known": "off", "kept": "warn", "refused": "bad"}


@dataclass(frozen=True)
class Told:
    """What became of a document: in what order of words a page tells it."""

    name: str
    outcome: str
    tone: str
    id: str | None
    type: str | None
    status: str | None
    action: str | None
    notes: tuple[str, ...]


@router.get("")
def show_intake(visit: Annotated[Visit, require(*ROLES)]) -> Response:
    """The forms for files and for a text."""
    return _render(visit)


@router.post("")
def take_files(visit: Annotated[Visit, require(*ROLES)], files: Files, received: Day = "") -> Response:
    """Takes files that were sent together, without a script."""
    sent = read_files(visit, files, received)
    if sent.errors:
        return _render(visit, status=422, errors=sent.errors, received=received)
    return _render(visit, told=list(take(visit, sent.entries, sent.day)), received=received)


@router.post("/file")
def take_file(visit: Annotated[Visit, require(*ROLES)], file: Annotated[UploadFile, File()], received: Day = "") -> Response:
    """Takes one file of several that a script sends one after another; a row of the table as HTML, and the outcome."""
    day = read_day(visit, received)
    if day is None:
        return JSONResponse({"outcome": "wrong", "text": visit.wording.say("intake.wrong_day")}, 422)
    [told] = take(visit, [make_entry(file)], day)
    return JSONResponse({"outcome": told.outcome, "html": render_row(visit, told)})


@router.post("/text")
def take_text(
    visit: Annotated[Visit, require(*ROLES)], text: Annotated[str, Form(max_length=_LONGEST_TEXT)] = "", received: Day = ""
) -> Response:  # fmt: skip
    """Takes a text as somebody pasted it: a message of the portal, of two lines perhaps."""
    day, plain = read_day(visit, received), text.replace("\r\n", "\n").strip()
    if day is None or not plain:
        errors = (
            {"text_received": visit.wording.say("intake.wrong_day")}
            if day is None
            else {"text": visit.wording.say("intake.no_text")}
        )
        return _render(visit, status=422, errors=errors, received=received, text=text)
    name = f"{visit.wording.say('intake.pasted')}-{visit.now:%Y%m%d-%H%M%S}.txt"
    entry = Entry(name, partial(bytes, f"{plain}\n", "utf-8"))
    return _render(visit, told=list(take(visit, [entry], day)), received=received)


def take(visit: Visit, entries: Iterable[Entry], day: dt.date) -> Iterator[Told]:
    """What became of each document, once it is on disk."""
    with visit.site.intake.lend(visit.today) as intake:
        taken = list(intake.add_many(entries, received=day, now=visit.site.now, actor=visit.user.id))
    for one in taken:
        yield _tell(visit, one)


def render_row(visit: Visit, told: Told) -> str:
    """A row of the table of what came in."""
    wording = visit.wording
    return render_template("inbox/taken_row.html", told=told, site=visit.site, say=wording.say, wording=wording)


def _tell(visit: Visit, taken: Taken) -> Told:
    notes = list(_tell_problems(visit, taken)) if taken.outcome in ("kept", "refused") else []
    if taken.id is not None and taken.outcome == "added":
        rows = read_details(visit.store, taken.id).get("reasons", ())
        notes += [describe_row(row, lang=visit.wording.lang) for row in rows if row["code"] in _LINKS]
    return Told(
        taken.name, taken.outcome, _TONES[taken.outcome], taken.id, taken.type, taken.status, taken.action, tuple(notes)
    )  # fmt: skip


def _tell_problems(visit: Visit, taken: Taken) -> Iterator[str]:
    """What was wrong with the document, and that it is kept."""
    if taken.id is None:
        yield visit.wording.say("intake.unread")
        return
    if taken.status:
        yield visit.wording.name("intake", taken.status)
    stored = read_record(visit.store, taken.id) if taken.outcome == "kept" else None
    problems = stored.analysis.record.get("problems", ()) if stored else ()
    yield from dict.fromkeys(str(row["message"]) for row in problems[:3])


def _render(
    visit: Visit, *, status: int = 200, told: Sequence[Told] = (), errors: Mapping[str, str] | None = None, received: str = "",
    text: str = "",
) -> Response:  # fmt: skip
    return visit.render(
        "inbox/intake.html", status=status, told=told, errors=errors or {}, text=text,
        received=received or visit.today.isoformat(), most=visit.site.settings.upload_bytes,
    )  # fmt: skip

"""The home of an archive: how far its hits are settled, what was decided last, who works in it, and the ways on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Response

from nlp.annotate.archive.decide import list_decisions
from nlp.annotate.archive.models import Archive
from nlp.annotate.archive.open import change_annotators, close_archive
from nlp.annotate.archive.progress import measure_progress
from nlp.annotate.archive.work import give_documents
from nlp.errors import StoreError
from nlp.store.users import User, list_users
from nlp.web.errors import WebError
from nlp.web.pages.archive.naming import name_new_label, tell_selection
from nlp.web.pages.archive.room import ArchiveName, Room, enter, name_people
from nlp.web.security.access import require
from nlp.web.security.roles import ARCHIVE_KEEPERS, ARCHIVE_READERS
from nlp.web.visit import Visit
from nlp.web.workbench import BenchView

router = APIRouter(prefix="/archives/{name}")
RECENT = 5
Numbers = Annotated[list[int], Form(default_factory=list)]


@router.get("")
def show_archive(visit: Annotated[Visit, require(*ARCHIVE_READERS)], name: ArchiveName) -> Response:
    """The home."""
    return _render(visit, enter(visit, name))


@router.post("/people")
def change_people(
    visit: Annotated[Visit, require(*ARCHIVE_KEEPERS)], name: ArchiveName, annotators: Numbers, adjudicators: Numbers
) -> Response:  # fmt: skip
    """Names other annotators and adjudicators, and gives what nobody has to those who are there now."""
    room = enter(visit, name)
    try:
        change_annotators(
            visit.store, name, annotators=annotators, adjudicators=adjudicators, at=visit.now, actor=visit.user.id
        )  # fmt: skip
    except StoreError as error:
        if error.code not in ("archive.person", "archive.each"):
            raise
        return _render(visit, room, status=422, errors={"annotators": visit.wording.say(f"error.{error.code}")})
    give_documents(visit.store, name, at=visit.now, actor=visit.user.id)
    return visit.redirect(room.path, done="archive_people")


@router.post("/close")
def end_archive(
    visit: Annotated[Visit, require(*ARCHIVE_KEEPERS)], name: ArchiveName, sure: Annotated[str, Form()] = ""
) -> Response:  # fmt: skip
    """Closes the archive for good, after a box was ticked."""
    room = enter(visit, name)
    if not sure:
        raise WebError("web.bad_request", 400)
    close_archive(visit.store, name, at=visit.now, actor=visit.user.id)
    return visit.redirect(room.path, done="archive_closed")


def list_people(visit: Visit, archive: Archive | None = None) -> list[User]:
    """Who can annotate or adjudicate, and those who do already."""
    there = {*archive.annotators, *archive.adjudicators} if archive else set()
    return [user for user in list_users(visit.store) if user.id in there or user.active and user.role in ARCHIVE_READERS]


def _render(visit: Visit, room: Room, *, status: int = 200, errors: Mapping[str, str] | None = None) -> Response:
    name = room.archive.name
    return visit.render(
        "archive/home.html", status=status, room=room, progress=measure_progress(visit.store, name, agreement=False),
        decisions=list_decisions(visit.store, name, limit=RECENT), people=name_people(visit),
        choices=list_people(visit, room.archive), errors=errors or {}, tell_selection=tell_selection, BenchView=BenchView,
        name_new_label=name_new_label,
    )  # fmt: skip

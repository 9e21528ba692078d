"""What was decided on hits, and taking it back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Path, Response

from nlp.annotate.archive.decide import list_decisions, undo
from nlp.annotate.archive.models import Decision
from nlp.errors import StoreError
from nlp.web.pages.archive.hits import read_view
from nlp.web.pages.archive.naming import name_new_label, tell_selection
from nlp.web.pages.archive.room import ArchiveName, Room, enter, enter_to_decide, name_people
from nlp.web.security.access import require
from nlp.web.security.roles import ARCHIVE_READERS
from nlp.web.visit import Visit
from nlp.web.workbench import BenchView

router = APIRouter(prefix="/archives/{name}/decisions")
MOST = 200
#: Why a decision is not taken back, where the page as it is now says the rest.
_REFUSED = ("archive.overlaid", "archive.undone")


@router.get("")
def show_decisions(visit: Annotated[Visit, require(*ARCHIVE_READERS)], name: ArchiveName) -> Response:
    """The decisions, the newest first."""
    return _render(visit, enter(visit, name))


@router.post("/{number}/undo")
def undo_decision(
    visit: Annotated[Visit, require(*ARCHIVE_READERS)], name: ArchiveName, number: Annotated[int, Path(ge=1, le=2**31)],
    onward: Annotated[str, Form(max_length=8000)] = "",
) -> Response:  # fmt: skip
    """Takes a decision back and leads to where it was done; one that a later one lies on is told."""
    room = enter_to_decide(visit, name)
    try:
        undo(visit.store, name, number, at=visit.now, actor=visit.user.id)
    except StoreError as error:
        if error.code not in _REFUSED:
            raise
        return _render(visit, room, status=409, wrong=error.code, refused=number)
    back = f"{room.path}/hits?{read_view(room, onward).change()}" if onward else f"{room.path}/decisions"
    return visit.redirect(back, done="hits_undone")


def _render(
    visit: Visit, room: Room, *, status: int = 200, wrong: str | None = None, refused: int | None = None
) -> Response:  # fmt: skip
    decisions: list[Decision] = list_decisions(visit.store, room.archive.name, limit=MOST)
    return visit.render(
        "archive/decisions.html", status=status, room=room, decisions=decisions, people=name_people(visit), wrong=wrong,
        refused=refused, tell_selection=tell_selection, BenchView=BenchView, name_new_label=name_new_label, most=MOST,
    )  # fmt: skip

"""The documents of an archive that an annotator was given."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from nlp.annotate.archive.work import list_work, next_work
from nlp.store.archive.models import SUBMITTED
from nlp.web.pages.archive.room import ArchiveName, enter
from nlp.web.security.access import require
from nlp.web.security.roles import ARCHIVE_READERS
from nlp.web.visit import Visit

router = APIRouter(prefix="/archives")


@router.get("/{name}/work")
def show_work(visit: Annotated[Visit, require(*ARCHIVE_READERS)], name: ArchiveName) -> Response:
    """What the user was given, and which document is next."""
    room = enter(visit, name)
    given = list_work(visit.store, name, visit.user.id)
    return visit.render(
        "archive/work.html", room=room, given=given, next=next_work(visit.store, name, visit.user.id) if given else None,
        done=sum(one.state == SUBMITTED for one in given), submitted=SUBMITTED,
    )  # fmt: skip

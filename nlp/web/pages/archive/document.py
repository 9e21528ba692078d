"""One document of an archive, corrected by an annotator to whom it was given."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from nlp.annotate.archive.access import may_annotate
from nlp.annotate.archive.work import list_work, load_work, next_work, reopen_work, save_work
from nlp.annotate.task import Task
from nlp.errors import StaleError
from nlp.store.archive.models import SUBMITTED
from nlp.web.pages.archive.desk import Desk, DocumentNumber, Stale, render_desk
from nlp.web.pages.archive.editing import Version, add_editor, require_open
from nlp.web.pages.archive.room import ArchiveName, enter
from nlp.web.security.access import require
from nlp.web.security.roles import ARCHIVE_READERS
from nlp.web.visit import Visit

router = APIRouter(prefix="/archives")


@router.post("/{name}/documents/{document}/submit")
def submit(
    visit: Annotated[Visit, require(*ARCHIVE_READERS)], name: ArchiveName, document: DocumentNumber, version: Version
) -> Response:
    """Says that the annotator is done with the document, and leads to the next one."""
    desk = _open(visit, name, document)
    require_open(desk)
    try:
        save_work(visit.store, name, document, visit.user.id, desk.task, version=version, submit=True, at=visit.now)
    except StaleError:
        return render_desk(visit, desk, status=409, stale=desk.find_stale())
    return visit.redirect(desk.find_next(), done="work_submitted")


@router.post("/{name}/documents/{document}/reopen")
def reopen(visit: Annotated[Visit, require(*ARCHIVE_READERS)], name: ArchiveName, document: DocumentNumber) -> Response:
    """Takes a document up again that was submitted."""
    desk = _open(visit, name, document)
    reopen_work(visit.store, name, document, visit.user.id, at=visit.now, actor=visit.user.id)
    return visit.redirect(desk.path, done="work_reopened")


def _open(visit: Visit, name: str, document: int) -> Desk:
    """The document as the user has it; raises StoreError (``archive.none``, ``archive.not_given``)."""
    room, store, user = enter(visit, name), visit.store, visit.user.id
    work = load_work(store, name, document, user)
    given = list_work(store, name, user)

    def save(task: Task, done: bool) -> int:
        return save_work(store, name, document, user, task, version=work.version, submit=done, at=visit.now).version

    def find_stale() -> Stale:
        now = next(one for one in list_work(store, name, user) if one.document == document)
        return Stale(user, now.changed_at)

    def find_next() -> str:
        found = next_work(store, name, user)
        return f"{room.path}/documents/{found.document}" if found else f"{room.path}/work"

    return Desk(
        room=room, document=document, name=work.name, task=work.task, machine=work.machine, version=work.version,
        state=work.state, path=f"{room.path}/documents/{document}", back=f"{room.path}/work",
        way=tuple(one.document for one in given), is_open=may_annotate(room.archive, visit.user) and work.state != SUBMITTED,
        save=save, find_stale=find_stale, find_next=find_next,
    )  # fmt: skip


add_editor(router, "/{name}/documents/{document}", _open)

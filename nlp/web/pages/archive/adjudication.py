"""Documents on which annotators differ: their answers side by side, and what holds by the choice of an adjudicator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response
from starlette.datastructures import FormData

from nlp.annotate.archive.access import may_adjudicate, record_view
from nlp.annotate.archive.adjudicate import list_disputed, load_adjudicated, save_adjudicated
from nlp.annotate.archive.models import Adjudicated, Difference
from nlp.annotate.archive.settle import find_choices, settle
from nlp.annotate.layers import LAYERS
from nlp.annotate.task import AnnotatedSpan, Task
from nlp.document.annotation import Json
from nlp.errors import StaleError
from nlp.interop.details import fold_spaces
from nlp.store.audit import TrailFilter, search_trail
from nlp.store.users import Role
from nlp.web.errors import WebError
from nlp.web.forms import Sent, read_text
from nlp.web.pages.archive.desk import (
    Desk,
    DocumentNumber,
    Stale,
    name_layer,
    name_value,
    quote,
    render_desk,
    show_value,
)  # fmt: skip
from nlp.web.pages.archive.editing import Version, add_editor, require_open
from nlp.web.pages.archive.room import ArchiveName, Room, enter, name_label, name_people
from nlp.web.security.access import require
from nlp.web.security.roles import ARCHIVE_READERS
from nlp.web.visit import Visit

router = APIRouter(prefix="/archives")
_AROUND = 90  # characters of the text on each side of a difference
NEITHER = "neither"


@dataclass(frozen=True)
class Answer:
    """What an annotator said where answers differ: the words of the span, its label, values and relations, if anything."""

    words: str | None
    label: str | None
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Row:
    """A difference as the page shows it: where it is in the text, and every answer."""

    number: int
    title: str
    kind: str
    before: str
    inside: str
    after: str
    answers: tuple[Answer, ...]

    @property
    def shared(self) -> set[tuple[str, str]]:
        """The values and relations that all answers have."""
        return set.intersection(*(set(answer.rows) for answer in self.answers))


@router.get("/{name}/adjudication")
def list_documents(visit: Annotated[Visit, require(*ARCHIVE_READERS)], name: ArchiveName) -> Response:
    """The documents on which annotators differ, those that nobody adjudicated first."""
    room = _enter(visit, name)
    disputed = list_disputed(visit.store, name)
    return visit.render("archive/disputed.html", room=room, disputed=disputed, left=sum(not one.version for one in disputed))


@router.get("/{name}/adjudication/{document}")
def show_differences(
    visit: Annotated[Visit, require(*ARCHIVE_READERS)], name: ArchiveName, document: DocumentNumber,
    names: Annotated[bool, Query()] = False,
) -> Response:  # fmt: skip
    """The answers side by side; whose they are is told to the head who asks for it."""
    room, found = _enter(visit, name), load_adjudicated(visit.store, name, document)
    record_view(visit.store, name, visit.user.id, document=document, at=visit.now)
    choices = {number: str(who) for number, who in find_choices(found.task, found.comparison).items()} if found.version else {}
    return _render(visit, room, found, choices, names=names and visit.is_any(Role.HEAD))


@router.post("/{name}/adjudication/{document}")
def choose(
    visit: Annotated[Visit, require(*ARCHIVE_READERS)],
    name: ArchiveName,
    document: DocumentNumber,
    sent: Sent,
    version: Version,
) -> Response:
    """Keeps what holds by the choices, and leads to the next document, or to the editor."""
    room, found = _enter(visit, name), load_adjudicated(visit.store, name, document)
    if not may_adjudicate(room.archive, visit.user):
        raise WebError("web.not_open", 409)
    choices, edits = _read_choices(found, sent), read_text(sent, "what") == "edit"
    if version != found.version:
        return _render(visit, room, found, choices, status=409, stale=_find_stale(visit, room, document))
    if not edits and len(choices) < len(found.comparison.differences):
        return _render(visit, room, found, choices, status=422)
    chosen = {number: int(who) for number, who in choices.items() if who != NEITHER}
    task = settle(found.answers, found.comparison, chosen)
    try:
        save_adjudicated(visit.store, name, document, task, version=version, at=visit.now, actor=visit.user.id)
    except StaleError:
        now = load_adjudicated(visit.store, name, document)
        return _render(visit, room, now, choices, status=409, stale=_find_stale(visit, room, document))
    path = f"{room.path}/adjudication/{document}/edit"
    return visit.redirect(path if edits else _find_next(visit, room), done="adjudicated")


@router.post("/{name}/adjudication/{document}/edit/submit")
def submit(
    visit: Annotated[Visit, require(*ARCHIVE_READERS)], name: ArchiveName, document: DocumentNumber, version: Version
) -> Response:
    """Keeps what stands in the editor as what holds, and leads to the next document."""
    desk = _open(visit, name, document)
    require_open(desk)
    try:
        save_adjudicated(visit.store, name, document, desk.task, version=version, at=visit.now, actor=visit.user.id)
    except StaleError:
        return render_desk(visit, desk, status=409, stale=desk.find_stale())
    return visit.redirect(desk.find_next(), done="adjudicated")


def _enter(visit: Visit, name: str) -> Room:
    """The archive for those who adjudicate in it, open or closed; raises WebError (``web.forbidden``) for others."""
    room = enter(visit, name)
    if not (visit.is_any(Role.HEAD) or visit.user.id in room.archive.adjudicators):
        raise WebError("web.forbidden", 403)
    return room


def _open(visit: Visit, name: str, document: int) -> Desk:
    room, store, actor = _enter(visit, name), visit.store, visit.user.id
    found = load_adjudicated(store, name, document)

    def save(task: Task, done: bool) -> int:
        return save_adjudicated(store, name, document, task, version=found.version, at=visit.now, actor=actor).version

    path = f"{room.path}/adjudication/{document}"
    return Desk(
        room=room, document=document, name=found.name, task=found.task, machine=found.machine, version=found.version,
        state="adjudicated" if found.version else "disputed", path=f"{path}/edit", back=path,
        way=tuple(sorted(one.document for one in list_disputed(store, name))),
        is_open=may_adjudicate(room.archive, visit.user), save=save, find_stale=lambda: _find_stale(visit, room, document),
        find_next=lambda: _find_next(visit, room), adjudicates=True,
    )  # fmt: skip


def _find_stale(visit: Visit, room: Room, document: int) -> Stale:
    """Who adjudicated the document last, and when."""
    wanted = TrailFilter(action="archive.adjudicate", subject=f"archive/{room.archive.name}/{document}")
    with visit.store.read() as session:
        links = search_trail(session, wanted, limit=1)
    return Stale(links[0].event.user, links[0].event.at) if links else Stale(None, visit.now)


def _find_next(visit: Visit, room: Room) -> str:
    left = next((one for one in list_disputed(visit.store, room.archive.name) if not one.version), None)
    return f"{room.path}/adjudication/{left.document}" if left else f"{room.path}/adjudication"


def _read_choices(found: Adjudicated, sent: FormData) -> dict[int, str]:
    """The answer chosen for each difference, as the form says it; those that are none are left out."""
    known = {NEITHER, *map(str, range(len(found.answers)))}
    read = {number: read_text(sent, f"difference.{number}") for number in range(len(found.comparison.differences))}
    return {number: who for number, who in read.items() if who in known}


def _render(
    visit: Visit, room: Room, found: Adjudicated, choices: Mapping[int, str], *, status: int = 200, names: bool = False,
    stale: Stale | None = None,
) -> Response:  # fmt: skip
    people = name_people(visit)
    letters = [chr(ord("A") + number) for number in range(len(found.users))]
    whose = [f"{letter} ({people[user]})" if names else letter for letter, user in zip(letters, found.users, strict=True)]
    agreed = found.comparison.agreed
    return visit.render(
        "archive/adjudication.html", status=status, room=room, found=found, whose=whose, choices=choices, names=names,
        stale=stale, people=people, error_shown=status == 422, neither=NEITHER,
        rows=[_show(visit, found, number, one) for number, one in enumerate(found.comparison.differences)],
        agreed=[(LAYERS[name], agreed.layer(name)) for name in agreed.layers if agreed.layer(name)],
        quote=lambda span: quote(agreed, span), name_label=lambda layer, label: name_label(visit.wording, layer, label),
        may_adjudicate=may_adjudicate(room.archive, visit.user),
    )  # fmt: skip


def _show(visit: Visit, found: Adjudicated, number: int, one: Difference) -> Row:
    wording, text = visit.wording, found.task.text
    if one.kind == "document":
        told = tuple(Answer(_show_label(visit, one.layer, value) or None, None, ()) for value in one.values)
        return Row(number, name_layer(wording, one.layer), one.kind, "", "", "", told)
    spans = [span for span in one.answers if span is not None]
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    answers = tuple(_show_span(visit, task, span) for task, span in zip(found.answers, one.answers, strict=True))
    return Row(
        number, wording.label("layer", one.layer), one.kind, fold_spaces(text[max(0, start - _AROUND) : start]),
        fold_spaces(text[start:end]), fold_spaces(text[end : end + _AROUND]), answers,
    )  # fmt: skip


def _show_span(visit: Visit, task: Task, span: AnnotatedSpan | None) -> Answer:
    if span is None:
        return Answer(None, None, ())
    wording, by_id = visit.wording, {one.id: one for one in task.spans}
    rows = [
        (wording.label("annotation", field.name), name_value(wording, field, shown))
        for field in LAYERS[span.layer].fields
        if (shown := show_value(field.type, span.values.get(field.name)))
    ]
    rows += [
        (wording.label("annotation", link.kind), quote(task, by_id[link.tail])) for link in task.relations if link.head == span.id
    ]
    return Answer(quote(task, span), name_label(wording, span.layer, span.label), tuple(rows))


def _show_label(visit: Visit, name: str, value: Json) -> str:
    """A label of a document in words."""
    wording = visit.wording
    if isinstance(value, dict):
        shown = ((wording.label("header", key), _show_label(visit, key, one)) for key, one in value.items())
        return "\n".join(f"{key}: {words}" for key, words in shown if words)
    if isinstance(value, list):
        return ", ".join(_show_label(visit, name, one) for one in value)
    return name_value(wording, name, "" if value is None else str(value))


add_editor(router, "/{name}/adjudication/{document}/edit", _open)

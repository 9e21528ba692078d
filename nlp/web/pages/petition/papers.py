"""The papers that follow a decision: what fits the petition, a form for what is not known, the draft as a Word file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Response

from nlp.errors import DraftError
from nlp.triage.drafts.papers import Paper, PaperKind, Reader, load_settings
from nlp.triage.drafts.queue import draft_paper, list_papers
from nlp.triage.drafts.templates import list_placeholders, load_template
from nlp.web.errors import WebError
from nlp.web.forms import Sent, read_lines, read_text
from nlp.web.pages.petition.form import PetitionId, QueueField, QueueQuery
from nlp.web.pages.petition.sight import Sight, list_reasons, see
from nlp.web.security.access import require
from nlp.web.security.roles import OFFICERS
from nlp.web.visit import Visit

router = APIRouter(prefix="/petitions")
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Blank:
    """A placeholder that an officer may fill in: its name, what belongs there, and the ``form`` it takes: line, lines, day."""

    name: str
    about: str
    form: str


@dataclass(frozen=True)
class Offer:
    """A paper with its blanks; one that is not ``is_open`` names the writer, and waits until personal data is shown."""

    paper: Paper
    reader: str
    blanks: tuple[Blank, ...]
    is_open: bool


@router.get("/{petition}/papers")
def show_papers(visit: Annotated[Visit, require(*OFFICERS)], petition: PetitionId, queue: QueueQuery = "") -> Response:
    """The papers that fit what is decided, or else proposed."""
    return _render(see(visit, petition, queue=queue))


@router.post("/{petition}/papers/{kind}")
def write(
    visit: Annotated[Visit, require(*OFFICERS)], petition: PetitionId, kind: PaperKind, sent: Sent, queue: QueueField = ""
) -> Response:
    """The draft, to be saved; which paper was written is recorded."""
    sight = see(visit, petition, queue=queue)
    offer = next((offer for offer in _offers(sight) if offer.paper.kind is kind), None)
    if offer is None:
        raise WebError("web.no_paper", 404)
    if not offer.is_open:
        raise WebError("web.masked", 403)
    number, signer, day = read_text(sent, "number")[:40], read_text(sent, "signer")[:100], read_text(sent, "date")
    try:
        date = dt.date.fromisoformat(day) if day else None
    except ValueError:
        return _render(sight, status=422, kind=kind, error=visit.wording.say("petition.fact_wrong.event"), values=sent)
    extra: dict[str, Any] = {}
    for blank in offer.blanks:
        value: Any = read_lines(sent, blank.name) if blank.form == "lines" else read_text(sent, blank.name)
        if value:
            extra[blank.name] = value
    office = replace(visit.site.office, signer=signer) if signer else visit.site.office
    try:
        content = draft_paper(
            visit.store, petition, kind, office=office, number=number or None, date=date, extra=extra, at=visit.now,
            actor=visit.user.id,
        )  # fmt: skip
    except DraftError as error:
        key = f"petition.{error.code}"
        said = visit.wording.say(key if visit.wording.has(key) else "petition.drafts.failed")
        return _render(sight, status=422, kind=kind, error=said, values=sent)
    headers = {
        "content-disposition": f'attachment; filename="{kind.value}-{sight.petition.number}.docx"',
        "x-content-type-options": "nosniff",
    }  # fmt: skip
    return Response(content, media_type=_DOCX, headers=headers)


def _offers(sight: Sight) -> Iterator[Offer]:
    """The papers for the action; in a denunciation only what goes to the writer needs the writer's name."""
    settings, is_secret = load_settings(), sight.is_secret
    for paper in list_papers(sight.visit.store, sight.petition.id, lang=sight.visit.wording.lang):
        reader = settings.papers[paper.kind].reader
        held = _find_held(paper.kind, sight.visit.site.office.templates)
        blanks = tuple(
            Blank(key, row.about, "lines" if row.kind == "list" else "day" if key.startswith("ngay_") else "line")
            for key, row in settings.placeholders.items()
            if row.given and key in held
        )
        is_open = sight.is_whole or (is_secret and reader is not Reader.PETITIONER)
        yield Offer(paper, reader.value, blanks, is_open)


def _find_held(kind: PaperKind, folder: Path | None) -> frozenset[str]:
    """The placeholders of a template; none of one that is broken, which is told when it is to be filled."""
    try:
        return list_placeholders(*load_template(kind, folder))
    except DraftError:
        return frozenset()


def _render(
    sight: Sight, *, status: int = 200, kind: PaperKind | None = None, error: str | None = None, values: Any = None
) -> Response:
    visit = sight.visit
    return visit.render(
        "petition/papers.html", status=status, sight=sight, offers=list(_offers(sight)) if sight.record else [], kind=kind,
        error=error, values=values or {}, office=visit.site.office, reasons=list_reasons(visit),
    )  # fmt: skip

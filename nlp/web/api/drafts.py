"""The papers that follow an action, as Word files, for programs."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from nlp.triage.drafts.papers import PaperKind
from nlp.triage.drafts.queue import draft_paper, list_papers
from nlp.web.api.parameters import PetitionId, Reason
from nlp.web.api.sight import look
from nlp.web.errors import WebError
from nlp.web.security.access import require
from nlp.web.security.roles import OFFICERS
from nlp.web.visit import Visit

router = APIRouter(prefix="/api/v1/petitions/{petition}/drafts", tags=["drafts"])
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

Given = Annotated[str, Field(max_length=2000)]


class PaperRow(BaseModel):
    """A paper that follows the action."""

    kind: PaperKind
    title: str


class DraftIn(BaseModel):
    """What the office adds to a paper; all of it may be left out and filled in by hand."""

    model_config = ConfigDict(extra="forbid")

    number: str | None = Field(default=None, min_length=1, max_length=40, examples=["12/TB-UBND"])
    date: dt.date | None = None
    values: dict[str, Given | list[Given]] = Field(
        default={}, max_length=50, description="Values of placeholders (docs/drafts.md); of some, several."
    )


@router.get("")
def list_drafts(visit: Annotated[Visit, require(*OFFICERS)], petition: PetitionId) -> list[PaperRow]:
    """The papers that follow what was decided, or what is proposed."""
    papers = list_papers(visit.store, petition, lang=visit.wording.lang)
    return [PaperRow(kind=paper.kind, title=paper.title) for paper in papers]


@router.post(
    "/{kind}", response_class=Response,
    responses={200: {"content": {_DOCX: {"schema": {"type": "string", "format": "binary"}}}}},
)  # fmt: skip
def write_draft(
    visit: Annotated[Visit, require(*OFFICERS)], petition: PetitionId, kind: PaperKind, body: DraftIn, reason: Reason = None
) -> Response:
    """A paper, to be completed in Word. It names people: without a reason the answer is 403. 409 where it does not follow."""
    if look(visit, petition, reason=reason).hidden:
        raise WebError("web.masked", 403)
    extra: dict[str, Any] = dict(body.values)
    content = draft_paper(
        visit.store, petition, kind, office=visit.site.office, number=body.number, date=body.date, extra=extra, at=visit.now,
        actor=visit.user.id,
    )  # fmt: skip
    headers = {"content-disposition": f'attachment; filename="{kind.value}-{petition}.docx"'}
    return Response(content, media_type=_DOCX, headers=headers)

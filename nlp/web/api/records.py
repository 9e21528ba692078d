"""What a petition says, for programs: its record, text, source and pages, masked unless a reason is given."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import PlainTextResponse

from nlp.ingest.extraction import Unreadable
from nlp.store.documents import read_content
from nlp.triage.secrecy import veil_page
from nlp.web.api.parameters import PetitionId, Reason
from nlp.web.api.sight import look
from nlp.web.errors import WebError
from nlp.web.security.access import require
from nlp.web.security.roles import OFFICERS, READERS
from nlp.web.visit import Visit

router = APIRouter(prefix="/api/v1/petitions/{petition}", tags=["content"])
_FILE = {"content-security-policy": "default-src 'none'; sandbox"}


def _gives(media_type: str, schema: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media_type: {"schema": schema}}}}


@router.get("/record")
def read_record(visit: Annotated[Visit, require(*READERS)], petition: PetitionId, reason: Reason = None) -> dict[str, Any]:
    """The analysis record (docs/record.md) with what officers corrected. Masked letters become `•`, so that all spans hold."""
    sight = look(visit, petition, reason=reason)
    visit.record("petition.view", petition, {"part": "record"})
    return dict(sight.record)


@router.get("/text", response_class=PlainTextResponse, responses=_gives("text/plain; charset=utf-8", {"type": "string"}))
def read_text(visit: Annotated[Visit, require(*READERS)], petition: PetitionId, reason: Reason = None) -> PlainTextResponse:
    """The text, of which the record's spans count the characters."""
    sight = look(visit, petition, reason=reason)
    visit.record("petition.view", petition, {"part": "text"})
    return PlainTextResponse(sight.record["text"].encode("utf-8", "replace"))


@router.get(
    "/source", response_class=Response,
    responses=_gives("application/octet-stream", {"type": "string", "format": "binary"}),
)  # fmt: skip
def read_source(visit: Annotated[Visit, require(*OFFICERS)], petition: PetitionId, reason: Reason = None) -> Response:
    """The file as it came in. It cannot be masked: without a reason the answer is 403."""
    sight = look(visit, petition, reason=reason)
    if sight.hidden:
        raise WebError("web.masked", 403)
    content = read_content(visit.store, petition)
    visit.record("petition.download", petition)
    headers = {**_FILE, "content-disposition": f'attachment; filename="{petition}"'}
    return Response(content, media_type="application/octet-stream", headers=headers)


@router.get("/pages/{number}", response_class=Response, responses=_gives("image/png", {"type": "string", "format": "binary"}))
def read_page(
    visit: Annotated[Visit, require(*READERS)], petition: PetitionId,
    number: Annotated[int, Path(ge=1, le=10_000, description="From 1.")],
    width: Annotated[int, Query(ge=200, le=3000, description="In pixels.")] = 1400, reason: Reason = None,
) -> Response:  # fmt: skip
    """A page of a PDF or scan as a picture; what is masked is not in its pixels. 404 for a source that has no pages."""
    sight = look(visit, petition, reason=reason)
    type_ = sight.guarded
    if number not in [row["page"] for row in sight.record.get("pages", ())]:
        raise WebError("web.no_page", 404)
    veil = veil_page(sight.require_plain(), sight.record, number, type_=type_, hidden=sight.hidden, language=visit.wording.lang)
    try:
        picture = visit.site.pictures.draw(read_content(visit.store, petition), number, width=width, veil=veil)
    except Unreadable as error:
        if error.code == "picture.scan":
            raise WebError("secrecy.handwriting", 403) from error
        raise WebError("web.no_page", 404) from error
    visit.record("petition.view", petition, {"part": "page", "page": number})
    return Response(picture.png, media_type="image/png", headers=_FILE)

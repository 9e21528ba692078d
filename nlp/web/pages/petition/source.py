"""The source of a petition: the file as it came in, to be saved; its pages as pictures."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from nlp.ingest.extraction import Unreadable
from nlp.store.documents import read_content
from nlp.triage.secrecy import veil_page
from nlp.web.errors import WebError
from nlp.web.pages.petition.form import PetitionId, QueueQuery
from nlp.web.pages.petition.sight import look
from nlp.web.security.access import require
from nlp.web.security.roles import OFFICERS, READERS
from nlp.web.visit import Visit

router = APIRouter(prefix="/petitions")
WIDTH = 1400
# Endings of the types that are taken in; what is none of them is saved without one.
_ENDINGS = {
    "application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/tiff": "tif", "text/plain": "txt",
    "text/html": "html.txt", "text/markdown": "txt", "application/rtf": "rtf", "text/rtf": "rtf", "application/msword": "doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.oasis.opendocument.text": "odt",
}  # fmt: skip
_HEADERS = {
    "content-security-policy": "default-src 'none'; sandbox", "x-content-type-options": "nosniff", "cache-control": "no-store",
}  # fmt: skip


@router.get("/{petition}/source")
def save_source(visit: Annotated[Visit, require(*OFFICERS)], petition: PetitionId, queue: QueueQuery = "") -> Response:
    """The bytes as they came in, for whoever sees the petition whole; always to be saved, under a name of ours."""
    sight = look(visit, petition, queue=queue)
    if not sight.is_whole:
        raise WebError("web.masked", 403)
    content = read_content(visit.store, petition)
    visit.record("petition.download", petition)
    return give_file(content, name=f"don-{sight.petition.number}", media_type=sight.document.media_type)


def give_file(content: bytes, *, name: str, media_type: str) -> Response:
    """A source as a file to be saved, never shown; ``name`` is without its ending."""
    named = f"{name}.{_ENDINGS.get(media_type, 'bin')}"
    headers = {**_HEADERS, "content-disposition": f'attachment; filename="{named}"'}
    return Response(content, media_type="application/octet-stream", headers=headers)


@router.get("/{petition}/pages/{number}")
def show_page(
    visit: Annotated[Visit, require(*READERS)], petition: PetitionId, number: Annotated[int, Path(ge=1, le=10_000)],
    width: Annotated[int, Query(ge=200, le=3000)] = WIDTH,
) -> Response:  # fmt: skip
    """A page as a picture; what the user may not see is not in its pixels."""
    sight = look(visit, petition)
    if sight.plain is None or sight.record is None or number not in [row["page"] for row in sight.plain.get("pages", ())]:
        raise WebError("web.no_page", 404)
    type_ = sight.guarded
    try:
        veil = veil_page(sight.plain, sight.record, number, type_=type_, hidden=sight.hidden)
        picture = visit.site.pictures.draw(read_content(visit.store, petition), number, width=width, veil=veil)
    except Unreadable as error:
        if error.code == "picture.scan":
            raise WebError("secrecy.handwriting", 403) from error
        raise WebError("web.no_picture", 422) from error
    visit.record("petition.page", petition, {"page": number, "shown": sight.shown})
    return Response(picture.png, media_type="image/png", headers=_HEADERS)

"""A document of an archive to be read: what the machine found in it, a layer at a time, and what was decided of that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from nlp.annotate.archive.access import record_view
from nlp.annotate.archive.groups import read_document
from nlp.annotate.archive.models import Hit
from nlp.annotate.archive.work import list_work
from nlp.interop.hits import Hit as Mark
from nlp.interop.hits import cut_pieces
from nlp.web.errors import WebError
from nlp.web.pages.archive.room import ArchiveName, enter, name_label
from nlp.web.security.access import require
from nlp.web.security.roles import ARCHIVE_READERS
from nlp.web.visit import Visit

router = APIRouter(prefix="/archives/{name}/texts")


@dataclass(frozen=True)
class Stretch:
    """A stretch of the text with the shortest hit that covers it; ``starts`` are the spans of those that begin here."""

    text: str
    hit: Hit | None
    starts: tuple[str, ...]


@router.get("/{document}")
def show_text(
    visit: Annotated[Visit, require(*ARCHIVE_READERS)], name: ArchiveName, document: Annotated[int, Path(ge=1, le=2**31)],
    layer: Annotated[str | None, Query(max_length=40)] = None,
) -> Response:  # fmt: skip
    """The text; the trail has the first look of a day."""
    room = enter(visit, name)
    shown = room.archive.layers[0] if layer is None else layer
    if shown not in room.archive.layers:
        raise WebError("web.bad_request", 400)
    title, text, hits = read_document(visit.store, name, document)
    record_view(visit.store, name, visit.user.id, document=document, at=visit.now)
    own = [hit for hit in hits if hit.layer == shown]
    is_given = room.may_annotate and any(one.document == document for one in list_work(visit.store, name, visit.user.id))
    return visit.render(
        "archive/reading.html", room=room, document=document, name=title, layer=shown, count=len(own), is_given=is_given,
        stretches=cut_text(text, own), name_label=name_label,
    )  # fmt: skip


def cut_text(text: str, hits: Sequence[Hit]) -> Iterator[Stretch]:
    """The text cut at the edges of the hits."""
    by_span = {hit.span: hit for hit in hits}
    for piece in cut_pieces(0, len(text), [Mark(hit.layer, hit.start, hit.end, hit.span, hit.label, ()) for hit in hits]):
        covering = by_span[piece.hits[0].id] if piece.hits else None
        yield Stretch(text[piece.start : piece.end], covering, tuple(mark.id for mark in piece.starts))

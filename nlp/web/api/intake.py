"""Petitions come in from programs: a file or a text, taken in when it is answered.

A document is known by its bytes. What is sent a second time is not added again, so a request may be repeated when its answer was
lost: no key for that is needed.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, File, Form, Response, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from nlp.web.errors import WebError
from nlp.web.security.access import require
from nlp.web.security.roles import DECIDERS
from nlp.web.visit import Visit

router = APIRouter(prefix="/api/v1", tags=["intake"])
UPLOADS = QUEUED = ("/api/v1/petitions", "/api/v1/texts")
_EARLIEST = dt.date(2000, 1, 1)
_NAME_LENGTH = 200
_KNOWN = {"description": "The document was in the queue already; `outcome` is `again` or `known`."}


class TextIn(BaseModel):
    """A petition as text: one typed in, or taken from a message."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=1_000_000, examples=["ĐƠN KIẾN NGHỊ\n\nKính gửi: Ủy ban nhân dân xã An Bình\n..."])
    name: str = Field(default="don.txt", min_length=1, max_length=_NAME_LENGTH, description="As a file would be called.")
    received: dt.date | None = Field(default=None, description="The day of receipt, from 2000 to today; null: today.")


class TakenIn(BaseModel):
    """What became of a document."""

    id: str
    outcome: str = Field(
        description="`added`; `kept`: added, but unreadable or no petition; `again`: known, received on another day; `known`.",
        examples=["added"],
    )  # fmt: skip
    status: str | None
    type: str | None
    action: str | None = Field(description="What is proposed.")
    priority: int
    group: str | None


@router.post("/petitions", status_code=201, responses={200: {"model": TakenIn, **_KNOWN}})
def take_file(
    visit: Annotated[Visit, require(*DECIDERS)], response: Response,
    file: Annotated[UploadFile, File(description="One document: PDF, picture, Word, text, HTML; up to 100 MiB.")],
    received: Annotated[
        str, Form(pattern=r"^(\d{4}-\d\d-\d\d)?$", description="The day of receipt, from 2000 to today; empty: today.")
    ] = "",
) -> TakenIn:  # fmt: skip
    """Takes a file in: 201 with what is proposed once it is analysed and stored, which takes seconds a page for scans.

    The same bytes again make no second petition: 200, with another day of receipt noted beside the first. Of an archive each
    document is to be sent by itself.
    """
    try:
        day = dt.date.fromisoformat(received) if received else None
    except ValueError as error:
        raise WebError("web.received", 400) from error
    return _take(visit, response, file.filename or "don", file.file.read(), day)


@router.post("/texts", status_code=201, responses={200: {"model": TakenIn, **_KNOWN}})
def take_text(visit: Annotated[Visit, require(*DECIDERS)], response: Response, body: TextIn) -> TakenIn:
    """Takes a text in, as a file in UTF-8 is taken."""
    return _take(visit, response, body.name, body.text.encode(), body.received)


def _take(visit: Visit, response: Response, name: str, content: bytes, received: dt.date | None) -> TakenIn:
    day = received or visit.today
    if not _EARLIEST <= day <= visit.today:
        raise WebError("web.received", 400)
    if not content:
        raise WebError("web.empty", 400)
    name = name.replace("\\", "/").rpartition("/")[2][:_NAME_LENGTH] or "don"
    with visit.site.intake.lend(visit.today) as intake:
        taken = intake.add(name, content, received=day, at=visit.now, actor=visit.user.id)
    if taken.id is None:
        raise WebError("web.refused", 400)
    response.status_code = 201 if taken.outcome in ("added", "kept") else 200
    response.headers["Location"] = visit.site.url(f"/api/v1/petitions/{taken.id}")
    return TakenIn(
        id=taken.id, outcome=taken.outcome, status=taken.status, type=taken.type, action=taken.action, priority=taken.priority,
        group=taken.group,
    )  # fmt: skip

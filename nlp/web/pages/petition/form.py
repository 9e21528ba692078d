"""What the forms of a petition's pages send."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Form, Path, Query, Request
from starlette.datastructures import FormData

PetitionId = Annotated[str, Path(pattern="^[0-9a-f]{16}$")]
#: The query of the inbox that the user came from; a page leads back to it and on to its neighbours.
QueueQuery = Annotated[str, Query(max_length=1000)]
QueueField = Annotated[str, Form(max_length=1000)]
Version = Annotated[int, Form(ge=1)]


async def _read(request: Request) -> FormData:
    return await request.form()


#: A form whose fields are not known before.
Sent = Annotated[FormData, Depends(_read)]


def read_texts(sent: FormData, name: str) -> list[str]:
    """The texts sent under a name, without the blanks around them; files are none."""
    return [value.strip() for value in sent.getlist(name) if isinstance(value, str)]


def read_text(sent: FormData, name: str) -> str:
    """The first of them, empty where there is none."""
    return next(iter(read_texts(sent, name)), "")


def read_lines(sent: FormData, name: str) -> list[str]:
    """The lines of a text that hold something."""
    return [line.strip() for line in read_text(sent, name).splitlines() if line.strip()]

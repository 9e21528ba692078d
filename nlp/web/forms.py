"""Forms whose fields are not known before, and what they hold."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData


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

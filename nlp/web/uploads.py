"""Files that a form of the intake sends, and the day on which they came in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Annotated

from fastapi import File, Form, UploadFile

from nlp.ingest.walk import Entry
from nlp.web.visit import Visit

MOST_FILES = 500
_OLDEST = dt.timedelta(days=3660)  # a receipt further back is a slip of the pen

# A form without files sends an empty text in their place.
Files = Annotated[list[UploadFile | str], File(default_factory=list)]
Day = Annotated[str, Form(max_length=10)]


@dataclass(frozen=True)
class Sent:
    """What was sent: the files, the day, and what is wrong, by the field of the form; then there are no files."""

    day: dt.date
    entries: Sequence[Entry] = ()
    errors: Mapping[str, str] = field(default_factory=dict)


def read_files(visit: Visit, files: Sequence[UploadFile | str], received: str) -> Sent:
    """The files that were sent together, without a script."""
    day = read_day(visit, received)
    if day is None:
        return Sent(visit.today, errors={"received": visit.wording.say("intake.wrong_day")})
    chosen = [file for file in files if not isinstance(file, str) and file.filename]
    if not 0 < len(chosen) <= MOST_FILES:
        return Sent(day, errors={"files": visit.wording.say("intake.no_files")})
    return Sent(day, [make_entry(file) for file in chosen])


def make_entry(file: UploadFile) -> Entry:
    """The file by its name without folders: browsers may send paths."""
    name = PurePath((file.filename or "").replace("\\", "/")).name[:255] or "-"
    return Entry(name, file.file.read)


def read_day(visit: Visit, received: str) -> dt.date | None:
    """The day of receipt, today where none is given; None for one that cannot be."""
    if not received:
        return visit.today
    try:
        day = dt.date.fromisoformat(received)
    except ValueError:
        return None
    return day if visit.today - _OLDEST <= day <= visit.today else None

"""Opening an archive: analysis records are uploaded, and the head says what is annotated in them and by whom."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Response, UploadFile

from nlp.annotate.archive.open import open_archive
from nlp.annotate.archive.work import give_documents
from nlp.annotate.layers import LAYERS
from nlp.annotate.prediction import Record
from nlp.errors import DonthuError
from nlp.web.errors import WebError
from nlp.web.pages.archive.home import list_people
from nlp.web.security.access import require
from nlp.web.security.roles import ARCHIVE_KEEPERS
from nlp.web.uploads import Files
from nlp.web.visit import Visit

UPLOADS = ("/archives/new",)
router = APIRouter(prefix="/archives/new")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_OWN = "new"  # the address of this page, which no archive can have
#: Layers that are annotated where nothing else is wanted: those whose rules find most.
_USUAL = ("citations", "deadlines", "obligations")
#: The field of the form that an error of the domain is about.
_FIELDS = {
    "archive.name": "name", "archive.name_taken": "name", "archive.layer": "layers", "archive.each": "each",
    "archive.person": "annotators", "archive.empty": "files", "archive.record": "files",
}  # fmt: skip
Texts = Annotated[list[str], Form(default_factory=list)]
Line = Annotated[str, Form(max_length=200)]


@dataclass(frozen=True)
class Filled:
    """What the form was filled in with."""

    title: str = ""
    name: str = ""
    guidelines: str = ""
    layers: Sequence[str] = _USUAL
    each: str = "1"
    annotators: Sequence[str] = ()
    adjudicators: Sequence[str] = ()
    denunciations: bool = False
    reason: str = ""


@router.get("")
def show_form(visit: Annotated[Visit, require(*ARCHIVE_KEEPERS)]) -> Response:
    """The form."""
    return _render(visit, Filled())


@router.post("")
def take_archive(
    visit: Annotated[Visit, require(*ARCHIVE_KEEPERS)], files: Files, layers: Texts, annotators: Texts, adjudicators: Texts,
    title: Line = "", name: Line = "", guidelines: Line = "", each: Line = "1", denunciations: Line = "",
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:  # fmt: skip
    """Opens the archive and leads to it; what does not fit is told at its field, and nothing is opened."""
    filled = Filled(
        title.strip(), name.strip(), guidelines.strip(), layers, each, annotators, adjudicators, bool(denunciations),
        reason.strip(),
    )  # fmt: skip
    sent = [file for file in files if not isinstance(file, str) and file.filename]
    errors = _check(visit, filled, sent)
    if errors:
        return _render(visit, filled, status=422, errors=errors)
    try:
        archive = open_archive(
            visit.store, filled.name, title=filled.title, records=read_records(sent), guidelines=filled.guidelines,
            layers=filled.layers, each=int(filled.each), annotators=_read_ids(annotators), adjudicators=_read_ids(adjudicators),
            with_denunciations=filled.reason if filled.denunciations else None, at=visit.now, actor=visit.user.id,
        )  # fmt: skip
    except DonthuError as error:
        field = _FIELDS.get(error.code)
        if field is None:
            raise
        return _render(visit, filled, status=422, errors={field: _tell(visit, error)})
    give_documents(visit.store, archive.name, at=visit.now, actor=visit.user.id)
    return visit.redirect(f"/archives/{archive.name}", done="archive_opened")


def read_records(files: Sequence[UploadFile]) -> Iterator[Record]:
    """The records of files of JSON Lines, read line by line; raises DonthuError (``archive.record``) for a line that is none."""
    for file in files:
        for number, line in enumerate(file.file, start=1):
            if not line.strip():
                continue
            try:
                record: Any = json.loads(line)
            except ValueError:
                record = None
            if not isinstance(record, Mapping):
                raise DonthuError("archive.record", f"line {number} is no record", "upload what donthu analyze wrote")
            yield record


def _check(visit: Visit, filled: Filled, sent: Sequence[UploadFile]) -> dict[str, str]:
    """What is wrong with the form, by its fields."""
    say, errors = visit.wording.say, dict[str, str]()
    if not sent:
        errors["files"] = say("archive.wrong.files")
    for name in ("title", "guidelines"):
        if not getattr(filled, name):
            errors[name] = say(f"archive.wrong.{name}")
    if not _NAME.fullmatch(filled.name) or filled.name == _OWN:
        errors["name"] = say("archive.wrong.name")
    if not filled.layers:
        errors["layers"] = say("archive.wrong.layers")
    if not filled.annotators:
        errors["annotators"] = say("archive.wrong.annotators")
    if filled.denunciations and not filled.reason:
        errors["reason"] = say("archive.wrong.reason")
    if filled.each not in ("1", "2", "3") or any("\0" in text for text in (filled.title, filled.guidelines, filled.reason)):
        raise WebError("web.bad_request", 400)
    return errors


def _tell(visit: Visit, error: DonthuError) -> str:
    """What an error of the domain means; of a line that is no record, which one."""
    if error.code == "archive.record":
        return visit.wording.say("archive.wrong.record", what=error.message)
    return visit.wording.say(f"error.{error.code}")


def _read_ids(texts: Sequence[str]) -> list[int]:
    if any(not (text.isascii() and text.isdigit()) or len(text) > 9 for text in texts):
        raise WebError("web.bad_request", 400)
    return [int(text) for text in texts]


def _render(visit: Visit, filled: Filled, *, status: int = 200, errors: Mapping[str, str] | None = None) -> Response:
    return visit.render(
        "archive/new.html", status=status, filled=filled, errors=errors or {}, layers=tuple(LAYERS), choices=list_people(visit),
        most=visit.site.settings.upload_bytes,
    )  # fmt: skip

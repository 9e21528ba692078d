"""Edits of a document as they come in, from the script of the page or from a form, and what is answered."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Body, Form, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.datastructures import FormData

from nlp.annotate.archive.access import record_view
from nlp.annotate.edits import EditError, Edits, Fault, apply_edits, read_edits
from nlp.annotate.layers import (
    DOCUMENT_LABEL_SETS,
    DOCUMENT_LABELS,
    HEADER_LISTS,
    HEADER_TEXTS,
    LAYERS,
    SIGNATURE_TEXTS,
    FieldType,
)  # fmt: skip
from nlp.annotate.task import AnnotatedSpan, Task
from nlp.document.annotation import Json
from nlp.errors import StaleError
from nlp.web.errors import WebError
from nlp.web.forms import Sent, read_lines, read_text, read_texts
from nlp.web.pages.archive.desk import Desk, DocumentNumber, SpanId, SpanQuery, Stale, render_desk, say_faults, write_state
from nlp.web.pages.archive.room import ArchiveName, name_people
from nlp.web.security.access import require
from nlp.web.security.roles import ARCHIVE_READERS
from nlp.web.visit import Visit

Version = Annotated[int, Form(ge=0)]
OpenDesk = Callable[[Visit, str, int], Desk]


class SentEdits(BaseModel):
    """What the script of the page sends: the edits of a version, and whether the document is done with them."""

    version: int = Field(ge=0)
    submit: bool = False
    edits: dict[str, Any]


def add_editor(router: APIRouter, path: str, open_desk: OpenDesk) -> None:
    """Adds the editor of a document under ``path``: its page, and the ways in which edits come to it.

    ``open_desk`` gives the document of an archive as the user has it.
    """

    @router.get(path)
    def show(
        visit: Annotated[Visit, require(*ARCHIVE_READERS)], name: ArchiveName, document: DocumentNumber, span: SpanQuery = ""
    ) -> Response:
        """The document in the editor; the trail has the first look of a day."""
        desk = open_desk(visit, name, document)
        record_view(visit.store, name, visit.user.id, document=document, at=visit.now)
        return render_desk(visit, desk, span=span)

    @router.post(f"{path}/edits")
    def take(
        visit: Annotated[Visit, require(*ARCHIVE_READERS)],
        name: ArchiveName,
        document: DocumentNumber,
        sent: Annotated[SentEdits, Body()],
    ) -> Response:
        """Takes what the script of the page sends: the edits since a version."""
        return answer_script(visit, open_desk(visit, name, document), sent)

    @router.post(f"{path}/spans/{{span}}")
    def change_span(
        visit: Annotated[Visit, require(*ARCHIVE_READERS)], name: ArchiveName, document: DocumentNumber, span: SpanId, sent: Sent,
        version: Version,
    ) -> Response:  # fmt: skip
        """Changes the label and values of a span, or takes it away: the form of browsers without scripts."""
        return answer_span(visit, open_desk(visit, name, document), span, sent, version=version)

    @router.post(f"{path}/labels")
    def change_labels(
        visit: Annotated[Visit, require(*ARCHIVE_READERS)], name: ArchiveName, document: DocumentNumber, sent: Sent,
        version: Version,
    ) -> Response:  # fmt: skip
        """Changes what holds of the document as a whole."""
        return answer_labels(visit, open_desk(visit, name, document), sent, version=version)


def answer_script(visit: Visit, desk: Desk, sent: SentEdits) -> Response:
    """Takes the edits of the script; tells the new version, the faults span by span (422), or who was quicker and what stands
    there now (409), so that nothing is lost."""
    wording = visit.wording
    require_open(desk)
    if sent.version != desk.version:
        return _tell_stale(visit, desk)
    try:
        version = desk.save(_take(desk, read_edits(sent.edits)), sent.submit)
    except StaleError:
        return JSONResponse({"said": wording.say("error.store.stale")}, 409)
    except EditError as error:
        return JSONResponse({"said": wording.say("annotate.faulty"), "faults": say_faults(wording, error.faults)}, 422)
    told: dict[str, Any] = {"version": version, "said": wording.say("annotate.saved")}
    return JSONResponse(told | ({"next": visit.site.url(desk.find_next())} if sent.submit else {}))


def answer_span(visit: Visit, desk: Desk, span: str, sent: FormData, *, version: int) -> Response:
    """Takes what the form of a span says: another label, other values, or that it goes."""
    require_open(desk)
    found = desk.span(span)
    if found is None or found.layer not in desk.layers:
        raise WebError("web.no_span", 404)
    edits, faults = _read_span(found, sent)
    shown = edits.put[0] if edits.put else None
    onward = f"{desk.path}?span={span}#chosen" if shown else desk.path
    return _answer(visit, desk, edits, faults, version=version, span=span, shown=shown, onward=onward)


def answer_labels(visit: Visit, desk: Desk, sent: FormData, *, version: int) -> Response:
    """Takes what the form of the document's labels says."""
    require_open(desk)
    return _answer(visit, desk, _read_labels(desk, sent), [], version=version, onward=f"{desk.path}#labels")


def require_open(desk: Desk) -> None:
    """Raises WebError (``web.not_open``, 409) where the document takes no edits."""
    if not desk.is_open:
        raise WebError("web.not_open", 409)


def _answer(
    visit: Visit, desk: Desk, edits: Edits, faults: list[Fault], *, version: int, onward: str, span: str = "",
    shown: AnnotatedSpan | None = None,
) -> Response:  # fmt: skip
    if version != desk.version:
        return render_desk(visit, desk, status=409, span=span, shown=shown, stale=desk.find_stale())
    if faults:
        return render_desk(visit, desk, status=422, span=span, shown=shown, faults=faults)
    try:
        desk.save(_take(desk, edits), False)
    except StaleError:
        return render_desk(visit, desk, status=409, span=span, shown=shown, stale=desk.find_stale())
    except EditError as error:
        return render_desk(visit, desk, status=422, span=span, shown=shown, faults=error.faults)
    return visit.redirect(onward, done="work_saved")


def _take(desk: Desk, edits: Edits) -> Task:
    """The task with the edits; layers that the archive does not annotate are left alone."""
    if strange := [Fault(span.id, "label", "annotate.layer") for span in edits.put if span.layer not in desk.layers]:
        raise EditError(desk.task.document, strange)
    return apply_edits(desk.task, edits)


def _tell_stale(visit: Visit, desk: Desk) -> Response:
    stale: Stale = desk.find_stale()
    who = name_people(visit).get(stale.user, str(stale.user))
    said = visit.wording.say("annotate.stale", who=who, at=visit.wording.moment(stale.at))
    return JSONResponse({"said": said, "version": desk.version, "state": write_state(desk.task)}, 409)


def _read_span(span: AnnotatedSpan, sent: FormData) -> tuple[Edits, list[Fault]]:
    """The edits that the form of a span asks for, and what of the form cannot be read."""
    if read_text(sent, "what") == "drop":
        return Edits(drop=frozenset({span.id})), []
    values, faults = dict(span.values), []
    for field in LAYERS[span.layer].fields:
        if f"value.{field.name}" not in sent:
            continue
        try:
            values[field.name] = _read_value(field.type, sent, f"value.{field.name}")
        except ValueError:
            # What was written stays in the form.
            values[field.name] = read_text(sent, f"value.{field.name}")
            faults.append(Fault(span.id, field.name, f"annotate.value.{field.type.value}"))
    label = read_text(sent, "label") or span.label
    return Edits(put=(replace(span, label=label, values=values, confidence=None, source=None),)), faults


def _read_value(kind: FieldType, sent: FormData, name: str) -> Json:
    """A value as a form sends it; raises ValueError for what is no number, no JSON."""
    text = read_text(sent, name)
    match kind:
        case FieldType.TEXTS:
            return list(read_lines(sent, name))
        case FieldType.NUMBER:
            return int(text) if text else None
        case FieldType.JSON:
            value: Json = json.loads(text) if text else None
            return value
        case _:
            return text or None


def _read_labels(desk: Desk, sent: FormData) -> Edits:
    """The edits that the form of the document's labels asks for."""
    held, labels = desk.task.labels, dict[str, Json]()
    for name in DOCUMENT_LABELS:
        if name in sent:
            labels[name] = read_text(sent, name) or None
    for name in DOCUMENT_LABEL_SETS:
        if f"{name}.shown" in sent:
            before, main = held.get(name), read_text(sent, f"{name}.main")
            chosen = read_texts(sent, name)
            # The order is the annotator's: the main value first, then as it was.
            kept = [one for one in before if one in chosen] if isinstance(before, list) else []
            labels[name] = list(dict.fromkeys([*([main] if main else []), *map(str, kept), *chosen]))
    if "header.shown" in sent:
        before = held.get("header")
        header: dict[str, Json] = dict(before) if isinstance(before, dict) else {}
        header |= {name: read_text(sent, f"header.{name}") or None for name in HEADER_TEXTS}
        header |= {name: list(read_lines(sent, f"header.{name}")) for name in HEADER_LISTS}
        signature: dict[str, Json] = {name: read_text(sent, f"header.signature.{name}") or None for name in SIGNATURE_TEXTS}
        labels["header"] = {**header, "signature": signature if any(signature.values()) else None}
    return Edits(labels={name: value for name, value in labels.items() if (value or None) != (held.get(name) or None)})

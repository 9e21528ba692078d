"""How far an archive is: documents, annotators, hits, and how far annotators and the machine agree."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Path, Response

from nlp.annotate.agreement import MODEL, LayerAgreement
from nlp.annotate.archive.models import Progress
from nlp.annotate.archive.progress import encode_progress, measure_progress
from nlp.errors import MissingExtra
from nlp.web.pages.archive.desk import name_layer
from nlp.web.pages.archive.room import ArchiveName, enter
from nlp.web.security.access import require
from nlp.web.security.roles import ARCHIVE_READERS
from nlp.web.visit import Visit
from nlp.web.wording import PageWording

router = APIRouter(prefix="/archives")
STATES = ("given", "begun", "submitted", "disputed", "adjudicated", "answered")
HIT_STATES = ("open", "accepted", "rejected", "changed")


@router.get("/{name}/progress")
def show_progress(visit: Annotated[Visit, require(*ARCHIVE_READERS)], name: ArchiveName) -> Response:
    """The progress and the agreement."""
    room = enter(visit, name)
    progress, missing = _measure(visit, name)
    return visit.render(
        "archive/progress.html", room=room, progress=progress, missing=missing, states=STATES, hit_states=HIT_STATES,
        name_layer=lambda layer: name_layer(visit.wording, layer), figure=lambda value: _figure(visit.wording, value),
        name_pair=lambda pair: " / ".join(name_person(visit.wording, one) for one in pair), pairs=list_pairs,
    )  # fmt: skip


@router.get("/{name}/progress.{kind}")
def save_progress(
    visit: Annotated[Visit, require(*ARCHIVE_READERS)], name: ArchiveName, kind: Annotated[str, Path(pattern="^(csv|json)$")]
) -> Response:
    """The same as a file: one figure a row, or JSON."""
    enter(visit, name)
    progress, _ = _measure(visit, name)
    if kind == "json":
        text, media = json.dumps(encode_progress(progress), ensure_ascii=False, indent=1), "application/json"
    else:
        written = io.StringIO()
        rows = csv.writer(written)
        rows.writerow(("measure", "guidelines", "layer", "who", "value"))
        rows.writerows(list_figures(progress))
        text, media = written.getvalue(), "text/csv; charset=utf-8"
    headers = {"content-disposition": f'attachment; filename="progress-{name}.{kind}"'}
    return Response(text, media_type=media, headers=headers)


def list_figures(progress: Progress) -> Iterator[tuple[str, str, str, str, float | int | None]]:
    """Every figure: what is measured, the version of the guidelines, the layer, whose it is, the value (None: not defined)."""
    yield "documents", "", "", "", progress.documents
    for state in STATES:
        yield f"documents.{state}", "", "", "", getattr(progress, state)
    for person in progress.people:
        for state in ("given", "begun", "submitted"):
            yield f"documents.{state}", "", "", person.name, getattr(person, state)
    for layer in progress.layers:
        for state in ("hits", *HIT_STATES):
            yield state if state == "hits" else f"hits.{state}", "", layer.layer, "", getattr(layer, state)
    for one in progress.agreement or ():
        version = one.guidelines or ""
        for found in (*one.layers, *one.model):
            if found in one.layers:
                yield "documents.shared", version, found.layer, "", found.documents
                yield "fleiss", version, found.layer, "", found.fleiss
                yield "alpha", version, found.layer, "", found.alpha
            for name, values in (("cohen", found.cohen), ("f1_exact", found.exact), ("f1_overlap", found.overlap)):
                for pair, figure in values.items():
                    yield name, version, found.layer, " / ".join(pair), figure


def list_pairs(layer: LayerAgreement) -> list[tuple[str, str]]:
    """The pairs of a layer for which anything was measured."""
    return sorted({*layer.cohen, *layer.exact})


def name_person(wording: PageWording, name: str) -> str:
    """The name of an annotator; the machine has a word of its own."""
    return wording.say("progress.machine") if name == MODEL else name


def _measure(visit: Visit, name: str) -> tuple[Progress, bool]:
    """The progress, and whether the agreement is missing for want of what measures it."""
    try:
        return measure_progress(visit.store, name), False
    except MissingExtra:
        return measure_progress(visit.store, name, agreement=False), True


def _figure(wording: PageWording, value: float | None) -> str:
    return "–" if value is None else wording.number(value, 3)

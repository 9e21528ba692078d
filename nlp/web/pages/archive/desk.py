"""A document of an archive on the desk of whoever annotates or adjudicates it, and how it is shown."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any

from fastapi import Path, Query, Response
from markdown_it import MarkdownIt

from nlp.annotate.archive.codec import encode_task
from nlp.annotate.edits import Fault
from nlp.annotate.guidelines import Section, load_guidelines
from nlp.annotate.layers import (
    DOCUMENT_LABEL_SETS,
    DOCUMENT_LABELS,
    HEADER_LISTS,
    HEADER_TEXTS,
    LAYERS,
    RELATIONS,
    SIGNATURE_TEXTS,
    UNKNOWN,
    Field,
    FieldType,
    Layer,
    vocabulary,
)  # fmt: skip
from nlp.annotate.task import AnnotatedSpan, Relation, Task
from nlp.document.annotation import Json
from nlp.interop.details import fold_spaces
from nlp.interop.hits import Hit, cut_pieces
from nlp.web.pages.archive.room import Room, name_label, name_people
from nlp.web.visit import Visit
from nlp.web.wording import PageWording

DocumentNumber = Annotated[int, Path(ge=1, le=10**9)]
SpanId = Annotated[str, Path(pattern=r"^[\w.:-]{1,80}$")]
SpanQuery = Annotated[str, Query(max_length=80)]
#: Sections of the guidelines about the labels of a document, by its family.
_LABEL_SECTIONS = {"petition": ("type", "fields", "flags"), "dispatch": ("header",), "other": ()}
_QUOTE = 160


@dataclass(frozen=True)
class Stale:
    """Who saved meanwhile, and when."""

    user: int | None
    at: dt.datetime


@dataclass(frozen=True)
class Desk:
    """A document with what a person makes of it.

    ``path`` is its page, under which edits are sent; ``back`` the list that it is in, ``way`` the documents of that list.
    ``is_open`` says whether edits are taken, ``adjudicates`` whether what is saved here settles a dispute. ``save`` keeps a task,
    and with True says that the document is done, giving the new version; ``find_stale`` tells who saved last, ``find_next``
    the path to go on to.
    """

    room: Room
    document: int
    name: str
    task: Task
    machine: Task
    version: int
    state: str
    path: str
    back: str
    way: tuple[int, ...]
    is_open: bool
    save: Callable[[Task, bool], int]
    find_stale: Callable[[], Stale]
    find_next: Callable[[], str]
    adjudicates: bool = False

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers that are corrected: those of the archive that the document was looked at for."""
        return tuple(name for name in LAYERS if name in self.task.layers and name in self.room.archive.layers)

    @property
    def family(self) -> str:
        """The family of the document, as it is labelled or else as the machine read it."""
        return str(self.task.labels.get("family") or self.machine.labels.get("family") or "other")

    def span(self, name: str) -> AnnotatedSpan | None:
        """The span of that id."""
        return next((span for span in self.task.spans if span.id == name), None)


@dataclass(frozen=True)
class Stretch:
    """A stretch of the text that the same spans cover, the longest first."""

    text: str
    spans: tuple[str, ...]
    layers: tuple[str, ...]


@dataclass(frozen=True)
class Lesson:
    """A section of the guidelines, as HTML."""

    id: str
    title: str
    html: str


def render_desk(
    visit: Visit, desk: Desk, *, status: int = 200, span: str = "", faults: Sequence[Fault] = (), stale: Stale | None = None,
    shown: AnnotatedSpan | None = None,
) -> Response:  # fmt: skip
    """The page of the document. ``span`` is the one whose form is open, ``shown`` the same as a form that failed has it;
    ``stale`` tells that somebody was quicker."""
    wording, chosen = visit.wording, shown or desk.span(span)
    origin = next((one for one in desk.machine.spans if chosen and one.id == chosen.id), None)
    way = desk.way
    here = way.index(desk.document) if desk.document in way else 0
    return visit.render(
        "archive/document.html", status=status, desk=desk, room=desk.room, layers=[LAYERS[name] for name in desk.layers],
        stretches=list(cut_text(desk.task, desk.layers)), chosen=chosen, origin=origin, links=list_links(desk, chosen),
        spans=[(LAYERS[name], desk.task.layer(name)) for name in desk.layers], faults=say_faults(wording, faults), stale=stale,
        lessons=list_lessons(desk, wording.lang), guidelines_version=load_guidelines(wording.lang).version,
        data=write_data(desk, wording), name_label=lambda layer, label: name_label(wording, layer, label),
        name_all=lambda group, found: ", ".join(wording.label(group, one) for one in found), show_value=show_value,
        quote=lambda one: quote(desk.task, one), vocabulary=vocabulary, unknown=UNKNOWN, label_groups=DOCUMENT_LABELS,
        label_sets=DOCUMENT_LABEL_SETS, header_texts=HEADER_TEXTS, header_lists=HEADER_LISTS, signature_texts=SIGNATURE_TEXTS,
        people=name_people(visit), place=here + 1, total=len(way), before=way[here - 1] if here else None,
        behind=way[here + 1] if here + 1 < len(way) else None,
    )  # fmt: skip


def cut_text(task: Task, layers: Sequence[str]) -> Iterator[Stretch]:
    """The text cut at all edges of the spans of the layers."""
    hits = [Hit(span.layer, span.start, span.end, span.id, span.label, ()) for span in task.spans if span.layer in layers]
    for piece in cut_pieces(0, len(task.text), hits):
        over = piece.hits[::-1]
        yield Stretch(task.text[piece.start : piece.end], tuple(hit.id for hit in over), tuple(hit.layer for hit in over))


def list_links(desk: Desk, span: AnnotatedSpan | None) -> list[tuple[Relation, AnnotatedSpan]]:
    """The relations that begin at a span, with the span that each leads to."""
    by_id = {one.id: one for one in desk.task.spans}
    return [(link, by_id[link.tail]) for link in desk.task.relations if span and link.head == span.id]


def quote(task: Task, span: AnnotatedSpan) -> str:
    """The words of a span on one line, shortened."""
    words = fold_spaces(task.text[span.start : span.end])
    return words if len(words) <= _QUOTE else words[:_QUOTE] + "…"


def show_value(kind: FieldType, value: Json) -> str:
    """A value as its form has it."""
    if value is None or value == []:
        return ""
    match kind:
        case FieldType.TEXTS:
            return "\n".join(str(one) for one in value) if isinstance(value, list) else str(value)
        case FieldType.JSON:
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)


def name_layer(wording: PageWording, name: str) -> str:
    """What a layer of spans, or a label of documents, is called."""
    group = next((group for group in ("layer", "annotation", "header") if wording.knows(group, name)), "layer")
    return wording.label(group, name)


def name_value(wording: PageWording, of: Field | str, shown: str) -> str:
    """A value as people read it: of a field of a span, or of a label of a document."""
    group = of.group if isinstance(of, Field) else {**DOCUMENT_LABELS, **DOCUMENT_LABEL_SETS}.get(of)
    return wording.label(group, shown) if group and shown else shown


def say_faults(wording: PageWording, faults: Sequence[Fault]) -> list[dict[str, Json]]:
    """Faults with what is wrong in words."""
    return [
        {"span": fault.span, "where": fault.where, "text": wording.name("annotate_fault", fault.code.removeprefix("annotate."))}
        for fault in faults
    ]


def list_lessons(desk: Desk, lang: str) -> list[Lesson]:
    """The sections of the guidelines that bear on the document: its layers, then its labels, then what holds for all."""
    guidelines = load_guidelines(lang)
    names = (*desk.layers, *_LABEL_SECTIONS.get(desk.family, ()), "general")
    return [render_section(section) for name in names if (section := guidelines.section(name))]


def render_section(section: Section) -> Lesson:
    """A section as HTML."""
    return Lesson(section.id, section.title, render_markdown(section.text))


@lru_cache(maxsize=64)
def render_markdown(text: str) -> str:
    """Markdown as HTML; HTML in it is shown, not taken over."""
    return str(MarkdownIt("js-default").render(text))


def write_data(desk: Desk, wording: PageWording) -> dict[str, Any]:
    """What the script of the page works on."""
    return {
        "text": desk.task.text, "version": desk.version, "task": write_state(desk.task), "machine": write_state(desk.machine),
        "layers": [
            {
                "name": name, "title": wording.label("layer", name), "key": str(number),
                "labels": _name_labels(LAYERS[name], wording),
                "fields": [{"name": field.name, "type": field.type.value} for field in LAYERS[name].fields],
            }
            for number, name in enumerate(desk.layers, 1)
        ],
        "relations": [
            {"name": one.name, "head": one.head, "tail": one.tail, "title": wording.label("annotation", one.name)}
            for one in RELATIONS.values()
            if one.head in desk.layers and one.tail in desk.layers
        ],
    }  # fmt: skip


def write_state(task: Task) -> dict[str, Json]:
    """Spans, relations and labels of a task as JSON."""
    row = encode_task(task)
    return {name: row[name] for name in ("spans", "relations", "labels")}


def _name_labels(layer: Layer, wording: PageWording) -> Mapping[str, str]:
    names = {label: name_label(wording, layer.name, label) for label in layer.labels}
    return names if layer.label else {**names, UNKNOWN: wording.label("annotation", UNKNOWN)}

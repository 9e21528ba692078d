"""Tasks as Label Studio imports them: with predictions where the machine made them, with an annotation where a person did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nlp.annotate.codec import dump_line, write_head
from nlp.annotate.label_studio.configuration import (
    MAIN_FIELD,
    TEXT,
    document_control,
    field_control,
    header_control,
    header_parts,
    write_configuration,
)
from nlp.annotate.layers import DOCUMENT_LABEL_SETS, DOCUMENT_LABELS, LAYERS, Field, FieldType, vocabulary
from nlp.annotate.task import AnnotatedSpan, Task
from nlp.document.annotation import Json
from nlp.interop.wording import Wording

CONFIGURATION, TASKS = "labels.xml", "tasks.json"
MODEL = "donthu"


def write_tasks(tasks: Iterable[Task]) -> Iterator[tuple[str, bytes]]:
    """The labelling configuration, and the file of tasks, one task a line of its array."""
    yield CONFIGURATION, write_configuration(Wording()).encode()
    before = "[\n"
    for task in tasks:
        yield TASKS, (before + dump_line(write_task(task))).encode()
        before = ",\n"
    yield TASKS, (before if before == "[\n" else "\n").encode() + b"]\n"


def write_task(task: Task) -> dict[str, Json]:
    """A task with its results. The score of a prediction is that of its least certain span."""
    results = [*_write_document(task), *(row for span in task.spans for row in _write_span(task, span))]
    results += [
        {"type": "relation", "from_id": link.head, "to_id": link.tail, "direction": "right", "labels": [link.kind]}
        for link in task.relations
    ]
    data: dict[str, Json] = {TEXT: task.text, "document": task.document, "head": write_head(task)}
    if task.annotator is not None:
        return {"data": data, "annotations": [{"result": results}]}
    scores = [span.confidence for span in task.spans if span.confidence is not None]
    prediction: dict[str, Json] = {"model_version": MODEL, "result": results}
    return {"data": data, "predictions": [prediction | ({"score": min(scores)} if scores else {})]}


def field_text(field: Field, value: Json) -> list[Json]:
    """A value as the texts that a text area holds."""
    if field.type is FieldType.TEXTS:
        return [str(item) for item in value] if isinstance(value, list) else [str(value)]
    return [dump_line(value) if field.type is FieldType.JSON else str(value)]


def _write_span(task: Task, span: AnnotatedSpan) -> Iterator[Json]:
    place: dict[str, Json] = {"start": span.start, "end": span.end}
    score: dict[str, Json] = {} if span.confidence is None else {"score": span.confidence}
    layer = LAYERS[span.layer]
    controls = {field.name: (field, span.values[field.name]) for field in layer.fields if _has_control(field, span.values)}
    rest = {name: value for name, value in span.values.items() if name not in controls}
    meta: dict[str, Json] = {"text": [span.source]} if span.source is not None else {}
    meta |= {"values": rest} if rest else {}
    marked: dict[str, Json] = {**place, "text": task.text[span.start : span.end], "labels": [span.label]}
    yield _result(span.layer, "labels", marked, span.id) | score | ({"meta": meta} if meta else {})
    for field, value in controls.values():
        name = field_control(layer.name, field.name)
        if field.type is FieldType.CHOICE:
            yield _result(name, "choices", {**place, "choices": [value]}, span.id)
        else:
            yield _result(name, "textarea", {**place, "text": field_text(field, value)}, span.id)


def _has_control(field: Field, values: Mapping[str, Json]) -> bool:
    """Whether the field has a value that its control can show."""
    if field.name not in values:
        return False
    return field.type is not FieldType.CHOICE or values[field.name] in vocabulary(field.group)


def _write_document(task: Task) -> Iterator[Json]:
    labels = task.labels
    for label in DOCUMENT_LABELS:
        if labels.get(label) is not None:
            yield _choices(document_control(label), [labels[label]])
    for label in DOCUMENT_LABEL_SETS:
        chosen = labels.get(label)
        if isinstance(chosen, list) and chosen:
            yield _choices(document_control(label), chosen)
            if label == "petition.fields":
                yield _choices(MAIN_FIELD, chosen[:1])
    for part, texts in read_header(labels.get("header")).items():
        if texts:
            yield _result(header_control(part), "textarea", {"text": list(texts)}, header_control(part))


def read_header(header: Any) -> dict[str, list[str] | None]:
    """The texts of each part of a header that the gold has, None where it says that there is none."""
    if not isinstance(header, Mapping):
        return {}
    found: dict[str, list[str] | None] = {}
    for part, several in header_parts():
        outer, _, inner = part.partition("signature_")
        holder = header.get("signature") if inner and not outer else header
        name = inner if inner and not outer else part
        if isinstance(holder, Mapping) and name in holder:
            value = holder[name]
            found[part] = list(value) if several else None if value is None else [value]
    return found


def _choices(control: str, chosen: list[Json]) -> Json:
    return _result(control, "choices", {"choices": list(chosen)}, control)


def _result(control: str, kind: str, value: dict[str, Json], name: str) -> dict[str, Json]:
    return {"id": name, "from_name": control, "to_name": TEXT, "type": kind, "value": value}

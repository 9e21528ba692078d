"""A task as a JSON object, for pages that edit it and for the store; its text goes beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from numbers import Real
from typing import Any

from nlp.annotate.codec import check_text, write_head, write_span
from nlp.annotate.layers import LAYERS, Field, FieldType, vocabulary
from nlp.annotate.task import AnnotatedSpan, Relation, Task, build_task
from nlp.document.annotation import Json
from nlp.errors import DonthuError
from nlp.store.canonical import write_canonical

_HINT = "send the task as it was given, with what was changed"


def encode_task(task: Task) -> dict[str, Json]:
    """The task without its text: ``document``, ``sha256`` of the text, ``layers``, ``labels``, ``annotator``, ``guidelines``,
    ``spans`` (``id``, ``layer``, ``label``, ``start``, ``end``, ``values``, ``confidence``, ``source``) and ``relations``
    (``kind``, ``head``, ``tail``)."""
    relations: list[Json] = [{"kind": one.kind, "head": one.head, "tail": one.tail} for one in task.relations]
    return {**write_head(task), "spans": [write_span(span) for span in task.spans], "relations": relations}


def decode_task(row: Mapping[str, Any], text: str) -> Task:
    """The task of such an object over its text; ``decode_task(encode_task(task), task.text) == task``.

    Raises DonthuError: ``annotate.head`` (a part lacks or is of another type), ``annotate.text_changed``, ``annotate.value`` (a
    value that does not fit the field of its layer), and what ``build_task`` raises.
    """
    document = str(row.get("document"))
    try:
        check_text(text, row["sha256"], document)
        spans = [_read_span(one) for one in row["spans"]]
        relations = [Relation(*(_require(one[key], str) for key in ("kind", "head", "tail"))) for one in row["relations"]]
        layers = [_require(layer, str) for layer in row["layers"]]
        labels = _require(row["labels"], Mapping)
        given = [None if row[key] is None else _require(row[key], str) for key in ("annotator", "guidelines")]
    except (KeyError, TypeError, ValueError) as error:
        raise DonthuError("annotate.head", f"{document}: {type(error).__name__} {error}", _HINT) from error
    task = build_task(
        document, text, spans=spans, relations=relations, layers=layers, labels=labels, annotator=given[0], guidelines=given[1]
    )  # fmt: skip
    for span in task.spans:
        for name, value in span.values.items():
            field = LAYERS[span.layer].field(name)
            if field is not None and not _fits(field, value):
                raise DonthuError("annotate.value", f"{document}: {span.layer}.{name} of {span.id} cannot be that", _HINT)
    return task


def write_task(task: Task) -> str:
    """The same as JSON text, one way only."""
    return write_canonical(encode_task(task))


def read_task(row: str, text: str) -> Task:
    """The task that ``write_task`` wrote."""
    return decode_task(json.loads(row), text)


def _read_span(row: Mapping[str, Any]) -> AnnotatedSpan:
    name, layer, label = (_require(row[key], str) for key in ("id", "layer", "label"))
    start, end = (_require(row[key], int) for key in ("start", "end"))
    confidence, source = row.get("confidence"), row.get("source")
    if confidence is not None and not 0 <= _require(confidence, Real) <= 1:
        raise ValueError("confidence")
    values = _require(row["values"], Mapping)
    given = None if source is None else _require(source, str)
    return AnnotatedSpan(name, layer, label, start, end, values, confidence, given)


def _require(value: Any, kind: type) -> Any:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise TypeError(f"{kind.__name__} is wanted")
    return value


def _fits(field: Field, value: Json) -> bool:
    match field.type:
        case FieldType.TEXT:
            return isinstance(value, str)
        case FieldType.NUMBER:
            return isinstance(value, int) and not isinstance(value, bool)
        case FieldType.CHOICE:
            return value in vocabulary(field.group)
        case FieldType.TEXTS:
            return isinstance(value, list) and all(isinstance(one, str) for one in value)
        case FieldType.JSON:
            return True


def list_values(span: AnnotatedSpan) -> Iterator[str]:
    """The values of a span in the order of its layer's fields, as words; parts of JSON are left out."""
    for field in LAYERS[span.layer].fields:
        value = span.values.get(field.name)
        if isinstance(value, list):
            yield from (one for one in value if isinstance(one, str))
        elif isinstance(value, str | int | float):
            yield str(value)

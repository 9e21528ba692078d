"""Edits of a task: what a person changed since he saw it, taken in with every fault told at the span that it is in."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dateutil.rrule import rrulestr

from nlp.annotate.layers import (
    DOCUMENT_LABEL_SETS,
    DOCUMENT_LABELS,
    HEADER_LISTS,
    HEADER_TEXTS,
    LAYERS,
    RELATIONS,
    SIGNATURE_TEXTS,
    Field,
    FieldType,
    vocabulary,
)  # fmt: skip
from nlp.annotate.task import AnnotatedSpan, Relation, Task, build_task
from nlp.document.annotation import Json
from nlp.errors import DonthuError

_LONGEST, _LONGEST_ID = 4000, 80
#: Where a fault of a span is that is in none of its fields.
LABEL, EDGES, LINKS = "label", "edges", "relations"


@dataclass(frozen=True, slots=True)
class Edits:
    """What was changed: spans that are new or other than before, ids of spans taken away, relations drawn and taken away, and
    labels of the document that are other than before (None takes one away)."""

    put: tuple[AnnotatedSpan, ...] = ()
    drop: frozenset[str] = frozenset()
    link: frozenset[Relation] = frozenset()
    unlink: frozenset[Relation] = frozenset()
    labels: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that cannot be taken in: the span (None: the labels of the document), where in it, and the code of the error."""

    span: str | None
    where: str
    code: str


class EditError(DonthuError):
    """Edits that cannot be taken in (``annotate.edit``), with their faults."""

    def __init__(self, document: str, faults: Sequence[Fault]) -> None:
        super().__init__("annotate.edit", f"{document}: {len(faults)} values cannot be taken in", "correct them, save again")
        self.faults = tuple(faults)


def read_edits(row: Any) -> Edits:
    """The edits of a JSON object; raises DonthuError (``annotate.edits``) where it has another form.

    >>> read_edits({"drop": ["citations-0001"]}).drop
    frozenset({'citations-0001'})
    """
    try:
        edits = Edits(
            tuple(_read_span(one) for one in row.get("put", ())),
            frozenset(_read_id(one) for one in row.get("drop", ())),
            frozenset(_read_relation(one) for one in row.get("link", ())),
            frozenset(_read_relation(one) for one in row.get("unlink", ())),
            dict(row.get("labels", {})),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise DonthuError("annotate.edits", f"edits have another form: {error}", "put, drop, link, unlink, labels") from error
    return edits


def apply_edits(task: Task, edits: Edits) -> Task:
    """The task with the edits in it. Relations of a span that is taken away go with it; a span that is other than before has no
    confidence and no source any more. Raises EditError.

    >>> task = build_task("d", "theo Luật Đất đai", layers=["citations"])
    >>> apply_edits(task, Edits(put=(AnnotatedSpan("a", "citations", "luat", 5, 17),))).layer("citations")[0].start
    5
    """
    before = {span.id: span for span in task.spans}
    faults = [fault for span in edits.put for fault in _check_span(span, before.get(span.id), task)]
    faults += _check_labels(edits.labels, task.labels)
    spans = before | {span.id: span for span in edits.put if not _is_same(span, before.get(span.id))}
    spans = {key: span for key, span in spans.items() if key not in edits.drop}
    kept = {link for link in task.relations if link.head in spans and link.tail in spans} - edits.unlink
    faults += [Fault(link.head, LINKS, "annotate.relation") for link in sorted(edits.link) if not _leads(link, spans)]
    faults += [Fault(link.head, LINKS, "annotate.relation") for link in sorted(kept) if not _leads(link, spans)]
    if faults:
        raise EditError(task.document, faults)
    labels = {key: value for key, value in {**task.labels, **edits.labels}.items() if value is not None or key in task.labels}
    return build_task(
        task.document, task.text, spans=spans.values(), relations=kept | edits.link, layers=task.layers, labels=labels,
        annotator=task.annotator, guidelines=task.guidelines,
    )  # fmt: skip


def _read_span(row: Mapping[str, Any]) -> AnnotatedSpan:
    start, end, values = row["start"], row["end"], row.get("values", {})
    if type(start) is not int or type(end) is not int or not isinstance(values, dict):
        raise TypeError("a span")
    return AnnotatedSpan(_read_id(row["id"]), str(row["layer"]), str(row["label"]), start, end, values)


def _read_id(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_ID or not value.isascii() or not value.isprintable():
        raise ValueError("an id")
    return value


def _read_relation(row: Sequence[str]) -> Relation:
    kind, head, tail = row
    return Relation(str(kind), _read_id(head), _read_id(tail))


def _is_same(span: AnnotatedSpan, before: AnnotatedSpan | None) -> bool:
    return before is not None and replace(before, confidence=None, source=None) == replace(
        span, values={name: value for name, value in span.values.items() if value not in (None, "", [])}
    )


def _leads(link: Relation, spans: Mapping[str, AnnotatedSpan]) -> bool:
    kind, head, tail = RELATIONS.get(link.kind), spans.get(link.head), spans.get(link.tail)
    return bool(kind and head and tail and (head.layer, tail.layer) == (kind.head, kind.tail))


def _check_span(span: AnnotatedSpan, before: AnnotatedSpan | None, task: Task) -> Iterator[Fault]:
    if span.layer not in task.layers or (before is not None and before.layer != span.layer):
        yield Fault(span.id, LABEL, "annotate.layer")
        return
    try:
        build_task(task.document, task.text, spans=[span])
    except DonthuError as error:
        yield Fault(span.id, LABEL if error.code == "annotate.label" else EDGES, error.code)
    layer = LAYERS[span.layer]
    for name, value in span.values.items():
        kept, known = before.values.get(name) if before else None, layer.field(name)
        if value != kept and not (known and _fits(known, value)):
            yield Fault(span.id, name, f"annotate.value.{_kind(known)}")


def _kind(known: Field | None) -> str:
    """What a field holds, as the code of its fault says it."""
    if known is None:
        return "unknown"
    return known.name if known.name in ("date", "rrule") else known.type.value


def _fits(known: Field, value: Json) -> bool:
    if value is None or value == "":
        return True
    match known.type:
        case FieldType.NUMBER:
            return type(value) is int and 0 <= value < 10**6
        case FieldType.CHOICE:
            return value in vocabulary(known.group)
        case FieldType.TEXTS:
            return _is_texts(value)
        case FieldType.JSON:
            return isinstance(value, (list, dict)) and _is_text(json.dumps(value, ensure_ascii=False))
        case FieldType.TEXT:
            return _is_text(value) and _is_told(known.name, str(value))


def _is_told(name: str, value: str) -> bool:
    """Whether a text that has a form of its own has it: a day, a rule of RFC 5545."""
    try:
        if name == "date":
            return dt.date.fromisoformat(value).isoformat() == value
        if name == "rrule":
            rrulestr(value, dtstart=dt.datetime(2000, 1, 1))
    except (ValueError, TypeError, KeyError):
        return False
    return True


def _is_text(value: Json) -> bool:
    """Whether a value is a text that can be kept: no half of a character, no NUL."""
    return isinstance(value, str) and len(value) <= _LONGEST and not any(c == "\0" or "\ud800" <= c <= "\udfff" for c in value)


def _is_texts(value: Json) -> bool:
    return isinstance(value, list) and all(_is_text(one) and one for one in value)


def _check_labels(labels: Mapping[str, Json], before: Mapping[str, Json]) -> Iterator[Fault]:
    for name, value in labels.items():
        if value is None or value == before.get(name):
            continue
        if name in DOCUMENT_LABELS:
            good = value in vocabulary(DOCUMENT_LABELS[name])
        elif name in DOCUMENT_LABEL_SETS:
            known = vocabulary(DOCUMENT_LABEL_SETS[name])
            good = isinstance(value, list) and all(one in known for one in value) and len(set(map(str, value))) == len(value)
        elif name == "header" and isinstance(value, dict):
            yield from _check_header(value, before.get(name))
            continue
        else:
            good = False
        if not good:
            yield Fault(None, name, "annotate.value.choice")


def _check_header(header: Mapping[str, Json], before: Json) -> Iterator[Fault]:
    held = before if isinstance(before, dict) else {}
    for name, value in header.items():
        if value is None or value == held.get(name):
            continue
        if name == "signature":
            good = isinstance(value, dict) and set(value) <= set(SIGNATURE_TEXTS) and all(
                one is None or _is_text(one) for one in value.values()
            )  # fmt: skip
        elif name in HEADER_LISTS:
            good = _is_texts(value)
        else:
            good = name in HEADER_TEXTS and _is_text(value) and _is_told(name, str(value))
        if not good:
            yield Fault(None, f"header.{name}", "annotate.value.date" if name == "date" else "annotate.value.text")

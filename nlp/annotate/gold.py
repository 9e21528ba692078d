"""Tasks from gold and back to it: the format of corpora/GUIDELINES.md.

Beside the layers of the guidelines the gold of a task may hold ``bodies`` (spans of those whom obligations name), the indexes
that an obligation leads to (``assignee_bodies``, ``report_to_bodies``, ``citations``), ``annotator`` and ``guidelines``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from nlp.annotate.layers import LAYERS, PETITION_LAYERS, UNKNOWN, FieldType, Layer
from nlp.annotate.task import AnnotatedSpan, Relation, Task, build_task
from nlp.document.annotation import Json
from nlp.errors import DonthuError

Gold = Mapping[str, Any]
#: The indexes that an obligation holds, by the relation that they are, and whether the gold always has them.
_INDEXES = {
    "deadlines": ("deadline", "deadlines", True),
    "citations": ("citation", "citations", False),
    "assignee_bodies": ("assignee", "bodies", False),
    "report_to_bodies": ("report_to", "bodies", False),
}
_PETITION_LABELS = ("type", "parts", "fields", "flags")
_OWN = {"file", "annotator", "guidelines", "petition", *LAYERS}


def read_gold(gold: Gold, text: str, *, document: str | None = None) -> Task:
    """The task that a gold object is, over the text that its offsets count in.

    ``document`` is by default the gold's file without its suffix. Raises DonthuError (``annotate.gold``) where a field lacks.

    >>> gold = {"file": "a.txt", "family": "dispatch", "citations": [{"start": 5, "end": 17, "kind": "luat"}]}
    >>> read_gold(gold, "theo Luật Đất đai").spans[0].id
    'citations-0000'
    """
    name = document or str(gold.get("file", "")).removesuffix(".txt")
    petition = gold.get("petition") or {}
    rows = {layer: (petition if layer in PETITION_LAYERS else gold).get(layer) for layer in LAYERS}
    try:
        spans = [
            _read_span(LAYERS[layer], number, row, text)
            for layer, items in rows.items()
            for number, row in enumerate(items or [])
        ]
        relations = list(_read_relations(rows.get("obligations") or [], spans))
    except (KeyError, TypeError, ValueError) as error:
        raise DonthuError("annotate.gold", f"{name}: {type(error).__name__} {error}", "corpora/GUIDELINES.md") from error
    labels = {key: value for key, value in gold.items() if key not in _OWN}
    labels |= {f"petition.{key}": value for key, value in petition.items() if key not in PETITION_LAYERS}
    if "petition" in gold and not petition:
        labels["petition"] = gold["petition"]
    return build_task(
        name, text, spans=spans, relations=relations, layers=[layer for layer, items in rows.items() if items is not None],
        labels=labels, annotator=gold.get("annotator"), guidelines=gold.get("guidelines"),
    )  # fmt: skip


def write_gold(task: Task) -> dict[str, Any]:
    """The gold object of a task, for the file ``DOCUMENT.txt`` with the task's text in it.

    An obligation's ``assignees`` are the bodies that it is linked with, in order of place, and then the texts that it holds.
    """
    gold: dict[str, Any] = {"file": f"{task.document}.txt"}
    petition: dict[str, Any] = {}
    for key, value in task.labels.items():
        if key.startswith("petition."):
            petition[key.removeprefix("petition.")] = value
        else:
            gold[key] = value
    petition = {key: petition[key] for key in (*_PETITION_LABELS, *petition) if key in petition}
    for layer in LAYERS:
        if layer not in task.layers:
            continue
        rows = [_write_span(LAYERS[layer], span, task) for span in task.layer(layer)]
        (petition if layer in PETITION_LAYERS else gold)[layer] = rows
    if petition:
        gold["petition"] = petition
    if task.annotator is not None:
        gold["annotator"] = task.annotator
    if task.guidelines is not None:
        gold["guidelines"] = task.guidelines
    return gold


def write_gold_files(task: Task, folder: Path, name: str) -> None:
    """Writes the text and the gold of a task as ``NAME.txt`` and ``NAME.gold.json`` into a folder, which is made if need be."""
    named = replace(task, document=name)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.txt").write_bytes(named.text.encode())
    gold = json.dumps(write_gold(named), ensure_ascii=False, indent=1) + "\n"
    (folder / f"{name}.gold.json").write_bytes(gold.encode())


def marker_end(text: str, start: int, label: str) -> int:
    """Where the marker of a clause ends that begins at ``start``: behind its label, or behind the first letter or sign.

    >>> marker_end("(Hai là) xử lý", 0, "Hai là")
    7
    """
    found = text.find(label, start, start + len(label) + 3) if label else -1
    if found >= 0:
        return found + len(label)
    return next((end for end in range(start + 1, len(text)) if not text[end - 1].isspace()), len(text))


def _read_span(layer: Layer, number: int, row: Gold, text: str) -> AnnotatedSpan:
    start = int(row["start"])
    end = marker_end(text, start, str(row.get("label") or "")) if layer.name == "clauses" else int(row["end"])
    label = layer.label or str(row.get(layer.key or "") or UNKNOWN)
    taken = {"start", "end", "text", layer.key, *_INDEXES}
    values = {key: value for key, value in row.items() if key not in taken}
    if layer.name == "obligations":
        linked = len(set(row.get("assignee_bodies", ())))
        values["assignees"] = list(values.get("assignees", []))[linked:]
    return AnnotatedSpan(f"{layer.name}-{number:04d}", layer.name, label, start, end, values)


def _read_relations(obligations: list[Gold], spans: list[AnnotatedSpan]) -> Iterator[Relation]:
    known = {span.id for span in spans}
    for number, row in enumerate(obligations):
        for key, (kind, layer, _) in _INDEXES.items():
            for index in row.get(key) or ():
                if f"{layer}-{index:04d}" not in known:
                    raise ValueError(f"obligation {number}: {key} {index}")
                yield Relation(kind, f"obligations-{number:04d}", f"{layer}-{index:04d}")


def _write_span(layer: Layer, span: AnnotatedSpan, task: Task) -> dict[str, Json]:
    if layer.name == "clauses":
        return {"start": span.start, "label": span.values.get("label"), **_others(layer, span)}
    row: dict[str, Json] = {"start": span.start, "end": span.end}
    if layer.name != "obligations":
        row["text"] = task.text[span.start : span.end]
    if layer.key and layer.name != "obligations":
        row[layer.key] = None if span.label == UNKNOWN else span.label
    for field in layer.fields:
        if field.always or field.name in span.values:
            empty: Json = [] if field.type in (FieldType.JSON, FieldType.TEXTS) else None
            row[field.name] = span.values.get(field.name, empty)
    if layer.name == "obligations":
        bodies = task.tails("assignee", span.id)
        own = row["assignees"]
        named: list[Json] = [task.text[body.start : body.end] for body in bodies]
        row["assignees"] = [*named, *(own if isinstance(own, list) else [own])]
        row["modality"] = None if span.label == UNKNOWN else span.label
        for key, (kind, target, always) in _INDEXES.items():
            order = {one.id: number for number, one in enumerate(task.layer(target))}
            found: list[Json] = [order[one.id] for one in task.tails(kind, span.id)]
            if found or always:
                row[key] = found
    return row | _others(layer, span)


def _others(layer: Layer, span: AnnotatedSpan) -> dict[str, Json]:
    """Values of fields that the layer does not define: they are kept as they are."""
    return {name: value for name, value in span.values.items() if layer.field(name) is None}

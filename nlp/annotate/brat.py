"""brat's standoff: ``DOCUMENT.txt`` and ``DOCUMENT.ann`` for each task, and the configuration of the collection.

Spans are text-bound annotations (T), values of a vocabulary attributes (A), relations R, everything else of a span a note (#) in
JSON. What holds of the whole document has no place in brat and lies in ``DOCUMENT.json``. Line ends inside a span stand as blanks
in the ``.ann``; a span in several pieces is refused. Format: brat standoff, https://brat.nlplab.org/standoff.html.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from nlp.annotate.codec import dump_line, file_name, join_head, read_relation, read_type, write_head, write_type
from nlp.annotate.layers import LAYERS, RELATIONS, UNKNOWN, FieldType, vocabulary
from nlp.annotate.task import AnnotatedSpan, Refused, Relation, Returned, Task
from nlp.document.annotation import Json
from nlp.errors import DonthuError
from nlp.interop.wording import Wording

_NOTE = "AnnotatorNotes"


def write_tasks(tasks: Iterable[Task]) -> Iterator[tuple[str, bytes]]:
    """The configuration of the collection, then three files a task."""
    yield "annotation.conf", _write_configuration().encode()
    yield "visual.conf", _write_names(Wording()).encode()
    for task in tasks:
        name = file_name(task.document)
        yield f"{name}.txt", task.text.encode()
        yield f"{name}.ann", _write_annotations(task).encode()
        yield f"{name}.json", (json.dumps(write_head(task), ensure_ascii=False, indent=1) + "\n").encode()


def read_tasks(path: Path) -> Iterator[Returned]:
    """The tasks of a folder, by name; one whose files do not fit together is refused."""
    for file in sorted(path.rglob("*.ann")):
        document = file.stem
        try:
            head = json.loads(file.with_suffix(".json").read_bytes())
            document = str(head["document"])
            text = file.with_suffix(".txt").read_bytes().decode()
            spans, relations = _read_annotations(file.read_bytes().decode(), text, document)
            yield join_head(head, text, spans, relations)
        except DonthuError as error:
            yield Refused(document, error)
        except (OSError, KeyError, TypeError, ValueError, IndexError) as error:
            message = f"{document}: {type(error).__name__} {error}"
            yield Refused(document, DonthuError("annotate.brat", message, "keep .txt, .ann and .json side by side"))


def _write_configuration() -> str:
    lines = ["[entities]"]
    for layer in LAYERS.values():
        lines += [f"!{layer.name}", *(f"\t{write_type(layer.name, label)}" for label in _labels(layer.name))]
    lines += ["", "[relations]"]
    for relation in RELATIONS.values():
        ends = ["|".join(write_type(layer, label) for label in _labels(layer)) for layer in (relation.head, relation.tail)]
        lines.append(f"{relation.name}\tArg1:{ends[0]}, Arg2:{ends[1]}")
    lines += ["<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>", "", "[events]", "", "[attributes]"]
    for layer in LAYERS.values():
        owners = "|".join(write_type(layer.name, label) for label in _labels(layer.name))
        for field in layer.fields:
            if field.type is FieldType.CHOICE:
                lines.append(f"{field.name}\tArg:{owners}, Value:{'|'.join(vocabulary(field.group))}")
    return "\n".join(lines) + "\n"


def _write_names(wording: Wording) -> str:
    lines = ["[labels]"]
    for layer in LAYERS.values():
        lines.append(f"{layer.name} | {wording.label('layer', layer.name)}")
        for label in _labels(layer.name):
            lines.append(f"{write_type(layer.name, label)} | {wording.label(layer.group or 'annotation', label)}")
    lines += [f"{name} | {wording.label('annotation', name)}" for name in RELATIONS]
    return "\n".join([*lines, "", "[drawing]", ""])


def _labels(layer: str) -> tuple[str, ...]:
    kind = LAYERS[layer]
    return kind.labels if kind.label else (*kind.labels, UNKNOWN)


def _write_annotations(task: Task) -> str:
    numbers = {span.id: f"T{number}" for number, span in enumerate(task.spans, 1)}
    lines: list[str] = []
    attributes = 0
    for number, span in enumerate(task.spans, 1):
        shown = task.text[span.start : span.end].replace("\n", " ")
        lines.append(f"T{number}\t{write_type(span.layer, span.label)} {span.start} {span.end}\t{shown}")
        chosen = _choices(span)
        for name, value in chosen.items():
            attributes += 1
            lines.append(f"A{attributes}\t{name} T{number} {value}")
        rest = {name: value for name, value in span.values.items() if name not in chosen}
        note: dict[str, Json] = {"id": span.id, "values": rest, "confidence": span.confidence, "source": span.source}
        lines.append(f"#{number}\t{_NOTE} T{number}\t{dump_line(note)}")
    for number, relation in enumerate(task.relations, 1):
        lines.append(f"R{number}\t{relation.kind} Arg1:{numbers[relation.head]} Arg2:{numbers[relation.tail]}")
    return "".join(f"{line}\n" for line in lines)


def _choices(span: AnnotatedSpan) -> dict[str, str]:
    """The values that brat can hold as attributes."""
    fields = [field for field in LAYERS[span.layer].fields if field.type is FieldType.CHOICE]
    return {
        field.name: str(span.values[field.name])
        for field in fields
        if field.name in span.values and span.values[field.name] in vocabulary(field.group)
    }


def _read_annotations(standoff: str, text: str, document: str) -> tuple[list[AnnotatedSpan], list[Relation]]:
    marks: dict[str, tuple[str, str, int, int]] = {}
    notes: dict[str, Mapping[str, Any]] = {}
    attributes: dict[str, dict[str, Json]] = {}
    links: list[tuple[str, str, str]] = []
    for line in filter(None, standoff.split("\n")):
        name, _, rest = line.partition("\t")
        said, _, shown = rest.partition("\t")
        words = said.split(" ")
        if name.startswith("T"):
            if ";" in said:
                raise DonthuError("annotate.brat", f"{document}: {name} is in several pieces", "mark it as one span")
            start, end = int(words[1]), int(words[2])
            if text[start:end].replace("\n", " ") != shown:
                raise DonthuError(
                    "annotate.offsets", f"{document}: {name} is not what stands at {start}..{end}", "keep .txt as exported"
                )
            marks[name] = (*read_type(words[0], document), start, end)
        elif name.startswith("A"):
            attributes.setdefault(words[1], {})[words[0]] = words[2]
        elif name.startswith("R"):
            links.append((words[0], words[1].partition(":")[2], words[2].partition(":")[2]))
        elif name.startswith("#"):
            if words[0] == _NOTE and shown.startswith("{"):
                notes[words[1]] = json.loads(shown)
        else:
            raise DonthuError("annotate.brat", f"{document}: {name} has no meaning here", "use the types of annotation.conf")
    spans = []
    ids = {}
    for name, (layer, label, start, end) in marks.items():
        note = notes.get(name, {})
        ids[name] = note.get("id") or f"new-{name}"
        values = {**note.get("values", {}), **attributes.get(name, {})}
        spans.append(AnnotatedSpan(ids[name], layer, label, start, end, values, note.get("confidence"), note.get("source")))
    return spans, [read_relation(kind, ids[head], ids[tail], document) for kind, head, tail in links]

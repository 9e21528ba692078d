"""Tasks from analysis records: what the pipeline found, with its confidence, for people to correct."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from nlp.annotate.gold import marker_end
from nlp.annotate.layers import HEADER_LISTS, HEADER_TEXTS, LAYERS, PETITION_LAYERS, UNKNOWN
from nlp.annotate.task import AnnotatedSpan, Relation, Task, build_task
from nlp.document.annotation import Json
from nlp.evaluation.metrics import PETITION_SPANS

Record = Mapping[str, Any]
#: The layers that are annotated, by the family of the document.
FAMILY_LAYERS: Mapping[str, tuple[str, ...]] = {
    "dispatch": ("clauses", "citations", "deadlines", "obligations", "bodies"),
    "petition": (*PETITION_LAYERS, "citations"),
    "other": ("citations",),
}


def read_record(
    record: Record, *, layers: Iterable[str] | None = None, guidelines: str | None = None, source: str | None = None
) -> Task:
    """The task of a record (record.md), over its canonical text, or over ``source``: the text of the source as it was decoded.

    ``layers`` are by default those of the document's family. A body that an obligation names is a span, and linked, where its
    words stand in the obligation's span; else it stays among the obligation's ``assignees``.
    """
    wanted = tuple(layers) if layers is not None else FAMILY_LAYERS[record["family"]]
    text: str = record["text"] if source is None else source
    place = partial(_place, "" if source is None else "source_")
    clauses = [row for row in record["segments"] if row["type"] == "clause"]
    spans = [_read_span("clauses", row, (place(row)[0], marker_end(text, place(row)[0], row["label"] or ""))) for row in clauses]
    spans += [_read_span("citations", row, place(row), row["kind"]) for row in record["citations"]]
    spans += [_read_span("deadlines", row, place(row), row["type"]) for row in record["deadlines"]]
    relations: list[Relation] = []
    bodies: dict[tuple[int, int], AnnotatedSpan] = {}
    for row in record["obligations"]:
        named = [(assignee["text"], "assignee") for assignee in row["assignees"]]
        named += [(row["report_to"], "report_to")] if row["report_to"] else []
        left: list[Json] = []
        for words, kind in named:
            start = text.find(words, *place(row))
            if start >= 0:
                body = bodies.setdefault((start, start + len(words)), _body(start, start + len(words), row))
                relations.append(Relation(kind, row["id"], body.id))
            elif kind == "assignee":
                left.append(words)
        spans.append(_read_span("obligations", row, place(row), row["modality"], values={"assignees": left}))
        relations += [Relation("deadline", row["id"], tail) for tail in row["deadlines"]]
        relations += [Relation("citation", row["id"], tail) for tail in row["citations"]]
    spans += bodies.values()
    spans += _read_mentions(record["petition"] or {}, place)
    kept = {span.id: span for span in spans if span.layer in wanted and text[span.start : span.end].strip()}
    links = [link for link in relations if link.head in kept and link.tail in kept]
    return build_task(
        record["id"], text, spans=kept.values(), relations=links, layers=wanted, labels=_read_labels(record),
        guidelines=guidelines,
    )  # fmt: skip


def _place(prefix: str, row: Record) -> tuple[int, int]:
    return row[f"{prefix}start"], row[f"{prefix}end"]


def _read_span(
    layer: str, row: Record, place: tuple[int, int], label: str | None = None, *, values: Mapping[str, Json] | None = None
) -> AnnotatedSpan:
    kind = LAYERS[layer]
    given = {field.name: row.get(field.name) for field in kind.fields} if values is None else values
    label = kind.label or (label if label in kind.labels else UNKNOWN)
    return AnnotatedSpan(row["id"], layer, label, *place, given, row["provenance"]["confidence"], _source(row))


def _source(row: Record) -> str:
    provenance = row["provenance"]
    return f"{provenance['component']}/{provenance['version']}:{provenance['rule']}"


def _body(start: int, end: int, row: Record) -> AnnotatedSpan:
    return AnnotatedSpan(f"bodies-{start}-{end}", "bodies", "body", start, end, source=_source(row))


def _read_mentions(petition: Record, place: Callable[[Record], tuple[int, int]]) -> Iterator[AnnotatedSpan]:
    layers = {mention: layer for layer, mention in PETITION_SPANS.items()}
    for number, row in enumerate(petition.get("mentions", ())):
        if layer := layers.get(row["layer"]):
            yield AnnotatedSpan(f"{layer}-{number:04d}", layer, row["layer"], *place(row))


def _read_labels(record: Record) -> dict[str, Json]:
    labels: dict[str, Json] = {name: record[name] for name in ("family", "kind", "regime")}
    if record["family"] == "dispatch":
        header = record["header"]
        labels["header"] = {name: header[name] for name in (*HEADER_TEXTS, *HEADER_LISTS, "signature")}
    if petition := record["petition"]:
        labels["petition.type"] = petition["type"]
        labels["petition.fields"] = [row["code"] for row in petition["fields"]]
        labels["petition.flags"] = list(petition["flags"])
    return labels

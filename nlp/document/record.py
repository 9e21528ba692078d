"""The analysis record: one JSON object a document, the contract ``donthu/1``.

``encode_record`` is the only place that writes it; ``load_schema`` gives the JSON Schema that every record obeys.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from importlib import resources
from typing import Any

from nlp.document.annotation import Annotation, Json, dump_json, to_json
from nlp.document.document import Document
from nlp.document.pages import encode_pages
from nlp.document.problem import Problem
from nlp.text.span import Span

SCHEMA = "donthu/1"
_LISTS = ("segments", "citations", "anaphora", "deadlines", "obligations", "findings")
_HEADER_EMPTY: dict[str, Json] = {
    "issuer": None, "parent_issuer": None, "number": None, "date": None, "place": None, "subject": None,
    "addressees": [], "recipients": [], "signature": {"authority": None, "role": None, "name": None}, "spans": {},
}  # fmt: skip
#: What a petition's part of a record holds where nothing was found.
EMPTY_PETITION: dict[str, Json] = {
    "type": None, "type_scores": {}, "type_cues": [], "fields": [], "petitioners": [], "representatives": [], "signatories": None,
    "target": None, "targets": [], "date": None, "signed": None, "requests": [], "earlier_answers": [], "attachments": [],
    "flags": [], "evidence": [], "mentions": [], "proposed_action": None,
}  # fmt: skip


def encode_record(document: Document) -> dict[str, Json]:
    """The record of an analysed document; fields that no component filled are null or empty, never left out."""
    profile = _payload(document, "profile")
    family = profile.get("family", "other")
    record: dict[str, Json] = {
        "schema": SCHEMA,
        "id": document.source.sha256[:16],
        "status": document.status,
        "source": {f.name: to_json(getattr(document.source, f.name)) for f in fields(document.source)},
        "text": document.text,
        "family": family,
        "kind": profile.get("kind"),
        "regime": profile.get("regime"),
        "header": {**_HEADER_EMPTY, **_payload(document, "header")},
        "pages": encode_pages(document),
        "sentences": [[s.span.start, s.span.end] for s in document.layers.get("sentences", ())],
        "petition": None,
        "problems": [_encode_problem(problem) for problem in document.problems],
    }
    for name in _LISTS:
        record[name] = [encode_annotation(document, annotation) for annotation in document.layers.get(name, ())]
    if family == "petition":
        record["petition"] = {
            **EMPTY_PETITION,
            **_payload(document, "petition_labels"),
            **_payload(document, "petition_facts"),
            "type_cues": _encode_cues(document, "petition_labels"),
            "proposed_action": dict(_payload(document, "proposed_action")) or None,
            "mentions": _encode_mentions(document),
        }
    if "words" in document.layers:
        record["words"] = [[w.span.start, w.span.end] for w in document.layers["words"]]
    return record


def encode_annotation(document: Document, annotation: Annotation) -> dict[str, Json]:
    """One annotation as it stands in the record, with its offsets in text and source, its anchors and provenance."""
    span, provenance = annotation.span, annotation.provenance
    source = document.to_source(span)
    anchors = document.anchors
    encoded: dict[str, Json] = {
        "id": annotation.id,
        "start": span.start,
        "end": span.end,
        "source_start": source.start,
        "source_end": source.end,
        "page": anchors.page_of(source.start),
    }
    if annotation.WRITES_TEXT:
        encoded["text"] = span.of(document.text)
    encoded |= annotation.payload()
    encoded["anchors"] = [anchor.to_json() for anchor in anchors.locate(source)]
    encoded["provenance"] = {
        "component": provenance.component,
        "version": provenance.version,
        "rule": provenance.rule,
        "cues": [[cue.start, cue.end] for cue in provenance.cues],
        "confidence": provenance.confidence,
    }
    return encoded


def write_line(record: dict[str, Json]) -> str:
    """The record on one line, as in a ``.jsonl`` file, without the newline."""
    return dump_json(record).decode()


@lru_cache(maxsize=1)
def load_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the record."""
    text = resources.files("nlp.document").joinpath("record.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def _encode_cues(document: Document, layer: str) -> list[Json]:
    """The passages by which the one annotation of a layer was decided."""
    annotations = document.layers.get(layer, ())
    return [[cue.start, cue.end] for cue in annotations[0].provenance.cues] if annotations else []


def _payload(document: Document, layer: str) -> Mapping[str, Json]:
    annotations = document.layers.get(layer, ())
    return annotations[0].payload() if annotations else {}


def _encode_mentions(document: Document) -> list[Json]:
    """Where a petition's people, targets, requests and attachments stand, in text and source; the flags' places are evidence."""
    mentions: list[Json] = []
    for annotation in document.layers.get("petition_facts", ()):
        for layer, span in getattr(annotation, "evidence", ()):
            if not layer.startswith("flag."):
                source = document.to_source(span)
                mentions.append(
                    {
                        "layer": layer,
                        "start": span.start,
                        "end": span.end,
                        "source_start": source.start,
                        "source_end": source.end,
                        "text": span.of(document.text),
                    }
                )
    return mentions


def _encode_problem(problem: Problem) -> dict[str, Json]:
    span = problem.span
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "stage": problem.stage,
        "message": problem.message,
        "page": problem.page_no,
        "span": _encode_span(span) if span else None,
    }


def _encode_span(span: Span) -> list[Json]:
    return [span.start, span.end]

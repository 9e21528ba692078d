"""A document back from its analysis record, so that components can judge it anew without reading the source again.

The record does not hold all of a document: the source as decoded, and the provenance of what stands once (profile, header, what a
petition says). Offsets in the source are exact where the record names them, and in between no narrower than they were.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from nlp.document.anchors import RecordedAnchor
from nlp.document.annotation import Annotation, Provenance, Sentence
from nlp.document.document import Document, Source
from nlp.document.values import decode_annotation
from nlp.text.alignment import Alignment, Edit
from nlp.text.span import Span

Record = Mapping[str, Any]
_SINGLE: Mapping[str, tuple[str, ...]] = {
    "profile": (), "header": ("header",), "petition_labels": ("petition",), "petition_facts": ("petition",),
    "proposed_action": ("petition", "proposed_action"),
}  # fmt: skip


@dataclass(frozen=True)
class RecordedAnchors:
    """The anchors of the spans that a record names, by their place in the source text; other spans have none."""

    rows: Mapping[tuple[int, int], Record]

    def locate(self, span: Span) -> tuple[RecordedAnchor, ...]:
        """The anchors that the record gives for just this span."""
        row = self.rows.get((span.start, span.end), {})
        return tuple(RecordedAnchor(value) for value in row.get("anchors", ()))

    def page_of(self, offset: int) -> int | None:
        """The page of the last span that begins before ``offset``, or of the first one; None where the source has no pages."""
        place = max(0, bisect_right(self._pages, (offset, float("inf"))) - 1)
        return int(self._pages[place][1]) if self._pages else None

    @cached_property
    def _pages(self) -> list[tuple[int, float]]:
        return sorted((start, row["page"]) for (start, _), row in self.rows.items() if row.get("page") is not None)


def decode_record(record: Record, kinds: Iterable[type[Annotation]]) -> Document:
    """The document of a record with the layers of ``kinds``; layers that the record does not hold are left out.

    Raises DonthuError (``document.value``) where a value does not fit its layer: the record is of another version.

    >>> from nlp.document.document import build_document
    >>> from nlp.document.record import encode_record
    >>> decode_record(encode_record(build_document("Một câu.")), [Sentence]).text
    'Một câu.'
    """
    rows = [row for value in record.values() if isinstance(value, list) for row in value if _is_located(row)]
    rows += [row for row in (record["petition"] or {}).get("mentions", ()) if _is_located(row)]
    source = record["source"]
    document = Document(
        source=Source(**{**source, "warnings": tuple(source["warnings"])}),
        raw=record["text"],
        text=record["text"],
        alignment=_align(rows, len(record["text"])),
        anchors=RecordedAnchors({(row["source_start"], row["source_end"]): row for row in reversed(rows)}),
    )
    return document.with_layers({kind.LAYER: tuple(_read_layer(record, kind)) for kind in kinds})


def _is_located(row: Any) -> bool:
    return isinstance(row, dict) and "source_start" in row


def _align(rows: Iterable[Record], length: int) -> Alignment:
    """What is known of the way from source to text: between two places named, text is as it was or was edited as a whole."""
    points = {(row[edge], row[f"source_{edge}"]) for row in rows for edge in ("start", "end")}
    edits, text, source = [], 0, 0
    for to_text, to_source in sorted(points):
        if to_text < text or to_source < source:
            continue
        if to_text - text != to_source - source:
            edits.append(Edit(source, to_source, text, to_text))
        text, source = to_text, to_source
    return Alignment(tuple(edits), source + length - text, length)


def _read_layer(record: Record, kind: type[Annotation]) -> Iterator[Annotation]:
    if kind is Sentence:
        for start, end in record["sentences"]:
            yield Sentence(span=Span(start, end), provenance=_provenance(kind))
        return
    names = [f.name for f in fields(kind) if f.name not in ("span", "provenance")]
    if kind.LAYER not in _SINGLE:
        for row in record.get(kind.LAYER, ()):
            given = {**row["provenance"], "cues": tuple(Span(*cue) for cue in row["provenance"]["cues"])}
            payload = {name: row[name] for name in names if name in row}
            yield decode_annotation(kind, Span(row["start"], row["end"]), payload, Provenance(**given))
        return
    value: Any = record
    for step in _SINGLE[kind.LAYER]:
        value = value[step] if value is not None else None
    if value is not None:
        payload = {name: value[name] for name in names if name in value}
        yield decode_annotation(kind, Span(0, 0), payload, _provenance(kind))


def _provenance(kind: type[Annotation]) -> Provenance:
    return Provenance("record", 1, kind.LAYER)

"""The task: one document with what is annotated on it, whatever tool it goes to or comes from.

A task is immutable and in normal form (spans by place, relations sorted, empty values left out), so that two tasks are equal
where they say the same. Offsets are code points of ``text``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from nlp.annotate.layers import LAYERS, RELATIONS, UNKNOWN
from nlp.document.annotation import Json
from nlp.errors import DonthuError

_ORDER = {name: number for number, name in enumerate(LAYERS)}
_HINT = "corpora/GUIDELINES.md"


@dataclass(frozen=True, slots=True)
class AnnotatedSpan:
    """A span with its label. ``confidence`` is from 0 to 1, ``source`` says who made it (component and rule); both None where
    nobody says so."""

    id: str
    layer: str
    label: str
    start: int
    end: int
    values: Mapping[str, Json] = field(default_factory=dict)
    confidence: float | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Relation:
    """A relation from the span ``head`` to the span ``tail``, by their ids."""

    kind: str
    head: str
    tail: str


@dataclass(frozen=True)
class Task:
    """One document to be annotated, or annotated by ``annotator`` (None: by the machine) after guidelines of that version.

    ``layers`` are the span layers that were looked at, whether they hold anything or not; ``labels`` what holds of the document
    as a whole, as its gold has it. Made by ``build_task``.
    """

    document: str
    text: str
    spans: tuple[AnnotatedSpan, ...] = ()
    relations: tuple[Relation, ...] = ()
    layers: tuple[str, ...] = ()
    labels: Mapping[str, Json] = field(default_factory=dict)
    annotator: str | None = None
    guidelines: str | None = None

    @property
    def sha256(self) -> str:
        """The digest of the text, by which a tool that changed it is found out."""
        return digest_text(self.text)

    def layer(self, name: str) -> tuple[AnnotatedSpan, ...]:
        """The spans of a layer, in order."""
        return tuple(span for span in self.spans if span.layer == name)

    def tails(self, kind: str, head: str) -> tuple[AnnotatedSpan, ...]:
        """The spans that relations of a kind lead to from the span ``head``, in order of place."""
        wanted = {relation.tail for relation in self.relations if (relation.kind, relation.head) == (kind, head)}
        return tuple(span for span in self.spans if span.id in wanted)


@dataclass(frozen=True, slots=True)
class Refused:
    """A document of a tool's files that could not be taken back, and why."""

    document: str
    error: DonthuError


Returned = Task | Refused


def build_task(
    document: str,
    text: str,
    *,
    spans: Iterable[AnnotatedSpan] = (),
    relations: Iterable[Relation] = (),
    layers: Iterable[str] = (),
    labels: Mapping[str, Json] | None = None,
    annotator: str | None = None,
    guidelines: str | None = None,
) -> Task:
    """A task in normal form. A layer that has a span counts as looked at.

    Raises DonthuError: ``annotate.span`` for a span outside the text or of white space only, a layer that there is not, an id
    given twice; ``annotate.label`` for a label that the layer does not have; ``annotate.relation`` for one that leads nowhere.

    >>> span = AnnotatedSpan("a", "citations", "luat", 5, 17)
    >>> task = build_task("d", "theo Luật Đất đai", spans=[span])
    >>> task.layers, task.layer("citations")[0].label
    (('citations',), 'luat')
    """
    ordered = sorted((_tidy(span) for span in spans), key=_place)
    by_id = {span.id: span for span in ordered}
    for span in ordered:
        if span.layer not in LAYERS:
            raise DonthuError("annotate.span", f"{document}: there is no layer {span.layer!r}", _HINT)
        if not 0 <= span.start < span.end <= len(text) or not text[span.start : span.end].strip():
            raise DonthuError("annotate.span", f"{document}: {span.layer} {span.start}..{span.end} holds no text", _HINT)
        if span.label != UNKNOWN and span.label not in LAYERS[span.layer].labels:
            raise DonthuError(
                "annotate.label", f"{document}: {span.layer} has no label {span.label!r}", "nlp/resources/labels.yaml"
            )
    if len(by_id) < len(ordered):
        raise DonthuError("annotate.span", f"{document}: two spans have the same id", "give each span an id of its own")
    links = sorted(set(relations))
    for link in links:
        kind, head, tail = RELATIONS.get(link.kind), by_id.get(link.head), by_id.get(link.tail)
        if kind is None or head is None or tail is None or (head.layer, tail.layer) != (kind.head, kind.tail):
            raise DonthuError("annotate.relation", f"{document}: {link.kind} {link.head} -> {link.tail} leads nowhere", _HINT)
    named = {*layers, *(span.layer for span in ordered)}
    if unknown := sorted(named - set(LAYERS)):
        raise DonthuError("annotate.span", f"{document}: there is no layer {unknown[0]!r}", _HINT)
    return Task(
        document, text, tuple(ordered), tuple(links), tuple(sorted(named, key=_ORDER.__getitem__)),
        MappingProxyType(dict(labels or {})), annotator, guidelines,
    )  # fmt: skip


def digest_text(text: str) -> str:
    """The SHA-256 of a text in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _place(span: AnnotatedSpan) -> tuple[int, int, int, str]:
    return span.start, -span.end, _ORDER.get(span.layer, 0), span.id


def _tidy(span: AnnotatedSpan) -> AnnotatedSpan:
    values = {name: value for name, value in span.values.items() if value not in (None, "", [])}
    return AnnotatedSpan(
        span.id, span.layer, span.label, span.start, span.end, MappingProxyType(values), span.confidence, span.source
    )  # fmt: skip

"""What every format says alike: the head of a task, the values kept beside the format's own marks, and the check of the text."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nlp.annotate.layers import LAYERS, RELATIONS
from nlp.annotate.task import AnnotatedSpan, Relation, Task, build_task, digest_text
from nlp.document.annotation import Json
from nlp.errors import DonthuError
from nlp.text.canonical import canonicalise

_UNSAFE = re.compile(r"[^\w.-]")


@dataclass(frozen=True, slots=True)
class FoundSpan:
    """A span as a tool's file marks it, before the values kept beside it are joined to it."""

    layer: str
    label: str
    start: int
    end: int


def write_head(task: Task) -> dict[str, Json]:
    """What a task says beside its text and spans, with the digest of the text."""
    return {
        "document": task.document, "sha256": task.sha256, "layers": list(task.layers), "labels": dict(task.labels),
        "annotator": task.annotator, "guidelines": task.guidelines,
    }  # fmt: skip


def join_head(head: Mapping[str, Any], text: str, spans: Iterable[AnnotatedSpan], relations: Iterable[Relation]) -> Task:
    """The task of a head, the text and the marks that came back.

    Raises DonthuError: ``annotate.text_changed`` where the text is not the one that went out, ``annotate.head`` where the head
    lacks something, and what ``build_task`` raises.
    """
    try:
        document, sha256, layers, labels = (head[name] for name in ("document", "sha256", "layers", "labels"))
        annotator, guidelines = head["annotator"], head["guidelines"]
    except (KeyError, TypeError) as error:
        raise DonthuError(
            "annotate.head", f"the head of a task lacks {error}", "import what donthu annotate export wrote"
        ) from error
    check_text(text, sha256, str(document))
    return build_task(
        document, text, spans=spans, relations=relations, layers=layers, labels=labels, annotator=annotator, guidelines=guidelines
    )  # fmt: skip


def check_text(text: str, sha256: str, document: str) -> None:
    """Raises DonthuError (``annotate.text_changed``) where ``text`` is not the text of the digest, and says how it was changed
    where that can be told."""
    if digest_text(text) == sha256:
        return
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    ways = {
        "the line ends (CRLF)": (lines, lines.replace("\n", "\r\n")),
        "the final line end": (text.removesuffix("\n"), text + "\n", text.strip()),
        "the Unicode form (NFC, NFD)": tuple(unicodedata.normalize(form, text) for form in ("NFC", "NFD")),
        "blanks or invisible characters": (canonicalise(text)[0],),
    }
    how = next((name for name, texts in ways.items() if any(digest_text(one) == sha256 for one in texts)), None)
    said = f": {how}" if how else ""
    raise DonthuError(
        "annotate.text_changed", f"{document}: the tool changed the text{said}", "export it again, keep the text as it is"
    )


def write_span(span: AnnotatedSpan) -> dict[str, Json]:
    """A span as a JSON object."""
    return {
        "id": span.id, "layer": span.layer, "label": span.label, "start": span.start, "end": span.end,
        "values": dict(span.values), "confidence": span.confidence, "source": span.source,
    }  # fmt: skip


def read_span(row: Mapping[str, Any]) -> AnnotatedSpan:
    """The span that ``write_span`` wrote."""
    return AnnotatedSpan(**{**row, "values": dict(row["values"])})


def join_spans(found: Iterable[FoundSpan], rows: Iterable[Mapping[str, Any]]) -> list[AnnotatedSpan]:
    """The spans that a file marks, each with the id and the values that were kept for its place.

    A mark whose label changed keeps id and values; one at a new place has an id of its own and no values; rows without a mark are
    spans that the annotator took away.
    """
    kept: dict[tuple[str, int, int], list[AnnotatedSpan]] = {}
    for span in map(read_span, rows):
        kept.setdefault((span.layer, span.start, span.end), []).append(span)
    marks = list(found)
    joined: list[AnnotatedSpan] = []
    changed: list[FoundSpan] = []
    for mark in marks:
        there = kept.get((mark.layer, mark.start, mark.end), [])
        same = next((span for span in there if span.label == mark.label), None)
        if same is None:
            changed.append(mark)
        else:
            there.remove(same)
            joined.append(same)
    for number, mark in enumerate(changed):
        there = kept.get((mark.layer, mark.start, mark.end), [])
        if there:
            old = there.pop(0)
            joined.append(AnnotatedSpan(old.id, mark.layer, mark.label, mark.start, mark.end, old.values))
        else:
            joined.append(AnnotatedSpan(f"new-{number:04d}", mark.layer, mark.label, mark.start, mark.end))
    return joined


def drop_dangling(relations: Iterable[Relation], spans: Iterable[AnnotatedSpan]) -> list[Relation]:
    """The relations of which both spans are still there: in the formats without relations of their own an annotator takes a
    relation away by taking the span away."""
    ids = {span.id for span in spans}
    return [relation for relation in relations if relation.head in ids and relation.tail in ids]


def write_type(layer: str, label: str) -> str:
    """Layer and label in one word, for formats that know labels only: ``citations-ke_hoach``."""
    return f"{layer}-{label}"


def read_type(word: str, document: str) -> tuple[str, str]:
    """Layer and label of such a word; DonthuError (``annotate.label``) where there is no such layer."""
    layer, _, label = word.partition("-")
    if layer not in LAYERS or not label:
        raise DonthuError(
            "annotate.label", f"{document}: {word!r} is no label of the configuration", "use LAYER-LABEL as exported"
        )
    return layer, label


def read_relation(kind: str, head: str, tail: str, document: str) -> Relation:
    """A relation of a tool's file; DonthuError (``annotate.label``) for a kind that there is not."""
    if kind not in RELATIONS:
        raise DonthuError("annotate.label", f"{document}: there is no relation {kind!r}", f"known: {', '.join(RELATIONS)}")
    return Relation(kind, head, tail)


def file_name(document: str) -> str:
    """A name of a file for a document's id: other names than the id's only where it cannot be a file's.

    >>> file_name("dp001"), file_name("đơn/1")
    ('dp001', 'đơn_1-919696')
    """
    safe = _UNSAFE.sub("_", document).lstrip(".")
    return safe if safe == document and safe else f"{safe}-{digest_text(document)[:6]}"


def dump_line(value: Json) -> str:
    """``value`` as JSON on one line, letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

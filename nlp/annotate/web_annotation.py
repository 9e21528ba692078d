"""W3C Web Annotation: a page of annotations in JSON-LD for each task.

A span is an annotation with a ``TextPositionSelector`` (code points, as the standard counts) and a ``TextQuoteSelector``; the two
have to agree with the text when it comes back. A relation is an annotation with the motivation ``linking``. What the vocabulary
of the standard lacks stands under the prefix ``donthu``. Source: https://www.w3.org/TR/annotation-model/.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from nlp.annotate.codec import dump_line, file_name, join_head, read_relation, read_type, write_head, write_type
from nlp.annotate.task import AnnotatedSpan, Refused, Returned, Task
from nlp.document.annotation import Json
from nlp.errors import DonthuError

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_SUFFIX = ".jsonld"
_QUOTED = 32  # characters of context before and behind a quotation


def write_tasks(tasks: Iterable[Task]) -> Iterator[tuple[str, bytes]]:
    """A page for each task."""
    for task in tasks:
        page = json.dumps(_write_page(task), ensure_ascii=False, indent=1)
        yield f"{file_name(task.document)}{_SUFFIX}", (page + "\n").encode()


def read_tasks(path: Path) -> Iterator[Returned]:
    """The tasks of a folder or file, by name."""
    for file in sorted(path.rglob(f"*{_SUFFIX}")) if path.is_dir() else [path]:
        document = file.stem
        try:
            page = json.loads(file.read_bytes())
            check_page(page)
            yield _read_page(page)
        except DonthuError as error:
            yield Refused(document, error)
        except (KeyError, TypeError, ValueError) as error:
            message = f"{document}: {type(error).__name__} {error}"
            yield Refused(document, DonthuError("annotate.web_annotation", message, "https://www.w3.org/TR/annotation-model/"))


def check_page(page: Any) -> None:
    """Raises DonthuError (``annotate.web_annotation``) where the page or an annotation lacks what the model requires."""
    _require(isinstance(page, dict) and page.get("type") == "AnnotationPage" and "items" in page, "no AnnotationPage with items")
    contexts = page.get("@context")
    _require(_CONTEXT in (contexts if isinstance(contexts, list) else [contexts]), f"the context is not {_CONTEXT}")
    for item in page["items"]:
        name = item.get("id")
        _require(isinstance(name, str) and ":" in name, f"an annotation without an IRI: {name!r}")
        _require(item.get("type") == "Annotation" and "target" in item, f"{name}: no Annotation with a target")
        for part in ("body", "target"):
            for resource in _listed(item.get(part)):
                _require(
                    isinstance(resource, str) or "id" in resource or "type" in resource or "source" in resource, f"{name}: {part}"
                )
        target = item["target"]
        for selector in _listed(target.get("selector")) if isinstance(target, dict) else ():
            if selector.get("type") == "TextPositionSelector":
                start, end = selector.get("start"), selector.get("end")
                _require(isinstance(start, int) and isinstance(end, int) and 0 <= start <= end, f"{name}: start, end")
            elif selector.get("type") == "TextQuoteSelector":
                _require(isinstance(selector.get("exact"), str), f"{name}: exact")


def _require(fulfilled: bool, what: str) -> None:
    if not fulfilled:
        raise DonthuError("annotate.web_annotation", what, "https://www.w3.org/TR/annotation-model/")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _write_page(task: Task) -> dict[str, Json]:
    base = f"urn:donthu:{file_name(task.document)}"
    creator: Json = (
        {"type": "Person", "nickname": task.annotator} if task.annotator is not None else {"type": "Software", "name": "donthu"}
    )
    items: list[Json] = [_write_span(task, span, base, creator) for span in task.spans]
    for number, relation in enumerate(task.relations):
        body: Json = {"type": "TextualBody", "purpose": "tagging", "value": relation.kind}
        items.append(
            {
                "id": f"{base}:relation:{number}",
                "type": "Annotation",
                "motivation": "linking",
                "creator": creator,
                "body": [body, f"{base}:span:{relation.tail}"],
                "target": f"{base}:span:{relation.head}",
            }  # fmt: skip
        )
    return {
        "@context": [_CONTEXT, {"donthu": "urn:donthu:annotation#"}],
        "id": f"{base}:page",
        "type": "AnnotationPage",
        "donthu:head": dump_line(write_head(task)),
        "donthu:source": {"id": f"{base}:text", "type": "Text", "format": "text/plain", "language": "vi", "value": task.text},
        "items": items,
    }


def _write_span(task: Task, span: AnnotatedSpan, base: str, creator: Json) -> Json:
    text = task.text
    body: list[Json] = [{"type": "TextualBody", "purpose": "classifying", "value": write_type(span.layer, span.label)}]
    if span.values:
        values = dump_line(dict(span.values))
        body.append({"type": "TextualBody", "purpose": "describing", "format": "application/json", "value": values})
    quote: Json = {
        "type": "TextQuoteSelector", "exact": text[span.start : span.end],
        "prefix": text[max(0, span.start - _QUOTED) : span.start], "suffix": text[span.end : span.end + _QUOTED],
    }  # fmt: skip
    position: Json = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    target: Json = {"source": f"{base}:text", "selector": [position, quote]}
    return {
        "id": f"{base}:span:{span.id}", "type": "Annotation", "motivation": "classifying", "creator": creator, "body": body,
        "target": target, "donthu:confidence": span.confidence, "donthu:by": span.source,
    }  # fmt: skip


def _read_page(page: Mapping[str, Any]) -> Task:
    head, text = json.loads(page["donthu:head"]), page["donthu:source"]["value"]
    document = str(head["document"])
    spans, relations = [], []
    for item in page["items"]:
        if item.get("motivation") == "linking":
            kind, tail = item["body"][0]["value"], item["body"][1]
            relations.append(read_relation(kind, _span_id(item["target"]), _span_id(tail), document))
        else:
            spans.append(_read_span(item, text, document))
    return join_head(head, text, spans, relations)


def _read_span(item: Mapping[str, Any], text: str, document: str) -> AnnotatedSpan:
    bodies = {body["purpose"]: body["value"] for body in _listed(item["body"])}
    selectors = {selector["type"]: selector for selector in _listed(item["target"]["selector"])}
    position, quote = selectors["TextPositionSelector"], selectors["TextQuoteSelector"]
    start, end = position["start"], position["end"]
    if text[start:end] != quote["exact"]:
        raise DonthuError(
            "annotate.offsets",
            f"{document}: what is quoted does not stand at {start}..{end}",
            "count code points, as the standard does",
        )
    layer, label = read_type(bodies["classifying"], document)
    values = json.loads(bodies.get("describing", "{}"))
    by = item.get("donthu:by")
    return AnnotatedSpan(_span_id(item["id"]), layer, label, start, end, values, item.get("donthu:confidence"), by)


def _span_id(iri: str) -> str:
    return iri.partition(":span:")[2] or iri

"""Completed tasks of Label Studio back: each annotation of each task, with every offset verified.

Label Studio's editor counts code points, older ones counted UTF-16 code units. A span comes back with the text that it marks
(where the editor made it, with blanks run together and line ends as a backslash and an n): where all of a document's spans agree
with the text by code points, but for white space, they are code points; where they agree by UTF-16 units only, they are these;
else the document is refused.

Takes the export JSON, and JSON_MIN where nothing is lost in it: it tells neither relations nor the span that a value belongs to.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from nlp.annotate.codec import join_head, read_relation
from nlp.annotate.label_studio.configuration import (
    MAIN_FIELD,
    TEXT,
    document_control,
    field_control,
    header_control,
    header_parts,
)
from nlp.annotate.label_studio.export import read_header
from nlp.annotate.layers import DOCUMENT_LABEL_SETS, DOCUMENT_LABELS, LAYERS, Field, FieldType
from nlp.annotate.task import AnnotatedSpan, Refused, Returned, Task
from nlp.document.annotation import Json
from nlp.errors import DonthuError

Result = Mapping[str, Any]


def read_tasks(path: Path) -> Iterator[Returned]:
    """Every annotation that was submitted, of the export or of the exports in a folder; a task that has none is refused."""
    for file in sorted(path.glob("*.json")) if path.is_dir() else [path]:
        rows = json.loads(file.read_bytes())
        if not isinstance(rows, list):
            raise DonthuError("annotate.label_studio", f"{file}: no list of tasks", "export as JSON or JSON_MIN")
        for number, row in enumerate(rows, 1):
            yield from _read_row(row, f"{file.name}:{number}")


def _read_row(row: Any, where: str) -> Iterator[Returned]:
    document = where
    try:
        data = row.get("data", row)
        document = str(data["document"])
        whole = row.get("annotations", []) if "data" in row else [_unfold(row, document)]
        annotations = [annotation for annotation in whole if not annotation.get("was_cancelled")]
        if not annotations:
            raise DonthuError("annotate.not_accepted", f"{document}: nobody submitted an annotation", "submit it in Label Studio")
    except DonthuError as error:
        yield Refused(document, error)
        return
    except (KeyError, TypeError, AttributeError) as error:
        yield Refused(document, _unreadable(document, error))
        return
    for annotation in annotations:
        try:
            yield _read_annotation(annotation, data)
        except DonthuError as error:
            yield Refused(document, error)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            yield Refused(document, _unreadable(document, error))


def _unreadable(document: str, error: Exception) -> DonthuError:
    message = f"{document}: {type(error).__name__} {error}"
    return DonthuError("annotate.label_studio", message, "export as JSON or JSON_MIN")


def _read_annotation(annotation: Result, data: Mapping[str, Any]) -> Task:
    text, head = data[TEXT], data["head"]
    document = str(head["document"])
    results = annotation["result"]
    marked = [row for row in results if row.get("from_name") in LAYERS]
    places = _verify(marked, text, document)
    by_region: dict[str, list[Result]] = {}
    for row in results:
        by_region.setdefault(str(row.get("id")), []).append(row)
    spans = [_read_span(row, *place, by_region[str(row["id"])], document) for row, place in zip(marked, places, strict=True)]
    relations = [
        read_relation(kind, *_direct(row), document)
        for row in results
        if row.get("type") == "relation"
        for kind in row.get("labels") or []
    ]
    labels = {**head["labels"], **_read_labels(results, head["labels"])}
    annotator = _annotator(annotation.get("completed_by"))
    return join_head({**head, "labels": labels, "annotator": annotator or head["annotator"]}, text, spans, relations)


def _verify(marked: Iterable[Result], text: str, document: str) -> list[tuple[int, int]]:
    """Places in code points; DonthuError (``annotate.offsets``) where the spans do not hold the text that they say."""
    values = [row["value"] for row in marked]
    quoted = [(value["start"], value["end"], value.get("text")) for value in values]
    if all(_agree(text[start:end], said) for start, end, said in quoted):
        return [(start, end) for start, end, _ in quoted]
    by_unit = {0: 0}
    units = 0
    for number, letter in enumerate(text, 1):
        units += 2 if ord(letter) > 0xFFFF else 1
        by_unit[units] = number
    places = [(by_unit.get(start, -1), by_unit.get(end, -1)) for start, end, _ in quoted]
    for (start, end), (said_start, said_end, said) in zip(places, quoted, strict=True):
        if min(start, end) < 0 or not _agree(text[start:end], said):
            what = "says no text" if said is None else "does not hold the text that it says"
            raise DonthuError(
                "annotate.offsets", f"{document}: the span {said_start}..{said_end} {what}", "mark it anew in Label Studio"
            )
    return places


def _agree(marked: str, said: Any) -> bool:
    return isinstance(said, str) and (marked == said or _fold_blanks(marked) == _fold_blanks(said))


def _fold_blanks(text: str) -> str:
    return " ".join(text.replace("\\n", " ").split())


def _read_span(row: Result, start: int, end: int, region: Iterable[Result], document: str) -> AnnotatedSpan:
    layer = LAYERS[row["from_name"]]
    labels = row["value"].get("labels") or []
    if len(labels) != 1:
        raise DonthuError(
            "annotate.label", f"{document}: {layer.name} {start}..{end} has {len(labels)} labels", "give it one label"
        )
    meta = row.get("meta") or {}
    values: dict[str, Json] = dict(meta.get("values") or {})
    said = {one["from_name"]: one["value"] for one in region if "from_name" in one}
    for field in layer.fields:
        if (value := said.get(field_control(layer.name, field.name))) is not None:
            values[field.name] = _read_value(field, value, document)
    source = next(iter(meta.get("text") or []), None)
    return AnnotatedSpan(str(row["id"]), layer.name, labels[0], start, end, values, row.get("score"), source)


def _read_value(field: Field, value: Mapping[str, Any], document: str) -> Json:
    if field.type is FieldType.CHOICE:
        return next(iter(value.get("choices") or []), None)
    texts: list[Json] = _texts(value)
    if field.type is FieldType.TEXTS or not texts:
        return texts or None
    try:
        return json.loads(str(texts[0])) if field.type in (FieldType.JSON, FieldType.NUMBER) else texts[0]
    except ValueError as error:
        raise DonthuError(
            "annotate.value", f"{document}: {field.name} cannot be {texts[0]!r}", f"a {field.type.value}"
        ) from error


def _texts(value: Mapping[str, Any]) -> list[Json]:
    text = value.get("text") or []
    return [text] if isinstance(text, str) else list(text)


def _direct(row: Result) -> tuple[str, str]:
    ends = str(row["from_id"]), str(row["to_id"])
    return (ends[1], ends[0]) if row.get("direction") == "left" else ends


def _read_labels(results: Iterable[Result], before: Mapping[str, Any]) -> dict[str, Json]:
    """The labels of the document as the controls have them; what the document did not have and nobody gave stays away."""
    said = {row["from_name"]: row["value"] for row in results if "from_name" in row}
    labels: dict[str, Json] = {}
    for label in DOCUMENT_LABELS:
        chosen = said.get(document_control(label), {}).get("choices") or []
        if chosen or before.get(label) is not None:
            labels[label] = chosen[0] if chosen else None
    for label in DOCUMENT_LABEL_SETS:
        chosen = list(said.get(document_control(label), {}).get("choices") or [])
        if label == "petition.fields":
            main = said.get(MAIN_FIELD, {}).get("choices") or []
            chosen = [*main, *(value for value in chosen if value not in main)]
        if chosen or before.get(label):
            labels[label] = _ordered_like(before.get(label) or [], chosen)
    if header := _read_header(said, before.get("header")):
        labels["header"] = header
    return labels


def _ordered_like(before: list[Any], chosen: list[Json]) -> list[Json]:
    """What was chosen, in the order in which the document had it: the tool gives the order of its buttons."""
    main = chosen[:1] if before[:1] != chosen[:1] else []
    rest = [value for value in before if value in chosen and value not in main]
    return [*main, *rest, *(value for value in chosen if value not in rest and value not in main)]


def _read_header(said: Mapping[str, Any], before: Any) -> dict[str, Any]:
    header: dict[str, Any] = dict(before) if isinstance(before, Mapping) else {}
    if isinstance(header.get("signature"), Mapping):
        header["signature"] = dict(header["signature"])
    old = read_header(before)
    for part, several in header_parts():
        texts = _texts(said.get(header_control(part), {}))
        if not texts and part not in old:
            continue
        name = part.removeprefix("signature_")
        holder = header if name == part else header.setdefault("signature", {})
        holder[name] = texts if several else texts[0] if texts else None
    return header


def _annotator(by: Any) -> str | None:
    """Who submitted it: the address where the export has it, else the number."""
    if isinstance(by, Mapping):
        return str(by.get("email") or by.get("id"))
    return None if by is None else str(by)


def _unfold(row: Mapping[str, Any], document: str) -> Result:
    """JSON_MIN as results. Raises DonthuError (``annotate.label_studio_min``) for layers with values or relations."""
    results: list[Result] = []
    for control, value in row.items():
        if control in LAYERS:
            if LAYERS[control].fields:
                message = f"{document}: JSON_MIN does not tell the values and relations of {control}"
                raise DonthuError("annotate.label_studio_min", message, "export as JSON")
            for item in value:
                results.append({"id": f"{control}-{item['start']}-{item['end']}", "from_name": control, "value": item})
        elif control.startswith(("doc_", "header_")):
            key = "choices" if control.startswith("doc_") else "text"
            said = value if isinstance(value, Mapping) else {key: value if isinstance(value, list) else [value]}
            results.append({"id": control, "from_name": control, "value": said})
    return {"result": results, "completed_by": row.get("annotator")}

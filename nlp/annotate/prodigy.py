"""Prodigy's JSON Lines: one task a line, with tokens, spans, relations and the annotator's answer.

Format: Prodigy 1.11 and later, interfaces ``spans_manual`` and ``relations``. A line whose ``answer`` is ``accept``, or that has
none yet, comes back; ``reject`` and ``ignore`` do not.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from nlp.annotate.codec import dump_line, join_head, read_relation, read_type, write_head, write_type
from nlp.annotate.task import AnnotatedSpan, Refused, Returned, Task
from nlp.annotate.tokens import split_tokens
from nlp.document.annotation import Json
from nlp.errors import DonthuError
from nlp.text.span import Span

_FILE = "tasks.jsonl"


def write_tasks(tasks: Iterable[Task]) -> Iterator[tuple[str, bytes]]:
    """The file of the tasks, a line at a time."""
    for task in tasks:
        yield _FILE, (dump_line(_write_task(task)) + "\n").encode()


def read_tasks(path: Path) -> Iterator[Returned]:
    """The tasks of a file, or of the files of a folder, as Prodigy's ``db-out`` gives them."""
    for file in sorted(path.glob("*.jsonl")) if path.is_dir() else [path]:
        for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
            if line.strip():
                yield _read_line(line, f"{file.name}:{number}")


def _write_task(task: Task) -> dict[str, Json]:
    tokens = [token for sentence in split_tokens(task.text, task.spans) for token in sentence]
    spans = {span.id: _write_span(span, tokens) for span in task.spans}
    relations: list[Json] = []
    for relation in task.relations:
        head, tail = spans[relation.head], spans[relation.tail]
        relations.append(
            {
                "label": relation.kind,
                "head": head["token_end"],
                "child": tail["token_end"],
                "head_span": _place(head),
                "child_span": _place(tail),
                "head_id": relation.head,
                "child_id": relation.tail,
            }  # fmt: skip
        )
    rows: list[Json] = [
        {
            "id": i,
            "text": token.of(task.text),
            "start": token.start,
            "end": token.end,
            "ws": task.text[token.end : token.end + 1] == " ",
        }
        for i, token in enumerate(tokens)
    ]
    return {
        "text": task.text,
        "tokens": rows,
        "spans": list(spans.values()),
        "relations": relations,
        "meta": {"donthu": write_head(task)},
    }


def _write_span(span: AnnotatedSpan, tokens: Sequence[Span]) -> dict[str, Json]:
    first = bisect_left(tokens, span.start, key=lambda token: token.start)
    last = bisect_right(tokens, span.end, key=lambda token: token.end) - 1
    return {
        "start": span.start, "end": span.end, "token_start": first, "token_end": last,
        "label": write_type(span.layer, span.label), "id": span.id, "values": dict(span.values),
        "score": span.confidence, "source": span.source,
    }  # fmt: skip


def _place(span: Mapping[str, Json]) -> Json:
    return {key: span[key] for key in ("start", "end", "token_start", "token_end", "label")}


def _read_line(line: str, where: str) -> Returned:
    document = where
    try:
        row = json.loads(line)
        head = row["meta"]["donthu"]
        document = str(head["document"])
        if row.get("answer", "accept") != "accept":
            raise DonthuError(
                "annotate.not_accepted", f"{document}: the answer is {row['answer']!r}", "only accepted tasks come back"
            )
        return _read_task(row, head, document)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"{document}: {type(error).__name__} {error}"
        return Refused(document, DonthuError("annotate.prodigy", message, "import what prodigy db-out wrote"))
    except DonthuError as error:
        return Refused(document, error)


def _read_task(row: Mapping[str, Any], head: Mapping[str, Any], document: str) -> Task:
    spans: list[AnnotatedSpan] = []
    places: dict[tuple[int, int, str], str] = {}
    for number, span in enumerate(row.get("spans") or []):
        layer, label = read_type(span["label"], document)
        name = span.get("id") or f"new-{number:04d}"
        values = span.get("values") or {}
        spans.append(AnnotatedSpan(name, layer, label, span["start"], span["end"], values, span.get("score"), span.get("source")))
        places[span["start"], span["end"], span["label"]] = name
    relations = []
    for relation in row.get("relations") or []:
        ends = [relation.get(f"{end}_id") or places[_key(relation[f"{end}_span"])] for end in ("head", "child")]
        relations.append(read_relation(relation["label"], ends[0], ends[1], document))
    return join_head(head, row["text"], spans, relations)


def _key(span: Mapping[str, Any]) -> tuple[int, int, str]:
    return span["start"], span["end"], span["label"]

"""CoNLL: one file a task in the CoNLL-U Plus form, tokens in lines, a column of BIO labels for each layer.

Spans of one layer that overlap stand in further columns (``obligations:2``). What columns cannot hold (values, relations, edges
in white space, the text itself) is in comments, so that nothing is lost; changes are made in the columns. Tokens are syllables,
or words with ``words``. Format: CoNLL-U Plus, https://universaldependencies.org/ext-format.html.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from nlp.annotate.codec import (
    FoundSpan,
    drop_dangling,
    dump_line,
    file_name,
    join_head,
    join_spans,
    read_relation,
    write_head,
    write_span,
)
from nlp.annotate.layers import LAYERS
from nlp.annotate.task import AnnotatedSpan, Refused, Returned, Task
from nlp.annotate.tokens import split_tokens
from nlp.errors import DonthuError
from nlp.text.span import Span

_SUFFIX = ".conllup"
_FIXED = ("ID", "FORM", "START", "END")


def write_tasks(tasks: Iterable[Task], *, words: bool = False) -> Iterator[tuple[str, bytes]]:
    """A file for each task."""
    for task in tasks:
        yield f"{file_name(task.document)}{_SUFFIX}", _write_task(task, words=words).encode()


def write_words(tasks: Iterable[Task]) -> Iterator[tuple[str, bytes]]:
    """A file for each task, of words as the segmenter cuts them (extra ``words``)."""
    return write_tasks(tasks, words=True)


def read_tasks(path: Path) -> Iterator[Returned]:
    """The tasks of a folder or file, by name."""
    for file in sorted(path.rglob(f"*{_SUFFIX}")) if path.is_dir() else [path]:
        document = file.stem
        try:
            yield _read_task(file.read_bytes().decode())
        except DonthuError as error:
            yield Refused(document, error)
        except (KeyError, TypeError, ValueError, IndexError) as error:
            message = f"{document}: {type(error).__name__} {error}"
            yield Refused(document, DonthuError("annotate.conll", message, "change the columns of labels only"))


def _write_task(task: Task, *, words: bool) -> str:
    sentences = split_tokens(task.text, task.spans, words=words)
    tokens = [token for sentence in sentences for token in sentence]
    columns = {
        name if not number else f"{name}:{number + 1}": _label_tokens(track, tokens)
        for name in task.layers
        for number, track in enumerate(_tracks(task.layer(name), tokens) or [[]])
    }
    lines = [f"# global.columns = {' '.join((*_FIXED, *columns))}", f"# newdoc id = {task.document}"]
    lines += [f"# head = {dump_line(write_head(task))}", f"# text = {dump_line(task.text)}"]
    lines += [f"# span = {dump_line(write_span(span))}" for span in task.spans]
    lines += [f"# relation = {dump_line([link.kind, link.head, link.tail])}" for link in task.relations]
    number = 0
    for sentence in sentences:
        for position, token in enumerate(sentence, 1):
            cells = [str(position), token.of(task.text), str(token.start), str(token.end), *(c[number] for c in columns.values())]
            lines.append("\t".join(cells))
            number += 1
        lines.append("")
    return "\n".join(lines) + "\n"


def _cover(span: AnnotatedSpan, tokens: Sequence[Span]) -> tuple[int, int]:
    """The tokens in the span, from the first to behind the last."""
    first = bisect_left(tokens, span.start, key=lambda token: token.start)
    return first, bisect_left(tokens, span.end, key=lambda token: token.start)


def _tracks(spans: Iterable[AnnotatedSpan], tokens: Sequence[Span]) -> list[list[AnnotatedSpan]]:
    """The spans in as many rows as it takes that none of a row overlaps another."""
    tracks: list[list[AnnotatedSpan]] = []
    ends: list[int] = []
    for span in spans:
        first, last = _cover(span, tokens)
        free = next((number for number, end in enumerate(ends) if end <= first), None)
        if free is None:
            free = len(tracks)
            tracks.append([])
            ends.append(0)
        tracks[free].append(span)
        ends[free] = last
    return tracks


def _label_tokens(spans: Iterable[AnnotatedSpan], tokens: Sequence[Span]) -> list[str]:
    labels = ["O"] * len(tokens)
    for span in spans:
        first, last = _cover(span, tokens)
        labels[first:last] = [f"B-{span.label}"] + [f"I-{span.label}"] * (last - first - 1)
    return labels


def _read_task(content: str) -> Task:
    comments: dict[str, list[Any]] = {"head": [], "text": [], "span": [], "relation": []}
    columns: list[str] = []
    rows: list[list[str]] = []
    for line in content.split("\n"):
        if line.startswith("# "):
            key, _, value = line[2:].partition(" = ")
            if key == "global.columns":
                columns = value.split(" ")
            elif key in comments:
                comments[key].append(json.loads(value))
        elif line:
            rows.append(line.split("\t"))
    head, text = comments["head"][0], comments["text"][0]
    document = str(head["document"])
    tokens = _read_tokens(rows, columns, text, document)
    found = [
        mark for number, name in enumerate(columns) if name not in _FIXED
        for mark in _read_column(name.partition(":")[0], [row[number] for row in rows], tokens, document)
    ]  # fmt: skip
    spans = join_spans(_widen(found, comments["span"], text), comments["span"])
    relations = [read_relation(kind, head_id, tail_id, document) for kind, head_id, tail_id in comments["relation"]]
    return join_head(head, text, spans, drop_dangling(relations, spans))


def _read_tokens(rows: Iterable[Sequence[str]], columns: Sequence[str], text: str, document: str) -> list[Span]:
    """The tokens, each verified: what stands in FORM is what the text has from START to END."""
    form, start, end = (columns.index(name) for name in _FIXED[1:])
    tokens = []
    for row in rows:
        token = Span(int(row[start]), int(row[end]))
        if token.of(text) != row[form]:
            raise DonthuError(
                "annotate.offsets", f"{document}: the token at {token.start} is not what the text has", "change labels only"
            )
        tokens.append(token)
    return tokens


def _read_column(layer: str, labels: Sequence[str], tokens: Sequence[Span], document: str) -> Iterator[FoundSpan]:
    """The spans of a column; they run on over the ends of sentences."""
    if layer not in LAYERS:
        raise DonthuError("annotate.label", f"{document}: there is no layer {layer!r}", "keep the columns as exported")
    open_label, start, end = "", 0, 0
    for tag, token in zip([*labels, "O"], [*tokens, Span(0, 0)], strict=True):
        mark, _, label = tag.partition("-")
        if mark == "I" and label == open_label:
            end = token.end
            continue
        if mark not in ("B", "O"):
            raise DonthuError("annotate.conll", f"{document}: {tag} at {token.start} continues nothing", "begin the span with B-")
        if open_label:
            yield FoundSpan(layer, open_label, start, end)
        open_label, start, end = (label, token.start, token.end) if mark == "B" else ("", 0, 0)


def _widen(found: Iterable[FoundSpan], rows: Iterable[Mapping[str, Any]], text: str) -> Iterator[FoundSpan]:
    """Columns tell spans without the white space at their edges: those that a comment has with it get it back."""
    exact: dict[tuple[str, int, int], list[FoundSpan]] = {}
    for row in rows:
        start, end = row["start"], row["end"]
        piece = text[start:end]
        inner = start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
        exact.setdefault((row["layer"], *inner), []).append(FoundSpan(row["layer"], row["label"], start, end))
    for mark in found:
        places = exact.get((mark.layer, mark.start, mark.end), [])
        same = next((place for place in places if place.label == mark.label), None)
        if same is not None:
            places.remove(same)
        yield same or mark

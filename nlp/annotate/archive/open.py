"""Opening an archive: records become documents with their hits; who annotates; closing."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import PurePath

from nlp.annotate.archive.codec import list_values, write_task
from nlp.annotate.archive.models import Archive
from nlp.annotate.archive.shape import cut_text, find_shape
from nlp.annotate.layers import LAYERS
from nlp.annotate.prediction import FAMILY_LAYERS, Record, read_record
from nlp.annotate.task import AnnotatedSpan, Task
from nlp.errors import DonthuError, StoreError
from nlp.resources.load import load_resource
from nlp.store.archive.archives import (
    add_papers,
    begin_archive,
    digest_papers,
    finish_archive,
    put_people,
    read_archive,
    read_archives,
    require_archive,
)
from nlp.store.archive.hits import fold_words
from nlp.store.archive.models import NewHit, Paper
from nlp.store.archive.tables import NAME_LENGTH
from nlp.store.archive.work import withdraw_documents
from nlp.store.audit import Event
from nlp.store.canonical import clean_text, digest
from nlp.store.engine import Store
from nlp.text.lines import find_lines

_NAME = re.compile(rf"[a-z0-9][a-z0-9_-]{{0,{NAME_LENGTH - 1}}}")
_BATCH = 200  # documents a transaction, so that whoever else writes waits for moments only
_CELLS = 3  # parts of a line, from which on it is a row of a table
_MOST = 3  # annotators of a document


def open_archive(
    store: Store, name: str, *, title: str, records: Iterable[Record], guidelines: str, layers: Sequence[str], each: int,
    annotators: Sequence[int], adjudicators: Sequence[int] = (), with_denunciations: str | None = None, at: dt.datetime,
    actor: int | None,
) -> Archive:  # fmt: skip
    """The archive of these records; its documents are not given to anybody yet (``give_documents``).

    A document is annotated on those of the layers that its family has; the records of others are left out, and so are petitions
    that denounce, or may, unless ``with_denunciations`` says why not. ``name`` is a slug of up to 40 small letters, digits, ``-``
    and ``_``. Others may write while it fills; one that was broken off is begun anew under the same name. Raises StoreError:
    ``archive.name``, ``archive.name_taken``, ``archive.layer``, ``archive.each``, ``archive.person`` (not an active analyst or
    head), ``archive.empty``; DonthuError (``archive.record``) for what is no record.
    """
    if not _NAME.fullmatch(name):
        raise StoreError("archive.name", f"{name!r} is no name of an archive", "small letters, digits, - and _, 40 at most")
    if not layers or (unknown := sorted(set(layers) - set(LAYERS))):
        raise StoreError("archive.layer", f"there is no layer {unknown[0] if layers else ''!r}", f"known: {', '.join(LAYERS)}")
    _check_each(each, annotators)
    reason = clean_text(with_denunciations or "").strip() or None
    ordered = [layer for layer in LAYERS if layer in layers]
    details = {"each": each, "layers": len(ordered), "annotators": len(set(annotators))}
    with store.write() as (session, trail):
        filling = begin_archive(
            session, name, title=clean_text(title).strip() or name, guidelines=clean_text(guidelines), layers=ordered, each=each,
            denunciations=reason, at=at, actor=actor,
        )  # fmt: skip
        put_people(session, filling.archive, annotators=annotators, adjudicators=adjudicators)
        trail.add(Event("archive.open", f"archive/{name}", actor, at, details))
    left_out: Counter[str] = Counter()
    papers = _read_papers(records, ordered, guidelines, left_out, denunciations=reason is not None)
    while batch := list(islice(papers, _BATCH)):
        with store.write() as (session, _):
            add_papers(session, filling, batch)
    if not filling.documents:
        raise StoreError("archive.empty", f"the archive {name} would hold nothing", "name records with documents of its layers")
    with store.write() as (session, trail):
        row = finish_archive(session, filling, left_out)
        told: dict[str, str | int] = {"documents": filling.documents, "sha256": digest_papers(session, row.number)}
        told |= {} if reason is None else {"denunciations": digest(reason)}
        trail.add(Event("archive.fill", f"archive/{name}", actor, at, told))
        return read_archive(session, row)


def read_records(lines: Iterable[bytes | str]) -> Iterator[Record]:
    """The records of JSON Lines; empty lines do not count. Raises DonthuError (``archive.record``) for a line that is none."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield json.loads(line)
            except ValueError as error:
                raise DonthuError("archive.record", f"line {number} is no JSON", "name the .jsonl of donthu analyze") from error


def list_archives(store: Store, user: int | None = None) -> list[Archive]:
    """The archives, the newest first; those that the user annotates or adjudicates where one is named."""
    with store.read() as session:
        return read_archives(session, user)


def load_archive(store: Store, name: str) -> Archive:
    """The archive of that name; raises StoreError (``archive.none``)."""
    with store.read() as session:
        return read_archive(session, require_archive(session, name))


def close_archive(store: Store, name: str, *, at: dt.datetime, actor: int | None) -> Archive:
    """The archive, in which nothing is changed from now on. Raises StoreError (``archive.none``, ``archive.closed``)."""
    with store.write() as (session, trail):
        row = require_archive(session, name, writes=True)
        row.closed_at, row.closed_by = at, actor
        trail.add(Event("archive.close", f"archive/{name}", actor, at))
        return read_archive(session, row)


def change_annotators(
    store: Store, name: str, *, annotators: Sequence[int], adjudicators: Sequence[int], at: dt.datetime, actor: int | None
) -> Archive:  # fmt: skip
    """The archive with other annotators and adjudicators. What somebody who is no longer one submitted stays; what he was given
    and did not submit is taken from him, and goes to others by ``give_documents``.

    Raises StoreError (``archive.none``, ``archive.closed``, ``archive.person``, ``archive.each``).
    """
    with store.write() as (session, trail):
        row = require_archive(session, name, writes=True)
        _check_each(row.each, annotators)
        put_people(session, row.number, annotators=annotators, adjudicators=adjudicators)
        withdraw_documents(session, row.number, annotators)
        told: dict[str, str | int] = {"annotators": len(set(annotators)), "adjudicators": len(set(adjudicators))}
        trail.add(Event("archive.people", f"archive/{name}", actor, at, told))
        return read_archive(session, row)


def _check_each(each: int, annotators: Sequence[int]) -> None:
    if not 1 <= each <= _MOST or len(set(annotators)) < each:
        raise StoreError(
            "archive.each", f"{each} of {len(set(annotators))} annotators cannot annotate each document",
            f"1 to {_MOST}, and as many annotators",
        )  # fmt: skip


def _read_papers(
    records: Iterable[Record], layers: Sequence[str], guidelines: str, left_out: Counter[str], *, denunciations: bool
) -> Iterator[Paper]:
    known: set[str] = set()
    for number, record in enumerate(records, start=1):
        try:
            reason = _find_reason(record, layers, known, denunciations=denunciations)
            if reason is not None:
                left_out[reason] += 1
                continue
            known.add(record["id"])
            yield _read_paper(record, [layer for layer in layers if layer in FAMILY_LAYERS[record["family"]]], guidelines)
        except (KeyError, TypeError, ValueError) as error:
            message = f"record {number}: {type(error).__name__} {error}"
            raise DonthuError("archive.record", message, "name the .jsonl of donthu analyze") from error


def _find_reason(record: Record, layers: Sequence[str], known: set[str], *, denunciations: bool) -> str | None:
    """Why a record is left out, if it is."""
    if record["status"] == "failed" or clean_text(record["text"]) != record["text"]:
        return "failed"
    if record["id"] in known:
        return "twice"
    if not set(layers) & set(FAMILY_LAYERS[record["family"]]):
        return "family"
    petition = record["petition"]
    if not denunciations and petition is not None and petition["type"] in _protected_types():
        return "denunciations"
    return None


@cache
def _protected_types() -> frozenset[str | None]:
    """Types of petition whose people may be denouncers; so may those of a petition whose type is open."""
    return frozenset([*load_resource("secrecy.yaml")["protected_types"], None])


def _read_paper(record: Record, layers: Sequence[str], guidelines: str) -> Paper:
    task = read_record(record, layers=layers, guidelines=guidelines)
    name = clean_text(PurePath(record["source"]["path"]).name)
    rows = [(line.start, line.end) for line in find_lines(task.text) if len(line.cells()) >= _CELLS]
    hits = tuple(_read_hit(task, span, rows) for span in task.spans)
    return Paper(task.document, name, record["family"], task.sha256, task.text, write_task(task), hits)


def _read_hit(task: Task, span: AnnotatedSpan, rows: Sequence[tuple[int, int]]) -> NewHit:
    text = task.text[span.start : span.end]
    people = span.layer in ("petitioners", "targets")
    return NewHit(
        span.id, span.layer, span.label, span.start, span.end, find_shape(text, people=people), span.source or "",
        find_value(span, text), fold_words(text), span.confidence,
        any(start <= span.start and span.end <= end for start, end in rows),
    )  # fmt: skip


def find_value(span: AnnotatedSpan, text: str) -> str:
    """What a span means, in one line: its values with dots between, or its words where its layer has no values.

    >>> find_value(AnnotatedSpan("a", "citations", "ke_hoach", 0, 9, {"number": "68-KH/HU", "date": "2024-04-12"}), "")
    '68-KH/HU · 2024-04-12'
    """
    if not LAYERS[span.layer].fields:
        return cut_text(" ".join(text.split()))
    return cut_text(" · ".join(list_values(span)))

"""Documents given to annotators, and what they make of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from nlp.annotate.archive.codec import read_task, write_task
from nlp.annotate.archive.compare import compare
from nlp.annotate.archive.models import Given, Work
from nlp.annotate.codec import check_text, drop_dangling
from nlp.annotate.task import Task
from nlp.errors import StoreError
from nlp.store.archive.archives import read_archive, require_archive
from nlp.store.archive.hits import read_settled
from nlp.store.archive.models import BEGUN, REJECTED, SUBMITTED
from nlp.store.archive.tables import AdjudicationRow, ArchiveRow, PaperRow, WorkRow
from nlp.store.archive.work import give_rest, is_submitted, put_work, read_answers, read_given, read_next, require_work
from nlp.store.audit import Event
from nlp.store.canonical import digest
from nlp.store.engine import Store
from nlp.store.users import require_user


def give_documents(store: Store, name: str, *, at: dt.datetime, actor: int | None) -> int:
    """Gives each document to as many annotators as the archive wants (``each``): evenly, and always in the same way. The number
    of assignments that were made; 0 where all are.

    Raises StoreError (``archive.none``, ``archive.closed``).
    """
    with store.write() as (session, trail):
        row = require_archive(session, name, writes=True)
        given = give_rest(session, row, read_archive(session, row).annotators, at=at)
        if given:
            trail.add(Event("archive.give", f"archive/{name}", actor, at, {"count": given}))
        return given


def list_work(store: Store, name: str, user: int) -> list[Given]:
    """The documents of an annotator in order; raises StoreError (``archive.none``)."""
    with store.read() as session:
        return read_given(session, require_archive(session, name).number, user)


def next_work(store: Store, name: str, user: int) -> Given | None:
    """The first of his documents that is not submitted, those that he began first; None where there is none."""
    with store.read() as session:
        return read_next(session, require_archive(session, name).number, user)


def load_work(store: Store, name: str, document: int, user: int) -> Work:
    """A document as the annotator has it; raises StoreError (``archive.none``, ``archive.not_given``)."""
    with store.read() as session:
        row = require_archive(session, name)
        return _work(session, row, *require_work(session, row, document, user))


def save_work(
    store: Store, name: str, document: int, user: int, task: Task, *, version: int, submit: bool, at: dt.datetime
) -> Work:  # fmt: skip
    """The document with what the annotator made of it; ``version`` is the one that he had. With ``submit`` he is done with it.

    Layers of the archive count as looked at; the task gets the annotator's name and the archive's guidelines. Raises StaleError
    (``store.stale``), StoreError (``archive.none``, ``archive.closed``, ``archive.not_given``, ``archive.submitted`` where it was
    not reopened, ``archive.layer`` for spans of a layer that the archive has not), DonthuError (``annotate.text_changed``).
    """
    with store.write() as (session, trail):
        row = require_archive(session, name, writes=True)
        work, paper = require_work(session, row, document, user)
        own = check_answer(row, paper, task, annotator=require_user(session, user).name)
        put_work(session, work, write_task(own), version=version, submit=submit, at=at)
        if submit:
            told: dict[str, str | int] = {"version": work.version, "user": user, "sha256": digest(work.task)}
            trail.add(Event("archive.submit", f"archive/{name}/{document}", user, at, told))
            _count_differences(session, row, paper)
        return _work(session, row, work, paper)


def reopen_work(store: Store, name: str, document: int, user: int, *, at: dt.datetime, actor: int | None) -> Work:
    """The document, which the annotator works on again after he had submitted it.

    Raises StoreError (``archive.none``, ``archive.closed``, ``archive.not_given``, ``archive.not_submitted``,
    ``archive.adjudicated`` where somebody adjudicated it already).
    """
    with store.write() as (session, trail):
        row = require_archive(session, name, writes=True)
        work, paper = require_work(session, row, document, user)
        if work.state != SUBMITTED:
            raise StoreError("archive.not_submitted", f"document {document} was not submitted", "go on with it")
        if session.get(AdjudicationRow, (row.number, document)) is not None:
            raise StoreError("archive.adjudicated", f"document {document} was adjudicated", "change the adjudication")
        work.state, work.changed_at = BEGUN, at
        paper.differences = None
        session.flush()
        trail.add(Event("archive.reopen", f"archive/{name}/{document}", actor, at, {"user": user}))
        return _work(session, row, work, paper)


def check_answer(row: ArchiveRow, paper: PaperRow, task: Task, *, annotator: str | None) -> Task:
    """The answer to a document as it is kept: under its annotator's name, with the layers that were to be looked at.

    Raises DonthuError (``annotate.text_changed``), StoreError (``archive.layer``).
    """
    check_text(task.text, paper.sha256, f"document {paper.number}")
    layers = read_task(paper.task, paper.text).layers
    if others := sorted(set(task.layers) - set(layers)):
        raise StoreError("archive.layer", f"document {paper.number} has no layer {others[0]!r}", f"one of {', '.join(layers)}")
    return replace(task, document=paper.document, layers=layers, annotator=annotator, guidelines=row.guidelines)


def apply_decisions(task: Task, settled: Mapping[str, tuple[str, str | None]]) -> Task:
    """The task without the spans that were rejected, those that were relabelled with their new labels; relations of spans that
    are gone are gone."""
    gone = {span for span, (state, _) in settled.items() if state == REJECTED}
    labels = {span: label for span, (_, label) in settled.items() if label is not None}
    spans = [replace(span, label=labels.get(span.id, span.label)) for span in task.spans if span.id not in gone]
    return replace(task, spans=tuple(spans), relations=tuple(drop_dangling(task.relations, spans)))


def _work(session: Session, row: ArchiveRow, work: WorkRow, paper: PaperRow) -> Work:
    machine = read_task(paper.task, paper.text)
    if work.task is None:
        task = apply_decisions(machine, read_settled(session, row.number, paper.number))
    else:
        task = read_task(work.task, paper.text)
    return Work(row.name, paper.number, paper.name, task, work.version, work.state, machine)


def _count_differences(session: Session, row: ArchiveRow, paper: PaperRow) -> None:
    """Notes in how many places the answers differ, once all are there."""
    if is_submitted(session, row, paper.number):
        answers = [read_task(task, paper.text) for _, task in read_answers(session, row.number, paper.number)]
        paper.differences = len(compare(answers).differences)
        session.flush()

"""Documents on which annotators differ, and what holds by the word of an adjudicator."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from nlp.annotate.archive.codec import read_task, write_task
from nlp.annotate.archive.compare import compare
from nlp.annotate.archive.models import Adjudicated, Disputed
from nlp.annotate.archive.work import check_answer
from nlp.annotate.task import Task
from nlp.errors import StoreError
from nlp.store.archive.archives import require_archive, require_paper
from nlp.store.archive.tables import AdjudicationRow, ArchiveRow, PaperRow
from nlp.store.archive.work import put_adjudication, read_answers, read_disputed
from nlp.store.audit import Event
from nlp.store.canonical import digest
from nlp.store.engine import Store
from nlp.store.users import require_user


def list_disputed(store: Store, name: str) -> list[Disputed]:
    """The documents on which all their annotators submitted and differ, those without adjudication first, in order."""
    with store.read() as session:
        return read_disputed(session, require_archive(session, name).number)


def load_adjudicated(store: Store, name: str, document: int) -> Adjudicated:
    """The document with the answers that were submitted, their comparison, and what was adjudicated.

    Raises StoreError (``archive.none``, ``archive.no_document``, ``archive.not_submitted`` where nobody submitted it).
    """
    with store.read() as session:
        row = require_archive(session, name)
        return _read(session, row, require_paper(session, row, document))


def save_adjudicated(
    store: Store, name: str, document: int, task: Task, *, version: int, at: dt.datetime, actor: int | None
) -> Adjudicated:  # fmt: skip
    """The document with what holds of it from now on; ``version`` is the one that was seen, 0 for none.

    Raises StaleError (``store.stale``), StoreError as ``load_adjudicated`` and ``archive.closed``, DonthuError
    (``annotate.text_changed``).
    """
    with store.write() as (session, trail):
        row = require_archive(session, name, writes=True)
        paper = require_paper(session, row, document)
        annotator = None if actor is None else require_user(session, actor).name
        if not read_answers(session, row.number, document):
            raise _nobody(document)
        answer = write_task(check_answer(row, paper, task, annotator=annotator))
        kept = put_adjudication(session, row.number, document, answer, version=version, at=at, actor=actor)
        told: dict[str, str | int] = {"version": kept.version, "sha256": digest(kept.task)}
        trail.add(Event("archive.adjudicate", f"archive/{name}/{document}", actor, at, told))
        return _read(session, row, paper)


def _read(session: Session, row: ArchiveRow, paper: PaperRow) -> Adjudicated:
    submitted = read_answers(session, row.number, paper.number)
    if not submitted:
        raise _nobody(paper.number)
    answers = tuple(read_task(task, paper.text) for _, task in submitted)
    comparison = compare(answers)
    kept = session.get(AdjudicationRow, (row.number, paper.number))
    return Adjudicated(
        row.name, paper.number, paper.name, tuple(user for user, _ in submitted), answers, comparison,
        read_task(paper.task, paper.text), comparison.agreed if kept is None else read_task(kept.task, paper.text),
        0 if kept is None else kept.version,
    )  # fmt: skip


def _nobody(document: int) -> StoreError:
    return StoreError("archive.not_submitted", f"nobody submitted document {document}", "wait for its annotators")

"""Documents with their annotators: given, saved, submitted, taken back; and what adjudicators made of them."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Select, case, delete, func, insert, select
from sqlalchemy.orm import Session

from nlp.errors import StaleError, StoreError
from nlp.store.archive.archives import require_paper
from nlp.store.archive.models import BEGUN, GIVEN, SUBMITTED, Disputed, Given
from nlp.store.archive.tables import AdjudicationRow, ArchiveRow, PaperRow, WorkRow

_BATCH = 5000
_READ = 200  # documents that are read at once


def give_rest(session: Session, row: ArchiveRow, annotators: Sequence[int], *, at: dt.datetime) -> int:
    """Gives each document to as many annotators as the archive wants, each time to those who have fewest; the number given.

    Who is as good as another is chosen by a digest, so that every two of them share documents.
    """
    held: dict[int, set[int]] = {}
    loads: Counter[int] = Counter(dict.fromkeys(annotators, 0))
    for document, user in session.execute(select(WorkRow.document, WorkRow.user_id).where(WorkRow.archive == row.number)):
        held.setdefault(document, set()).add(user)
        loads[user] += 1
    new: list[dict[str, Any]] = []
    for document in range(1, row.documents + 1):
        has = held.get(document, set())
        drawn = {
            user: hashlib.sha256(f"{row.name}/{document}/{user}".encode()).digest() for user in annotators if user not in has
        }
        chosen = sorted((loads[user], digest, user) for user, digest in drawn.items())[: max(0, row.each - len(has))]
        for *_, user in chosen:
            loads[user] += 1
            new.append(
                {"archive": row.number, "document": document, "user_id": user, "state": GIVEN, "version": 0, "changed_at": at}
            )
    for start in range(0, len(new), _BATCH):
        values = insert(WorkRow).values(state=GIVEN, version=0, changed_at=at)
        session.connection().execute(values, new[start : start + _BATCH])
    return len(new)


def withdraw_documents(session: Session, archive: int, kept: Iterable[int]) -> None:
    """Takes what was not submitted from those who are not kept."""
    gone = (WorkRow.archive == archive, WorkRow.user_id.not_in(sorted(set(kept))), WorkRow.state != SUBMITTED)
    session.execute(delete(WorkRow).where(*gone).execution_options(synchronize_session=False))


def read_given(session: Session, archive: int, user: int) -> list[Given]:
    """The documents of an annotator, in order."""
    return [Given(*row) for row in session.execute(_given_query(archive, user))]


def read_next(session: Session, archive: int, user: int) -> Given | None:
    """The first document of an annotator that is not submitted; those that he began come first."""
    query = _given_query(archive, user).where(WorkRow.state != SUBMITTED).order_by(None)
    first = session.execute(query.order_by(case((WorkRow.state == BEGUN, 0), else_=1), WorkRow.document).limit(1)).first()
    return None if first is None else Given(*first)


def require_work(session: Session, row: ArchiveRow, document: int, user: int) -> tuple[WorkRow, PaperRow]:
    """A document with its annotator; raises StoreError (``archive.not_given``)."""
    work = session.get(WorkRow, (row.number, document, user))
    if work is None:
        raise StoreError(
            "archive.not_given", f"document {document} of {row.name} is not given to user {user}", "take another one"
        )
    return work, require_paper(session, row, document)


def put_work(session: Session, work: WorkRow, task: str, *, version: int, submit: bool, at: dt.datetime) -> None:
    """Keeps what an annotator made of a document.

    Raises StaleError (``store.stale``) unless ``version`` is the newest, StoreError (``archive.submitted``).
    """
    if work.version != version:
        message = f"document {work.document}: version {version} was read, {work.version} is the newest"
        raise StaleError("store.stale", message, "read it again, then save")
    if work.state == SUBMITTED:
        raise StoreError("archive.submitted", f"document {work.document} was submitted already", "reopen it first")
    work.task, work.version, work.state, work.changed_at = task, version + 1, SUBMITTED if submit else BEGUN, at
    session.flush()


def read_answers(session: Session, archive: int, document: int) -> list[tuple[int, str]]:
    """The answers that were submitted to a document: user and task, by the ids of the users."""
    query = select(WorkRow.user_id, WorkRow.task).where(WorkRow.archive == archive, WorkRow.document == document)
    query = query.where(WorkRow.state == SUBMITTED).order_by(WorkRow.user_id)
    return [(user, task) for user, task in session.execute(query) if task is not None]


def is_submitted(session: Session, row: ArchiveRow, document: int) -> bool:
    """Whether as many as the archive wants were given the document and all of them submitted it."""
    query = select(WorkRow.state).where(WorkRow.archive == row.number, WorkRow.document == document)
    states = list(session.scalars(query))
    return len(states) >= row.each and set(states) == {SUBMITTED}


def read_disputed(session: Session, archive: int) -> list[Disputed]:
    """The documents whose answers differ, those without adjudication first."""
    query = select(PaperRow.number, PaperRow.name, PaperRow.family, PaperRow.differences, AdjudicationRow.version)
    same = (AdjudicationRow.archive == PaperRow.archive) & (AdjudicationRow.document == PaperRow.number)
    query = query.outerjoin(AdjudicationRow, same).where(PaperRow.archive == archive, PaperRow.differences > 0)
    rows = session.execute(query.order_by(PaperRow.number)).all()
    differ = select(PaperRow.number).where(PaperRow.archive == archive, PaperRow.differences > 0)
    works = select(WorkRow.document, WorkRow.user_id).where(WorkRow.archive == archive, WorkRow.document.in_(differ))
    users: dict[int, list[int]] = {}
    for document, user in session.execute(works.order_by(WorkRow.user_id)):
        users.setdefault(document, []).append(user)
    found = [
        Disputed(number, name, family, tuple(users.get(number, ())), differences or 0, version or 0)
        for number, name, family, differences, version in rows
    ]
    return sorted(found, key=lambda one: (one.version > 0, one.document))


def put_adjudication(
    session: Session, archive: int, document: int, task: str, *, version: int, at: dt.datetime, actor: int | None
) -> AdjudicationRow:  # fmt: skip
    """Keeps what holds of a document; raises StaleError (``store.stale``) unless ``version`` is the newest, 0 for none."""
    row = session.get(AdjudicationRow, (archive, document))
    newest = 0 if row is None else row.version
    if newest != version:
        message = f"document {document}: adjudication {version} was read, {newest} is the newest"
        raise StaleError("store.stale", message, "read it again, then save")
    if row is None:
        row = AdjudicationRow(archive=archive, document=document, version=0, task=task, user_id=actor, made_at=at)
        session.add(row)
    row.version, row.task, row.user_id, row.made_at = version + 1, task, actor, at
    session.flush()
    return row


def iterate_answers(session: Session, archive: int) -> Iterator[tuple[PaperRow, str | None, list[tuple[int, str]]]]:
    """The documents that somebody submitted or adjudicated, in order, with the task that was adjudicated and the answers."""
    submitted = select(WorkRow.document).where(WorkRow.archive == archive, WorkRow.state == SUBMITTED)
    adjudicated = select(AdjudicationRow.document).where(AdjudicationRow.archive == archive)
    query = select(PaperRow.number).where(PaperRow.archive == archive)
    query = query.where(PaperRow.number.in_(submitted) | PaperRow.number.in_(adjudicated)).order_by(PaperRow.number)
    numbers = iter(list(session.scalars(query)))
    while some := list(islice(numbers, _READ)):
        papers = select(PaperRow).where(PaperRow.archive == archive, PaperRow.number.in_(some)).order_by(PaperRow.number)
        kept = select(AdjudicationRow.document, AdjudicationRow.task)
        kept = kept.where(AdjudicationRow.archive == archive, AdjudicationRow.document.in_(some))
        held = {one.document: one.task for one in session.execute(kept)}
        answers: dict[int, list[tuple[int, str]]] = {}
        works = select(WorkRow).where(WorkRow.archive == archive, WorkRow.state == SUBMITTED, WorkRow.document.in_(some))
        for work in session.scalars(works.order_by(WorkRow.user_id)):
            answers.setdefault(work.document, []).append((work.user_id, work.task or ""))
            session.expunge(work)
        for paper in session.scalars(papers).all():
            yield paper, held.get(paper.number), answers.get(paper.number, [])
            session.expunge(paper)


def count_work(session: Session, archive: int) -> dict[int, dict[str, int]]:
    """How many documents each annotator has by state."""
    query = select(WorkRow.user_id, WorkRow.state, func.count()).where(WorkRow.archive == archive)
    found: dict[int, dict[str, int]] = {}
    for user, state, count in session.execute(query.group_by(WorkRow.user_id, WorkRow.state)):
        found.setdefault(user, {})[state] = count
    return found


def count_documents(session: Session, archive: int) -> dict[str, int]:
    """How many documents are ``given`` to somebody, ``begun``, ``submitted`` by all, ``disputed`` without adjudication,
    ``adjudicated``, and ``answered``."""
    works = select(WorkRow.document).where(WorkRow.archive == archive)
    papers = select(func.count()).select_from(PaperRow).where(PaperRow.archive == archive)
    adjudicated = PaperRow.number.in_(select(AdjudicationRow.document).where(AdjudicationRow.archive == archive))
    chosen = {
        "given": PaperRow.number.in_(works),
        "begun": PaperRow.number.in_(works.where(WorkRow.state != GIVEN)),
        "submitted": PaperRow.differences.is_not(None),
        "disputed": (PaperRow.differences > 0) & ~adjudicated,
        "adjudicated": adjudicated,
        "answered": (PaperRow.differences == 0) | adjudicated,
    }
    return {name: session.scalar(papers.where(condition)) or 0 for name, condition in chosen.items()}


def _draw(name: str, document: int, user: int) -> bytes:
    return hashlib.sha256(f"{name}/{document}/{user}".encode()).digest()


def _given_query(archive: int, user: int) -> Select[Any]:
    own = WorkRow.user_id, WorkRow.state, WorkRow.version, WorkRow.changed_at
    columns: Any = select(WorkRow.document, PaperRow.name, PaperRow.family, *own)
    query: Select[Any] = columns.join(PaperRow, (PaperRow.archive == WorkRow.archive) & (PaperRow.number == WorkRow.document))
    return query.where(WorkRow.archive == archive, WorkRow.user_id == user).order_by(WorkRow.document)

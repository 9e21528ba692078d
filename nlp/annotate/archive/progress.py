"""How far an archive is, and how far its annotators and the machine agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from nlp.annotate.agreement import Agreement, encode_agreement, measure_agreement
from nlp.annotate.archive.codec import read_task
from nlp.annotate.archive.models import LayerProgress, PersonProgress, Progress
from nlp.annotate.task import Task
from nlp.store.archive.archives import read_archive, require_archive
from nlp.store.archive.hits import count_states
from nlp.store.archive.models import ACCEPTED, BEGUN, CHANGED, GIVEN, OPEN, REJECTED, SUBMITTED
from nlp.store.archive.work import count_documents, count_work, iterate_answers
from nlp.store.engine import Store
from nlp.store.users import require_user


def measure_progress(store: Store, name: str, *, agreement: bool = True) -> Progress:
    """Counts, and with ``agreement`` the agreement by layer of those who submitted the same document and of the machine with each
    (it reads every submitted document, seconds for thousands).

    Raises StoreError (``archive.none``); MissingExtra without the extra ``annotate`` where agreement is asked for.
    """
    with store.read() as session:
        row = require_archive(session, name)
        archive = read_archive(session, row)
        states = count_states(session, row.number)
        work = count_work(session, row.number)
        layers = tuple(_count_layer(layer, states.get(layer, {})) for layer in archive.layers)
        users = sorted({*archive.annotators, *work})
        people = tuple(_count_person(session, user, work.get(user, {})) for user in users)
        counts = count_documents(session, row.number)
        found = _measure(session, row.number) if agreement else None
    return Progress(documents=archive.documents, layers=layers, people=people, agreement=found, **counts)


def encode_progress(progress: Progress) -> dict[str, Any]:
    """The progress for JSON."""
    agreement = None if progress.agreement is None else encode_agreement(progress.agreement)
    counts = {name: value for name, value in vars(progress).items() if isinstance(value, int)}
    return {
        **counts, "layers": [asdict(one) for one in progress.layers], "people": [asdict(one) for one in progress.people],
        "agreement": agreement,
    }  # fmt: skip


def _count_layer(layer: str, states: dict[str, int]) -> LayerProgress:
    return LayerProgress(layer, sum(states.values()), *(states.get(state, 0) for state in (OPEN, ACCEPTED, REJECTED, CHANGED)))


def _count_person(session: Session, user: int, states: dict[str, int]) -> PersonProgress:
    return PersonProgress(user, require_user(session, user).name, *(states.get(state, 0) for state in (GIVEN, BEGUN, SUBMITTED)))


def _measure(session: Session, archive: int) -> tuple[Agreement, ...] | None:
    tasks = list(_read_answers(session, archive))
    return tuple(measure_agreement(tasks)) if tasks else None


def _read_answers(session: Session, archive: int) -> Iterator[Task]:
    """The answers that were submitted, and what the machine had found there."""
    for paper, _, answers in iterate_answers(session, archive):
        if answers:
            yield read_task(paper.task, paper.text)
            yield from (read_task(task, paper.text) for _, task in answers)

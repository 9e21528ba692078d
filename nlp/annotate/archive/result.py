"""What an archive says of its documents in the end: gold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from nlp.annotate.archive.codec import read_task
from nlp.annotate.task import Task
from nlp.store.archive.archives import require_archive
from nlp.store.archive.work import count_documents, iterate_answers
from nlp.store.audit import Event
from nlp.store.engine import Store


def iterate_result(store: Store, name: str) -> Iterator[Task]:
    """The answer that holds of each document, in order: what was adjudicated, else the answer of its only annotator or that in
    which all agree. Documents without one are left out. ``annotator`` names who gave it, None where several agree.

    Raises StoreError (``archive.none``).
    """
    with store.read() as session:
        row = require_archive(session, name)
        for paper, adjudicated, answers in iterate_answers(session, row.number):
            if adjudicated is not None:
                yield read_task(adjudicated, paper.text)
            elif paper.differences == 0:
                task = read_task(answers[0][1], paper.text)
                yield task if len(answers) == 1 else replace(task, annotator=None)


def record_result(store: Store, name: str, *, at: dt.datetime, actor: int | None) -> int:
    """Notes in the trail (``archive.export``), before it is given, that the result was taken out; how many documents it holds.

    Raises StoreError (``archive.none``).
    """
    with store.write() as (session, trail):
        count = count_documents(session, require_archive(session, name).number)["answered"]
        trail.add(Event("archive.export", f"archive/{name}", actor, at, {"count": count}))
        return count

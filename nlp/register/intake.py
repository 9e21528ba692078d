"""Dispatches come into the register: read, stored with their obligations, sent to the index."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from nlp.pipeline.config import PipelineConfig
from nlp.register.read import read_dispatch
from nlp.register.relate import relate
from nlp.store.documents import Analysis, Source
from nlp.store.engine import Store
from nlp.store.intake import Analyze, BatchIntake, Read, Record, Run
from nlp.store.register.directives import add_directives, find_known_directives
from nlp.store.register.models import IncomingDirective


@dataclass(frozen=True)
class Registered:
    """What became of a document: ``outcome`` is ``added``, ``known`` (in the register already), ``petition`` (for the queue, not
    the register), ``other`` (no dispatch), ``unreadable`` or ``refused``; the last two say why in ``problem``. Only what is
    added is stored.
    """

    name: str
    outcome: str
    id: str | None = None
    number: str | None = None
    issuer: str | None = None
    obligations: int = 0
    problem: str | None = None


class RegisterIntake(BatchIntake[Registered]):
    """Takes dispatches into the register of a store. ``stored`` is called after every commit: it brings the index up to date."""

    BATCH: ClassVar[int] = 20

    def __init__(
        self, store: Store, config: PipelineConfig, *, as_of: dt.date, workers: int = 1, analyze: Analyze | None = None,
        stored: Callable[[], object] = lambda: None,
    ) -> None:  # fmt: skip
        super().__init__(store, config, as_of=as_of, workers=workers, analyze=analyze)
        self._stored = stored

    def _tell_known(self, read: Sequence[Read], run: Run[Registered]) -> set[str]:
        known = set(find_known_directives(self._store, [one.id for one in read]))
        run.told.extend(Registered(one.name, "known", one.id) for one in read if one.id in known)
        return known

    def _store_together(self, ready: Sequence[tuple[Read, Record]], at: dt.datetime, actor: int | None) -> list[Registered]:
        left = [_leave_out(read, record) for read, record in ready]
        kept = [pair for pair, one in zip(ready, left, strict=True) if one is None]
        incoming = [self._prepare(read, record) for read, record in kept]
        added = add_directives(self._store, incoming, at=at, actor=actor, relate=relate) if incoming else []
        if incoming:
            self._stored()
        return [one for one in left if one is not None] + [
            Registered(
                read.name, "added" if one.is_new else "known", one.id, new.dispatch.number, new.dispatch.issuer, len(new.duties)
            )
            for (read, _), one, new in zip(kept, added, incoming, strict=True)
        ]  # fmt: skip

    def _refuse(self, name: str, problem: str) -> Registered:
        return Registered(name, "refused", problem=problem)

    def _prepare(self, read: Read, record: Record) -> IncomingDirective:
        dispatch, duties, links = read_dispatch(record)
        source = Source(read.content, read.name, record["source"]["media_type"])
        return IncomingDirective(source, Analysis(record, self._components), read.received, dispatch, duties, links)


def _leave_out(read: Read, record: Record) -> Registered | None:
    """What is said of a document that is no dispatch or could not be read; None for a dispatch."""
    if record["status"] == "failed" or not record["text"].strip():
        problem = next((item["message"] for item in record["problems"] if item["severity"] == "error"), None)
        return Registered(read.name, "unreadable", read.id, problem=problem)
    if record["family"] == "dispatch":
        return None
    return Registered(read.name, "petition" if record["family"] == "petition" else "other", read.id)

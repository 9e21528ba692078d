"""Documents come in: assessed, compared with what is there, and stored, whatever they turn out to be."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from nlp.ingest.walk import Entry
from nlp.pipeline.config import PipelineConfig
from nlp.store.audit import Trail
from nlp.store.documents import Analysis, Source
from nlp.store.engine import Store
from nlp.store.intake import Analyze, BatchIntake, Read, Record, Run, give
from nlp.store.petitions import Added, Incoming, Receipt, Standing, add_petitions, find_known, receive_again
from nlp.triage.assess import Assessment, add_duplicates, assess
from nlp.triage.duplicates.sketch import decode_sketch, encode_sketch, make_sketch
from nlp.triage.groups import Groups

_SLOW_PAGES = 3  # what was recognised from so many pages is stored at once: it cost more than a transaction does


@dataclass(frozen=True)
class Taken:
    """What became of a document: ``outcome`` is ``added``, ``again`` (in the queue already, received on another day), ``known``
    (and on that day too), ``kept`` (added, but unreadable or no petition) or ``refused`` (not stored: ``problem`` says why).

    ``id`` is None where there were no bytes to read.
    """

    name: str
    outcome: str
    id: str | None = None
    status: str | None = None
    type: str | None = None
    action: str | None = None
    priority: int = 0
    group: str | None = None
    problem: str | None = None


class Intake(BatchIntake[Taken]):
    """Takes documents into the queue of a store; threads may share one. The days left are counted from ``as_of``.

    Raises MissingExtra without the packages of the extra ``app``.
    """

    BATCH: ClassVar[int] = 50

    def __init__(
        self, store: Store, config: PipelineConfig, *, as_of: dt.date, workers: int = 1, analyze: Analyze | None = None
    ) -> None:
        super().__init__(store, config, as_of=as_of, workers=workers, analyze=analyze)
        self._groups, self._lock = Groups(store), threading.Lock()

    def add(self, name: str, content: bytes, *, received: dt.date, at: dt.datetime, actor: int | None) -> Taken:
        """What became of one document, once it is on disk."""
        entry = Entry(name, partial(give, content))
        return next(iter(self.add_many([entry], received=received, now=lambda: at, actor=actor)))

    def _tell_known(self, read: Sequence[Read], run: Run[Taken]) -> set[str]:
        known = set(find_known(self._store, [one.id for one in read]))
        if again := [one for one in read if one.id in known]:
            run.told.extend(self._receive_again(again, run.now(), run.actor))
        return known

    def _receive_again(self, again: Sequence[Read], at: dt.datetime, actor: int | None) -> Iterator[Taken]:
        receipts = [(one.id, Receipt(one.received, one.name)) for one in again]
        for one, added in zip(again, receive_again(self._store, receipts, at=at, actor=actor), strict=True):
            yield Taken(one.name, "again" if added.is_new_receipt else "known", added.id)

    def _list_facts(self, read: Read) -> Mapping[str, str]:
        return {"ngay_nhan": read.received.isoformat()}

    def _was_slow(self, record: Record) -> bool:
        return bool(record["source"]["ocr"]) and (record["source"]["pages"] or 1) >= _SLOW_PAGES

    def _refuse(self, name: str, problem: str) -> Taken:
        return Taken(name, "refused", problem=problem)

    def _store_together(self, ready: Sequence[tuple[Read, Record]], at: dt.datetime, actor: int | None) -> list[Taken]:
        with self._lock:
            try:
                return self._store_grouped(ready, at, actor)
            except BaseException:
                self._groups.forget()
                raise

    def _store_grouped(self, ready: Sequence[tuple[Read, Record]], at: dt.datetime, actor: int | None) -> list[Taken]:
        assessed: dict[str, Assessment] = {}
        groups: dict[str, str | None] = {}
        incoming = [self._prepare(read, record, assessed) for read, record in ready]

        def place(session: Session, trail: Trail, one: Incoming) -> Incoming:
            petition = str(one.analysis.record["id"])
            if one.sketch is None:
                return one
            links, group = self._groups.place(session, trail, decode_sketch(one.sketch.encode()), at=at, actor=actor)
            assessed[petition] = found = add_duplicates(assessed[petition], links, received=one.received)
            groups[petition] = group
            return replace(one, standing=make_standing(found, group=group), details=found.as_dict())

        added = add_petitions(self._store, incoming, at=at, actor=actor, place=place)
        return [_tell(read, one, assessed[one.id], groups.get(one.id)) for (read, _), one in zip(ready, added, strict=True)]

    def _prepare(self, read: Read, record: Record, assessed: dict[str, Assessment]) -> Incoming:
        record = _own(record, read)
        assessed[read.id] = found = assess(record, received=read.received, as_of=self._as_of)
        return Incoming(
            Source(read.content, read.name, record["source"]["media_type"]),
            received=read.received,
            analysis=Analysis(record, self._components),
            standing=make_standing(found),
            names=find_names(record),
            details=found.as_dict(),
            sketch=encode_sketch(make_sketch(record)).decode() if found.status == "waiting" else None,
        )


def make_standing(found: Assessment, *, group: str | None = None) -> Standing:
    """The standing in the queue of a petition that nobody decided on."""
    return Standing(
        status=found.status, type=found.type, fields=found.fields, flags=found.flags, places=found.places, action=found.action,
        priority=found.priority, due=found.earliest, group=group,
    )  # fmt: skip


def find_names(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Whom a petition can be searched by: petitioners, representatives and who signed."""
    petition = record["petition"]
    if petition is None:
        return ()
    people = [person["name"] for person in petition["petitioners"]] + list(petition["representatives"])
    people.append((record["header"]["signature"] or {}).get("name"))
    return tuple(dict.fromkeys(name for name in people if name))


def _own(record: Record, read: Read) -> Record:
    """The record under the document's own digest, which one that could not be analysed at all does not bear."""
    if record["id"] == read.id:
        return record
    source = {**record["source"], "sha256": hashlib.sha256(read.content).hexdigest(), "bytes": len(read.content)}
    return {**record, "id": read.id, "source": source}


def _tell(read: Read, added: Added, found: Assessment, group: str | None) -> Taken:
    if not added.is_new:
        return Taken(read.name, "again" if added.is_new_receipt else "known", added.id)
    outcome = "added" if found.status == "waiting" else "kept"
    return Taken(read.name, outcome, added.id, found.status, found.type, found.action, found.priority, group)

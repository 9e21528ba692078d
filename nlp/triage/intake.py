"""Documents come in: analysed, assessed, compared with what is there, and stored, whatever they turn out to be.

What is acknowledged is on disk. A run that was cut off at any moment and begins again doubles nothing and loses nothing: bytes
that are in the queue are known by their digest and not analysed once more.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from types import TracebackType
from typing import Any

from sqlalchemy.orm import Session

from nlp.errors import StoreError
from nlp.ingest.walk import Entry
from nlp.pipeline.config import PipelineConfig
from nlp.pipeline.contained import ContainedAnalyzer
from nlp.pipeline.describe import describe_pipeline
from nlp.store.audit import Trail
from nlp.store.documents import MAX_BYTES, Analysis, Source
from nlp.store.engine import Store
from nlp.store.petitions import Added, Incoming, Receipt, Standing, add_petitions, find_known, receive_again
from nlp.triage.assess import Assessment, add_duplicates, assess
from nlp.triage.duplicates.sketch import decode_sketch, encode_sketch, make_sketch
from nlp.triage.groups import Groups

Record = dict[str, Any]
Clock = Callable[[], dt.datetime]
Analyze = Callable[[Iterable[Entry]], Iterator[Record]]  # a record for every entry, in order
BATCH = 50  # petitions that are stored in one transaction
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


@dataclass(frozen=True)
class _Read:
    """A document that was read and waits for its record."""

    name: str
    content: bytes
    id: str
    received: dt.date


@dataclass
class _Run:
    """A run of ``add_many``: what waits for its record, and what became of documents and was not yet told."""

    received: dt.date
    now: Clock
    actor: int | None
    waiting: deque[_Read] = field(default_factory=deque)
    told: deque[Taken] = field(default_factory=deque)


class Intake:
    """Takes documents into the queue of a store; threads may share one, and processes may add at once.

    ``config`` is the pipeline's, ``as_of`` the day on which the law and the days left are asked for. Documents are analysed in up
    to ``workers`` contained processes, which ``close`` or the end of a ``with`` block ends; ``analyze`` takes their place. Raises
    MissingExtra without the packages of the extra ``app``.
    """

    def __init__(
        self, store: Store, config: PipelineConfig, *, as_of: dt.date, workers: int = 1, analyze: Analyze | None = None
    ) -> None:
        self._store, self._as_of, self._workers = store, as_of, workers
        self._analyzer = None if analyze else ContainedAnalyzer(config, as_of=as_of, workers=workers)
        self._analyze = analyze or self._analyze_contained
        self._groups, self._lock = Groups(store), threading.Lock()
        self._components = {row["name"]: int(row["version"]) for row in describe_pipeline(config)}

    def close(self) -> None:
        """Ends the processes that analyse."""
        if self._analyzer is not None:
            self._analyzer.close()

    def __enter__(self) -> Intake:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def add(self, name: str, content: bytes, *, received: dt.date, at: dt.datetime, actor: int | None) -> Taken:
        """What became of one document, once it is on disk."""
        entry = Entry(name, partial(_give, content))
        return next(iter(self.add_many([entry], received=received, now=lambda: at, actor=actor)))

    def add_many(self, entries: Iterable[Entry], *, received: dt.date, now: Clock, actor: int | None) -> Iterator[Taken]:
        """What became of each document, told when it is on disk; the order may differ from that of the entries.

        An entry that has its own day of receipt names it as the fact ``ngay_nhan``. ``now`` gives the time at which a batch is
        stored.
        """
        run = _Run(received, now, actor)
        ready: list[tuple[_Read, Record]] = []
        for record in self._analyze(self._read(entries, run)):
            ready.append((run.waiting.popleft(), record))
            if len(ready) >= BATCH or _was_slow(record):
                run.told.extend(self._store_batch(ready, now(), actor))
                ready = []
            while run.told:
                yield run.told.popleft()
        if ready:
            run.told.extend(self._store_batch(ready, now(), actor))
        yield from run.told

    def _analyze_contained(self, entries: Iterable[Entry]) -> Iterator[Record]:
        if self._analyzer is not None:
            yield from (record for _, record in self._analyzer.analyze(entries))

    def _read(self, entries: Iterable[Entry], run: _Run) -> Iterator[Entry]:
        """The entries that are not in the queue, to be analysed; each waits in ``run`` until its record comes."""
        rest = iter(entries)
        # So many at once as the workers are given: more would wait in memory.
        while some := list(islice(rest, self._workers * 4)):
            read = [one for entry in some if (one := _read_entry(entry, run)) is not None]
            known = find_known(self._store, [one.id for one in read])
            if again := [one for one in read if one.id in known]:
                run.told.extend(self._receive_again(again, run.now(), run.actor))
            for one in read:
                if one.id not in known:
                    run.waiting.append(one)
                    yield Entry(one.name, partial(_give, one.content), {"ngay_nhan": one.received.isoformat()})

    def _receive_again(self, again: Sequence[_Read], at: dt.datetime, actor: int | None) -> Iterator[Taken]:
        receipts = [(one.id, Receipt(one.received, one.name)) for one in again]
        for one, added in zip(again, receive_again(self._store, receipts, at=at, actor=actor), strict=True):
            yield Taken(one.name, "again" if added.is_new_receipt else "known", added.id)

    def _store_batch(self, ready: Sequence[tuple[_Read, Record]], at: dt.datetime, actor: int | None) -> list[Taken]:
        """Stores petitions together; where one of them is refused, each by itself."""
        try:
            with self._lock:
                return self._store_together(ready, at, actor)
        except StoreError as error:
            self._groups.forget()
            if error.code not in ("store.too_large", "store.id_taken", "store.value"):
                raise
            if len(ready) == 1:
                return [Taken(ready[0][0].name, "refused", problem=f"{error.message} [{error.code}]")]
        return [taken for one in ready for taken in self._store_batch([one], at, actor)]

    def _store_together(self, ready: Sequence[tuple[_Read, Record]], at: dt.datetime, actor: int | None) -> list[Taken]:
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

        try:
            added = add_petitions(self._store, incoming, at=at, actor=actor, place=place)
        except BaseException:
            self._groups.forget()
            raise
        return [_tell(read, one, assessed[one.id], groups.get(one.id)) for (read, _), one in zip(ready, added, strict=True)]

    def _prepare(self, read: _Read, record: Record, assessed: dict[str, Assessment]) -> Incoming:
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


def _read_entry(entry: Entry, run: _Run) -> _Read | None:
    """The bytes of an entry; None where there are none to store, which is told."""
    try:
        content = entry.read()
    except OSError as error:
        run.told.append(Taken(entry.path, "refused", problem=str(error.strerror or error)))
        return None
    if len(content) > MAX_BYTES:
        run.told.append(Taken(entry.path, "refused", problem=f"{len(content):,} bytes > {MAX_BYTES:,}"))
        return None
    own = entry.facts.get("ngay_nhan")
    received = dt.date.fromisoformat(own) if own is not None else run.received
    return _Read(entry.path, content, hashlib.sha256(content).hexdigest()[:16], received)


def _was_slow(record: Record) -> bool:
    """Whether reading the document cost so much that it is stored at once."""
    return bool(record["source"]["ocr"]) and (record["source"]["pages"] or 1) >= _SLOW_PAGES


def _own(record: Record, read: _Read) -> Record:
    """The record under the document's own digest, which one that could not be analysed at all does not bear."""
    if record["id"] == read.id:
        return record
    source = {**record["source"], "sha256": hashlib.sha256(read.content).hexdigest(), "bytes": len(read.content)}
    return {**record, "id": read.id, "source": source}


def _tell(read: _Read, added: Added, found: Assessment, group: str | None) -> Taken:
    if not added.is_new:
        return Taken(read.name, "again" if added.is_new_receipt else "known", added.id)
    outcome = "added" if found.status == "waiting" else "kept"
    return Taken(read.name, outcome, added.id, found.status, found.type, found.action, found.priority, group)


def _give(content: bytes) -> bytes:
    return content

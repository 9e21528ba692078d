"""Dispatches come into the register: analysed in contained processes, read, stored with their obligations, sent to the index.

What is acknowledged is on disk. A run that was cut off at any moment and begins again doubles nothing and loses nothing: bytes
that are in the register are known by their digest and not analysed once more.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from types import TracebackType
from typing import Any

from nlp.errors import StoreError
from nlp.ingest.walk import Entry
from nlp.pipeline.config import PipelineConfig
from nlp.pipeline.contained import ContainedAnalyzer
from nlp.pipeline.describe import describe_pipeline
from nlp.register.read import read_dispatch
from nlp.register.relate import relate
from nlp.store.documents import MAX_BYTES, Analysis, Source
from nlp.store.engine import Store
from nlp.store.register.directives import add_directives, find_known_directives
from nlp.store.register.models import IncomingDirective

Record = dict[str, Any]
Clock = Callable[[], dt.datetime]
Analyze = Callable[[Iterable[Entry]], Iterator[Record]]  # a record for every entry, in order
BATCH = 20  # dispatches that are stored in one transaction
_REFUSED = ("store.too_large", "store.id_taken", "store.value")


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


@dataclass(frozen=True)
class _Read:
    name: str
    content: bytes
    id: str


@dataclass
class _Run:
    """A run of ``add_many``: what waits for its record, and what became of documents and was not yet told."""

    waiting: deque[_Read] = field(default_factory=deque)
    told: deque[Registered] = field(default_factory=deque)


class RegisterIntake:
    """Takes dispatches into the register of a store; processes may add at once.

    ``config`` is the pipeline's, ``as_of`` the day on which the law is asked. Documents are analysed in up to ``workers``
    contained processes, which ``close`` or the end of a ``with`` block ends; ``analyze`` takes their place. ``stored`` is called
    after every commit: it brings the index up to date.
    """

    def __init__(
        self, store: Store, config: PipelineConfig, *, as_of: dt.date, workers: int = 1, analyze: Analyze | None = None,
        stored: Callable[[], object] = lambda: None,
    ) -> None:  # fmt: skip
        self._store, self._workers, self._stored = store, workers, stored
        self._analyzer = None if analyze else ContainedAnalyzer(config, as_of=as_of, workers=workers)
        self._analyze = analyze or self._analyze_contained
        self._components = {row["name"]: int(row["version"]) for row in describe_pipeline(config)}

    def close(self) -> None:
        """Ends the processes that analyse."""
        if self._analyzer is not None:
            self._analyzer.close()

    def __enter__(self) -> RegisterIntake:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def add_many(self, entries: Iterable[Entry], *, received: dt.date, now: Clock, actor: int | None) -> Iterator[Registered]:
        """What became of each document, told when it is on disk; the order may differ from that of the entries."""
        run = _Run()
        ready: list[tuple[_Read, Record]] = []
        for record in self._analyze(self._read(entries, run)):
            ready.append((run.waiting.popleft(), record))
            if len(ready) >= BATCH:
                run.told.extend(self._store_batch(ready, received, now(), actor))
                ready = []
            while run.told:
                yield run.told.popleft()
        if ready:
            run.told.extend(self._store_batch(ready, received, now(), actor))
        yield from run.told

    def _analyze_contained(self, entries: Iterable[Entry]) -> Iterator[Record]:
        if self._analyzer is not None:
            yield from (record for _, record in self._analyzer.analyze(entries))

    def _read(self, entries: Iterable[Entry], run: _Run) -> Iterator[Entry]:
        """The entries that are not in the register, to be analysed; each waits in ``run`` until its record comes."""
        rest = iter(entries)
        while some := list(islice(rest, self._workers * 4)):
            read = [one for entry in some if (one := _read_entry(entry, run)) is not None]
            known = find_known_directives(self._store, [one.id for one in read])
            for one in read:
                if one.id in known:
                    run.told.append(Registered(one.name, "known", one.id))
                else:
                    run.waiting.append(one)
                    yield Entry(one.name, partial(_give, one.content))

    def _store_batch(
        self, ready: Sequence[tuple[_Read, Record]], received: dt.date, at: dt.datetime, actor: int | None
    ) -> list[Registered]:
        """Stores dispatches together; where one of them is refused, each by itself."""
        told = [left for read, record in ready if (left := _leave_out(read, record)) is not None]
        kept = [(read, record) for read, record in ready if _leave_out(read, record) is None]
        try:
            return told + self._store_together(kept, received, at, actor)
        except StoreError as error:
            if error.code not in _REFUSED:
                raise
            if len(kept) == 1:
                return [*told, Registered(kept[0][0].name, "refused", problem=f"{error.message} [{error.code}]")]
        return told + [one for item in kept for one in self._store_batch([item], received, at, actor)]

    def _store_together(
        self, kept: Sequence[tuple[_Read, Record]], received: dt.date, at: dt.datetime, actor: int | None
    ) -> list[Registered]:
        if not kept:
            return []
        incoming = [self._prepare(read, record, received) for read, record in kept]
        added = add_directives(self._store, incoming, at=at, actor=actor, relate=relate)
        self._stored()
        return [
            Registered(
                read.name, "added" if one.is_new else "known", one.id, new.dispatch.number, new.dispatch.issuer, len(new.duties)
            )
            for (read, _), one, new in zip(kept, added, incoming, strict=True)
        ]  # fmt: skip

    def _prepare(self, read: _Read, record: Record, received: dt.date) -> IncomingDirective:
        dispatch, duties, links = read_dispatch(record)
        source = Source(read.content, read.name, record["source"]["media_type"])
        return IncomingDirective(source, Analysis(record, self._components), received, dispatch, duties, links)


def _leave_out(read: _Read, record: Record) -> Registered | None:
    """What is said of a document that is no dispatch or could not be read; None for a dispatch."""
    if record["status"] == "failed" or not record["text"].strip():
        problem = next((item["message"] for item in record["problems"] if item["severity"] == "error"), None)
        return Registered(read.name, "unreadable", read.id, problem=problem)
    if record["family"] == "dispatch":
        return None
    return Registered(read.name, "petition" if record["family"] == "petition" else "other", read.id)


def _read_entry(entry: Entry, run: _Run) -> _Read | None:
    """The bytes of an entry; None where there are none to store, which is told."""
    try:
        content = entry.read()
    except OSError as error:
        run.told.append(Registered(entry.path, "refused", problem=str(error.strerror or error)))
        return None
    if len(content) > MAX_BYTES:
        run.told.append(Registered(entry.path, "refused", problem=f"{len(content):,} bytes > {MAX_BYTES:,}"))
        return None
    return _Read(entry.path, content, hashlib.sha256(content).hexdigest()[:16])


def _give(content: bytes) -> bytes:
    return content

"""Documents come into the store: what is there is left out, the rest analysed in contained processes and stored in batches.

What is acknowledged is on disk. A run that was cut off at any moment and begins again doubles nothing and loses nothing: bytes
that are in the store are known by their digest and not analysed once more.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from types import TracebackType
from typing import Any, ClassVar, Generic, TypeVar

from nlp.errors import StoreError
from nlp.ingest.walk import Entry
from nlp.pipeline.config import PipelineConfig
from nlp.pipeline.contained import ContainedAnalyzer
from nlp.pipeline.describe import describe_pipeline
from nlp.store.documents import MAX_BYTES
from nlp.store.engine import Store

Record = dict[str, Any]
Clock = Callable[[], dt.datetime]
Analyze = Callable[[Iterable[Entry]], Iterator[Record]]  # a record for every entry, in order
_REFUSED = ("store.too_large", "store.id_taken", "store.value")

T = TypeVar("T")
Self = TypeVar("Self", bound="BatchIntake[Any]")


@dataclass(frozen=True)
class Read:
    """A document that was read and waits for its record."""

    name: str
    content: bytes
    id: str
    received: dt.date


@dataclass
class Run(Generic[T]):
    """A run of ``add_many``: what waits for its record, and what became of documents and was not yet told."""

    received: dt.date
    now: Clock
    actor: int | None
    waiting: deque[Read] = field(default_factory=deque)
    told: deque[T] = field(default_factory=deque)


class BatchIntake(ABC, Generic[T]):
    """Takes documents into a store, and tells of each a ``T``; processes may add at once.

    ``config`` is the pipeline's, ``as_of`` the day on which the law is asked. Documents are analysed in up to ``workers``
    contained processes, which ``close`` or the end of a ``with`` block ends; ``analyze`` takes their place.
    """

    #: Documents that are stored in one transaction.
    BATCH: ClassVar[int]

    def __init__(
        self, store: Store, config: PipelineConfig, *, as_of: dt.date, workers: int = 1, analyze: Analyze | None = None
    ) -> None:
        self._store, self._as_of, self._workers = store, as_of, workers
        self._analyzer = None if analyze else ContainedAnalyzer(config, as_of=as_of, workers=workers)
        self._analyze = analyze or self._analyze_contained
        self._components = {row["name"]: int(row["version"]) for row in describe_pipeline(config)}

    def close(self) -> None:
        """Ends the processes that analyse."""
        if self._analyzer is not None:
            self._analyzer.close()

    def __enter__(self: Self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def add_many(self, entries: Iterable[Entry], *, received: dt.date, now: Clock, actor: int | None) -> Iterator[T]:
        """What became of each document, told when it is on disk; the order may differ from that of the entries.

        An entry that has its own day of receipt names it as the fact ``ngay_nhan``. ``now`` gives the time at which a batch is
        stored.
        """
        run: Run[T] = Run(received, now, actor)
        ready: list[tuple[Read, Record]] = []
        for record in self._analyze(self._read(entries, run)):
            ready.append((run.waiting.popleft(), record))
            if len(ready) >= self.BATCH or self._was_slow(record):
                run.told.extend(self._store_batch(ready, now(), actor))
                ready = []
            while run.told:
                yield run.told.popleft()
        if ready:
            run.told.extend(self._store_batch(ready, now(), actor))
        yield from run.told

    @abstractmethod
    def _tell_known(self, read: Sequence[Read], run: Run[T]) -> Collection[str]:
        """The ids of those documents that are in the store already, which is told."""

    @abstractmethod
    def _store_together(self, ready: Sequence[tuple[Read, Record]], at: dt.datetime, actor: int | None) -> list[T]:
        """Stores documents in one transaction, and tells of each; raises StoreError where one of them is refused."""

    @abstractmethod
    def _refuse(self, name: str, problem: str) -> T:
        """What is told of a document that is not stored."""

    def _list_facts(self, read: Read) -> Mapping[str, str]:
        """What is known of a document before it is analysed."""
        return {}

    def _was_slow(self, record: Record) -> bool:
        """Whether the analysis cost so much that it is stored at once."""
        return False

    def _analyze_contained(self, entries: Iterable[Entry]) -> Iterator[Record]:
        if self._analyzer is not None:
            yield from (record for _, record in self._analyzer.analyze(entries))

    def _read(self, entries: Iterable[Entry], run: Run[T]) -> Iterator[Entry]:
        """The entries that are not in the store, to be analysed; each waits in ``run`` until its record comes."""
        rest = iter(entries)
        # So many at once as the workers are given: more would wait in memory.
        while some := list(islice(rest, self._workers * 4)):
            read = [one for entry in some if (one := self._read_entry(entry, run)) is not None]
            known = self._tell_known(read, run)
            for one in read:
                if one.id not in known:
                    run.waiting.append(one)
                    yield Entry(one.name, partial(give, one.content), self._list_facts(one))

    def _read_entry(self, entry: Entry, run: Run[T]) -> Read | None:
        """The bytes of an entry; None where there are none to store, which is told."""
        try:
            content = entry.read()
        except OSError as error:
            run.told.append(self._refuse(entry.path, str(error.strerror or error)))
            return None
        if len(content) > MAX_BYTES:
            run.told.append(self._refuse(entry.path, f"{len(content):,} bytes > {MAX_BYTES:,}"))
            return None
        own = entry.facts.get("ngay_nhan")
        received = dt.date.fromisoformat(own) if own is not None else run.received
        return Read(entry.path, content, hashlib.sha256(content).hexdigest()[:16], received)

    def _store_batch(self, ready: Sequence[tuple[Read, Record]], at: dt.datetime, actor: int | None) -> list[T]:
        """Stores documents together; where one of them is refused, each by itself."""
        try:
            return self._store_together(ready, at, actor)
        except StoreError as error:
            if error.code not in _REFUSED:
                raise
            if len(ready) == 1:
                return [self._refuse(ready[0][0].name, f"{error.message} [{error.code}]")]
        return [told for one in ready for told in self._store_batch([one], at, actor)]


def give(content: bytes) -> bytes:
    """The bytes: what reads an entry whose content is at hand, in any process."""
    return content

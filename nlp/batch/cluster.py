"""A batch on a Dask cluster that exists: workers analyse whole shards, this process alone writes.

What a worker gives back comes through memory to the process that holds the folder, so that a shard that two workers did is still
written once, and workers need no access to the folder. They need the archive under the same paths, and the same donthu.
"""

from __future__ import annotations

import multiprocessing
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

from nlp.batch.folder import Batch
from nlp.batch.plan import Plan, fingerprint
from nlp.batch.shard import ShardResult, analyze_shard
from nlp.errors import ConfigError, DonthuError, MissingExtra
from nlp.ingest.walk import Entry
from nlp.pipeline.config import PipelineConfig
from nlp.pipeline.contained import ContainedAnalyzer

# Shards that are given out ahead, for each thread of the workers.
_AHEAD = 2
# How often a shard is given out whose workers die; Dask itself has tried three workers each time.
_ATTEMPTS = 3
# Seconds for one attempt to reach the scheduler, and attempts at coming back to one that was lost.
_CONNECT_SECONDS = 10
_CONNECT_ATTEMPTS = 30
# Seconds without a result after which it is asked whether there are workers, and how often there may be none.
_PATIENCE = 30
_MAX_WITHOUT_WORKERS = 10


@dataclass(frozen=True)
class Task:
    """A shard for a worker; pickled by Dask."""

    shard: int
    inputs: tuple[Entry, ...]
    plan: Plan
    config: PipelineConfig


@dataclass(frozen=True)
class Answer:
    """What a worker made of a shard: its result, and the files by their names."""

    result: ShardResult
    contents: dict[str, bytes]


def run_on_cluster(batch: Batch, address: str) -> Iterator[ShardResult]:
    """Has the workers of the scheduler at ``address`` do the shards that are pending; gives each when it is on disk.

    A worker that dies costs time alone. A scheduler that goes away is waited for; what its workers were at is given out again.
    A shard at which workers die again and again is left: it stays pending. Raises MissingExtra without Dask; DonthuError
    ``cluster.unreachable``, ``cluster.no_workers``, ``cluster.failed``.
    """
    distributed = _load_distributed()
    client = _connect(distributed, address, attempts=1)
    attempts: Counter[int] = Counter()
    try:
        while True:
            try:
                yield from _run_with(distributed, client, batch, attempts)
                return
            except _SchedulerLost:
                client.close(timeout=1)
                client = _connect(distributed, address, attempts=_CONNECT_ATTEMPTS)
    finally:
        client.close(timeout=5)


class _SchedulerLost(Exception):
    """The scheduler is gone, and with it all that it knew."""


def _run_with(distributed: ModuleType, client: Any, batch: Batch, attempts: Counter[int]) -> Iterator[ShardResult]:
    pending = (shard for shard in batch.pending() if attempts[shard] < _ATTEMPTS)
    waiting: dict[Any, int] = {}
    while True:
        room = _AHEAD * max(1, _count_threads(client)) - len(waiting)
        for shard in islice(pending, max(0, room)):
            waiting[_submit(client, batch, shard)] = shard
        if not waiting:
            return
        for future in _wait(distributed, client, list(waiting)):
            shard = waiting.pop(future)
            if future.status == "finished":
                answer = _fetch(distributed, future)
                _unpack(batch, answer)
                batch.commit(answer.result)
                yield answer.result
                continue
            error = future.exception()
            if not isinstance(error, distributed.KilledWorker):
                raise _explain(error)
            attempts[shard] += 1
            if attempts[shard] < _ATTEMPTS:
                waiting[_submit(client, batch, shard)] = shard


def _submit(client: Any, batch: Batch, shard: int) -> Any:
    task = Task(shard, tuple(batch.inputs(shard)), batch.plan, batch.config)
    try:
        # Not pure: two runs of the same shard are two tasks.
        return client.submit(do_shard, task, pure=False)
    except Exception as error:  # a client that lost its scheduler raises what its state happens to be
        raise _SchedulerLost from error


def _wait(distributed: ModuleType, client: Any, futures: list[Any]) -> list[Any]:
    """The futures that are done, one at least; raises _SchedulerLost."""
    without_workers = 0
    while True:
        try:
            done = list(distributed.wait(futures, timeout=_PATIENCE, return_when="FIRST_COMPLETED").done)
        except (TimeoutError, distributed.TimeoutError):
            without_workers = 0 if _count_threads(client) else without_workers + 1
            if without_workers >= _MAX_WITHOUT_WORKERS:
                raise DonthuError("cluster.no_workers", client.scheduler.address, "start workers, then --resume") from None
            continue
        except (distributed.CancelledError, OSError) as error:
            raise _SchedulerLost from error
        if any(future.status in ("cancelled", "lost") for future in done):
            raise _SchedulerLost
        return done


def _fetch(distributed: ModuleType, future: Any) -> Answer:
    try:
        answer: Answer = future.result()
    except (distributed.CancelledError, OSError) as error:
        raise _SchedulerLost from error
    return answer


def _count_threads(client: Any) -> int:
    """The threads of all workers; 0 also where the scheduler does not answer."""
    try:
        return sum(client.nthreads().values())
    except Exception:  # of a lost connection: OSError, AttributeError, RuntimeError, by the moment at which it is lost
        return 0


def _unpack(batch: Batch, answer: Answer) -> None:
    place = batch.workplace(answer.result.shard)
    for name, content in answer.contents.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)


def _explain(error: BaseException) -> DonthuError:
    if isinstance(error, DonthuError):
        return error
    return DonthuError("cluster.failed", f"{type(error).__name__}: {error}", "install the same donthu at every worker")


def _connect(distributed: ModuleType, address: str, *, attempts: int) -> Any:
    for attempt in range(attempts):
        if attempt:
            time.sleep(1)
        try:
            return distributed.Client(address, timeout=_CONNECT_SECONDS)
        except (OSError, ValueError):
            continue
    raise DonthuError("cluster.unreachable", address, "give the address of a running scheduler (tcp://HOST:8786), then --resume")


def _load_distributed() -> ModuleType:
    try:
        import distributed
    except ImportError as error:
        raise MissingExtra("cluster.no_dask", "distributed", "pip install 'donthu[batch]'") from error
    module: ModuleType = distributed
    return module


# The side of the workers.


def do_shard(task: Task) -> Answer:
    """Analyses a shard inside a Dask worker, each document in a contained child process of the worker.

    Raises ConfigError (``cluster.version``) where this donthu is not that of the plan.
    """
    if fingerprint(task.config) != task.plan.pipeline:
        raise ConfigError("cluster.version", multiprocessing.current_process().name, "install the same donthu at every worker")
    analyzer = _OPENED.give(task)
    with tempfile.TemporaryDirectory(prefix="donthu-shard-") as name:
        folder = Path(name)
        result = analyze_shard(task.shard, task.inputs, analyzer.analyze_line, format=task.plan.format, folder=folder)
        return Answer(result, {written.name: (folder / written.name).read_bytes() for written in result.files})


class _Opened:
    """The analyzer of this worker, kept from shard to shard."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: tuple[object, ...] | None = None
        self._analyzer: ContainedAnalyzer | None = None

    def give(self, task: Task) -> ContainedAnalyzer:
        """An analyzer for the plan of the task, with a child for each thread of the worker."""
        from distributed import get_worker

        key = (task.plan.pipeline, task.plan.as_of)
        with self._lock:
            if self._analyzer is None or self._key != key:
                if self._analyzer is not None:
                    self._analyzer.close()
                _let_have_children()
                workers = get_worker().state.nthreads
                self._key, self._analyzer = key, ContainedAnalyzer(task.config, as_of=task.plan.as_of, workers=workers)
            return self._analyzer


_OPENED = _Opened()


def _let_have_children() -> None:
    """Lets a worker under Dask's nanny start processes: multiprocessing forbids it to daemons, lest their children outlive them.

    Those of ``Containment`` end with their parent, however it ends.
    """
    settings: dict[str, Any] = getattr(multiprocessing.current_process(), "_config", {})
    settings["daemon"] = False

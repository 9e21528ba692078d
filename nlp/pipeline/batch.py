"""Running many documents: one record each, in the order given, whatever happens to one of them."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice

from nlp.compliance.models import GivenFacts
from nlp.document.annotation import Json, Provenance
from nlp.document.document import Document, Source
from nlp.document.problem import Problem, Severity
from nlp.document.record import encode_record
from nlp.ingest.reader import read_document
from nlp.ingest.walk import Entry
from nlp.pipeline.config import PipelineConfig
from nlp.pipeline.runner import Pipeline, load_pipeline
from nlp.text.alignment import Alignment
from nlp.text.span import Span

Record = dict[str, Json]
_QUEUE_PER_WORKER = 4

_worker: tuple[PipelineConfig, Pipeline] | None = None


def analyze_entry(entry: Entry, config: PipelineConfig, pipeline: Pipeline) -> Document:
    """The analysed document of one entry; one that cannot be read is a document with a problem."""
    try:
        data = entry.read()
    except OSError as error:
        return failed_document(entry.path, "ingest.unreadable", f"Không đọc được tệp: {error.strerror or error}.")
    document = read_document(data, path=entry.path, settings=config.ingest)
    if entry.facts:
        given = GivenFacts(span=Span(0, 0), provenance=Provenance("entry", 1, "given"), facts=entry.facts)
        document = document.with_layers({GivenFacts.LAYER: [given]})
    return pipeline.run(document)


def analyze_entries(
    entries: Iterable[Entry], config: PipelineConfig, *, as_of: dt.date | None = None, workers: int = 1
) -> Iterator[Record]:
    """A record for every entry, in order; with more than one worker, in a pool of processes with a bounded queue."""
    if workers <= 1:
        pipeline = load_pipeline(config, as_of=as_of)
        for entry in entries:
            yield encode_record(analyze_entry(entry, config, pipeline))
        return
    yield from _analyze_in_pool(iter(entries), config, as_of, workers)


def failed_document(path: str, code: str, message: str) -> Document:
    """A document of which nothing could be read, with the problem that says why."""
    source = Source(path, "0" * 64, "application/octet-stream", 0, warnings=(message,))
    return Document(source, "", "", Alignment.identity(0), problems=(Problem(code, Severity.ERROR, "ingest", message),))


def _analyze_in_pool(entries: Iterator[Entry], config: PipelineConfig, as_of: dt.date | None, workers: int) -> Iterator[Record]:
    context = multiprocessing.get_context("spawn")
    waiting: list[tuple[Entry, Future[Record]]] = []
    lost: list[Entry] = []
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker, initargs=(config, as_of)) as pool:
        for entry in islice(entries, workers * _QUEUE_PER_WORKER):
            waiting.append((entry, pool.submit(_analyze_in_worker, entry)))
        try:
            while waiting:
                entry, future = waiting.pop(0)
                try:
                    record = future.result()
                except BrokenProcessPool:
                    # The pool is gone: what was in it is read again one by one, each in a process of its own.
                    lost = [entry, *(other for other, _ in waiting)]
                    break
                for following in islice(entries, 1):
                    waiting.append((following, pool.submit(_analyze_in_worker, following)))
                yield record
        finally:
            # Whoever stops taking records, or interrupts, does not wait for what is still queued.
            pool.shutdown(wait=False, cancel_futures=True)
    for entry in lost:
        yield _analyze_alone(entry, config, as_of, context)
    if lost:
        rest = next(entries, None)
        if rest is not None:
            yield from _analyze_in_pool(_chain(rest, entries), config, as_of, workers)


def _chain(first: Entry, rest: Iterator[Entry]) -> Iterator[Entry]:
    yield first
    yield from rest


def _analyze_alone(
    entry: Entry, config: PipelineConfig, as_of: dt.date | None, context: multiprocessing.context.SpawnContext
) -> Record:
    with ProcessPoolExecutor(1, mp_context=context, initializer=_start_worker, initargs=(config, as_of)) as pool:
        try:
            return pool.submit(_analyze_in_worker, entry).result()
        except BrokenProcessPool:
            message = "Tiến trình xử lý tệp này bị dừng đột ngột (thiếu bộ nhớ hoặc thư viện gặp lỗi)."
            return encode_record(failed_document(entry.path, "pipeline.worker_died", message))


def _start_worker(config: PipelineConfig, as_of: dt.date | None) -> None:
    global _worker
    # An interrupt is for the process that was asked to run; it ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker = (config, load_pipeline(config, as_of=as_of))


def _analyze_in_worker(entry: Entry) -> Record:
    if _worker is None:
        raise RuntimeError("the worker was not started")
    config, pipeline = _worker
    return encode_record(analyze_entry(entry, config, pipeline))

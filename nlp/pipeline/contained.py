"""Documents analysed in contained child processes: one that crashes a library, hangs or explodes costs its own record alone."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from itertools import islice
from types import TracebackType
from typing import cast

from nlp.document.annotation import Json, dump_json, load_json
from nlp.document.document import Document
from nlp.document.record import encode_record
from nlp.ingest.walk import Entry
from nlp.pipeline.config import PipelineConfig
from nlp.pipeline.containment import Containment, Lost
from nlp.pipeline.entry import NO_DIGEST, analyze_entry, failed_document
from nlp.pipeline.limits import Limits
from nlp.pipeline.runner import Pipeline, load_pipeline

Record = dict[str, Json]
_QUEUE_PER_WORKER = 4
_LOSSES = {
    "timeout": "Xử lý tệp này quá thời gian cho phép; hãy kiểm tra, tách nhỏ tệp, hoặc tăng limits.seconds, limits.cpu_seconds.",
    "memory": "Xử lý tệp này cần nhiều bộ nhớ hơn mức cho phép; hãy kiểm tra hoặc tách nhỏ tệp, hoặc tăng limits.memory.",
    "crashed": "Tiến trình xử lý tệp này bị dừng đột ngột (thư viện gặp lỗi hoặc thiếu bộ nhớ); hãy lưu lại tệp từ bản gốc.",
}


@dataclass(frozen=True, slots=True)
class Analysed:
    """The record of a document as its child wrote it, on one line, with what a batch asks of it without reading the line.

    ``code`` and ``message`` are those of the first error among its problems, empty where there is none.
    """

    line: bytes
    status: str
    sha256: str
    code: str = ""
    message: str = ""

    def record(self) -> Record:
        """The record itself."""
        return cast(Record, load_json(self.line))


def summarize_record(record: Record) -> Analysed:
    """A record as a child answers it."""
    problems = cast(list[dict[str, Json]], record["problems"])
    first = next((one for one in problems if one["severity"] == "error"), {"code": "", "message": ""})
    source = cast(dict[str, Json], record["source"])
    said = (record["status"], source["sha256"], first["code"], first["message"])
    return Analysed(dump_json(record), *map(str, said))


def describe_loss(reason: str) -> str:
    """What is told of a document that was lost for this reason, and what to do."""
    return _LOSSES[reason]


class ContainedAnalyzer:
    """Analyses documents in up to ``workers`` warm child processes with limits (by default those of the configuration).

    Threads may share one. It is closed by ``close`` or at the end of a ``with`` block; what its children are at then is lost.
    """

    def __init__(
        self, config: PipelineConfig, *, as_of: dt.date | None = None, workers: int = 1, limits: Limits | None = None
    ) -> None:
        self._workers = workers
        self._children = Containment(partial(_prepare, config, as_of), workers, limits or config.limits)

    def analyze_one(self, entry: Entry) -> Record:
        """The record of one entry; a document that its process did not survive has a problem and no text.

        The problem is ``pipeline.timeout``, ``pipeline.memory`` or ``pipeline.crashed``. Raises ConfigError where the pipeline
        cannot be loaded.
        """
        return self.analyze_line(entry).record()

    def analyze_line(self, entry: Entry) -> Analysed:
        """The same, unread: whoever only writes the line down need not take it apart."""
        try:
            said, _, line = self._children.run(_Analysis(entry)).partition(b"\n")
        except Lost as loss:
            return summarize_record(encode_record(_lost_document(entry, loss)))
        return Analysed(line, *cast(list[str], load_json(said)))

    def analyze(self, entries: Iterable[Entry], *, in_order: bool = True) -> Iterator[tuple[Entry, Record]]:
        """Every entry with its record, in the order given or as they are done; a few entries ahead are taken, no more."""
        entries = iter(entries)
        waiting: dict[Future[Record], Entry] = {}
        threads = ThreadPoolExecutor(self._workers, thread_name_prefix="donthu-analyze")

        def take(count: int) -> None:
            for entry in islice(entries, count):
                waiting[threads.submit(self.analyze_one, entry)] = entry

        try:
            take(self._workers * _QUEUE_PER_WORKER)
            while waiting:
                done = [next(iter(waiting))] if in_order else list(wait(waiting, return_when=FIRST_COMPLETED).done)
                for future in done:
                    record, entry = future.result(), waiting.pop(future)
                    take(1)
                    yield entry, record
        finally:
            # Whoever stops taking records, or interrupts, does not wait for what is still queued.
            threads.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """Ends the child processes."""
        self._children.close()

    def __enter__(self) -> ContainedAnalyzer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _prepare(config: PipelineConfig, as_of: dt.date | None) -> tuple[PipelineConfig, Pipeline]:
    return config, load_pipeline(config, as_of=as_of)


@dataclass(frozen=True)
class _Analysis:
    """The task of a child: one entry."""

    entry: Entry

    def run(self, state: tuple[PipelineConfig, Pipeline], note: Callable[[bytes], None]) -> bytes:
        """What a batch asks of the record, and the record, a line each; noted are the digest and the size of the source."""

        def tell(data: bytes) -> None:
            note(dump_json([hashlib.sha256(data).hexdigest(), len(data)]))

        found = summarize_record(encode_record(analyze_entry(self.entry, *state, on_read=tell)))
        return dump_json([found.status, found.sha256, found.code, found.message]) + b"\n" + found.line


def _lost_document(entry: Entry, loss: Lost) -> Document:
    sha256, size = cast(tuple[str, int], load_json(loss.noted)) if loss.noted else (NO_DIGEST, 0)
    return failed_document(entry.path, f"pipeline.{loss.reason}", describe_loss(loss.reason), sha256=sha256, size=size)

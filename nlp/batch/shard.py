"""One shard: its documents to files of results, and an account of each of them. The same here and on a cluster."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from nlp.ingest.walk import Entry
from nlp.pipeline.contained import Analysed

Analyze = Callable[[Entry], Analysed]
# What became of an input. Those that are set aside have no result.
SET_ASIDE = ("failed", "lost")
STATUSES = ("ok", "partial", *SET_ASIDE, "not_document")
# What may have been the machine and not the document is tried once more: memory that others took, a process that somebody ended.
_TRIED_AGAIN = ("pipeline.crashed", "pipeline.memory")
_LOST = (*_TRIED_AGAIN, "pipeline.timeout")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of one input: ``ok`` or ``partial`` (it is in the results), ``failed`` (it cannot be read), ``lost`` (it cost
    its process), ``not_document`` (a kind of file that holds none).

    ``origin`` says where it lies, ``code`` and ``message`` are the problem that decided, empty for ``ok``.
    """

    path: str
    origin: tuple[str | int, ...]
    sha256: str
    status: str
    attempts: int
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A file of results: its name in the folder, its rows, bytes and digest."""

    name: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ShardResult:
    """The files of a shard and what became of each of its inputs, in order."""

    shard: int
    files: tuple[Written, ...]
    inputs: tuple[Settled, ...]


def analyze_shard(shard: int, inputs: Iterable[Entry], analyze: Analyze, *, format: str, folder: Path) -> ShardResult:
    """Analyses the inputs one by one and writes the results into ``folder``, from where the caller moves them.

    ``analyze`` gives the line of an entry, whatever the entry is. Raises MissingExtra for ``parquet`` without pyarrow.
    """
    settled = []
    with _open_tables(format, shard, folder) as tables:
        for entry in inputs:
            found, fate = _settle(entry, analyze)
            if fate.status in ("ok", "partial"):
                tables.add(found)
            settled.append(fate)
    return ShardResult(shard, tuple(_measure(folder, name, rows) for name, rows in tables.rows.items()), tuple(settled))


class Tables:
    """Files of results that are being written; ``rows`` are the names of the files with how many rows each has."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}

    def add(self, found: Analysed) -> None:
        """Writes the record that was analysed."""
        raise NotImplementedError


class _Lines(Tables):
    def __init__(self, shard: int, folder: Path) -> None:
        super().__init__()
        self._name = f"records/{shard:06d}.jsonl"
        self.rows[self._name] = 0
        (folder / self._name).parent.mkdir(parents=True, exist_ok=True)
        self._file = (folder / self._name).open("wb")

    def add(self, found: Analysed) -> None:
        self._file.write(found.line + b"\n")
        self.rows[self._name] += 1

    def close(self) -> None:
        self._file.close()


@contextmanager
def _open_lines(shard: int, folder: Path) -> Iterator[Tables]:
    lines = _Lines(shard, folder)
    try:
        yield lines
    finally:
        lines.close()


def _open_tables(format: str, shard: int, folder: Path) -> AbstractContextManager[Tables]:
    if format == "parquet":
        from nlp.batch.parquet import open_parquet

        return open_parquet(shard, folder)
    return _open_lines(shard, folder)


def _settle(entry: Entry, analyze: Analyze) -> tuple[Analysed, Settled]:
    found, attempts = analyze(entry), 1
    if found.code in _TRIED_AGAIN:
        found, attempts = analyze(entry), 2
    status = found.status
    if found.code in _LOST:
        status = "lost"
    elif found.code == "ingest.unknown_type":
        status = "not_document"
    fate = Settled(
        path=entry.path, origin=entry.origin, sha256=found.sha256, status=status, attempts=attempts,
        code=found.code, message=found.message,
    )  # fmt: skip
    return found, fate


def _measure(folder: Path, name: str, rows: int) -> Written:
    with (folder / name).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Written(name, rows, file.tell(), digest)

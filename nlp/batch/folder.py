"""The folder of results: the plan, the files of the shards, their manifests, what is set aside, and the summary.

A shard is done when its manifest stands in ``manifest``, which is written last. A run that dies leaves at most files without a
manifest, which the next run replaces; so every input is in exactly one manifest, and its record at most once in the results.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from nlp.batch.durable import encode_json, move_durably, read_json, write_json
from nlp.batch.plan import SHARD_SIZE, Plan, fingerprint, load_inputs, load_plan, make_plan
from nlp.batch.shard import SET_ASIDE, STATUSES, Settled, ShardResult, Written
from nlp.errors import DonthuError
from nlp.ingest.walk import Entry
from nlp.pipeline.config import PipelineConfig

_MANIFESTS = "manifest"
_WORK = "unfinished"


@dataclass(frozen=True, kw_only=True)
class Summary:
    """Every input that was found, counted once: ``left_out`` by name, ``not_document`` by content, the rest by what became of it.

    ``skipped`` of them were done by earlier runs; ``waiting`` belong to shards that are not done; ``quarantined`` are the failed
    and the lost.
    """

    inputs: int
    left_out: int
    documents: int
    read: int
    skipped: int
    waiting: int
    ok: int
    partial: int
    failed: int
    lost: int
    not_document: int
    shards: int
    shards_done: int

    @property
    def analysed(self) -> int:
        """Documents that are in the results."""
        return self.ok + self.partial

    @property
    def quarantined(self) -> int:
        """Documents that were set aside."""
        return self.failed + self.lost


@dataclass
class Batch:
    """An open folder of results, which one run at a time works on; closed at the end of a ``with`` block."""

    folder: Path
    plan: Plan
    config: PipelineConfig
    _lock: IO[bytes]
    _skipped: int = 0
    _done: set[int] = field(default_factory=set)

    def pending(self) -> Iterator[int]:
        """The shards that are not done."""
        return (shard for shard in range(self.plan.shards) if shard not in self._done)

    def inputs(self, shard: int) -> Iterator[Entry]:
        """The inputs of a shard."""
        return load_inputs(self.folder, shard, self.config)

    def workplace(self, shard: int) -> Path:
        """An empty folder for the files of a shard before it is done."""
        place = self.folder / _WORK / f"{shard:06d}"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        return place

    def commit(self, result: ShardResult) -> None:
        """Moves the files of the shard from its workplace to where results stand, and writes its manifest: the shard is done."""
        place = self.folder / _WORK / f"{result.shard:06d}"
        for written in result.files:
            target = self.folder / written.name
            target.parent.mkdir(exist_ok=True)
            move_durably(place / written.name, target)
        write_json(_manifest_file(self.folder, result.shard), asdict(result))
        shutil.rmtree(place, ignore_errors=True)
        self._done.add(result.shard)

    def finish(self) -> Summary:
        """Writes ``quarantine.jsonl`` and ``summary.json`` from the manifests, and gives the summary."""
        counts = Counter(dict.fromkeys(STATUSES, 0))
        fresh = self.folder / "quarantine.jsonl.new"
        with fresh.open("wb") as file:
            for shard in (done := self._on_disk()):
                for fate in load_manifest(self.folder, shard).inputs:
                    counts[fate.status] += 1
                    if fate.status in SET_ASIDE:
                        file.write(encode_json({"shard": shard, **asdict(fate)}))
        move_durably(fresh, self.folder / "quarantine.jsonl")
        settled, plan = counts.total(), self.plan
        summary = Summary(
            inputs=plan.documents + plan.left_out, left_out=plan.left_out, documents=plan.documents, skipped=self._skipped,
            read=settled - self._skipped, waiting=plan.documents - settled, shards=plan.shards, shards_done=len(done),
            **counts,
        )  # fmt: skip
        write_json(
            self.folder / "summary.json", {**asdict(summary), "analysed": summary.analysed, "quarantined": summary.quarantined}
        )  # fmt: skip
        return summary

    def skipped(self) -> int:
        """How many inputs earlier runs settled."""
        return self._skipped

    def __enter__(self) -> Batch:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._lock.close()

    def _on_disk(self) -> list[int]:
        """The shards that have a manifest. An interrupt may come between a manifest and the memory of it."""
        return [shard for shard in range(self.plan.shards) if _manifest_file(self.folder, shard).exists()]

    def _find_done(self) -> None:
        for shard in self._on_disk():
            manifest = load_manifest(self.folder, shard)
            if all(_has_size(self.folder / written.name, written.bytes) for written in manifest.files):
                self._done.add(shard)
                self._skipped += len(manifest.inputs)
            else:  # a file that is gone or was cut takes its shard with it
                _manifest_file(self.folder, shard).unlink()


def open_batch(
    folder: Path,
    paths: Sequence[str],
    config: PipelineConfig,
    *,
    format: str,
    as_of: dt.date | None,
    today: dt.date,
    shard_size: int | None = None,
    resume: bool = False,
) -> Batch:
    """The folder of results of these paths, planned or, with ``resume``, as an earlier run left it.

    ``as_of`` is by default that of the plan, or ``today``. Raises DonthuError where another run works in the folder
    (``batch.locked``), where it holds results and ``resume`` is not asked for (``batch.exists``), where its plan is another one
    (``batch.differs``), and as ``make_plan`` does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = _take_lock(folder)
    try:
        plan = load_plan(folder)
        if plan is None:
            foreign = next((path.name for path in folder.iterdir() if path.name not in _OWN), None)
            if foreign:
                raise DonthuError("batch.foreign", f"{folder}: {foreign}", "choose a folder that is empty")
            plan = make_plan(
                folder, paths, config, format=format, as_of=as_of or today, shard_size=shard_size or SHARD_SIZE
            )  # fmt: skip
        elif not resume:
            raise DonthuError("batch.exists", str(folder), "--resume goes on with it; or choose another folder")
        else:
            _check_same(plan, paths, config, format, as_of, shard_size)
        (folder / _MANIFESTS).mkdir(exist_ok=True)
        shutil.rmtree(folder / _WORK, ignore_errors=True)
        batch = Batch(folder, plan, config, lock)
        batch._find_done()
        return batch
    except BaseException:
        lock.close()
        raise


_OWN = (".lock", "plan", "plan.json.new")


def load_manifest(folder: Path, shard: int) -> ShardResult:
    """The manifest of a shard that is done; raises DonthuError (``batch.manifest``) for a file that is none."""
    try:
        value = read_json(_manifest_file(folder, shard))
        files = tuple(Written(**written) for written in value["files"])
        inputs = tuple(Settled(**{**fate, "origin": tuple(fate["origin"])}) for fate in value["inputs"])
        return ShardResult(value["shard"], files, inputs)
    except (ValueError, TypeError, KeyError) as error:
        raise DonthuError(
            "batch.manifest", str(_manifest_file(folder, shard)), "delete it: the shard is done again"
        ) from error  # fmt: skip


def _check_same(
    plan: Plan, paths: Sequence[str], config: PipelineConfig, format: str, as_of: dt.date | None, shard_size: int | None
) -> None:
    asked: dict[str, tuple[Any, Any]] = {
        "paths": (tuple(paths), plan.paths), "format": (format, plan.format), "pipeline": (fingerprint(config), plan.pipeline),
        "as_of": (as_of or plan.as_of, plan.as_of), "shard_size": (shard_size or plan.shard_size, plan.shard_size),
    }  # fmt: skip
    for name, (new, old) in asked.items():
        if new != old:
            raise DonthuError("batch.differs", f"{name}: {old} | {new}", "call it as before, or choose another folder")


def _take_lock(folder: Path) -> IO[bytes]:
    """A lock that the system gives back when this process ends, however it ends."""
    lock = (folder / ".lock").open("ab")
    try:
        import fcntl
    except ImportError:  # Windows has none of this kind
        return lock
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise DonthuError("batch.locked", str(folder), "wait until that run has ended") from error
    return lock


def _has_size(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False


def _manifest_file(folder: Path, shard: int) -> Path:
    return folder / _MANIFESTS / f"{shard:06d}.json"

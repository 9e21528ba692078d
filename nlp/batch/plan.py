"""The plan of a batch: the inputs found once, cut into shards, in files that every later run reads instead of the archive."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from nlp.batch.durable import encode_json, read_json, write_durably, write_json
from nlp.document.annotation import dump_json, to_json
from nlp.errors import DonthuError
from nlp.ingest.walk import Entry, EntryError, drop_nested, find_entries, refused_entry, restore_entry
from nlp.pipeline.config import PipelineConfig
from nlp.pipeline.describe import describe_pipeline

FORMATS = ("jsonl", "parquet")
SHARD_SIZE = 500
_FILE = "plan.json"
_FOLDER = "plan"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a folder of results holds: of which paths, as which format, on which evaluation date, made by which pipeline.

    ``documents`` is how many inputs the shards have, ``left_out`` how many files and folders were passed over for their names.
    """

    paths: tuple[str, ...]
    format: str
    as_of: dt.date
    pipeline: str
    shard_size: int
    shards: int
    documents: int
    left_out: int


def make_plan(
    folder: Path, paths: Iterable[str], config: PipelineConfig, *, format: str, as_of: dt.date, shard_size: int = SHARD_SIZE
) -> Plan:
    """Walks the paths and writes the plan into ``folder``; inputs are passed on one by one, none is kept.

    A run that is cut short here leaves no plan, and the next one makes it anew. ``folder`` itself is passed over. Raises
    DonthuError (``batch.no_documents``) where there is nothing to read, (``batch.in_memory``) for an input that lies in no file.
    """
    given = tuple(paths)
    left_out = documents = shards = 0

    def count(path: str) -> None:
        nonlocal left_out
        left_out += 1

    own = folder.resolve()
    rows = (
        _row(entry) for entry in find_entries(drop_nested(given), settings=config.ingest, on_skip=count) if not _is_in(entry, own)
    )
    (folder / _FOLDER).mkdir(parents=True, exist_ok=True)
    while lines := list(islice(rows, shard_size)):
        write_durably(_shard_file(folder, shards), b"".join(lines))
        shards, documents = shards + 1, documents + len(lines)
    if not documents:
        raise DonthuError("batch.no_documents", ", ".join(given), "name files, folders or archives that hold documents")
    plan = Plan(
        paths=given, format=format, as_of=as_of, pipeline=fingerprint(config), shard_size=shard_size, shards=shards,
        documents=documents, left_out=left_out,
    )  # fmt: skip
    write_json(folder / _FILE, {**asdict(plan), "as_of": as_of.isoformat()})
    return plan


def load_plan(folder: Path) -> Plan | None:
    """The plan of a folder of results; None where there is none. Raises DonthuError for a file that is none."""
    try:
        value = read_json(folder / _FILE)
        return Plan(**{**value, "paths": tuple(value["paths"]), "as_of": dt.date.fromisoformat(value["as_of"])})
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError) as error:
        raise DonthuError("batch.plan", str(folder / _FILE), "choose another folder") from error


def load_inputs(folder: Path, shard: int, config: PipelineConfig) -> Iterator[Entry]:
    """The inputs of a shard, in order."""
    with _shard_file(folder, shard).open("rb") as file:
        for line in file:
            path, origin, message = json.loads(line)
            if origin:
                yield restore_entry(path, tuple(origin), config.ingest)
            else:
                yield refused_entry(path, message)


def fingerprint(config: PipelineConfig) -> str:
    """A digest of what decides the results: components with versions and settings, readers, limits, own law and given facts."""
    parts = [describe_pipeline(config), config.ingest, config.limits, str(config.law_folder), dict(config.facts)]
    return hashlib.sha256(dump_json([to_json(part) for part in parts])).hexdigest()


def _row(entry: Entry) -> bytes:
    message = ""
    if not entry.origin:
        try:
            entry.read()
        except EntryError as refusal:
            message = str(refusal.strerror)
        else:
            raise DonthuError("batch.in_memory", entry.path, "write it to a file and name that")
    return encode_json([entry.path, list(entry.origin), message])


def _is_in(entry: Entry, folder: Path) -> bool:
    return bool(entry.origin) and folder in Path(str(entry.origin[0])).resolve().parents


def _shard_file(folder: Path, shard: int) -> Path:
    return folder / _FOLDER / f"{shard:06d}.jsonl"

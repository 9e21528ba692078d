"""The queue as tables, and what officers changed as gold in the form of the corpora (corpora/GUIDELINES.md).

Nothing personal is in the tables: ids, codes, dates. Gold needs the texts, which are personal through and through: whoever calls
masks them, or does not where that was allowed to him.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp.store import spreadsheets
from nlp.store.corrections import KeptCorrection, iterate_corrections
from nlp.store.decisions import iterate_decisions
from nlp.store.documents import read_record
from nlp.store.engine import Store
from nlp.store.petitions import read_petition
from nlp.triage.reassess import FACT, PART, apply_corrections
from nlp.triage.secrecy import join_people

Row = Mapping[str, Any]
Record = dict[str, Any]
COLUMNS = ("id", "received", "status", "type", "fields", "flags", "action", "competent", "priority", "due", "rule", "group")
_PARTS = {"petitioners": ("petitioners", "addresses"), "target": ("targets",), "requests": ("requests",)}


@dataclass(frozen=True)
class Gold:
    """A petition as gold: the name of its files without suffix, its text, and the annotation of what officers looked at."""

    name: str
    text: str
    annotation: Record


def tabulate(rows: Iterable[Row]) -> Iterator[list[str]]:
    """The rows of ``listing.list_queue`` as lines of a table with ``COLUMNS``; several values are joined by ``|``."""
    for row in rows:
        first = min(row["due"], key=lambda one: one["date"], default={"date": "", "rule": ""})
        competent = (row["competent"] or {}).get("office") or ""
        yield [
            row["id"], row["received"], row["status"], row["type"] or "", "|".join(row["fields"]), "|".join(row["flags"]),
            row["action"] or "", competent, str(row["priority"]), first["date"], first["rule"], row["group"] or "",
        ]  # fmt: skip


def write_csv(rows: Iterable[Row]) -> bytes:
    """The table as CSV, as ``spreadsheets.write_csv``."""
    return spreadsheets.write_csv(COLUMNS, tabulate(rows))


def write_xlsx(rows: Iterable[Row]) -> bytes:
    """The table as a workbook of one sheet; every cell is text, but priorities and days."""
    return spreadsheets.write_xlsx("don", COLUMNS, tabulate(rows), numbers=("priority",), days=("received", "due"))


def collect_gold(store: Store, *, mask: Callable[[Record], Mapping[str, Any]]) -> Iterator[Gold]:
    """Every petition on which an officer corrected labels, people or facts, or decided otherwise than was proposed.

    Type, fields and flags are annotated as they stand after the officers; people, targets and requests where they were corrected
    and still stand in the text. ``decisions`` are those against the proposal. ``mask`` gives the record as it may be seen, of
    people who were read and of those whom officers put in their place; it must not change lengths.
    """
    corrected = {petition: kept for petition, kept in iterate_corrections(store) if any(map(_is_label, kept))}
    decided: dict[str, list[Record]] = {}
    for one in iterate_decisions(store):
        if "action" in one.after or one.action in ("gop", "tach"):
            told = {"action": one.action, "proposed": one.before.get("action"), "at": one.decided_at.isoformat()}
            decided.setdefault(one.petition, []).append(told)
    for petition in sorted(corrected.keys() | decided.keys()):
        stored = read_record(store, petition)
        if stored is not None and stored.analysis.record["text"]:
            record, kept = dict(stored.analysis.record), corrected.get(petition, [])
            text = mask(dict(join_people(record, apply_corrections(record, kept))))["text"]
            labels = _annotate(store, petition, record, kept, text)
            yield Gold(petition, text, {**labels, "decisions": decided.get(petition, [])})


def write_gold(gold: Iterable[Gold], folder: Path) -> int:
    """Writes ``NAME.txt`` and ``NAME.gold.json`` of each into the folder, which is made where it is not there; how many."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    count = 0
    for count, one in enumerate(gold, 1):  # noqa: B007
        (folder / f"{one.name}.txt").write_text(one.text, encoding="utf-8", errors="replace", newline="")
        text = json.dumps(one.annotation, ensure_ascii=False, indent=1) + "\n"
        (folder / f"{one.name}.gold.json").write_text(text, encoding="utf-8", errors="replace", newline="")
    return count


def _annotate(store: Store, petition: str, record: Record, kept: Iterable[KeptCorrection], text: str) -> Record:
    standing = read_petition(store, petition).standing
    labels: Record = {"type": standing.type, "fields": list(standing.fields), "flags": list(standing.flags)}
    for one in kept:
        if one.correction.kind == PART and one.correction.name in _PARTS:
            labels |= _locate(one.correction.name, one.correction.value, record["text"], text)
    return {
        "file": f"{petition}.txt", "family": "petition", "kind": record["kind"], "regime": record["regime"], "petition": labels,
    }  # fmt: skip


def _locate(part: str, value: Any, text: str, shown: str) -> Record:
    """Where what an officer wrote stands in the text; what does not stand there is left out."""
    if part == "petitioners":
        found = {"petitioners": [row.get("name") for row in value], "addresses": [row.get("address") for row in value]}
    else:
        found = {_PARTS[part][0]: [value] if isinstance(value, str) else list(value)}
    located: Record = {}
    for layer, words in found.items():
        places = [(text.find(word), len(word)) for word in words if word]
        located[layer] = [{"start": at, "end": at + size, "text": shown[at : at + size]} for at, size in places if at >= 0]
    return located


def _is_label(one: KeptCorrection) -> bool:
    """Whether a correction teaches a model: the type, or a part of what was read."""
    return one.correction.kind == PART or (one.correction.kind == FACT and one.correction.name == "loai_don")

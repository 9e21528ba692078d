"""Findings as rows: in the order in which people want them, for machines, and what a report keeps of a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nlp.compliance.tasks import TaskedDocument
from nlp.document.masking import mask_record
from nlp.interop.details import fold_spaces, name_document
from nlp.interop.wording import Wording

Row = Mapping[str, Any]
#: Groups of findings, the heaviest first: a violation; what speaks against the document but is not decided; what is only worth
#: knowing; what is as it should be.
GROUPS = ("violation", "warning", "note", "satisfied")
_SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True)
class Checked:
    """What a report keeps of a checked document: its name, where it came from, and its findings with their quotes."""

    name: str
    path: str
    status: str
    rows: tuple[Row, ...]


def encode_findings(record: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """One object a finding: the document's id, path and number, the finding as in the record, and the text of its spans."""
    text = record["text"]
    for item in record["findings"]:
        quotes = [text[start:end] for start, end in item["spans"]]
        yield {**_document(record["id"], record["source"]["path"], record["header"]["number"]), **item, "quotes": quotes}


def encode_comparison(document: TaskedDocument, rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
    """The findings of a comparison with the same keys."""
    for row in rows:
        yield {**_document(document.id, document.path, document.number), **row}


def read_checked(record: Mapping[str, Any], wording: Wording) -> Checked:
    """What a report shows of a record; personal data of petitioners is masked."""
    masked = mask_record(record)
    name = fold_spaces(name_document(masked, wording))
    return Checked(name, str(record["source"]["path"]), record["status"], tuple(sort_findings(encode_findings(masked))))


def group_of(row: Row) -> str:
    """The group of a finding; what does not apply is worth knowing at most.

    >>> group_of({"verdict": "undetermined", "severity": "warning"})
    'warning'
    """
    if row["verdict"] in ("violation", "satisfied"):
        return str(row["verdict"])
    return "warning" if row["verdict"] == "undetermined" and row["severity"] != "info" else "note"


def sort_findings(rows: Iterable[Row]) -> list[Row]:
    """The findings by weight, those of one weight in the order in which they came."""
    return sorted(rows, key=lambda row: (GROUPS.index(group_of(row)), _SEVERITIES.index(row["severity"])))


def count_groups(rows: Sequence[Row]) -> Mapping[str, int]:
    """How many findings each group has."""
    counts = Counter(map(group_of, rows))
    return {group: counts[group] for group in GROUPS}


def _document(identity: str, path: str, number: str | None) -> dict[str, Any]:
    return {"document": identity, "path": path, "number": number}

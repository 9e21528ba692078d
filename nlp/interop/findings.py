"""Findings as rows for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def encode_findings(record: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """One object a finding: the document's id, path and number, the finding as in the record, and the text of its spans."""
    text = record["text"]
    for item in record["findings"]:
        yield {
            "document": record["id"],
            "path": record["source"]["path"],
            "number": record["header"]["number"],
            **item,
            "quotes": [text[start:end] for start, end in item["spans"]],
        }

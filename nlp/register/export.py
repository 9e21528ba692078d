"""Obligations as tables and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nlp.store import spreadsheets

Row = Mapping[str, Any]
COLUMNS = (
    "id", "document", "number", "issued", "issuer", "subject", "clause", "text", "modality", "assignees", "report_to",
    "deadlines", "due", "status", "overdue_since", "directive_status", "cited", "fields",
)  # fmt: skip
_DAYS = ("issued", "due", "overdue_since")


def tabulate(rows: Iterable[Row]) -> Iterator[list[str]]:
    """The rows of ``listing.list_obligations`` as lines of a table with ``COLUMNS``; several values are joined by ``|``.

    ``due`` is the first of the coming days, or the day since which the obligation is overdue.
    """
    for row in rows:
        yield [
            row["id"], row["document"], row["number"] or "", row["issued"] or "", row["issuer"] or "", row["subject"] or "",
            row["clause"] or "", " ".join(row["text"].split()), row["modality"], "|".join(row["assignees"]),
            row["report_to"] or "", "|".join(one["text"] for one in row["deadlines"]), row["due"][0] if row["due"] else "",
            row["status"], row["overdue_since"] or "", row["directive_status"],
            "|".join(dict.fromkeys(one["number"] for one in row["cited"] if one["number"])), "|".join(row["fields"]),
        ]  # fmt: skip


def write_csv(rows: Iterable[Row]) -> bytes:
    """The table as CSV in UTF-8."""
    return spreadsheets.write_csv(COLUMNS, tabulate(rows))


def write_xlsx(rows: Iterable[Row]) -> bytes:
    """The table as a workbook of one sheet; days are days, everything else is text."""
    return spreadsheets.write_xlsx("nhiem vu", COLUMNS, tabulate(rows), days=_DAYS)


def write_json(rows: Iterable[Row]) -> bytes:
    """The rows as one JSON array."""
    return (json.dumps(list(rows), ensure_ascii=False, indent=1) + "\n").encode()

"""Rows of the store as files: tables for spreadsheets, in which no cell of what was read may become a formula, and JSON."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

# What a workbook's XML cannot hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    """The table as CSV in UTF-8 with the mark by which spreadsheets know it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(
    title: str,
    columns: Sequence[str],
    lines: Iterable[Sequence[str]],
    *,
    numbers: Collection[str] = (),
    days: Collection[str] = (),
) -> bytes:
    """The table as a workbook of one sheet; every cell is text, but those of the columns ``numbers`` and ``days`` (ISO)."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.append(list(columns))
    for line in lines:
        sheet.append([_cell(name, cell, numbers, days) for name, cell in zip(columns, line, strict=True)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_jsonl(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The rows as JSON, one on a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _cell(name: str, cell: str, numbers: Collection[str], days: Collection[str]) -> Any:
    if name in numbers:
        return int(cell) if cell else None
    if name in days:
        return dt.date.fromisoformat(cell) if cell else None
    return _harmless(_CONTROL.sub("", cell))


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell

"""Indexes for the tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from nlp.search.index.passages import PassageIndex, open_index
from nlp.search.models import Passage

ROOT = Path(__file__).resolve().parents[3]
TODAY = dt.date(2024, 11, 1)
DATA: dict[str, Any] = yaml.safe_load((ROOT / "tests/cases/search/register.yaml").read_text(encoding="utf-8"))


def read_rows(rows: Iterable[dict[str, Any]]) -> list[Passage]:
    lists = ("assignees", "fields", "places", "cited", "due")
    return [Passage(**{key: tuple(value) if key in lists else value for key, value in row.items()}) for row in rows]


def small_register(folder: Path) -> PassageIndex:
    index = open_index(folder)
    index.rebuild(read_rows(DATA["passages"]), generation=1)
    return index

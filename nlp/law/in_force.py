"""The provisions under which only instruments in force are applied, by date."""

from __future__ import annotations

from datetime import date
from functools import cache

from nlp.law.loader import load_node


def find_in_force_basis(day: date) -> str | None:
    """The provision that held on ``day`` as people cite it; None before the first that is carried.

    >>> find_in_force_basis(date(2020, 1, 2))
    'Điều 156 Luật Ban hành văn bản quy phạm pháp luật 80/2015/QH13'
    """
    return next((text for since, until, text in _load() if since <= day and (until is None or day <= until)), None)


@cache
def _load() -> tuple[tuple[date, date | None, str], ...]:
    root = load_node("parameters/in_force.yaml").keys(required=("source", "rows"))
    rows = [row.keys(required=("from", "to", "text", "confidence")) for row in root["rows"].items()]
    return tuple((row["from"].day(), row["to"].day_or_none(), row["text"].text()) for row in rows)

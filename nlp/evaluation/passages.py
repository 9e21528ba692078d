"""The gold obligations of dispatches as passages of the search: what is measured and what large registers are drawn from."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from nlp.extract.obligations.models import ADDRESSEES
from nlp.extract.temporal.due import work_out_due
from nlp.extract.temporal.models import Bound, DeadlineType, Found, TimeUnit
from nlp.extract.temporal.patterns import load_temporal_data
from nlp.search.models import Passage
from nlp.text.fold import fold_case

_DUE = 3
# The reader knows no minutes; nothing is due by them.
_UNITS = {unit.value: unit for unit in TimeUnit}
_HEADING = 160
# The words in an issuer's name that tell its level, the lowest first.
_LEVELS = {"xa": ("xã", "phường", "thị trấn"), "huyen": ("huyện", "quận", "thị ủy", "thị xã"), "tinh": ("tỉnh", "thành ủy", "sở")}


def read_passages(corpus: Path, *, split: str | None = None) -> Iterator[Passage]:
    """The obligations of a folder of dispatches, in the manifest's order; all splits by default.

    An id is the dispatch's name and the obligation's start in its text: ``dp001:881``.
    """
    with (corpus / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if split in (None, row["split"])]
    for row in rows:
        text = (corpus / f"{row['name']}.txt").read_bytes().decode("utf-8")
        gold = orjson.loads((corpus / f"{row['name']}.gold.json").read_bytes())
        yield from _passages_of(row, text, gold)


def _passages_of(row: Mapping[str, str], text: str, gold: Mapping[str, Any]) -> Iterator[Passage]:
    header = gold["header"]
    issued = dt.date.fromisoformat(header["date"]) if header.get("date") else None
    issuer = " ".join((header.get("issuer") or "").split()) or None
    deadlines = [_due(deadline, issued) for deadline in gold["deadlines"]]
    for obligation in gold["obligations"]:
        start, end = obligation["start"], obligation["end"]
        assignees = [name for name in obligation["assignees"] if name != ADDRESSEES]
        if len(assignees) < len(obligation["assignees"]):
            assignees += header.get("addressees") or []
        cited = [c["number"] for c in gold["citations"] if c["number"] and start <= c["start"] < end]
        due = sorted({day for number in obligation["deadlines"] for day in deadlines[number]})
        yield Passage(
            id=f"{row['name']}:{start}",
            directive=row["name"],
            text=text[start:end],
            modality=obligation["modality"],
            assignees=tuple(dict.fromkeys(assignees)),
            clause=_heading(text, gold["clauses"], start),
            number=header.get("number"),
            subject=header.get("subject"),
            issuer=issuer,
            kind=gold["kind"],
            level=_level(issuer),
            places=tuple(dict.fromkeys(filter(None, (header.get("place"), row["place"])))),
            cited=tuple(dict.fromkeys(cited)),
            issued=issued,
            due=tuple(due),
        )


def _level(issuer: str | None) -> str | None:
    name = fold_case(issuer or "")
    return next((level for level, words in _LEVELS.items() if any(word in name for word in words)), None)


def _heading(text: str, clauses: list[Mapping[str, Any]], start: int) -> str | None:
    """The line of the clause that the obligation stands in, where it is a heading and not the obligation itself."""
    above = [clause["start"] for clause in clauses if clause["start"] < start]
    if not above:
        return None
    line = text[above[-1] : start].split("\n", 1)[0].strip()
    return line if 3 < len(line) <= _HEADING else None


def _due(deadline: Mapping[str, Any], issued: dt.date | None) -> tuple[dt.date, ...]:
    found = Found(
        deadline["start"],
        deadline["end"],
        "gold",
        DeadlineType(deadline["type"]),
        Bound(deadline["bound"]) if deadline["bound"] else None,
        date=dt.date.fromisoformat(deadline["date"]) if deadline["date"] else None,
        rrule=deadline["rrule"],
        amount=deadline["amount"],
        unit=_UNITS.get(deadline["unit"]),
        trigger=deadline.get("trigger"),
        time=deadline.get("time"),
    )
    return work_out_due(found, issued, _DUE, load_temporal_data().own_date)

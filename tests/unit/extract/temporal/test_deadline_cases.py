"""Runs the rows of ``tests/cases/temporal``: every row in both Unicode forms and both placements of tones."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from nlp.document.annotation import Annotation, Provenance
from nlp.document.document import Document, build_document
from nlp.document.problem import Problem
from nlp.evaluation.marked import Mark, parse_marked
from nlp.extract.citations.models import Citation
from nlp.extract.temporal.component import DeadlineReader
from nlp.extract.temporal.models import Deadline
from nlp.segment.models import Header, Segment, SegmentType
from nlp.text.fold import fold_tone
from nlp.text.span import Span

FOLDER = Path(__file__).parents[3] / "cases" / "temporal"
DEFAULT_DATE = dt.date(2024, 3, 12)
FIELDS = ("type", "bound", "date", "rrule", "amount", "unit")
GOLD = Provenance("gold", 1, "gold")
SPELLINGS = ("nfc", "nfd", "old_tone", "new_tone")


@lru_cache
def read_rows() -> list[dict[str, Any]]:
    rows = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for number, row in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))):
            rows.append({"name": f"{path.stem}-{number}-{row['form']}", **row})
    return rows


@lru_cache
def old_tones() -> dict[str, str]:
    """Open syllables in the new style, and how the old style writes them."""
    old = [unicodedata.normalize("NFC", a + b + tone) for a, b in ("oa", "oe", "uy") for tone in "\u0300\u0301\u0303\u0309\u0323"]
    return {fold_tone(pair): pair for pair in old}


def respell(text: str, spelling: str) -> str:
    """``text`` in another spelling; in all but NFD of the same length."""
    if spelling == "nfd":
        return unicodedata.normalize("NFD", text)
    if spelling == "new_tone":
        return fold_tone(text)
    if spelling == "old_tone":
        return re.sub("|".join(old_tones()), lambda m: old_tones()[m[0]] if not is_closed(m) else m[0], text)
    return text


def is_closed(match: re.Match[str]) -> bool:
    following = match.string[match.end() : match.end() + 1]
    return following.isalpha() or match.string[match.start() - 1 : match.start()] in ("q", "Q")


def read_row(row: dict[str, Any], spelling: str) -> tuple[Document, list[Mark]]:
    plain, marks = parse_marked(row["text"])
    document = build_document(respell(plain, spelling))
    assert len(document.text) == len(plain)
    whole = Span(0, len(plain))
    zone = SegmentType(row.get("zone", "clause"))
    layers: dict[str, list[Annotation]] = {
        "header": [Header(span=Span(0, 0), provenance=GOLD, date=row.get("date", DEFAULT_DATE))],
        "segments": [Segment(span=whole, provenance=GOLD, type=zone, content_start=0)],
        "citations": [
            Citation(span=Span(m.start, m.end), provenance=GOLD, kind=m.attributes["kind"]) for m in marks if m.name == "c"
        ],
    }
    return document.with_layers(layers), [m for m in marks if m.name == "d"]


def annotate(document: Document) -> tuple[list[Deadline], list[Problem]]:
    items = list(DeadlineReader().annotate(document))
    return [i for i in items if isinstance(i, Deadline)], [i for i in items if isinstance(i, Problem)]


def wanted(mark: Mark) -> dict[str, Any]:
    value: dict[str, Any] = {key: mark.attributes.get(key) for key in FIELDS}
    value["amount"] = int(value["amount"]) if value["amount"] else None
    return {"span": (mark.start, mark.end), **value}


def given(deadline: Deadline) -> dict[str, Any]:
    payload = deadline.payload()
    return {"span": (deadline.span.start, deadline.span.end), **{key: payload[key] for key in FIELDS}}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("row", read_rows(), ids=lambda row: row["name"])
def test_row(row: dict[str, Any], spelling: str) -> None:
    document, marks = read_row(row, spelling)
    deadlines, problems = annotate(document)
    assert [given(d) for d in deadlines] == [wanted(m) for m in marks]
    for mark, deadline in zip(marks, deadlines, strict=True):
        if "trigger" in mark.attributes:
            assert fold_tone(deadline.trigger or "") == fold_tone(mark.attributes["trigger"])
        if "due" in mark.attributes:
            assert [day.isoformat() for day in deadline.due] == list(filter(None, mark.attributes["due"].split(",")))
        assert deadline.time == mark.attributes.get("time")
        flags = list(filter(None, mark.attributes.get("flags", "").split(",")))
        assert [flag.value for flag in deadline.flags] == flags
        assert {f"deadlines.{flag}" for flag in flags if flag in ("invalid_day", "number_mismatch")} == {
            p.code for p in problems if p.span == deadline.span
        }


def test_old_spelling_differs_from_new() -> None:
    assert respell("hòa, quý, thủy, hoàn, Hóa", "old_tone") == "hoà, quý, thuỷ, hoàn, Hoá"


def test_a_third_of_the_rows_is_negative() -> None:
    quiet = [row for row in read_rows() if "⟦d" not in row["text"]]
    assert len(quiet) * 3 >= len(read_rows()) >= 200


def test_every_form_has_a_row() -> None:
    assert {f"B{number:02}" for number in range(1, 76)} <= {row["form"] for row in read_rows()}


def test_rows_are_told_once() -> None:
    texts = [row["text"] for row in read_rows()]
    assert len(set(texts)) == len(texts)

"""Runs the rows of ``tests/cases/segment``: the clauses of a body, in each spelling that a document may come in."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml

from nlp.document.document import build_document
from nlp.evaluation.marked import parse_marked
from nlp.segment.outline import build_outline
from nlp.text.lines import find_lines

FOLDER = Path(__file__).parents[2] / "cases" / "segment"


def read_cases() -> list[dict[str, Any]]:
    return [case for path in sorted(FOLDER.glob("*.yaml")) for case in yaml.safe_load(path.read_text(encoding="utf-8"))]


def old_tone(text: str) -> str:
    return text.replace("Ủy", "Uỷ").replace("hòa", "hoà").replace("thủy", "thuỷ")


SPELLINGS = {"NFC": lambda text: text, "NFD": lambda text: unicodedata.normalize("NFD", text), "old tone": old_tone}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case["name"])
def test_clauses(case: dict[str, Any], spelling: str) -> None:
    plain, marks = parse_marked(case["text"])
    expected = [(mark.attributes["label"], plain[mark.start :].split("\n")[0][:12]) for mark in marks if mark.name == "cl"]
    document = build_document(SPELLINGS[spelling](plain))
    lines = find_lines(document.text)
    outline = build_outline(document.text, lines, len(document.text))
    found = [(c.marker.label, document.text[c.marker.start :].split("\n")[0][:12]) for c in outline.clauses]
    assert [label for label, _ in found] == [label for label, _ in expected], case["why"]
    if spelling == "NFC":
        assert found == expected, case["why"]


def test_a_third_of_the_rows_is_negative() -> None:
    cases = read_cases()
    assert sum("⟦cl" not in case["text"] for case in cases) * 3 >= len(cases)

"""The rows of tests/cases/parties."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml

from nlp.document.document import build_document
from nlp.evaluation.marked import parse_marked
from nlp.extract.parties.component import PetitionReader

ROOT = Path(__file__).resolve().parents[4]
CASES: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests/cases/parties/petitions.yaml").read_text(encoding="utf-8"))["cases"]
LABELS = {"n": "petitioner", "a": "address", "t": "target", "r": "request"}


def read_case(text: str) -> tuple[dict[str, list[str]], Any, str]:
    plain, marks = parse_marked(text)
    document = build_document(plain)
    facts = PetitionReader().read(document)
    want = {label: [plain[m.start : m.end] for m in marks if m.name == tag] for tag, label in LABELS.items()}
    return want, facts, document.text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_case(case: dict[str, Any], form: str) -> None:
    want, facts, text = read_case(unicodedata.normalize(form, case["text"]))
    got = {label: [span.of(text) for kind, span in facts.evidence if kind == label] for label in LABELS.values()}
    assert got == {label: [unicodedata.normalize("NFC", piece) for piece in pieces] for label, pieces in want.items()}
    assert sorted(facts.flags) == sorted(case["flags"])


def test_third_of_the_rows_is_negative() -> None:
    assert 3 * sum(bool(case.get("negative")) for case in CASES) >= len(CASES)

"""Documents beside the directives that they implement: the pairs of ``tests/cases/implementations``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from nlp.compliance.component import ComplianceChecker
from nlp.compliance.implementation import check_implementation, check_implementations
from nlp.compliance.tasks import TaskedDocument, read_pairs, read_tasked, share_of
from nlp.document.document import build_document
from nlp.document.record import encode_record
from nlp.extract.citations.component import CitationReader
from nlp.extract.obligations.component import ObligationReader
from nlp.extract.temporal.component import DeadlineReader
from nlp.pipeline.runner import Pipeline
from nlp.segment.component import Segmenter, SentenceSplitter

FOLDER = Path(__file__).parents[2] / "cases" / "implementations"
FILES = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml"))]
DATA = yaml.safe_load((FOLDER / "pairs.yaml").read_text(encoding="utf-8"))
CASES = [(data, case) for data in FILES for case in data["cases"]]
PIPELINE = Pipeline(
    (Segmenter(), SentenceSplitter(), CitationReader(), DeadlineReader(), ObligationReader(), ComplianceChecker())
)


def read(text: str, changes: Sequence[Sequence[str]] = ()) -> TaskedDocument:
    for old, new in changes:
        assert old in text, f"{old!r} is not in the text"
        text = text.replace(old, new)
    return read_tasked(encode_record(PIPELINE.run(build_document(text))))


@pytest.mark.parametrize(("data", "case"), CASES, ids=[case["name"] for _, case in CASES])
def test_implementation(data: dict[str, Any], case: dict[str, Any]) -> None:
    directive = read(data["directive"], case.get("directive", []))
    implementing = read(data["implementing"], case.get("replace", []))
    rows = check_implementation(implementing, directive)
    shown = "\n".join(f"{row['rule']} {row['verdict']} {row['severity']} {row['message']}" for row in rows)
    found = {row["rule"]: row for row in rows}
    for expected in case["expect"]:
        row = found.get(expected["rule"])
        assert row is not None, shown
        assert row["verdict"] == expected["verdict"], shown
        assert row["severity"] == expected.get("severity", row["severity"]), shown
        assert expected.get("message", "") in row["message"], shown
        assert row["legal_basis"] and row["facts"]["van_ban_cap_tren"] == directive.number, shown
    assert not set(case.get("absent", [])) & set(found), shown


def test_directive_is_found_in_the_same_set_by_its_citation() -> None:
    documents = [read(DATA["implementing"]), read(DATA["directive"])]
    [(implementing, rows)] = check_implementations(documents)
    assert implementing is documents[0]
    assert rows[0]["rule"] == "implementation.coverage"


def test_a_number_of_another_date_is_another_document() -> None:
    other = read(DATA["directive"], [["ngày 12 tháng 02 năm 2024", "ngày 12 tháng 02 năm 2023"]])
    assert list(check_implementations([read(DATA["implementing"]), other])) == []


def test_spans_lie_in_the_implementing_document() -> None:
    changed = DATA["implementing"].replace("thôn trước ngày 30/4/2024", "thôn trước ngày 15/5/2024")
    implementing = read(changed)
    row = next(r for r in check_implementation(implementing, read(DATA["directive"])) if r["rule"] == "implementation.loosened")
    [(start, end)] = row["spans"]
    assert "15/5/2024" in PIPELINE.run(build_document(changed)).text[start:end]


def test_a_document_without_tasks_passes_nothing_on() -> None:
    bare = read("Một câu.")
    rows = check_implementation(bare, read(DATA["directive"]))
    assert next(r for r in rows if r["rule"] == "implementation.coverage")["facts"]["chuyen_tiep"] == 0


def test_share_weighs_what_few_tasks_have() -> None:
    wanted = read_pairs("niêm yết công khai khoản thu")
    assert share_of(wanted, wanted, {}) == 1.0
    assert share_of(wanted, frozenset(), {}) == 0.0
    assert share_of(frozenset(), wanted, {}) == 0.0

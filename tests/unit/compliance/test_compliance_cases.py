"""Runs the cases of ``tests/cases/compliance`` through the readers and the checker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from nlp.compliance.component import ComplianceChecker
from nlp.compliance.models import Finding
from nlp.document.document import Document, build_document
from nlp.document.record import encode_record
from nlp.extract.citations.component import CitationReader
from nlp.extract.obligations.component import ObligationReader
from nlp.extract.temporal.component import DeadlineReader
from nlp.law.format import load_regimes
from nlp.pipeline.runner import Pipeline
from nlp.segment.component import Segmenter, SentenceSplitter

FOLDER = Path(__file__).parents[2] / "cases" / "compliance"
CASES: list[dict[str, Any]] = [
    case for path in sorted(FOLDER.glob("*.yaml")) for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]
TEXTS = {case["as"]: case["text"] for case in CASES if "as" in case}
PIPELINE = Pipeline(
    (Segmenter(), SentenceSplitter(), CitationReader(), DeadlineReader(), ObligationReader(), ComplianceChecker())
)


def run_case(case: dict[str, Any]) -> Document:
    text = case.get("text") or TEXTS[case["like"]]
    for old, new in case.get("replace", []):
        assert old in text, f"{old!r} is not in the text"
        text = text.replace(old, new)
    return PIPELINE.run(build_document(text))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_findings(case: dict[str, Any]) -> None:
    document = run_case(case)
    assert [p for p in document.problems if p.stage == "compliance"] == []
    findings = {finding.rule: finding for finding in document.layer(Finding)}
    shown = "\n".join(f"{f.rule} {f.verdict} {f.severity} {f.message}" for f in findings.values())
    for expected in case["expect"]:
        finding = findings.get(expected["rule"])
        assert finding is not None, shown
        assert finding.verdict == expected["verdict"], shown
        assert finding.severity == expected.get("severity", finding.severity), shown
        assert expected.get("message", "") in finding.message, shown
        assert finding.rule.startswith(("deadline", "date", "directive")) or finding.legal_basis, shown
    assert not set(case.get("absent", [])) & set(findings), shown
    if "only" in case:
        assert sorted(findings) == sorted(case["only"]), shown


def test_record_holds_findings() -> None:
    record = encode_record(run_case(next(case for case in CASES if case["name"].startswith("thiếu số 0"))))
    found = next(item for item in record["findings"] if item["rule"] == "format.number_zero")  # type: ignore[union-attr, index]
    assert found["facts"]["so"] == "5"  # type: ignore[index, call-overload]
    start, end = found["spans"][0]  # type: ignore[index, call-overload, misc]
    assert record["text"][start:end] == "Số: 5/QĐ-UBND"  # type: ignore[index]


def said_and_unsaid() -> tuple[set[str], set[str]]:
    """The rules that a case expects, and those that a case says must be silent; ``only`` silences every other rule."""
    said = {expected["rule"] for case in CASES for expected in case["expect"]}
    unsaid = {rule for case in CASES for rule in case.get("absent", [])}
    return said, unsaid | {rule for case in CASES if "only" in case for rule in said - set(case["only"])}


def test_every_requirement_of_form_has_a_case_on_each_side() -> None:
    said, unsaid = said_and_unsaid()
    rules = {f"format.{item.id}" for regime in load_regimes() for item in regime.requirements}
    assert sorted(rules - said) == [] and sorted(rules - unsaid) == []


def test_every_rule_that_is_said_is_silent_somewhere() -> None:
    said, unsaid = said_and_unsaid()
    assert sorted(said - unsaid - {"format.conforms"}) == []


def test_the_list_of_checks_names_every_rule() -> None:
    page = (Path(__file__).parents[3] / "docs" / "checks.md").read_text(encoding="utf-8")
    said, _ = said_and_unsaid()
    assert [rule for rule in sorted(said) if rule not in page and f"`.{rule.partition('.')[2]}`" not in page] == []

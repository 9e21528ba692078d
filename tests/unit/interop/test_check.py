"""What a check puts out: rows in order, the page, and documents beside one another."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from nlp.compliance.component import ComplianceChecker
from nlp.compliance.tasks import read_tasked
from nlp.document.document import build_document
from nlp.document.record import encode_record
from nlp.extract.citations.component import CitationReader
from nlp.extract.obligations.component import ObligationReader
from nlp.extract.temporal.component import DeadlineReader
from nlp.interop.check import CheckOutput
from nlp.interop.check_page import render_check
from nlp.interop.findings import GROUPS, count_groups, group_of, read_checked, sort_findings
from nlp.interop.wording import Wording
from nlp.pipeline.runner import Pipeline
from nlp.segment.component import Segmenter, SentenceSplitter
from tests.unit.interop.records import dispatch_record, petition_record

PAIR = yaml.safe_load((Path(__file__).parents[2] / "cases" / "implementations" / "pairs.yaml").read_text(encoding="utf-8"))
PIPELINE = Pipeline(
    (Segmenter(), SentenceSplitter(), CitationReader(), DeadlineReader(), ObligationReader(), ComplianceChecker())
)


def record_of(text: str, path: str) -> dict[str, Any]:
    record = encode_record(PIPELINE.run(build_document(text)))
    record["source"]["path"] = path  # type: ignore[index, call-overload]
    return record


def implementing() -> dict[str, Any]:
    return record_of(PAIR["implementing"].replace("thôn trước ngày 30/4/2024", "thôn trước ngày 15/5/2024"), "huyen.txt")


def directive() -> dict[str, Any]:
    return record_of(PAIR["directive"], "tinh.txt")


@pytest.fixture
def run() -> Callable[..., tuple[str, dict[str, int]]]:
    def check(*records: dict[str, Any], form: str, **settings: Any) -> tuple[str, dict[str, int]]:
        parts: list[str] = []
        output = CheckOutput(parts.append, form=form, wording=Wording(), as_of="2024-06-01", **settings)
        for record in records:
            output.add(record)
        output.finish()
        return "".join(parts), dict(output.counts)

    return check


@pytest.mark.parametrize(
    ("verdict", "severity", "group"),
    [
        ("violation", "warning", "violation"),
        ("undetermined", "error", "warning"),
        ("undetermined", "warning", "warning"),
        ("undetermined", "info", "note"),
        ("not_applicable", "warning", "note"),
        ("satisfied", "info", "satisfied"),
    ],
)
def test_group_of_a_finding(verdict: str, severity: str, group: str) -> None:
    assert group_of({"verdict": verdict, "severity": severity}) == group


def test_heaviest_findings_stand_first() -> None:
    rows = [{"verdict": v, "severity": s} for v, s in [("satisfied", "info"), ("violation", "warning"), ("violation", "error")]]
    assert [row["severity"] for row in sort_findings(rows)] == ["error", "warning", "info"]
    assert count_groups(rows) == dict(zip(GROUPS, (2, 0, 0, 1), strict=True))


def test_documents_of_one_check_are_laid_beside_the_one_they_cite(run: Callable[..., tuple[str, dict[str, int]]]) -> None:
    out, counts = run(implementing(), directive(), form="text")
    assert "huyen.txt: đối chiếu với văn bản cấp trên" in out
    assert counts["violation"] == 1


def test_against_names_the_directive(run: Callable[..., tuple[str, dict[str, int]]]) -> None:
    out, _ = run(implementing(), form="jsonl", against=read_tasked(directive()))
    rows = [json.loads(line) for line in out.splitlines()]
    loosened = next(row for row in rows if row["rule"] == "implementation.loosened")
    assert (loosened["path"], loosened["number"]) == ("huyen.txt", "64/UBND-NV")
    assert "15/5/2024" in loosened["quotes"][0]


def test_rows_of_a_comparison_have_the_keys_of_any_finding(run: Callable[..., tuple[str, dict[str, int]]]) -> None:
    out, _ = run(implementing(), directive(), form="jsonl")
    keys = {frozenset(json.loads(line)) for line in out.splitlines()}
    assert len(keys) == 1


def test_a_document_is_not_laid_beside_itself(run: Callable[..., tuple[str, dict[str, int]]]) -> None:
    out, _ = run(directive(), form="jsonl", against=read_tasked(directive()))
    assert "implementation." not in out


def test_page_holds_every_document_and_finding_and_no_script(run: Callable[..., tuple[str, dict[str, int]]]) -> None:
    page, counts = run(implementing(), directive(), form="html")
    assert page.count('<section class="card"') == 2
    assert page.count('<li class="f ') == sum(counts.values())
    assert "<script" not in page and "default-src 'none'" in page
    assert re.search(r"Thời hạn nhẹ hơn cấp trên", page)


def test_page_says_where_there_is_nothing() -> None:
    page = render_check([read_checked(petition_record(), Wording())], as_of="2024-06-01")
    assert "không có kết quả rà soát" in page


def test_page_escapes_what_documents_say() -> None:
    record = dispatch_record()
    record["findings"][0]["message"] = "<b>đậm</b>"
    assert "&lt;b&gt;đậm&lt;/b&gt;" in render_check([read_checked(record, Wording())], as_of="2024-06-01")


def test_page_in_english() -> None:
    page = render_check([read_checked(dispatch_record(), Wording("en"))], as_of="2024-06-01", wording=Wording("en"))
    assert "Results of the check" in page and "2024-06-01" in page

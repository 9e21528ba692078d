"""The rows of tests/cases/parties/facts.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from nlp.document.document import Document, build_document
from nlp.extract.citations.component import CitationReader
from nlp.extract.citations.models import Citation
from nlp.extract.parties.component import PetitionReader
from nlp.extract.parties.models import PetitionFacts
from nlp.pipeline.runner import Pipeline
from nlp.segment.component import Segmenter

ROOT = Path(__file__).resolve().parents[4]
CASES: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests/cases/parties/facts.yaml").read_text(encoding="utf-8"))["cases"]


def with_key(key: str) -> Any:
    return pytest.mark.parametrize("case", [case for case in CASES if key in case], ids=lambda case: case["name"])


def read(case: dict[str, Any]) -> tuple[Document, PetitionFacts]:
    document = Pipeline((Segmenter(), CitationReader())).run(build_document(case["text"]))
    return document, PetitionReader().read(document)


def numbers(document: Document) -> dict[str, str | None]:
    return {citation.id: citation.number for citation in document.layer(Citation)}


@with_key("people")
def test_people(case: dict[str, Any]) -> None:
    people = read(case)[1].petitioners
    assert [[p.name, p.address, p.identity_number, p.phone] for p in people] == case["people"]


@with_key("representatives")
def test_representatives(case: dict[str, Any]) -> None:
    assert list(read(case)[1].representatives) == case["representatives"]


@with_key("signatories")
def test_signatories(case: dict[str, Any]) -> None:
    assert read(case)[1].signatories == case["signatories"]


@with_key("date")
def test_date(case: dict[str, Any]) -> None:
    assert read(case)[1].date == case["date"]


@with_key("targets")
def test_targets(case: dict[str, Any]) -> None:
    document, facts = read(case)
    assert [[t.kind.value, numbers(document).get(t.citation or "")] for t in facts.targets] == case["targets"]
    assert facts.target == facts.targets[0].text


@with_key("answers")
def test_earlier_answers(case: dict[str, Any]) -> None:
    document, facts = read(case)
    assert [numbers(document)[key] for key in facts.earlier_answers] == case["answers"]


@with_key("attachments")
def test_attachments(case: dict[str, Any]) -> None:
    assert list(read(case)[1].attachments) == case["attachments"]


def test_third_of_the_rows_is_negative() -> None:
    assert 3 * sum(bool(case.get("negative")) for case in CASES) >= len(CASES)

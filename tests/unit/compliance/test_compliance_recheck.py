"""Findings of a petition anew from its record: the same as when the facts had been known from the start."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nlp.compliance.component import ComplianceChecker
from nlp.compliance.recheck import recheck_record
from nlp.document.record import encode_record
from nlp.errors import DonthuError, LawError
from nlp.ingest.walk import find_entries
from nlp.pipeline.config import load_config
from nlp.pipeline.entry import analyze_entry
from nlp.pipeline.runner import Pipeline, load_pipeline
from tests.conftest import ROOT

AS_OF = dt.date(2026, 11, 29)
RECEIVED = {"ngay_nhan": "2026-11-20"}
AUTHOR = {"noi_nhan_don": "chu_tich_xa", "nguoi_bi_kien": "ubnd_xa"}
CONFIG = replace(load_config(), settings={"petition_labels": {"model": "linear"}})


def sources() -> list[Path]:
    with (ROOT / "corpora/petitions/manifest.tsv").open(encoding="utf-8") as file:
        names = [row["name"] for row in csv.DictReader(file, delimiter="\t") if row["split"] == "train"][::250]
    documents = ["don_khieu_nai.docx", "don_ma_vni.txt", "don_khieu_nai.odt"]
    petitions = [ROOT / "corpora/petitions" / f"{name}.txt" for name in names]
    return petitions + [ROOT / "corpora/documents" / name for name in documents]


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return load_pipeline(CONFIG, as_of=AS_OF)


def analyze(pipeline: Pipeline, path: Path, facts: Mapping[str, str]) -> dict[str, Any]:
    entry = next(find_entries([path]))
    record: dict[str, Any] = json.loads(json.dumps(encode_record(analyze_entry(replace(entry, facts=facts), CONFIG, pipeline))))
    for finding in record["findings"]:
        if finding["start"] == finding["end"]:  # nothing is pointed at
            finding["anchors"] = []
    return record


@pytest.mark.parametrize("facts", [{}, RECEIVED, RECEIVED | AUTHOR, {"loai_don": "to_cao"}], ids=lambda facts: "+".join(facts))
@pytest.mark.parametrize("path", sources(), ids=lambda path: path.stem)
def test_record_is_as_if_the_facts_had_been_known(pipeline: Pipeline, path: Path, facts: Mapping[str, str]) -> None:
    before, known = analyze(pipeline, path, {}), analyze(pipeline, path, facts)
    again = recheck_record(before, facts, ComplianceChecker(as_of=AS_OF))
    for finding in again["findings"]:
        if finding["start"] == finding["end"]:
            finding["anchors"] = []
    assert again == known


def test_fact_of_an_officer_decides_who_is_competent(pipeline: Pipeline) -> None:
    before = analyze(pipeline, ROOT / "corpora/petitions/pa014.txt", RECEIVED)
    again = recheck_record(before, RECEIVED | AUTHOR, ComplianceChecker(as_of=AS_OF))
    assert again["petition"]["proposed_action"]["action"] == "thu_ly"
    assert again["petition"]["proposed_action"]["reasons"][0]["facts"] == ["thuoc_tham_quyen"]


def test_unknown_fact_is_refused(pipeline: Pipeline) -> None:
    record = analyze(pipeline, ROOT / "corpora/petitions/pa014.txt", {})
    with pytest.raises(LawError) as caught:
        recheck_record(record, {"ngay_gui": "2026-11-20"}, ComplianceChecker())
    assert caught.value.code == "law.unknown_fact"


def test_record_of_another_version_is_refused(pipeline: Pipeline) -> None:
    record = analyze(pipeline, ROOT / "corpora/petitions/pa014.txt", {})
    record["segments"][0]["type"] = "letterhead"
    with pytest.raises(DonthuError) as caught:
        recheck_record(record, {}, ComplianceChecker())
    assert caught.value.code == "document.value"

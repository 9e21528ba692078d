"""A task as JSON: as it was, or refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from nlp.annotate.archive.codec import decode_task, encode_task
from nlp.annotate.archive.shape import find_shape
from nlp.annotate.gold import read_gold
from nlp.annotate.task import Task
from nlp.errors import DonthuError
from tests.conftest import ROOT

CORPUS = ROOT / "corpora/dispatches"


@pytest.fixture
def task() -> Task:
    gold = json.loads((CORPUS / "dp001.gold.json").read_text(encoding="utf-8"))
    return read_gold(gold, (CORPUS / "dp001.txt").read_bytes().decode())


def test_task_comes_back_as_it_was(task: Task) -> None:
    assert task.spans and task.relations
    assert decode_task(json.loads(json.dumps(encode_task(task))), task.text) == task


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda row: row.pop("spans"), "annotate.head"),
        (lambda row: row.update(spans=[7]), "annotate.head"),
        (lambda row: row.update(spans="x"), "annotate.head"),
        (lambda row: row.update(labels=[]), "annotate.head"),
        (lambda row: row.update(layers=[None]), "annotate.head"),
        (lambda row: row.update(annotator=1), "annotate.head"),
        (lambda row: row["spans"][0].update(start="0"), "annotate.head"),
        (lambda row: row["spans"][0].update(start=True), "annotate.head"),
        (lambda row: row["spans"][0].update(confidence=2), "annotate.head"),
        (lambda row: row["spans"][0].update(end=10**9), "annotate.span"),
        (lambda row: row["spans"][0].update(layer="zones"), "annotate.span"),
        (lambda row: row["spans"][0].update(label="khong_co"), "annotate.label"),
        (lambda row: row["relations"][0].update(head="khong_co"), "annotate.relation"),
        (lambda row: _span(row, "citations")["values"].update(number=5), "annotate.value"),
        (lambda row: _span(row, "obligations")["values"].update(assignees=[1]), "annotate.value"),
        (lambda row: row.update(sha256="0" * 64), "annotate.text_changed"),
    ],
)
def test_what_does_not_fit_is_refused(task: Task, change: Callable[[dict[str, Any]], object], code: str) -> None:
    row = json.loads(json.dumps(encode_task(task)))
    change(row)
    with pytest.raises(DonthuError) as caught:
        decode_task(row, task.text)
    assert caught.value.code == code


def _span(row: dict[str, Any], layer: str) -> dict[str, Any]:
    return next(span for span in row["spans"] if span["layer"] == layer)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("Kế hoạch số 68-KH/HU", "kế hoạch số N-KH/HU"),
        ("Nghị định số 04/2015/NĐ-\nCP ngày 09/01/2015", "nghị định số N/N/NĐ-CP ngày D/M/Y"),
        ("ngày 12 tháng 4 năm 2024", "ngày N tháng N năm N"),
        ("tháng 4/2024", "tháng M/Y"),
        ("Quyết định số 15/2020/QĐ-UBND", "quyết định số N/N/QĐ-UBND"),
        ("UBND huyện Đại Từ", "UBND huyện X"),
        ("Huyện ủy Phú Lương", "huyện ủy X"),
        ("ông Nguyễn Văn Ví Dụ", "ông X"),
        ("đồng chí Bí thư", "đồng chí bí thư"),
        ("Luật Đất đai", "luật đất đai"),
    ],
)
def test_shapes(text: str, shape: str) -> None:
    assert find_shape(text) == shape

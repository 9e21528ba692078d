"""Records become tasks for people to correct."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from nlp.annotate.gold import write_gold
from nlp.annotate.prediction import read_record
from nlp.annotate.task import Task
from nlp.document.record import encode_record
from nlp.ingest.reader import read_document
from nlp.ingest.settings import IngestSettings
from nlp.pipeline.config import load_config
from nlp.pipeline.runner import load_pipeline

CORPORA = Path(__file__).parents[3] / "corpora"


@pytest.fixture(scope="module")
def records() -> dict[str, dict[str, Any]]:
    pipeline = load_pipeline(load_config(None), as_of=dt.date(2024, 1, 1))
    paths = [CORPORA / "dispatches/dp001.txt", CORPORA / "petitions/pa001.txt"]
    documents = [read_document(path.read_bytes(), path=str(path), settings=IngestSettings()) for path in paths]
    return {path.stem: encode_record(pipeline.run(document)) for path, document in zip(paths, documents, strict=True)}


@pytest.fixture(scope="module")
def dispatch(records: dict[str, dict[str, Any]]) -> Task:
    return read_record(records["dp001"], guidelines="2024-1")


def test_the_task_has_the_spans_of_the_record(records: dict[str, dict[str, Any]], dispatch: Task) -> None:
    record = records["dp001"]
    for layer in ("citations", "deadlines", "obligations"):
        assert [(s.id, s.start, s.end) for s in dispatch.layer(layer)] == [(r["id"], r["start"], r["end"]) for r in record[layer]]
    assert dispatch.text == record["text"] and dispatch.guidelines == "2024-1" and dispatch.annotator is None


def test_spans_say_who_made_them(dispatch: Task) -> None:
    assert all(span.source and ":" in span.source for span in dispatch.layer("citations"))


def test_an_assignee_that_stands_in_the_obligation_is_linked(records: dict[str, dict[str, Any]], dispatch: Task) -> None:
    linked = 0
    for row, span in zip(records["dp001"]["obligations"], dispatch.layer("obligations"), strict=True):
        bodies = [dispatch.text[body.start : body.end] for body in dispatch.tails("assignee", span.id)]
        linked += len(bodies)
        assert sorted(bodies + list(span.values.get("assignees", []))) == sorted(one["text"] for one in row["assignees"])
    assert linked > 0


def test_deadlines_are_linked_with_their_obligations(records: dict[str, dict[str, Any]], dispatch: Task) -> None:
    links = {(link.head, link.tail) for link in dispatch.relations if link.kind == "deadline"}
    assert links == {(row["id"], tail) for row in records["dp001"]["obligations"] for tail in row["deadlines"]}


def test_a_petition_brings_its_labels_and_people(records: dict[str, dict[str, Any]]) -> None:
    gold = write_gold(read_record(records["pa001"]))
    assert gold["petition"]["type"] == records["pa001"]["petition"]["type"]
    assert [row["text"] for row in gold["petition"]["petitioners"]] == ["Thân Văn Quyết"]


def test_only_the_layers_that_are_asked_for_come(records: dict[str, dict[str, Any]]) -> None:
    task = read_record(records["dp001"], layers=["deadlines"])
    assert task.layers == ("deadlines",) and {span.layer for span in task.spans} == {"deadlines"}

"""Edits of a task are taken in whole, or told span by span."""

from __future__ import annotations

from typing import Any

import pytest

from nlp.annotate.edits import EditError, Edits, apply_edits, read_edits
from nlp.annotate.task import AnnotatedSpan, Relation, Task, build_task
from nlp.errors import DonthuError

TEXT = "😀 Yêu cầu Sở Tài chính báo cáo trước ngày 15/11 theo Kế hoạch số 68-KH/HU."
LAYERS = ("citations", "deadlines", "obligations", "bodies")


def at(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


@pytest.fixture
def task() -> Task:
    """A task in which an obligation leads to its deadline."""
    spans = [
        AnnotatedSpan("o", "obligations", "must", *at("Sở Tài chính báo cáo trước ngày 15/11"), {"assignees": ["@addressees"]}),
        AnnotatedSpan("d", "deadlines", "date", *at("trước ngày 15/11"), {"bound": "before", "extra": 1}, 0.7, "deadlines/1:day"),
        AnnotatedSpan("c", "citations", "chi_thi", *at("Kế hoạch số 68-KH/HU"), {}, 0.9, "citations/1:number"),
    ]  # fmt: skip
    return build_task(
        "d", TEXT, spans=spans, relations=[Relation("deadline", "o", "d")], layers=LAYERS,
        labels={"family": "dispatch", "header": {"number": "1", "date": "nay"}, "petition.fields": ["khac"]},
    )  # fmt: skip


def span(name: str, layer: str, label: str, words: str, **values: Any) -> dict[str, Any]:
    start, end = at(words)
    return {"id": name, "layer": layer, "label": label, "start": start, "end": end, "values": values}


def faults_of(task: Task, **row: Any) -> list[tuple[str | None, str, str]]:
    with pytest.raises(EditError) as raised:
        apply_edits(task, read_edits(row))
    assert raised.value.code == "annotate.edit"
    return [(fault.span, fault.where, fault.code) for fault in raised.value.faults]


def test_a_new_span_stands_in_code_points(task: Task) -> None:
    found = apply_edits(task, read_edits({"put": [span("n", "bodies", "body", "Sở Tài chính")]}))
    assert [(one.start, one.end) for one in found.layer("bodies")] == [(10, 22)] and TEXT[10:22] == "Sở Tài chính"


def test_a_changed_span_is_no_longer_the_machines(task: Task) -> None:
    put = [span("c", "citations", "ke_hoach", "Kế hoạch số 68-KH/HU", number="68-KH/HU")]
    changed = apply_edits(task, read_edits({"put": put})).layer("citations")[0]
    assert (changed.label, dict(changed.values)) == ("ke_hoach", {"number": "68-KH/HU"})
    assert changed.confidence is None and changed.source is None


def test_a_span_that_is_sent_as_it_was_keeps_who_made_it(task: Task) -> None:
    put = [span("c", "citations", "chi_thi", "Kế hoạch số 68-KH/HU", number=None, issuer="")]
    assert apply_edits(task, read_edits({"put": put})) == task


def test_relations_go_with_their_span(task: Task) -> None:
    found = apply_edits(task, Edits(drop=frozenset({"d"})))
    assert not found.relations and "d" not in {one.id for one in found.spans}


def test_relations_are_drawn_and_taken_away(task: Task) -> None:
    found = apply_edits(task, read_edits({"link": [["citation", "o", "c"]], "unlink": [["deadline", "o", "d"]]}))
    assert found.relations == (Relation("citation", "o", "c"),)


def test_labels_are_changed_one_by_one(task: Task) -> None:
    found = apply_edits(task, read_edits({"labels": {"kind": "cong_van", "petition.fields": ["dat_dai", "khac"]}}))
    assert dict(found.labels) == {**task.labels, "kind": "cong_van", "petition.fields": ["dat_dai", "khac"]}


def test_values_that_the_machine_gave_stay_whatever_they_are(task: Task) -> None:
    put = [span("d", "deadlines", "date", "trước ngày 15/11", bound="by", extra=1)]
    assert dict(apply_edits(task, read_edits({"put": put})).layer("deadlines")[0].values) == {"bound": "by", "extra": 1}
    header = {"number": "2", "date": "nay"}
    assert apply_edits(task, read_edits({"labels": {"header": header}})).labels["header"] == header


@pytest.mark.parametrize(
    ("layer", "values", "code"),
    [
        ("deadlines", {"date": "15/11/2024"}, "annotate.value.date"),
        ("deadlines", {"date": "2024-02-30"}, "annotate.value.date"),
        ("deadlines", {"rrule": "hằng năm"}, "annotate.value.rrule"),
        ("deadlines", {"bound": "sometime"}, "annotate.value.choice"),
        ("deadlines", {"amount": "mười"}, "annotate.value.number"),
        ("deadlines", {"amount": True}, "annotate.value.number"),
        ("deadlines", {"amount": -1}, "annotate.value.number"),
        ("deadlines", {"trigger": "x\0"}, "annotate.value.text"),
        ("deadlines", {"trigger": "\ud83d"}, "annotate.value.text"),
        ("deadlines", {"colour": "red"}, "annotate.value.unknown"),
        ("obligations", {"assignees": "Sở"}, "annotate.value.texts"),
        ("obligations", {"assignees": ["Sở", ""]}, "annotate.value.texts"),
        ("citations", {"provisions": "Điều 1"}, "annotate.value.json"),
    ],
)
def test_values_that_do_not_fit_are_told_at_their_field(task: Task, layer: str, values: dict[str, Any], code: str) -> None:
    label = {"deadlines": "date", "obligations": "must", "citations": "luat"}[layer]
    assert faults_of(task, put=[span("n", layer, label, "trước", **values)]) == [("n", *values, code)]


def test_every_fault_is_told_at_once(task: Task) -> None:
    put = [
        {**span("a", "citations", "luat", "Yêu"), "start": 70, "end": 900},
        span("b", "citations", "thu", "Yêu"),
        span("e", "petitioners", "petitioner", "Yêu"),
        {**span("f", "bodies", "body", "Yêu"), "start": 1, "end": 2},
        span("c", "bodies", "body", "Yêu"),
    ]
    assert faults_of(task, put=put, link=[["deadline", "o", "c"], ["assignee", "o", "gone"]], labels={"kind": "thu"}) == [
        ("a", "edges", "annotate.span"),
        ("b", "label", "annotate.label"),
        ("e", "label", "annotate.layer"),
        ("f", "edges", "annotate.span"),
        ("c", "label", "annotate.layer"),
        (None, "kind", "annotate.value.choice"),
        ("o", "relations", "annotate.relation"),
        ("o", "relations", "annotate.relation"),
    ]


@pytest.mark.parametrize(
    "row",
    [
        [],
        {"put": [{"id": "a"}]},
        {"put": [{**span("a", "bodies", "body", "Sở"), "start": True}]},
        {"put": [{**span("a", "bodies", "body", "Sở"), "values": []}]},
        {"drop": [1]},
        {"drop": [""]},
        {"drop": ["x" * 81]},
        {"link": [["deadline", "o"]]},
        {"labels": 1},
    ],
)
def test_edits_of_another_form_are_refused(row: Any) -> None:
    with pytest.raises(DonthuError) as raised:
        read_edits(row)
    assert raised.value.code == "annotate.edits"

"""An adjudicator's choices among answers make the task that holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nlp.annotate.archive.compare import compare
from nlp.annotate.archive.settle import find_choices, settle
from nlp.annotate.task import AnnotatedSpan, Relation, Task, build_task

TEXT = "Sở Y tế báo cáo trước 15/11; Sở Tài chính chuẩn bị kinh phí theo Kế hoạch số 68-KH/HU."


def span(name: str, layer: str, label: str, words: str, **values: str) -> AnnotatedSpan:
    start = TEXT.index(words)
    return AnnotatedSpan(name, layer, label, start, start + len(words), values)


ONE, TWO = "Sở Y tế báo cáo trước 15/11", "Sở Tài chính chuẩn bị kinh phí"
OBLIGATION, DEADLINE = span("o", "obligations", "must", ONE), span("d", "deadlines", "date", "trước 15/11", date="2024-11-15")
BODY, CITATION = span("b", "bodies", "body", "Sở Y tế"), span("c", "citations", "ke_hoach", "Kế hoạch số 68-KH/HU")


def answer(*spans: AnnotatedSpan, links: tuple[tuple[str, str, str], ...] = (), kind: str = "cong_van") -> Task:
    return build_task(
        "d", TEXT, spans=spans, relations=[Relation(*link) for link in links], labels={"kind": kind},
        layers=("citations", "deadlines", "obligations", "bodies"),
    )  # fmt: skip


def texts(task: Task, layer: str) -> list[str]:
    return [TEXT[one.start : one.end] for one in task.layer(layer)]


def settled(a: Task, b: Task, *choices: int | None) -> Task:
    comparison = compare([a, b])
    assert len(comparison.differences) == len(choices)
    return settle([a, b], comparison, {number: who for number, who in enumerate(choices) if who is not None})


def test_what_all_agree_on_holds_with_its_relations() -> None:
    a = answer(OBLIGATION, DEADLINE, BODY, links=(("deadline", "o", "d"), ("assignee", "o", "b")))
    own = (replace(OBLIGATION, id="x"), replace(DEADLINE, id="y"), replace(BODY, id="z"))
    b = answer(*own, links=(("deadline", "x", "y"), ("assignee", "x", "z")))
    assert settled(a, b) == a


@pytest.mark.parametrize(("choice", "found"), [(0, 1), (1, 0), (None, 0)])
def test_a_span_that_one_has_holds_where_he_is_chosen(choice: int | None, found: int) -> None:
    assert len(settled(answer(DEADLINE, CITATION), answer(DEADLINE), choice).layer("citations")) == found


def test_labels_and_values_are_the_chosen_ones() -> None:
    a = answer(OBLIGATION, DEADLINE)
    b = answer(replace(OBLIGATION, label="should"), replace(DEADLINE, values={"date": "2024-11-14"}))
    found = settled(a, b, 1, 0)
    assert found.layer("obligations")[0].label == "should" and dict(found.layer("deadlines")[0].values) == {"date": "2024-11-15"}


def test_a_relation_leads_to_the_span_that_holds_in_its_place() -> None:
    short = span("d", "deadlines", "date", "15/11", date="2024-11-15")
    a = answer(OBLIGATION, DEADLINE, links=(("deadline", "o", "d"),))
    b = answer(OBLIGATION, short, links=(("deadline", "o", "d"),))
    assert [one.kind for one in compare([a, b]).differences] == ["relations", "edges"]
    found = settled(a, b, 0, 1)
    assert texts(found, "deadlines") == ["15/11"] and [link.kind for link in found.relations] == ["deadline"]
    assert found.tails("deadline", found.layer("obligations")[0].id) == found.layer("deadlines")
    assert settled(a, b, None, 1).relations == ()
    assert settled(a, b, 0, None).relations == ()


def test_relations_of_a_span_with_another_label_are_those_of_the_answer_that_is_chosen() -> None:
    a = answer(OBLIGATION, DEADLINE, BODY, links=(("deadline", "o", "d"),))
    b = answer(replace(OBLIGATION, label="should"), DEADLINE, BODY, links=(("deadline", "o", "d"), ("assignee", "o", "b")))
    kinds = [one.kind for one in compare([a, b]).differences]
    found = settled(a, b, *(0 if kind == "label" else 1 for kind in kinds))
    assert found.layer("obligations")[0].label == "must"
    assert sorted(link.kind for link in found.relations) == ["assignee", "deadline"]


def test_ids_that_answers_share_at_other_places_are_told_apart() -> None:
    a, b = answer(span("o", "obligations", "must", ONE)), answer(span("o", "obligations", "must", TWO))
    found = settled(a, b, 0, 1)
    assert texts(found, "obligations") == [ONE, TWO] and len({one.id for one in found.spans}) == 2


@pytest.mark.parametrize(("choice", "kind"), [(0, "cong_van"), (1, "ke_hoach"), (None, None)])
def test_a_label_of_the_document_is_the_chosen_one(choice: int | None, kind: str | None) -> None:
    assert settled(answer(), answer(kind="ke_hoach"), choice).labels.get("kind") == kind


def test_choices_are_read_back_from_what_holds() -> None:
    a = answer(OBLIGATION, DEADLINE, CITATION)
    b = answer(replace(OBLIGATION, label="should"), DEADLINE, kind="ke_hoach")
    comparison = compare([a, b])
    choices = {0: 1, 1: 1, 2: 0}
    assert find_choices(settle([a, b], comparison, choices), comparison) == choices

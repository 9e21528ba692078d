"""Where the answers to one document differ, and what they agree on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from nlp.annotate.archive.compare import compare
from nlp.annotate.task import AnnotatedSpan, Relation, Task, build_task
from nlp.errors import DonthuError

TEXT = "Giao Sở Tài chính báo cáo trước ngày 30/6/2026 theo Kế hoạch số 5-KH/TU."


def span(layer: str, words: str, label: str, name: str = "", **values: Any) -> AnnotatedSpan:
    start = TEXT.index(words)
    return AnnotatedSpan(name or f"{layer}-{start}-{len(words)}", layer, label, start, start + len(words), values)


BODY, DUE = span("bodies", "Sở Tài chính", "body", "b"), span("deadlines", "trước ngày 30/6/2026", "date", "d", date="2026-06-30")
DUTY = span("obligations", "Sở Tài chính báo cáo trước ngày 30/6/2026", "must", "o")
PLAN = span("citations", "Kế hoạch số 5-KH/TU", "ke_hoach", "c")


def task(*spans: AnnotatedSpan, relations: tuple[Relation, ...] = (), labels: Mapping[str, Any] | None = None) -> Task:
    layers = ("citations", "deadlines", "obligations", "bodies")
    return build_task("d", TEXT, spans=spans, relations=relations, layers=layers, labels=labels, guidelines="1")


@pytest.mark.parametrize(
    ("first", "second", "kinds"),
    [
        ([PLAN], [PLAN], []),
        ([PLAN], [], ["only"]),
        ([PLAN, BODY], [BODY], ["only"]),
        ([PLAN], [span("citations", "Kế hoạch số 5-KH/TU", "quy_dinh")], ["label"]),
        ([PLAN], [span("citations", "Kế hoạch số 5-KH/TU", "ke_hoach", number="5-KH/TU")], ["values"]),
        ([PLAN], [span("citations", "số 5-KH/TU", "ke_hoach")], ["edges"]),
        ([PLAN], [span("citations", "Kế hoạch", "ke_hoach"), span("citations", "5-KH/TU", "ke_hoach")], ["edges", "only"]),
        ([span("citations", "Kế hoạch", "ke_hoach")], [span("citations", "5-KH/TU", "ke_hoach")], ["only", "only"]),
        ([PLAN], [span("bodies", "Kế hoạch số 5-KH/TU", "body")], ["only", "only"]),
    ],
)
def test_kinds_of_differences(first: list[AnnotatedSpan], second: list[AnnotatedSpan], kinds: list[str]) -> None:
    found = compare([task(*first), task(*second)])
    assert [one.kind for one in found.differences] == kinds
    assert [one.kind for one in compare([task(*second), task(*first)]).differences] == kinds
    same = {(one.layer, one.start, one.end, one.label) for one in first} & {(o.layer, o.start, o.end, o.label) for o in second}
    assert {(one.layer, one.start, one.end, one.label) for one in found.agreed.spans} == (same if kinds != ["values"] else set())


def test_answers_stand_in_the_order_of_the_annotators() -> None:
    [difference] = compare([task(), task(PLAN), task(PLAN)]).differences
    assert (difference.layer, difference.kind, difference.answers) == ("citations", "only", (None, PLAN, PLAN))


def test_ids_confidence_and_source_do_not_count() -> None:
    other = AnnotatedSpan("x", "citations", "ke_hoach", PLAN.start, PLAN.end, {}, 0.5, "máy")
    assert compare([task(PLAN), task(other)]).differences == ()


def test_relations_are_compared_by_what_they_join() -> None:
    link, due = Relation("assignee", "o", "b"), Relation("deadline", "o", "d")
    both = task(BODY, DUTY, DUE, relations=(link, due))
    named = [AnnotatedSpan(f"x{one.id}", one.layer, one.label, one.start, one.end, one.values) for one in (BODY, DUTY, DUE)]
    same = task(*named, relations=(Relation("assignee", "xo", "xb"), Relation("deadline", "xo", "xd")))
    assert compare([both, same]).differences == () and compare([both, same]).agreed.relations == (link, due)
    less = task(BODY, DUTY, DUE, relations=(link,))
    found = compare([both, less])
    assert [(one.kind, one.answers) for one in found.differences] == [("relations", (DUTY, DUTY))]
    assert found.agreed.relations == (link,) and found.agreed.spans == both.spans


def test_relation_to_a_span_that_one_has_not_is_a_difference_of_its_head() -> None:
    found = compare([task(BODY, DUTY, relations=(Relation("assignee", "o", "b"),)), task(DUTY)])
    assert [(one.layer, one.kind) for one in found.differences] == [("obligations", "relations"), ("bodies", "only")]
    assert found.agreed.relations == () and found.agreed.spans == (DUTY,)


def test_labels_of_the_document_are_compared() -> None:
    found = compare(
        [task(labels={"kind": "cong_van", "family": "dispatch"}), task(labels={"kind": "chi_thi", "family": "dispatch"})]
    )
    assert [(one.layer, one.kind, one.values) for one in found.differences] == [("kind", "document", ("cong_van", "chi_thi"))]
    assert dict(found.agreed.labels) == {"family": "dispatch"}


def test_one_answer_agrees_with_itself() -> None:
    alone = task(BODY, DUTY, relations=(Relation("assignee", "o", "b"),))
    assert compare([alone]).differences == () and compare([alone]).agreed == alone


def test_other_texts_are_not_compared() -> None:
    for tasks in ([], [task(), build_task("d", TEXT + " ")]):
        with pytest.raises(DonthuError, match=r"annotate\.agreement"):
            compare(tasks)

"""What holds of a document by the choices of an adjudicator among the answers of its annotators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nlp.annotate.archive.compare import place_spans
from nlp.annotate.archive.models import Comparison, Difference
from nlp.annotate.layers import LAYERS
from nlp.annotate.task import AnnotatedSpan, Relation, Task, build_task


@dataclass(frozen=True)
class _Group:
    """Spans of the answers that mean the same thing, the one that holds (None: none of them), and the answer whose relations
    lead from it (None: nobody's)."""

    answers: tuple[AnnotatedSpan | None, ...]
    holds: AnnotatedSpan | None
    whose: int | None


def settle(answers: Sequence[Task], comparison: Comparison, choices: Mapping[int, int]) -> Task:
    """The task that holds: what all agree on, and of each difference, by its place in ``comparison``, the answer that ``choices``
    names. A difference without a choice is left out: nobody's span, no relations, no label.

    A relation leads to the span that holds where the one that its annotator drew it to stands among the answers; where none
    holds there, it is gone.
    """
    groups = list(_group(answers, comparison, choices))
    names: list[dict[str, str]] = [{} for _ in answers]
    spans: dict[str, AnnotatedSpan] = {}
    for group in groups:
        if group.holds is None:
            continue
        name = _new_name(group.holds.id, spans)
        spans[name] = replace(group.holds, id=name)
        for known, span in zip(names, group.answers, strict=True):
            if span is not None:
                known[span.id] = name
    links = {
        Relation(link.kind, names[group.whose][head.id], names[group.whose][link.tail])
        for group in groups
        if group.holds is not None and group.whose is not None and (head := group.answers[group.whose]) is not None
        for link in answers[group.whose].relations
        if link.head == head.id and link.tail in names[group.whose]
    }
    labels = dict(comparison.agreed.labels)
    for number, difference in enumerate(comparison.differences):
        if difference.kind == "document" and number in choices:
            labels[difference.layer] = difference.values[choices[number]]
    agreed = comparison.agreed
    return build_task(
        agreed.document, agreed.text, spans=spans.values(), relations=links, layers=agreed.layers, labels=labels,
        guidelines=agreed.guidelines,
    )  # fmt: skip


def find_choices(held: Task, comparison: Comparison) -> dict[int, int]:
    """For each difference between spans or labels the answer that a task holds, where it holds one."""
    found: dict[int, int] = {}
    for number, difference in enumerate(comparison.differences):
        if difference.kind == "document":
            same = [value == held.labels.get(difference.layer) for value in difference.values]
        elif difference.kind == "relations":
            continue
        else:
            same = [span is not None and _holds(held, span) for span in difference.answers]
        if True in same:
            found[number] = same.index(True)
    return found


def _holds(task: Task, span: AnnotatedSpan) -> bool:
    """Whether a task has such a span, whatever its id."""
    said = (span.start, span.end, span.label, dict(span.values))
    return any((one.start, one.end, one.label, dict(one.values)) == said for one in task.layer(span.layer))


def _group(answers: Sequence[Task], comparison: Comparison, choices: Mapping[int, int]) -> Iterator[_Group]:
    """What all agree on, then the differences between spans, each with what holds of it."""
    drawn: dict[str, int | None] = {}
    between: list[tuple[int, Difference]] = []
    for number, difference in enumerate(comparison.differences):
        if difference.kind == "relations":
            drawn[_first(difference)] = choices.get(number)
        elif difference.kind != "document":
            between.append((number, difference))
    kept = {span.id for span in comparison.agreed.spans}
    for layer in LAYERS:
        places = [dict(place_spans(task.layer(layer))) for task in answers]
        for place, span in places[0].items():
            if span.id in kept:
                yield _Group(tuple(one.get(place) for one in places), span, drawn.get(span.id, 0))
    for number, difference in between:
        chosen = choices.get(number)
        holds = None if chosen is None else difference.answers[chosen]
        whose = drawn.get(_first(difference), chosen) if difference.kind in ("label", "values") else chosen
        yield _Group(difference.answers, holds, whose)


def _first(difference: Difference) -> str:
    """The id of the first answer's span; "" where it has none."""
    span = difference.answers[0]
    return span.id if span else ""


def _new_name(name: str, taken: Mapping[str, AnnotatedSpan]) -> str:
    """An id that is not taken yet: answers may have one id at different places."""
    number, free = 1, name
    while free in taken:
        number, free = number + 1, f"{name}-{number + 1}"
    return free

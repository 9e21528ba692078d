"""What the answers of several annotators to one document agree on, and where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from nlp.annotate.archive.models import Comparison, Difference
from nlp.annotate.layers import LAYERS
from nlp.annotate.task import AnnotatedSpan, Relation, Task, build_task
from nlp.document.annotation import Json
from nlp.errors import DonthuError

Place = tuple[int, int, int]  # start, end, and which of several spans there
Answers = tuple[AnnotatedSpan | None, ...]
_ORDER = {name: number for number, name in enumerate(LAYERS)}


def compare(tasks: Sequence[Task]) -> Comparison:
    """What the answers to one document agree on and where they differ. Ids, confidence and source do not count.

    A span belongs to the answers' spans of the same layer at the same place; those that are left are joined where they overlap.
    Raises DonthuError (``annotate.agreement``) where their texts differ or there is none.
    """
    if len({task.sha256 for task in tasks}) != 1:
        raise DonthuError("annotate.agreement", "the answers are not to one text", "compare answers to one document")
    same: list[tuple[AnnotatedSpan, ...]] = []
    found: list[Difference] = []
    agreed: list[AnnotatedSpan] = []
    for layer in LAYERS:
        by_place = [dict(place_spans(task.layer(layer))) for task in tasks]
        shared = set.intersection(*(set(one) for one in by_place))
        for place in sorted(shared):
            spans = tuple(one[place] for one in by_place)
            same.append(spans)
            kind = _find_kind(spans)
            if kind is None:
                agreed.append(spans[0])
            else:
                found.append(Difference(layer, kind, spans))
        left = [[span for place, span in one.items() if place not in shared] for one in by_place]
        found += _join_left(layer, left)
    relations, differing = _compare_relations(tasks, same)
    found += differing
    labels, documents = _compare_labels(tasks)
    kept = {span.id for span in agreed}
    first = tasks[0]
    whole = build_task(
        first.document, first.text, spans=agreed, layers=[one for one in first.layers if all(one in t.layers for t in tasks)],
        relations=[link for link in relations if {link.head, link.tail} <= kept], labels=labels,
        guidelines=first.guidelines,
    )  # fmt: skip
    return Comparison(whole, (*documents, *sorted(found, key=_start)))


def place_spans(spans: Iterable[AnnotatedSpan]) -> Iterator[tuple[Place, AnnotatedSpan]]:
    """Spans by their places; where several have the same, in the order of their labels."""
    seen: Counter[tuple[int, int]] = Counter()
    for span in sorted(spans, key=lambda span: (span.start, span.end, span.label)):
        edges = span.start, span.end
        yield (*edges, seen[edges]), span
        seen[edges] += 1


def _find_kind(spans: Sequence[AnnotatedSpan]) -> str | None:
    first = spans[0]
    if any(span.label != first.label for span in spans):
        return "label"
    return "values" if any(dict(span.values) != dict(first.values) for span in spans) else None


def _join_left(layer: str, left: Sequence[Sequence[AnnotatedSpan]]) -> Iterator[Difference]:
    """Spans that not all have: those that overlap are one difference, each answer's first one in it."""
    rest = sorted(
        ((span, who) for who, spans in enumerate(left) for span in spans), key=lambda one: (one[0].start, one[0].end, one[1])
    )
    while rest:
        cluster: list[tuple[AnnotatedSpan, int]] = []
        behind: list[tuple[AnnotatedSpan, int]] = []
        end = rest[0][0].end
        for span, who in rest:
            if span.start < end and who not in {one for _, one in cluster}:
                cluster.append((span, who))
                end = max(end, span.end)
            else:
                behind.append((span, who))
        rest = behind
        answers: list[AnnotatedSpan | None] = [None] * len(left)
        for span, who in cluster:
            answers[who] = span
        places = {(span.start, span.end) for span, _ in cluster}
        yield Difference(layer, "only" if len(places) == 1 else "edges", tuple(answers))


def _compare_relations(
    tasks: Sequence[Task], same: Sequence[tuple[AnnotatedSpan, ...]]
) -> tuple[list[Relation], list[Difference]]:  # fmt: skip
    """The relations that all have, by the ids of the first answer, and the spans of all that lead elsewhere."""
    names = [{spans[who].id: spans[0].id for spans in same} for who in range(len(tasks))]
    links = [list(_name_links(task, own, who)) for who, (task, own) in enumerate(zip(tasks, names, strict=True))]
    shared = set.intersection(*(set(one) for one in links))
    agreed = [Relation(*link) for link in sorted(shared)]
    heads = {head for one in links for kind, head, tail in one if (kind, head, tail) not in shared}
    return agreed, [Difference(spans[0].layer, "relations", spans) for spans in same if spans[0].id in heads]


def _name_links(task: Task, names: Mapping[str, str], who: int) -> Iterator[tuple[str, str, str]]:
    """The relations of an answer by the ids of the first answer; a span that not all have has a name of its own."""
    for link in task.relations:
        head, tail = (names.get(span, f"{who}/{span}") for span in (link.head, link.tail))
        yield link.kind, head, tail


def _compare_labels(tasks: Sequence[Task]) -> tuple[dict[str, Json], list[Difference]]:
    agreed: dict[str, Json] = {}
    found = []
    for name in dict.fromkeys(name for task in tasks for name in task.labels):
        values = tuple(task.labels.get(name) for task in tasks)
        if all(value == values[0] for value in values):
            agreed[name] = values[0]
        else:
            found.append(Difference(name, "document", (None,) * len(tasks), values))
    return agreed, found


def _start(difference: Difference) -> tuple[int, int, str]:
    starts = [span.start for span in difference.answers if span is not None]
    return min(starts), _ORDER[difference.layer], difference.kind

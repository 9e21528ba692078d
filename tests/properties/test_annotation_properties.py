"""Tasks go out in every format and come back the same, whatever signs their texts hold."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nlp.annotate.formats import FORMATS, write_files
from nlp.annotate.gold import read_gold, write_gold
from nlp.annotate.layers import LAYERS, RELATIONS, UNKNOWN, FieldType, vocabulary
from nlp.annotate.task import AnnotatedSpan, Relation, Task, build_task

PIECES = [
    "Điều 1.", "Ủy ban nhân dân huyện", "số 12/2024/NĐ-CP", "o\u0302\u0323", "\u00a0", "\r\n", "\n", "\t", "😀",
    "👩\u200d👩\u200d👧", "🇻🇳", " ", "  ", "| cột | ô |\n|---|---|\n", "é", "e\u0301", "\u200b", "\ufeff", "\u2028", "“", '"',
    "\\", "<b>", "&amp;", "#", "_", "T1",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6), max_size=25).map(
    "".join
)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)


@st.composite
def values_of(draw: st.DrawFn, layer: str) -> dict[str, object]:
    kinds = {
        FieldType.TEXT: WORDS, FieldType.NUMBER: st.integers(0, 999), FieldType.TEXTS: st.lists(WORDS, max_size=2),
        FieldType.JSON: st.lists(st.dictionaries(st.sampled_from(["article", "clause"]), WORDS | st.none()), max_size=2),
    }  # fmt: skip
    values: dict[str, object] = {"note": draw(WORDS)} if draw(st.booleans()) else {}
    for field in LAYERS[layer].fields:
        if draw(st.booleans()):
            kind = st.sampled_from(vocabulary(field.group)) if field.type is FieldType.CHOICE else kinds[field.type]
            values[field.name] = draw(kind)
    return values


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    text = draw(TEXTS)
    spans = []
    for number in range(draw(st.integers(0, 6)) if text.strip() else 0):
        layer = draw(st.sampled_from(list(LAYERS)))
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        if text[start:end].strip():
            labels = LAYERS[layer].labels if LAYERS[layer].label else (*LAYERS[layer].labels, UNKNOWN)
            confidence = draw(st.none() | st.floats(0, 1))
            source = draw(st.none() | WORDS)
            label = draw(st.sampled_from(labels))
            spans.append(AnnotatedSpan(f"s{number}", layer, label, start, end, draw(values_of(layer)), confidence, source))
    possible = [
        Relation(kind.name, head.id, tail.id) for kind in RELATIONS.values()
        for head in spans if head.layer == kind.head for tail in spans if tail.layer == kind.tail
    ]  # fmt: skip
    relations = draw(st.lists(st.sampled_from(possible), max_size=4)) if possible else []
    labels = {
        "family": "petition", "kind": None, "petition.type": draw(st.sampled_from([*vocabulary("petition_type"), None])),
        "petition.fields": draw(st.lists(st.sampled_from(vocabulary("field")), unique=True, max_size=3)),
        "header": {
            "issuer": draw(st.none() | WORDS), "recipients": draw(st.lists(WORDS, max_size=2)), "signature": {"role": None},
        },
    }  # fmt: skip
    layers = draw(st.lists(st.sampled_from(list(LAYERS)), unique=True))
    annotator = draw(st.none() | st.just("an"))
    return build_task(
        draw(st.sampled_from(["dp001", "đơn/1", "a b"])), text, spans=spans, relations=relations, layers=layers, labels=labels,
        annotator=annotator, guidelines="1",
    )  # fmt: skip


def round_trip(name: str, task: Task) -> list[object]:
    with tempfile.TemporaryDirectory() as folder:
        write_files(FORMATS[name].write([task]), Path(folder))
        return list(FORMATS[name].read(Path(folder)))


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"label-studio", "conll-words"}))
@settings(max_examples=25, deadline=None)
@given(task=tasks())
def test_a_task_comes_back_as_it_went_out(name: str, task: Task) -> None:
    if name == "docbin":
        pytest.importorskip("spacy")
    assert round_trip(name, task) == [task]


@settings(max_examples=25, deadline=None)
@given(task=tasks())
def test_an_annotation_comes_back_from_label_studio(task: Task) -> None:
    submitted = replace(task, annotator="an")
    assert round_trip("label-studio", submitted) == [submitted]


@settings(max_examples=25, deadline=None)
@given(task=tasks())
def test_a_task_is_gold_and_back(task: Task) -> None:
    starts = [span.start for span in task.layer("clauses")]
    assume(len(set(starts)) == len(starts))  # a clause is told by where it starts
    gold = write_gold(task)
    assert write_gold(read_gold(gold, task.text, document=task.document)) == gold

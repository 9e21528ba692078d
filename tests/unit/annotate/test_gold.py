"""Gold becomes tasks and comes back unchanged; what does not fit is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.annotate.formats import FORMATS, write_files
from nlp.annotate.gold import read_gold, write_gold
from nlp.annotate.layers import LAYERS
from nlp.annotate.task import AnnotatedSpan, Relation, Task, build_task
from nlp.errors import DonthuError
from nlp.evaluation.gold import load_gold
from nlp.interop.wording import Wording

ROOT = Path(__file__).parents[3]
GOLDS = load_gold([ROOT / "corpora/dispatches", ROOT / "corpora/petitions"])
SAMPLE = GOLDS[::89]
TEXT = "Giao UBND xã báo cáo Sở Nội vụ trước ngày 15/10."


def read_task(path: Path, gold: dict[str, object], annotator: str | None = None) -> Task:
    text = path.with_name(str(gold["file"])).read_bytes().decode()
    return read_gold({**gold, "annotator": annotator} if annotator else gold, text)


def test_every_gold_of_the_corpora_comes_back() -> None:
    changed = [one.path.name for one in GOLDS if write_gold(read_task(one.path, one.gold)) != one.gold]
    assert len(GOLDS) > 3000
    assert changed == []


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_sample_of_the_gold_goes_through_every_format(name: str, tmp_path: Path) -> None:
    pytest.importorskip({"docbin": "spacy", "conll-words": "underthesea"}.get(name, "json"))
    sample = SAMPLE[::6] if name == "conll-words" else SAMPLE
    golds = {str(one.gold["file"]): {**one.gold, "annotator": "an"} for one in sample}
    write_files(FORMATS[name].write(read_task(one.path, one.gold, "an") for one in sample), tmp_path)
    back = [task for task in FORMATS[name].read(tmp_path) if isinstance(task, Task)]
    assert {f"{task.document}.txt": write_gold(task) for task in back} == golds


def test_assignees_are_the_linked_bodies_and_then_the_texts() -> None:
    spans = [
        AnnotatedSpan("o", "obligations", "must", 0, 47, {"assignees": ["@addressees"]}),
        AnnotatedSpan("b", "bodies", "body", 5, 12),
        AnnotatedSpan("r", "bodies", "body", 21, 30),
    ]
    links = [Relation("assignee", "o", "b"), Relation("report_to", "o", "r")]
    gold = write_gold(build_task("d", TEXT, spans=spans, relations=links))
    obligation = gold["obligations"][0]
    assert obligation["assignees"] == ["UBND xã", "@addressees"]
    assert (obligation["assignee_bodies"], obligation["report_to_bodies"]) == ([0], [1])
    assert write_gold(read_gold(gold, TEXT)) == gold


@pytest.mark.parametrize(
    ("spans", "relations"),
    [
        ([AnnotatedSpan("a", "citations", "luat", 5, 500)], []),
        ([AnnotatedSpan("a", "citations", "luat", 4, 5)], []),
        ([AnnotatedSpan("a", "quotes", "luat", 0, 4)], []),
        ([AnnotatedSpan("a", "bodies", "nobody", 0, 4)], []),
        ([AnnotatedSpan("a", "bodies", "body", 0, 4), AnnotatedSpan("a", "bodies", "body", 5, 9)], []),
        ([AnnotatedSpan("a", "bodies", "body", 0, 4)], [Relation("assignee", "a", "a")]),
        ([AnnotatedSpan("a", "bodies", "body", 0, 4)], [Relation("assignee", "a", "gone")]),
    ],
    ids=["outside", "blank", "layer", "label", "id", "ends", "dangling"],
)
def test_what_is_no_annotation_is_refused(spans: list[AnnotatedSpan], relations: list[Relation]) -> None:
    with pytest.raises(DonthuError, match=r"annotate\.(span|label|relation)"):
        build_task("d", TEXT, spans=spans, relations=relations)


def test_a_gold_that_points_nowhere_is_refused() -> None:
    gold = {"file": "d.txt", "deadlines": [], "obligations": [{"start": 0, "end": 4, "modality": "must", "deadlines": [3]}]}
    with pytest.raises(DonthuError, match=r"annotate\.gold"):
        read_gold(gold, TEXT)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_everything_that_annotators_see_has_a_name(lang: str) -> None:
    wording = Wording(lang)
    for layer in LAYERS.values():
        assert wording.knows("layer", layer.name)
        assert all(wording.knows(layer.group or "annotation", label) for label in layer.labels)
        assert all(wording.knows("annotation", field.name) for field in layer.fields)


def test_the_sample_holds_both_families() -> None:
    assert {one.gold["family"] for one in SAMPLE} == {"dispatch", "petition"}

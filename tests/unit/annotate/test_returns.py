"""What annotators and their tools change comes back as they meant it, or is refused with the reason."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nlp.annotate.formats import FORMATS, write_files
from nlp.annotate.label_studio.configuration import write_configuration
from nlp.annotate.label_studio.export import write_task
from nlp.annotate.task import AnnotatedSpan, Refused, Relation, Task, build_task
from nlp.annotate.web_annotation import check_page
from nlp.errors import DonthuError
from nlp.interop.wording import Wording

TEXT = "😀 Giao UBND xã báo cáo Sở Nội vụ\ntrước ngày 15/10.\n"
SPANS = (
    AnnotatedSpan("o", "obligations", "must", 2, 50, {}, 0.5, "rule"),
    AnnotatedSpan("b", "bodies", "body", 7, 14),
    AnnotatedSpan("d", "deadlines", "date", 34, 50, {"bound": "before", "date": "2024-10-15"}),
)
TASK = build_task(
    "d1", TEXT, spans=SPANS, relations=[Relation("assignee", "o", "b"), Relation("deadline", "o", "d")], annotator="an"
)


def export(name: str, folder: Path, task: Task = TASK) -> None:
    write_files(FORMATS[name].write([task]), folder)


def take_back(name: str, folder: Path) -> Task:
    (task,) = FORMATS[name].read(folder)
    assert isinstance(task, Task), task
    return task


def refusal(name: str, folder: Path) -> str:
    (refused,) = FORMATS[name].read(folder)
    assert isinstance(refused, Refused)
    return refused.error.code


def edit(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_bytes().decode()
    assert (after := change(before)) != before
    path.write_bytes(after.encode())


def edit_json(path: Path, change: Callable[[Any], None]) -> None:
    value = json.loads(path.read_bytes())
    change(value)
    path.write_bytes(json.dumps(value, ensure_ascii=False).encode())


def results(value: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = value[0]["annotations"][0]["result"]
    return found


# Label Studio


def test_label_studio_offsets_in_utf_16_units_are_known_by_their_text(tmp_path: Path) -> None:
    export("label-studio", tmp_path)

    def count_units(value: Any) -> None:
        for row in results(value):
            for edge in ("start", "end"):
                if edge in row.get("value", {}):
                    row["value"][edge] = len(TEXT[: row["value"][edge]].encode("utf-16-le")) // 2

    edit_json(tmp_path / "tasks.json", count_units)
    assert take_back("label-studio", tmp_path) == TASK


def test_label_studio_text_of_a_span_as_the_editor_writes_it(tmp_path: Path) -> None:
    """Taken from the editor of 1.23: a line end is a backslash and an n, blanks are run together."""
    text = "😀 báo cáo\nSở Nội vụ  trước ngày 15/10"
    task = build_task("d1", text, spans=[AnnotatedSpan("d", "deadlines", "date", 2, len(text))], annotator="an")
    export("label-studio", tmp_path, task)
    said = "báo cáo\\nSở Nội vụ trước ngày 15/10"
    edit_json(tmp_path / "tasks.json", lambda value: results(value)[0]["value"].update(text=said))
    assert take_back("label-studio", tmp_path) == task


def test_label_studio_offsets_that_fit_neither_way_are_refused(tmp_path: Path) -> None:
    export("label-studio", tmp_path)
    edit_json(tmp_path / "tasks.json", lambda value: results(value)[0]["value"].update(start=3))
    assert refusal("label-studio", tmp_path) == "annotate.offsets"


def test_label_studio_a_span_that_says_no_text_is_not_believed(tmp_path: Path) -> None:
    export("label-studio", tmp_path)
    edit_json(tmp_path / "tasks.json", lambda value: results(value)[0]["value"].pop("text"))
    assert refusal("label-studio", tmp_path) == "annotate.offsets"


def test_label_studio_text_in_another_unicode_form_is_refused_with_the_reason(tmp_path: Path) -> None:
    export("label-studio", tmp_path)
    edit_json(
        tmp_path / "tasks.json",
        lambda value: value[0]["data"].update(text=unicodedata.normalize("NFD", TEXT)) or results(value).clear(),
    )
    (refused,) = FORMATS["label-studio"].read(tmp_path)
    assert isinstance(refused, Refused) and refused.error.code == "annotate.text_changed" and "NFC" in refused.error.message


def test_label_studio_every_annotator_gives_a_task(tmp_path: Path) -> None:
    export("label-studio", tmp_path)

    def annotate_twice(value: Any) -> None:
        first = value[0]["annotations"][0]
        value[0]["annotations"] = [
            {**first, "completed_by": 7}, {**first, "completed_by": {"id": 8, "email": "b@example.com"}},
            {**first, "completed_by": 9, "was_cancelled": True},
        ]  # fmt: skip

    edit_json(tmp_path / "tasks.json", annotate_twice)
    back = list(FORMATS["label-studio"].read(tmp_path))
    assert [task.annotator for task in back if isinstance(task, Task)] == ["7", "b@example.com"]


def test_label_studio_a_relation_drawn_backwards_is_the_same(tmp_path: Path) -> None:
    export("label-studio", tmp_path)

    def turn(value: Any) -> None:
        for row in results(value):
            if row["type"] == "relation":
                row.update(from_id=row["to_id"], to_id=row["from_id"], direction="left")

    edit_json(tmp_path / "tasks.json", turn)
    assert take_back("label-studio", tmp_path).relations == TASK.relations


def test_label_studio_a_prediction_nobody_submitted_does_not_come_back(tmp_path: Path) -> None:
    export("label-studio", tmp_path, build_task("d1", TEXT, spans=SPANS))
    assert refusal("label-studio", tmp_path) == "annotate.not_accepted"


def test_label_studio_the_score_is_that_of_the_least_certain_span() -> None:
    predictions = write_task(build_task("d1", TEXT, spans=SPANS))["predictions"]
    assert isinstance(predictions, list) and isinstance(predictions[0], dict) and predictions[0]["score"] == 0.5


def test_label_studio_min_is_refused_where_it_loses_values(tmp_path: Path) -> None:
    row = {
        "text": TEXT,
        "document": "d1",
        "head": {},
        "deadlines": [{"start": 34, "end": 50, "text": TEXT[34:50], "labels": ["date"]}],
    }
    (tmp_path / "min.json").write_text(json.dumps([row]), encoding="utf-8")
    assert refusal("label-studio", tmp_path) == "annotate.label_studio_min"


def test_label_studio_configuration_is_in_the_language_asked_for() -> None:
    assert 'value="Kế hoạch" alias="ke_hoach"' in write_configuration(Wording())
    assert 'value="Plan" alias="ke_hoach"' in write_configuration(Wording("en"))


# The other tools


def test_prodigy_a_rejected_task_does_not_come_back(tmp_path: Path) -> None:
    export("prodigy", tmp_path)
    edit(tmp_path / "tasks.jsonl", lambda line: line.replace('{"text"', '{"answer":"reject","text"', 1))
    assert refusal("prodigy", tmp_path) == "annotate.not_accepted"


def test_prodigy_a_relation_between_new_spans_is_found_by_its_places(tmp_path: Path) -> None:
    export("prodigy", tmp_path)
    row = json.loads((tmp_path / "tasks.jsonl").read_text(encoding="utf-8"))
    for span in row["spans"]:
        del span["id"]
    for relation in row["relations"]:
        del relation["head_id"], relation["child_id"]
    (tmp_path / "tasks.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert [link.kind for link in take_back("prodigy", tmp_path).relations] == ["assignee", "deadline"]


def test_brat_a_new_span_and_a_new_relation_come_back(tmp_path: Path) -> None:
    export("brat", tmp_path)
    edit(tmp_path / "d1.ann", lambda text: text + "T9\tbodies-body 23 32\tSở Nội vụ\nR9\treport_to Arg1:T1 Arg2:T9\n")
    task = take_back("brat", tmp_path)
    (body,) = task.tails("report_to", "o")
    assert task.text[body.start : body.end] == "Sở Nội vụ"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("T9\tbodies-body 3 7\tSở Nội vụ\n", "annotate.offsets"),
        ("T9\tbodies-body 7 9;11 14\tUB D\n", "annotate.brat"),
        ("T9\tpeople-name 7 14\tUBND xã\n", "annotate.label"),
        ("E1\tbodies-body:T1\n", "annotate.brat"),
        ("R9\tlikes Arg1:T1 Arg2:T2\n", "annotate.label"),
    ],
    ids=["offsets", "pieces", "layer", "event", "relation"],
)
def test_brat_what_has_no_meaning_here_is_refused(line: str, code: str, tmp_path: Path) -> None:
    export("brat", tmp_path)
    edit(tmp_path / "d1.ann", lambda text: text + line)
    assert refusal("brat", tmp_path) == code


def test_brat_line_ends_of_another_system_are_named(tmp_path: Path) -> None:
    export("brat", tmp_path)
    (tmp_path / "d1.ann").write_text("", encoding="utf-8")
    edit(tmp_path / "d1.txt", lambda text: text.replace("\n", "\r\n"))
    (refused,) = FORMATS["brat"].read(tmp_path)
    assert isinstance(refused, Refused) and "CRLF" in refused.error.message


def test_conll_a_changed_label_keeps_the_values(tmp_path: Path) -> None:
    export("conll", tmp_path)
    edit(tmp_path / "d1.conllup", lambda text: text.replace("B-date", "B-recurring").replace("I-date", "I-recurring"))
    (deadline,) = take_back("conll", tmp_path).layer("deadlines")
    assert (deadline.label, deadline.values["bound"]) == ("recurring", "before")


def test_conll_a_span_taken_away_takes_its_relations_along(tmp_path: Path) -> None:
    export("conll", tmp_path)
    edit(tmp_path / "d1.conllup", lambda text: text.replace("B-body", "O").replace("I-body", "O"))
    assert [link.kind for link in take_back("conll", tmp_path).relations] == ["deadline"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [("B-date", "I-date", "annotate.conll"), ("UBND", "HĐND", "annotate.offsets"), ("deadlines", "times", "annotate.label")],
)
def test_conll_what_cannot_be_read_is_refused(old: str, new: str, code: str, tmp_path: Path) -> None:
    export("conll", tmp_path)
    path = tmp_path / "d1.conllup"
    head, _, rows = path.read_text(encoding="utf-8").partition("\n1\t")
    columns, rest = head.split("\n", 1)
    path.write_text(columns.replace(old, new) + "\n" + rest + "\n1\t" + rows.replace(old, new, 1), encoding="utf-8")
    assert refusal("conll", tmp_path) == code


def test_docbin_a_span_that_spacy_set_is_new(tmp_path: Path) -> None:
    pytest.importorskip("spacy")
    from nlp.annotate.doc_bin import build_doc, read_task

    doc = build_doc(TASK)
    found = doc.char_span(23, 32, label="body")
    doc.spans["bodies"] = [*doc.spans["bodies"], found]
    assert [(span.id, span.start) for span in read_task(doc).layer("bodies")] == [("b", 7), ("new-0000", 23)]


def test_docbin_a_doc_without_task_is_refused(tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy")
    from nlp.interop.spacy_bridge import write_docs

    (tmp_path / "a.spacy").write_bytes(write_docs([spacy.blank("xx")("Một câu.")]))
    assert refusal("docbin", tmp_path) == "annotate.head"


def test_web_annotation_selectors_that_disagree_are_refused(tmp_path: Path) -> None:
    export("web-annotation", tmp_path)
    edit_json(tmp_path / "d1.jsonld", lambda page: page["items"][0]["target"]["selector"][0].update(start=1))
    assert refusal("web-annotation", tmp_path) == "annotate.offsets"


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.pop("@context"),
        lambda page: page.update(type="Page"),
        lambda page: page["items"][0].pop("target"),
        lambda page: page["items"][0].update(id="no iri"),
        lambda page: page["items"][0]["target"]["selector"][0].update(end=-1),
        lambda page: page["items"][0]["target"]["selector"][1].pop("exact"),
    ],
    ids=["context", "type", "target", "id", "position", "quote"],
)
def test_web_annotation_lacks_nothing_that_the_model_requires(change: Callable[[Any], object], tmp_path: Path) -> None:
    export("web-annotation", tmp_path)
    page = json.loads((tmp_path / "d1.jsonld").read_bytes())
    check_page(page)
    change(page)
    with pytest.raises(DonthuError, match="annotate.web_annotation"):
        check_page(page)

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nlp.errors import DonthuError
from nlp.evaluation.gold import load_gold
from nlp.evaluation.metrics import Scores, score_document
from nlp.evaluation.report import build_report, compare_reports, load_report, render_changes, render_report
from nlp.interop.wording import Wording

GOLD = {"file": "a.txt", "kind": "chi_thi", "clauses": [{"start": 0, "label": "1"}, {"start": 9, "label": "2"}]}


def report(kind: str | None, *clauses: tuple[int, str]) -> dict[str, Any]:
    scores = Scores()
    segments = [{"type": "clause", "start": start, "end": 99, "label": label} for start, label in clauses]
    score_document(scores, GOLD, {"kind": kind, "segments": segments})
    made = build_report(scores, 1, 0)
    return json.loads(json.dumps(made))


def test_gains_and_losses_by_document_and_measure() -> None:
    before, after = report("ke_hoach", (0, "1"), (50, "x")), report("chi_thi", (9, "2"), (70, "y"))
    changes = {(c.measure, c.gain, c.outcome, c.item) for c in compare_reports(before, after)}
    assert changes == {
        ("kind", True, "missed", "'chi_thi'"),
        ("clauses", True, "missed", "2 @9"),
        ("clauses", False, "missed", "1 @0"),
        ("clauses", True, "wrong", "x @50"),
        ("clauses", False, "wrong", "y @70"),
    }


def test_same_miss_with_another_wrong_value_is_no_change() -> None:
    assert compare_reports(report("ke_hoach"), report("quyet_dinh")) == []


def test_document_that_one_run_lacks_is_left_out() -> None:
    before = report("chi_thi")
    before["items"] = {"other.txt": before["items"]["a.txt"]}
    assert compare_reports(before, report(None)) == []


def test_table_shows_measures_and_as_many_errors_as_asked_for() -> None:
    made = report("ke_hoach", (0, "1"), (50, "x"), (60, "z"))
    quiet, loud = (render_report(made, wording=Wording(), errors=n) for n in (0, 2))
    assert "kind" in quiet and "right=0 of=1" in quiet and "a.txt" not in quiet
    assert "a.txt: sót 'chi_thi' ← 'ke_hoach'" in loud and "a.txt: sót 2 @9" in loud and "thừa z" not in loud


def test_changes_in_words() -> None:
    before, after = report("ke_hoach", (0, "1")), report("chi_thi", (0, "1"))
    text = render_changes(compare_reports(before, after), before, after, wording=Wording("en"))
    assert "1 gains, 0 losses" in text and "kind: 0.0000 → 1.0000" in text and "+ gain (missed): 'chi_thi'" in text


@pytest.mark.parametrize("content", ["", "[]", '{"schema": "other"}', "{"])
def test_baseline_that_is_none_is_an_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "b.json").write_text(content, encoding="utf-8")
    with pytest.raises(DonthuError) as error:
        load_report(tmp_path / "b.json")
    assert error.value.code == "evaluate.baseline"


def test_gold_is_read_sorted_with_the_text_beside_it(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.gold.json").write_text(json.dumps({"file": f"{name}.txt"}), encoding="utf-8")
    (tmp_path / "a.txt").write_bytes(b"text")
    documents = load_gold([tmp_path])
    assert [d.gold["file"] for d in documents] == ["a.txt", "b.txt"]
    assert documents[0].entry.read() == b"text"
    with pytest.raises(FileNotFoundError):
        documents[1].entry.read()


def test_gold_that_names_no_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.gold.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DonthuError, match="a.gold.json"):
        load_gold([tmp_path])

"""Figures of the datasheet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp.errors import DonthuError
from nlp.evaluation.datasheet import BEGIN, END, load_items, main, render_figures, replace_figures

ROOT = Path(__file__).parents[3]
HEAD = "name\tsplit\tfamily\tkind\tstyle\tplace\tyear\tnoise\n"


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    folder = tmp_path / "dispatches"
    folder.mkdir()
    (folder / "manifest.tsv").write_text(HEAD + "a1\ttrain\tdispatch\tcong_van\ts\tHuế\t2019\tclean\n", encoding="utf-8")
    (folder / "a1.txt").write_text("Điều 1.\n", encoding="utf-8")
    (folder / "a1.gold.json").write_text(
        json.dumps({"regime": "state", "clauses": [{"start": 0, "label": "Điều 1"}]}), encoding="utf-8"
    )
    return tmp_path


def test_figures_count_documents_characters_and_gold(corpora: Path) -> None:
    figures = render_figures(corpora)
    assert "| documents | 1 | 1 |" in figures
    assert "| characters | 8 | 8 |" in figures
    assert "| clauses | 1 | 1 |" in figures
    assert "| cong_van | 1 |" in figures


def test_figures_count_needs_queries_and_grades(corpora: Path) -> None:
    (corpora / "queries").mkdir()
    (corpora / "queries/dev.yaml").write_text(
        "- {need: n, asks: a, persona: secretary, judgements: {3: [a1:0], 0: [a1:9]},\n"
        "   queries: [{id: n.1, kind: due, text: x}, {id: n.2, kind: body, text: y}]}\n",
        encoding="utf-8",
    )
    figures = render_figures(corpora)
    assert "| needs | 1 | 1 |" in figures
    assert "| obligations read for a need | 2 | 2 |" in figures
    assert "| query and obligation, grade 3 | 2 | 2 |" in figures
    assert "| due | 1 | 1 |" in figures


def test_text_outside_the_manifest_is_an_error(corpora: Path) -> None:
    (corpora / "dispatches/stray.txt").write_text("x", encoding="utf-8")
    with pytest.raises(DonthuError, match="stray"):
        load_items(corpora / "dispatches")


def test_missing_gold_is_an_error(corpora: Path) -> None:
    (corpora / "dispatches/a1.gold.json").unlink()
    with pytest.raises(DonthuError, match="missing"):
        load_items(corpora / "dispatches")


def test_write_then_check(corpora: Path) -> None:
    page = corpora / "DATASHEET.md"
    page.write_text(f"# Datasheet\n{BEGIN}\nold\n{END}\nrest\n", encoding="utf-8")
    assert main([str(corpora), "--check"]) == 1
    assert main([str(corpora), "--write"]) == 0
    assert main([str(corpora), "--check"]) == 0
    assert page.read_text(encoding="utf-8").endswith(f"{END}\nrest\n")


def test_page_without_marks_is_an_error() -> None:
    with pytest.raises(DonthuError, match="marks"):
        replace_figures("nothing", "figures")


def test_datasheet_of_the_corpora_is_current() -> None:
    assert main([str(ROOT / "corpora"), "--check"]) == 0, "run `make figures`"

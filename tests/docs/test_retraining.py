"""The round from corrections to a new model in docs/annotation.md: its lines, one after the other, on a small corpus."""

from __future__ import annotations

import importlib
import json
import re
import shlex
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from nlp.annotate.formats import FORMATS, write_files
from nlp.annotate.gold import read_gold
from nlp.cli import main
from nlp.evaluation.corpus import load_manifest, write_manifest

for package in ("rensa", "pycrfsuite"):
    pytest.importorskip(package)

ROOT = Path(__file__).resolve().parents[2]
PETITIONS = ROOT / "corpora/petitions"
PAGE = (ROOT / "docs/annotation.md").read_text(encoding="utf-8")
LINES = PAGE.split("## From corrections to a new model")[1].split("```sh\n")[1].split("```")[0].splitlines()
STAGES = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
NAMES = ("pa001", "pa002", "pb001", "pc001", "pt001", "pt002")


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone with a corpus of six petitions, light parameters, and what an annotator made of a seventh."""
    rows = load_manifest(PETITIONS)
    (tmp_path / "corpora/petitions").mkdir(parents=True)
    for name in NAMES:
        for suffix in (".txt", ".gold.json"):
            shutil.copy(PETITIONS / f"{name}{suffix}", tmp_path / "corpora/petitions")
    write_manifest(tmp_path / "corpora/petitions", {name: rows[name] for name in NAMES})
    shutil.copy(ROOT / "corpora/DATASHEET.md", tmp_path / "corpora")
    params = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    params["people"] |= {"iterations": 5, "least": 1, "folds": 2}
    (tmp_path / "params.yaml").write_text(yaml.safe_dump(params), encoding="utf-8")
    gold = json.loads((PETITIONS / "pd001.gold.json").read_text(encoding="utf-8"))
    task = read_gold(gold, (PETITIONS / "pd001.txt").read_text(encoding="utf-8"))
    write_files(FORMATS["label-studio"].write([replace(task, annotator="lan")]), tmp_path / "export")
    shutil.move(tmp_path / "export/tasks.json", tmp_path / "export.json")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_module(words: list[str]) -> int:
    return int(importlib.import_module(words[0]).main(words[1:]))


def run_stage(name: str) -> int:
    return run_module(shlex.split(STAGES[name]["cmd"])[2:])


RUNNERS: dict[str, Callable[[list[str]], int]] = {
    "donthu": main,
    "python": lambda words: run_module(words[1:]),
    # Of the stages that the corpus changes the one that is quick.
    "dvc": lambda words: run_stage("train_people"),
}


def run(line: str, capsys: pytest.CaptureFixture[str]) -> int:
    command, _, file = line.partition(" > ")
    program, *words = shlex.split(command, comments=True)
    status = RUNNERS[program](words)
    out = capsys.readouterr().out
    if file:
        Path(file).write_text(out, encoding="utf-8")
    return status


def test_the_round_goes_through(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [run(line, capsys) for line in LINES] == [0] * len(LINES)
    added = load_manifest(clone / "corpora/petitions").keys() - set(NAMES)
    assert len(added) == 1 and load_manifest(clone / "corpora/petitions")[added.pop()]["style"] == "lan"
    assert len(json.loads((clone / "before.json").read_text(encoding="utf-8"))["items"]) == 2
    assert (clone / "models/petition_people/metrics.json").is_file()
    assert "| documents | 2 | 5 | 7 |" in re.sub(" +", " ", (clone / "corpora/DATASHEET.md").read_text(encoding="utf-8"))


def test_a_second_round_with_the_same_gold_is_refused(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add = next(line for line in LINES if "add_gold" in line and "--dry-run" not in line)
    imported = next(line for line in LINES if "import" in line)
    assert [run(line, capsys) for line in (imported, add, add)] == [0, 0, 1]

"""dvc.yaml can be followed without DVC: every module, dependency and parameter that a stage names exists."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.architecture.source_tree import ROOT

PIPELINE: dict[str, Any] = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8")) if (ROOT / "dvc.yaml").exists() else {}
STAGES: dict[str, Any] = PIPELINE.get("stages", {})


def listed(stage: dict[str, Any], key: str) -> list[str]:
    """The names in a list of dvc.yaml, whose items are strings or mappings with one key."""
    return [next(iter(item)) if isinstance(item, dict) else str(item) for item in stage.get(key, [])]


def outputs() -> set[str]:
    return {name for stage in STAGES.values() for key in ("outs", "metrics", "plots") for name in listed(stage, key)}


def test_there_are_stages() -> None:
    assert STAGES, "dvc.yaml has no stages"


@pytest.mark.parametrize("name", sorted(STAGES))
def test_stage_runs_a_module_of_the_project(name: str) -> None:
    stage = STAGES[name]
    commands = stage["cmd"] if isinstance(stage["cmd"], list) else [stage["cmd"]]
    for command in commands:
        if command.startswith("python -m spacy train "):
            files = [word for word in command.split() if word.endswith((".cfg", ".py"))]
            assert len(files) == 2, f"{name}: {command!r} names no configuration and no tokenizer"
            assert all((ROOT / file).is_file() for file in files), f"{name}: {files}"
            continue
        match = re.match(r"python -m (nlp[\w.]*)", command)
        assert match, f"{name}: {command!r} is not `python -m nlp...`"
        path = ROOT / Path(*match[1].split("."))
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), f"{name}: no module {match[1]}"


@pytest.mark.parametrize("name", sorted(STAGES))
def test_stage_depends_on_what_exists(name: str) -> None:
    made = outputs()
    for dependency in listed(STAGES[name], "deps"):
        made_inside = any(dependency.startswith(out.rstrip("/") + "/") for out in made)
        assert dependency in made or made_inside or (ROOT / dependency).exists(), f"{name}: {dependency} does not exist"


@pytest.mark.parametrize("name", sorted(STAGES))
def test_stage_names_parameters_that_exist(name: str) -> None:
    parameters = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    for key in listed(STAGES[name], "params"):
        value: Any = parameters
        for part in key.rstrip(":").split("."):
            assert isinstance(value, dict) and part in value, f"{name}: params.yaml has no {key}"
            value = value[part]

"""The pipeline as shipped: a change of a component's name, version, layers or settings shows as a diff of a file."""

from __future__ import annotations

import json
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from nlp.document.annotation import to_json
from nlp.document.document import Document, build_document
from nlp.pipeline.config import load_config
from nlp.pipeline.registry import COMPONENTS, component_defaults, load_component_class
from nlp.pipeline.runner import load_pipeline
from tests.architecture.source_tree import ROOT


def describe(name: str) -> dict[str, object]:
    kind = load_component_class(name)
    return {
        "class": COMPONENTS[name],
        "version": kind.version,
        "requires": sorted(kind.requires),
        "provides": sorted(kind.provides),
        "settings": {key: to_json(value) for key, value in component_defaults(kind).items()},
    }


def test_components_are_those_of_the_snapshot(check_golden: Callable[[Path, str], None]) -> None:
    snapshot = {"default": list(load_config().components), "components": {name: describe(name) for name in sorted(COMPONENTS)}}
    check_golden(ROOT / "tests/golden/registry.json", json.dumps(snapshot, ensure_ascii=False, indent=1) + "\n")


@pytest.mark.parametrize("name", sorted(COMPONENTS))
def test_component_keeps_the_contract(name: str) -> None:
    kind = load_component_class(name)
    assert kind.name == name
    assert kind.version >= 1
    assert kind.provides
    assert not kind.provides & kind.requires


def test_pipeline_is_picklable_and_repeatable() -> None:
    pipeline = load_pipeline(load_config())
    document = build_document("Căn cứ Luật Đất đai năm 2013, đề nghị UBND xã báo cáo trước ngày 15/10/2020.\n")
    first = pipeline.run(document)
    again = pickle.loads(pickle.dumps(pipeline)).run(document)
    assert ids(first) == ids(again)
    assert first.layers["citations"], "the example holds a citation"


def ids(document: Document) -> dict[str, list[str]]:
    return {name: [annotation.id for annotation in layer] for name, layer in document.layers.items()}


def test_golden_files_cannot_be_renewed_in_ci() -> None:
    command = [sys.executable, "-m", "pytest", "--update-golden", "--collect-only", "-q", "tests/architecture/test_layers.py"]
    run = subprocess.run(command, cwd=ROOT, env={**os.environ, "CI": "true"}, capture_output=True, text=True, check=False)
    assert run.returncode == pytest.ExitCode.USAGE_ERROR
    assert "--update-golden" in run.stderr


@pytest.mark.parametrize("name", sorted(COMPONENTS))
def test_documentation_says_what_a_component_needs_and_makes(name: str) -> None:
    page = (ROOT / "docs/pipeline.md").read_text(encoding="utf-8")
    row = next(line for line in page.splitlines() if line.strip().startswith(f"| `{name}`"))
    _, _, needs, makes, _ = row.split("|")
    kind = load_component_class(name)
    assert set(re.findall(r"`(\w+)`", needs)) == kind.requires
    assert set(re.findall(r"`(\w+)`", makes)) == kind.provides

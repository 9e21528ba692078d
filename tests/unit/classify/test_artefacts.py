"""The model's files are checked before they are read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from nlp.classify.artefacts import load_model, write_model
from nlp.classify.decide import LINEAR
from nlp.errors import DonthuError
from nlp.resources.artefacts import MANIFEST, find_model_directory


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    shutil.copytree(find_model_directory(LINEAR), folder)
    return folder


def test_changed_weights_are_refused(copy: Path) -> None:
    weights = next(copy.glob("weights-*.npz"))
    weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    with pytest.raises(DonthuError, match="not the file") as error:
        load_model(copy)
    assert error.value.code == "model.digest"


def test_missing_file_is_named(copy: Path) -> None:
    next(copy.glob("vocabulary-*")).unlink()
    with pytest.raises(DonthuError) as error:
        load_model(copy)
    assert error.value.code == "model.missing"


def test_unknown_format_is_refused(copy: Path) -> None:
    manifest = json.loads((copy / MANIFEST).read_text(encoding="utf-8"))
    (copy / MANIFEST).write_text(json.dumps({**manifest, "format": "other/1"}), encoding="utf-8")
    with pytest.raises(DonthuError) as error:
        load_model(copy)
    assert error.value.code == "model.format"


def test_same_model_gives_the_same_bytes(tmp_path: Path) -> None:
    model = load_model(find_model_directory(LINEAR))
    for name in ("a", "b"):
        write_model(model, tmp_path / name, {})
    first = {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()}
    assert first == {path.name: path.read_bytes() for path in (tmp_path / "b").iterdir()}


def test_artefacts_are_small_and_no_pickles() -> None:
    files = [path for path in find_model_directory(LINEAR).iterdir() if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 15_000_000
    assert {path.suffix for path in files} <= {".json", ".npz", ".gz", ".md"}

"""Notebooks run from top to bottom and are kept without output."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

nbformat = pytest.importorskip("nbformat")

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_notebook_runs(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code cells run in one namespace, as a kernel runs them; no kernel is started."""
    monkeypatch.chdir(path.parent)
    names: dict[str, Any] = {}
    cells = [cell.source for cell in read(path).cells if cell.cell_type == "code"]
    for number, source in enumerate(cells, start=1):
        exec(compile(source, f"{path.name} cell {number}", "exec"), names)
    assert names["records"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_notebook_is_kept_without_output(path: Path) -> None:
    nbformat.validate(read(path))
    assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in read(path).cells)


def test_notebooks_are_listed() -> None:
    page = (ROOT / "notebooks/README.md").read_text(encoding="utf-8")
    assert [path.name for path in NOTEBOOKS if f"`{path.name}`" not in page] == []

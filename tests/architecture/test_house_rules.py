"""Rules of the house that can be read off the files: sizes, names, docstrings, sources, paths."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml

from tests.architecture.source_tree import ROOT, Module, modules, of_each, tracked_files

MAX_LINES = 400
# Files that may be longer, each with its reason.
LONGER: dict[str, str] = {}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "tools"}


@of_each(modules())
def test_file_is_short_enough_to_read(module: Module) -> None:
    lines = module.source.count("\n")
    assert lines <= MAX_LINES or str(module.path) in LONGER, f"{module.path} has {lines} lines, more than {MAX_LINES}"


@of_each(modules())
def test_module_is_named_after_what_it_holds(module: Module) -> None:
    assert not set(module.name.split(".")) & FORBIDDEN_NAMES, module.name


def public_definitions(tree: ast.Module) -> list[tuple[str, ast.AST]]:
    """Public functions and classes of a module, and public methods of public classes."""
    found: list[tuple[str, ast.AST]] = []
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            found.append((node.name, node))
            if isinstance(node, ast.ClassDef):
                found += [
                    (f"{node.name}.{item.name}", item)
                    for item in node.body
                    if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)) and not item.name.startswith("_")
                ]
    return found


@of_each(modules())
def test_what_is_public_has_a_docstring(module: Module) -> None:
    missing = [
        f"{module.path}:{node.lineno} {name}" for name, node in public_definitions(module.tree) if not ast.get_docstring(node)
    ]
    if module.source.strip() and not ast.get_docstring(module.tree) and module.path.name != "__init__.py":
        missing.append(f"{module.path}: module")
    assert not missing, "\n".join(missing)


@of_each(modules())
def test_asserts_stay_in_tests(module: Module) -> None:
    found = [f"{module.path}:{node.lineno}" for node in module.nodes if isinstance(node, ast.Assert)]
    assert not found, "an assert is skipped under -O; raise an error: " + ", ".join(found)


@pytest.mark.parametrize("path", sorted((ROOT / "nlp/resources").rglob("*.yaml")), ids=lambda p: p.name)
def test_resource_names_its_source(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    value = yaml.safe_load(text)
    in_data = isinstance(value, dict) and bool(str(value.get("source") or value.get("sources") or "").strip())
    rows = list(value.values())[0] if isinstance(value, dict) and len(value) == 1 else value
    in_rows = isinstance(rows, list) and bool(rows) and all(isinstance(row, dict) and row.get("source") for row in rows)
    in_comment = re.search(r"(?im)^#.*\bsources?\b\s*(?:of [^:\n]*)?:\s*\S", text) is not None
    assert in_data or in_rows or in_comment, f"{path.name}: say where the data comes from (key or comment `source:`)"


# Written in two pieces, so that this file does not hold what it looks for.
FOLDERS = ("work/", "tmp/bash", "farm/", "root/", "home/[a-z]", "Users/[A-Za-z]")
HOSTS = ("pypi", "python" + "hosted", "debian", "npmjs", "huggingface")
MACHINE = re.compile("(?<![\\w.-])/(?:" + "|".join(FOLDERS) + ")")
REGISTRY = re.compile(r"\b(?:" + "|".join(HOSTS) + r")\.(?:org|co|com)\b")
TEXT = set(".py .md .toml .yaml .yml .json .jsonl .cfg .ini .sh .txt .tsv .html .css .js .svg .ipynb .lock".split()) | {""}


@pytest.mark.parametrize(("pattern", "what"), [(MACHINE, "a path of one machine"), (REGISTRY, "a package host")])
def test_tracked_files_fit_every_machine(pattern: re.Pattern[str], what: str) -> None:
    found = []
    for path in tracked_files():
        if path.suffix not in TEXT or path.stat().st_size > 2_000_000:
            continue
        match = pattern.search(path.read_text(encoding="utf-8", errors="replace"))
        if match:
            found.append(f"{path.relative_to(ROOT)}: {match[0]}")
    assert not found, f"{what} in:\n" + "\n".join(found)


def test_the_top_level_is_the_one_agreed() -> None:
    top = {path.relative_to(ROOT).parts[0] for path in tracked_files()}
    folders = "nlp models corpora notebooks tests docs .ci .dvc".split()
    files = "README.md CHANGELOG.md CONTRIBUTING.md LICENSE NOTICE Makefile pyproject.toml dvc.yaml dvc.lock params.yaml".split()
    hidden = ".gitignore .gitattributes .pre-commit-config.yaml .dvcignore".split()
    known = {*folders, *files, *hidden}
    assert top <= known, sorted(top - known)

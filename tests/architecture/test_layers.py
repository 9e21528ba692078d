"""Imports go downward only, in the order that docs/architecture.md gives."""

from __future__ import annotations

import ast

from nlp.pipeline.registry import COMPONENTS
from tests.architecture.source_tree import ROOT, Module, modules, of_each

PAGE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
LAYERS = [line.split()[0] for line in PAGE.split("```layers\n")[1].split("```")[0].splitlines()]
# The three uses stand side by side on the page: none of them imports another.
SIBLINGS = {"triage", "search", "annotate"}


def imported_layers(module: Module) -> set[tuple[str, int]]:
    return {(name.split(".")[1], line) for name, line in module.imports() if name.startswith("nlp.")}


def may_import(importer: str, imported: str) -> bool:
    if importer == imported:
        return True
    if {importer, imported} <= SIBLINGS:
        return False
    return LAYERS.index(imported) < LAYERS.index(importer)


def test_the_rule_itself() -> None:
    assert may_import("document", "text") and not may_import("text", "document")
    assert not may_import("search", "triage")


def test_every_package_stands_on_the_page() -> None:
    packages = {module.layer for module in modules() if module.layer} - {"__main__", "models_data"}
    assert packages <= set(LAYERS), f"not in docs/architecture.md: {sorted(packages - set(LAYERS))}"


@of_each([module for module in modules() if module.layer in LAYERS])
def test_imports_go_downward(module: Module) -> None:
    upward = [(layer, line) for layer, line in sorted(imported_layers(module)) if not may_import(module.layer, layer)]
    wrong = [f"{module.path}:{line} imports {layer}" for layer, line in upward]
    assert not wrong, "\n".join(wrong)


def test_law_knows_no_documents() -> None:
    law = [module for module in modules() if module.layer == "law"]
    imported = [(m.path, layer, line) for m in law for layer, line in imported_layers(m) if layer not in {"law", "errors"}]
    wrong = [f"{path}:{line} imports {layer}" for path, layer, line in imported]
    assert not wrong, "\n".join(wrong)


OPTIONAL = set(
    "spacy underthesea sklearn scipy torch transformers skops joblib docx pycrfsuite reportlab dvc distributed pyarrow "
    "sqlalchemy alembic psycopg platformdirs rensa fastapi starlette uvicorn jinja2 argon2 itsdangerous limits docxtpl openpyxl "
    "watchfiles krippendorff statsmodels".split()
)


def imported_at_top(module: Module) -> set[str]:
    """What importing the module imports at once, dotted; ``from a import b`` gives ``a`` and ``a.b``."""
    names: set[str] = set()
    for node in module.tree.body:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_the_command_starts_without_optional_packages() -> None:
    """Neither the command line nor a component reaches an optional package by imports at the top of modules."""
    by_name = {module.name: module for module in modules()}
    waiting = ["nlp.cli", *(path.partition(":")[0] for path in COMPONENTS.values())]
    seen: dict[str, str] = {name: name for name in waiting}
    wrong = []
    while waiting:
        name = waiting.pop()
        for imported in imported_at_top(by_name[name]):
            if imported.split(".")[0] in OPTIONAL:
                wrong.append(f"{seen[name]} -> {imported}")
            elif imported in by_name and imported not in seen:
                seen[imported] = f"{seen[name]} -> {imported}"
                waiting.append(imported)
    assert not wrong, "\n".join(wrong)
    assert len(seen) > 50, "the walk ended early"

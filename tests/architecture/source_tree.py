"""The modules of nlp as syntax trees, read once for all architecture tests."""

from __future__ import annotations

import ast
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Module:
    """A module: dotted name, path relative to the root, its source and its syntax tree."""

    name: str
    path: Path
    source: str
    tree: ast.Module

    def __str__(self) -> str:
        return self.name

    @property
    def layer(self) -> str:
        """The package of the house that the module is in (``nlp.law.rules.petition`` is in ``law``)."""
        return self.name.split(".")[1] if "." in self.name else ""

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree."""
        return tuple(ast.walk(self.tree))

    def imports(self) -> Iterator[tuple[str, int]]:
        """Every imported module with its line, those inside functions too; ``from a import b`` gives ``a.b``."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Every call with the dotted name of what is called, its first part spelt out by the imports."""
        names = dict(self._aliases())
        for node in self.nodes:
            if isinstance(node, ast.Call) and (dotted := _dotted(node.func)):
                first, _, rest = dotted.partition(".")
                yield f"{names.get(first, first)}{'.' + rest if rest else ''}", node

    def _aliases(self) -> Iterator[tuple[str, str]]:
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from ((alias.asname, alias.name) for alias in node.names if alias.asname)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


_Value = TypeVar("_Value")


def of_each(values: Iterable[_Value]) -> Callable[[Callable[[_Value], None]], Callable[[], None]]:
    """Makes one test of a rule and tells of which values it does not hold; a test of each value would take minutes of a run."""

    def decorate(rule: Callable[[_Value], None]) -> Callable[[], None]:
        def test() -> None:
            broken = []
            for value in values:
                try:
                    rule(value)
                except AssertionError as error:
                    broken.append(f"{value}: {error}")
            assert not broken, "\n".join(broken)

        test.__name__, test.__doc__ = rule.__name__, rule.__doc__
        return test

    return decorate


@lru_cache(maxsize=1)
def modules() -> tuple[Module, ...]:
    """All modules of nlp, by path."""
    found = []
    for path in sorted((ROOT / "nlp").rglob("*.py")):
        relative = path.relative_to(ROOT)
        parts = relative.with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        source = path.read_text(encoding="utf-8")
        found.append(Module(name, relative, source, ast.parse(source)))
    return tuple(found)


@lru_cache(maxsize=1)
def tracked_files() -> tuple[Path, ...]:
    """The files that are, or would be, committed; without git, the files of the folders of the tree."""
    if shutil.which("git") and (ROOT / ".git").exists():
        command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8")
        paths = [ROOT / name for name in listed.split("\0") if name]
    else:
        folders = ("nlp", "tests", "docs", "corpora", "models", "notebooks")
        paths = [p for folder in folders for p in (ROOT / folder).rglob("*") if "__pycache__" not in p.parts]
    return tuple(path for path in paths if path.is_file())

"""The commands and Python of the README and the documentation run, and their links lead somewhere."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "corpora").glob("*.md")),
]
# A block under `<!-- not run: REASON -->` is left out.
_BLOCK = re.compile(r"(?P<skip><!-- not run: [^\n]+ -->\n)?```(?P<language>\w+)\n(?P<code>.*?)```", re.S)


@dataclass(frozen=True)
class Block:
    """A block of code: the page, its line, its language and text."""

    page: Path
    line: int
    language: str
    code: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks(*languages: str) -> list[Block]:
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for match in _BLOCK.finditer(text):
            if match["language"] in languages and not match["skip"]:
                found.append(Block(page, text.count("\n", 0, match.start()) + 1, match["language"], match["code"]))
    return found


def commands(block: Block) -> list[str]:
    """The lines of a shell block that call donthu, continued lines joined."""
    joined = re.sub(r"\\\n\s*", "", block.code)
    return [line.removeprefix("$ ") for line in joined.splitlines() if line.removeprefix("$ ").startswith("donthu ")]


@pytest.mark.parametrize("block", blocks("python"), ids=str)
def test_python_runs(block: Block, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, Any] = {"__name__": "example"}
    exec(compile(block.code, str(block), "exec"), names)
    assert len(names) > 2, "the example defines nothing"


@pytest.mark.parametrize("block", [b for b in blocks("sh", "console") if commands(b)], ids=str)
def test_commands_run(block: Block, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from nlp.cli import main

    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("DONTHU_DATA", str(tmp_path / "data"))
    for command in commands(block):
        # Status 1 is an answer too: a violation found, or a document that could not be read.
        words = [re.sub(r"^out/", f"{tmp_path}/", word) for word in shlex.split(command, comments=True)[1:]]
        status = exit_status(main, words)
        assert status in (0, 1), f"{command}: {status}\n{capsys.readouterr().err}"


def exit_status(main: Any, words: list[str]) -> int:
    try:
        return int(main(words) or 0)
    except SystemExit as ended:
        return int(ended.code or 0) if isinstance(ended.code, int | None) else 2


NAMED = sorted(set(re.findall(r"`donthu ([a-z]+)", (ROOT / "docs/commands.md").read_text(encoding="utf-8"))))


@pytest.mark.parametrize("name", NAMED)
def test_command_named_exists(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    from nlp.cli import main

    assert exit_status(main, [name, "--help"]) == 0
    assert name in capsys.readouterr().out


@pytest.mark.parametrize("block", blocks("json"), ids=str)
def test_json_is_json(block: Block) -> None:
    assert json.loads(block.code) is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8"))
    broken = [target for target in targets if not (page.parent / target).exists()]
    assert not broken, broken


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_named_exist(page: Path) -> None:
    """Paths in code marks that begin with a folder of the tree, without wildcards or capitals that stand for a name."""
    folders = r"(?:nlp|tests|corpora|models|docs|notebooks|\.ci)"
    named = re.findall(rf"`({folders}/[a-z0-9_./-]+)`", page.read_text(encoding="utf-8"))
    missing = sorted({name for name in named if not (ROOT / name).exists()})
    assert not missing, missing


def test_every_decision_is_listed() -> None:
    index = (ROOT / "docs/adr/README.md").read_text(encoding="utf-8")
    records = sorted(path.name for path in (ROOT / "docs/adr").glob("[0-9]*.md"))
    assert len(records) >= 12
    assert [name for name in records if f"({name})" not in index] == []


def test_every_page_is_listed() -> None:
    index = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    pages = [path.name for path in (ROOT / "docs").glob("*.md") if path.name != "README.md"]
    assert [name for name in pages if f"({name})" not in index] == []


def test_readme_names_the_ci_command() -> None:
    assert "make test" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert (ROOT / ".ci/run").read_text(encoding="utf-8").rstrip().endswith("make test")

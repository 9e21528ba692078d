"""The annotation guidelines as people read them: a Markdown file a language, a section for each layer.

They say what corpora/GUIDELINES.md says of what is annotated, without what concerns the files of the corpora.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

_HEADING = re.compile(r"^## (?P<title>.+) \{#(?P<id>[a-z_]+)\}\n", re.M)


@dataclass(frozen=True, slots=True)
class Section:
    """A section in Markdown; its ``id`` is the name of a layer, of a label of documents, or ``general``."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Guidelines:
    """The guidelines in one language, and their version."""

    version: str
    title: str
    preface: str
    sections: tuple[Section, ...]

    def section(self, name: str) -> Section | None:
        """The section about a layer, or None."""
        return next((section for section in self.sections if section.id == name), None)


@cache
def load_guidelines(lang: str) -> Guidelines:
    """The guidelines in a language (``vi``, ``en``).

    >>> load_guidelines("en").section("citations").title
    'Citations'
    """
    text = resources.files("nlp.resources").joinpath(f"guidelines/{lang}.md").read_text(encoding="utf-8")
    _, front, body = text.split("---\n", 2)
    head: dict[str, Any] = yaml.safe_load(front)
    preface, *parts = _HEADING.split(body)
    sections = (Section(name, title, part.strip()) for title, name, part in zip(*[iter(parts)] * 3, strict=True))
    return Guidelines(str(head["version"]), head["title"], preface.strip(), tuple(sections))

"""Automatic list numbers of DOCX, which are nowhere in its text although clauses are cited by them (ECMA-376, 17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from nlp.ingest.html import format_number

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_FORMATS = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_BULLETS = {
    "\uf02d": "-", "\uf02b": "+", "\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf076": "❖", "\uf0e0": "→",
    "o": "o", "–": "-", "—": "-", "−": "-",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list: its number format, text (``%1.``), first number, and what follows the label."""

    format: str
    text: str
    start: int
    suffix: str
    legal: bool


@dataclass
class Numbering:
    """Counts the paragraphs of every list and gives each its label."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)  # by abstract list
    lists: dict[str, str] = field(default_factory=dict)  # list to abstract list
    overrides: dict[tuple[str, int], int] = field(default_factory=dict)
    _counters: dict[str, dict[int, int]] = field(default_factory=dict)
    _seen: set[tuple[str, int]] = field(default_factory=set)

    def next_label(self, list_id: str, depth: int) -> str:
        """The label of the next paragraph of a list, with the blank behind it; empty where the list has none."""
        abstract = self.lists.get(list_id)
        level = self.levels.get(abstract, {}).get(depth) if abstract is not None else None
        if abstract is None or level is None or level.format == "none":
            return ""
        counters = self._counters.setdefault(abstract, {})
        override = self.overrides.get((list_id, depth))
        if override is not None and (list_id, depth) not in self._seen:
            counters[depth] = override
        else:
            counters[depth] = counters[depth] + 1 if depth in counters else level.start
        self._seen.add((list_id, depth))
        for deeper in [d for d in counters if d > depth]:
            del counters[deeper]
        if level.format == "bullet":
            label = _BULLETS.get(level.text, level.text if level.text and level.text < "\ue000" else "•")
        else:
            label = self._format(abstract, level, counters)
        return label + level.suffix if label else ""

    def _format(self, abstract: str, level: Level, counters: dict[int, int]) -> str:
        def number(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            other = self.levels[abstract].get(depth)
            if other is None:
                return ""
            value = counters.get(depth, other.start)
            if level.legal or other.format not in _FORMATS:
                return f"{value:02d}" if other.format == "decimalZero" and not level.legal else str(value)
            return format_number(value, _FORMATS[other.format])

        return re.sub(r"%([1-9])", number, level.text)


def read_numbering(root: Element | None) -> Numbering:
    """The lists of ``word/numbering.xml``."""
    numbering = Numbering()
    if root is None:
        return numbering
    for abstract in root.iterfind(f"{W}abstractNum"):
        levels = {_depth(level): _read_level(level) for level in abstract.iterfind(f"{W}lvl")}
        numbering.levels[abstract.get(f"{W}abstractNumId", "")] = levels
    for item in root.iterfind(f"{W}num"):
        list_id = item.get(f"{W}numId", "")
        target = item.find(f"{W}abstractNumId")
        if target is None:
            continue
        abstract_id = target.get(f"{W}val", "")
        for override in item.iterfind(f"{W}lvlOverride"):
            start = override.find(f"{W}startOverride")
            if start is not None:
                numbering.overrides[list_id, _depth(override)] = _integer(start, 1)
            changed = override.find(f"{W}lvl")
            if changed is not None:
                own = f"{abstract_id}/{list_id}"
                numbering.levels.setdefault(own, dict(numbering.levels.get(abstract_id, {})))
                numbering.levels[own][_depth(override)] = _read_level(changed)
        own = f"{abstract_id}/{list_id}"
        numbering.lists[list_id] = own if own in numbering.levels else abstract_id
    return numbering


def _read_level(level: Element) -> Level:
    def value(name: str, default: str) -> str:
        found = level.find(f"{W}{name}")
        return default if found is None else found.get(f"{W}val", default)

    suffix = {"nothing": "", "space": " "}.get(value("suff", "tab"), " ")
    legal = level.find(f"{W}isLgl") is not None
    start = level.find(f"{W}start")
    return Level(value("numFmt", "decimal"), value("lvlText", ""), _integer(start, 0) if start is not None else 0, suffix, legal)


def _depth(element: Element) -> int:
    digits = element.get(f"{W}ilvl", "0")
    return int(digits) if digits.isdigit() else 0


def _integer(element: Element, default: int) -> int:
    digits = element.get(f"{W}val", "")
    return int(digits) if digits.isdigit() and len(digits) < 7 else default

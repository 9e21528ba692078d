"""Loading of the reviewed data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import resources
from typing import Any

import yaml


def load_resource(name: str) -> Any:
    """A YAML file of ``nlp/resources``, parsed; KeyError and the like are left to the caller, who knows the form."""
    text = resources.files("nlp.resources").joinpath(name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def any_of(words: Iterable[str]) -> str:
    """A pattern that matches any of the words, the longest that fits first, with any white space between their parts.

    The words are merged by their beginnings, so that a long list costs a few comparisons at each place, not one a word.

    >>> any_of(["báo", "báo cáo", "bổ sung"])
    'b(?:áo(?:\\\\s+cáo)?|ổ\\\\s+sung)'
    """
    tree: _Tree = {}
    for word in words:
        node = tree
        for piece in _pieces(word):
            node = node.setdefault(piece, {})
        node[""] = {}
    return _write_tree(tree)


def any_at_word_start(words: Iterable[str]) -> str:
    """A pattern that matches any of the words where it begins a word.

    The engine looks for their first letters fast; that nothing of a word stands before them is asked behind the first one.

    >>> any_at_word_start(["báo", "tại"])
    '(?:b(?<!\\\\wb)áo|t(?<!\\\\wt)ại)'
    """
    by_letter: dict[str, list[str]] = {}
    for word in words:
        by_letter.setdefault(word[0], []).append(word[1:])
    branches = (rf"{letter}(?<!\w{letter}){any_of(rest)}" for letter, rest in sorted(by_letter.items()))
    return f"(?:{'|'.join(branches)})"


def any_at_rare_letter(words: Iterable[str]) -> str:
    """A pattern that matches any of the words, whole and in small letters, from the rarest letter of its first part on.

    It says that a word stands there, not where it begins; few letters of a text are looked at.

    >>> any_at_rare_letter(["tô chức", "vê", "vê việc"])
    '(?:ô(?:(?<=tô)(?<!\\\\wtô)(?:\\\\s+chức))|ê(?:(?<=vê)(?<!\\\\wvê)(?:\\\\s+việc)?))(?!\\\\w)'
    """
    by_part: dict[str, list[str]] = {}
    for word in words:
        first, _, rest = word.partition(" ")
        by_part.setdefault(first, []).append(rest)
    by_letter: dict[str, list[str]] = {}
    for first, rests in by_part.items():
        letter = min(first, key=commonness)
        begin, _, tail = first.partition(letter)
        behind = rf"(?:\s+{any_of(filter(None, rests))})" if any(rests) else ""
        optional = "?" if behind and "" in rests else ""
        branch = rf"(?<={begin}{letter})(?<!\w{begin}{letter}){tail}{behind}{optional}"
        by_letter.setdefault(letter, []).append(branch)
    found = [f"{letter}(?:{'|'.join(branches)})" for letter, branches in by_letter.items()]
    return rf"(?:{'|'.join(found)})(?!\w)"


_COMMON = " nhtcigaoumlđàyrápbvsqkdeêưôâệ"


def commonness(letter: str) -> int:
    """How common a letter is in Vietnamese; letters with tones that are not listed are the rarest."""
    return len(_COMMON) - _COMMON.find(letter) if letter in _COMMON else 0


_Tree = dict[str, "_Tree"]


def _pieces(word: str) -> Iterable[str]:
    for number, part in enumerate(word.split()):
        if number:
            yield r"\s+"
        yield from map(re.escape, part)


def _write_tree(tree: _Tree) -> str:
    branches = [piece + _write_tree(below) for piece, below in sorted(tree.items()) if piece]
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    if "" not in tree:
        return joined
    return f"(?:{joined})?"

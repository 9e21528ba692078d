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

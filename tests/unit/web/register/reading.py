"""Pages of the register as tests read them: by class and element, their texts and links."""

from __future__ import annotations

from typing import Any

from lxml import html


class Page:
    """A page; ``path`` is an XPath in which ``.name`` in brackets stands for a class: ``//p[.why]``."""

    def __init__(self, text: str) -> None:
        self.tree: Any = html.fromstring(text)

    def find(self, path: str) -> list[Any]:
        """The elements."""
        pieces = path.split("[.")
        rest = [piece.partition("]") for piece in pieces[1:]]
        classes = [f"[contains(concat(' ', @class, ' '), ' {name} ')]{after}" for name, _, after in rest]
        return list(self.tree.xpath(pieces[0] + "".join(classes)))

    def texts(self, path: str) -> list[str]:
        """The text of each, with single blanks."""
        return [" ".join(one.text_content().split()) for one in self.find(path)]

    def link(self, path: str, text: str) -> str:
        """Where the only link leads that holds the text."""
        [found] = [one for one in self.find(path) if text in one.text_content()]
        return str(found.get("href"))

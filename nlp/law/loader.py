"""Strict reading of the YAML that the package carries.

Every scalar stays text until a reader asks for a type, so that ``09/2010`` is never a fraction and ``no`` never a flag. A
duplicate key, an unknown key, a missing key or a value of the wrong type raises ``LawError`` naming the file and the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable

import yaml  # type: ignore[import-untyped, unused-ignore]

from nlp.errors import LawError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = "tag:yaml.org,2002:null"


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of a YAML file with its place: text, null, a list or a mapping.

    >>> parse_node("amount: 30", "x.yaml").keys(required=("amount",))["amount"].integer()
    30
    """

    file: str
    line: int
    value: str | None | tuple[Node, ...] | Mapping[str, Node]

    def error(self, message: str, hint: str = "") -> LawError:
        """An error that names this place."""
        return LawError("law.data", f"{self.file}:{self.line}: {message}", hint)

    def keys(self, *, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> Mapping[str, Node]:
        """The mapping, after checking that it has every required key and no key beyond the optional ones."""
        mapping = self.mapping()
        allowed = (*required, *optional)
        for key, node in mapping.items():
            if key not in allowed:
                raise node.error(f"unknown key {key!r}", f"allowed: {', '.join(allowed)}")
        for key in required:
            if key not in mapping:
                raise self.error(f"missing key {key!r}")
        return mapping

    def mapping(self) -> Mapping[str, Node]:
        """The mapping with whatever keys it has."""
        if not isinstance(self.value, Mapping):
            raise self.error("expected a mapping")
        return self.value

    def items(self) -> tuple[Node, ...]:
        """The list."""
        if not isinstance(self.value, tuple):
            raise self.error("expected a list")
        return self.value

    def text(self) -> str:
        """The text; empty text is an error."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.error("expected text")
        return self.value

    def text_or_none(self) -> str | None:
        """The text, or None for null."""
        return None if self.value is None else self.text()

    def texts(self) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(node.text() for node in self.items())

    def integer(self) -> int:
        """The whole number."""
        try:
            return int(self.text())
        except ValueError:
            raise self.error(f"expected a whole number, found {self.value!r}") from None

    def flag(self) -> bool:
        """``true`` or ``false``; ``yes`` and ``on`` are refused."""
        if self.value not in ("true", "false"):
            raise self.error(f"expected true or false, found {self.value!r}")
        return self.value == "true"

    def day(self) -> date:
        """The date, written YYYY-MM-DD."""
        try:
            return date.fromisoformat(self.text())
        except ValueError:
            raise self.error(f"expected a date YYYY-MM-DD, found {self.value!r}") from None

    def day_or_none(self) -> date | None:
        """The date, or None for null."""
        return None if self.value is None else self.day()

    def choice(self, allowed: tuple[str, ...]) -> str:
        """The text, which must be one of ``allowed``."""
        text = self.text()
        if text not in allowed:
            raise self.error(f"unknown value {text!r}", f"allowed: {', '.join(allowed)}")
        return text


def parse_node(text: str, file: str) -> Node:
    """The one document of a YAML text; ``file`` is the name that errors give.

    >>> parse_node("a: 1\\na: 2", "x.yaml")
    Traceback (most recent call last):
    ...
    nlp.errors.LawError: x.yaml:2: duplicate key 'a' [law.data]
    """
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise LawError("law.data", f"{file}: not readable as YAML: {error}") from None
    if root is None:
        raise LawError("law.data", f"{file}:1: empty file")
    return _convert(root, file)


def _convert(raw: yaml.Node, file: str) -> Node:
    line = raw.start_mark.line + 1
    if isinstance(raw, yaml.SequenceNode):
        return Node(file, line, tuple(_convert(item, file) for item in raw.value))
    if isinstance(raw, yaml.MappingNode):
        mapping: dict[str, Node] = {}
        for key, value in raw.value:
            if key.value in mapping:
                raise LawError("law.data", f"{file}:{key.start_mark.line + 1}: duplicate key {key.value!r}")
            mapping[key.value] = _convert(value, file)
        return Node(file, line, mapping)
    return Node(file, line, None if raw.tag == _NULL else str(raw.value))


def load_node(path: str) -> Node:
    """The YAML file at ``path`` inside ``nlp/law``, found through importlib.resources so that a wheel works."""
    return parse_node((files("nlp.law") / path).read_text(encoding="utf-8"), f"nlp/law/{path}")


def list_files(folder: str) -> tuple[str, ...]:
    """Paths, inside ``nlp/law``, of every YAML file under ``folder``, sorted."""
    return tuple(sorted(_walk(files("nlp.law") / folder, folder)))


def _walk(place: Traversable, path: str) -> Iterator[str]:
    for entry in place.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{path}/{entry.name}")
        elif entry.name.endswith(".yaml"):
            yield f"{path}/{entry.name}"

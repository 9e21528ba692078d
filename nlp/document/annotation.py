"""Annotations: a span, a value, and where they come from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from typing import ClassVar

from nlp.text.span import Span

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who says so: component and its version, the rule or pattern that fired, the cue spans, a confidence from 0 to 1."""

    component: str
    version: int
    rule: str
    cues: tuple[Span, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, kw_only=True)
class Annotation:
    """A span of the canonical text with a value; subclasses add the fields of their layer.

    The id is a digest of layer, span and value: stable between runs, so that corrections stay attached. Fields named in
    ``REFERENCES`` (ids of other annotations) do not count as value.
    """

    LAYER: ClassVar[str] = ""
    REFERENCES: ClassVar[frozenset[str]] = frozenset()
    WRITES_TEXT: ClassVar[bool] = True

    span: Span
    provenance: Provenance

    @cached_property
    def id(self) -> str:
        """Twelve hexadecimal digits."""
        value = [(key, item) for key, item in self._value.items() if key not in self.REFERENCES]
        key = f"{self.LAYER}|{self.span.start}|{self.span.end}|{value!r}"
        return hashlib.sha256(key.encode()).hexdigest()[:12]

    def payload(self) -> dict[str, Json]:
        """The value as JSON: every field of the subclass, in its order."""
        return dict(self._value)

    @cached_property
    def _value(self) -> dict[str, Json]:
        return {name: to_json(getattr(self, name)) for name in _payload_names(type(self))}


_NAMES: dict[type[Annotation], tuple[str, ...]] = {}


def _payload_names(kind: type[Annotation]) -> tuple[str, ...]:
    names = _NAMES.get(kind)
    if names is None:
        names = _NAMES[kind] = tuple(f.name for f in fields(kind) if f.name not in ("span", "provenance"))
    return names


@dataclass(frozen=True, kw_only=True)
class Sentence(Annotation):
    """A sentence of the body."""

    LAYER: ClassVar[str] = "sentences"


@dataclass(frozen=True, kw_only=True)
class Word(Annotation):
    """A word as the word segmenter cuts it."""

    LAYER: ClassVar[str] = "words"


_PLAIN = frozenset({bool, int, float, str})


def to_json(value: object) -> Json:
    """``value`` as JSON: spans as [start, end], dates as ISO, enumerations as their value, dataclasses as objects.

    Raises TypeError for what has no such form.
    """
    if value is None or type(value) in _PLAIN:
        return value  # type: ignore[return-value]
    if isinstance(value, (bool, int, float)) and not isinstance(value, Enum):
        return value
    if isinstance(value, Enum):
        return to_json(value.value)
    if isinstance(value, str):
        return value
    if isinstance(value, Span):
        return [value.start, value.end]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [to_json(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name)) for f in fields(value)}
    raise TypeError(f"{type(value).__name__} has no JSON form")

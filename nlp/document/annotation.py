"""Annotations: a span, a value, and where they come from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import partial
from operator import attrgetter
from typing import Any, ClassVar, NamedTuple, get_args, get_type_hints

import orjson

from nlp.text.span import Span

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Encoder = Callable[[Any], Json]


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

    #: The id and the value as JSON once they were worked out; each annotation has its own.
    _known: ClassVar[tuple[str, dict[str, Json]] | None] = None

    @property
    def id(self) -> str:
        """Twelve hexadecimal digits."""
        return (self._known or self._encode())[0]

    def payload(self) -> Mapping[str, Json]:
        """The value as JSON: every field of the subclass, in its order; the same object each time."""
        return (self._known or self._encode())[1]

    def _encode(self) -> tuple[str, dict[str, Json]]:
        """The id and the value as JSON, worked out once."""
        kind = type(self)
        shape = _SHAPES.get(kind) or _find_shape(kind)
        span = self.span
        value: dict[str, Any] = vars(self).copy()  # the fields in their order
        del value["span"], value["provenance"]
        for name, encode in shape.parts:
            if (part := value[name]) is not None:
                value[name] = encode(part)
        items = tuple(value.items()) if shape.valued is None else tuple([(name, value[name]) for name in shape.valued])
        key = f"{kind.LAYER}|{span.start}|{span.end}|".encode() + dump_json(items)  # type: ignore[arg-type]
        encoded = (hashlib.sha256(key).hexdigest()[:12], value)
        object.__setattr__(self, "_known", encoded)
        return encoded


#: What JSON takes as it is.
_PLAIN = frozenset({type(None), bool, int, float, str})


class _Shape(NamedTuple):
    """How the fields of a kind of annotation are encoded that JSON does not take as they are, and the fields that count as value
    where some do not."""

    parts: tuple[tuple[str, Encoder], ...]
    valued: tuple[str, ...] | None


_SHAPES: dict[type[Annotation], _Shape] = {}


def _find_shape(kind: type[Annotation]) -> _Shape:
    """The shape of a subclass by the declared types of its fields; found once for each class."""
    hints = get_type_hints(kind)
    names = tuple(f.name for f in fields(kind) if f.name not in ("span", "provenance"))
    parts = [(name, encoder) for name in names if (encoder := _encoder_of(hints[name])) is not None]
    valued = tuple(name for name in names if name not in kind.REFERENCES) if kind.REFERENCES else None
    shape = _SHAPES[kind] = _Shape(tuple(parts), valued)
    return shape


def _encoder_of(hint: Any) -> Encoder | None:
    """How values of a declared type are encoded; None where JSON takes them as they are."""
    if hint == tuple[str, ...]:
        return list
    if isinstance(hint, type) and issubclass(hint, Enum):
        return attrgetter("_value_")
    return None if _PLAIN.issuperset(get_args(hint) or (hint,)) else to_json


@dataclass(frozen=True, kw_only=True)
class Sentence(Annotation):
    """A sentence of the body."""

    LAYER: ClassVar[str] = "sentences"


@dataclass(frozen=True, kw_only=True)
class Word(Annotation):
    """A word as the word segmenter cuts it."""

    LAYER: ClassVar[str] = "words"


def dump_json(value: Json) -> bytes:
    """``value`` as JSON in UTF-8, without blanks.

    >>> dump_json({"số": ["43/2014/NĐ-CP", None]}).decode()
    '{"số":["43/2014/NĐ-CP",null]}'
    """
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:
        # Half a surrogate pair (names of files may hold one) or a number of more than 64 bits, which it refuses.
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def load_json(data: bytes) -> Json:
    """The value that ``dump_json`` wrote; raises ValueError for what it did not.

    >>> load_json(dump_json(["\\ud800", 2**70]))
    ['\\ud800', 1180591620717411303424]
    """
    try:
        value: Json = orjson.loads(data)
    except orjson.JSONDecodeError:
        value = json.loads(data)
    return value


def to_json(value: object) -> Json:
    """``value`` as JSON: spans as [start, end], dates as ISO, enumerations as their value, dataclasses as objects.

    Raises TypeError for what has no such form.
    """
    kind = type(value)
    return (_ENCODERS.get(kind) or _find_encoder(kind))(value)


def _find_encoder(kind: type[Any]) -> Encoder:
    """How values of a class are written; found once for each class."""
    encoder: Encoder
    if issubclass(kind, Enum):
        encoder = attrgetter("_value_")
    elif issubclass(kind, (bool, int, float, str)):
        encoder = _as_is
    elif issubclass(kind, date):
        encoder = kind.isoformat
    elif issubclass(kind, (tuple, list)):
        encoder = _encode_items
    elif issubclass(kind, Mapping):
        encoder = _encode_mapping
    elif is_dataclass(kind):
        names = tuple(f.name for f in fields(kind))
        encoder = partial(_encode_fields, names)
    else:
        raise TypeError(f"{kind.__name__} has no JSON form")
    _ENCODERS[kind] = encoder
    return encoder


def _as_is(value: Json) -> Json:
    return value


def _encode_span(value: Span) -> Json:
    return [value.start, value.end]


def _encode_items(value: Iterable[Any]) -> Json:
    return [item if type(item) in _PLAIN else to_json(item) for item in value]


def _encode_mapping(value: Mapping[object, object]) -> Json:
    return {str(key): to_json(item) for key, item in value.items()}


def _encode_fields(names: tuple[str, ...], value: object) -> Json:
    return {name: item if type(item := getattr(value, name)) in _PLAIN else to_json(item) for name in names}


_ENCODERS: dict[type[Any], Encoder] = {
    **dict.fromkeys(_PLAIN, _as_is), tuple: _encode_items, list: _encode_items, Span: _encode_span
}  # fmt: skip

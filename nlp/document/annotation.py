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
from typing import Any, ClassVar, get_args, get_type_hints

import orjson

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

    @property
    def id(self) -> str:
        """Twelve hexadecimal digits."""
        return self._encoded[0]

    def payload(self) -> dict[str, Json]:
        """The value as JSON: every field of the subclass, in its order."""
        return dict(self._encoded[1])

    @property
    def _encoded(self) -> tuple[str, dict[str, Json]]:
        """The id and the value as JSON, worked out once."""
        own = self.__dict__
        encoded: tuple[str, dict[str, Json]] | None = own.get("_known")
        if encoded is None:
            value = own.copy()
            del value["span"], value["provenance"]
            for name in _made_of_parts(type(self)):
                value[name] = to_json(value[name])
            items: Any = value.items()
            if self.REFERENCES:
                items = (item for item in items if item[0] not in self.REFERENCES)
            span = self.span
            key = f"{self.LAYER}|{span.start}|{span.end}|".encode() + dump_json(tuple(items))  # type: ignore[arg-type]
            encoded = own["_known"] = (hashlib.sha256(key).hexdigest()[:12], value)
        return encoded


#: What JSON takes as it is.
_PLAIN = frozenset({type(None), bool, int, float, str})


_PARTS: dict[type[Annotation], tuple[str, ...]] = {}


def _made_of_parts(kind: type[Annotation]) -> tuple[str, ...]:
    """The fields of a subclass, by their declared types, whose values JSON does not take as they are."""
    names = _PARTS.get(kind)
    if names is None:
        hints = get_type_hints(kind)
        own = (f.name for f in fields(kind) if f.name not in ("span", "provenance"))
        names = _PARTS[kind] = tuple(name for name in own if not _PLAIN.issuperset(get_args(hints[name]) or (hints[name],)))
    return names


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
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def load_json(data: bytes) -> Json:
    """The value that ``dump_json`` wrote; raises ValueError for what it did not.

    >>> load_json(dump_json(["\\ud800", 2**70]))
    ['\\ud800', 1180591620717411303424]
    """
    try:
        value: Json = orjson.loads(data)
    except orjson.JSONDecodeError:
        value = json.loads(data.decode("utf-8", "surrogatepass"))
    return value


Encoder = Callable[[Any], Json]


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
        encoder = attrgetter("value")
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

"""Values of annotations back from JSON: the inverse of ``nlp.document.annotation.to_json``."""

from __future__ import annotations

import datetime as dt
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from nlp.document.annotation import Annotation, Json, Provenance
from nlp.errors import DonthuError
from nlp.text.span import Span

A = TypeVar("A", bound=Annotation)


def decode_annotation(kind: type[A], span: Span, payload: Mapping[str, Json], provenance: Provenance) -> A:
    """The annotation whose ``payload()`` this is.

    Raises DonthuError (``document.value``) where a field is unknown or its value does not fit.

    >>> from nlp.extract.obligations.models import Obligation
    >>> said = Provenance("obligations", 1, "order")
    >>> decode_annotation(Obligation, Span(0, 9), {"modality": "must"}, said).modality
    <Modality.MUST: 'must'>
    """
    hints = _hints(typing.cast(Any, kind))
    known = {f.name for f in fields(kind)} - {"span", "provenance"}
    if unknown := sorted(set(payload) - known):
        raise DonthuError("document.value", f"{kind.__name__} has no field {unknown[0]!r}", "write the value with payload()")
    values = {name: decode_value(hints[name], value) for name, value in payload.items()}
    return kind(span=span, provenance=provenance, **values)


def decode_value(hint: Any, value: Any) -> Any:
    """``value``, as JSON holds it, as the type that ``hint`` says.

    >>> decode_value(tuple[dt.date, ...], ["2024-08-01"])
    (datetime.date(2024, 8, 1),)
    """
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        if value is None:
            return None
        return decode_value(next(part for part in typing.get_args(hint) if part is not type(None)), value)
    try:
        return _decode_container(origin, hint, value) if origin else _decode_plain(hint, value)
    except (TypeError, ValueError, KeyError) as error:
        raise DonthuError("document.value", f"{value!r} is no {hint}", "write the value with to_json()") from error


def _decode_container(origin: Any, hint: Any, value: Any) -> Any:
    arguments = typing.get_args(hint)
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return tuple(decode_value(arguments[0], item) for item in value)
        return tuple(decode_value(part, item) for part, item in zip(arguments, value, strict=True))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {key: decode_value(arguments[1], item) for key, item in value.items()}
    raise TypeError(f"no way back for {hint}")


def _decode_plain(hint: Any, value: Any) -> Any:
    if hint is Span:
        return Span(*value)
    if hint is dt.date:
        return dt.date.fromisoformat(value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    if isinstance(hint, type) and is_dataclass(hint):
        hints = _hints(hint)
        return hint(**{name: decode_value(hints[name], item) for name, item in value.items()})
    if hint is float and isinstance(value, int):
        return float(value)
    if isinstance(hint, type) and hint is not object and not isinstance(value, hint):
        raise TypeError(f"not {hint.__name__}")
    return value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)

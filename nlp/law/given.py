"""Reads the circumstances of a case and chooses the variant of a time limit that they ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from nlp.errors import LawError
from nlp.law.facts import NO, YES
from nlp.law.parameters import GivenKey, Parameters, TimeLimit, Variant


@dataclass(frozen=True, slots=True)
class Given:
    """Circumstances of a case: flags and choices as text (``true`` for a flag that holds), and dates, oldest first."""

    texts: Mapping[str, str]
    dates: Mapping[str, tuple[date, ...]]

    def meets(self, variant: Variant) -> bool:
        """Whether every circumstance of the variant holds."""
        return all(self.texts.get(key) == value for key, value in variant.when.items())


def parse_given(given: Mapping[str, str], limit: TimeLimit, parameters: Parameters) -> Given:
    """The circumstances, checked against what the rule accepts; an unknown key or value raises ``LawError`` naming the valid
    ones.

    >>> from nlp.law.parameter_reader import load_parameters
    >>> parameters = load_parameters()
    >>> parse_given({"phuc_tap": "true"}, parameters.find_limit("KN_GQ1"), parameters).texts
    {'phuc_tap': 'true'}
    """
    texts: dict[str, str] = {}
    dates: dict[str, tuple[date, ...]] = {}
    for key, raw in given.items():
        if key not in limit.given:
            raise LawError("law.unknown_given", f"{limit.rule} không nhận điều kiện {key!r}", _valid_keys(limit, parameters))
        spec = parameters.given[key]
        value = raw.strip().lower()
        if spec.kind == "date":
            dates[key] = _parse_dates(value, spec)
        elif spec.kind == "choice":
            texts[key] = _parse_choice(value, spec)
        elif _parse_flag(value, spec):
            texts[key] = "true"
    return Given(texts=texts, dates=dates)


def _valid_keys(limit: TimeLimit, parameters: Parameters) -> str:
    if not limit.given:
        return "quy tắc này không có biến thể nào"
    return "nhận: " + "; ".join(f"{key} ({parameters.given[key].about})" for key in limit.given)


def _parse_flag(value: str, spec: GivenKey) -> bool:
    if value not in (*YES, *NO):
        raise LawError("law.bad_given", f"{spec.key}={value!r} không phải true hay false", "viết true hoặc false")
    return value in YES


def _parse_choice(value: str, spec: GivenKey) -> str:
    if value not in spec.values:
        raise LawError("law.bad_given", f"{spec.key}={value!r} không hợp lệ", f"nhận: {', '.join(spec.values)}")
    return value


def _parse_dates(value: str, spec: GivenKey) -> tuple[date, ...]:
    try:
        return tuple(sorted(date.fromisoformat(item.strip()) for item in value.split(",")))
    except ValueError:
        hint = "viết YYYY-MM-DD; nhiều ngày thì cách nhau bằng dấu phẩy"
        raise LawError("law.bad_given", f"{spec.key}={value!r} không phải ngày", hint) from None


def choose_variant(variants: tuple[Variant, ...], given: Given) -> Variant | None:
    """The most particular variant that the circumstances meet, or None; two equally particular ones raise ``LawError``."""
    met = sorted((variant for variant in variants if given.meets(variant)), key=lambda variant: len(variant.when), reverse=True)
    if len(met) > 1 and len(met[0].when) == len(met[1].when):
        names = " và ".join(", ".join(variant.when) for variant in met[:2])
        raise LawError("law.given_conflict", f"các điều kiện mâu thuẫn: {names}", "chỉ nêu một trong hai")
    return met[0] if met else None

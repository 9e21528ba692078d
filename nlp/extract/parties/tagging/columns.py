"""Columns of signs: a value or None for every unit of a text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from nlp.extract.parties.tagging.tokens import BLANK_LINE, LINE_END, Units
from nlp.text.span import Span

Values = list[str | None]
Columns = dict[str, Values]
BREAKS = frozenset({LINE_END, BLANK_LINE})


def shift(values: Sequence[str | None], by: int, edge: str | None = None) -> Values:
    """The values of the units ``by`` places further on; ``edge`` beyond the text."""
    if by < 0:
        return [*([edge] * min(-by, len(values))), *values[:by]]
    return [*values[by:], *([edge] * min(by, len(values)))]


def join(*columns: Sequence[str | None]) -> Values:
    """The values of several columns as one; None where one of them has none."""
    return [None if None in row else "|".join(row) for row in zip(*columns, strict=True)]


def bucket(value: int, steps: Sequence[int]) -> str:
    """The number of steps that a value reaches."""
    return str(bisect_right(steps, value))


def mark(units: Units, spans: Iterable[tuple[Span, str]]) -> Values:
    """``B-label`` at the first unit of each span, ``I-label`` at its others; the first of spans that overlap."""
    values: Values = [None] * len(units)
    for span, label in spans:
        first, last = bisect_right(units.ends, span.start), bisect_left(units.starts, span.end)
        if last <= first or any(values[first:last]):
            continue
        values[first:last] = [f"B-{label}", *([f"I-{label}"] * (last - first - 1))]
    return values

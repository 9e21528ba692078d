"""A mention of an instrument as it is found, before it is joined with its context."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from nlp.extract.citations.models import Provision
from nlp.extract.citations.parse import Number
from nlp.text.span import Span


@dataclass(slots=True)
class Mention:
    """A mention: the span, the parts that stand in it, and the pattern that found it.

    The readers of its parts fill it in one after another; it belongs to one reading of one document.
    """

    start: int
    end: int
    rule: str
    kind: str | None
    number: Number | str | None = None
    date: dt.date | None = None
    year: int | None = None
    title: str | None = None
    issuer: str | None = None
    issuer_end: int | None = None
    provisions: tuple[Provision, ...] = ()
    headed: bool = True
    head_start: int | None = None  # where the mention begins behind its provisions
    number_span: Span | None = None
    issuer_rule: str | None = None  # how the issuer was found
    cues: tuple[Span, ...] = ()  # places from which values were taken that do not stand in the number

    @property
    def head(self) -> int:
        """The start of the mention without the provisions before it."""
        return self.start if self.head_start is None else self.head_start

    @property
    def reach(self) -> int:
        """The end of the mention with the issuer behind it."""
        return max(self.end, self.issuer_end or 0)


def overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether ``start``..``end`` shares a character with one of the sorted, disjoint intervals."""
    low, high = 0, len(taken)
    while low < high:
        middle = (low + high) // 2
        if taken[middle][1] <= start:
            low = middle + 1
        else:
            high = middle
    return low < len(taken) and taken[low][0] < end

"""Half-open spans of code points."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True, init=False)
class Span:
    """Code points ``start`` (inclusive) to ``end`` (exclusive) of one text; ordered by start, then end.

    >>> Span(2, 5).of("abcdef")
    'cde'
    """

    start: int
    end: int

    def __init__(self, start: int, end: int) -> None:
        # A document has hundreds: the setters of the slots take half the time of what a frozen dataclass writes.
        if not 0 <= start <= end:
            raise ValueError(f"not a span: {start}..{end}")
        _set_start(self, start)
        _set_end(self, end)

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The part of ``text`` that the span covers."""
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def shifted(self, by: int) -> Span:
        """The same length, ``by`` code points further on."""
        return Span(self.start + by, self.end + by)


_set_start, _set_end = Span.__dict__["start"].__set__, Span.__dict__["end"].__set__


def trimmed(text: str, start: int, end: int, *, drop: str = " \t\n\r") -> Span:
    """The span without the characters of ``drop`` at its edges; empty at ``start`` where nothing else is in it."""
    while start < end and text[end - 1] in drop:
        end -= 1
    while start < end and text[start] in drop:
        start += 1
    return Span(start, end)

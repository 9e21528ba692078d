"""Recorded edits between a text and the text made from it.

Whoever changes text says what it replaced; nobody compares two texts afterwards. An alignment holds the edits only:
between them the two texts are equal, character by character.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from nlp.text.span import Span


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """``source[source_start:source_end]`` became ``target[target_start:target_end]``."""

    source_start: int
    source_end: int
    target_start: int
    target_end: int


@dataclass(frozen=True)
class Alignment:
    """The edits that lead from a source text of ``source_length`` to a target text of ``target_length``, in order.

    >>> text, alignment = replace_spans("a--b", [(1, 3, "")])
    >>> text, alignment.to_source(Span(0, 2))
    ('ab', Span(start=0, end=4))
    """

    edits: tuple[Edit, ...]
    source_length: int
    target_length: int

    @classmethod
    def identity(cls, length: int) -> Alignment:
        """Nothing was changed."""
        return cls((), length, length)

    @cached_property
    def _target_starts(self) -> list[int]:
        return [edit.target_start for edit in self.edits]

    @cached_property
    def _target_ends(self) -> list[int]:
        return [edit.target_end for edit in self.edits]

    @cached_property
    def _source_starts(self) -> list[int]:
        return [edit.source_start for edit in self.edits]

    @cached_property
    def _source_ends(self) -> list[int]:
        return [edit.source_end for edit in self.edits]

    def to_source(self, span: Span) -> Span:
        """The span of the source from which the target's span was made; a span inside an edit gives the whole edit."""
        if not self.edits:
            return span
        start, end = span.start, span.end
        first, last = bisect_right(self._target_starts, start) - 1, bisect_left(self._target_starts, end) - 1
        if first >= 0:
            edit = self.edits[first]
            start = edit.source_start if start < edit.target_end else edit.source_end + start - edit.target_end
        if last >= 0:
            edit = self.edits[last]
            end = edit.source_end if end <= edit.target_end else edit.source_end + end - edit.target_end
        return Span(start, max(start, end))

    def to_target(self, span: Span) -> Span:
        """The span of the target that was made from the source's span."""
        if not self.edits:
            return span
        start, end = self._start_to_target(span.start), self._end_to_target(span.end)
        return Span(min(start, end) if end < start else start, max(start, end))

    def _start_to_target(self, offset: int) -> int:
        i = bisect_right(self._source_starts, offset) - 1
        if i < 0:
            return offset
        edit = self.edits[i]
        return edit.target_start if offset < edit.source_end else edit.target_end + offset - edit.source_end

    def _end_to_target(self, offset: int) -> int:
        i = bisect_left(self._source_starts, offset) - 1
        if i < 0:
            return offset
        edit = self.edits[i]
        return edit.target_end if offset <= edit.source_end else edit.target_end + offset - edit.source_end

    def then(self, later: Alignment) -> Alignment:
        """This alignment followed by ``later``, which starts from this one's target.

        Raises ValueError where the lengths do not meet.
        """
        if later.source_length != self.target_length:
            raise ValueError(f"alignments do not meet: {self.target_length} != {later.source_length}")
        if not self.edits:
            return Alignment(later.edits, self.source_length, later.target_length)
        if not later.edits:
            return self
        return Alignment(tuple(_compose(self.edits, later.edits)), self.source_length, later.target_length)


def _compose(first: tuple[Edit, ...], second: tuple[Edit, ...]) -> Iterable[Edit]:
    """Edits of both on the way source -> middle -> target; those that overlap in the middle text are merged."""
    rows = [(e.target_start, e.target_end, 0, e) for e in first] + [(e.source_start, e.source_end, 1, e) for e in second]
    rows.sort(key=lambda row: (row[0], row[1], row[2]))
    source_shift = target_shift = 0  # source or target offset minus middle offset, behind the group
    i = 0
    while i < len(rows):
        start, end = rows[i][0], rows[i][1]
        source_after, target_after = source_shift, target_shift
        j = i
        while j < len(rows) and (j == i or rows[j][0] < end):
            edit = rows[j][3]
            if rows[j][2] == 0:
                source_after = edit.source_end - edit.target_end
            else:
                target_after = edit.target_end - edit.source_end
            end = max(end, rows[j][1])
            j += 1
        yield Edit(start + source_shift, end + source_after, start + target_shift, end + target_after)
        source_shift, target_shift = source_after, target_after
        i = j


def replace_spans(text: str, replacements: Iterable[tuple[int, int, str]]) -> tuple[str, Alignment]:
    """``text`` with each ``text[start:end]`` replaced, and the alignment of it.

    ``replacements`` are sorted and do not overlap; one that changes nothing is not recorded. Raises ValueError otherwise.
    """
    pieces: list[str] = []
    edits: list[Edit] = []
    position = length = 0
    for start, end, new in replacements:
        if start < position or end < start:
            raise ValueError(f"replacements overlap or are not sorted at {start}..{end}")
        if text[start:end] == new:
            continue
        pieces.append(text[position:start])
        length += start - position
        pieces.append(new)
        edits.append(Edit(start, end, length, length + len(new)))
        length += len(new)
        position = end
    if not edits:
        return text, Alignment.identity(len(text))
    pieces.append(text[position:])
    return "".join(pieces), Alignment(tuple(edits), len(text), length + len(text) - position)


def concatenate(parts: Iterable[tuple[str, Alignment]]) -> tuple[str, Alignment]:
    """Texts put one behind the other, and the alignment from their sources put behind one another likewise."""
    texts: list[str] = []
    edits: list[Edit] = []
    source = target = 0
    for text, alignment in parts:
        texts.append(text)
        edits += [
            Edit(e.source_start + source, e.source_end + source, e.target_start + target, e.target_end + target)
            for e in alignment.edits
        ]
        source += alignment.source_length
        target += alignment.target_length
    return "".join(texts), Alignment(tuple(edits), source, target)

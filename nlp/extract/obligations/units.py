"""The body of a dispatch as units of text, each with the headings that stand over it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from nlp.document.document import Document
from nlp.segment.models import Segment, SegmentType
from nlp.text.lines import is_row
from nlp.text.span import Span, trimmed

_BODY_ZONES = frozenset({SegmentType.PREAMBLE, SegmentType.BODY, SegmentType.CLOSING})
_LONGEST_LINE = 120
_MARGIN = " \t\n|*_"
_GAP = re.compile(r"\n[ \t|]*\n\s*")
_CONTINUED = re.compile(r"[^.;:!?…/”\"|]\s*\Z")


@dataclass(slots=True)
class Unit:
    """A clause, an unnumbered stretch, the tables of an annex: its text as paragraphs, its segment, its children in order."""

    segment: Segment | None
    paragraphs: list[Span]
    children: list[Unit] = field(default_factory=list)
    parent: Unit | None = None
    zone: SegmentType = SegmentType.CLAUSE

    @property
    def start(self) -> int:
        """Where its text begins."""
        return self.paragraphs[0].start if self.paragraphs else (self.segment.span.start if self.segment else 0)

    def ancestors(self) -> Iterator[Unit]:
        """The units over it, the nearest first."""
        unit = self.parent
        while unit is not None:
            yield unit
            unit = unit.parent


def build_units(document: Document) -> list[Unit]:
    """The units of the body at the top level, in the order of the text."""
    ordered = [s for s in document.layer(Segment) if s.type is SegmentType.CLAUSE]
    annexes = [s.span for s in document.layer(Segment) if s.type is SegmentType.ANNEX]
    annex_starts = [annex.start for annex in annexes]
    units: dict[str, Unit] = {}
    roots: list[Unit] = []
    starts = [s.span.start for s in ordered]
    for i, clause in enumerate(ordered):
        next_start = starts[i + 1] if i + 1 < len(ordered) else len(document.text)
        begin = clause.content_start if clause.content_start is not None else clause.span.start
        own_end = min(clause.span.end, next_start) if next_start > clause.span.start else clause.span.end
        annex = bisect_right(annex_starts, clause.span.start) - 1
        in_annex = annex >= 0 and clause.span.start <= annexes[annex].end
        zone = SegmentType.ANNEX if in_annex else SegmentType.CLAUSE
        # A clause may begin before the marker of the one that it interrupts is at its end ("1. a)" run together).
        paragraphs = _cut_heading(document.text, split_paragraphs(document.text, begin, max(begin, own_end)))
        unit = Unit(clause, paragraphs, zone=zone)
        units[clause.id] = unit
        parent = units.get(clause.parent or "")
        if parent is not None:
            unit.parent = parent
            parent.children.append(unit)
        else:
            roots.append(unit)
    # Clauses at the top level follow one another; what is below them lies inside.
    covered = [unit.segment.span for unit in roots if unit.segment]
    covered_ends = [span.end for span in covered]
    for segment in document.layer(Segment):
        if segment.type in _BODY_ZONES or segment.type is SegmentType.ANNEX:
            for start, end in _outside(segment.span, covered, bisect_right(covered_ends, segment.span.start)):
                paragraphs = split_paragraphs(document.text, start, end)
                if segment.type is SegmentType.ANNEX:  # the words of a form or a list tell nobody to do anything
                    paragraphs = [paragraph for paragraph in paragraphs if is_row(paragraph.of(document.text))]
                if paragraphs:
                    roots.append(Unit(segment, paragraphs, zone=segment.type))
    return sorted(roots, key=lambda unit: unit.start)


def _outside(span: Span, covered: list[Span], first: int) -> Iterator[tuple[int, int]]:
    position = span.start
    for number in range(first, len(covered)):
        other = covered[number]
        if other.start >= span.end:
            break
        if other.start > position:
            yield position, other.start
        position = max(position, other.end)
    if position < span.end:
        yield position, span.end


def _cut_heading(text: str, paragraphs: list[Span]) -> list[Span]:
    """The paragraphs with a first line in capitals, or one over an indented line, as a heading of its own."""
    if not paragraphs:
        return paragraphs
    first = paragraphs[0]
    line = text.find("\n", first.start, min(first.end, first.start + _LONGEST_LINE))
    if line < 0 or text[line - 1] in ".;:,!?|" or "|" in text[first.start : line]:
        return paragraphs
    if not text[first.start : line].isupper() and text[line + 1] != "\t" or "\t" in text[first.start : line].strip():
        return paragraphs
    rest = trimmed(text, line + 1, first.end, drop=_MARGIN)
    if rest.end <= rest.start or not text[rest.start].isupper():
        return paragraphs
    return [trimmed(text, first.start, line, drop=_MARGIN), rest, *paragraphs[1:]]


def split_paragraphs(text: str, start: int, end: int) -> list[Span]:
    """The paragraphs between blank lines; one that a page break cut in mid-sentence is joined again."""
    paragraphs: list[Span] = []
    whole = trimmed(text, start, end, drop=_MARGIN)
    if "\n" not in text[whole.start : whole.end]:
        return [whole] if whole.end > whole.start else []
    position = start
    for gap in [*_GAP.finditer(text, start, end), None]:
        span = trimmed(text, position, gap.start() if gap else end, drop=_MARGIN)
        position = gap.end() if gap else end
        if span.end <= span.start or paragraphs and span.end - span.start <= 3 and span.of(text).isdigit():
            continue  # a page number
        previous = paragraphs[-1] if paragraphs else None
        if (
            previous
            and text[span.start].islower()
            and _CONTINUED.search(text, max(previous.start, previous.end - 4), previous.end)
        ):
            paragraphs[-1] = Span(previous.start, span.end)
        else:
            paragraphs.append(span)
    return paragraphs

"""The components of the package: segmenter, sentence splitter, word segmenter."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import ClassVar

from nlp.document.annotation import Annotation, Provenance, Sentence, Word
from nlp.document.document import Document
from nlp.document.problem import Problem, Severity
from nlp.segment.cues import load_cues
from nlp.segment.layout import Layout
from nlp.segment.markers import Series
from nlp.segment.models import Header, Profile, Segment, SegmentType
from nlp.segment.reader import read_layout
from nlp.segment.restoration import restore_header
from nlp.text.lines import find_lines, join_paragraphs
from nlp.text.span import Span
from nlp.text.words import AlignmentError, find_words, load_tokeniser

_RULES = {series: f"clause.{series.name.lower()}" for series in Series}
_INLINE_RULES = {series: f"{rule}.inline" for series, rule in _RULES.items()}


class Segmenter:
    """Profile, header, zones and outline of a document, from its print alone."""

    name: ClassVar[str] = "segment"
    version: ClassVar[int] = 6
    requires: ClassVar[frozenset[str]] = frozenset()
    provides: ClassVar[frozenset[str]] = frozenset({"profile", "header", "segments"})

    def annotate(self, document: Document) -> Iterable[Annotation | Problem]:
        """One profile, one header, the segments; a problem for each number that an enumeration leaves out."""
        layout = read_layout(load_cues(), document)
        yield self._profile(layout, document)
        yield self._header(layout, document)
        yield from self._segments(layout)
        for marker in layout.outline.skipped:
            yield Problem(
                "segment.numbering",
                Severity.INFO,
                self.name,
                f"Số thứ tự “{marker.label}” không liền với mục trước; có thể văn bản bị mất đoạn hoặc nhận dạng sai.",
                span=Span(marker.start, marker.content),
            )

    def _profile(self, layout: Layout, document: Document) -> Profile:
        verdict = layout.verdict
        span = verdict.cues[0] if verdict.cues else Span(0, 0)
        provenance = Provenance(self.name, self.version, verdict.rule, verdict.cues, verdict.confidence)
        return Profile(span=span, provenance=provenance, family=verdict.family, kind=verdict.kind, regime=verdict.regime)

    def _header(self, layout: Layout, document: Document) -> Header:
        values = restore_header(layout.header, document, layout.verdict.family)
        spans = [span for span in values.spans.values() if span.end > span.start]
        span = Span(min(s.start for s in spans), max(s.end for s in spans)) if spans else Span(0, 0)
        return Header(
            span=span,
            provenance=Provenance(self.name, self.version, f"header.{layout.verdict.rule}", tuple(sorted(spans))),
            issuer=values.issuer,
            parent_issuer=values.parent_issuer,
            number=values.number,
            date=values.date,
            place=values.place,
            subject=values.subject,
            addressees=tuple(values.addressees),
            recipients=tuple(values.recipients),
            signature=values.signature,
            spans=values.spans,
        )

    def _segments(self, layout: Layout) -> Iterator[Segment]:
        for zone in layout.zones:
            provenance = Provenance(self.name, self.version, f"zone.{zone.rule}", (zone.span,))
            yield Segment(span=zone.span, provenance=provenance, type=zone.type, content_start=zone.span.start)
        made: list[Segment] = []
        for index, clause in enumerate(layout.outline.clauses):
            marker = clause.marker
            cue = Span(marker.start, marker.content)
            rule = _INLINE_RULES[marker.series] if marker.inline else _RULES[marker.series]
            parent = made[clause.parent].id if clause.parent is not None else None
            segment = Segment(
                span=Span(marker.start, max(clause.end, marker.content)),
                provenance=Provenance(self.name, self.version, rule, (cue,)),
                type=SegmentType.CLAUSE,
                label=marker.label,
                level=clause.level,
                parent=parent,
                title=layout.titles.get(index),
                content_start=marker.content,
            )
            made.append(segment)
            yield segment


# Zones whose text is prose; letterhead, lists of addressees and recipients, signature and annex tables hold no sentences.
_PROSE = frozenset({SegmentType.PREAMBLE, SegmentType.CLOSING, SegmentType.BODY, SegmentType.REQUEST, SegmentType.PETITIONER})


class SentenceSplitter:
    """Sentences of the body: preamble, clauses, closing, a petition's narrative and requests."""

    name: ClassVar[str] = "sentences"
    version: ClassVar[int] = 1
    requires: ClassVar[frozenset[str]] = frozenset({"segments"})
    provides: ClassVar[frozenset[str]] = frozenset({"sentences"})

    def annotate(self, document: Document) -> Iterable[Annotation | Problem]:
        """The sentences in order, without the clause marker before them; a heading is a sentence of its own."""
        segments = document.layer(Segment)
        prose = [segment.span for segment in segments if segment.type in _PROSE]
        clauses = [segment for segment in segments if segment.type is SegmentType.CLAUSE]
        breaks = frozenset([clause.span.start for clause in clauses])
        marked = [(clause.span.start, stop) for clause in clauses if (stop := clause.content_start or 0) > clause.span.start]
        at_marker = {start for start, _ in marked}
        edges = sorted({*[span.start for span in prose], *breaks, *[stop for _, stop in marked]})
        lines = [line for line in find_lines(document.text) if line.pipes < 2]
        firsts = [line.start for line in lines]
        provenance = Provenance(self.name, self.version, "sentence.punctuation")
        for area in merge_spans([*prose, *(c.span for c in clauses if c.level == 0)]):
            inside = lines[max(0, bisect_left(firsts, area.start + 1) - 1) : bisect_left(firsts, area.end)]
            for paragraph in join_paragraphs(inside, breaks):
                for piece in cut_span(paragraph, edges, area):
                    if piece.start not in at_marker:
                        for span in document.sentences_of(piece):
                            yield Sentence(span=span, provenance=provenance)


def merge_spans(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that touch or overlap as one.

    >>> merge_spans([Span(5, 9), Span(0, 3), Span(2, 4)])
    [Span(start=0, end=4), Span(start=5, end=9)]
    """
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def cut_span(span: Span, edges: list[int], area: Span) -> list[Span]:
    """The parts of ``span`` inside ``area`` between the sorted ``edges``.

    >>> cut_span(Span(0, 9), [4], Span(2, 20))
    [Span(start=2, end=4), Span(start=4, end=9)]
    """
    first = bisect_right(edges, span.start)
    if (first == len(edges) or edges[first] >= span.end) and area.contains(span):
        return [span]
    start, end = max(span.start, area.start), min(span.end, area.end)
    cuts = [start, *edges[bisect_right(edges, start) : bisect_left(edges, end)], end]
    return [Span(first, last) for first, last in pairwise(cuts) if first < last]


class WordSegmenter:
    """Words by underthesea, sentence by sentence, with exact offsets; an optional component."""

    name: ClassVar[str] = "words"
    version: ClassVar[int] = 1
    requires: ClassVar[frozenset[str]] = frozenset({"sentences"})
    provides: ClassVar[frozenset[str]] = frozenset({"words"})

    def __init__(self) -> None:
        # A missing package is an error of the configuration, found before the first document.
        load_tokeniser()

    def annotate(self, document: Document) -> Iterable[Annotation | Problem]:
        """The words of every sentence; a problem for a sentence on which they cannot be laid."""
        provenance = Provenance(self.name, self.version, "words.underthesea")
        for sentence in document.layer(Sentence):
            try:
                words = find_words(document.text, sentence.span)
            except AlignmentError:
                yield Problem(
                    "words.alignment", Severity.WARNING, self.name, "Không khớp được từ với câu; câu này không tách từ.",
                    span=sentence.span,
                )  # fmt: skip
                continue
            for span in words:
                yield Word(span=span, provenance=provenance)

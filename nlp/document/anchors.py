"""From the source text back to where it stands in the source: bytes, page boxes or parts of a package."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

from nlp.document.annotation import Json
from nlp.text.span import Span

Box = tuple[float, float, float, float]


class ByteAnchor(NamedTuple):
    """Bytes ``byte_start`` to ``byte_end`` of the source file."""

    byte_start: int
    byte_end: int

    def to_json(self) -> dict[str, Json]:
        """The anchor as it stands in a record."""
        return {"byte_start": self.byte_start, "byte_end": self.byte_end}


class PageAnchor(NamedTuple):
    """Boxes (x0, y0, x1, y1) on a page, from its top left corner: points of a PDF, pixels of an image."""

    page: int
    boxes: tuple[Box, ...]

    def to_json(self) -> dict[str, Json]:
        """The anchor as it stands in a record, boxes to a tenth of their unit."""
        return {"page": self.page, "boxes": [[round(v, 1) for v in box] for box in self.boxes]}


class PartAnchor(NamedTuple):
    """Characters of a paragraph of a part of a package (``word/document.xml``); paragraphs count from 0 in the part."""

    part: str
    paragraph: int
    start: int
    end: int

    def to_json(self) -> dict[str, Json]:
        """The anchor as it stands in a record."""
        return {"part": self.part, "paragraph": self.paragraph, "start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True)
class RecordedAnchor:
    """Where a span stands in the source, as a record says it."""

    value: Mapping[str, Json]

    def to_json(self) -> dict[str, Json]:
        """The anchor as it stands in the record."""
        return dict(self.value)


Anchor = ByteAnchor | PageAnchor | PartAnchor | RecordedAnchor


class Anchors(Protocol):
    """Where spans of the source text stand in the source."""

    def locate(self, span: Span) -> tuple[Anchor, ...]:
        """The anchors of a span of the source text, one for each page or part that it touches."""
        ...

    def page_of(self, offset: int) -> int | None:
        """The page, from 1, of an offset of the source text; None where the source has no pages."""
        ...


@dataclass(frozen=True)
class NoAnchors:
    """A source that has nothing to point at."""

    def locate(self, span: Span) -> tuple[Anchor, ...]:
        """Nothing."""
        return ()

    def page_of(self, offset: int) -> int | None:
        """No page."""
        return None


_STEP = 128


@dataclass(frozen=True)
class ByteAnchors:
    """A text file: ``text`` as decoded from bytes by ``codec``; ``first_byte`` stands behind the byte order mark.

    ``codec`` is a Python codec name, or ``None`` for an encoding with one byte a character (TCVN3, VNI).
    """

    text: str
    codec: str | None
    first_byte: int = 0

    @cached_property
    def _checkpoints(self) -> list[int]:
        sizes, total = [0], 0
        codec = self.codec or "latin-1"
        for i in range(0, len(self.text), _STEP):
            total += len(self.text[i : i + _STEP].encode(codec, "surrogatepass"))
            sizes.append(total)
        return sizes

    def locate(self, span: Span) -> tuple[Anchor, ...]:
        """One byte anchor."""
        start, end, codec = span.start, span.end, self.codec
        if codec is not None:
            text, checkpoints = self.text, self._checkpoints
            first, last = start // _STEP, end // _STEP
            start = checkpoints[first] + len(text[first * _STEP : start].encode(codec, "surrogatepass"))
            end = checkpoints[last] + len(text[last * _STEP : end].encode(codec, "surrogatepass"))
        return (ByteAnchor(self.first_byte + start, self.first_byte + end),)

    def page_of(self, offset: int) -> int | None:
        """No page: a text file has none."""
        return None


@dataclass(frozen=True, slots=True)
class WordBox:
    """A printed word: its offsets in the source text and its box on the page."""

    start: int
    end: int
    box: Box


@dataclass(frozen=True)
class Page:
    """A page: its number from 1, offsets of its text in the source text, size in the units of its boxes, its words.

    The words of a row of a table that the page before began stand before its text.
    """

    page_no: int
    start: int
    end: int
    width: float
    height: float
    words: tuple[WordBox, ...] = ()

    @cached_property
    def _starts(self) -> list[int]:
        return [word.start for word in self.words]

    @property
    def first(self) -> int:
        """Where its text or its first word begins."""
        return min(self.start, self.words[0].start) if self.words else self.start

    def boxes(self, span: Span) -> tuple[Box, ...]:
        """Boxes of the words that the span touches, those of one line joined."""
        first = max(0, bisect_right(self._starts, span.start) - 1)
        last = bisect_left(self._starts, span.end)
        joined: list[Box] = []
        for word in self.words[first:last]:
            if word.end <= span.start:
                continue
            x0, y0, x1, y1 = word.box
            if joined:
                a0, b0, a1, b1 = joined[-1]
                if min(b1, y1) - max(b0, y0) > 0.5 * min(b1 - b0, y1 - y0) and x0 >= a0:
                    joined[-1] = (a0, min(b0, y0), max(a1, x1), max(b1, y1))
                    continue
            joined.append(word.box)
        return tuple(joined)


@dataclass(frozen=True)
class PageAnchors:
    """A source with pages, in order."""

    pages: tuple[Page, ...]

    def locate(self, span: Span) -> tuple[Anchor, ...]:
        """One page anchor for each page that the span touches."""
        end = max(span.end, span.start + 1)
        found = [(page, page.boxes(span)) for page in self.pages if page.first < end and span.start < page.end]
        return tuple(PageAnchor(page.page_no, boxes) for page, boxes in found if boxes or page.start < end)

    def page_of(self, offset: int) -> int | None:
        """The page whose text holds the offset, else the last one before it."""
        number = None
        for page in self.pages:
            if page.start > offset:
                break
            number = page.page_no
        return number


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a package's part, or a piece of one: its offsets in the source text.

    ``offset`` is where the piece begins in its paragraph.
    """

    part: str
    index: int
    start: int
    end: int
    offset: int = 0


@dataclass(frozen=True)
class PartAnchors:
    """A source made of parts and paragraphs (DOCX), in the order of the source text."""

    paragraphs: tuple[Paragraph, ...]

    @cached_property
    def _starts(self) -> list[int]:
        return [paragraph.start for paragraph in self.paragraphs]

    def locate(self, span: Span) -> tuple[Anchor, ...]:
        """One part anchor for each paragraph that the span touches."""
        first = max(0, bisect_right(self._starts, span.start) - 1)
        found = []
        for p in self.paragraphs[first:]:
            if p.start >= max(span.end, span.start + 1):
                break
            if p.end > span.start or p.start == span.start:
                first_character = p.start - p.offset
                found.append(
                    PartAnchor(
                        p.part, p.index, max(span.start, p.start) - first_character, min(span.end, p.end) - first_character
                    )
                )
        return tuple(found)

    def page_of(self, offset: int) -> int | None:
        """No page: a DOCX file has none before it is laid out."""
        return None

"""Pages put together: rows to text with the box of every word, running headers and page numbers left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from nlp.document.anchors import Box, Page, PageAnchors, WordBox
from nlp.ingest.layout import Row, Segment, build_rows, order_rows

_PAGE_NUMBER = re.compile(r"^\W*(?:trang|page)?\W*\d{1,4}(?:\s*(?:/|of|trên)\s*\d{1,4})?\W*$", re.I)
_MARGIN = 0.11  # share of the page's height in which running headers stand


@dataclass
class PageContent:
    """What was found on a page; sizes in the units of its boxes."""

    page_no: int
    width: float
    height: float
    segments: Sequence[Segment]
    furniture: list[tuple[str, str]] = field(default_factory=list)
    ocr: bool = False
    confidence: float | None = None


def assemble_pages(contents: Sequence[PageContent]) -> tuple[str, PageAnchors]:
    """The texts of the pages one behind the other, and their anchors; furniture found on the way is noted in the pages."""
    pieces: list[str] = []
    pages: list[Page] = []
    length = 0
    running = find_running_lines(contents)
    for content in contents:
        rows = _drop_margins(content, running)
        text, words = _write_rows(order_rows(rows, content.width, content.height), length)
        pages.append(Page(content.page_no, length, length + len(text), content.width, content.height, words))
        pieces.append(text)
        length += len(text)
    return "".join(pieces), PageAnchors(tuple(pages))


def page_text(content: PageContent) -> str:
    """The text of one page by itself."""
    return _write_rows(order_rows(build_rows(content.segments), content.width, content.height), 0)[0]


def _write_rows(rows: Sequence[Row], offset: int) -> tuple[str, tuple[WordBox, ...]]:
    pieces: list[str] = []
    words: list[WordBox] = []
    for row in rows:
        for i, segment in enumerate(row):
            if i:
                pieces.append("\t")
                offset += 1
            for j, word in enumerate(segment.words):
                if j:
                    pieces.append(" ")
                    offset += 1
                words.append(WordBox(offset, offset + len(word.text), _rounded(word.box)))
                pieces.append(word.text)
                offset += len(word.text)
        pieces.append("\n")
        offset += 1
    return "".join(pieces), tuple(words)


def _rounded(box: Box) -> Box:
    return (round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2))


def find_running_lines(contents: Sequence[PageContent]) -> frozenset[str]:
    """Lines that stand in the margin of at least three pages and of half of them, numbers aside."""
    if len(contents) < 3:
        return frozenset()
    seen: Counter[str] = Counter()
    for content in contents:
        seen.update({_pattern(s.text) for s in content.segments if _in_margin(s, content)})
    return frozenset(text for text, count in seen.items() if count >= max(3, len(contents) / 2) and text.strip("# "))


def _pattern(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _in_margin(segment: Segment, content: PageContent) -> bool:
    return segment.bottom < _MARGIN * content.height or segment.top > (1 - _MARGIN) * content.height


def _drop_margins(content: PageContent, running: frozenset[str]) -> list[Row]:
    kept: list[Segment] = []
    for segment in content.segments:
        if _in_margin(segment, content) and _pattern(segment.text) in running:
            content.furniture.append(("running_line", segment.text))
        else:
            kept.append(segment)
    rows = build_rows(kept)
    for index in (0, -1):
        if len(rows) < 2 or len(rows[index]) != 1:
            continue
        segment = rows[index][0]
        edge = segment.bottom < 0.14 * content.height if index == 0 else segment.top > 0.86 * content.height
        if edge and _PAGE_NUMBER.match(segment.text):
            content.furniture.append(("page_number", segment.text))
            del rows[index]
    return rows

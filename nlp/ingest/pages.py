"""Pages put together: rows to text with the box of every word, running headers and page numbers left out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from nlp.document.anchors import Box, Page, PageAnchors, WordBox
from nlp.ingest.layout import CarriedWord, PlacedWord, Row, Segment, Table, build_rows, order_rows
from nlp.ingest.tables import BAR

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
    running = find_running_lines(contents)
    ordered = [order_rows(_drop_margins(content, running), content.width, content.height) for content in contents]
    for i in range(len(ordered) - 1, 0, -1):
        _join_tables(ordered[i - 1], ordered[i], contents[i].page_no)
    writer = _Writer()
    ends = [0]
    for content, rows in zip(contents, ordered, strict=True):
        writer.page_no = content.page_no
        writer.write_rows(rows)
        ends.append(writer.offset)
    pages = (
        Page(content.page_no, start, end, content.width, content.height, tuple(writer.words[content.page_no]))
        for content, start, end in zip(contents, ends, ends[1:], strict=False)
    )
    return "".join(writer.pieces), PageAnchors(tuple(pages))


def _join_tables(rows: list[Row], following: list[Row], page_no: int) -> None:
    """Puts the rest of a row that was cut by the end of its page, with the number of the next, to the part before."""
    last = rows[-1][-1] if rows and rows[-1] else None
    first = following[0][0] if following and following[0] else None
    if not isinstance(last, Table) or not isinstance(first, Table) or len(last.columns) != len(first.columns):
        return
    row, rest = last.rows[-1], first.rows[0]
    if any(cell and not before for before, cell in zip(row, rest, strict=True)) or rest[0]:
        return
    if not any(cell[0].text[0].islower() for cell in rest if cell):
        return
    whole = tuple(
        (*before, *(CarriedWord(word.text, word.box, page_no) for word in cell)) for before, cell in zip(row, rest, strict=True)
    )
    rows[-1][-1] = replace(last, rows=(*last.rows[:-1], whole))
    if len(first.rows) > 1:
        following[0][0] = replace(first, words=tuple(w for r in first.rows[1:] for c in r for w in c), rows=first.rows[1:])
    else:
        following[0].pop(0)


def page_text(content: PageContent) -> str:
    """The text of one page by itself."""
    writer = _Writer()
    writer.write_rows(order_rows(build_rows(content.segments), content.width, content.height))
    return "".join(writer.pieces)


class _Writer:
    """Text with the places of its words, by pages."""

    def __init__(self) -> None:
        self.offset = self.page_no = 0
        self.pieces: list[str] = []
        self.words: defaultdict[int, list[WordBox]] = defaultdict(list)

    def write_rows(self, rows: Sequence[Row]) -> None:
        for row in rows:
            for i, segment in enumerate(row):
                if isinstance(segment, Table):
                    self._write("\n" if i else "")
                    self._write_table(segment)
                else:
                    self._write("\t" if i and not isinstance(row[i - 1], Table) else "")
                    self._write_words(segment.words)
            if not row or not isinstance(row[-1], Table):
                self._write("\n")

    def _write(self, text: str) -> None:
        self.pieces.append(text)
        self.offset += len(text)

    def _write_words(self, words: Sequence[PlacedWord]) -> None:
        for i, word in enumerate(words):
            self._write(" " if i else "")
            page_no = word.page_no if isinstance(word, CarriedWord) else self.page_no
            self.words[page_no].append(WordBox(self.offset, self.offset + len(word.text), _rounded(word.box)))
            self._write(word.text)

    def _write_table(self, table: Table) -> None:
        for row in table.rows:
            for i, cell in enumerate(row):
                self._write(BAR if i else "")
                self._write_words(cell)
            self._write("\n")


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

"""The pages of a document as its record keeps them: where each printed word stands, so that any span can be shown on the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nlp.document.anchors import Page, PageAnchors, WordBox
from nlp.document.annotation import Json
from nlp.document.document import Document
from nlp.text.span import Span


def encode_pages(document: Document) -> list[Json]:
    """An object a page: number, offsets, size, and ``words`` as [start, end, x0, y0, x1, y1]; none for a source without pages.

    Offsets are those of ``document.text``; sizes and boxes are in the units of the source (points, pixels), from the top left.
    """
    if not isinstance(document.anchors, PageAnchors):
        return []
    to_text = document.alignment.to_target
    pages: list[Json] = []
    for page in document.anchors.pages:
        span = to_text(Span(page.start, page.end))
        words: list[Json] = []
        for word in page.words:
            place = to_text(Span(word.start, word.end))
            if place.start < place.end:
                words.append([place.start, place.end, *(round(value, 1) for value in word.box)])
        pages.append(
            {
                "page": page.page_no, "start": span.start, "end": span.end,
                "width": round(page.width, 1), "height": round(page.height, 1), "words": words,
            }
        )  # fmt: skip
    return pages


def decode_pages(record: Mapping[str, Any]) -> PageAnchors:
    """The pages of a record; ``locate`` takes spans of the record's text. A record of a source without pages has none.

    >>> word = [0, 3, 70.0, 80.0, 95.5, 92.0]
    >>> page = {"page": 1, "start": 0, "end": 4, "width": 595.0, "height": 842.0, "words": [word]}
    >>> decode_pages({"pages": [page]}).locate(Span(0, 2))
    (PageAnchor(page=1, boxes=((70.0, 80.0, 95.5, 92.0),)),)
    """
    return PageAnchors(
        tuple(
            Page(
                row["page"], row["start"], row["end"], row["width"], row["height"],
                tuple(WordBox(start, end, (x0, y0, x1, y1)) for start, end, x0, y0, x1, y1 in row["words"]),
            )
            for row in record.get("pages", ())
        )
    )  # fmt: skip

"""The parts of a petition that its facts are read from: head, addressees, body, end."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.document.document import Document
from nlp.segment.models import Segment, SegmentType
from nlp.text.lines import Line, find_lines
from nlp.text.span import Span

_GREETING = re.compile(r"\W*(?:dong\s+)?kinh\s+(?:gui|goi|guu|thua)\b|\W*goi\s+(?:uy|ubnd|cong)")
_TITLE = re.compile(r"\W*(?:don|thu)\s+(?!vi\b|gia\b)\w+")
_CAPTION = re.compile(r"\W*(?:gui\s+kem|goi\s+kem|kem\s+theo|tai\s+lieu\s+kem|ho\s+so\s+kem|danh\s+sach)")

_CLOSING = re.compile(r"\W*(?:toi\s+xin\s+(?:chan|cam)|xin\s+(?:chan|cam)|tran\s+trong|chau\s+cam\s+on|em\s+cam\s+on)")


@dataclass(frozen=True)
class Letter:
    """A petition with its lines; ``is_letter`` tells a letter (title or greeting) from a note, a summary, a message."""

    document: Document
    lines: tuple[Line, ...]
    title: Span | None
    addressees: Span | None
    body: Span
    end: Span

    @property
    def is_letter(self) -> bool:
        """Whether it has a title or a greeting."""
        return self.title is not None or self.addressees is not None


def read_letter(document: Document) -> Letter:
    """The parts, from the segmenter's zones where they are there and from the print otherwise."""
    lines = tuple(find_lines(document.text))
    bare = document.view("bare")
    zones = {segment.type: segment.span for segment in reversed(document.layer(Segment))}
    title = zones.get(SegmentType.TITLE) or next(
        (o.span for o in lines[:12] if _TITLE.match(bare, o.start, o.end) and len(o.text) < 110 and not o.text.endswith(".")),
        None,
    )
    spans = [span for span in (zones.get(SegmentType.ADDRESSEES), _find_addressees(document, lines)) if span]
    addressees = max(spans, key=len, default=None)
    start = max((span.end for span in (title, addressees) if span), default=0)
    tail = _end_start(document, lines, start)
    length = len(document.text)
    return Letter(document, lines, title, addressees, Span(min(start, tail), tail), Span(tail, length))


def _find_addressees(document: Document, lines: tuple[Line, ...]) -> Span | None:
    """The greeting's line, and the lines of a list behind it."""
    bare = document.view("bare")
    for i, line in enumerate(lines[:16]):
        if _GREETING.match(bare, line.start, line.end) is None:
            continue
        end = line.end
        column = line.text.rstrip().endswith(":")
        open_list = line.text.rstrip().endswith((";", ",")) or line.text.lstrip("*_ ").split(":", 1)[-1].strip().startswith("-")
        for other in lines[i + 1 : i + 9]:
            listed = other.text.startswith(("-", "+", "•")) or other.indent >= 8 or open_list or column
            if (
                not listed
                or other.gap > 1
                or len(other.text) > 110
                or re.match(r"(?:toi|chung|ten|ho|nguoi)\b", bare[other.start : other.end])
            ):
                break
            end = other.end
            open_list = other.text.endswith((";", ","))
        return Span(line.start, end)
    return None


def _end_start(document: Document, lines: tuple[Line, ...], floor: int) -> int:
    """Where the signature's block begins: the first of the last short lines."""
    start = len(document.text)
    bare = document.view("bare")
    for line in reversed(lines[-9:]):
        listed = (
            line.text[0] in "-+•*"
            or line.text.rstrip().endswith((";", ":", "."))
            or re.match(r"\d{1,2}[.)]|[a-zđ][.)]", line.text)
        )
        if listed and not _CAPTION.match(bare, line.start, line.end) and not _CLOSING.match(bare, line.start, line.end):
            break
        if line.start <= floor or len(line.text) > 75:
            if not _CAPTION.match(bare, line.start, line.end):
                break
            continue
        start = line.start
    return start

"""Web pages that carry a document: navigation before it, counters and links behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.document.document import Document
from nlp.segment.cues import Cues
from nlp.text.lines import Line

_MARKS = re.compile(r"[»›>|•]\s|\bhttps?://|www\.|\d{1,2}:\d{2}|^\s*[»›>]|@")
_MENU_BARS = 3
_NEAR = 2  # lines, for headings stand between the rows of a table
_WEEKDAY = re.compile(r"(?:thu\s+(?:hai|ba|tu|nam|sau|bay)|chu\s+nhat)\s*[,-]\s*(?:ngay\s+)?\d", re.I)


def count_page_head(cues: Cues, document: Document, lines: Sequence[Line], limit: int) -> int:
    """How many of the first lines, up to ``limit``, belong to the page and not to the document."""
    bare = document.view("bare")
    last = named = misses = 0
    for i, line in enumerate(lines[: min(limit, 25)]):
        if _is_page_line(cues, bare, lines, i, "page_head"):
            last = i + 1
            misses = 0
            named += cues["page_head"].match(bare, line.start) is not None
        else:
            misses += 1
            if misses > 4 or len(line.text) > 220:
                break
    # A mark alone (`»` of a scanner) makes no page.
    return last if named else 0


def find_page_tail(cues: Cues, document: Document, lines: Sequence[Line], first: int) -> int:
    """The index of the first line of the page's own end, ``len(lines)`` where there is none."""
    bare = document.view("bare")
    cut = len(lines)
    misses = 0
    for i in range(len(lines) - 1, first - 1, -1):
        line = lines[i]
        if _is_page_line(cues, bare, lines, i, "page_tail"):
            cut = i
            misses = 0
        elif len(line.text) > 200 or misses >= 12:
            break
        else:
            misses += 1
    if cut == len(lines):
        return cut
    # One chance word (`Địa chỉ: ...` in the last paragraph) makes no page end.
    hits = sum(_is_page_line(cues, bare, lines, i, "page_tail") for i in range(cut, len(lines)))
    sure = cues["page_tail_sure"].match(bare, lines[cut].start + (lines[cut].text[0] in "[("))
    return cut if hits >= 2 or sure else len(lines)


def _is_page_line(cues: Cues, bare: str, lines: Sequence[Line], i: int, name: str) -> bool:
    line = lines[i]
    if len(line.text) > 220:
        return False
    start = line.start + (line.text[0] in "[(")
    cue = cues[name].match(bare, start) or (name == "page_head" and _WEEKDAY.match(bare, line.start))
    if cue:
        return len(line.text) < 90 or _MARKS.search(line.text) is not None
    text = line.text
    if text[0] in "»›>" and text[1:2].isspace():
        return True
    return ("»" in text and text.count("»") > 1) or _is_menu(lines, i)


def _is_menu(lines: Sequence[Line], i: int) -> bool:
    """Whether a line is a row of links between bars; with another of as many bars near, it is a row of a table."""
    bars = lines[i].pipes
    if bars < _MENU_BARS or lines[i].text.count(" | ") < _MENU_BARS:
        return False
    return not any(lines[k].pipes == bars for k in range(max(0, i - _NEAR), min(len(lines), i + _NEAR + 1)) if k != i)

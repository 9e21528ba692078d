"""The day on which a petition was written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from nlp.extract.citations.models import Citation
from nlp.extract.parties.letter import Letter
from nlp.segment.models import Header
from nlp.segment.values import find_date, parse_date
from nlp.text.lines import Line

# `Bình Lục, hôm nay 19 tháng 5 năm 2014`, `mồng 6 tháng 2 năm 2014`: without the word `ngày`.
_SPOKEN = re.compile(r"(?<!\d)(?P<day>\d{1,2})\s+th(?:á|a)ng\s+(?P<month>\d{1,2})\s+n(?:ă|a)m\s+(?P<year>\d{4})(?!\d)")
_LAST, _FIRST = 4, 3
_LONGEST, _SHORT = 130, 60
_NOTE = re.compile(r"\([^()]{0,30}\)")
_STOPS = frozenset(".!?…")


def find_writing_date(letter: Letter) -> dt.date | None:
    """The header's date, else a date in the last lines or the first ones that the line is about; None where a part is blank.

    A line is about its date where it is short or ends with it, and names no paper.
    """
    header = letter.document.first(Header)
    if header is not None and header.date is not None:
        return header.date
    for line in (*reversed(letter.lines[-_LAST:]), *letter.lines[:_FIRST]):
        if not any(citation.span.overlaps(line.span) for citation in letter.document.layer(Citation)):
            for start, end, value in _find_dates(letter.document.text, line):
                if value is not None and _is_own(letter, line, start, end):
                    return value
    return None


def _find_dates(text: str, line: Line) -> Iterator[tuple[int, int, dt.date | None]]:
    position = line.start
    while (printed := find_date(text, position, line.end, short=True)) is not None:
        yield printed.span.start, printed.span.end, printed.value
        position = printed.span.end
    for spoken in _SPOKEN.finditer(text, line.start, line.end):
        yield spoken.start(), spoken.end(), parse_date(spoken["day"], spoken["month"], spoken["year"])


def _is_own(letter: Letter, line: Line, start: int, end: int) -> bool:
    """Whether the line is about this date; at the end of a message it follows the last sentence."""
    text = letter.document.text
    if len(line.text) <= _SHORT:
        return True
    ends = _NOTE.sub("", text[end : line.end]).strip(" .)") == ""
    if len(line.text) <= _LONGEST:
        return ends
    return ends and line is letter.lines[-1] and text[line.start : start].rstrip()[-1:] in _STOPS

"""The day on which a petition was written."""

from __future__ import annotations

import datetime as dt
import re

from nlp.extract.citations.models import Citation
from nlp.extract.parties.letter import Letter
from nlp.segment.models import Header
from nlp.segment.values import find_date, parse_date
from nlp.text.lines import Line

# `Bình Lục, hôm nay 19 tháng 5 năm 2014`, `mồng 6 tháng 2 năm 2014`: without the word `ngày`.
_SPOKEN = re.compile(r"(?<!\d)(?P<day>\d{1,2})\s+th(?:á|a)ng\s+(?P<month>\d{1,2})\s+n(?:ă|a)m\s+(?P<year>\d{4})(?!\d)")
_LAST, _FIRST = 4, 3
_LONGEST, _SHORT = 130, 60
_AT_END = 3


def find_writing_date(letter: Letter) -> dt.date | None:
    """The header's date, else a date in the last lines or the first ones that the line is about; None where a part is blank.

    A line is about its date where it is short or ends with it, and names no paper.
    """
    header = letter.document.first(Header)
    if header is not None and header.date is not None:
        return header.date
    for line in (*reversed(letter.lines[-_LAST:]), *letter.lines[:_FIRST]):
        found = _read_line(letter, line)
        if found is not None:
            return found
    return None


def _read_line(letter: Letter, line: Line) -> dt.date | None:
    text = letter.document.text
    if len(line.text) > _LONGEST or any(citation.span.overlaps(line.span) for citation in letter.document.layer(Citation)):
        return None
    printed = find_date(text, line.start, line.end, short=True)
    if printed is not None:
        value, end = printed.value, printed.span.end
    else:
        spoken = _SPOKEN.search(text, line.start, line.end)
        if spoken is None:
            return None
        value, end = parse_date(spoken["day"], spoken["month"], spoken["year"]), spoken.end()
    ends = len(text[end : line.end].strip(" .)")) < _AT_END
    return value if ends or len(line.text) <= _SHORT else None

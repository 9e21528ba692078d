"""What a petitioner sends with the petition."""

from __future__ import annotations

import re
from itertools import takewhile

from nlp.extract.parties.cues import PetitionCues
from nlp.extract.parties.letter import Letter
from nlp.text.span import Span, trimmed

_EDGES = " \t\n\r,;.:-–+•*()"
_ITEM = re.compile(r"\s*(?:[-–+•*]|\(?\d{1,2}[.)/]|[a-zđ][.)])\s*")
_CLAUSE = re.compile(r"[.!?;(](?=\s|\w)|\n")
_STOP = re.compile(r"[.!?](?=\s|$)|\n|\)")
_CUT = re.compile(r"[;,](?!\d)|\s+(?:và|va)\s+(?=\d|bản\s|ảnh\s|giấy\s|biên\s|ban\s|anh\s|giay\s|bien\s)")
_LONGEST, _SHORTEST = 160, 3


def find_attachments(cues: PetitionCues, letter: Letter) -> list[Span]:
    """The items behind words such as `Tài liệu kèm theo:` and `tôi gửi kèm`, on their line or in the list under it, and what
    stands before such words where they end a clause (`Ảnh chụp tôi gửi kèm.`); by start."""
    text, bare, case = letter.document.text, letter.document.view("bare"), letter.document.view("case")
    found: list[Span] = []
    reached = letter.body.start
    for match in cues["attached_before"].finditer(bare, letter.body.start):
        start = max(letter.body.start, match.start() - _LONGEST)
        start = max((clause.end() for clause in _CLAUSE.finditer(text, start, match.start())), default=start)
        head = cues["attachment_head"].search(case, start, match.start())
        if head:
            items = _cut(text, head.start(), match.start())
            found += [item for item in items if cues["attachment_head"].match(case, item.start)]
    for match in cues["attached"].finditer(bare, letter.body.start):
        if match.start() < reached or cues["attached_before"].match(bare, match.start()):
            continue
        stop = _STOP.search(text, match.end())
        end = stop.start() if stop else len(text)
        items = (_listed(letter, match.end()) if "\n" in match[0] else []) or _cut(text, match.end(), end)
        found += [item for item in items if not cues["not_attached"].match(case, item.start)]
        reached = max([end, *(item.end for item in items)])
    return sorted({item for item in found if _SHORTEST <= len(item) <= _LONGEST})


def _cut(text: str, start: int, end: int) -> list[Span]:
    """The parts between commas and semicolons; where there are semicolons, commas stay inside."""
    marks = list(_CUT.finditer(text, start, end))
    if any(m[0] == ";" for m in marks):
        marks = [m for m in marks if m[0] == ";"]
    bounds = [start, *(m.end() for m in marks)]
    ends = [*(m.start() for m in marks), end]
    parts = [trimmed(text, a, b, drop=_EDGES) for a, b in zip(bounds, ends, strict=True)]
    return [part for part in parts if part.start < part.end]


def _listed(letter: Letter, start: int) -> list[Span]:
    """The lines of a list that begins behind ``start``."""
    text = letter.document.text
    lines = [line for line in letter.lines if line.start >= start]
    items = []
    for line in takewhile(lambda line: _ITEM.match(line.text) is not None and line.gap <= 1, lines):
        marker = _ITEM.match(line.text)
        items.append(trimmed(text, line.start + (marker.end() if marker else 0), line.end, drop=_EDGES))
    return items

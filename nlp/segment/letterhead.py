"""The head of a document, line by line: headers of state and Party, issuer, number, place and date.

A line of print may hold pieces of both columns; each is read for itself and what is left is plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from nlp.document.document import Document
from nlp.segment.cues import NATIONAL, Cues
from nlp.segment.values import DATE, NUMBER, SHORT_DATE, STRAY, PrintedDate, fold_line, is_capitals, parse_date, parse_number
from nlp.text.fold import fold_all
from nlp.text.letters import CAPITALS, SMALLS
from nlp.text.lines import Line
from nlp.text.span import Span, trimmed


class PieceType(Enum):
    """What a piece of a line in the head is."""

    NATIONAL = "national"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"


@dataclass(slots=True)
class Piece:
    """A piece of a line; ``number`` and ``date`` hold what was read in it."""

    type: PieceType
    span: Span
    number: str | None = None
    date: PrintedDate | None = None


_JUNK = " \t\n*\\.,;:—–-\"'+•^“”‘’" + STRAY
# Longer lines are body text; nothing is looked for behind this.
_LONGEST_HEAD_LINE = 400
_NUMBER_JUNK = _JUNK + "("
# What every match of the national header holds.
_NATIONAL_SIGN = re.compile(r"nam|xa|minh|s[ao]n|ph\Sc")
_COLUMN_BREAK = re.compile(r"\t| {3,}|\|")
_PLACE_TAIL = re.compile(r"[/\d)]\S{0,12}\s+$")
_NUMBER_LEAD = re.compile(r"(?:luat |bo luat |phap lenh |nghi quyet )?(?:s[o0]\w?|s6|sb)(?!\w)|s[o0]?\w?\W")
_WAITS = re.compile(r"\w\s+[-–]\s*$")
_EDGES = re.compile(rf"^(?:\W|[{STRAY}])+|(?:[^\w)]|[{STRAY}])+$")
_SERVES = re.compile(r"van\s+phong|thanh\s+tra|truong|cuc|so|phong|ban|trung\s+tam")
# Heads of bodies that are no heads: `TỔ CHỨC`, `PHÒNG, CHỐNG`, `HỘI CHỦ NGHĨA`.
_NOT_A_HEAD = re.compile(r"to\s+chuc|khoa\s+hoc|phong\s*,?\s*chong|hoi\s+chu\s+nghia|bo\s+tri|ban\s+hanh|thue\s+tinh\b.{0,3}$")
_UNION = re.compile(r"doan\s+(?:tncs|thanh\s+nien\s+cong\s+san)\s+ho\s+chi\s+minh\s+(?=ban\s+(?:chap|thuong)|bch\b|btv\b)")
_INNER_NUMBER = re.compile(r"[Ss](?=[ốôo6])(?<=[\w*|.\s]\s.).\s?[:.]?\s{0,3}(?=[\d/.…_-])")
# Two bodies on one line: the one that stands above, then the one that issues.
_ABOVE = re.compile(
    r"(?:ubnd|uy\s+ban\s+nhan\s+dan|hdnd|hoi\s+dong\s+nhan\s+dan|dang\s+bo|(?:tinh|huyen|thanh|quan|thi)\s+uy)\s+.{3,40}?\s"
    r"(?=(?:so|phong|van\s+phong|ban(?!\s+(?:nhan\s+dan|cong))|chi\s+cuc|truong|trung\s+tam|thanh\s+tra|benh\s+vien|dang\s+uy"
    r"|(?:tinh|huyen|thanh|quan|thi)\s+uy|uy\s+ban\s+kiem\s+tra)\s)"
)
# Where a column may break the national header.
_BROKEN_NATIONAL = ("cong", "cong hoa", "cong hoa xa", "doc lap", "doc lap -", "viet", "chu", "nghia", "cong san", "dang")
_OTHER_COLUMN = re.compile(rf"(?:[{CAPITALS}]{{2,}}\s+){{2,}}(?=[{CAPITALS}][{SMALLS}])")
_BOLD_BREAK = re.compile(r"\*\*\s+\*\*")
# `- BỘ CHỈ HUY ...` below `SỞ ...`: the second of two bodies that issue together.
_AND_BODY = re.compile(r"[-–]\s+\w")
_UNFINISHED = re.compile(
    r"(?:(?:^|\s)(?:va|cua|voi|cac|nhan|chu|ve|cho)|[,&–-]|^uy|^ub|^hoi|^chu\s+tich|^van\s+phong|^thanh\s+tra|^bo\s+chi\s+huy|^truong|^vien"
    r"|\s-\s+ban\s+thuong\s+truc|^ban\s+chi\s+dao|^ban\s+chi\s+huy|^bo|^so|^phong|^ban|^vien|^cuc|^doan|^trung\s+tam|^dai\s+hoc)$"
)


def split_pieces(document: Document, line: Line, start: int, *, want_number: bool, want_date: bool) -> list[Piece]:
    """The pieces of ``line`` from ``start`` on, in order; a number or date may end on a later line."""
    text, bare = document.text, document.view("bare")
    pieces: list[Piece] = []
    limit = min(line.end, line.start + _LONGEST_HEAD_LINE)
    if bare.endswith(_BROKEN_NATIONAL, start, line.end):
        limit = min(len(text), limit + 45)  # a column breaks the header: `CỘNG` / `HÒA XÃ HỘI ...`
    if _NATIONAL_SIGN.search(bare, start, limit):
        for match in NATIONAL.finditer(bare, start, limit):
            if match.start() < line.end:
                pieces.append(Piece(PieceType.NATIONAL, Span(*match.span())))
    if len(pieces) > 1:
        youth = [piece for piece in pieces if bare.startswith("doan", piece.span.start)]
        if len(youth) > 1:
            pieces.remove(youth[0])  # the Union's name in the left column is the parent's, the right one the header
    cells = line.cells()
    position = start
    if want_number and (number := _find_number(text, line, start, pieces, cells)):
        pieces.append(number)
        position = number.span.end
    if want_date and bare.find("ng", position, limit + 60) >= 0 and (date := _find_free_date(text, bare, line, position, pieces)):
        pieces.append(date)
    if len(pieces) > 1:
        pieces.sort(key=lambda piece: piece.span)
    return _fill(text, line, start, pieces, cells)


def _find_free_date(text: str, bare: str, line: Line, position: int, pieces: list[Piece]) -> Piece | None:
    """The date behind ``position`` or behind one of ``pieces`` that overlaps none of them."""
    # Behind the header too: in `... VIỆT NAM Sông La, ngày ...` it would be taken for the place.
    for begin in [position, *(p.span.end for p in pieces if p.span.end > position)]:
        date = _find_date(text, bare, line, begin)
        if date is not None and not any(date.span.overlaps(p.span) for p in pieces):
            return date
    return None


def _find_number(text: str, line: Line, start: int, others: list[Piece], cells: list[Span]) -> Piece | None:
    begins = [start, *(p.span.end for p in others), *(cell.start for cell in cells)]
    # A converter puts a whole letterhead on one line: `UBND HUYỆN ... Số: 12/UBND-VP V/v ...`.
    inner = [match.start() for match in _INNER_NUMBER.finditer(text, start, min(line.end, line.start + _LONGEST_HEAD_LINE))]
    begins += [begin for begin in inner[:2] if others or is_capitals(text[line.start : begin])]
    for begin in sorted(set(begins)):
        if begin < start or begin >= line.end:
            continue
        while begin < line.end and text[begin] in _NUMBER_JUNK:
            begin += 1
        match = NUMBER.match(text, begin)
        if match and _looks_numbered(match):
            return Piece(PieceType.NUMBER, Span(*match.span()), number=parse_number(match["digits"], match["symbol"]))
    return None


def _looks_numbered(match: re.Match[str]) -> bool:
    return _NUMBER_LEAD.match(fold_all(match[0][:12])) is not None


def _find_date(text: str, bare: str, line: Line, start: int) -> Piece | None:
    limit = min(len(text), line.end + 60, line.start + _LONGEST_HEAD_LINE)
    day = bare.find("ngay", start, limit)
    month = bare.find("thang", day, limit) if day >= 0 else -1
    match = DATE.search(text, start, limit) if month >= 0 and bare.find("nam", month, limit) >= 0 else None
    while match is not None and match.start() < line.end:
        begin = match.start()
        before = text[max(line.start, start) : begin]
        # At the start of the line, in its other column, behind the header, behind a symbol or noise.
        if (
            len(before.strip(_JUNK)) < 2
            or _COLUMN_BREAK.search(before[-4:])
            or before.rstrip().endswith(("*", ")"))
            or (match["place"] and len(before) < 60 and _PLACE_TAIL.search(before))
            or NATIONAL.search(fold_all(before))
        ):
            tail = text[match.end() : line.end].strip(_JUNK)
            if match["place"] or not tail:
                place = _cut_column(text, Span(*match.span("place"))) if match["place"] else None
                span = Span(place.start if place else begin, match.end())
                value = parse_date(match["day"], match["month"], match["year"])
                return Piece(PieceType.DATE, span, date=PrintedDate(span, place, value))
        match = DATE.search(text, match.end(), limit)
    short = SHORT_DATE.match(text, start, line.end) if match is None else None
    if short is not None and short["place"] and not text[short.end() : line.end].strip(_JUNK):
        value = parse_date(short["day"], short["month"], short["year"])
        return Piece(
            PieceType.DATE, Span(*short.span()), date=PrintedDate(Span(*short.span()), Span(*short.span("place")), value)
        )
    return None


def _cut_column(text: str, place: Span) -> Span:
    """``place`` without the capitals of the other column before it: `HUYỆN SÔNG LA Sông La, ngày ...`."""
    lead = _OTHER_COLUMN.match(text, place.start, place.end)
    return Span(lead.end(), place.end) if lead else place


def _fill(text: str, line: Line, start: int, pieces: list[Piece], cells: list[Span]) -> list[Piece]:
    """``pieces`` with the plain text between them, cut at the cells of the line."""
    if "**" in line.text:
        cells = [part for cell in cells for part in _cut_bold(text, cell)]
    filled: list[Piece] = []
    position = start
    for piece in [*pieces, None]:
        stop = piece.span.start if piece else line.end
        for cell in cells:
            begin, end = max(cell.start, position), min(cell.end, stop)
            if begin < end and (span := trimmed(text, begin, end, drop=" \t\n|*_\\")):
                filled.append(Piece(PieceType.TEXT, span))
        if piece:
            filled.append(piece)
            position = max(position, piece.span.end)
    return filled


def _cut_bold(text: str, cell: Span) -> Iterator[Span]:
    """The lines that a converter put into one cell: `**A** **B**`."""
    start = cell.start
    for match in _BOLD_BREAK.finditer(text, cell.start, cell.end):
        yield Span(start, match.start())
        start = match.end()
    yield Span(start, cell.end)


def extend_place(document: Document, date: PrintedDate, lines: Sequence[Line], index: int) -> PrintedDate:
    """``date`` with a place that began on the line above (`Thành phố Hồ Chí` / `Minh, ngày 18 ...`)."""
    if date.place is None or index == 0 or date.place.start != lines[index].start:
        return date
    above = lines[index - 1]
    words = above.text.split()
    if lines[index].gap or len(words) > 5 or is_capitals(above.text, 1.0) or not words[0][0].isupper():
        return date
    names = [w for w in words if fold_all(w) not in ("pho", "xa", "tran")]
    if not all(w[0].isupper() and w.replace(".", "").isalpha() for w in names) or NATIONAL.search(fold_all(above.text)):
        return date
    return PrintedDate(Span(above.start, date.span.end), Span(above.start, date.place.end), date.value)


def join_issuers(cues: Cues, names: list[str]) -> list[str]:
    """The bodies that the lines of an issuer's block name, from the top; a name broken over lines is one body.

    >>> from nlp.segment.cues import load_cues
    >>> join_issuers(load_cues(), ["ỦY BAN NHÂN DÂN", "HUYỆN SÔNG LA", "THANH TRA"])
    ['ỦY BAN NHÂN DÂN HUYỆN SÔNG LA', 'THANH TRA']
    """
    bodies: list[str] = []
    joined = False  # `BAN DÂN VẬN HUYỆN ỦY -` waits for the body with which it issues
    for part in (part for name in names for part in _cut_parent(fold_line(name))):
        follows = joined or (bool(bodies) and _AND_BODY.match(part) is not None)
        joined = _WAITS.search(part) is not None
        name = _EDGES.sub("", part)
        bare = fold_all(name)
        unfinished = bool(bodies) and _is_unfinished(bodies)
        opens = cues["body_heads"].match(bare) is not None
        late = cues["body_heads"].search(bare, 0, 18) if not opens and not unfinished else None
        if late and 0 < late.start() <= 4 and bare[late.start() - 1] == " ":
            name, bare = name[late.start() :], bare[late.start() :]  # a scanner's noise before the name
            opens = cues["body_heads"].match(bare) is not None
        opens = opens and _NOT_A_HEAD.match(bare) is None
        if bodies and follows:
            bodies[-1] = f"{bodies[-1]} - {name}"
        elif bodies and (not opens or unfinished):
            bodies[-1] = f"{bodies[-1]} {name}"
        elif name:
            bodies.append(name)
    return bodies


def _cut_parent(name: str) -> list[str]:
    """The body above and the one that issues, where a converter put both on one line."""
    bare = fold_all(name)
    match = _UNION.match(bare) or (_ABOVE.match(bare) if is_capitals(name) else None)
    return [name[: match.end()].strip(), name[match.end() :]] if match else [name]


def _is_unfinished(bodies: list[str]) -> bool:
    last = fold_all(bodies[-1])
    if _UNFINISHED.search(last) is None:
        return False
    # `VĂN PHÒNG` below a ministry is a body; at the top it waits for the body that it serves.
    return len(bodies) == 1 or not _SERVES.fullmatch(last)

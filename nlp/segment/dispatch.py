"""Dispatches: letterhead, title, subject, addressees, body, recipients and signature.

Basis of the layout: Nghị định 30/2020/NĐ-CP, phụ lục I (state); Hướng dẫn 36-HD/VPTW and 05-HD/VPTW (Party).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from nlp.document.document import Document
from nlp.segment.cues import NATIONAL, Cues
from nlp.segment.footer import Footer, read_footer
from nlp.segment.heading import ends_with_wire, is_furniture, is_subject_lead, match_title, read_addressees, read_title_subject
from nlp.segment.letterhead import Piece, PieceType, extend_place, join_issuers, split_pieces
from nlp.segment.values import NUMBER, PLACE_BEFORE_DATE, STRAY, PrintedDate, find_date, fold_line, is_capitals, parse_number
from nlp.text.fold import fold_all
from nlp.text.letters import CAPITALS, SMALLS
from nlp.text.lines import Line
from nlp.text.span import Span, trimmed

_HEAD_LINES = 45


@dataclass
class Head:
    """What was read before the body; ``next_index`` is the body's first line."""

    national: list[Span] = field(default_factory=list)
    party: bool = False
    youth: bool = False
    issuers: list[Span] = field(default_factory=list)
    number: Piece | None = None
    date: PrintedDate | None = None
    title: Span | None = None
    kind: str | None = None
    subject: list[Span] = field(default_factory=list)
    addressees: list[str] = field(default_factory=list)
    addressees_span: Span | None = None
    wire: bool = False
    next_index: int = 0
    first_index: int | None = None

    @property
    def has_letterhead(self) -> bool:
        """Whether the page shows the form of a dispatch."""
        return self.number is not None or (bool(self.national) and bool(self.issuers))


class HeadReader:
    """Reads the head of one document from the line ``first`` on."""

    def __init__(self, cues: Cues, document: Document, lines: Sequence[Line], first: int) -> None:
        self.cues = cues
        self.document = document
        self.lines = lines
        self.first = self.index = first
        self.head = Head(next_index=first)
        self.consumed = 0
        self.subject_open = False
        self.done = False

    def read(self) -> Head:
        """The head; its ``next_index`` is ``first`` where nothing of one was found."""
        stop = min(len(self.lines), self.index + _HEAD_LINES)
        while self.index < stop and not self.done:
            line = self.lines[self.index]
            if line.end > self.consumed and not self._read_block(line):
                self._read_line(line)
            self.index += 1
        head = self.head
        if not (head.number or head.national or head.title or head.addressees):
            # Lines in capitals alone (a headline, a byline) are no letterhead.
            return Head(next_index=self.first)
        return head

    def _mark(self, index: int) -> None:
        if self.head.first_index is None:
            self.head.first_index = self.index
        self.head.next_index = max(self.head.next_index, index)

    def _read_block(self, line: Line) -> bool:
        """Title with subject, or addressees: parts that take several lines."""
        head, document = self.head, self.document
        bare = document.view("bare")
        cue = self.cues["addressees"].search(bare, line.start, min(line.end, line.start + 12))
        if cue or (head.kind == "cong_dien" and ends_with_wire(self.cues, document, line)):
            head.wire = cue is None
            start = cue.end() if cue else line.end
            head.addressees, following, end = read_addressees(document, self.lines, self.index, start)
            head.addressees_span = Span(line.start, end)
            self._mark(following)
            self.done = True
            return True
        if head.title is None and (match := self._match_title(line)):
            if not self._is_headline():
                self._read_title(line.start, match)
            return True
        return False

    def _read_title(self, start: int, match: re.Match[str]) -> None:
        head = self.head
        head.title = Span(start, match.end())
        head.kind = self.cues.slug_of(match[0])
        subject = read_title_subject(self.cues, self.document, self.lines, self.index, match.end())
        head.subject = subject.spans or head.subject
        self._mark(subject.next_index)
        self.index = subject.next_index - 1
        self.subject_open = False

    def _is_headline(self) -> bool:
        """Whether a page prints the title once more above the letterhead."""
        if self.head.national or self.head.number:
            return False
        bare = self.document.view("bare")
        for line in self.lines[self.index + 1 : self.index + 16]:
            if len(line.text) > 40 and line.is_terminal and not is_capitals(line.text, 0.6):
                return False  # the text follows; a letterhead behind it stands at the end
            match = NATIONAL.match(bare, line.start, line.end) if len(line.text) < 120 else None
            if match and is_capitals(self.document.text[match.start() : match.end()]):
                return True
        return False

    def _match_title(self, line: Line) -> re.Match[str] | None:
        following = self.lines[self.index + 1] if self.index + 1 < len(self.lines) else None
        stamp = self.cues["stamps"].match(self.document.view("bare"), line.start, line.end)
        lead = stamp or _STRAY_LEAD.match(self.document.text, line.start, line.end)
        if lead:
            behind = trimmed(self.document.text, lead.end(), line.end)
            line = line._replace(start=behind.start, text=behind.of(self.document.text)) if behind.end > behind.start else line
        return match_title(self.cues, self.document, line, following)

    def _read_line(self, line: Line) -> None:
        head = self.head
        pieces = split_pieces(
            self.document, line, max(line.start, self.consumed), want_number=head.number is None, want_date=head.date is None
        )
        texts = sum([piece.type is PieceType.TEXT for piece in pieces])
        for piece in pieces:
            if piece.type is PieceType.TEXT:
                if head.title is None and head.date and line.start < head.date.span.start < piece.span.start < line.end:
                    # A crawl may put the title behind the date, on one line.
                    part = line._replace(start=piece.span.start, end=piece.span.end, text=piece.span.of(self.document.text))
                    if is_capitals(part.text[:40], 0.6) and (match := self._match_title(part)):
                        return self._read_title(part.start, match)
                self._read_text(line, piece.span, texts < len(pieces))
                continue
            self.consumed = max(self.consumed, piece.span.end)
            self._mark(self.index + 1)
            if piece.type is PieceType.NATIONAL:
                head.national.append(piece.span)
                words = self.document.view("bare")[piece.span.start : piece.span.end].split()
                head.party |= "dang" in words
                head.youth |= "doan" in words
            elif piece.type is PieceType.NUMBER:
                head.number = piece
            elif piece.date is not None:
                head.date = extend_place(self.document, piece.date, self.lines, self.index)
            if piece.type is not PieceType.NUMBER and self.subject_open and texts == 0:
                self.subject_open = False

    def _read_text(self, line: Line, span: Span, beside: bool) -> None:
        """A piece of plain text: a stamp, a line of the subject or of the issuer's block, or the end of the head."""
        head, document = self.head, self.document
        if len(line.text) > 200 and not (head.number or head.national or head.title):
            self.done = True
            return
        text, bare = span.of(document.text), document.view("bare")[span.start : span.end]
        clean = text.translate(_NO_STRAY) if _STRAY_SIGN.search(text) else text
        letters = sum(map(str.isalpha, clean))
        broken = letters == 2 and _BROKEN_HEAD.match(bare) is not None and text.isupper()
        noise = letters < 3 or (letters * 2 < len(text) and sum(map(str.isalnum, clean)) * 2 < len(text.replace(" ", "")))
        if self.subject_open and noise and _YEARS.fullmatch(text):
            return self._continue_subject(line, span)
        lead = is_subject_lead(document, span.start, span.end, strong=True)
        bracketed = text.startswith("(") and not lead
        if bracketed and self.subject_open and not line.gap and len(text) < 40 and not self.cues["stamps"].match(bare, 1):
            return self._continue_subject(line, span)  # `(lần 2)`
        if (noise and not broken and not lead) or bracketed or text.startswith("/s/") or self.cues["stamps"].match(bare):
            return None
        if is_furniture(self.cues, text, bare):
            return
        if ("den" in bare or "chuyen" in bare) and (incoming := _INCOMING.search(bare)):
            # The stamp of who received the paper, read as a part of the line.
            behind = trimmed(document.text, span.start, span.start + incoming.start(), drop=_EDGE)
            if len(behind) > 3:
                self._read_text(line, behind, beside)
            return
        fresh = head.title is None and not head.subject
        if fresh and is_subject_lead(document, span.start, span.end, strong=head.number is None):
            if head.number is not None or _V_V.match(bare):
                head.subject = [span]
                self.subject_open = True
                self._mark(self.index + 1)
                return
        if self.subject_open:
            self._continue_subject(line, span)
            return
        before_number = head.number is None and head.title is None
        capital = is_capitals(text) and len(text) < 130
        named = bool(head.national) and len(text) < 60 and self.cues["body_heads"].match(bare) is not None and text[0].isupper()
        if before_number and (capital or named) and not _SYMBOL.match(text):
            head.issuers.append(span)
            self._mark(self.index + 1)
        elif head.title is not None or (not beside and not capital and (head.number or head.date or len(head.national) > 1)):
            self.done = self._is_body(line)

    def _continue_subject(self, line: Line, span: Span) -> None:
        head = self.head
        previous = head.subject[-1].of(self.document.text)
        if line.gap and not (line.gap <= 1 and line.text[0].islower() and not previous.endswith(".")):
            self.subject_open = False
            self.done = self._is_body(line)
            return
        if len(line.text) > 160 or len(head.subject) > 10:
            self.done = True
            return
        if span.start > line.start and is_capitals(span.of(self.document.text)) and not is_capitals(previous, 0.6):
            return  # a stamp in the other column
        head.subject.append(span)
        self._mark(self.index + 1)

    def _is_body(self, line: Line) -> bool:
        """Whether the body begins at ``line``: the number or the title was read, and this is no late part of the head."""
        rest = self.lines[self.index : self.index + 8]
        late = any(
            self.cues["addressees"].search(self.document.view("bare"), other.start, min(other.end, other.start + 12)) is not None
            for other in rest
        )
        title = self.head.title is None and any(match_title(self.cues, self.document, other) for other in rest[:6])
        return not late and not title and (len(line.text) > 40 or self.head.title is not None)


_NO_STRAY = str.maketrans("", "", STRAY)
_STRAY_SIGN = re.compile(f"[{STRAY}]")
_STRAY_LEAD = re.compile(rf"(?:[{STRAY}'‘’.,:]\s*)+(?=\w)")
_STRAY_EDGE = re.compile(rf"^(?:[{STRAY}'.,]\s*)+(?=\s|[Vv]\s?/|[Vv]ề\s)|(?<=\s)[{STRAY}'.,\s]+$")
# `ỦY` / `BAN NHÂN DÂN` where a column breaks the name.
_BROKEN_HEAD = re.compile(r"(?:uy|so|bo|ub)$")
# `ĐẾN Số: 40/2 Ngày: 12-11-09`, `CÔNG VĂN ĐẾN`: the stamp of the office that received the paper.
_INCOMING = re.compile(
    r"(?:cong\s+van\s+)?(?<!\w)den\s+(?:so\s*:|ngay\s*:)|(?<!\w)cong\s+van\s+den$|ngay\s?:?\s\S+(?:\s\S+)?\s+chuyen\s?:"
)
_EDGE = " \t|*_\\" + STRAY
# `22-CTr/TU` as a page's headline.
_SYMBOL = re.compile(r"\d+[/-][^\W\d]")
_YEARS = re.compile(r"(?:[-–]\s*)?(?:19|20)\d\d(?:\s*[-–]\s*(?:(?:19|20)\d\d)?)?")
# Numbers of papers that several bodies issue: `12/2012/TTLT-BTC-BYT`.
_JOINT = re.compile(r"/(?:TTLT|NQLT|KHLT|HDLT|LT)\b")
_SMALL_L = re.compile(rf"(?<=[{CAPITALS}]{{2}})l(?![{SMALLS}])")
_V_V = re.compile(r"\W*v\s?/")
_OWN_NUMBER = re.compile(r"\s*\([^()]*\d+/[^()]*\)\s*$")
_QUOTE = re.compile(r"[\"“”]")
_SUBJECT_TAIL = re.compile(rf"(?:[\s—–*·-]|[{STRAY}]|(?<=\s)['\"])+$")
_BRACKETED = re.compile(r"\((?=\s*S[ốô]\b)")


def find_place(document: Document, head: Head) -> str | None:
    """The place before a date that cannot be read: `Sông La, ngày 3 tháng|Ỉhăm 2016`."""
    if head.number is None:
        return None
    match = PLACE_BEFORE_DATE.search(document.text, head.number.span.end, head.number.span.end + 200)
    return fold_line(match["place"]) if match else None


def read_bracketed_number(document: Document, lines: Sequence[Line], head: Head) -> tuple[str, PrintedDate | None] | None:
    """Number and date that a web copy puts in brackets below the title: `(Số 132-BC/HU ngày 12/6/2014)`."""
    for line in lines[max(0, head.next_index - 3) : head.next_index + 2]:
        if _BRACKETED.match(line.text) and (match := NUMBER.match(document.text, line.start + 1, line.end)):
            return parse_number(match["digits"], match["symbol"]), find_date(document.text, match.end(), line.end, short=True)
    return None


def read_issuers(cues: Cues, document: Document, head: Head) -> tuple[str | None, str | None]:
    """Issuer and what stands above it, from the letterhead."""
    names = [span.of(document.text) for span in head.issuers]
    # `TÀl NGUYÊN`: no small l stands among capitals.
    names = [_SMALL_L.sub("I", name) for name in names]
    bodies = [body for body in join_issuers(cues, names) if sum(c.isalpha() for c in body) > 3]
    if not bodies:
        return None, None
    bodies = [cues.restore_names(body) for body in bodies]
    if head.number is not None and _JOINT.search(head.number.number or ""):
        # `BỘ TÀI CHÍNH` over `BỘ Y TẾ`: bodies that issue together stand in one column.
        peers = [body for body in bodies if body.split()[0] == bodies[-1].split()[0]]
        central = bodies if bodies[0].startswith(("BỘ ", "TÒA ", "TOÀ ", "VIỆN ")) else peers
        return " - ".join(central), " ".join(body for body in bodies if body not in central) or None
    return bodies[-1], " ".join(bodies[:-1]) or None


def read_subject(cues: Cues, document: Document, head: Head) -> str | None:
    """The subject on one line, without quotes around it and a bracketed number behind it."""
    subject = fold_line(" ".join(_STRAY_EDGE.sub("", span.of(document.text)) for span in head.subject))
    return clean_subject(cues.restore_words(subject))


def clean_subject(subject: str) -> str | None:
    """``subject`` without dashes, quotes around it, and what stands in brackets as a number.

    >>> clean_subject("“Về việc tách thửa” (2847/BTNMT-TCQLĐĐ)")
    'Về việc tách thửa'
    """
    if "(" in subject:
        subject = _OWN_NUMBER.sub("", subject)
    subject = subject.strip(" -–—:.;,_¬*·")
    if subject.startswith("(") and subject.endswith(")") and "(" not in subject[1:]:
        subject = subject[1:-1].strip()
    if subject[:1] in "\"“'‘" and subject[-1:] in "\"”'’" and not _QUOTE.search(subject[1:-1]):
        subject = subject[1:-1].strip()
    if not subject[-1:].isalnum() or subject[-1:] in STRAY:
        subject = _SUBJECT_TAIL.sub("", subject)
    return subject or None


def read_dispatch_footer(cues: Cues, document: Document, lines: Sequence[Line], head: Head, last: int) -> Footer | None:
    """Recipients and signature behind the head, before the line ``last``."""
    issuers = [fold_all(fold_line(span.of(document.text))) for span in head.issuers]
    return read_footer(cues, document, lines, head.next_index, last, issuers)


def read_minutes_date(document: Document, body: Sequence[Line]) -> PrintedDate | None:
    """The date with which minutes open: `Hôm nay, hồi 14 giờ 00 ngày 15 tháng 7 năm 2021, tại ...`."""
    bare = document.view("bare")
    for line in body[:4]:
        if _OPENS_MINUTES.match(bare, line.start):
            found = find_date(document.text, line.start, line.start + 160, short=True)
            return replace(found, place=None) if found else None
    return None


# Basis of the opening: Nghị định 30/2020/NĐ-CP, phụ lục III, form of the biên bản.
_OPENS_MINUTES = re.compile(r"(?:hom\s+nay|(?:vao\s+|bat\s+dau\s+)?(?:hoi|luc)\s+\d|thoi\s+gian\s+bat\s+dau)")

"""What surrounds a time: zones, sentences, headings, citations, and the document's date."""

from __future__ import annotations

import datetime as dt
import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.document.document import Document
from nlp.extract.citations.models import Citation
from nlp.extract.temporal.models import Bound, DeadlineFlag
from nlp.extract.temporal.patterns import TemporalData, words_pattern
from nlp.extract.temporal.places import Cuts, Ranges, Words
from nlp.segment.models import Family, Profile, Segment, SegmentType
from nlp.text.dates import KnownDate
from nlp.text.span import Span

_HEAD_ZONES = frozenset(
    {SegmentType.NATIONAL_HEADER, SegmentType.ISSUER, SegmentType.NUMBER, SegmentType.PLACE_DATE, SegmentType.TITLE,
     SegmentType.SUBJECT, SegmentType.ADDRESSEES, SegmentType.RECIPIENTS, SegmentType.SIGNATURE, SegmentType.BOILERPLATE,
     SegmentType.PETITIONER}
)  # fmt: skip
_ORDER_ZONES = frozenset({SegmentType.CLAUSE, SegmentType.ANNEX})
# They begin with the signs that every match begins with, so that the engine leaps from one to the next.
_PART_END = re.compile(r"[.;!?…\n](?:(?<!\n)\s|(?<=\n)(?:\s*\n|(?=\s*(?:[-+•*–]|\d{1,2}[.)]|[a-zđ][.)])\s)))")
_SENTENCE_END = re.compile(r"[.!?…\n](?:(?<!\n)\s|(?<=\n)\s*\n)")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
_HEADING = re.compile(r"[^\n:]{0,160}")
_DONE = words_pattern("đã, vừa qua, có công văn, tại công văn")
_HOWEVER = re.compile(r"\W{0,3}(?:tuy\s+nhiên|nhưng|song|đến\s+nay)(?!\w)")
_TASK = words_pattern(
    "tổ chức, tiến hành, thực hiện, hoàn thành, báo cáo, bảo đảm, triển khai, kiểm tra, khai mạc, hỗ trợ, làm "
    "việc, hoạt động, áp dụng, phải, họp, sơ kết, tổng kết"
)
_MUST_END = re.compile(r"(?<!\w)(?:hoàn\s+thành|phải|xong|kết\s+thúc|dứt\s+điểm|(?P<aim>phấn\s+đấu))(?!\w)")
_BARE_YEAR = re.compile(r"năm\s")  # "phấn đấu đến năm 2025" is an aim
_TOPIC = re.compile(r"(?:nhiệm\s+vụ|trọng\s+tâm)\s+\Z")
_BULLET = re.compile(r"(?:^|\n|\||:)\s*(?:[-+•|]\s*)*\Z")
_ALONE = re.compile(r"\s*(?:[:|)(–—]|\.?\s*(?:\n|\Z)|-\s)")
_OPENER = re.compile(r"\W*(?:[0-9a-zđ]{1,4}[.)]\s*)?")
_SINCE = words_pattern("từ, tính, số liệu")
_REGULAR = re.compile(r"(?:định(?<!\wđịnh)\s+kỳ|tháng(?<!\wtháng)\s+(?:cuối|đầu)\s+(?:của\s+)?qu[ýí])(?!\w)")
_VALIDITY = re.compile(r"\W*(?:thời\s+hạn\s+)?(?:ủy\s+quyền|hiệu\s+lực|có\s+giá\s+trị)(?!\w)")
# A table of a word processor has tabs between its cells.
_CELL_START = re.compile(r"(?:[|\t\n]|^) *\Z")
_CELL_END = re.compile(r" *(?:[|\t\n]|\Z)")
_REPORT = re.compile(
    r"báo(?<!\wbáo)\s+cáo\s+(?P<rhythm>tuần|tháng|qu[ýí]|năm|(?:6|06|sáu|9|09)\s+tháng)(?!\s+(?:\d|nay|này|trước|qua|đầu|cuối|học|i))(?!\w)"
)
_HEADS_LINE = re.compile(r":(?!\s*(?:(?:các\s+)?ngày\s+)?\d{1,2}[/,.-])")
_NEAR = 300
_OBJECT = re.compile(r"(?:số\s+liệu|năm\s+học)\s+\Z")
_REPORT_REACH = 60
_RHYTHM_OF_REPORT = {"tuần": "weekly", "tháng": "monthly", "quý": "quarterly", "quí": "quarterly"}
_RESULTS = re.compile(r"\W*(?:mặt\s+(?:chưa\s+)?được|kết\s+quả|ưu\s+điểm|hạn\s+chế|tồn\s+tại)\s*:")
_BOUNDS = {bound.value: bound for bound in Bound}
_UNTIL_ENDINGS = ("đến", "hết")
_LABEL_REACH = 60
_LEAD_REACH = 40
_WORD_REACH = 16
_DAILY_REACH = 8
_EACH_DAY = ("hằng", "hàng", "mỗi")


def _is_issued(profile: Profile) -> bool:
    """Whether the text is a dispatch itself, no report of one."""
    return profile.family is Family.DISPATCH and "reported" not in profile.provenance.rule


@dataclass(slots=True)
class _Headings:
    """The headings of a clause with their ends, and from where on one of silence or of validity stands above a place."""

    lines: list[tuple[int, str]]
    silent: int | None = None
    in_force: int | None = None

    def first(self, pattern: re.Pattern[str]) -> int:
        """The end of the first heading that a pattern matches, or a place behind every text."""
        return min((end for end, heading in self.lines if pattern.match(heading)), default=sys.maxsize)


_NO_HEADINGS = _Headings([], sys.maxsize, sys.maxsize)


class Context:
    """What surrounds an offset of one document."""

    def __init__(self, document: Document, data: TemporalData, known: KnownDate | None) -> None:
        self.text = document.text
        self.case = document.view("case")
        self.data = data
        self.known = known
        self.date = known.exact if known else None
        self.words = Words(data.marks, self.case)
        segments = document.layer(Segment)
        self._clauses = [s for s in segments if s.type in _ORDER_ZONES]
        self._clause_starts = [s.span.start for s in self._clauses]
        self._by_id = {s.id: s for s in self._clauses}
        outside = [(s.span.start, s.span.end) for s in segments if s.type in _HEAD_ZONES]
        outside += [(c.span.start, c.span.end) for c in document.layer(Citation)]
        self._outside = Ranges(sorted(outside))
        self._orders = Ranges((s.span.start, s.span.end) for s in self._clauses)
        self._parts = Cuts(_PART_END, self.case)
        self._sentences = Cuts(_SENTENCE_END, self.case)
        self._paragraphs = Cuts(_PARAGRAPH, self.case)
        profile = document.first(Profile)
        # A dispatch without clauses sets its tasks in its paragraphs; what a petition tells is no task.
        clauses = any(s.type is SegmentType.CLAUSE for s in self._clauses)
        self._all_orders = not clauses and (not segments or profile is not None and _is_issued(profile))
        self._at, self._before = 0, ""
        self._daily: list[tuple[int, re.Match[str]]] | None = None
        self._bounds: dict[int, tuple[int, Bound | None, Span | None]] = {}
        self._told: dict[int, bool] = {}
        self._rhythms: dict[int, tuple[list[int], list[str]]] = {}
        self._headings: dict[int, _Headings] = {}

    def excluded(self, start: int, end: int) -> bool:
        """Whether the offsets lie in the head or foot of the document or in a citation."""
        return self._outside.touch(start, end)

    def ends(self, offset: int, endings: tuple[str, ...]) -> bool:
        """Whether the text before ``offset`` may end, but for white space, in one of ``endings``."""
        if self._at != offset:
            self._at = offset
            self._before = self.case[offset - _WORD_REACH if offset > _WORD_REACH else 0 : offset].rstrip()
        return not self._before or self._before.endswith(endings)

    def bounded(self, start: int) -> bool:
        """Whether no letter or digit stands directly before."""
        return not self.case[max(0, start - 1) : start].isalnum()

    def ordering(self, offset: int) -> bool:
        """Whether the offset lies in a clause or an annex, where tasks are set, or anywhere in a dispatch that has none."""
        return self._all_orders or self._orders.touch(offset, offset + 1)

    def cell(self, start: int, end: int) -> bool:
        """Whether the offsets are all that a cell of a table holds."""
        opened = _CELL_START.search(self.case, start - 6, start)
        closed = _CELL_END.match(self.case, end) if opened else None
        if opened is None or closed is None:
            return False
        signs = opened[0] + closed[0]
        return "|" in signs or "\t" in signs

    def line_head(self, start: int, end: int) -> bool:
        """Whether the offsets open a line of a schedule: ``- Tháng 4/2024: kiểm tra``."""
        opens = _HEADS_LINE.match(self.case, end)
        return opens is not None and bool(_BULLET.search(self.case[max(0, start - 6) : start]))

    def part(self, offset: int) -> tuple[int, int]:
        """Start and end of the part of a sentence around an offset, cut at semicolons and items of lists."""
        return self._parts.around(offset)

    def sentence(self, offset: int) -> tuple[int, int]:
        """Start and end of the whole sentence around an offset."""
        return self._sentences.around(offset)

    def headings(self, offset: int) -> list[str]:
        """The first lines of the clauses around an offset, the nearest first, folded; each up to its colon."""
        return [heading for end, heading in self._headings_around(offset).lines if end <= offset]

    def _headings_around(self, offset: int) -> _Headings:
        at = bisect_right(self._clause_starts, offset) - 1
        while at >= 0 and self._clauses[at].span.end <= offset:
            at -= 1
        if at < 0:
            return _NO_HEADINGS
        if at not in self._headings:
            self._headings[at] = _Headings(list(self._headings_of(self._clauses[at])))
        return self._headings[at]

    def _headings_of(self, clause: Segment | None) -> Iterator[tuple[int, str]]:
        """The end and the words of the heading of a clause and of those around it."""
        while clause is not None:
            heading = _HEADING.match(self.case, clause.span.start if clause.content_start is None else clause.content_start)
            if heading:
                yield heading.end(), heading[0]
            clause = self._by_id.get(clause.parent or "")

    def recurrences(self, offset: int) -> list[str]:
        """Names of the rhythms that hold at an offset, the one that decides first.

        Those of its part of the sentence, the nearest before it leading; then one that opens the sentence, the paragraph or
        the heading of a clause.
        """
        start, end = self.part(offset)
        starts, names = self._rhythms_of(start, end)
        at = bisect_left(starts, offset)
        found = [*reversed(names[max(0, at - 3) : at]), *names[at : at + 3]]
        reports = [m["rhythm"] for m in _REPORT.finditer(self.case, max(start, offset - _REPORT_REACH), offset)]
        if reports and not found:
            found.append(_RHYTHM_OF_REPORT.get(reports[-1], "yearly"))
        for opening in (self.sentence(offset)[0], self._paragraphs.around(offset)[0]):
            if opening < start and (first := self.data.recurring.search(self.case, opening, opening + 40)):
                if _OPENER.fullmatch(self.case, opening, first.start()):
                    found.append(self._rhythm(first[0]))
        for heading in self.headings(offset):
            if (last := self.data.recurring.search(heading)) and self.data.regular_report.search(heading):
                found.append(self._rhythm(last[0]))
        if not found and _REGULAR.search(self.case, *self.near(offset)):
            found.append("yearly")  # "định kỳ", or the quarter's report beside the year's
        return found

    def _rhythms_of(self, start: int, end: int) -> tuple[list[int], list[str]]:
        if start not in self._rhythms:
            marks = list(self.data.recurring.finditer(self.case, start, end))
            self._rhythms[start] = ([m.start() for m in marks], [self._rhythm(m[0]) for m in marks])
        return self._rhythms[start]

    def near(self, offset: int) -> tuple[int, int]:
        """The part of a sentence around an offset, not more than 300 code points to either side."""
        start, end = self.part(offset)
        return max(start, offset - _NEAR), min(end, offset + _NEAR)

    def _rhythm(self, words: str) -> str:
        return self.data.recurring_names[" ".join(words.split())]

    def ordered(self, offset: int) -> bool:
        """Whether tasks are set here: in a clause, or in a sentence with a word of an order."""
        if self.ordering(offset):
            return True
        start, end = self.part(offset)
        if start not in self._told:
            self._told[start] = self.data.orders.search(self.case, start, end) is not None
        return self._told[start]

    def told_as_done(self, start: int, end: int) -> bool:
        """Whether the part of the sentence tells what was done or asked by a time instead of asking for it."""
        begin = self.near(start)[0]
        begin = max(begin, self.case.rfind(",", begin, start))
        return bool(_DONE.search(self.case, begin, start)) or bool(_HOWEVER.match(self.case, end))

    def silent(self, offset: int) -> bool:
        """Whether the offset stands under a heading of results, causes or the situation, or behind a label of one."""
        around = self._headings_around(offset)
        if around.silent is None:
            around.silent = around.first(self.data.silent)
        if around.silent <= offset:
            return True
        start = self.sentence(offset)[0]
        return _RESULTS.match(self.case, start, start + 30) is not None

    def in_force(self, offset: int) -> bool:
        """Whether the offset stands under a heading of validity (``Thời hạn ủy quyền``)."""
        around = self._headings_around(offset)
        if around.in_force is None:
            around.in_force = around.first(_VALIDITY)
        return around.in_force <= offset

    def labelled(self, start: int) -> bool:
        """Whether a label of a schedule (``Thời gian hoàn thành:``) stands directly before."""
        return self.ends(start, self.data.label_endings) and bool(self.data.label.search(self.case, start - _LABEL_REACH, start))

    def not_due(self, start: int, *, ahead: bool = False) -> bool:
        """Whether the words before a date tell of validity, data or the past; where the text sets a limit to what is still
        ``ahead``, data and school years are its object (``gửi số liệu trước ngày``)."""
        if not self.ends(start, self.data.not_before_endings):
            return False
        told = self.data.not_before.search(self.case, start - _LEAD_REACH, start)
        return told is not None and not (ahead and _OBJECT.search(told[0]))

    def plain_place(self, start: int, end: int, *, bound: Bound | None = None) -> bool:
        """Whether a time without a strong bound stands where tasks are timed: behind a label, at the head of a line or cell."""
        if not self.ordering(start):
            return False
        if bound is Bound.DURING or self.labelled(start):
            return True
        if bound in (Bound.ON, Bound.AFTER):
            if _TASK.search(self.case, self.near(start)[0], min(len(self.case), end + 60)):
                return True
        alone = _ALONE.match(self.case, end) is not None
        if bound is None and not alone:
            return False
        if alone and self.text[start].isupper() and self.text[start - 1 : start].isspace():
            return True  # a cell of a table begins with a capital
        return bool(_BULLET.search(self.case[max(0, start - 6) : start]))

    def is_past(self, date: dt.date, *, days: int = 0) -> bool:
        """Whether a day lies more than ``days`` before the document's date, or the first day that it can be."""
        return self.known is not None and date < self.known.first - dt.timedelta(days=days)

    def is_ahead(self, date: dt.date | None) -> bool:
        """Whether a day lies behind the document's date, or the last day that it can be."""
        return self.known is not None and date is not None and date > self.known.last

    def daily_marks(self) -> list[tuple[int, re.Match[str]]]:
        """Where ``ngày`` stands behind ``hằng`` or ``mỗi``, with the match of that word."""
        if self._daily is None:
            self._daily = []
            for mark in self.words.of("ngày"):
                if self.ends(mark, _EACH_DAY) and (every := self.data.daily_lead.search(self.case, mark - _DAILY_REACH, mark)):
                    self._daily.append((mark, every))
        return self._daily

    def year_flags(self, year: object) -> tuple[DeadlineFlag, ...]:
        """That a year which the text does not name is the one of a document whose own date is partly blank."""
        return () if year or self.known is None or self.date else (DeadlineFlag.INFERRED_YEAR,)

    def written(self, start: int, end: int) -> str:
        """The text as written, on one line."""
        return " ".join(self.text[start:end].split())

    def bound(self, offset: int) -> tuple[int, Bound | None, Span | None]:
        """Where a time at ``offset`` begins with its bound word, the bound, and the word's span; the longest word decides."""
        if not self.ends(offset, self.data.bound_endings):
            return offset, None, None
        if offset not in self._bounds:
            self._bounds[offset] = self._find_bound(offset)
        return self._bounds[offset]

    def _find_bound(self, offset: int) -> tuple[int, Bound | None, Span | None]:
        match = self.data.bound.search(self.case, offset - _LEAD_REACH, offset)
        until = self.data.until.search(self.case, offset - _LEAD_REACH, offset) if self.ends(offset, _UNTIL_ENDINGS) else None
        if until and until["now"] and not _TOPIC.search(self.case[max(0, until.start() - 14) : until.start()]):
            return until.start(), Bound.DURING, Span(until.start(), until.end() - 1)
        if until and not until["now"] and (match is None or match.lastgroup is None) and self._asks_by(until.start(), offset):
            return until.start(), Bound.BY, Span(until.start(), until.end() - 1)
        if match is None or match.lastgroup is None:
            return offset, None, None
        return match.start(), _BOUNDS[match.lastgroup], Span(match.start(), match.start() + len(match[0].rstrip()))

    def _asks_by(self, start: int, offset: int) -> bool:
        """Whether a bare ``đến`` ends a task (``Đến ngày 30/6/2024, hoàn thành ...``) rather than a stretch of the past."""
        begin, end = self.near(offset)
        if not self.ordering(offset) or _DONE.search(self.case, begin, end) or _SINCE.search(self.case, begin, start):
            return False
        return any(m["aim"] is None or not _BARE_YEAR.match(self.case, offset) for m in _MUST_END.finditer(self.case, begin, end))

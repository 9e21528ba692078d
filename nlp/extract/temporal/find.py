"""Where the text says when something is due, how often, or within how long."""
from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from nlp.document.document import Document
from nlp.extract.citations.models import Citation
from nlp.extract.temporal import parse
from nlp.extract.temporal.models import Bound, DeadlineType, TimeUnit
from nlp.extract.temporal.patterns import TemporalData
from nlp.segment.models import Segment, SegmentType
from nlp.text.span import Span

_HEAD_ZONES = frozenset(
    {SegmentType.NATIONAL_HEADER, SegmentType.ISSUER, SegmentType.NUMBER, SegmentType.PLACE_DATE, SegmentType.TITLE, SegmentType.SUBJECT,
     SegmentType.ADDRESSEES, SegmentType.RECIPIENTS, SegmentType.SIGNATURE, SegmentType.BOILERPLATE, SegmentType.PETITIONER}
)  # fmt: skip
_ORDER_ZONES = frozenset({SegmentType.CLAUSE, SegmentType.ANNEX})
_SENTENCE_END = re.compile(r"[.;!?…]\s|\n\s*\n")
_TRIGGER = re.compile(
    r"\s*,?\s*\(?((?:kể\s+từ|tính\s+từ|từ|sau\s+khi|sau|kể\s+từ\s+sau)\s+(?:ngày|khi|thời\s+điểm|lúc|nhận|có|kết|hết|ban|được)[^,;.()\n]*(?:\n[^,;.()\n]+)?)"
)
_BOUND_WORDS = {"before": Bound.BEFORE, "by": Bound.BY, "on": Bound.ON, "during": Bound.DURING, "after": Bound.AFTER}
_STRONG = frozenset({Bound.BEFORE, Bound.BY})
_TASK = re.compile(r"\b(?:tổ\s+chức|tiến\s+hành|thực\s+hiện|hoàn\s+thành|báo\s+cáo|bảo\s+đảm|triển\s+khai|kiểm\s+tra|khai\s+mạc)\b")
_AND = re.compile(r"\s*(?:,|;|và|hoặc)\s*(?:ngày\s+)?\Z")


@dataclass(frozen=True)
class Found:
    """A time as found, with its value."""

    start: int
    end: int
    rule: str
    type: DeadlineType
    bound: Bound | None
    date: dt.date | None = None
    rrule: str | None = None
    amount: int | None = None
    unit: TimeUnit | None = None
    trigger: str | None = None
    cues: tuple[Span, ...] = ()


class Context:
    """What surrounds an offset: zones, sentences, citations, and the document's date."""

    def __init__(self, document: Document, data: TemporalData, document_date: dt.date | None) -> None:
        self.text = document.text
        self.case = document.view("case")
        self.data = data
        self.date = document_date
        segments = document.layer(Segment)
        self._heads = sorted((s.span.start, s.span.end) for s in segments if s.type in _HEAD_ZONES)
        self._orders = sorted((s.span.start, s.span.end) for s in segments if s.type in _ORDER_ZONES)
        self._citations = sorted((c.span.start, c.span.end) for c in document.layer(Citation))
        self._ends = [0, *(m.end() for m in _SENTENCE_END.finditer(self.case)), len(self.case)]
        self.has_zones = bool(segments)

    def excluded(self, start: int, end: int) -> bool:
        """Whether the offsets lie in the head or foot of the document or in a citation."""
        return _touches(self._heads, start, end) or _touches(self._citations, start, end)

    def ordering(self, offset: int) -> bool:
        """Whether the offset lies in a clause or an annex, where tasks are set."""
        return not self.has_zones or _touches(self._orders, offset, offset + 1)

    def sentence(self, offset: int) -> tuple[int, int]:
        """Start and end of the sentence around an offset."""
        i = bisect_right(self._ends, offset)
        return self._ends[i - 1], self._ends[min(i, len(self._ends) - 1)]

    def recurrence(self, offset: int) -> str | None:
        """``yearly``, ``monthly``, ``quarterly`` or ``weekly`` where the sentence, or the head of its paragraph, says so."""
        start, end = self.sentence(offset)
        paragraph = self.case.rfind("\n\n", 0, offset) + 1
        head = self.case[paragraph : paragraph + 40]
        for name, pattern in self.data.recurring.items():
            if pattern.search(self.case, start, end) or re.match(r"\W*(?:[0-9a-zđ]{1,3}[.)]\s*)?\Z", head[: _first(pattern, head)]):
                return name
        return "yearly" if re.search(r"\bđịnh\s+kỳ\b", self.case[start:end]) else None


def _first(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.search(text)
    return match.start() if match else len(text)


def _touches(rows: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(a < end and start < b for a, b in rows)


def find_times(context: Context) -> list[Found]:
    """All times that bind somebody, by start; none lies inside another."""
    taken: list[Found] = []
    finders = (find_windows, find_frequencies, find_lengths, find_weekdays, find_days, find_month_days, find_half_years, find_periods, find_years_on)
    for finder in finders:
        for found in finder(context, taken):
            if not any(t.start < found.end and found.start < t.end for t in taken):
                taken.append(found)
    return sorted(taken, key=lambda f: f.start)


def find_windows(context: Context, taken: list[Found]) -> Iterator[Found]:
    """``Từ ngày 20/11/2017 đến ngày 15/12/2017``: one time, its date the last day."""
    for match in context.data.window.finditer(context.case):
        if context.excluded(match.start(), match.end()) or not _plain_place(context, match.start(), match.end(), bound=Bound.DURING):
            continue
        date = _day_value(context, match)
        if date and not _is_past(context, date):
            yield Found(match.start(), match.end(), "window", DeadlineType.DATE, Bound.DURING, date=date)


def find_lengths(context: Context, taken: list[Found]) -> Iterator[Found]:
    """``trong thời hạn 10 ngày làm việc``, ``chậm nhất sau 07 ngày``, ``trước ngày bầu cử 10 ngày``."""
    numbers = context.data.numbers
    for match in context.data.duration.finditer(context.case):
        unit_is_long = match["unit"] in ("năm", "tháng")
        if context.excluded(match.start(), match.end()) or context.data.not_after.match(context.case, match.end()):
            continue
        if context.data.not_before_length.search(context.case, max(0, match.start() - 40), match.start()):
            continue
        bare = (match["within"] or "") == "trong"
        if bare and (match["unit"] == "năm" or not _ordered(context, match.start())):
            continue
        trigger = _TRIGGER.match(context.case, match.end())
        bound = Bound.WITHIN if match["within"] else Bound.AT_LEAST if match["at_least"] else Bound.AFTER
        if (bound is Bound.AFTER and not trigger) or (match["unit"] == "năm" and not (match["within"] or "").startswith("trong")):
            continue
        if unit_is_long and bound is Bound.AT_LEAST:
            continue
        amount, unit = parse.parse_length(match["number"], match["unit"], numbers)
        ahead = match["ahead"]
        text = _words(context, trigger.start(1), trigger.end(1)) if trigger else None
        if ahead:
            text = re.sub(r"^\s*trước\s+", "", _words(context, match.start("ahead"), match.end("ahead")))
        yield Found(
            match.start(), match.end("unit"), "length", DeadlineType.DURATION, Bound.BEFORE if ahead else bound,
            amount=amount, unit=unit, trigger=text,
        )  # fmt: skip
    for match in context.data.next_working_day.finditer(context.case):
        if not context.excluded(match.start(), match.end()):
            yield Found(
                match.start(), match.end(), "next_working_day", DeadlineType.DURATION, Bound.WITHIN, amount=1, unit=TimeUnit.WORKING_DAY
            )
    for match in context.data.reverse_duration.finditer(context.case):
        if not context.excluded(match.start(), match.end()):
            amount, unit = parse.parse_length(match["number"], match["unit"], numbers)
            yield Found(
                match.start(), match.end(), "length_before", DeadlineType.DURATION, Bound.BEFORE,
                amount=amount, unit=unit, trigger=_words(context, match.start("event"), match.end("event")),
            )  # fmt: skip


def find_frequencies(context: Context, taken: list[Found]) -> Iterator[Found]:
    """``mỗi năm ít nhất 01 lần``, ``ít nhất 02 ngày trong 01 tháng``, ``định kỳ hằng quý``."""
    numbers = context.data.numbers
    for match in context.data.frequency.finditer(context.case):
        if context.excluded(match.start(), match.end()):
            continue
        if match["every"]:
            rule, amount = parse.every(parse.parse_amount(match["every"], numbers), match["period3"]), 1
        else:
            amount = parse.parse_amount(match["times"] or match["times2"], numbers)
            rule = parse.every(1, match["period"] or match["period2"])
        yield Found(
            match.start(), match.end(), "frequency", DeadlineType.FREQUENCY, Bound.AT_LEAST, rrule=rule, amount=amount, unit=TimeUnit.TIME
        )
    for match in context.data.regular.finditer(context.case):
        start, end = context.sentence(match.start())
        dated = context.data.day.search(context.case, match.end(), end) or context.data.month_day.search(context.case, match.end(), end)
        if context.excluded(match.start(), match.end()) or dated:
            continue
        word = match["word"]
        rule = parse.regular(word) if word else parse.every(parse.parse_amount(match["every"], numbers), match["unit"])
        yield Found(
            match.start(), match.end(), "regular", DeadlineType.FREQUENCY, Bound.AT_LEAST, rrule=rule, amount=1, unit=TimeUnit.TIME
        )


def find_weekdays(context: Context, taken: list[Found]) -> Iterator[Found]:
    """``thứ Tư hằng tuần``."""
    for match in context.data.weekday.finditer(context.case):
        if context.excluded(match.start(), match.end()):
            continue
        listed = re.sub(r"^từ\s+", "", match["weekdays"] or match["weekdays2"])
        names = re.split(r"\s*(?:,|và|đến|-)\s*(?:ngày\s+)?", listed)
        days = [context.data.weekdays[re.sub(r"\s+", " ", name)] for name in names if name]
        if len(days) == 2 and re.search(r"\bđến\b|-", listed):
            week = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
            days = week[week.index(days[0]) : week.index(days[1]) + 1] or days
        yield Found(
            match.start(), match.end(), "weekday", DeadlineType.RECURRING, Bound.ON, rrule=f"FREQ=WEEKLY;BYDAY={','.join(days)}"
        )


def find_days(context: Context, taken: list[Found]) -> Iterator[Found]:
    """``trước ngày 15/11``, ``đến hết ngày 31/12/2025``, ``Ngày 16/11/2017:`` in a schedule."""
    previous: Found | None = None
    for match in context.data.day.finditer(context.case):
        if context.excluded(match.start(), match.end()):
            continue
        start, bound, cue = _find_bound(context, match.start())
        if bound is None and previous and _AND.search(context.case, previous.end, match.start()) and match.start() - previous.end < 12:
            bound = previous.bound
        found = _read_day(context, match, start, bound)
        if found:
            found = replace(found, cues=(cue,) if cue else ())
            if previous and (joined := _join_yearly(context, previous, found)):
                found = joined
                taken[:] = [t for t in taken if t.start != found.start]
            previous = found
            yield found


def _join_yearly(context: Context, first: Found, second: Found) -> Found | None:
    """``trước ngày 15/6 và 15/12 hằng năm`` is one time: the same day of two months under one bound word."""
    parts = [re.fullmatch(r"FREQ=YEARLY;BYMONTH=([\d,]+);BYMONTHDAY=(\d+)", f.rrule or "") for f in (first, second)]
    if not (parts[0] and parts[1]) or parts[0][2] != parts[1][2] or first.bound is not second.bound:
        return None
    if not re.fullmatch(r"\s*(?:,|và|hoặc)\s*", context.case[first.end : second.start]):
        return None
    months = [int(m) for m in f"{parts[0][1]},{parts[1][1]}".split(",")]
    return replace(first, end=second.end, rrule=parse.yearly(int(parts[0][2]), months))


def _read_day(context: Context, match: re.Match[str], start: int, bound: Bound | None) -> Found | None:
    try:
        day, month, year = parse.parse_day(match)
    except ValueError:
        return None
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    if context.data.not_before.search(context.case, max(0, start - 40), start):
        return None
    strong = bound in _STRONG
    end = match.end()
    tail = context.data.recurring_tail.match(context.case, end)
    if tail and tail["yearly"]:
        end = tail.end()
    recurrence = None if year else "yearly" if tail and tail["yearly"] else context.recurrence(match.start())
    if recurrence == "yearly" and (strong or bound is not None or tail):
        return Found(start, end, "yearly_day", DeadlineType.RECURRING, bound or Bound.ON, rrule=parse.yearly(day, [month]))
    date = parse.make_date(day, month, year if year else parse.resolve_year(day, month, context.date))
    if strong:
        future = date is not None and context.date is not None and date >= context.date
        if not future and not _ordered(context, match.start()):
            return None
        if date and year and _is_past(context, date, days=366):
            return None
        return Found(start, end, "day", DeadlineType.DATE, bound, date=date)
    if year is None and bound is None and not context.data.label.search(context.case, max(0, start - 60), start):
        return None
    if date is None or _is_past(context, date) or not _plain_place(context, start, end, bound=bound):
        return None
    return Found(start, end, "day", DeadlineType.DATE, bound or Bound.ON, date=date)


def find_month_days(context: Context, taken: list[Found]) -> Iterator[Found]:
    """``chậm nhất ngày 05 hằng tháng``, ``trước ngày 20 của tháng cuối quý``, ``ngày 15 và 25 hàng tháng``."""
    for match in context.data.month_day.finditer(context.case):
        if context.excluded(match.start(), match.end()):
            continue
        days = [int(d) for d in re.findall(r"\d+", match["days"])]
        if not all(1 <= day <= 31 for day in days):
            continue
        start, bound, cue = _find_bound(context, match.start())
        tail = context.data.recurring_tail.match(context.case, match.end())
        recurrence = context.recurrence(match.start())
        if tail and tail["quarter"] or (tail and tail["next"] and recurrence == "quarterly"):
            rule = parse.quarterly(days, after=bool(tail["next"]))
        elif tail and (tail["monthly"] or tail["next"]) or recurrence == "monthly":
            rule = parse.monthly(days)
        elif recurrence == "quarterly":
            rule = parse.quarterly(days, after=False)
        else:
            continue
        yield Found(
            start, tail.end() if tail else match.end(), "month_day", DeadlineType.RECURRING, bound or Bound.ON, rrule=rule,
            cues=(cue,) if cue else (),
        )  # fmt: skip


def find_periods(context: Context, taken: list[Found]) -> Iterator[Found]:
    """``trong quý II/2024``, ``trước tháng 9 năm 2024``, ``Thời gian hoàn thành: năm 2025``."""
    for match in context.data.period.finditer(context.case):
        if context.excluded(match.start(), match.end()) or context.data.years_on.match(context.case, match.start()):
            continue
        start, bound, cue = _find_bound(context, match.start())
        labelled = bool(context.data.label.search(context.case, max(0, start - 60), start))
        if (bound is None or bound in (Bound.AFTER, Bound.ON)) and not labelled:
            continue
        if not (labelled and context.ordering(match.start()) or _ordered(context, match.start())):
            continue
        if bound is Bound.DURING and match["yy"] and not _task_end(context, start, match.end()):
            continue
        before = bound is Bound.BEFORE
        date = parse.start_of_period(match, context.date) if before else parse.end_of_period(match, context.date)
        if date is None or _is_past(context, date):
            continue
        yield Found(start, match.end(), "period", DeadlineType.DATE, bound if bound in (Bound.BEFORE, Bound.BY) else Bound.DURING, date=date)


def find_half_years(context: Context, taken: list[Found]) -> Iterator[Found]:
    """``trong 6 tháng đầu năm 2021``, ``từ tháng 9 đến tháng 12 năm 2026``, ``trước Tết Nguyên đán``."""
    for match in context.data.half_year.finditer(context.case):
        year = int(match["year"]) if match["year"] else context.date.year if context.date else None
        if year and not context.excluded(match.start(), match.end()) and _ordered(context, match.start()):
            date = dt.date(year, 6, 30) if match["half"] == "đầu" else dt.date(year, 12, 31)
            if not _is_past(context, date):
                yield Found(match.start(), match.end(), "half_year", DeadlineType.DATE, Bound.DURING, date=date)
    for match in context.data.month_window.finditer(context.case):
        end = parse.end_of_period(match, context.date)
        if end and not _is_past(context, end) and context.ordering(match.start()) and not context.excluded(match.start(), match.end()):
            yield Found(match.start(), match.end(), "month_window", DeadlineType.DATE, Bound.DURING, date=end)
    for match in context.data.lunar_new_year.finditer(context.case):
        days = sorted(context.data.lunar_days.values())
        year = int(match["year"]) if match["year"] else None
        day = context.data.lunar_days.get(year) if year else next((d for d in days if context.date and d >= context.date), None)
        if day and not context.excluded(match.start(), match.end()) and _ordered(context, match.start()):
            yield Found(match.start(), match.end(), "lunar_new_year", DeadlineType.DATE, Bound.BEFORE, date=day)


def find_years_on(context: Context, taken: list[Found]) -> Iterator[Found]:
    """``Thời gian thực hiện: Năm 2025 và các năm tiếp theo``, ``Thời gian: hằng năm``."""
    for match in context.data.years_on.finditer(context.case):
        if context.excluded(match.start(), match.end()):
            continue
        if context.data.label.search(context.case, max(0, match.start() - 60), match.start()):
            yield Found(match.start(), match.end(), "years_on", DeadlineType.RECURRING, Bound.DURING, rrule="FREQ=YEARLY")


def _find_bound(context: Context, offset: int) -> tuple[int, Bound | None, Span | None]:
    """Where the time begins with its bound word, and the bound; the word that reaches furthest back decides."""
    best: tuple[int, Bound | None, Span | None] = (offset, None, None)
    for name, pattern in context.data.bounds.items():
        match = pattern.search(context.case, max(0, offset - 30), offset)
        if match and match.start() < best[0] and not context.case[match.start() - 1 : match.start()].isalnum():
            best = (match.start(), _BOUND_WORDS[name], Span(match.start(), match.start() + len(match[0].rstrip())))
    return best


def _ordered(context: Context, offset: int) -> bool:
    if context.ordering(offset):
        return True
    start, end = context.sentence(offset)
    return bool(context.data.orders.search(context.case, start, end))


def _task_end(context: Context, start: int, end: int) -> bool:
    """Whether ``trong năm 2024`` closes a task rather than names the year of something."""
    sentence, stop = context.sentence(start)
    return bool(re.search(r"\b(?:hoàn thành|xong|kết thúc|báo cáo)\b", context.case[sentence:start]))


def _plain_place(context: Context, start: int, end: int, *, bound: Bound | None = None) -> bool:
    """Whether a time without a strong bound stands where tasks are timed: behind a label, or at the head of a line or cell."""
    if not context.ordering(start):
        return False
    if bound is Bound.DURING:
        return True
    if context.data.label.search(context.case, max(0, start - 60), start):
        return True
    if bound in (Bound.ON, Bound.DURING, Bound.AFTER) and _ordered(context, start):
        if _TASK.search(context.case, context.sentence(start)[0], min(len(context.case), end + 60)):
            return True
    alone = re.match(r"\s*(?:[:|)(–—]|-\s|\n|\Z)", context.case[end : end + 8]) is not None
    if bound is None and not alone:
        return False
    if alone and context.text[start].isupper() and context.text[start - 1 : start].isspace():
        return True  # a cell of a table begins with a capital
    before = context.case[max(0, start - 6) : start]
    return bool(re.search(r"(?:^|\n|\||:)\s*(?:[-+•|]\s*)*\Z", before))


def _words(context: Context, start: int, end: int) -> str:
    return " ".join(context.text[start:end].split())


def _day_value(context: Context, match: re.Match[str]) -> dt.date | None:
    try:
        day, month, year = parse.parse_day(match)
    except ValueError:
        return None
    if not 1 <= month <= 12:
        return None
    return parse.make_date(day, month, year if year else parse.resolve_year(day, month, context.date))


def _is_past(context: Context, date: dt.date, *, days: int = 0) -> bool:
    return context.date is not None and date < context.date - dt.timedelta(days=days)

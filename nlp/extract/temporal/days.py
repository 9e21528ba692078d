"""Days, windows of days, and days of a month that comes again."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from nlp.extract.temporal import parse
from nlp.extract.temporal.context import Context
from nlp.extract.temporal.models import Bound, DeadlineFlag, DeadlineType, Found
from nlp.extract.temporal.patterns import words_pattern

_STRONG = frozenset({Bound.BEFORE, Bound.BY})
_HEAD_REACH = 56
_LEFT_REACH = 90
_JOINT_REACH = 12
_LIST_REACH = 40
_NEAR_REACH = 30
_LIST_ENDINGS = (",", ";", "và", "ngày")
#: The words, but for names of weekdays, that go on the head of a day to the left.
_HEAD_WORDS = frozenset(
    "buổi sáng chiều chiêu trưa tối và lúc phút giờ h g ngày giảng mạc hội cử lễ rằm niệm nhật mồng mùng".split()
)
_JOINED = re.compile(r"(?:đến|tới|hết|[-–—~])\s*\Z")
_AND = re.compile(r"\s*(?:,|;|và|hoặc)\s*(?:các\s+)?(?:ngày\s+)?\Z")
_LIST = re.compile(r"\s*(?:,|và|hoặc)\s*(?:ngày\s+)?")
_SERIES = re.compile(r"[^.\n|]{0,60}\Z")
_PLACE = re.compile(r"(?<!\w)(?:tại|ở|với)\s[^,;.]{2,50}\Z")
_YEARLY = re.compile(r"FREQ=YEARLY;BYMONTH=([\d,]+);BYMONTHDAY=(\d+)")
_OPENING = words_pattern("thời gian, khai mạc, bắt đầu, họp, tổ chức, có mặt, tập trung, nhập học")
_HALF_DAY = re.compile(r"(?:buổi\s+)?(?:sáng|chiều|tối)\s")
_MISREAD = frozenset("oli")
_GLUED = re.compile(r"[\w/.]")
_DATA = re.compile(r"(?<!\w)số\s+liệu(?!\w)|\bkỳ\s+báo\s+cáo\b")
_COUNTED = re.compile(r"\s*(?:%|(?:ngày|giờ|tuần|lần|người|tháng(?!\s*\d)|năm(?!\s*\d))(?!\w))")
_LUNAR = re.compile(r"\s*\(?\s*(?:âm\s+lịch|al\b)")
_FIGURES = re.compile(r"(?<!\d)\d\d/\d\d?\Z")
_KEPT = words_pattern(
    "kỷ niệm, chào mừng, lập thành tích, hiệu lực, có giá trị, dự báo, nhiệm kỳ, ủy quyền, ngày sinh, ngày thành "
    "lập, truyền thống, kèm theo, hết hạn, giai đoạn, thuê, hợp đồng, nghỉ, nếu, trường hợp"
)
_RHYTHMS_OF_DAYS = ("yearly", "quarterly")


@dataclass(slots=True)
class _Day:
    """A day as written, before its bound: where it begins with its head, where it ends, and its parts."""

    start: int
    end: int
    day: int
    month: int
    year: int | None
    named: bool
    time: str | None

    def date(self, context: Context) -> dt.date | None:
        year = self.year if self.year else parse.resolve_year(self.month, context.known)
        return parse.make_date(self.day, self.month, year)

    @property
    def exists(self) -> bool:
        """Whether a calendar holds the day, in a leap year where it names none."""
        return parse.make_date(self.day, self.month, self.year or 2024) is not None


def find_days(context: Context) -> Iterator[Found]:
    """``trước ngày 15/11``, ``đến hết ngày 31/12/2025``, ``Từ ngày 06 - 15/11/2017``, ``Ngày 16/11/2017:`` in a schedule."""
    previous: Found | None = None
    for match in _match_days(context):
        day = _read_parts(context, match)
        if day is None or context.excluded(day.start, day.end):
            continue
        left = None
        if _JOINED.search(context.case, day.start - _JOINT_REACH, day.start):
            left = context.data.window_left.search(context.case, day.start - _LEFT_REACH, day.start)
        if left and _is_left_of_window(context, day, left):
            found = _window(context, day, left)
            if found and previous and previous.start >= found.start:
                previous = None
        else:
            found = _single(context, day, previous)
        if found is None:
            continue
        if previous and (joined := _join(context, previous, found)):
            found = joined
        elif previous:
            yield previous
        previous = found
    if previous:
        yield previous


def _match_days(context: Context) -> Iterator[re.Match[str]]:
    """Days outside the head, the foot and citations; a letter misread for a digit may begin them."""
    end = 0
    for mark in context.data.day_mark.finditer(context.case):
        start = mark.start()
        if start < end:
            continue
        if context.case[start - 1 : start] in _MISREAD and not context.case[max(0, start - 2) : start - 1].isalnum():
            start -= 1
        match = context.data.day.match(context.case, start)
        if match is None:
            continue
        end = match.end()
        if not context.excluded(start, end):
            yield match


def _is_left_of_window(context: Context, day: _Day, left: re.Match[str]) -> bool:
    """Whether two days that a dash or ``đến`` joins are the ends of one window; without ``từ`` it is short."""
    if left["from"] or left["left_word"]:
        return True
    first = context.data.day.fullmatch(left["left"])
    if first is None:  # "02-05/4/2024"
        glued = left["left"].isdigit() and not left["to"] and context.case[left.end() - 1] in "-–"
        return glued and (day.year is not None or context.cell(left.start(), day.end)) and int(left["left"]) < day.day
    try:
        year = parse.parse_day(first)[2]
    except ValueError:
        return False
    if day.year is None:
        return left["to"] is not None
    return year is None or 0 <= day.year - year <= 1


def _read_parts(context: Context, match: re.Match[str]) -> _Day | None:
    start = match.start()
    if _GLUED.match(context.case, start - 1, start) and not context.case[max(0, start - 2) : start].isspace():
        return None
    try:
        day, month, year = parse.parse_day(match, context.known)
    except ValueError:
        return None
    head = context.data.day_head.search(context.case, _head_reach(context.case, start), start)
    time = parse.parse_clock(head["hour"]) if head and head["hour"] else None
    named = bool(head and head["word"])
    begin = head.start() if head else start
    if not named and context.ends(start, _LIST_ENDINGS):
        if listed := context.data.day_list.search(context.case, start - _LIST_REACH, start):
            begin, named = listed.start(), True  # "ngày 20 và 21/3/2024"
    if match["wm"] in ("giêng", "chạp") or _LUNAR.match(context.case, match.end()):
        return None  # a day of the lunar calendar
    if match["d"] and not match["y"] and _COUNTED.match(context.case, match.end()) and "-" in match[0].replace("–", "-"):
        return None  # "3-5 ngày" is a number
    if match["y"] and len(match["y"]) == 2 and not (named or context.bound(start)[1]):
        return None  # three short numbers may be anything
    return _Day(begin, match.end(), day, month, year, named, time)


def _head_reach(case: str, start: int) -> int:
    """Where what belongs to a day before its digits may begin at the earliest: mostly ``ngày`` alone, which one look tells."""
    words = case[max(0, start - _NEAR_REACH) : start].split()
    named = len(words) > 3 and words[-1] == "ngày"
    if named:
        words.pop()
    if len(words) < 3 or not words[-1].isalpha() or words[-1] in _HEAD_WORDS or words[-2] in ("thứ", "chủ", "(thứ", "(chủ"):
        return max(0, start - _HEAD_REACH)
    return case.rindex("ngày", 0, start) if named else start


def _window(context: Context, day: _Day, left: re.Match[str]) -> Found | None:
    """``Từ ngày 20/11/2017 đến ngày 15/12/2017``: one time, its date the last day."""
    start = left.start()
    if context.not_due(start) or not context.ordered(start) or context.in_force(start):
        return None
    if _DATA.search(context.case, context.near(start)[0], start):
        return None
    tail = context.data.recurring_tail.match(context.case, day.end)
    if tail and tail["yearly"] and day.year is None:
        rule = parse.yearly(day.day, [day.month])
        return Found(start, tail.end(), "window", DeadlineType.RECURRING, Bound.DURING, rrule=rule)
    date = day.date(context)
    if date is None or context.is_past(date) or context.told_as_done(start, day.end):
        return None
    flags = context.year_flags(day.year)
    return Found(start, day.end, "window", DeadlineType.DATE, Bound.DURING, date=date, flags=flags)


def _single(context: Context, day: _Day, previous: Found | None) -> Found | None:
    start, bound, cue = context.bound(day.start)
    inherited = bound is None and previous is not None and _AND.fullmatch(context.case, previous.end, day.start) is not None
    if inherited and previous:
        bound = previous.bound
    date = day.date(context)
    if bound not in _STRONG and _is_history(context, day, date, bound):
        return None
    ahead = bound is Bound.BEFORE and context.is_ahead(date)
    if context.not_due(start, ahead=ahead) or context.in_force(start):
        return None
    if bound not in _STRONG and _DATA.search(context.case, context.near(start)[0], start):
        return None
    found = _recurring_day(context, day, start, bound) or _dated_day(context, day, start, bound, previous)
    if found is None:
        return None
    found.time, found.cues = day.time, (cue,) if cue else ()
    return found


def _is_history(context: Context, day: _Day, date: dt.date | None, bound: Bound | None) -> bool:
    """Whether a day under no strong bound can be no time of a task: a full date past, or one without a bound outside tasks."""
    if day.year and date is not None and context.is_past(date):
        return True
    return bound is None and not context.ordering(day.start) and context.data.recurring_tail.match(context.case, day.end) is None


def _recurring_day(context: Context, day: _Day, start: int, bound: Bound | None) -> Found | None:
    if day.year:
        return None
    tail = context.data.recurring_tail.match(context.case, day.end)
    end = tail.end() if tail and tail["yearly"] else day.end
    if not (tail and tail["yearly"]) and not any(name in _RHYTHMS_OF_DAYS for name in context.recurrences(start)[:2]):
        return None
    if bound is None and tail is None:
        return None
    flags = () if day.exists else (DeadlineFlag.INVALID_DAY,)
    rule = parse.yearly(day.day, [day.month]) if day.exists else None
    return Found(start, end, "yearly_day", DeadlineType.RECURRING, bound or Bound.ON, rrule=rule, flags=flags)


def _dated_day(context: Context, day: _Day, start: int, bound: Bound | None, previous: Found | None) -> Found | None:
    date = day.date(context)
    flags: tuple[DeadlineFlag, ...] = () if day.exists else (DeadlineFlag.INVALID_DAY,)
    if bound in _STRONG:
        past = date is not None and context.is_past(date)
        if context.told_as_done(start, day.end) and (past or date is None or not context.ordering(start)):
            return None
        if date and not past:
            return Found(start, day.end, "day", DeadlineType.DATE, bound, date=date, flags=context.year_flags(day.year))
        if not context.ordered(start) or (date and day.year and context.is_past(date, days=366)):
            return None
        if date is None and not flags:
            flags = (DeadlineFlag.PARTIAL,)
        return Found(start, day.end, "day", DeadlineType.DATE, bound, date=date, flags=(DeadlineFlag.PAST,) if past else flags)
    coming = date is not None and _is_coming(context, day, start, date)
    if day.year is None and bound is None and not coming and not context.labelled(start):
        return None
    if date is None and not flags or date and context.is_past(date):
        return None
    placed = coming or context.plain_place(start, day.end, bound=bound) or _opens(context, day)
    if not placed and not _follows(context, start, previous) and not (bound is Bound.DURING and context.ordered(start)):
        return None
    if context.told_as_done(start, day.end):
        return None
    flags = flags or context.year_flags(day.year)
    return Found(start, day.end, "day", DeadlineType.DATE, bound or Bound.ON, date=date, flags=flags)


def _is_coming(context: Context, day: _Day, start: int, date: dt.date) -> bool:
    """Whether a day still to come stands among tasks: as the time of one, not as a day kept, a validity or a forecast.

    Figures alone (``15/4``) may be anything; they count in a cell of a table, with their zeros.
    """
    if context.known is None or date <= context.known.last or not context.ordering(start) or context.silent(start):
        return False
    if any("hiệu lực" in heading for heading in context.headings(start)):
        return False
    if day.year is None and not day.named:
        figures = context.case[day.start : day.end]
        if not context.cell(day.start, day.end) or not _FIGURES.search(figures):
            return False
    return _KEPT.search(context.case, context.near(start)[0], start) is None


def _opens(context: Context, day: _Day) -> bool:
    """Whether an hour of a full day tells when something opens: ``Thời gian: 01 buổi, khai mạc lúc 8 giờ 00 ngày 08/9/2017``."""
    timed = day.time is not None or _HALF_DAY.match(context.case, day.start)
    if not timed or day.year is None or not context.ordering(day.start):
        return False
    return _OPENING.search(context.case, context.near(day.start)[0], day.start + 12) is not None


def _follows(context: Context, start: int, previous: Found | None) -> bool:
    """Whether a full date goes on a list of times of one sentence: ``tại Bảo Thắng từ ... đến ...; tại Văn Bàn ngày ...``."""
    if previous is None or previous.type is not DeadlineType.DATE or previous.bound in _STRONG or not context.ordering(start):
        return False
    between = context.case[previous.end : start]
    return _SERIES.fullmatch(between) is not None and _PLACE.search(between) is not None


def _join(context: Context, first: Found, second: Found) -> Found | None:
    """``trước ngày 15/6 và 15/12 hằng năm`` is one time: the same day of several months under one bound word."""
    parts = [_YEARLY.fullmatch(f.rrule or "") for f in (first, second)]
    if not (parts[0] and parts[1]) or parts[0][2] != parts[1][2] or first.bound is not second.bound or second.cues:
        return None
    if not _LIST.fullmatch(context.case, first.end, second.start):
        return None
    months = [int(m) for m in f"{parts[0][1]},{parts[1][1]}".split(",")]
    return replace(first, end=second.end, rrule=parse.yearly(int(parts[0][2]), months))


def find_blank_days(context: Context) -> Iterator[Found]:
    """``trước ngày ... tháng 4 năm 2024``: the day is blank and stays so."""
    for mark in context.words.of("ngày"):
        match = context.data.blank_day.match(context.case, mark)
        if match is None:
            continue
        start, bound, cue = context.bound(match.start())
        if bound in _STRONG and context.ordered(start) and not context.excluded(start, match.end()):
            yield Found(
                start,
                match.end(),
                "blank_day",
                DeadlineType.DATE,
                bound,
                flags=(DeadlineFlag.PARTIAL,),
                cues=(cue,) if cue else (),
            )


def find_month_days(context: Context) -> Iterator[Found]:
    """``chậm nhất ngày 05 hằng tháng``, ``trước ngày 20 của tháng cuối quý``, ``ngày làm việc cuối cùng của tháng``."""
    last = 0
    for mark in context.words.of("ngày", "mồng", "mùng"):
        match = context.data.month_day.match(context.case, mark) if mark >= last else None
        if match is None:
            continue
        last = match.end()
        if context.case[mark - 1 : mark].isalnum() or context.excluded(mark, last):
            continue
        head = context.data.hour_head.search(context.case, mark - _HEAD_REACH, mark)
        start, bound, cue = context.bound(head.start() if head else mark)
        if context.not_due(start):
            continue
        if match["last"] and bound is None and not context.labelled(start):
            continue
        tail = context.data.recurring_tail.match(context.case, match.start("last_of") if match["last"] else match.end())
        rule = _last_day(match) if match["last"] else _month_day_rule(context, match, tail)
        if rule is None:
            continue
        end = max(match.end(), tail.end() if tail else 0)
        left = context.data.window_left.search(context.case, start - 40, match.start())
        if left and left["to"] and left["from"]:
            start, bound = left.start(), Bound.DURING
        kept, time = bound or Bound.ON, parse.parse_clock(head["hour"]) if head else None
        cues = (cue,) if cue else ()
        yield Found(start, end, "month_day", DeadlineType.RECURRING, kept, rrule=rule, time=time, cues=cues)


def _last_day(match: re.Match[str]) -> str:
    of = match["last_of"]
    if match["working"]:
        return parse.last_working_day(of)
    if of == "năm":
        return parse.yearly(31, [12])
    return parse.monthly([-1]) if of == "tháng" else parse.quarterly([-1], "last")


def _month_day_rule(context: Context, match: re.Match[str], tail: re.Match[str] | None) -> str | None:
    days = [int(d) for d in re.findall(r"\d+", match["days"])]
    if not all(1 <= day <= 31 for day in days):
        return None
    if "-" in match["days"]:
        days = days[-1:]
    if tail and tail["quarter"]:
        after = re.search(r"(?:sau|tiếp\s+theo)\Z", tail["quarter"])
        which = {"đầu": "first", "cuối": "last"}.get(tail["which"], "second")
        return parse.quarterly(days, "after" if after and which == "first" else which)
    rhythms = context.recurrences(match.start())
    if tail and tail["next"] and "quarterly" in rhythms:
        return parse.quarterly(days, "after")
    if tail and (tail["monthly"] or tail["next"]):
        return parse.monthly(days)
    if tail and tail["quarterly"]:
        return parse.quarterly(days, "last")
    chosen = next((name for name in rhythms if name in ("monthly", "quarterly")), None)
    if chosen is None:
        return None
    return parse.monthly(days) if chosen == "monthly" else parse.quarterly(days, "last")

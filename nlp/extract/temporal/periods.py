"""Weekdays, months, quarters, halves of years, years, and days told from today."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from nlp.extract.temporal import parse
from nlp.extract.temporal.context import Context
from nlp.extract.temporal.models import Bound, DeadlineFlag, DeadlineType, Found
from nlp.extract.temporal.patterns import words_pattern
from nlp.text.dates import parse_digits

_WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NTH = {
    "đầu tiên": 1,
    "đầu": 1,
    "cuối cùng": -1,
    "cuối": -1,
    "1": 1,
    "2": 2,
    "3": 3,
    "4": 4,
    "hai": 2,
    "ba": 3,
    "tư": 4,
    "nhất": 1,
}
_PERIOD_NOUN = words_pattern(
    "kế hoạch, chương trình, báo cáo, kinh phí, nhiệm vụ, chỉ tiêu, dự toán, kết quả, tình hình, công tác"
)
_GAP = re.compile(r"\s+")
_NOT = re.compile(r"không\s+\Z")
_FROM = re.compile(r"(?<!\w)từ\s+\Z")
_DAILY_REACH = 8
_HOUR_REACH = 60
_WINDOW_REACH = 80
_PART_REACH = 32
# What stands last wherever the lead of a part, of a repeated part or of a window matches.
_PART_ENDINGS = ("đầu", "tiên", "giữa", "cuối", "cùng", "nhất", "hai", "ba", "tư", "1", "2", "3", "4", "của")
_EACH_ENDINGS = ("các", "mỗi", "từng", "hằng", "hàng")
_UNTIL_ENDINGS = ("đến", "tới", "hết")
_TASKED = re.compile(
    r"(?<!\w)(?:tổ\s+chức|kiểm\s+tra|sơ\s+kết|tổng\s+kết|họp|tiến\s+hành|khai\s+mạc|khánh\s+thành|khởi\s+công|giám\s+sát)\s+\Z"
)
_YEAR_TASK = words_pattern(
    "giám sát, rà soát, xây dựng, lắp đặt, tập huấn, sửa chữa, khắc phục, giải quyết, thành lập, khởi công"
)
_FROM_NOW = re.compile(r"từ\s+nay\s")
_LINE = re.compile(r"(?:\n|^)[ \t]*\Z")
_LINE_END = re.compile(r"[ \t]*(?:\n|\Z)")
_EVERY = re.compile(r"(?<!\w)các\s+ngày\s")
_UNIT = re.compile(r"tháng|qu[ýí]|năm|tuần")
_ENDS = re.compile(r"\s*(?:[.;\n]|\Z)")
_EXPECTED = re.compile(r"\bdự\s+kiến\b")
_FINISHED = words_pattern("hoàn thành, xong, kết thúc, dứt điểm, hoàn tất, ít nhất, tối thiểu, chấm dứt")


def find_weekdays(context: Context) -> Iterator[Found]:
    """``thứ Tư hằng tuần``, ``hằng tuần vào ngày thứ Tư``, ``trước 16h00 thứ Sáu hằng tuần``, ``thứ Bảy đầu tháng``."""
    last = 0
    for begin in context.words.of("thứ", "chủ"):
        match = context.data.weekday.match(context.case, begin) if begin >= last else None
        if match is None:
            continue
        last = match.end()
        head = context.data.weekday_lead.search(context.case, begin - 60, begin)
        tail = context.data.weekday_tail.match(context.case, match.end())
        weekly = (
            head is not None
            and head["weekly"] is not None
            and context.data.recurring_names.get(_one_line(head["weekly"])) == "weekly"
        )
        start, bound, _ = context.bound(head.start() if head else begin)
        if not (tail or weekly):
            every = head is not None and _EVERY.search(head[0]) is not None
            timed = bound in (Bound.BEFORE, Bound.BY, Bound.ON) or _bound_of_weekday(head) is Bound.ON
            weekly = every or timed and context.recurrences(start)[:1] == ["weekly"]
        if not (tail or weekly) or context.excluded(begin, match.end()):
            continue
        if bound not in (Bound.BEFORE, Bound.BY) and (told := _bound_of_weekday(head)):
            start, bound = head.start() if head else begin, told
        end = tail.end() if tail else match.end()
        rule = _weekday_rule(context, match["days"], tail)
        if rule:
            clock = parse.parse_clock(context.case[start:begin])
            yield Found(start, end, "weekday", DeadlineType.RECURRING, bound or Bound.ON, rrule=rule, time=clock)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _bound_of_weekday(head: re.Match[str] | None) -> Bound | None:
    if head and re.search(r"(?<!\w)từ\s", head[0]):
        return Bound.DURING
    return Bound.ON if head and re.search(r"(?<!\w)vào\s", head[0]) else None


def _weekday_rule(context: Context, listed: str, tail: re.Match[str] | None) -> str | None:
    names = [name for name in re.split(r"\s*(?:,|và|đến|-)\s*(?:(?:ngày|sáng|chiều|tối)\s+)?", listed) if name]
    days = [context.data.weekdays[_one_line(name)] for name in names]
    if len(days) == 2 and re.search(r"\bđến\b|-", listed):
        days = list(_WEEK[_WEEK.index(days[0]) : _WEEK.index(days[1]) + 1]) or days
    if tail and tail["nth"]:
        nth = _NTH.get(tail["week"] or _one_line(tail["nth"]))
        return f"FREQ=MONTHLY;BYDAY={','.join(f'{nth}{day}' for day in days)}" if nth else None
    return f"FREQ=WEEKLY;BYDAY={','.join(days)}"


def find_daily_hours(context: Context) -> Iterator[Found]:
    """``trước 7h00 và 16h00 hằng ngày``: an hour of every day by which something is sent."""
    for day, every in context.daily_marks():
        match = context.data.daily_hour_lead.search(context.case, every.start() - _HOUR_REACH, every.start())
        if match is None:
            continue
        start, end = match.start(), day + len("ngày")
        if context.excluded(start, end) or not context.ordered(start) or parse_digits(match["h"]) > 24:
            continue
        if _NOT.search(context.case, start - 8, start):
            continue
        bound = Bound.BEFORE if match["word"].startswith("tr") else Bound.BY
        time = f"{parse_digits(match['h']):02}:{int(match['m'] or 0):02}"
        yield Found(start, end, "daily_hour", DeadlineType.RECURRING, bound, rrule="FREQ=DAILY", time=time)


def find_periods(context: Context) -> Iterator[Found]:
    """``trong quý II/2024``, ``trước tháng 9 năm 2024``, ``cuối tháng 10``, ``Thời gian hoàn thành: năm 2025``."""
    periods = list(_match_periods(context))
    for match in periods:
        if not context.ends(match.start(), _UNTIL_ENDINGS):
            continue
        left = context.data.month_window_lead.search(context.case, match.start() - _WINDOW_REACH, match.start())
        if left and (found := _month_window(context, left.start(), match)) is not None:
            yield found
    for match in periods:
        if not context.ends(match.start(), _PART_ENDINGS):
            continue
        part = context.data.part_lead.search(context.case, match.start() - _PART_REACH, match.start())
        if part and (found := _part_of_period(context, part, match)) is not None:
            yield found
    for match in periods:
        if (found := _period(context, match)) is not None:
            yield found


def _match_periods(context: Context) -> Iterator[re.Match[str]]:
    end = 0
    for start in context.words.of("tháng", "quý", "quí", "năm"):
        match = context.data.period.match(context.case, start) if start >= end else None
        if match:
            end = match.end()
            yield match


def _month_window(context: Context, start: int, match: re.Match[str]) -> Found | None:
    period = parse.period_of(match, context.known)
    if period is None or context.is_past(period[1]) or not _binds(context, start, match.end()):
        return None
    if not context.ordering(start) or context.not_due(start):
        return None
    return Found(start, match.end(), "month_window", DeadlineType.DATE, Bound.DURING, date=period[1])


def _binds(context: Context, start: int, end: int) -> bool:
    boundary = not context.case[max(0, start - 1) : start].isalnum()
    return boundary and not context.excluded(start, end)


def _part_of_period(context: Context, part: re.Match[str], match: re.Match[str]) -> Found | None:
    if not _binds(context, part.start(), match.end()):
        return None
    start, bound, _ = context.bound(part.start())
    labelled = context.labelled(start)
    period = parse.period_of(match, context.known)
    if period is None or not context.ordering(start) or context.told_as_done(start, match.end()) or context.silent(start):
        return None
    placed = bound is not None or labelled or context.cell(start, match.end())
    if not placed and not _closes(context, start) and not _is_tasked(context, start):
        return None
    if context.not_due(start) or _EXPECTED.search(context.case, context.near(start)[0], start):
        return None
    first, last = parse.part_of_period(" ".join(part["part"].split()), part["week"] or part["days"], *period)
    flags = context.year_flags(match["my"] or match["qy"] or match["yy"])
    day = first if bound is Bound.BEFORE else last
    if context.is_past(day):
        return None
    kept = bound or (Bound.DURING if first < last else Bound.ON)
    return Found(start, match.end(), "part_of_period", DeadlineType.DATE, kept, date=day, flags=flags)


def _is_tasked(context: Context, start: int) -> bool:
    """Whether the word of a task stands directly before (``tổng kết cuối tháng 10``) and no result of one is spoken of."""
    if not _TASKED.search(context.case, start - _PART_REACH, start):
        return False
    return not _PERIOD_NOUN.search(context.case, context.near(start)[0], start)


def _period(context: Context, match: re.Match[str]) -> Found | None:
    if not _binds(context, match.start(), match.end()) or context.data.years_on.match(context.case, match.start()):
        return None
    start, bound, cue = context.bound(match.start())
    labelled = context.labelled(start) or bound is None and _own_cell(context, match)
    if bound is Bound.ON and (rule := _yearly_period(context, match, bound)) is not None:
        return rule
    placed = bound is Bound.ON and bool(match["my"] or match["qy"]) and context.plain_place(start, match.end(), bound=bound)
    if (bound is None or bound in (Bound.AFTER, Bound.ON)) and not labelled and not placed:
        return None
    if (rule := _yearly_period(context, match, bound)) is not None:
        return rule
    if context.not_due(start) or not (labelled and context.ordering(start) or context.ordered(start)):
        return None
    if bound is Bound.DURING and not labelled and (context.told_as_done(start, match.end()) or context.silent(start)):
        return None
    if bound is Bound.DURING and match["yy"] and not labelled and not _closes_year(context, start, match.end()):
        return None
    period = parse.period_of(match, context.known)
    if period is None:
        return None
    date = period[0] if bound is Bound.BEFORE else period[1]
    past = context.is_past(date)
    if past:
        asked = (
            bound in (Bound.BEFORE, Bound.BY)
            or bound is Bound.DURING
            and _FINISHED.search(context.case, context.near(start)[0], start)
        )
        if not asked or context.told_as_done(start, match.end()) or context.is_past(date, days=366):
            return None
    kept = bound if bound in (Bound.BEFORE, Bound.BY) else Bound.DURING
    flags = (DeadlineFlag.PAST,) if past else context.year_flags(match["my"] or match["qy"] or match["yy"])
    cues = (cue,) if cue else ()
    return Found(start, match.end(), "period", DeadlineType.DATE, kept, date=date, flags=flags, cues=cues)


def _own_cell(context: Context, match: re.Match[str]) -> bool:
    """Whether a month or quarter fills a cell or a line of a schedule or heads one; without its year only where that is sure."""
    start, end = match.start(), match.end()
    if match["yy"] or not context.text[start].isupper():
        return False
    if context.cell(start, end) or context.line_head(start, end):
        return True
    return (
        bool(match["my"] or match["qy"])
        and _LINE.search(context.case[max(0, start - 4) : start]) is not None
        and _LINE_END.match(context.case, end) is not None
    )


def _yearly_period(context: Context, match: re.Match[str], bound: Bound | None) -> Found | None:
    """``trong tháng 12 hằng năm``, ``trước tháng 12 hằng năm``: months of every year."""
    if match["my"] or match["qy"] or match["yy"]:
        return None
    tail = _GAP.match(context.case, match.end())
    word = context.data.recurring.match(context.case, tail.end()) if tail else None
    if word is None or context.data.recurring_names[_one_line(word[0])] != "yearly":
        return None
    if not context.ordered(match.start()):
        return None
    listed = parse.months_of(match)
    rule = f"FREQ=YEARLY;BYMONTH={','.join(map(str, listed))}"
    if bound is Bound.BEFORE:
        rule = parse.yearly(1, listed[:1])
    start = context.bound(match.start())[0]
    kept = bound if bound in (Bound.BEFORE, Bound.BY) else Bound.DURING
    return Found(start, word.end(), "yearly_period", DeadlineType.RECURRING, kept, rrule=rule)


def _closes_year(context: Context, start: int, end: int) -> bool:
    """Whether ``trong năm 2024`` closes a task: by its word, from now on, or at the end of a task of a clause."""
    if _closes(context, start) or _FROM_NOW.match(context.case, start):
        return True
    if not _ENDS.match(context.case, end) or not context.ordering(start):
        return False
    begin = context.near(start)[0]
    tasked = context.data.orders.search(context.case, begin, start) or _YEAR_TASK.search(context.case, begin, start)
    return tasked is not None and not _PERIOD_NOUN.search(context.case, begin, start)


def _closes(context: Context, start: int) -> bool:
    """Whether ``trong năm 2024`` closes a task rather than names the year of something."""
    begin = context.near(start)[0]
    if _FINISHED.search(context.case, begin, start):
        return True
    words = [m.start() for m in context.data.completion.finditer(context.case, begin, start)]
    return bool(words) and not _PERIOD_NOUN.search(context.case, words[-1] + 4, start)


def find_half_years(context: Context) -> Iterator[Found]:
    """``trong 6 tháng đầu năm 2021``, ``trong 9 tháng đầu năm``."""
    for mark in context.words.of("tháng"):
        match = context.data.half_year.match(context.case, mark)
        number = context.data.half_year_lead.search(context.case, mark - _PART_REACH, mark) if match else None
        if match is None or number is None:
            continue
        start, bound, _ = context.bound(number.start())
        placed = bound is not None or context.labelled(start) or context.cell(start, match.end())
        if not placed or not _binds(context, start, match.end()) or not context.ordered(start):
            continue
        if context.told_as_done(start, match.end()) or context.silent(start):
            continue
        months = int(number["months"])
        first = match["half"] == "đầu"
        kept = bound if bound in (Bound.BEFORE, Bound.BY) else Bound.DURING
        tail = context.data.recurring_tail.match(context.case, match.end())
        if tail and tail["yearly"]:
            named = range(1, months + 1) if first else range(13 - months, 13)
            rule = f"FREQ=YEARLY;BYMONTH={','.join(map(str, named))}"
            yield Found(start, tail.end(), "half_year", DeadlineType.RECURRING, kept, rrule=rule)
            continue
        year = int(match["year"]) if match["year"] else context.known.year if context.known else None
        date = parse.end_of_month(year, months if first else 12) if year else None
        if date and not context.is_past(date):
            flags = context.year_flags(match["year"])
            yield Found(start, match.end(), "half_year", DeadlineType.DATE, kept, date=date, flags=flags)


def find_relative(context: Context) -> Iterator[Found]:
    """``trong buổi sáng ngày mai``, ``trong hôm nay``, ``xong trong tháng này``: told from the document's date."""
    if context.date is None:
        return
    for mark in context.words.of("ngày", "hôm", "tuần", "tháng", "quý", "quí", "năm"):
        match = context.data.relative.match(context.case, mark)
        if match is None:
            continue
        half = context.data.half_of_day.search(context.case, mark - 16, mark)
        hour = context.data.hour_head.search(context.case, mark - _HOUR_REACH, mark)
        start, bound, _ = context.bound(hour.start() if hour else half.start() if half else mark)
        if bound in (None, Bound.AFTER) or not _binds(context, start, match.end()) or not context.ordered(start):
            continue
        if context.told_as_done(start, match.end()):
            continue
        if (
            bound is Bound.DURING
            and not _closes(context, start)
            and _PERIOD_NOUN.search(context.case, context.near(start)[0], start)
        ):
            continue
        if match["unit"]:
            first, last = parse.period_from(context.date, match["unit"], ahead=match["next"] is not None)
            date = first if bound is Bound.BEFORE else last
        else:
            date = context.date + dt.timedelta(days=match[0].endswith("mai"))
        time = parse.parse_clock(hour["hour"]) if hour else None
        yield Found(start, match.end(), "relative", DeadlineType.DATE, bound, date=date, time=time)


def find_repeated_parts(context: Context) -> Iterator[Found]:
    """``cuối mỗi quý``, ``tuần cuối hằng tháng``: the same days of every month, quarter or year."""
    for mark in context.words.of("tháng", "quý", "quí", "năm"):
        if not context.ends(mark, _EACH_ENDINGS):
            continue
        part = context.data.repeated_part.search(context.case, mark - _PART_REACH, mark)
        if part is None:
            continue
        start, bound, _ = context.bound(part.start())
        unit = _UNIT.match(context.case, mark)
        end = unit.end() if unit else mark
        if bound is None and not _closes(context, start) and not _is_tasked(context, start):
            continue
        if context.excluded(start, end) or not context.ordered(start) or context.told_as_done(start, end):
            continue
        word = " ".join(part["part"].split())
        rule = parse.repeated_part(word, context.case[mark:end])
        kept = Bound.DURING if "tuần" in word and bound is not Bound.BEFORE else bound or Bound.ON
        yield Found(start, end, "repeated_part", DeadlineType.RECURRING, kept, rrule=rule)


def find_years_on(context: Context) -> Iterator[Found]:
    """``Thời gian thực hiện: Năm 2025 và các năm tiếp theo``, ``Thời gian: hằng năm``."""
    for mark in context.words.of("năm"):
        match = context.data.years_on.match(context.case, mark)
        match = match or context.data.yearly_word.search(context.case, mark - _DAILY_REACH, mark + len("năm"))
        if match is None:
            continue
        start = match.start()
        if _FROM.search(context.case, start - 4, start):
            start = context.case.rfind("từ", 0, start)
        if not context.excluded(start, match.end()) and (context.labelled(start) or context.cell(start, match.end())):
            yield Found(start, match.end(), "years_on", DeadlineType.RECURRING, Bound.DURING, rrule="FREQ=YEARLY")
    for mark in context.words.of("tháng", "quý", "quí", "tuần"):
        if not context.ends(mark, _EACH_ENDINGS):
            continue
        rhythm = context.data.rhythm_lead.search(context.case, mark - _DAILY_REACH, mark)
        unit = _UNIT.match(context.case, mark)
        if rhythm is None or unit is None or context.excluded(rhythm.start(), unit.end()):
            continue
        start, end = rhythm.start(), unit.end()
        if context.cell(start, end) or context.labelled(start) and _ENDS.match(context.case, end):
            yield Found(start, end, "rhythm", DeadlineType.RECURRING, Bound.DURING, rrule=parse.every(1, unit[0]))

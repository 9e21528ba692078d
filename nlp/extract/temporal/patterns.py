"""Named patterns of times, built from ``nlp/resources/temporal_cues.yaml``; they match on the ``case`` view.

A pattern that runs over the whole text begins with the characters that every match begins with, so that the engine can
leap from one to the next; what stands before such an anchor is read backwards by a pattern that ends in ``\\Z``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from nlp.extract.temporal.numerals import FOLLOWING_WORDS, OPENING_WORDS
from nlp.extract.temporal.places import WordPattern
from nlp.resources.load import any_at_word_start, any_of, load_resource
from nlp.text.dates import MONTH_WORDS

YEAR = r"(?:19|20)\d{2}"
#: Digits as a scanner may have read them, in lower case: o for 0, l and i for 1.
_D = "[0-9oli]"
#: White space with at most one line break: a blank line ends what stands before it, and so does a cell of a table.
_WS = r"(?:[^\S\n\t]+(?:\n[^\S\n]*)?|\n[^\S\n]*)"
#: What is left open to be filled in by hand.
_BLANK = r"(?:\s*[.…_]+\s*|\s+)"
_SEP = r"\s?[/.\-–—]\s?"
_HALF_DAY = r"(?:(?:buổi\s+)?(?:sáng|chi[ềê]u|trưa|tối)(?:\s+và\s+(?:sáng|chiều))?\s+)"
#: Hours before a day: ``16h00 ngày``, ``17 giờ 30 phút, ngày``.
_HOUR = (
    r"(?:(?:lúc\s+)?[\d§]{1,2}\s*(?:(?:h|giờ|g)\s*\d{0,2}|:\s?\d{2})(?:\s*phút|[’'′])?\s*,?\s*"
    r"(?:và\s+\d{1,2}\s*(?:h|giờ|g|:)\s*\d{0,2}\s+)?)"
)
_FROM = r"(?:k[ểếẻ]\s+từ|bắt\s+đầu\s+từ|t[ừử])"

#: A day: ``15/11``, ``15.11.2024``, ``5/6/24``, ``30 tháng 6 năm 2024``; the year may be left out. Groups d, m, y or wd, wm, wy.
DAY = (
    rf"(?:(?P<d>{_D}{_D}?){_SEP}(?P<m>1\s[0-2](?=/\d{{4}})|{_D}{_D}?)(?:{_SEP}(?P<y>\d{{4}}|\d{{2}}))?(?![\w/]|[.\-–]\d)"
    rf"|(?P<wd>{_D}{_D}?){_WS}tháng{_WS}(?P<wm>{_D}{_D}?(?!\w)|{any_of(MONTH_WORDS)})(?!\d)"
    rf"(?:\s*,?\s*(?:năm|/)\s*(?:(?P<wy>{YEAR})(?!\d)|(?P<rel>nay|này|sau|tới)(?!\w)))?)"
)
#: Where a day may stand: a digit of its number with what must follow. A letter misread for a digit may stand before it.
DAY_MARK = rf"[0-9]{_D}?(?={_SEP}{_D}|{_WS}tháng)"
#: What belongs to a day before its digits, read backwards: half of the day, the hour, ``ngày``, the weekday.
DAY_HEAD = (
    rf"(?<!\w)(?P<head>{_HALF_DAY}?(?P<hour>{_HOUR})?{_HALF_DAY}?"
    r"(?:(?P<word>ngày)[^\S\t]+(?:(?:khai\s+giảng|khai\s+mạc|khai\s+hội|bầu\s+cử|lễ|hội|rằm|kỷ\s+niệm)[^\S\t]+)?)?"
    r"(?:\(?(?:thứ\s+\w+|chủ\s+nhật)(?:\)?,?\s+|\s+\()(?:ngày\s+)?)?(?:mồng\s+|mùng\s+)?)\Z"
)
_LEFT_DAY = (
    rf"{_HALF_DAY}?{_HOUR}?(?P<left_word>ngày\s+|m[ồù]ng\s+)?(?P<left>{_D}{{1,2}}(?:{_SEP}{_D}{{1,2}}(?:{_SEP}\d{{4}})?"
    r"|\s+tháng\s+\d{1,2}(?:\s*,?\s*năm\s+\d{4})?)?)(?:\s+năm\s+(?:trước|nay)|\s+t[ếê]t)?"
)
#: The left side of a window, read backwards from its last day: ``từ ngày 20/11 đến``, ``Từ ngày 06 -``.
WINDOW_LEFT = rf"(?<!\w)(?:(?P<from>{_FROM}(?:\s+hết)?)\s+)?{_LEFT_DAY}\s*,?\s*(?:(?P<to>đến|tới)(?:\s+hết)?|[-–—~]+)\s*\Z"
#: A day of the month alone: ``ngày 05``, ``ngày 15 và 25``, ``ngày cuối cùng của tháng``. Groups days or last.
MONTH_DAY = (
    r"(?:ngày\s+(?:m[ồù]ng\s+)?|m[ồù]ng\s+)(?:(?P<days>\d{1,2}(?:\s*(?:,|và|;|-)\s*(?:ngày\s+)?\d{1,2})*)"
    r"(?!\s?[/.\-–]\s?\d|\d|\s+tháng\s+\d|\s+(?:ngày|giờ|người|lần))"
    r"|(?P<last>(?P<working>làm\s+việc\s+)?cuối\s+(?:cùng\s+)?(?:của\s+)?(?:các\s+|mỗi\s+"
    r"|h[ằà]ng\s+)?(?P<last_of>tháng|qu[ýí]|năm)(?!\s+\d)))"
)
# What goes on a list of months or quarters before its last; a bare number only where a year or the end follows the last.
_ON = r"\s*(?:,|;|và|[-–])\s*"
_LIST_END = rf"(?=\s*(?:[.,;)]|\n|\Z)|\s*/\s*{YEAR}|\s+năm\s+{YEAR})"
_M = r"(?:1[0-2]|0?[1-9]|[il][0-2i]|o[1-9])"
_MONTH = (
    rf"tháng\s+(?:(?:{_M}{_ON}tháng\s+){{1,4}}|(?:{_M}{_ON}){{1,4}}(?={_M}{_LIST_END}))?(?P<mm>{_M})(?!\w)"
    rf"(?:(?:\s*[/.]\s*|\s+năm\s+|\s*-\s*)(?P<my>{YEAR})(?!\d))?"
)
_Q = r"(?:iv|i{1,3}|[1-4])"
_QUARTER = (
    rf"qu[ýí]\s+(?:(?:{_Q}{_ON}(?:qu[ýí]\s+)?){{1,3}}(?={_Q}(?!\w)))?(?P<q>{_Q})(?!\w)"
    rf"(?:(?:\s*/\s*|\s*-\s*|\s+năm\s+|\s+)(?P<qy>{YEAR})(?!\d))?"
)
#: A month, quarter or year, or the last of a list: ``tháng 9/2024``, ``quý II và quý III năm 2024``, ``năm 2025 - 2026``.
PERIOD = rf"(?:{_MONTH}|{_QUARTER}|năm\s+(?:{YEAR}\s*(?:,|và|[-–])\s*(?:năm\s+)?){{0,2}}(?P<yy>{YEAR})(?!\d))"
#: The left side of ``từ tháng 9 đến tháng 12 năm 2026``, read backwards from the period that ends it.
MONTH_WINDOW_LEAD = (
    rf"{_FROM}\s+(?:tháng\s+\d{{1,2}}(?:\s*/\s*\d{{4}}|\s+năm\s+\d{{4}})?|qu[ýí]\s+\w{{1,3}}(?:\s*/\s*\d{{4}})?)"
    r"\s+(?:đến|tới)\s+(?:hết\s+)?\Z"
)
_NUMERAL = rf"(?:{any_of(OPENING_WORDS)})(?:\s+(?:{any_of(FOLLOWING_WORDS)})){{0,4}}?"
#: A number read backwards from its unit: ``10 (mười)``, ``một``. Groups digits or words, spelled.
NUMBER = (
    rf"(?:(?P<low>(?:từ\s+)?[0-9]{{1,3}}(?:\s?[-–]\s?|\s+đến\s+))?(?P<digits>{_D}{{1,3}})|(?P<words>{_NUMERAL}))"
    r"(?:\s*\(\s*(?P<spelled>[^()\n]{1,24})\s*\)\s*|\s+|(?<=\d))\Z"
)
#: A unit of time or of turns, from its first letter.
UNIT = (
    r"(?:ngày\s+làm\s+việc|giờ\s+làm\s+việc|ngày(?!\s+(?:\d|đầu\s|cuối\s|làm(?!\s+việc)))|giờ|tiếng|tuần"
    r"|tháng(?!\s+(?:\d|(?:đầu|cuối)\s+năm))|qu[ýí]"
    r"|năm(?!\s+(?:\d|học))|l[ầâẩ]n|bu[ổô]i|kỳ|cuộc|đợt|phiên|chuyến|lượt|lớp|ca(?!\s+(?:bệnh|mắc|nhiễm|dương|tử)))(?!\w)"
)
#: Words that times hang on; one look finds them all, and the finders read what stands round each.
UNIT_MARKS = (
    "ngày", "tháng", "tuần", "năm", "quý", "quí", "giờ", "tiếng", "lần", "lân", "lẩn", "buổi", "buôi", "kỳ", "cuộc", "đợt",
    "phiên", "chuyến", "lượt", "lớp", "ca",
)  # fmt: skip
#: What may stand between a label of a schedule and its time.
_BEHIND_LABEL = (":", ";", ",", "(", "kiến", "thể", "nhất", "trong", "là", "vào", "cáo", "tra", "ngày", "buổi")
MARKS = (*UNIT_MARKS, "mồng", "mùng", "hôm", "thứ", "chủ", "rằm", "giêng", "chạp", "âm lịch", "trung thu", "giỗ tổ")


def words_pattern(listed: str) -> re.Pattern[str]:
    """A pattern of whole words and phrases, which ``listed`` names between commas."""
    return re.compile(rf"{any_at_word_start(listed.split(', '))}(?!\w)")


@dataclass(frozen=True)
class TemporalData:
    """The cue words, compiled; names of groups tell the parts."""

    marks: WordPattern
    bound: re.Pattern[str]
    day_mark: re.Pattern[str]
    day: re.Pattern[str]
    day_head: re.Pattern[str]
    day_list: re.Pattern[str]
    hour_head: re.Pattern[str]
    until: re.Pattern[str]
    blank_day: re.Pattern[str]
    window_left: re.Pattern[str]
    month_day: re.Pattern[str]
    period: re.Pattern[str]
    part_lead: re.Pattern[str]
    repeated_part: re.Pattern[str]
    month_window_lead: re.Pattern[str]
    number: re.Pattern[str]
    unit: re.Pattern[str]
    length_lead: re.Pattern[str]
    length_event_lead: re.Pattern[str]
    notice_lead: re.Pattern[str]
    length_label: re.Pattern[str]
    length_ahead: re.Pattern[str]
    trigger: re.Pattern[str]
    turns_lead: re.Pattern[str]
    turns_bare: re.Pattern[str]
    turns_tail: re.Pattern[str]
    each_tail: re.Pattern[str]
    regular_lead: re.Pattern[str]
    regular: re.Pattern[str]
    rhythm_lead: re.Pattern[str]
    daily_lead: re.Pattern[str]
    daily_hour_lead: re.Pattern[str]
    clock_of_day: re.Pattern[str]
    short_hours: re.Pattern[str]
    same_day: re.Pattern[str]
    weekday: re.Pattern[str]
    weekday_lead: re.Pattern[str]
    weekday_tail: re.Pattern[str]
    years_on: re.Pattern[str]
    yearly_word: re.Pattern[str]
    recurring: re.Pattern[str]
    recurring_tail: re.Pattern[str]
    label: re.Pattern[str]
    not_before: re.Pattern[str]
    not_before_length: re.Pattern[str]
    next_working_day: re.Pattern[str]
    next_working_lead: re.Pattern[str]
    half_year: re.Pattern[str]
    half_year_lead: re.Pattern[str]
    relative: re.Pattern[str]
    half_of_day: re.Pattern[str]
    lunar_new_year: re.Pattern[str]
    lunar_day: re.Pattern[str]
    lunar_months: Mapping[int, Sequence[dt.date]]
    not_after: re.Pattern[str]
    orders: re.Pattern[str]
    completion: re.Pattern[str]
    keeping: re.Pattern[str]
    regular_report: re.Pattern[str]
    daily_work: re.Pattern[str]
    silent: re.Pattern[str]
    own_date: re.Pattern[str]
    weekdays: Mapping[str, str]
    recurring_names: Mapping[str, str]
    #: What stands last, but for white space, wherever ``bound`` or ``until``, ``not_before`` and ``label`` match: a cheap look
    #: before they are tried.
    bound_endings: tuple[str, ...]
    not_before_endings: tuple[str, ...]
    label_endings: tuple[str, ...]


@lru_cache(maxsize=1)
def load_temporal_data() -> TemporalData:
    """The cue words and the patterns made of them, read once."""
    raw = load_resource("temporal_cues.yaml")
    every = {name: any_of(words) for name, words in raw["recurring"].items()}
    fields = {**_day_patterns(raw), **_length_patterns(raw), **_turn_patterns(raw, every), **_context_patterns(raw)}
    names = {word: name for name, words in raw["recurring"].items() for word in words}
    return TemporalData(
        marks=WordPattern(MARKS),
        lunar_months=MappingProxyType(raw["lunar_months"]),
        weekdays=MappingProxyType(raw["weekdays"]),
        recurring_names=MappingProxyType(names),
        bound_endings=_endings([word for words in raw["bounds"].values() for word in words], "các", "đến", "hết"),
        not_before_endings=_endings(raw["not_before"], "từ", "đến", "hết"),
        label_endings=_endings(raw["labels"], *_BEHIND_LABEL),
        **{name: re.compile(pattern) for name, pattern in fields.items()},
    )


def _endings(phrases: Sequence[str], *more: str) -> tuple[str, ...]:
    return tuple(sorted({*(phrase.split()[-1] for phrase in phrases), *more}))


def _day_patterns(raw: Any) -> dict[str, str]:
    bounds = "|".join(f"(?P<{name}>{any_of(words)})" for name, words in raw["bounds"].items())
    years = any_of(raw["recurring"]["yearly"])
    lunar = (
        r"trước\s+tết(?!\s+(?:trung\s+thu|dương\s+lịch|đoan\s+ngọ|độc\s+lập|thiếu\s+nhi))(?:\s+nguyên\s+đán|\s+âm\s+lịch)?(?:\s+(?:năm\s+)?(?P<stem>giáp|ất|bính|đinh|mậu|kỷ|canh|tân"
        rf"|nhâm|quý)\s+(?P<branch>\w+))?(?:\s+(?:năm\s+)?(?P<year>{YEAR}))?"
    )
    return {
        "bound": rf"(?<!\w)(?:{bounds})\s+(?:các\s+)?\Z",
        "day_mark": DAY_MARK,
        "day": DAY,
        "day_head": DAY_HEAD,
        "day_list": r"(?<!\w)(?:\d{1,2}\s+)?ngày\s+(?:\d{1,2}\s*(?:,|;|và)\s*(?:ngày\s+)?){1,6}\Z",
        "hour_head": rf"(?<!\w){_HALF_DAY}?(?P<hour>{_HOUR}){_HALF_DAY}?\Z",
        "until": r"(?<!\w)(?:(?P<now>từ\s+nay\s+(?:cho\s+)?)?đến(?:\s+hết)?)\s+\Z",
        "blank_day": (
            rf"ngày{_BLANK}(?:tháng(?:\s+{_M}\s+|{_BLANK})năm\s+{YEAR}(?!\d)|tháng\s+{_M}(?!\w|\s*/)|/\s*(?:{_M}|[.…_]+)\s*/\s*{YEAR}(?!\d))"
        ),
        "window_left": WINDOW_LEFT,
        "month_day": MONTH_DAY,
        "period": PERIOD,
        "part_lead": (
            r"(?P<part>(?:(?:nửa|tuần(?:\s+lễ)?|(?P<days>\d{1,2})\s+ngày)\s+)?(?:đầu(?:\s+tiên)?|giữa|cuối(?:\s+cùng)?)"
            r"|tuần\s+(?:lễ\s+)?(?:thứ\s+)?(?P<week>nhất|hai|ba|tư|[1-4]))\s+(?:của\s+)?\Z"
        ),
        "repeated_part": (
            r"(?<!\w)(?P<part>(?:tuần(?:\s+lễ)?\s+)?(?:đầu|cuối)(?:\s+(?:tiên|cùng))?)\s+(?:của\s+)?(?:các|mỗi|từng|h[ằà]ng)\s+\Z"
        ),
        "month_window_lead": MONTH_WINDOW_LEAD,
        "half_year": rf"tháng\s+(?P<half>đầu|cuối)\s+năm(?:\s+(?P<year>{YEAR}))?(?!\s+\d)",
        "half_year_lead": r"(?<!\d)(?P<months>0?[1-9]|1[01])\s+\Z",
        "relative": r"(?:ngày\s+mai|hôm\s+nay|(?P<unit>tuần|tháng|qu[ýí]|năm)\s+(?:này|nay|(?P<next>sau|tới)))(?!\w)",
        "half_of_day": rf"(?<!\w)(?:{_HALF_DAY})\Z",
        "lunar_new_year": lunar,
        "lunar_day": (
            rf"(?<!\w)(?:(?:(?:tết|ngày)\s+)?(?P<feast>trung\s+thu|giỗ\s+tổ)(?:\s+hùng\s+vương)?"
            rf"|(?:ngày\s+)?(?:(?P<full>rằm)|(?:m[ồù]ng\s+)?(?P<day>\d{{1,2}}))(?:\s+tháng\s+|\s*/\s*)(?P<month>{any_of(MONTH_WORDS)}|\d{{1,2}})"
            rf"(?P<lunar>\s*\(?\s*âm\s+lịch\)?)?)(?!\w)(?:\s*,?\s*năm\s+(?P<year>{YEAR}))?"
        ),
        "years_on": (
            rf"(?:năm\s+{YEAR}\s+và\s+(?:các|những)\s+năm\s+(?:tiếp\s+theo|sau)|năm\s+{YEAR}\s+trở\s+đi)"
            r"(?!\w)"
        ),
        "yearly_word": rf"(?:{years})\Z",
    }


def _length_patterns(raw: Any) -> dict[str, str]:
    within, at_least, after = (any_of(raw["durations"][key]) for key in ("within", "at_least", "after"))
    event = (
        rf"(?:(?:ngày|khi|thời\s+điểm)\s+(?!mồng|mùng)|(?=(?:{any_of(raw['events'])})\b))[^\d,;:."
        rf"()\n]{{3,60}}?(?:\n[^\d,;:.()\n]{{1,40}}?)?"
    )
    return {
        "number": NUMBER,
        "unit": UNIT,
        "length_lead": rf"(?<!\w)(?:(?P<within>{within})|(?P<at_least>{at_least})|(?P<after>{after}))\s+(?:là\s*:?\s+)?\Z",
        "length_event_lead": rf"(?<!\w)trước\s+(?:(?:mỗi|từng)\s+)?(?P<event>{event})\s+(?:ít\s+nhất\s+|tối\s+thiểu\s+)?\Z",
        "notice_lead": r"(?<!\w)trước\s+(?:ít\s+nhất\s+|tối\s+thiểu\s+)?\Z",
        "length_label": (
            r"(?<!\w)(?:thời\s+hạn(?:\s+\w+){0,5}|thời\s+gian\s+(?:giải\s+quyết|hoàn\s+thành|xử\s+lý|trả\s+lời|niêm\s+yết|thẩm\s+định"
            r"|kiểm\s+tra|thanh\s+tra|thực\s+hiện|lấy\s+ý\s+kiến|công\s+khai))\s*:\s*\Z"
        ),
        "length_ahead": r"(?P<ahead>\s+trước\s+(?P<event>(?:khi|ngày|lúc|thời\s+điểm)\s+[^,;.:()\n]{2,50}|(?:"
        + any_of(raw["events"])
        + r")\b[^,;.:()\n]{0,40}))",
        "trigger": (
            r"(?:\s*,)?\s*\(?((?P<counted>k[ểếẻ]\s+từ|tính\s+từ|t[ừử]"
            r"|sau\s+khi|sau|k[ểế]\s+từ\s+sau)"
            r"\s+(?:ngày|khi|thời\s+điểm|lúc|nhận|có|kết|hết|ban|được|buổi|hội\s+nghị|cuộc)[^,;.()\n]{0,160}(?:\n[^,;.()\n]{1,120})?)"
        ),
        "next_working_day": r"ngày\s+làm\s+việc\s+(?:tiếp\s+theo|kế\s+tiếp|liền\s+kề|sau)(?!\w)",
        "next_working_lead": r"(?<!\w)(?:(?:chậm\s+nhất\s+(?:là\s+)?)?(?:trong|vào)|chậm\s+nhất(?:\s+là)?)\s+\Z",
        "clock_of_day": (
            r"\s{0,3}(?:\d{1,2}\s{0,3}(?:phút)?)?\s{0,3},?\s{0,3}(?:(?:buổi\s+)?(?:sáng|trưa|chiều|tối)\s{0,3},?\s{0,3})?(?:ngày|hôm|thứ\s+(?!\d))(?!\s+làm)(?!\w)"
        ),
        "short_hours": r"trong\s+(?:vòng|thời\s+hạn|thời\s+gian)\s+(?:không\s+quá\s+|tối\s+đa\s+)?(?P<hours>\d{1,3})\s?h(?!\w)",
        "same_day": r"trong\s+ngày(?=\s*[.,;)]|\s+(?:có|phải|và|để|cho|báo|gửi|về)\s)",
        "not_before_length": rf"(?<!\w)(?:{any_of(raw['not_before_length'])})\s+\Z",
        "not_after": rf"\s*(?:{any_of(raw['not_after'])})\b",
        "keeping": rf"{any_at_word_start(raw['keeping'])}\b",
        "own_date": (
            rf"ngày\s+(?:ký|ban\s+hành)(?:\s+ban\s+hành)?(?:\s+(?:{any_of(raw['own_names'])})\s+này)?\s*\Z|ngày\s+"
            rf"(?:{any_of(raw['own_names'])})\s+này\s+được\s+(?:ký|ban\s+hành)|ngày\s+(?:ký|ban\s+hành)\s+"
            rf"(?:{any_of(raw['own_names'])})\s+này"
        ),
    }


def _turn_patterns(raw: Any, every: Mapping[str, str]) -> dict[str, str]:
    recurring = [word for words in raw["recurring"].values() for word in words]
    any_recurring, every_word = any_of(recurring), any_at_word_start(recurring)
    period = r"tuần|tháng|qu[ýí]|năm\s+học|năm|ngày|nửa\s+năm|sáu\s+tháng|06\s+tháng|6\s+tháng"
    weekday = rf"(?:{any_of(raw['weekdays'])})"
    tail_month = (
        rf"(?P<yearly>{every['yearly']}|của\s+năm\s+(?:trước|sau)(?:\s+liền\s+kề)?)"
        rf"|(?P<monthly>{every['monthly']}|tháng(?=\s*[,;.)]))|(?P<quarterly>{every['quarterly']})"
    )
    of_quarter = r"(?:của\s+)?(?:mỗi\s+|h[ằà]ng\s+)?qu[ýí](?:\s+(?:sau|tiếp\s+theo))?"
    return {
        "turns_lead": (
            rf"(?<!\w)(?:mỗi|h[ằà]ng|trong|một|01|1)\s+(?:một\s+|01\s+|1\s+)?(?P<period>{period})\s+"
            rf"(?:(?:{any_of(raw['turn_verbs'])})\s+(?:\w+\s+){{0,2}})?(?:ít\s+nhất\s+|tối\s+thiểu\s+|không\s+dưới\s+)?\Z"
        ),
        "turns_bare": r"(?<!\w)(?<!\d\s)(?P<period>ngày|tuần|tháng|năm)\s+(?:ít\s+nhất\s+|tối\s+thiểu\s+)?\Z",
        "turns_tail": rf"\s*(?:/|trong|mỗi|một)\s*(?:một\s+|01\s+|1\s+|mỗi\s+)?(?P<period>{period})(?!\w)",
        "each_tail": r"(?:\s*(?:/|(?:họp\s+|báo\s+cáo\s+)?(?:một|01|1))\s*l[ầâ]n|(?<!ngày)\s*(?:một|01|1)\s+phiên)(?!\w)",
        "regular_lead": r"(?<!\w)(?:định\s+kỳ\s*,?\s+(?:mỗi\s+|cứ\s+)?|ít\s+nhất\s+|tối\s+thiểu\s+|mỗi\s+|cứ\s+)\Z",
        "regular": rf"định\s+kỳ\s*,?\s+(?:vào\s+)?(?P<word>{any_recurring})(?!\s+một\s+lần)(?!\w)",
        "rhythm_lead": r"(?<!\w)(?:h[ằà]ng|mỗi)\s+\Z",
        "daily_lead": r"(?P<every>h[ằà]ng|mỗi)\s+\Z",
        "daily_hour_lead": (
            r"(?P<word>trước|chậm\s+nhất(?:\s+là|\s+vào)?(?:\s+lúc)?)\s+(?P<h>[\dl]\d?)\s*(?:h|giờ|g|:)\s*"
            r"(?P<m>\d{0,2})(?:\s*phút|[’'′])?(?:\s*(?:,|và)\s*\d{1,2}\s*(?:h|giờ|g|:)\s*\d{0,2}[’'′]?)*\s+\Z"
        ),
        "weekday": rf"(?P<days>{weekday}(?:\s*(?:,|và|đến|-)\s*(?:(?:ngày|sáng|chiều|tối)\s+)?{weekday})*)(?!\w)",
        "weekday_lead": (
            rf"(?<!\w)(?P<head>(?:(?P<weekly>{every['weekly']}|{every['monthly']})\s*,?\s+)?(?:vào\s+"
            rf"|từ\s+)?(?:các\s+)?{_HALF_DAY}?{_HOUR}?{_HALF_DAY}?(?:các\s+)?(?:ngày\s+)?)\Z"
        ),
        "weekday_tail": (
            r"\s+(?:(?P<nth>đầu\s+tiên|cuối\s+cùng|đầu|cuối|(?:của\s+)?tuần\s+(?:thứ\s+)?(?P<week>\d|đầu|cuối|nhất|hai"
            rf"|ba|tư)(?:\s+(?:tiên|cùng))?)\s+(?:của\s+)?(?:{every['monthly']}|tháng)|(?:của\s+)?(?P<weekly>{every['weekly']})|trong\s+tuần"
            r"|của\s+tuần)(?!\w)"
        ),
        "recurring": rf"{every_word}(?!\w)",
        "recurring_tail": (
            r"(?:\s*,)?\s*\(?(?:của\s+(?!năm)|trong\s+)?(?:(?P<quarter>tháng\s+(?P<which>cuối|đầu|giữa|thứ\s+hai)"
            rf"(?:\s+(?:cùng|tiên))?\s+{of_quarter})|(?P<next>tháng\s+(?:sau|tiếp\s+theo|kế\s+tiếp)(?:\s+của\s+qu[ýí])?)"
            rf"|{tail_month})\b"
        ),
        "regular_report": rf"{any_at_word_start(raw['regular_headings'])}\b",
        "daily_work": rf"{any_at_word_start(raw['daily_work'])}\b",
    }


def _context_patterns(raw: Any) -> dict[str, str]:
    return {
        "label": (
            rf"(?<!\w)(?:thời\s+gian(?:\s+\w+){{1,3}}\s*(?::|\s(?:vào|là))\s*\Z|(?:{any_of(raw['labels'])})(?:\s+(?:dự\s+kiến|cụ\s+thể|chậm\s+nhất|trong|là|vào|báo\s+cáo"
            r"|kiểm\s+tra))?\s*[:;]?\s*(?:dự\s+kiến\s*:?\s*|(?:\d{1,2}|một|hai|ba|nửa)\s+(?:ngày|buổi)\s*[,:(]?\s*(?:vào\s+)?)?\Z)"
        ),
        "not_before": rf"(?<!\w)(?:{any_of(raw['not_before'])})\s+(?:(?:kể\s+|tính\s+)?(?:từ|đến)\s+)?(?:hết\s+)?\Z",
        "orders": rf"{any_at_word_start(raw['orders'])}\b",
        "completion": rf"{any_at_word_start(raw['completion'])}\b",
        "silent": rf"\W*(?:(?:phần\s+)?\w{{1,4}}\s*[.):/\-]+\s*)?(?:{any_of(raw['silent'])})\b",
    }

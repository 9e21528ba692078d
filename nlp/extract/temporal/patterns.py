"""Named patterns of times, built from ``nlp/resources/temporal_cues.yaml``; they match on the ``case`` view."""
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from nlp.resources.load import any_of, load_resource
from nlp.text.dates import MONTH_WORDS

_MONTH_WORD = any_of(MONTH_WORDS)
_YEAR = r"(?:19|20)\d{2}"
_SEP = r"\s?[/.\-–—]\s?"
#: Hours before a day: ``16h00 ngày``, ``17 giờ 30 phút, ngày``.
HOUR = r"(?:(?:lúc\s+)?\d{1,2}\s*(?:h|giờ|g|:)\s*\d{0,2}(?:\s*phút)?\s*,?\s*)"
_HALF_DAY = r"(?:(?:buổi\s+)?(?:sáng|chiều|trưa|tối)(?:\s+và\s+(?:sáng|chiều))?\s+)"

#: A day: ``ngày 15/11``, ``ngày 30 tháng 6 năm 2024``, ``15/5/2024``; year optional. Groups d, m, y.
DAY = (
    rf"(?:{_HALF_DAY})?{HOUR}?(?:{_HALF_DAY})?(?:ngày\s+)?(?:\(?thứ\s+\w+\)?,?\s+(?:ngày\s+)?)?"
    rf"(?:(?P<d>\d{{1,2}}){_SEP}(?P<m>\d{{1,2}})(?:{_SEP}(?P<y>\d{{4}}))?(?![\d/])"
    rf"|(?:mồng\s+|mùng\s+)?(?P<wd>\d{{1,2}})\s+tháng\s+(?P<wm>\d{{1,2}}|{_MONTH_WORD})(?!\d)(?:\s*,?\s*(?:năm|/)\s*(?P<wy>{_YEAR})(?!\d))?)"
)
#: A day of the month alone: ``ngày 05``, ``ngày 15 và 25``. Group days.
MONTH_DAY = r"(?:ngày\s+)(?P<days>\d{1,2}(?:\s*(?:,|và|;)\s*(?:ngày\s+)?\d{1,2})*)(?!\s?[/.\-–]\s?\d|\d|\s+tháng\s+\d|\s+(?:ngày|giờ|người|lần))"
#: A month or quarter: ``tháng 9/2024``, ``quý II năm 2024``, ``năm 2025``.
MONTH = rf"tháng\s+(?P<mm>1[0-2]|0?[1-9])(?!\d)(?:(?:\s*/\s*|\s+năm\s+|\s*-\s*)(?P<my>{_YEAR})(?!\d))?"
QUARTER = rf"qu[ýí]\s+(?P<q>iv|i{{1,3}}|[1-4])(?!\w)(?:(?:\s*/\s*|\s+năm\s+|\s+)(?P<qy>{_YEAR})(?!\d))?"
YEAR_ALONE = rf"năm\s+(?P<yy>{_YEAR})(?!\d)"
PERIOD = rf"(?:{MONTH}|{QUARTER}|{YEAR_ALONE})"

_FROM = r"(?:k[ểế]\s+từ|bắt\s+đầu\s+từ|từ)"
#: A window: ``từ ngày 20/11 đến ngày 15/12/2017``, ``Từ ngày 06 - 15/11/2017``, ``Ngày 20 — 21/11/2017``.
WINDOW = (
    rf"(?:{_FROM}\s+(?:{_HALF_DAY})?{HOUR}?(?:ngày\s+)?|(?:{_HALF_DAY})?{HOUR}?ngày\s+)\d{{1,2}}(?:{_SEP}\d{{1,2}})?(?:{_SEP}\d{{4}})?(?:\s+tháng\s+\d{{1,2}})?(?:\s+năm\s+\d{{4}})?"
    rf"\s*(?:đến(?:\s+hết)?|tới|[-–—]+)\s*(?:{_HALF_DAY})?{HOUR}?(?:ngày\s+)?"
    rf"(?:(?P<d>\d{{1,2}}){_SEP}(?P<m>\d{{1,2}})(?:{_SEP}(?P<y>\d{{4}}))?(?![\d/])|(?P<wd>\d{{1,2}})\s+tháng\s+(?P<wm>\d{{1,2}})(?!\d)(?:\s*,?\s*năm\s+(?P<wy>\d{{4}}))?)"
)
#: ``từ tháng 9 đến tháng 12 năm 2026``: groups of PERIOD for its end.
MONTH_WINDOW = rf"{_FROM}\s+(?:tháng\s+\d{{1,2}}(?:\s*/\s*\d{{4}}|\s+năm\s+\d{{4}})?|qu[ýí]\s+\w{{1,3}}(?:\s*/\s*\d{{4}})?)\s+đến\s+(?:hết\s+)?{PERIOD}"
_UNIT = r"(?P<unit>ngày\s+làm\s+việc|ngày(?!\s+(?:\d|đầu|cuối|làm\b))|giờ\s+làm\s+việc|giờ|tiếng|tháng|tuần|năm)"


@dataclass(frozen=True)
class TemporalData:
    """The cue words, compiled."""

    bounds: Mapping[str, re.Pattern[str]]  # bound -> pattern that ends where the time begins
    day: re.Pattern[str]
    month_day: re.Pattern[str]
    period: re.Pattern[str]
    window: re.Pattern[str]
    month_window: re.Pattern[str]
    duration: re.Pattern[str]
    reverse_duration: re.Pattern[str]
    frequency: re.Pattern[str]
    regular: re.Pattern[str]
    weekday: re.Pattern[str]
    years_on: re.Pattern[str]
    recurring: Mapping[str, re.Pattern[str]]
    recurring_tail: re.Pattern[str]
    label: re.Pattern[str]
    not_before: re.Pattern[str]
    not_before_length: re.Pattern[str]
    next_working_day: re.Pattern[str]
    half_year: re.Pattern[str]
    lunar_new_year: re.Pattern[str]
    lunar_days: Mapping[int, dt.date]
    not_after: re.Pattern[str]
    orders: re.Pattern[str]
    numbers: Mapping[str, int]
    weekdays: Mapping[str, str]


@lru_cache(maxsize=1)
def load_temporal_data() -> TemporalData:
    """The cue words and the patterns made of them, read once."""
    raw = load_resource("temporal_cues.yaml")
    number = rf"(?:\d{{1,3}}|[0-9OolI]{{2}}|{any_of(raw['numbers'])})"
    spelled = rf"(?P<number>{number})(?:\s*\(\s*(?:\d{{1,3}}|[^\W\d]+(?:\s+[^\W\d]+){{0,4}})\s*\))?"
    within, at_least, after = (any_of(raw["durations"][key]) for key in ("within", "at_least", "after"))
    period = r"(?P<period>tuần|tháng|qu[ýí]|năm|ngày)"
    every = {key: any_of(words) for key, words in raw["recurring"].items()}
    any_recurring = any_of([word for words in raw["recurring"].values() for word in words])
    weekdays = any_of(raw["weekdays"])
    return TemporalData(
        bounds=MappingProxyType({key: re.compile(rf"(?:{any_of(words)})\s+\Z") for key, words in raw["bounds"].items()}),
        day=re.compile(rf"(?<![\w/]){DAY}"),
        month_day=re.compile(rf"\b{MONTH_DAY}"),
        period=re.compile(rf"\b{PERIOD}"),
        window=re.compile(rf"\b{WINDOW}"),
        month_window=re.compile(rf"\b{MONTH_WINDOW}"),
        duration=re.compile(
            rf"\b(?:(?P<within>{within})|(?P<at_least>{at_least})|(?P<after>{after}))\s+(?:là\s+)?{spelled}\s+{_UNIT}(?![\w/])"
            r"(?P<ahead>\s+trước\s+(?:khi|ngày)\s+[^,;.()\n]{2,50})?"
        ),
        reverse_duration=re.compile(rf"\btrước\s+(?P<event>(?:ngày|khi)\s+(?!mồng|mùng)[^\d,;.()\n]{{3,60}}?)\s+{spelled}\s+{_UNIT}(?![\w/])"),
        frequency=re.compile(
            rf"\b(?:(?:mỗi|trong|một|01|1)\s+(?:một\s+|01\s+|1\s+)?{period}\s+(?:tổ\s+chức\s+|họp\s+|báo\s+cáo\s+)?(?:ít\s+nhất\s+|tối\s+thiểu\s+)?(?P<times>{number})\s+(?:lần|lân|ngày|buổi|kỳ|cuộc|đợt)"
            rf"|(?:ít\s+nhất\s+|tối\s+thiểu\s+|định\s+kỳ\s+)?(?P<times2>{number})\s+(?:lần|lân|ngày|buổi|kỳ|cuộc|đợt)\s*(?:/|trong|mỗi|một)\s*(?:một\s+|01\s+|1\s+|mỗi\s+)?(?P<period2>tuần|tháng|qu[ýí]|năm)"
            rf"|(?:định\s+kỳ\s+)?(?:mỗi\s+)?(?P<every>{number})\s+(?P<period3>tháng|tuần|năm)\s*(?:/|một|01|1)\s*l[ầâ]n)(?!\w)"
        ),
        regular=re.compile(rf"\bđịnh\s+kỳ\s*,?\s+(?:(?P<every>{number})\s+(?P<unit>tháng|tuần)|(?P<word>{any_recurring}))(?!\s+một\s+lần)(?!\w)"),
        weekday=re.compile(rf"\b(?:(?:vào\s+)?(?:các\s+)?(?:ngày\s+)?(?:sáng\s+|chiều\s+)?(?P<weekdays>(?:từ\s+)?(?:{weekdays})(?:\s*(?:,|và|đến|-)\s*(?:ngày\s+)?(?:{weekdays}))*)\s+(?:của\s+)?(?:{every['weekly']}|trong\s+tuần)"
            rf"|(?:{every['weekly']})\s*,?\s+(?:vào\s+)?(?:các\s+)?(?:ngày\s+)?(?:sáng\s+|chiều\s+)?(?P<weekdays2>(?:{weekdays})(?:\s*(?:,|và)\s*(?:ngày\s+)?(?:{weekdays}))*))"),
        years_on=re.compile(rf"\b(?:(?:từ\s+)?năm\s+{_YEAR}\s+(?:và\s+(?:các|những)\s+năm\s+(?:tiếp\s+theo|sau)|trở\s+đi)|{every['yearly']})"),
        recurring=MappingProxyType({key: re.compile(rf"\b(?:{words})\b") for key, words in every.items()}),
        recurring_tail=re.compile(
            r"\s*,?\s*\(?(?:của\s+)?(?:(?P<quarter>tháng\s+cuối(?:\s+cùng)?\s+(?:của\s+)?(?:mỗi\s+|hằng\s+|hàng\s+)?qu[ýí])|(?P<next>tháng\s+(?:sau|tiếp\s+theo|kế\s+tiếp)(?:\s+của\s+qu[ýí])?)"
            rf"|(?P<yearly>{every['yearly']})|(?P<monthly>{every['monthly']}|tháng(?=\s*[,;.)]))|(?P<quarterly>{every['quarterly']}))\b"
        ),
        label=re.compile(rf"(?:^|[\n|;.:+\-–(]\s*|\b)(?:{any_of(raw['labels'])})(?:\s+(?:dự\s+kiến|cụ\s+thể|chậm\s+nhất|trong|là|vào|báo\s+cáo|kiểm\s+tra))?\s*[:;]?\s*\Z"),
        not_before=re.compile(rf"\b(?:{any_of(raw['not_before'])})\s+(?:(?:kể\s+)?(?:từ|đến)\s+)?(?:hết\s+)?\Z"),
        not_before_length=re.compile(rf"\b(?:{any_of(raw['not_before_length'])})\s+\Z"),
        next_working_day=re.compile(r"\b(?:chậm\s+nhất\s+(?:là\s+)?)?(?:trong|vào)\s+ngày\s+làm\s+việc\s+(?:tiếp\s+theo|kế\s+tiếp|liền\s+kề|sau)"),
        half_year=re.compile(rf"\btrong\s+6\s+tháng\s+(?P<half>đầu|cuối)\s+năm(?:\s+(?P<year>{_YEAR}))?"),
        lunar_new_year=re.compile(r"\btrước\s+tết(?:\s+nguyên\s+đán)?(?:\s+(?:năm\s+)?(?:giáp|ất|bính|đinh|mậu|kỷ|canh|tân|nhâm|quý)\s+\w+)?(?:\s+(?P<year>{_YEAR}))?".replace("{_YEAR}", _YEAR)),
        lunar_days=MappingProxyType(raw["lunar_new_year"]),
        not_after=re.compile(rf"\s*(?:{any_of(raw['not_after'])})\b"),
        orders=re.compile(rf"\b(?:{any_of(raw['orders'])})\b"),
        numbers=MappingProxyType(raw["numbers"]),
        weekdays=MappingProxyType(raw["weekdays"]),
    )

"""The words of questions as patterns, for queries with marks and for those without.

The words are in ``nlp/resources/search.yaml``, times are those of the deadline reader. Without marks `giao` may be `giáo`, so a
query with marks is read by its marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from nlp.extract.temporal.patterns import DAY, PERIOD
from nlp.resources.load import any_of, load_resource
from nlp.text.fold import fold_case, fold_diacritics, fold_tone

#: Words for a kind of place, which a name follows.
PLACE_KINDS = ("xã", "phường", "thị trấn", "đặc khu", "huyện", "quận", "thị xã", "thành phố", "tp", "tỉnh")
_BODIES = ("ubnd", "hđnd", "các sở", "các huyện", "các xã", "các phòng", "các ngành", "các ban")


@dataclass(frozen=True)
class QuestionWords:
    """Patterns on text in lower case with the new tone placement, with marks or without."""

    time: re.Pattern[str]
    period: re.Pattern[str]
    to: re.Pattern[str]
    not_overdue: re.Pattern[str]
    due_words: re.Pattern[str]
    body_start: re.Pattern[str]
    duty: re.Pattern[str]
    led_by: re.Pattern[str]
    whose: re.Pattern[str]
    which: re.Pattern[str]
    place_kind: re.Pattern[str]
    place_led_by: re.Pattern[str]
    act: re.Pattern[str]
    forbidden: re.Pattern[str]


@lru_cache(maxsize=2)
def load_words(*, marked: bool) -> QuestionWords:
    """The words of the package, compiled once for each way of typing."""
    data = load_resource("search.yaml")
    bounds = load_resource("temporal_cues.yaml")["bounds"]
    limits = [word.strip(" :") for name in ("before", "by", "during", "after", "on") for word in bounds[name]]
    limits += ["ngày", "hạn", "đến hạn", "tới hạn", "đến", "trong ngày", "trong tháng", "từ ngày", "trước ngày"]
    acts = [word for words in data["acts"].values() for word in words]
    starts = [*load_resource("body_cues.yaml")["starts"], *_BODIES]

    def listed(words: Iterable[str]) -> str:
        return any_of(fold_tone(fold_case(word)) for word in words)

    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern if marked else fold_diacritics(pattern))

    time = (
        rf"\b(?:(?P<overdue>{listed(data['overdue'])})|(?P<soon>{listed(data['soon'])})"
        r"|trong\s+(?P<whole>tuần|tháng|quý|năm)(?=\s*(?:[,.;?!]|\Z))"
        rf"|(?:(?P<bound>{listed(limits)})\s+(?:ngày\s+|hết\s+)?)?"
        r"(?:(?P<day_word>ngày\s+mai|hôm\s+nay)|(?P<unit>tuần|tháng|quý|năm)\s+(?P<which>này|nay|sau|tới|trước)"
        r"|(?P<ahead>\d{1,2})\s+(?P<ahead_unit>ngày|tuần|tháng)\s+(?:tới|nữa)"
        rf"|(?P<part>(?:nửa\s+)?(?:đầu|cuối)|giữa)\s+(?P<of_part>{_unnamed(PERIOD)})"
        rf"|{PERIOD}|{DAY}))(?!\w)"
    )
    return QuestionWords(
        time=compiled(time),
        period=compiled(PERIOD),
        to=compiled(r"\s*(?:đến|tới)\s"),
        not_overdue=compiled(rf"\b(?:{listed(data['not_overdue'])})\b"),
        due_words=compiled(rf"\b(?:{listed(data['due_words'])})\b"),
        body_start=compiled(rf"\b(?:{listed(starts)})\b"),
        duty=compiled(rf"\s*\b(?:{listed(data['duties'])})\b"),
        led_by=compiled(rf"\b(?:{listed(data['led_by'])})\s+\Z"),
        whose=compiled(rf"\b(?:{listed(data['duties_asked'])})\b[^,;.]*\bcủa\s+\Z"),
        which=compiled(rf"\b(?:{listed(data['which'])})\b"),
        place_kind=compiled(rf"\b(?P<kind>{listed(PLACE_KINDS)})\.?\s+"),
        place_led_by=compiled(rf"\b(?:{listed(data['places_led_by'])})\s+\Z"),
        act=compiled(
            r"\b(?:phải|cần|có\s+trách\s+nhiệm|chịu\s+trách\s+nhiệm|được\s+giao)\s+(?:(?:tổ\s+chức|tiến\s+hành|thực\s+hiện)\s+)?"
            rf"(?P<act>{listed(acts)})\b"
        ),
        forbidden=compiled(rf"\W*(?P<word>{listed(data['forbidden'])})\b"),
    )


def _unnamed(pattern: str) -> str:
    """A pattern without the names of its groups, so that it can stand in another twice."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)

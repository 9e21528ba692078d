"""Lengths of time and numbers of turns: every number with a unit, read by what stands before and behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.extract.temporal import parse
from nlp.extract.temporal.context import Context
from nlp.extract.temporal.models import Bound, DeadlineFlag, DeadlineType, Found, TimeUnit
from nlp.extract.temporal.numerals import FOLLOWING_WORDS, OPENING_WORDS
from nlp.extract.temporal.patterns import UNIT_MARKS
from nlp.resources.load import any_of

_TURN_UNITS = re.compile(r"l[ầâẩ]n|bu[ổô]i|kỳ|cuộc|đợt|phiên|chuyến|lượt|lớp|ca|ngày")
_BARE_TURNS = re.compile(r"l[ầâẩ]n|bu[ổô]i|chuyến|lượt|ca")
_NUMERAL = re.compile(rf"\d+|(?!tư\b)(?:{any_of(OPENING_WORDS)})|cuối|đầu|mươi|trong|mỗi")
_EFFECT = re.compile(r"hiệu\s+lực(?:\s+thi\s+hành)?\s+\Z")
_EXTENDED = re.compile(r"kéo\s+dài\s+\Z")
_LEAD_REACH = 48
_EVENT_REACH = 110
_RUNNING = re.compile(r"\s+liên\s+tục(?!\w)")
_MONEY = re.compile(r"\bđồng\b|%")
_LEAST = re.compile(r"(?:ít|tối|không)\s+\w+\s+\Z")
_AT_LEAST = re.compile(r"(?<!\w)(?:ít\s+nhất|tối\s+thiểu|định\s+kỳ)\s+\Z")
_SERVICE = re.compile(r"(?:giờ|24/24|24/7)\W*\Z")
_SHORTENED = re.compile(r"(?<!\w)(?:còn|xuống|từ)\s+\Z")
_AND = re.compile(r"\s*(?:,|và|hoặc)\s+(?:định\s+kỳ\s+)?")
_PER = re.compile(r"\s*/\s*\w")
_AVERAGE = re.compile(r"(?<!\w)(?:bình\s+quân|trung\s+bình)(?!\w)")
_GOES_ON = re.compile(r"\s*(?:[.,;]|\Z|về\s|cho\s)")
_EVERYDAY = re.compile(r"(?:công\s+việc|sinh\s+hoạt|đời\s+sống|hoạt\s+động|nhu\s+cầu|giờ|tiêu\s+dùng)\s+\Z")
_RANGED = frozenset({"ngày", "ngày làm việc", "giờ", "tuần", "tháng"})
_AFTER_WORD = re.compile(r"\w+\s+")
_NUMBER_WORDS = frozenset(FOLLOWING_WORDS)
_MISREAD = frozenset("oli")
_NUMBER_LETTERS = frozenset(word[-1] for word in (*FOLLOWING_WORDS, *_MISREAD))
_NUMBER_REACH = 72
_WORD_REACH = 16
_LABEL_REACH = 64
_BARE_REACH = 22


@dataclass(slots=True)
class _Quantity:
    """A number with its unit as written; ``digits`` where the number is in figures."""

    start: int
    end: int
    amount: int
    unit: str
    digits: str | None
    words: str | None
    spelled: str | None


def find_quantities(context: Context) -> Iterator[Found]:
    """``trong thời hạn 10 ngày làm việc``, ``trước ngày họp 05 ngày``, ``mỗi năm ít nhất 01 lần``, ``định kỳ 06 tháng``."""
    for quantity in _read_quantities(context):
        if not _stands_alone(context, quantity) or context.excluded(quantity.start, quantity.end):
            continue
        found = _turns(context, quantity) or _each(context, quantity) or _length(context, quantity)
        if found:
            if _disagrees(quantity):
                found.flags = (DeadlineFlag.NUMBER_MISMATCH,)
            yield found


def _read_quantities(context: Context) -> Iterator[_Quantity]:
    """Every unit with the number before it, not 0; what one holds, the next does not."""
    case, last = context.case, 0
    for mark in context.words.of(*UNIT_MARKS):
        if mark < last or not _ends_number(case, mark):
            continue
        unit = context.data.unit.match(case, mark)
        number = context.data.number.search(case, max(last, _number_reach(case, mark)), mark) if unit else None
        if unit is None or number is None:
            continue
        last = unit.end()
        amount = _amount_of(number)
        if amount is None and number["words"] and (words := _AFTER_WORD.match(case, number.start(), mark)):
            number = context.data.number.match(case, words.end(), mark)  # "mỗi năm một lần": the first word is none of the number
            amount = _amount_of(number) if number else None
        if number and amount:
            if number["low"] and unit[0] not in _RANGED:
                continue
            yield _Quantity(number.start(), last, amount, unit[0], number["digits"], number["words"], number["spelled"])


def _number_reach(case: str, end: int) -> int:
    """Where a number that ends before a unit may begin at the earliest: figures behind a word begin it themselves."""
    words = case[max(0, end - _WORD_REACH) : end].split()
    if len(words) > 2 and words[-1].isdecimal() and words[-2].isalpha() and words[-2] != "đến":
        return case.rindex(words[-1], 0, end)
    return end - _NUMBER_REACH


def _amount_of(number: re.Match[str]) -> int | None:
    try:
        return parse.parse_amount(number["digits"] or number["words"])
    except ValueError:
        return None


def _ends_number(case: str, end: int) -> bool:
    """Whether the text before ``end`` can end a number; a cheap look before the patterns are tried."""
    before = case[max(0, end - _WORD_REACH) : end].rstrip()
    letter = before[-1:]
    if letter not in _NUMBER_LETTERS:
        return letter.isdigit() or letter == ")"
    last = before.rsplit(None, 1)[-1]
    return last in _NUMBER_WORDS or _MISREAD.issuperset(last)


def _stands_alone(context: Context, quantity: _Quantity) -> bool:
    start = quantity.start
    before = context.case[max(0, start - 1) : start]
    if before.isalnum() or before in ("/", ".", ",", "-", "–") and context.case[max(0, start - 2) : start - 1].isdigit():
        return False
    digits = quantity.digits
    return digits is None or any(c.isdigit() for c in digits) or not context.text[start : start + len(digits)].islower()


def _disagrees(quantity: _Quantity) -> bool:
    """Whether the number in brackets is another than the one before it."""
    if not quantity.spelled:
        return False
    try:
        return parse.parse_amount(quantity.spelled) != quantity.amount
    except ValueError:
        return False


def _turns(context: Context, quantity: _Quantity) -> Found | None:
    """``mỗi năm ít nhất 01 lần``, ``02 lần/tháng``, ``ít nhất 02 ngày trong 01 tháng``."""
    if not _TURN_UNITS.fullmatch(quantity.unit):
        return None
    case, start = context.case, quantity.start
    lead = context.data.turns_lead.search(case, start - _LEAD_REACH, start)
    if lead:
        if quantity.unit == "ngày" and lead["period"] == "ngày":
            return None
        if _LEAST.search(lead[0]) or quantity.unit != "ngày":
            return _frequency(lead.start(), quantity.end, lead["period"], quantity.amount)
        return None
    bare = context.data.turns_bare.search(case, start - _BARE_REACH, start)
    if bare and _BARE_TURNS.fullmatch(quantity.unit) and not _counted_before(case, bare.start()):
        return _frequency(bare.start(), quantity.end, bare["period"], quantity.amount)
    tail = context.data.turns_tail.match(case, quantity.end)
    if tail is None or _SERVICE.search(case[max(0, start - 8) : start]):
        return None
    at_least = _AT_LEAST.search(case[max(0, start - 14) : start])
    if quantity.unit == "ngày" and (tail["period"] == "ngày" or not at_least and "/" in tail[0]):
        return None
    begin = start - len(at_least[0]) if at_least else start
    if _AVERAGE.search(case, context.near(start)[0], begin):
        return None
    return _frequency(begin, tail.end(), tail["period"], quantity.amount)


def _counted_before(case: str, start: int) -> bool:
    """Whether a number counts the period: ``sáu tháng một lần`` is no ``tháng một lần``."""
    words = case[max(0, start - 16) : start].split()
    return bool(words) and _NUMERAL.fullmatch(words[-1]) is not None


def _frequency(start: int, end: int, period: str, amount: int) -> Found:
    words = period.split()
    half = len(words) == 2 and words[-1] != "học"  # "nửa năm", "sáu tháng"; "năm học" is a year
    rule = parse.every(6, "tháng") if half else parse.every(1, words[0])
    return Found(start, end, "frequency", DeadlineType.FREQUENCY, Bound.AT_LEAST, rrule=rule, amount=amount, unit=TimeUnit.TIME)


def _each(context: Context, quantity: _Quantity) -> Found | None:
    """``06 tháng một lần``, ``định kỳ 06 tháng``."""
    unit = quantity.unit
    if unit not in ("tháng", "tuần", "năm", "quý", "quí", "ngày", "giờ"):
        return None
    case, start = context.case, quantity.start
    lead = context.data.regular_lead.search(case, start - 20, start)
    begin = lead.start() if lead else start
    regular = lead is not None and lead[0].startswith("định")
    if tail := context.data.each_tail.match(case, quantity.end):
        end = tail.end()
    elif regular and unit not in ("ngày", "giờ") and not _dated_behind(context, quantity.end):
        end = quantity.end
    else:
        return None
    rule = parse.every(quantity.amount, unit)
    name = "frequency" if tail else "regular"
    return Found(begin, end, name, DeadlineType.FREQUENCY, Bound.AT_LEAST, rrule=rule, amount=1, unit=TimeUnit.TIME)


def _dated_behind(context: Context, start: int) -> bool:
    """Whether the part goes on with a day, of which the rhythm is then only the recurrence."""
    end = context.near(start)[1]
    return bool(context.data.day.search(context.case, start, end) or context.data.month_day.search(context.case, start, end))


def find_regular(context: Context) -> Iterator[Found]:
    """``định kỳ hằng quý``, the second of ``định kỳ 06 tháng, hằng năm``, ``phát thanh mỗi ngày``."""
    for match in context.data.regular.finditer(context.case):
        if not _dated_behind(context, match.end()) and not context.excluded(match.start(), match.end()):
            rule = parse.every(1, match["word"])
            yield Found(
                match.start(),
                match.end(),
                "regular",
                DeadlineType.FREQUENCY,
                Bound.AT_LEAST,
                rrule=rule,
                amount=1,
                unit=TimeUnit.TIME,
            )
            yield from _further(context, match.end())
    for mark, every in context.daily_marks():
        start, end = every.start(), mark + len("ngày")
        if not _works_daily(context, start, end) or context.excluded(start, end):
            continue
        if every["every"] == "mỗi":
            yield _frequency(start, end, "ngày", 1)
        else:
            yield Found(start, end, "daily", DeadlineType.RECURRING, Bound.DURING, rrule="FREQ=DAILY")


def find_further_rhythms(context: Context, found: list[Found]) -> Iterator[Found]:
    """The ``hằng năm`` of ``định kỳ 06 tháng, hằng năm``."""
    for item in found:
        if item.rule == "regular":
            yield from _further(context, item.end)


def _further(context: Context, end: int) -> Iterator[Found]:
    match = _AND.match(context.case, end)
    if match and (word := context.data.recurring.match(context.case, match.end())):
        rule = parse.every(1, word[0])
        yield Found(
            word.start(), word.end(), "further", DeadlineType.FREQUENCY, Bound.AT_LEAST, rrule=rule, amount=1, unit=TimeUnit.TIME
        )


def _works_daily(context: Context, start: int, end: int) -> bool:
    """Whether ``hằng ngày`` times work of a clause rather than names everyday things."""
    if not context.ordering(start) or not _GOES_ON.match(context.case, end, min(len(context.case), end + 6)):
        return False
    begin = max(context.near(start)[0], start - 60)
    if _EVERYDAY.search(context.case, begin, start):
        return False
    return bool(context.data.daily_work.search(context.case, begin, start)) and not context.silent(start)


def _length(context: Context, quantity: _Quantity) -> Found | None:
    """A length with the word that bounds it, its trigger outside the span."""
    unit = " ".join(quantity.unit.split())
    if _TURN_UNITS.fullmatch(unit) and unit != "ngày":
        return None
    end = quantity.end
    if _PER.match(context.case, end):
        return None  # a rate: "9 tháng/năm học"
    if unit == "giờ" and context.data.clock_of_day.match(context.case, end):
        return None  # the hour of a day
    number, time_unit = parse.parse_length(quantity.amount, unit)
    if event := context.data.length_event_lead.search(context.case, quantity.start - _EVENT_REACH, quantity.start):
        if not context.case[event.start() : quantity.start].count("\n\n"):
            trigger = context.written(event.start("event"), event.end("event"))
            return _duration(event.start(), end, "length_before", Bound.BEFORE, number, time_unit, trigger)
    if context.data.not_after.match(context.case, end):
        return None
    if (notice := _notice(context, quantity, unit)) is not None:
        return _duration(notice, end, "notice", Bound.BEFORE, number, time_unit, None)
    lead = context.data.length_lead.search(context.case, quantity.start - _LEAD_REACH, quantity.start)
    start = lead.start() if lead else quantity.start
    if context.data.not_before_length.search(context.case, start - 40, start):
        if not (lead and lead["within"] and _EXTENDED.search(context.case, start - 10, start)):
            return None
    trigger_match = context.data.trigger.match(context.case, end)
    ahead = context.data.length_ahead.match(context.case, end)
    bound = _bound_of_length(context, quantity, lead, trigger_match, unit)
    if ahead and lead and not lead["after"]:
        words = context.written(ahead.start("event"), ahead.end("event"))
        return _duration(start, ahead.end("ahead"), "length", Bound.BEFORE, number, time_unit, words)
    if bound is None:
        return None
    if running := _RUNNING.match(context.case, end):
        end = running.end()
    text = context.written(trigger_match.start(1), trigger_match.end(1)) if trigger_match else None
    return _duration(start, end, "length", bound, number, time_unit, text)


def _notice(context: Context, quantity: _Quantity, unit: str) -> int | None:
    """Where ``trước ít nhất 03 ngày`` begins, which tells how long before something that stands elsewhere."""
    lead = context.data.notice_lead.search(context.case, quantity.start - 20, quantity.start)
    if lead is None or unit in ("giờ", "năm", "quý", "quí") or not context.ordered(lead.start()):
        return None
    return None if context.told_as_done(lead.start(), quantity.end) else lead.start()


def _duration(start: int, end: int, rule: str, bound: Bound, amount: int, unit: TimeUnit, trigger: str | None) -> Found:
    return Found(start, end, rule, DeadlineType.DURATION, bound, amount=amount, unit=unit, trigger=trigger)


def _bound_of_length(
    context: Context, quantity: _Quantity, lead: re.Match[str] | None, trigger: re.Match[str] | None, unit: str
) -> Bound | None:
    start = quantity.start if lead is None else lead.start()
    long = unit in ("tháng", "năm", "quý", "quí")
    if lead is None:
        counted = trigger is not None and trigger["counted"][0] in "kt" and trigger["counted"] not in ("từ", "tử")
        if context.data.length_label.search(context.case, start - _LABEL_REACH, start):
            return Bound.WITHIN if context.ordering(start) and not context.silent(start) else None
        if (
            not counted
            or trigger
            and re.search(r"\sđến\s", trigger[1])
            or _SHORTENED.search(context.case[max(0, start - 10) : start])
        ):
            return None
        return Bound.WITHIN if context.ordered(start) and not context.told_as_done(start, quantity.end) else None
    if lead["within"]:
        return _within(context, quantity, lead, trigger, long=long, year=unit == "năm")
    if lead["at_least"]:
        if unit in ("giờ", "tiếng"):
            return None
        if not long or lead["at_least"].startswith("trong"):
            return Bound.AT_LEAST
        begin = context.near(start)[0]
        return Bound.AT_LEAST if context.data.keeping.search(context.case, max(begin, start - 60), start) else None
    effect = _EFFECT.search(context.case, start - 30, start)
    if effect or trigger is None and not lead["after"].startswith("hết"):
        return None
    return Bound.AFTER


def _within(
    context: Context, quantity: _Quantity, lead: re.Match[str], trigger: re.Match[str] | None, *, long: bool, year: bool
) -> Bound | None:
    start, word = lead.start(), " ".join(lead["within"].split())
    if word == "trong":
        if year or not context.ordered(start) or context.silent(start) or context.told_as_done(start, quantity.end):
            return None
        if quantity.words == "một" and quantity.unit == "ngày" and trigger is None:
            return None  # "trong một ngày" measures a day, it sets none
    if year and not word.startswith(("trong", "thời hạn")):
        return None
    if long and trigger is None and word in ("không quá", "tối đa", "không vượt quá"):
        line = context.case[max(start - 200, 0, context.case.rfind("\n", max(0, start - 200), start) + 1) : quantity.end + 40]
        if _MONEY.search(line):
            return None
    return Bound.WITHIN


def find_fixed_lengths(context: Context) -> Iterator[Found]:
    """``trong ngày làm việc tiếp theo``, and the bare ``trong ngày`` of an order."""
    for mark in context.words.of("ngày"):
        match = context.data.next_working_day.match(context.case, mark)
        if match is None:
            continue
        lead = context.data.next_working_lead.search(context.case, match.start() - 24, match.start())
        if lead and not context.excluded(lead.start(), match.end()) and context.ordered(lead.start()):
            yield _duration(lead.start(), match.end(), "next_working_day", Bound.WITHIN, 1, TimeUnit.WORKING_DAY, None)
    for match in context.data.short_hours.finditer(context.case):
        if not context.excluded(match.start(), match.end()) and not context.told_as_done(match.start(), match.end()):
            trigger = context.data.trigger.match(context.case, match.end())
            words = context.written(trigger.start(1), trigger.end(1)) if trigger else None
            hours = int(match["hours"])
            yield _duration(match.start(), match.end(), "short_hours", Bound.WITHIN, hours, TimeUnit.HOUR, words)
    for match in context.data.same_day.finditer(context.case):
        if context.case[match.start() - 1 : match.start()].isalnum() or context.excluded(match.start(), match.end()):
            continue
        before = context.case[max(0, match.start() - 24) : match.start()]
        counted = re.search(r"(?:giờ|lần|buổi|sáng|chiều|nhất|việc|giải\s+quyết\s+ngay)\s+\Z", before)
        if not counted and context.ordering(match.start()) and not context.silent(match.start()):
            if not context.told_as_done(match.start(), match.end()):
                start = match.start() - len("ngay ") * (context.case[match.start() - 5 : match.start()] == "ngay ")
                yield _duration(start, match.end(), "same_day", Bound.WITHIN, 1, TimeUnit.DAY, None)

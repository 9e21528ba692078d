"""Days of the lunar calendar, from its table: the new year, full moons, days of a lunar month, Trung thu, Giỗ Tổ."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from nlp.extract.temporal import parse
from nlp.extract.temporal.context import Context
from nlp.extract.temporal.models import Bound, DeadlineType, Found
from nlp.text.dates import parse_digits, parse_month

_REACH = 32
_NAMED_MONTHS = ("giêng", "chạp")
_FEASTS = {"trung thu": (15, 8), "giỗ tổ": (10, 3)}


def find_lunar_new_year(context: Context) -> Iterator[Found]:
    """``trước Tết Nguyên đán Ất Tỵ``: the first day of the lunar year."""
    for match in context.data.lunar_new_year.finditer(context.case):
        if not context.bounded(match.start()) or context.excluded(match.start(), match.end()):
            continue
        if not context.ordered(match.start()) or context.told_as_done(match.start(), match.end()):
            continue
        year = int(match["year"]) if match["year"] else None
        if match["stem"]:
            near = context.known.year if context.known else sorted(context.data.lunar_months)[len(context.data.lunar_months) // 2]
            year = parse.parse_lunar_year(match["stem"], match["branch"], near)
            if year is None:
                continue
        day = _solar_day(context, 1, 1, year)
        if day and not context.is_past(day):
            yield Found(match.start(), match.end(), "lunar_new_year", DeadlineType.DATE, Bound.BEFORE, date=day)


def find_lunar_days(context: Context) -> Iterator[Found]:
    """``trước Rằm tháng Giêng``, ``trước ngày 23 tháng Chạp``, ``chậm nhất ngày 10/3 âm lịch``, ``trước Tết Trung thu``."""
    last = 0
    for match in _match_days(context):
        start, bound, cue = context.bound(match.start())
        if match.start() < last or bound is None and not context.labelled(start) or context.not_due(start):
            continue
        last = match.end()
        if context.excluded(start, last) or not context.ordered(start) or context.told_as_done(start, last):
            continue
        day = _read_day(context, match)
        if day and not context.is_past(day):
            cues = (cue,) if cue else ()
            yield Found(start, last, "lunar_day", DeadlineType.DATE, bound or Bound.ON, date=day, cues=cues)


def _match_days(context: Context) -> Iterator[re.Match[str]]:
    """Days that are lunar by their name, by the name of their month, or because the text says so."""
    for mark in context.words.of("rằm", "giêng", "chạp", "âm lịch", "trung thu", "giỗ tổ"):
        match = context.data.lunar_day.search(context.case, mark - _REACH, min(len(context.case), mark + _REACH))
        if match and (match["feast"] or match["full"] or match["lunar"] or match["month"] in _NAMED_MONTHS):
            yield match


def _read_day(context: Context, match: re.Match[str]) -> dt.date | None:
    year = int(match["year"]) if match["year"] else None
    if match["feast"]:
        day, month = _FEASTS[" ".join(match["feast"].split())]
        return _solar_day(context, day, month, year)
    try:
        month = parse_month(match["month"])
        day = 15 if match["full"] else parse_digits(match["day"])
    except ValueError:
        return None
    return _solar_day(context, day, month, year)


def _solar_day(context: Context, day: int, month: int, year: int | None) -> dt.date | None:
    """The solar day of a lunar one: in ``year``, or the next from the document's date on; None beyond the table."""
    if not (1 <= month <= 12 and 1 <= day <= 30):
        return None
    table = context.data.lunar_months
    years = [year] if year else sorted(table) if context.known else []
    days = [table[y][month - 1] + dt.timedelta(days=day - 1) for y in years if y in table]
    return next((d for d in days if year or not context.is_past(d)), None)

"""The next days on which a deadline is still kept, worked out from the document's date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from nlp.extract.temporal.models import Bound, DeadlineType, Found, TimeUnit
from nlp.extract.temporal.parse import last_of_window, next_dates
from nlp.law.calendar import load_calendar
from nlp.law.dates import Rounding, add_days, add_months, add_working_days, roll_forward

_ONE = dt.timedelta(days=1)


def work_out_due(found: Found, document_date: dt.date | None, count: int, own_date: re.Pattern[str]) -> tuple[dt.date, ...]:
    """The last days on which it is still in time: the day before a ``before``, the day itself otherwise and where an hour of
    the day is set, the last day of a window.

    A length gives a day only where it is counted from the document itself (``kể từ ngày ký``), after Điều 147, 148 Bộ luật
    Dân sự 91/2015/QH13: the first day is not counted, an end on a day off moves to the next working day. A day that the text
    names is never moved. Empty where nothing can be worked out.
    """
    step = _ONE if found.bound is Bound.BEFORE and not found.time else dt.timedelta()
    if found.type is DeadlineType.DATE:
        return (found.date - step,) if found.date else ()
    if document_date is None:
        return ()
    if found.type is DeadlineType.RECURRING and found.rrule:
        rule = last_of_window(found.rrule) if found.bound is Bound.DURING else found.rrule
        if "BY" not in rule and not found.time:
            return ()  # every day, at no hour
        return tuple(day - step for day in next_dates(rule, document_date + step, count))
    if found.type is DeadlineType.DURATION and found.bound is Bound.WITHIN and found.trigger and found.amount:
        if own_date.search(found.trigger.lower()):
            return _end_of_length(document_date, found.amount, found.unit)
    return ()


def _end_of_length(start: dt.date, amount: int, unit: TimeUnit | None) -> tuple[dt.date, ...]:
    calendar = load_calendar()
    if unit is TimeUnit.WORKING_DAY:
        return (add_working_days(start, amount, calendar),)
    counts: dict[TimeUnit | None, Callable[[], dt.date]] = {
        TimeUnit.DAY: lambda: add_days(start, amount),
        TimeUnit.MONTH: lambda: add_months(start, amount, rounding=Rounding.LAST_DAY),
        TimeUnit.YEAR: lambda: add_months(start, 12 * amount, rounding=Rounding.LAST_DAY),
    }
    return (roll_forward(counts[unit](), calendar),) if unit in counts else ()

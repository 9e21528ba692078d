"""Arithmetic of periods under the Civil Code.

Basis: Điều 147, 148 Bộ luật Dân sự 91/2015/QH13. The first day is never counted, so ``start`` plus n days is the n-th day
counted. Nothing here rolls an end date forward unless asked: roll-forward is a separate step, and it touches the end date only.
"""

from __future__ import annotations

import calendar as gregorian
from datetime import date, timedelta
from enum import StrEnum

from nlp.errors import LawError
from nlp.law.calendar import WorkCalendar

_ONE = timedelta(days=1)


class Rounding(StrEnum):
    """What a month count does when the month of its end has no such day."""

    LAST_DAY = "last_day"
    NEXT_DAY = "next_day"
    REFUSE = "refuse"


def add_days(start: date, amount: int) -> date:
    """The last of ``amount`` calendar days counted from ``start``, which is itself not counted (khoản 2 Điều 147).

    >>> add_days(date(2024, 1, 2), 30)
    datetime.date(2024, 2, 1)
    """
    return start + timedelta(days=amount)


def add_months(start: date, amount: int, *, rounding: Rounding) -> date:
    """The same date ``amount`` months later; a shorter month is settled by ``rounding``, which has no default.

    Khoản 3 Điều 148 asks for ``Rounding.LAST_DAY``.

    >>> add_months(date(2025, 11, 30), 3, rounding=Rounding.LAST_DAY)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(start.year * 12 + start.month - 1 + amount, 12)
    last = gregorian.monthrange(year, month + 1)[1]
    if start.day <= last:
        return date(year, month + 1, start.day)
    if rounding is Rounding.REFUSE:
        raise LawError(
            "law.no_such_day",
            f"tháng {month + 1}/{year} không có ngày {start.day}",
            "chọn Rounding.LAST_DAY theo khoản 3 Điều 148",
        )
    end = date(year, month + 1, last)
    return end if rounding is Rounding.LAST_DAY else end + _ONE


def add_years(start: date, amount: int, *, rounding: Rounding) -> date:
    """The same day and month ``amount`` years later (khoản 4 Điều 148); 29 February is settled by ``rounding``.

    >>> add_years(date(2024, 2, 29), 1, rounding=Rounding.LAST_DAY)
    datetime.date(2025, 2, 28)
    """
    return add_months(start, 12 * amount, rounding=rounding)


def add_working_days(start: date, amount: int, calendar: WorkCalendar) -> date:
    """The last of ``amount`` working days after ``start``, or before it where ``amount`` is negative; ``start`` is not counted.

    >>> from nlp.law.calendar import load_calendar
    >>> add_working_days(date(2026, 8, 28), 3, load_calendar())      # 31/8, 1/9 and 2/9 are off
    datetime.date(2026, 9, 7)
    """
    step = _ONE if amount >= 0 else -_ONE
    day, left = start, abs(amount)
    while left:
        day += step
        left -= calendar.is_working(day)
    return day


def roll_forward(day: date, calendar: WorkCalendar) -> date:
    """The end date of a period: ``day``, or the next working day where it is a day off (khoản 5 Điều 148).

    >>> from nlp.law.calendar import load_calendar
    >>> roll_forward(date(2026, 9, 2), load_calendar())
    datetime.date(2026, 9, 3)
    """
    return calendar.next_working(day)

"""Counts one period from one day and writes down every step in Vietnamese.

Basis: Điều 147, 148 Bộ luật Dân sự 91/2015/QH13 (for periods that began before 2017: Điều 152, 153 Bộ luật Dân sự 33/2005/QH11).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from nlp.law.calendar import WorkCalendar, format_day
from nlp.law.dates import Rounding, add_days, add_months, add_working_days, roll_forward
from nlp.law.parameters import Parameters, Unit
from nlp.law.pauses import Interval

_ONE = timedelta(days=1)
UNIT_NAMES = {
    Unit.HOUR: "giờ",
    Unit.DAY: "ngày",
    Unit.WORKING_DAY: "ngày làm việc",
    Unit.MONTH: "tháng",
    Unit.YEAR: "năm",
}


@dataclass(frozen=True, slots=True)
class Period:
    """How much to count, in what unit and which way.

    ``pauses`` are first and last day of time that does not count: the days after the first up to the last, where the pause
    begins while the period still runs.
    """

    amount: int
    unit: Unit
    backward: bool = False
    skip_days_off: bool = False
    pauses: tuple[Interval, ...] = ()

    @property
    def by_working_days(self) -> bool:
        """Whether days off do not count."""
        return self.unit is Unit.WORKING_DAY or (self.unit is Unit.DAY and self.skip_days_off)


@dataclass(frozen=True, slots=True)
class Count:
    """Where a count ends, its steps, and the stretch of days whose standing the end depends on."""

    due: date
    steps: tuple[str, ...]
    warnings: tuple[str, ...]
    looked_at: tuple[date, date]


def count_period(start: date, period: Period, calendar: WorkCalendar, parameters: Parameters) -> Count:
    """The end of a period counted from ``start``, forward or backward.

    >>> from nlp.law.calendar import load_calendar
    >>> from nlp.law.parameter_reader import load_parameters
    >>> count_period(date(2024, 1, 2), Period(30, Unit.DAY), load_calendar(), load_parameters()).due
    datetime.date(2024, 2, 1)
    """
    if period.unit is Unit.HOUR:
        return _count_hours(start, period)
    if period.by_working_days:
        return _count_working_days(start, period, calendar, parameters)
    if period.backward:
        return _count_back(start, period, calendar)
    return _count_forward(start, period, calendar, parameters)


def _count_hours(start: date, period: Period) -> Count:
    side = "trước" if period.backward else "sau"
    step = f"Thời hạn {period.amount} giờ {side} mốc, trong ngày {format_day(start)}; cần giờ của mốc để tính đến giờ."
    return Count(start, (step,), ("Thời hạn tính bằng giờ: kết quả chỉ cho biết ngày.",), (start, start))


def _first_day(start: date, backward: bool, parameters: Parameters) -> str:
    basis = parameters.counting_on("first_day_excluded", start).basis.text
    if backward:
        return f"Ngày {format_day(start)} không tính; đếm lùi từ {format_day(start - _ONE)} ({basis})."
    return f"Ngày {format_day(start)} không tính; ngày thứ nhất là {format_day(start + _ONE)} ({basis})."


def _count_working_days(start: date, period: Period, calendar: WorkCalendar, parameters: Parameters) -> Count:
    sign = -1 if period.backward else 1
    due = add_working_days(start, sign * period.amount, calendar)
    amount, paused, warnings = period.amount, [], []
    for first, last in period.pauses:
        if first > due:
            warnings.append(_too_late(first, due))
            continue
        days = sum(calendar.is_working(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
        amount += days
        due = add_working_days(start, amount, calendar)
        paused.append(
            f"Không tính {days} ngày làm việc từ sau {format_day(first)} đến {format_day(last)}: đếm đến {format_day(due)}."
        )
    steps = [_first_day(start, period.backward, parameters)]
    if period.skip_days_off:
        steps.append("Quy định ghi 'ngày' nhưng không tính ngày nghỉ, ngày lễ.")
    first, last = (due, start - _ONE) if period.backward else (start + _ONE, due)
    steps += _skipped(first, last, calendar)
    steps += paused
    way = "Đếm lùi" if period.backward else "Đếm"
    end = "muộn nhất là ngày" if period.backward else "hết hạn vào cuối ngày"
    steps.append(f"{way} {period.amount} ngày làm việc: {end} {format_day(due)}.")
    return Count(due, tuple(steps), tuple(warnings), (min(first, due), max(last, due)))


def _skipped(first: date, last: date, calendar: WorkCalendar) -> list[str]:
    """One step for each holiday and each made-up day, and one for all the weekend days together."""
    steps: list[str] = []
    weekends: Counter[str] = Counter()
    day = first
    while day <= last:
        reason = calendar.day_off_reason(day)
        if reason is not None and day.weekday() >= 5:
            weekends[reason] += 1
        elif reason is not None:
            steps.append(f"Bỏ qua {format_day(day)}: {reason}.")
        elif calendar.is_made_up(day):
            steps.append(f"Tính {format_day(day)}: ngày làm bù.")
        day += _ONE
    if weekends:
        steps.append(
            "Bỏ qua ngày nghỉ hằng tuần: " + ", ".join(f"{number} {name}" for name, number in sorted(weekends.items())) + "."
        )
    return steps


def _count_back(start: date, period: Period, calendar: WorkCalendar) -> Count:
    """Counts back from an event; the last day to act is not moved, since to move it later would shorten the notice."""
    if period.unit is Unit.DAY:
        due = add_days(start, -period.amount)
    else:
        due = add_months(start, -_months(period), rounding=Rounding.LAST_DAY)
    steps = [
        f"Ngày {format_day(start)} không tính; đếm lùi từ {format_day(start - _ONE)}.",
        f"Đếm lùi {period.amount} {UNIT_NAMES[period.unit]}: muộn nhất là ngày {format_day(due)}.",
    ]
    warnings = []
    if not calendar.is_working(due):
        earlier = calendar.previous_working(due)
        warnings.append(f"Ngày {format_day(due)} là ngày nghỉ; nên làm xong trong ngày làm việc trước đó, {format_day(earlier)}.")
    return Count(due, tuple(steps), tuple(warnings), (due, due))


def _months(period: Period) -> int:
    return period.amount * (12 if period.unit is Unit.YEAR else 1)


def _too_late(first: date, due: date) -> str:
    return f"Ngày {format_day(first)} đã quá hạn {format_day(due)}: khoảng thời gian từ ngày này không làm thời hạn dài thêm."


def _count_forward(start: date, period: Period, calendar: WorkCalendar, parameters: Parameters) -> Count:
    steps = [_first_day(start, False, parameters)]
    if period.unit is Unit.DAY:
        end = add_days(start, period.amount)
        steps.append(f"Đếm {period.amount} ngày liên tục, kể cả ngày nghỉ: ngày cuối là {format_day(end)}.")
    else:
        end = add_months(start, _months(period), rounding=Rounding.LAST_DAY)
        basis = parameters.counting_on("months", start).basis.text
        steps.append(f"Đếm {period.amount} {UNIT_NAMES[period.unit]}: ngày cuối là {format_day(end)} ({basis}).")
    warnings = []
    for first, last in period.pauses:
        if first > roll_forward(end, calendar):
            warnings.append(_too_late(first, end))
            continue
        paused, earlier = (last - first).days, end
        end = add_days(end, paused)
        span = f"từ sau {format_day(first)} đến {format_day(last)}"
        steps.append(f"Không tính {paused} ngày {span}: ngày cuối chuyển từ {format_day(earlier)} sang {format_day(end)}.")
    due = roll_forward(end, calendar)
    day = end
    while day < due:
        steps.append(f"Ngày {format_day(day)} là ngày nghỉ ({calendar.day_off_reason(day)}): chuyển sang ngày tiếp theo.")
        day += _ONE
    basis = parameters.counting_on("last_day_off", start).basis.text
    steps.append(f"Hết hạn vào cuối ngày {format_day(due)}" + (f" ({basis})." if due != end else "."))
    return Count(due, tuple(steps), tuple(warnings), (end, due))

"""Duties that recur: days on which heads receive citizens, and the windows and submission of periodic reports.

Basis: Luật Tiếp công dân 42/2013/QH13 (Điều 15 as amended by Luật 136/2025/QH15 from 2026-07-01), NĐ 154/2026/NĐ-CP, Quy định
11-QĐi/TW; TT 01/2024/TT-TTCP. The minimum of a duty is counted in every whole week (Monday to Sunday) or month of the period
given; a week without a working day asks for nothing, and what a change of the law cuts in two is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from nlp.law.calendar import WorkCalendar, format_day
from nlp.law.dates import Rounding, add_months
from nlp.law.engine import Law, Rule, Severity, rule
from nlp.law.facts import Facts
from nlp.law.outcome import Breached, Fulfilled, Lacking, Met, NotApplicable, Outcome, Pending, Undetermined
from nlp.law.parameters import DataWindow, PeriodicReport, RecurringDuty

_ONE, _WEEK = timedelta(days=1), timedelta(days=7)
_NAMED = {"week": "tuần", "month": "tháng"}


@rule(
    "reception.head_days",
    basis="Luật Tiếp công dân 42/2013/QH13",
    since="2014-07-01",
    regime_by="ky_tu",
    title="Ngày tiếp công dân của người đứng đầu",
)
def head_days(facts: Facts, law: Law) -> Outcome:
    """Whether a head received, or is to receive, citizens as often as the law asks in every whole week or month of a period.

    Basis: by office and date, ``parameters/duties``. Example: head of a commune, one day in July 2026, two in August → one short.
    """
    office = facts.text("nguoi_tiep")
    duties = [duty for duty in law.parameters.duties if duty.office == office and duty.times]
    if not duties:
        return NotApplicable(f"không có số ngày tiếp tối thiểu cho {office!r}")
    first, last = facts.day("ky_tu"), facts.day("ky_den")
    if last < first:
        return Undetermined(reason=f"kỳ kết thúc {last:%d/%m/%Y} trước khi bắt đầu {first:%d/%m/%Y}")
    periods = [item for duty in duties for item in _periods(duty, first, last, law.calendar)]
    if not periods:
        return NotApplicable("kỳ này không có tuần, tháng trọn nào thuộc quy định")
    days = facts.days("cac_ngay_tiep")
    for duty in dict.fromkeys(duty for duty, _, _ in periods):
        law.note(duty.row, duty.since, tuple(basis.text for basis in duty.basis), duty.confidence)
    lacking = [item for item in periods if _count(days, item) < item[0].times and item[2] <= law.as_of]
    if lacking:
        missing = sum(item[0].times - _count(days, item) for item in lacking)
        return Lacking(missing, "; ".join(_describe(days, item) for item in lacking))
    ahead = [item for item in periods if _count(days, item) < item[0].times]
    if ahead:
        return Pending((ahead[-1][2] - law.as_of).days)
    off = [day for day in days if not law.calendar.is_working(day)]
    moved = f"; {', '.join(map(format_day, off))} là ngày nghỉ, thường chuyển sang ngày làm việc tiếp theo" if off else ""
    return Fulfilled(f"{len(days)} ngày, đủ trong {len(periods)} {_NAMED[periods[-1][0].per]}{moved}")


Span = tuple[RecurringDuty, date, date]


def _periods(duty: RecurringDuty, first: date, last: date, calendar: WorkCalendar) -> Iterator[Span]:
    """The whole weeks or months of the period in which the duty held on every day."""
    first, last = max(first, duty.since), min(last, duty.until or last)
    start = first + timedelta(days=-first.weekday() % 7) if duty.per == "week" else _month_start(first)
    while start <= last:
        following = start + _WEEK if duty.per == "week" else add_months(start, 1, rounding=Rounding.REFUSE)
        end = following - _ONE
        if end <= last and any(calendar.is_working(start + timedelta(days=n)) for n in range((end - start).days + 1)):
            yield duty, start, end
        start = following


def _month_start(day: date) -> date:
    """The first of the month, or of the next one for a day behind it."""
    return day if day.day == 1 else add_months(day.replace(day=1), 1, rounding=Rounding.REFUSE)


def _count(days: tuple[date, ...], item: Span) -> int:
    return len({day for day in days if item[1] <= day <= item[2]})


def _describe(days: tuple[date, ...], item: Span) -> str:
    duty, start, end = item
    when = f"tháng {start:%m/%Y}" if duty.per == "month" else f"tuần {start:%d/%m} - {end:%d/%m/%Y}"
    return f"{when}: {_count(days, item)}/{duty.times} ngày"


@rule(
    "report.data_window",
    basis="TT 01/2024/TT-TTCP",
    since="2024-03-05",
    regime_by="so_lieu_den",
    title="Kỳ số liệu báo cáo",
    cap=Severity.WARNING,
)
def data_window(facts: Facts, law: Law) -> Outcome:
    """Whether a report on reception, complaints and denunciations covers the days that its period is said to have; at most a
    warning, for the circular itself was not read.

    Basis: TT 01/2024/TT-TTCP; papers of 2021 for the report to the National Assembly. Example: Quý I 2026 → 2025-12-15 to
    2026-03-14.
    """
    found = _find_window(facts, law)
    if isinstance(found, NotApplicable):
        return found
    report, window = found
    first, last = window.days(facts.number("nam_bao_cao"))
    law.note(report.rule, None, tuple(basis.text for basis in report.basis), report.data_window_confidence)
    said = (facts.day("so_lieu_tu"), facts.day("so_lieu_den"))
    if said == (first, last):
        return Fulfilled(f"từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}")
    if law.as_of < last:
        return Pending((last - law.as_of).days)
    return Lacking(1, f"ghi {said[0]:%d/%m/%Y} - {said[1]:%d/%m/%Y}, kỳ này là {first:%d/%m/%Y} - {last:%d/%m/%Y}")


@rule(
    "report.submission",
    basis="TT 01/2024/TT-TTCP",
    since="2024-03-05",
    regime_by="ngay_het_ky",
    title="Gửi báo cáo định kỳ",
    cap=Severity.WARNING,
)
def submission(facts: Facts, law: Law) -> Outcome:
    """Whether a report was sent by the day that is usually asked for; nobody saw that day written, so it only warns.

    Basis: TT 01/2024/TT-TTCP, its day unsure (U). Example: commune, period ending 2026-06-14 → 2026-06-15.
    """
    found, level = _find_window(facts, law), facts.text("cap_bao_cao")
    if isinstance(found, NotApplicable):
        return found
    report, _ = found
    if level not in report.submit_days:
        return NotApplicable(f"không có hạn gửi cho cấp {level!r}")
    due = law.calendar.next_working(facts.day("ngay_het_ky").replace(day=report.submit_days[level]))
    law.note(report.rule, None, tuple(basis.text for basis in report.basis), report.submit_confidence)
    if law.as_of <= due and not facts.knows("ngay_gui_bao_cao"):
        return Pending((due - law.as_of).days)
    sent = facts.event("ngay_gui_bao_cao")
    if sent is None or sent > law.as_of:
        return Pending((due - law.as_of).days) if law.as_of <= due else Breached((law.as_of - due).days, None)
    return Met(sent) if sent <= due else Breached((sent - due).days, sent)


def _find_window(facts: Facts, law: Law) -> tuple[PeriodicReport, DataWindow] | NotApplicable:
    period = facts.text("ky_bao_cao")
    for report in law.parameters.reports:
        for window in report.windows:
            if window.period == period:
                return report, window
    return NotApplicable(f"không có kỳ số liệu cho {period!r}")


DUTY_RULES: tuple[Rule, ...] = (head_days, data_window, submission)

"""Works out statutory time limits: the end date, each step of the count, and the legal basis in force on the start date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from nlp.errors import LawError
from nlp.law.calendar import WorkCalendar, format_day, load_calendar
from nlp.law.counting import UNIT_NAMES, Count, Period, count_period
from nlp.law.given import Given, parse_given
from nlp.law.parameter_reader import load_parameters
from nlp.law.parameters import Alternate, Confidence, DatedValue, Op, Parameters, TimeLimit, Transition, Unit
from nlp.law.pauses import find_pauses
from nlp.law.selection import Selection, select_value


@dataclass(frozen=True, slots=True)
class AlternativeDue:
    """The end date under another reading of the law or another calendar."""

    due: date
    reason: str


@dataclass(frozen=True, slots=True)
class Due:
    """A time limit worked out. ``start`` is the day it counts from, which is itself not counted.

    ``steps`` and ``warnings`` are Vietnamese. ``alternatives`` are other end dates that cannot be excluded: a violation needs
    all of them to have passed. ``parameters`` names the values read, as ``RULE@first day in force``. ``counted_to`` is the end
    before it was moved off a day off.
    """

    rule: str
    start: date
    due: date
    amount: int
    unit: Unit
    op: Op
    counts_from: str
    confidence: Confidence
    legal_basis: tuple[str, ...]
    steps: tuple[str, ...]
    warnings: tuple[str, ...]
    alternatives: tuple[AlternativeDue, ...] = ()
    parameters: tuple[str, ...] = ()
    calendar_certain: bool = True
    counted_to: date | None = None

    @property
    def earliest(self) -> date:
        """The earliest end date that some reading gives."""
        return min(self.due, *(item.due for item in self.alternatives)) if self.alternatives else self.due

    @property
    def latest(self) -> date:
        """The latest end date that some reading gives."""
        return max(self.due, *(item.due for item in self.alternatives)) if self.alternatives else self.due

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON, with ``from`` for the start; dates are ISO text."""
        return {
            "rule": self.rule,
            "from": self.start.isoformat(),
            "due": self.due.isoformat(),
            "amount": self.amount,
            "unit": self.unit.value,
            "legal_basis": list(self.legal_basis),
            "steps": list(self.steps),
            "warnings": list(self.warnings),
            "confidence": self.confidence.value,
            "parameters": list(self.parameters),
            "alternatives": [{"due": item.due.isoformat(), "reason": item.reason} for item in self.alternatives],
        }


def work_out_due(
    rule: str,
    start: date,
    given: Mapping[str, str] | None = None,
    *,
    calendar: WorkCalendar | None = None,
    parameters: Parameters | None = None,
) -> Due:
    """The end of the time limit ``rule`` counted from ``start``; for ``min_before`` limits, the last day to act before ``start``.

    The regime is the one in force on ``start``; ``given`` selects variants. Raises ``UnknownParameter``, ``NotYetInForce``,
    ``Repealed``, or ``LawError`` for an unknown circumstance or a rule that has no end date. Basis: Điều 147, 148 Bộ luật Dân
    sự 91/2015/QH13.

    >>> work_out_due("KN_GQ1", date(2024, 1, 2), {"phuc_tap": "true"}).due
    datetime.date(2024, 2, 16)
    """
    law = parameters or load_parameters()
    days = calendar or load_calendar()
    limit = law.find_limit(rule)
    circumstances = parse_given(given or {}, limit, law)
    chosen = select_value(limit, start, circumstances, law)
    if chosen.value.op is Op.SUSPEND_CLOCK:
        return _stand_still(limit, chosen, start, circumstances)
    pauses = find_pauses(limit, start, circumstances, law)
    period = Period(
        amount=chosen.amount,
        unit=chosen.value.unit,
        backward=chosen.value.op is Op.MIN_BEFORE,
        skip_days_off=chosen.value.skip_days_off,
        pauses=pauses.intervals,
    )
    count = count_period(start, period, days, law)
    alternatives = _read_otherwise(chosen.value, start, period, days, law)
    swaps = _under_proposals(start, period, count, days, law)
    doubts = days.doubts(*count.looked_at)
    ends = (start, count.due, *(item.due for item in (*alternatives, *swaps)), *(last for _, last in pauses.intervals))
    changes = law.transitions_of((limit.rule, *pauses.rules), min(ends), max(ends))
    sure = tuple(item for item in changes if item.confidence is not Confidence.UNSURE)
    bases = (*chosen.bases, *pauses.bases, *(item.basis for item in sure))
    return Due(
        rule=limit.rule,
        start=start,
        due=count.due,
        amount=chosen.amount,
        unit=chosen.value.unit,
        op=chosen.value.op,
        counts_from=chosen.value.counts_from,
        confidence=chosen.value.confidence,
        legal_basis=tuple(dict.fromkeys(basis.text for basis in bases)),
        steps=(
            *chosen.steps,
            *(_explain_transition(item) for item in sure),
            *pauses.steps,
            *count.steps,
            *_effect(chosen.value, count),
        ),
        warnings=(
            *chosen.warnings,
            *(_explain_transition(item) for item in changes if item not in sure),
            *count.warnings,
            *(item.reason for item in (*alternatives, *swaps)),
            *doubts,
        ),
        alternatives=(*alternatives, *swaps),
        parameters=(*chosen.read, *pauses.read, *(f"{item.id}@{item.on}" for item in changes)),
        calendar_certain=not doubts,
        counted_to=count.looked_at[0] if count.looked_at[0] <= count.due and not period.by_working_days else count.due,
    )


def _stand_still(limit: TimeLimit, chosen: Selection, start: date, given: Given) -> Due:
    """Time that does not count, by itself: from ``start`` to the day on which the clock goes on, where that is given."""
    until = max((day for days in given.dates.values() for day in days), default=start)
    if until < start:
        raise LawError("law.bad_given", f"thứ tự ngày không đúng: từ {start} đến {until}")
    days = (until - start).days
    if until > start:
        end = f"Đồng hồ chạy lại sau ngày {format_day(until)}: {days} ngày không tính vào thời hạn."
    else:
        end = f"Từ ngày {format_day(start)} đồng hồ đứng; chưa biết ngày chạy lại nên chưa có ngày nào không tính."
    missing = () if given.dates else (f"Chưa nêu {', '.join(limit.given)}: kết quả chỉ là ngày đồng hồ bắt đầu đứng.",)
    return Due(
        rule=limit.rule,
        start=start,
        due=until,
        amount=days,
        unit=chosen.value.unit,
        op=chosen.value.op,
        counts_from=chosen.value.counts_from,
        confidence=chosen.value.confidence,
        legal_basis=tuple(dict.fromkeys(basis.text for basis in chosen.bases)),
        steps=(*chosen.steps, f"Ngày {format_day(start)} không tính; các ngày sau đó không tính vào thời hạn.", end),
        warnings=(*chosen.warnings, *missing),
        parameters=chosen.read,
    )


def _explain_transition(item: Transition) -> str:
    unsure = " Chưa chắc chắn (độ tin cậy U)." if item.confidence is Confidence.UNSURE else ""
    return f"Chuyển tiếp: {item.text} ({item.basis.text}){unsure}"


def _read_otherwise(
    value: DatedValue, start: date, period: Period, days: WorkCalendar, law: Parameters
) -> tuple[AlternativeDue, ...]:
    found = []
    for other in value.alternates:
        count = count_period(start, replace(period, amount=other.amount, unit=other.unit), days, law)
        found.append(AlternativeDue(count.due, _explain_alternate(other, count)))
    return tuple(found)


def _explain_alternate(other: Alternate, count: Count) -> str:
    basis = "; ".join(basis.text for basis in other.basis)
    return (
        f"Có cách tính khác: {other.amount} {UNIT_NAMES[other.unit]} ({basis}; độ tin cậy {other.confidence.value}), "
        f"hết hạn {format_day(count.due)}. "
        f"Nên theo mốc sớm hơn; chỉ kết luận quá hạn khi quá cả hai mốc. {other.note}"
    )


def _under_proposals(
    start: date, period: Period, count: Count, days: WorkCalendar, law: Parameters
) -> tuple[AlternativeDue, ...]:
    """The end date under each proposal that is not adopted and that the count crosses, or whose adoption moves the end."""
    found = []
    for proposal in days.proposals:
        if days.is_adopted(proposal):
            continue
        other = count_period(start, period, days.adopt(proposal.id), law)
        first = min(count.looked_at[0], other.looked_at[0])
        last = max(count.looked_at[1], other.looked_at[1])
        crosses = period.by_working_days and any(first <= day <= last for day in proposal.days)
        if crosses or other.due != count.due:
            reason = (
                f"Thời hạn đi qua lịch nghỉ hoán đổi chưa xác nhận ({proposal.id}): "
                f"không áp dụng thì hết hạn {format_day(count.due)}, áp dụng thì hết hạn {format_day(other.due)}. {proposal.note}"
            )
            found.append(AlternativeDue(other.due, reason))
    return tuple(found)


def _effect(value: DatedValue, count: Count) -> tuple[str, ...]:
    """What follows from the end date, where it is not simply a last day to act."""
    if value.op is Op.BECOMES_FINAL_AFTER:
        return (f"Có hiệu lực pháp luật sau ngày {format_day(count.due)} nếu không có khiếu nại tiếp theo trong hạn.",)
    if value.op is Op.MIN_DURATION:
        return (f"Phải duy trì ít nhất đến hết ngày {format_day(count.due)}.",)
    return ()

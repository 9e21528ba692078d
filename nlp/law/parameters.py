"""Dated parameters of the law: the models and their look-up.

A look-up before the first date, after repeal, or of an unknown name are three different errors; nothing answers None.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from nlp.errors import LawError
from nlp.law.basis import Basis


class UnknownParameter(LawError):
    """No parameter has this name; the hint gives the nearest ones."""


class NotYetInForce(LawError):
    """The parameter exists and its first value starts later than the date asked for."""


class Repealed(LawError):
    """The parameter existed and its last value ended before the date asked for."""


class Unit(StrEnum):
    """Units of a period: a day is a calendar day, a working day is not."""

    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"


class Op(StrEnum):
    """What a period does with its start date."""

    MAX = "max"
    MAX_FOR_CITIZEN = "max_for_citizen"
    MIN_BEFORE = "min_before"
    MIN_DURATION = "min_duration"
    EXTEND = "extend"
    SUSPEND_CLOCK = "suspend_clock"
    BECOMES_FINAL_AFTER = "becomes_final_after"


class Confidence(StrEnum):
    """How a value is known: seen in a source, firm knowledge not seen again, unsure."""

    SEEN = "S"
    KNOWN = "K"
    UNSURE = "U"


@dataclass(frozen=True, slots=True)
class Variant:
    """A change of a value under circumstances: another rule's value (``use``), more days (``add``), another amount, or
    extensions.

    ``when`` maps a circumstance to the text it must have (``true`` for flags). ``plus`` names the rule of the extension,
    ``times`` how often it is added. ``basis`` and ``note`` say why, where the value's own basis does not.
    """

    when: Mapping[str, str]
    use: str | None = None
    plus: str | None = None
    times: int = 1
    add: int = 0
    amount: int | None = None
    unit: Unit | None = None
    counts_from: str | None = None
    basis: tuple[Basis, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that does not count: from the circumstance ``start`` to the circumstance ``end``, as the rule ``rule`` says."""

    start: str
    end: str
    rule: str


@dataclass(frozen=True, slots=True)
class Alternate:
    """Another way that the same limit is written; both ends are reported and only the later one supports a violation."""

    amount: int
    unit: Unit
    basis: tuple[Basis, ...]
    confidence: Confidence
    source: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A time limit from ``since`` to ``until`` (None: still in force as far as known), with its basis inside."""

    row: str
    since: date
    until: date | None
    amount: int | None
    unit: Unit
    op: Op
    counts_from: str
    basis: tuple[Basis, ...]
    confidence: Confidence
    source: tuple[str, ...]
    condition: str = ""
    note: str = ""
    skip_days_off: bool = False
    alternates: tuple[Alternate, ...] = ()
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A time limit through its regimes, oldest first, and the circumstances that select its variants.

    ``origin`` is the file of a user's own parameter, empty for those of the package.
    """

    rule: str
    subject: str
    about: str
    values: tuple[DatedValue, ...]
    verified_on: date | None
    review_months: int
    given: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
    pauses: tuple[Pause, ...] = ()
    succeeded_by: str | None = None
    origin: str = ""

    def value_on(self, day: date) -> DatedValue:
        """The value in force on ``day``; raises ``NotYetInForce`` or ``Repealed``."""
        for value in self.values:
            if value.since <= day and (value.until is None or day <= value.until):
                return value
        if day < self.values[0].since:
            raise NotYetInForce(
                "law.not_yet_in_force",
                f"{self.rule}: ngày {day:%d/%m/%Y} trước ngày bắt đầu áp dụng {self.values[0].since:%d/%m/%Y}",
                "kiểm tra lại ngày, hoặc tra quy định cũ hơn",
            )
        last = self.values[-1].until
        hint = f"từ đó xem {self.succeeded_by}" if self.succeeded_by else "kiểm tra lại ngày, hoặc tra quy định mới hơn"
        raise Repealed("law.repealed", f"{self.rule}: hết áp dụng từ sau ngày {last:%d/%m/%Y}, hỏi ngày {day:%d/%m/%Y}", hint)


@dataclass(frozen=True, slots=True)
class RecurringDuty:
    """A duty by frequency (receive citizens two days a month); it has no due date of its own.

    Where the frequency is a minimum, ``office`` is who has the duty, ``times`` how often in each ``per`` (``week``, ``month``).
    """

    rule: str
    row: str
    since: date
    until: date | None
    who: str
    frequency: str
    basis: tuple[Basis, ...]
    confidence: Confidence
    source: tuple[str, ...]
    verified_on: date | None
    review_months: int
    note: str = ""
    succeeded_by: str | None = None
    office: str = ""
    times: int = 0
    per: str = ""


@dataclass(frozen=True, slots=True)
class DataWindow:
    """The first and last day of a report's data, as month and day; the first one lies ``from_year`` years after the report's."""

    period: str
    from_year: int
    first: tuple[int, int]
    last: tuple[int, int]

    def days(self, year: int) -> tuple[date, date]:
        """The first and last day for the report of ``year``."""
        return date(year + self.from_year, *self.first), date(year, *self.last)


@dataclass(frozen=True, slots=True)
class PeriodicReport:
    """A periodic report: the windows of its data, and when it is submitted, as text.

    ``submit_days`` is the day of the last month of the window by which each level sends it, where that is known at all.
    """

    rule: str
    period: str
    data_window: str
    data_window_confidence: Confidence
    submit: str
    submit_confidence: Confidence
    basis: tuple[Basis, ...]
    confidence: Confidence
    source: tuple[str, ...]
    verified_on: date | None
    review_months: int
    content: str = ""
    note: str = ""
    windows: tuple[DataWindow, ...] = ()
    submit_days: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GivenKey:
    """A circumstance that ``given`` may hold: a flag, one of some values, or dates; ``note`` says by what it is judged."""

    key: str
    kind: str
    about: str
    values: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class CountingRule:
    """How periods are counted, from a date, with its basis (first day excluded, last day off, months)."""

    id: str
    since: date
    until: date | None
    text: str
    basis: Basis
    confidence: Confidence
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Transition:
    """What holds for cases that run across the day ``on`` on which the law changed; ``rules`` are the time limits concerned."""

    id: str
    on: date
    rules: tuple[str, ...]
    text: str
    basis: Basis
    confidence: Confidence
    source: tuple[str, ...]


@dataclass(frozen=True)
class Parameters:
    """Every dated parameter at hand: those of the package, and a user's own where they were loaded."""

    limits: Mapping[str, TimeLimit]
    duties: tuple[RecurringDuty, ...]
    reports: tuple[PeriodicReport, ...]
    given: Mapping[str, GivenKey]
    counting: tuple[CountingRule, ...]
    transitions: tuple[Transition, ...]
    sources: Mapping[str, str]

    def find_limit(self, rule: str) -> TimeLimit:
        """The time limit of that rule id; raises ``UnknownParameter`` with the nearest names as hint."""
        name = rule.strip().upper()
        if name in self.limits:
            return self.limits[name]
        raise UnknownParameter("law.unknown_rule", f"không có thời hạn {rule!r}", self._hint(name))

    def _hint(self, name: str) -> str:
        for limit in self.limits.values():
            if any(value.row == name for value in limit.values):
                return f"dùng {limit.rule}: chế độ cũ hay mới được chọn theo ngày"
        if any(name in (duty.rule, duty.row) for duty in self.duties) or any(name == report.rule for report in self.reports):
            return f"{name} là nhiệm vụ hoặc báo cáo định kỳ, không có ngày hết hạn tính từ một ngày"
        near = difflib.get_close_matches(name, self.limits, n=3, cutoff=0.5)
        return f"gần nhất: {', '.join(near)}" if near else f"có {len(self.limits)} thời hạn, ví dụ KN_GQ1, TC_GQ, KN_THULY"

    def transitions_of(self, rules: Iterable[str], first: date, last: date) -> tuple[Transition, ...]:
        """The transitional provisions for these time limits where a case runs from before their day to that day or later."""
        names = set(rules)
        return tuple(item for item in self.transitions if first < item.on <= last and names & set(item.rules))

    def counting_on(self, rule: str, day: date) -> CountingRule:
        """The counting rule in force on ``day``; the oldest one for days before it."""
        found = [item for item in self.counting if item.id == rule]
        for item in found:
            if item.since <= day and (item.until is None or day <= item.until):
                return item
        return found[0]

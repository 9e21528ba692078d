"""Time that does not count: suspensions of a case, obstacles to a complaint, expert opinions.

Which time limit is paused by which circumstances is said by ``pauses`` in its YAML; the basis is that of the rule named there,
in force on the first day of the pause.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from nlp.errors import LawError
from nlp.law.basis import Basis
from nlp.law.given import Given
from nlp.law.parameters import Parameters, Pause, TimeLimit

Interval = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Pauses:
    """The pauses of a case, oldest first and joined where they overlap; the days after ``first`` up to ``last`` do not count.

    ``rules`` are the rules that say so, ``read`` their values as ``RULE@first day in force``, ``steps`` what they say.
    """

    intervals: tuple[Interval, ...] = ()
    rules: tuple[str, ...] = ()
    bases: tuple[Basis, ...] = ()
    read: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


def find_pauses(limit: TimeLimit, start: date, given: Given, law: Parameters) -> Pauses:
    """The pauses that the circumstances name; raises ``LawError`` for a pause without end, out of order, or not in law then."""
    intervals: list[Interval] = []
    rules: list[str] = []
    bases: list[Basis] = []
    read: list[str] = []
    steps: list[str] = []
    for pause in limit.pauses:
        rule = law.find_limit(pause.rule)
        for first, last in _intervals(pause, start, given):
            value = rule.value_on(first)
            intervals.append((first, last))
            rules.append(rule.rule)
            bases += value.basis
            read.append(f"{rule.rule}@{value.since}")
            steps.append(f"{rule.about[0].upper()}{rule.about[1:]} ({'; '.join(basis.text for basis in value.basis)}).")
    return Pauses(
        intervals=tuple(_join(sorted(intervals))),
        rules=tuple(rules),
        bases=tuple(dict.fromkeys(bases)),
        read=tuple(dict.fromkeys(read)),
        steps=tuple(dict.fromkeys(steps)),
    )


def _intervals(pause: Pause, start: date, given: Given) -> Iterator[Interval]:
    firsts, lasts = given.dates.get(pause.start, ()), given.dates.get(pause.end, ())
    if len(firsts) != len(lasts):
        message = f"số ngày bắt đầu ({pause.start}: {len(firsts)}) và ngày kết thúc ({pause.end}: {len(lasts)}) không bằng nhau"
        raise LawError("law.bad_given", message, f"nêu cả {pause.start} và {pause.end}")
    for first, last in zip(firsts, lasts, strict=True):
        if not start <= first <= last:
            raise LawError(
                "law.bad_given", f"thứ tự ngày không đúng: {start} bắt đầu tính, {pause.start} {first}, {pause.end} {last}"
            )
        yield first, last


def _join(intervals: list[Interval]) -> Iterator[Interval]:
    current: Interval | None = None
    for first, last in intervals:
        if current is not None and first <= current[1]:
            current = (current[0], max(current[1], last))
        else:
            if current is not None:
                yield current
            current = (first, last)
    if current is not None:
        yield current

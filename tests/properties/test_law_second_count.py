"""Due dates against a second computation that shares nothing with the engine, over ten thousand cases."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from nlp.errors import LawError
from nlp.law.calendar import load_calendar
from nlp.law.due import work_out_due
from nlp.law.parameters import NotYetInForce, Repealed
from tests.properties import second_count

CASES = 10_000
FIRST, LAST = date(2012, 1, 1), date(2028, 6, 30)


def test_ten_thousand_random_cases_agree() -> None:
    chance = random.Random(20261121)
    rules, span = second_count.rules(), (LAST - FIRST).days
    counted, differ = 0, []
    for _ in range(CASES):
        rule, start = chance.choice(rules), FIRST + timedelta(days=chance.randint(0, span))
        given = chance.choice(second_count.changes_of(rule))
        expected = second_count.count(rule, start, frozenset(given))
        try:
            found = work_out_due(rule, start, given).due
        except (NotYetInForce, Repealed):
            found = None
        except LawError as error:
            # A circumstance of a later regime is not yet known to an earlier one.
            raise AssertionError(f"{rule} {start} {given}: {error}") from error
        counted += found is not None
        if found != expected:
            differ.append((rule, start, given, found, expected))
    assert differ == []
    assert counted > CASES // 2


def test_calendar_agrees_with_the_notices() -> None:
    calendar, working = load_calendar(), set(second_count.WORKING)
    days = [date(2021, 1, 1) + timedelta(days=n) for n in range(365 * 7 + 1)]
    assert [day for day in days if calendar.is_working(day) != (day in working)] == []


@pytest.mark.parametrize("rule", second_count.rules())
def test_every_rule_agrees_on_each_side_of_every_change(rule: str) -> None:
    """The day before a regime begins, its first day, its last day and the day after."""
    edges = {row["from"] for row in second_count.ROWS if rule in row["rules"]}
    edges |= {row["to"] + timedelta(days=1) for row in second_count.ROWS if rule in row["rules"] and row["to"]}
    for edge in sorted(edges):
        for day in (edge - timedelta(days=1), edge):
            try:
                found = work_out_due(rule, day).due
            except (NotYetInForce, Repealed):
                found = None
            assert found == second_count.count(rule, day), day

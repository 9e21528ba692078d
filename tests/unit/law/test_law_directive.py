"""Times of tasks against one another."""

from __future__ import annotations

from datetime import date

import pytest

from nlp.law.rules.directive import Change, Order, When, compare_times, days_between, order_reports

YEARLY = "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY="
QUARTERS = "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY="


@pytest.mark.parametrize(
    ("lower", "upper", "order"),
    [
        (When(date(2024, 11, 14)), When(date(2024, 11, 15)), Order.IN_TIME),
        (When(date(2024, 11, 15)), When(date(2024, 11, 15)), Order.SAME_DAY),
        (When(date(2024, 11, 16)), When(date(2024, 11, 15)), Order.TOO_LATE),
        (When(date(2024, 11, 15), strict=True), When(date(2024, 11, 15)), Order.IN_TIME),
        (When(date(2024, 11, 15)), When(date(2024, 11, 15), strict=True), Order.TOO_LATE),
        (When(rrule=YEARLY + "20"), When(rrule=YEARLY + "15"), Order.TOO_LATE),
        (When(rrule=QUARTERS + "14"), When(rrule=QUARTERS + "15"), Order.IN_TIME),
        (When(rrule="FREQ=MONTHLY;BYMONTHDAY=-1"), When(rrule="FREQ=MONTHLY;BYMONTHDAY=28"), Order.TOO_LATE),
        (When(rrule="FREQ=WEEKLY;BYDAY=FR"), When(rrule="FREQ=WEEKLY;BYDAY=MO"), Order.TOO_LATE),
        (When(rrule="FREQ=MONTHLY;BYMONTHDAY=20"), When(rrule=YEARLY + "15"), Order.UNKNOWN),
        (When(rrule=QUARTERS + "15"), When(rrule=YEARLY + "15"), Order.UNKNOWN),
        (When(rrule="FREQ=DAILY"), When(rrule="FREQ=DAILY"), Order.UNKNOWN),
        (When(date(2024, 11, 20)), When(rrule=YEARLY + "15"), Order.TOO_LATE),
        (When(date(2024, 11, 10)), When(rrule=QUARTERS + "15"), Order.UNKNOWN),
    ],
)
def test_order_of_reports(lower: When, upper: When, order: Order) -> None:
    assert order_reports(lower, upper) is order


@pytest.mark.parametrize(("day", "change"), [(14, Change.TIGHTENED), (15, Change.KEPT), (16, Change.LOOSENED)])
def test_change_of_a_time(day: int, change: Change) -> None:
    assert compare_times(When(date(2024, 11, 15)), When(date(2024, 11, day))) is change


def test_several_returns_are_measured_by_the_worst() -> None:
    assert days_between(When(rrule="FREQ=MONTHLY;BYMONTHDAY=10,20"), When(rrule="FREQ=MONTHLY;BYMONTHDAY=9,25")) == 5

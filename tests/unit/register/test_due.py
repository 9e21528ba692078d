"""Due dates and how an obligation stands on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from nlp.register.due import Standing, days_of, read_due, stand
from nlp.store.register.models import COUNTED, DONE, FIXED, OPEN, OVERDUE, RECURRING, UNKNOWN, Due, Duty, Obligation

DAY = dt.date
MONTHLY = Due("trước ngày 25 hằng tháng", RECURRING, rrule="FREQ=MONTHLY;BYMONTHDAY=25", shift=-1, first=DAY(2024, 1, 10))
ONCE = Due("trước 30/4/2024", FIXED, day=DAY(2024, 4, 29))


def obligation(*dues: Due, modality: str = "must", status: str = OPEN, done: tuple[dt.date, ...] = ()) -> Obligation:
    duty = Duty("d-1", 0, 1, "x", None, None, modality, None, (), (), dues)
    return Obligation(duty, "d", 0, status, 0, frozenset(done))


def deadline(**values: object) -> dict[str, object]:
    empty = dict.fromkeys(("date", "rrule", "amount", "unit", "trigger", "time"))
    return {"text": "x", "type": "date", "bound": "before", "due": [], "flags": [], **empty, **values}


@pytest.mark.parametrize(
    ("row", "due"),
    [
        (deadline(due=["2024-04-29"]), Due("x", FIXED, day=DAY(2024, 4, 29))),
        (deadline(type="duration", bound="within", due=["2024-02-01"]), Due("x", COUNTED, day=DAY(2024, 2, 1))),
        (deadline(type="duration", bound="within"), Due("x", UNKNOWN)),
        (deadline(bound="after", due=["2024-04-29"]), Due("x", UNKNOWN)),
        (deadline(due=["2024-04-29"], flags=["inferred_year"]), Due("x", FIXED, day=DAY(2024, 4, 29), certain=False)),
        (
            deadline(type="recurring", rrule="FREQ=MONTHLY;BYMONTHDAY=25"),
            Due("x", RECURRING, rrule="FREQ=MONTHLY;BYMONTHDAY=25", shift=-1, first=DAY(2024, 1, 10)),
        ),
        (deadline(type="recurring", bound="on", rrule="FREQ=DAILY"), Due("x", UNKNOWN)),
    ],
)
def test_deadline_is_read(row: dict[str, object], due: Due) -> None:
    assert read_due(row, DAY(2024, 1, 10)) == due


def test_days_of_a_rule_begin_with_the_dispatch() -> None:
    assert days_of(MONTHLY, DAY(2023, 11, 1), DAY(2024, 2, 29)) == (DAY(2024, 1, 24), DAY(2024, 2, 24))


def test_days_of_a_rule_end_with_it() -> None:
    assert days_of(replace(MONTHLY, until=DAY(2024, 2, 1)), DAY(2024, 1, 1), DAY(2024, 12, 31)) == (DAY(2024, 1, 24),)


def test_interval_counts_from_the_dispatch() -> None:
    due = replace(MONTHLY, rrule="FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=25", shift=0)
    assert days_of(due, DAY(2024, 3, 1), DAY(2024, 8, 1)) == (DAY(2024, 4, 25), DAY(2024, 7, 25))


@pytest.mark.parametrize(
    ("one", "as_of", "standing"),
    [
        (obligation(ONCE), DAY(2024, 4, 29), Standing(OPEN, next=(DAY(2024, 4, 29),))),
        (obligation(ONCE), DAY(2024, 4, 30), Standing(OVERDUE, DAY(2024, 4, 29))),
        (obligation(ONCE, status=DONE), DAY(2024, 4, 30), Standing(DONE)),
        (obligation(ONCE, modality="should"), DAY(2024, 4, 30), Standing(OPEN)),
        (obligation(ONCE, modality="must_not"), DAY(2024, 4, 30), Standing(OPEN)),
        (obligation(replace(ONCE, certain=False)), DAY(2024, 4, 30), Standing(OPEN, certain=False)),
        (obligation(ONCE, done=(DAY(2024, 4, 29),)), DAY(2024, 4, 30), Standing(OPEN)),
        (obligation(), DAY(2024, 4, 30), Standing(OPEN)),
    ],
)
def test_standing(one: Obligation, as_of: dt.date, standing: Standing) -> None:
    assert stand(one, in_force=True, as_of=as_of) == standing


def test_of_a_rule_the_last_day_counts() -> None:
    standing = stand(obligation(MONTHLY), in_force=True, as_of=DAY(2024, 6, 1), count=1)
    assert standing == Standing(OVERDUE, DAY(2024, 5, 24), (DAY(2024, 6, 24),))


def test_a_day_of_a_rule_that_was_done_is_not_overdue() -> None:
    standing = stand(obligation(MONTHLY, done=(DAY(2024, 5, 24),)), in_force=True, as_of=DAY(2024, 6, 1), count=1)
    assert standing == Standing(OPEN, None, (DAY(2024, 6, 24),))


def test_what_a_replaced_directive_asked_is_not_overdue() -> None:
    assert stand(obligation(ONCE), in_force=False, as_of=DAY(2024, 4, 30)).status == OPEN

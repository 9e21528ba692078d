"""Properties of counting: monotone, never ending on a day off, and working days counted one by one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.errors import LawError
from nlp.law.calendar import WorkCalendar, load_calendar
from nlp.law.counting import Period, count_period
from nlp.law.dates import Rounding, add_months, add_working_days, roll_forward
from nlp.law.due import Due, work_out_due
from nlp.law.facts import FACTS
from nlp.law.handling import load_rows, propose_action
from nlp.law.matching import number_key, title_keys
from nlp.law.parameter_reader import load_parameters
from nlp.law.parameters import DatedValue, Op, TimeLimit, Unit

DAYS = st.dates(min_value=date(2012, 7, 1), max_value=date(2030, 12, 31))
AMOUNTS = st.integers(min_value=0, max_value=120)
CALENDARS = st.sampled_from([load_calendar(), load_calendar().adopt("hoan-doi-23-11-2026")])
FORWARD_UNITS = st.sampled_from([Unit.DAY, Unit.WORKING_DAY, Unit.MONTH, Unit.YEAR])
RULES = st.sampled_from(sorted(load_parameters().limits))


@given(day=DAYS, amount=AMOUNTS, unit=FORWARD_UNITS, gap=st.integers(0, 40))
def test_a_later_start_never_ends_earlier(day: date, amount: int, unit: Unit, gap: int) -> None:
    calendar, law = load_calendar(), load_parameters()
    period = Period(min(amount, 20) if unit in (Unit.MONTH, Unit.YEAR) else amount, unit)
    early = count_period(day, period, calendar, law).due
    late = count_period(day + timedelta(days=gap), period, calendar, law).due
    assert early <= late


@given(day=DAYS, amount=AMOUNTS, unit=st.sampled_from([Unit.DAY, Unit.WORKING_DAY]))
def test_a_longer_period_never_ends_earlier(day: date, amount: int, unit: Unit) -> None:
    calendar, law = load_calendar(), load_parameters()
    shorter = count_period(day, Period(amount, unit), calendar, law).due
    assert shorter <= count_period(day, Period(amount + 1, unit), calendar, law).due


@given(day=DAYS, calendar=CALENDARS)
def test_roll_forward_ends_on_a_working_day_and_is_idempotent(day: date, calendar: WorkCalendar) -> None:
    rolled = roll_forward(day, calendar)
    assert rolled >= day
    assert calendar.is_working(rolled)
    assert roll_forward(rolled, calendar) == rolled


@given(day=DAYS, amount=st.integers(1, 60), calendar=CALENDARS)
def test_working_days_between_are_as_many_as_asked(day: date, amount: int, calendar: WorkCalendar) -> None:
    end = add_working_days(day, amount, calendar)
    span = [day + timedelta(days=number) for number in range(1, (end - day).days + 1)]
    assert sum(calendar.is_working(item) for item in span) == amount
    assert calendar.is_working(end)


@given(day=DAYS, amount=st.integers(1, 60))
def test_counting_working_days_back_undoes_counting_them(day: date, amount: int) -> None:
    calendar = load_calendar()
    start = calendar.next_working(day)
    assert add_working_days(add_working_days(start, amount, calendar), -amount, calendar) == start


@given(day=DAYS, months=st.integers(-48, 48))
def test_months_keep_the_day_or_take_the_last_one(day: date, months: int) -> None:
    end = add_months(day, months, rounding=Rounding.LAST_DAY)
    assert end.day == day.day or (end + timedelta(days=1)).day == 1
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == months


def _due_or_none(rule: str, day: date) -> Due | None:
    """None where the law has no limit on that day, and says so in one of the known ways."""
    known = {"law.not_yet_in_force", "law.repealed", "law.no_amount"}
    try:
        return work_out_due(rule, day)
    except LawError as error:
        if error.code not in known:
            raise
        return None


@given(rule=RULES, day=DAYS)
def test_every_limit_ends_on_a_working_day_after_its_start_or_says_why_not(rule: str, day: date) -> None:
    due = _due_or_none(rule, day)
    if due is None:
        return
    if due.op is Op.MIN_BEFORE:
        assert due.due <= day
    elif due.op is Op.SUSPEND_CLOCK:
        assert due.due == day
    else:
        assert due.due > day
        assert load_calendar().is_working(due.due)
    assert due.earliest <= due.due <= due.latest
    assert due == work_out_due(rule, day)


@given(number=st.from_regex(r"[1-9][0-9]{0,2}/(19|20)[0-9]{2}/(QH1[0-6]|NĐ-CP|TT-BTC)", fullmatch=True))
def test_number_keys_do_not_depend_on_typing(number: str) -> None:
    assert number_key(number) == number_key(f" 0{number.lower()}")


@given(title=st.sampled_from(["Luật Hoà giải ở cơ sở", "Bộ luật Dân sự", "Luật Đất đai", "Khoá luận"]))
def test_title_keys_do_not_depend_on_case(title: str) -> None:
    assert title_keys(title) == title_keys(title.upper())


@given(rule=RULES, day=DAYS, data=st.data())
def test_the_explanation_names_every_parameter_that_was_read(rule: str, day: date, data: st.DataObject) -> None:
    """What the look-ups give out is watched from outside, so that a value read in secret would be seen."""
    law = load_parameters()
    flags = [key for key in law.find_limit(rule).given if law.given[key].kind == "flag"]
    given = {key: "true" for key in flags if data.draw(st.booleans())}
    read: set[str] = set()

    def watch(limit: TimeLimit, on: date) -> DatedValue:
        value = look_up(limit, on)
        read.add(f"{limit.rule}@{value.since}")
        return value

    look_up = TimeLimit.value_on
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TimeLimit, "value_on", watch)
        try:
            due = work_out_due(rule, day, given)
        except LawError:
            return
    assert read <= set(due.parameters)
    steps = " ".join(due.steps)
    assert all(basis in steps for basis in due.legal_basis)


@given(rule=RULES, day=DAYS, gap=st.integers(0, 40))
def test_a_later_start_never_gives_an_earlier_due_date_within_one_regime(rule: str, day: date, gap: int) -> None:
    early, late = _due_or_none(rule, day), _due_or_none(rule, day + timedelta(days=gap))
    if early is not None and late is not None and early.parameters == late.parameters:
        assert early.due <= late.due


@given(day=DAYS, amount=st.integers(1, 60), first=st.integers(0, 80), length=st.integers(0, 60), unit=st.sampled_from(Unit))
def test_a_pause_never_shortens_and_never_adds_more_than_its_days(
    day: date, amount: int, first: int, length: int, unit: Unit
) -> None:
    if unit not in (Unit.DAY, Unit.WORKING_DAY):
        return
    calendar, law = load_calendar(), load_parameters()
    pause = (day + timedelta(days=first), day + timedelta(days=first + length))
    plain = count_period(day, Period(amount, unit), calendar, law).due
    paused = count_period(day, Period(amount, unit, pauses=(pause,)), calendar, law).due
    assert paused >= plain
    assert calendar.is_working(paused)
    assert paused == plain or pause[0] <= plain
    assert sum(calendar.is_working(plain + timedelta(days=n)) for n in range(1, (paused - plain).days + 1)) <= length


FLAGS = sorted({name for row in load_rows() for name in row.when if FACTS[name][0] == "flag"})
PETITIONS = st.fixed_dictionaries(
    {"loai_don": st.sampled_from(["khieu_nai", "to_cao", "kien_nghi", "phan_anh", "nhieu_noi_dung", "khac"])},
    optional={name: st.booleans() for name in FLAGS},
)


@given(facts=PETITIONS, day=DAYS)
def test_every_alternative_is_what_would_be_proposed(facts: dict[str, str | bool], day: date) -> None:
    found = propose_action(facts, day)
    assert not set(found.missing_facts) & set(facts)
    for item in found.alternatives:
        assert propose_action({**facts, item.fact: item.value}, day).action == item.action != found.action


@given(facts=PETITIONS, day=DAYS)
def test_a_fact_that_is_not_missing_changes_nothing(facts: dict[str, str | bool], day: date) -> None:
    found = propose_action(facts, day)
    for name in FLAGS:
        if name not in facts and name not in found.missing_facts:
            assert {propose_action({**facts, name: value}, day).action for value in (True, False)} == {found.action}


@given(facts=PETITIONS, day=DAYS)
def test_a_proposal_stands_on_the_facts_that_it_shows(facts: dict[str, str | bool], day: date) -> None:
    found = propose_action(facts, day)
    if found.action is None:
        return
    reason = found.reasons[0]
    assert reason.action is found.action
    assert reason.legal_basis
    assert propose_action({"loai_don": facts["loai_don"], **reason.facts}, day).action is found.action

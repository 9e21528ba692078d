"""Runs the plain-words cases of ``tests/cases/law``: a time limit worked out, or a rule's outcome; and holds what they cover."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from nlp.evaluation.law_cases import HANDLING, Case, find_covered, find_differences, load_cases, run_case
from nlp.law.competence import load_competence
from nlp.law.due import Due
from nlp.law.handling import Action, load_rows
from nlp.law.library import load_library
from nlp.law.outcome import SLUGS
from nlp.law.parameter_reader import load_parameters
from nlp.law.proposal import propose_handling
from nlp.law.review import find_uncovered
from nlp.law.rules import RULES

ONE = timedelta(days=1)
# When a decision becomes final binds nobody, an hour is not counted in days, and one row has no amount in any source.
WITHOUT_RULE = {"KN_HIEULUC1", "KN_HIEULUC2", "TCD_TT_KETNOI", "PAKN_QDHC"}
FOLDER = Path(__file__).parents[2] / "cases" / "law"
CASES = load_cases(FOLDER)
DUE_CASES = [case for case in CASES if "from" in case]
RULE_CASES = [case for case in CASES if "facts" in case and case["rule"] != HANDLING]
HANDLING_CASES = [case for case in CASES if case["rule"] == HANDLING]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: Case) -> None:
    assert find_differences(case, load_library()) == []


def test_there_are_enough_cases_and_names_are_unique() -> None:
    names = [case["name"] for case in CASES]
    assert len(CASES) >= 60
    assert len(set(names)) == len(names)


def test_a_third_of_the_outcome_cases_are_negative() -> None:
    quiet = [case for case in RULE_CASES if case["expect"]["outcome"] in ("not_applicable", "undetermined", "pending")]
    assert len(quiet) * 3 >= len(RULE_CASES)


def test_every_rule_has_a_case_for_each_outcome() -> None:
    covered = find_covered(CASES)
    assert find_uncovered(RULES, covered) == []
    assert {slug for _, slug in covered} == set(SLUGS)


def sides(since: date, until: date | None) -> set[date]:
    """The days on which a case must stand: before a regime and its first day, its last day and the day after."""
    return {since - ONE, since} | ({until, until + ONE} if until else set())


def test_every_time_limit_has_a_case_on_each_side_of_every_change() -> None:
    shown = {(case["rule"], case["from"]) for case in DUE_CASES}
    wanted = {
        (limit.rule, day)
        for limit in load_parameters().limits.values()
        for value in limit.values
        for day in sides(value.since, value.until)
        if value.amount  # what has no amount, or only stops the clock, has no due date to show
    }
    assert wanted - shown == set()


def test_every_rule_has_a_case_on_each_side_of_every_change() -> None:
    by = {rule.id: rule.regime_by for rule in RULES}
    shown = {(case["rule"], case["facts"].get(by[case["rule"]])) for case in RULE_CASES}
    assert {(rule.id, day) for rule in RULES for day in sides(rule.since, rule.until)} - shown == set()


def test_every_time_limit_that_binds_somebody_has_a_rule() -> None:
    reached = {name for case in RULE_CASES for name in [run_case(case, load_library()).due] if name for name in limits_read(name)}
    assert {limit.rule for limit in load_parameters().limits.values()} - reached == WITHOUT_RULE


def test_nothing_that_rests_on_an_unsure_value_is_a_violation() -> None:
    results = [run_case(case, load_library()) for case in RULE_CASES if case["expect"]["outcome"] == "breached"]
    unsure = [result for result in results if result.due and result.due.confidence == "U"]
    assert unsure
    assert not [result.rule for result in unsure if result.is_violation]


def limits_read(due: Due) -> set[str]:
    return {name.partition("@")[0] for name in due.parameters}


def test_every_ground_decides_a_case_or_is_a_remark_of_one() -> None:
    decided = {case["expect"].get("reason") for case in HANDLING_CASES}
    remarked = {row for case in HANDLING_CASES for row in case["expect"].get("remarks", ())}
    assert {row.id for row in load_rows() if row.action} - decided == set()
    assert {row.id for row in load_rows() if not row.action} - remarked == set()


def test_every_action_and_the_open_one_has_a_case() -> None:
    assert {case["expect"].get("action") for case in HANDLING_CASES} >= {*(action.value for action in Action), None}


def test_every_ground_has_a_case_on_each_side_of_every_change() -> None:
    shown = {(row, case["received"]) for case in HANDLING_CASES for row in case.get("sides", ())}
    wanted = {
        (row.id, day) for row in load_rows() for earlier, later in pairwise(row.regimes) for day in (earlier.until, later.since)
    }
    assert wanted - shown == set()
    for case in HANDLING_CASES:
        for row in case.get("sides", ()):
            found = propose_handling(dict(case["facts"]), case["received"], load_library()).handling.parameters_read
            regime = next(r for item in load_rows() if item.id == row for r in item.regimes if r.holds_on(case["received"]))
            assert f"{row}@{regime.since}" in found, case["name"]


def test_competence_has_a_case_on_each_side_of_the_end_of_the_district() -> None:
    changed = {
        against
        for (matter, against), regimes in load_competence().regimes.items()
        if len(regimes) > 1 and matter in ("khieu_nai", "to_cao")
    }
    for day in (date(2025, 6, 30), date(2025, 7, 1)):
        shown = {case["facts"].get("nguoi_bi_kien") for case in HANDLING_CASES if case["received"] == day}
        assert changed - shown == set()

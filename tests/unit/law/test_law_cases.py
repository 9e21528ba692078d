"""Runs the plain-words cases of ``tests/cases/law``: a time limit worked out, or a rule's outcome."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from nlp.errors import LawError
from nlp.law.due import Due, work_out_due
from nlp.law.engine import RuleResult, run_rules
from nlp.law.outcome import SLUGS, Undetermined
from nlp.law.parameter_reader import load_parameters
from nlp.law.parameters import NotYetInForce, Repealed, UnknownParameter
from nlp.law.review import find_uncovered
from nlp.law.rules import RULES

ONE = timedelta(days=1)
# When a decision becomes final binds nobody, an hour is not counted in days, and one row has no amount in any source.
WITHOUT_RULE = {"KN_HIEULUC1", "KN_HIEULUC2", "TCD_TT_KETNOI", "PAKN_QDHC"}
FOLDER = Path(__file__).parents[2] / "cases" / "law"
ERRORS = {"not_yet_in_force": NotYetInForce, "repealed": Repealed, "unknown_rule": UnknownParameter, "error": LawError}


def read_cases() -> list[dict[str, Any]]:
    return [case for path in sorted(FOLDER.glob("*.yaml")) for case in yaml.safe_load(path.read_text(encoding="utf-8"))]


CASES = read_cases()
DUE_CASES = [case for case in CASES if "from" in case]
RULE_CASES = [case for case in CASES if "facts" in case]


def given_as_text(given: dict[str, Any]) -> dict[str, str]:
    return {key: str(value).lower() if isinstance(value, bool) else str(value) for key, value in given.items()}


@pytest.mark.parametrize("case", DUE_CASES, ids=[case["name"] for case in DUE_CASES])
def test_due(case: dict[str, Any]) -> None:
    expect = case["expect"]
    given = given_as_text(case.get("given", {}))
    if "error" in expect:
        with pytest.raises(ERRORS[expect["error"]]) as caught:
            work_out_due(case["rule"], case["from"], given)
        assert expect.get("hint", "") in str(caught.value)
        return
    due = work_out_due(case["rule"], case["from"], given)
    assert due.due == expect["due"], "\n".join(due.steps)
    for key in ("amount", "unit"):
        assert getattr(due, key) == expect.get(key, getattr(due, key))
    if "also" in expect:
        assert [item.due for item in due.alternatives] == expect["also"]
    for text in expect.get("warns", []):
        assert any(text in warning for warning in due.warnings), due.warnings
    if expect.get("warns") == []:
        assert due.warnings == ()
    for text in expect.get("steps", []):
        assert any(text in step for step in due.steps), due.steps
    for text in expect.get("basis", []):
        assert any(text in basis for basis in due.legal_basis), due.legal_basis


def run_case(case: dict[str, Any]) -> RuleResult:
    results = run_rules(case["facts"], case["as_of"], RULES)
    return next(result for result in results if result.rule == case["rule"])


@pytest.mark.parametrize("case", RULE_CASES, ids=[case["name"] for case in RULE_CASES])
def test_outcome(case: dict[str, Any]) -> None:
    expect = case["expect"]
    result = run_case(case)
    assert result.outcome.slug == expect["outcome"], result.message
    if "due" in expect:
        assert result.due is not None
        assert result.due.due == expect["due"]
    if "missing" in expect:
        assert isinstance(result.outcome, Undetermined)
        assert list(result.outcome.missing) == expect["missing"]
    if "late" in expect:
        assert getattr(result.outcome, "days_late", None) == expect["late"]
    if "severity" in expect:
        assert result.severity_cap == expect["severity"]
    assert expect.get("message", "") in result.message


def test_there_are_enough_cases_and_names_are_unique() -> None:
    names = [case["name"] for case in CASES]
    assert len(CASES) >= 60
    assert len(set(names)) == len(names)


def test_a_third_of_the_outcome_cases_are_negative() -> None:
    quiet = [case for case in RULE_CASES if case["expect"]["outcome"] in ("not_applicable", "undetermined", "pending")]
    assert len(quiet) * 3 >= len(RULE_CASES)


def covered() -> Iterator[tuple[str, str]]:
    for case in RULE_CASES:
        yield case["rule"], case["expect"]["outcome"]


def test_every_rule_has_a_case_for_each_outcome() -> None:
    assert find_uncovered(RULES, covered()) == []
    assert {slug for _, slug in covered()} == set(SLUGS)


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
    reached = {name for case in RULE_CASES for name in [run_case(case).due] if name for name in limits_read(name)}
    assert {limit.rule for limit in load_parameters().limits.values()} - reached == WITHOUT_RULE


def limits_read(due: Due) -> set[str]:
    return {name.partition("@")[0] for name in due.parameters}

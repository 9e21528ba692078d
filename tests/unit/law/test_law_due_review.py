"""The shape of a worked-out limit, and the review of the package's data."""

from __future__ import annotations

import json
from datetime import date

from nlp.law.calendar import load_calendar
from nlp.law.due import work_out_due
from nlp.law.instruments import load_registry
from nlp.law.parameter_reader import load_parameters
from nlp.law.review import find_stale, find_uncovered, review_law
from nlp.law.rules import RULES


def test_as_dict_is_json_with_the_documented_keys() -> None:
    found = json.loads(json.dumps(work_out_due("KN_GQ1", date(2024, 1, 2)).as_dict()))
    assert {"rule", "from", "due", "amount", "unit", "legal_basis", "steps", "warnings"} <= set(found)
    assert (found["rule"], found["from"], found["due"]) == ("KN_GQ1", "2024-01-02", "2024-02-01")
    assert isinstance(found["legal_basis"], list)


def test_every_limit_with_an_amount_can_be_worked_out_on_its_first_day() -> None:
    for limit in load_parameters().limits.values():
        for value in limit.values:
            if value.amount is not None:
                due = work_out_due(limit.rule, value.since)
                assert due.legal_basis
                assert due.steps
                assert value.confidence != "U" or any("độ tin cậy U" in warning for warning in due.warnings)


def test_nothing_dangles() -> None:
    assert review_law(date(2026, 11, 22)).of_kind("dangling") == ()


def test_values_grow_stale() -> None:
    assert review_law(date(2026, 11, 22)).of_kind("stale") == ()
    assert any(item.subject == "KN_GQ1" for item in review_law(date(2027, 11, 22)).of_kind("stale"))
    assert any(item.subject == "calendar 2027" for item in review_law(date(2027, 1, 1)).of_kind("stale"))


def test_values_never_verified_and_unsure_values_are_listed() -> None:
    review = review_law(date(2026, 11, 22))
    assert "DAT_CHITRA" in [item.subject for item in review.of_kind("unverified")]
    assert "DAT_NIEMYET_PA" in [item.subject for item in review.of_kind("unsure")]


def test_a_rule_without_cases_is_listed() -> None:
    items = find_uncovered(RULES, [("petition.handling", "met")])
    assert "breached" in next(item.message for item in items if item.subject == "petition.handling")


def test_stale_names_each_value_once() -> None:
    items = list(find_stale(date(2030, 1, 1), load_parameters(), load_calendar(), load_registry()))
    assert len({item.subject for item in items}) == len(items)

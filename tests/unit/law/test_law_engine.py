"""Rules: regimes, recorded reads, caps of severity, and what an unknown fact does."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest

from nlp.errors import LawError
from nlp.law.engine import Rule, RuleResult, Severity, check_regimes, rule, run_rules
from nlp.law.facts import Facts, MissingFact, Value
from nlp.law.outcome import Breached, Met, NotApplicable, Outcome
from nlp.law.rules import RULES

CASE: dict[str, Value] = {
    "loai_don": "khieu_nai",
    "lan_khieu_nai": "1",
    "ky_luat": False,
    "phuc_tap": True,
    "vung_sau": False,
    "ngay_thu_ly": date(2024, 1, 2),
    "ngay_giai_quyet": date(2024, 2, 16),
}


def first_resolution(facts: dict[str, Value], as_of: date = date(2024, 3, 1)) -> RuleResult:
    return next(result for result in run_rules(facts, as_of, RULES) if result.rule == "complaint.first_resolution")


def test_reads_are_recorded() -> None:
    result = first_resolution(CASE)
    assert result.parameters_read == ("KN_GQ1@2012-07-01", "KN_GQ1_PT@2012-07-01")
    assert set(result.facts_read) == set(CASE)
    assert result.legal_basis == ("Điều 28 Luật Khiếu nại 02/2011/QH13",)


def test_an_event_after_the_evaluation_date_has_not_happened() -> None:
    assert first_resolution(CASE, date(2024, 2, 20)).outcome == Met(date(2024, 2, 16))
    assert first_resolution(CASE, date(2024, 2, 10)).outcome.slug == "pending"


def test_a_breach_counts_days_after_the_last_day() -> None:
    late = {**CASE, "phuc_tap": False}
    result = first_resolution(late)
    assert result.outcome == Breached(15, date(2024, 2, 16))
    assert result.is_violation
    assert "quá hạn 15 ngày" in result.message


def test_an_assumed_fact_is_not_reported_as_read() -> None:
    unknown = {name: value for name, value in CASE.items() if name != "vung_sau"}
    result = first_resolution({**unknown, "ngay_giai_quyet": date(2024, 2, 1)})
    assert isinstance(result.outcome, Met)
    assert "vung_sau" not in result.facts_read


def test_unsure_values_never_give_a_violation() -> None:
    facts: dict[str, Value] = {"loai_don": "kien_nghi", "ngay_nhan": date(2024, 1, 2), "ngay_de_xuat_xu_ly": None}
    result = next(item for item in run_rules(facts, date(2024, 12, 2), RULES) if item.rule == "petition.handling")
    assert isinstance(result.outcome, Breached)
    assert result.severity_cap is Severity.WARNING
    assert not result.is_violation


def test_one_result_for_each_rule_even_without_facts() -> None:
    results = run_rules({}, date(2024, 12, 2), RULES)
    assert [result.rule for result in results] == sorted({item.id for item in RULES})
    assert {result.outcome.slug for result in results} == {"undetermined"}


def test_an_unknown_fact_name_is_a_wrong_call() -> None:
    with pytest.raises(LawError, match="ngay_xyz"):
        run_rules({"ngay_xyz": None}, date(2024, 1, 1), RULES)


@pytest.mark.parametrize(("name", "value"), [("ngay_nhan", "2024-01-02"), ("phuc_tap", "true"), ("loai_don", None)])
def test_a_fact_of_the_wrong_kind_is_a_wrong_call(name: str, value: Value) -> None:
    with pytest.raises(LawError, match=name):
        Facts({name: value})


def test_reading_a_missing_fact_raises() -> None:
    with pytest.raises(MissingFact, match="ngày thụ lý"):
        Facts({}).day("ngay_thu_ly")


def never(facts: Facts, law: object) -> Outcome:
    return NotApplicable("x")


OLD = rule("x", basis="b", since="2020-01-01", until="2020-12-31", regime_by="ngay_nhan", title="X")(never)
NEW = rule("x", basis="b", since="2021-01-01", regime_by="ngay_nhan", title="X")(never)


def test_regimes_that_follow_one_another_are_accepted() -> None:
    assert check_regimes((NEW, OLD)) == (OLD, NEW)


@pytest.mark.parametrize(
    ("later", "code"),
    [
        (replace(NEW, since=date(2020, 12, 31)), "law.regime_overlap"),
        (replace(NEW, since=date(2021, 1, 2)), "law.regime_gap"),
        (replace(NEW, regime_by="ngay_thu_ly"), "law.regime_fact"),
    ],
)
def test_regimes_that_do_not_fit_are_errors(later: Rule, code: str) -> None:
    with pytest.raises(LawError) as caught:
        check_regimes((OLD, later))
    assert caught.value.code == code


def test_the_package_imports_nothing_of_the_project_but_errors() -> None:
    code = """
import sys, nlp.law.review
print(sorted(name for name in sys.modules if name.startswith("nlp.") and not name.startswith("nlp.law")))
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "['nlp.errors']"

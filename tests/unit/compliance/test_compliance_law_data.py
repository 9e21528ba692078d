"""The law's data that the checker reads: form, conditions of petitions, terms, the basis of being in force."""

from __future__ import annotations

import pickle
from datetime import date

import pytest

from nlp.compliance.case import count_scan_signs, load_cues
from nlp.compliance.component import ComplianceChecker
from nlp.compliance.deadlines import _DATE
from nlp.compliance.print_facts import _SIGNED
from nlp.errors import LawError
from nlp.law.format import PARTY, STATE, find_regime, load_regimes
from nlp.law.in_force import find_in_force_basis
from nlp.law.rules.format import CHECKS, Deviates, check_form


@pytest.mark.parametrize(
    ("body", "day", "regime"),
    [
        (STATE, date(2011, 3, 4), None),
        (STATE, date(2011, 3, 5), "state_2011"),
        (STATE, date(2020, 3, 4), "state_2011"),
        (STATE, date(2020, 3, 5), "state_2020"),
        (PARTY, date(2018, 4, 2), "party_2004"),
        (PARTY, date(2018, 4, 3), "party_2018"),
        (PARTY, date(2026, 5, 27), "party_2026"),
    ],
)
def test_regime_is_chosen_by_the_day(body: str, day: date, regime: str | None) -> None:
    found = find_regime(body, day)
    assert (found.id if found else None) == regime


def test_every_check_of_the_data_is_known() -> None:
    assert {item.check for regime in load_regimes() for item in regime.requirements} <= set(CHECKS)


def test_reads_are_recorded() -> None:
    result = next(r for r in check_form({"so": "7"}, STATE, date(2024, 1, 2)) if r.rule == "format.number_zero")
    assert result.facts_read == {"so": "7"}
    assert result.parameters_read == ("state_2020.number_zero@2020-03-05",)


def test_unknown_fact_is_no_deviation() -> None:
    assert not [r for r in check_form({}, STATE, date(2024, 1, 2)) if isinstance(r.outcome, Deviates)]


def test_unknown_name_of_a_fact_is_an_error() -> None:
    with pytest.raises(LawError):
        check_form({"so_luong": "7"}, STATE, date(2024, 1, 2))


@pytest.mark.parametrize(
    ("kind", "code", "slug"),
    [
        ("cong_van", "CV", "deviates"),
        ("cong_van", "TTr", "conforms"),
        ("cong_van", "CT", "conforms"),
        ("ke_hoach", "KH", "conforms"),
        ("ke_hoach", "BC", "deviates"),
        ("quy_che", "QĐ", "undetermined"),
        ("ket_luan", "KL", "not_applicable"),
    ],
)
def test_code_of_the_kind(kind: str, code: str, slug: str) -> None:
    facts = {"loai_van_ban": kind, "ma_loai": code}
    result = next(r for r in check_form(facts, STATE, date(2024, 1, 2)) if r.rule == "format.number_kind")
    assert result.outcome.slug == slug


def test_in_force_basis_before_the_first_is_none() -> None:
    assert find_in_force_basis(date(1990, 1, 1)) is None


def test_checker_is_picklable() -> None:
    checker = pickle.loads(pickle.dumps(ComplianceChecker(as_of=date(2026, 1, 2))))
    assert checker.as_of == date(2026, 1, 2)


@pytest.mark.parametrize(
    "text", ["ngày 3 " * 7000, "(" * 50000, "hết hiệu lực " * 4000, " " * 50000, "\n" * 50000, "a1b" * 16000]
)
def test_patterns_are_linear(text: str) -> None:
    cues = load_cues()
    assert count_scan_signs(text) >= 0
    assert cues.ended_behind.match(text, 0) is None or "hết" in text[:13]
    assert _SIGNED.search(text) is None
    assert sum(1 for _ in _DATE.finditer(text)) == 0

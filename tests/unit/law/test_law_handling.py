"""The table of grounds and that of competence: dates, unknown facts, and what a wrong table says."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from nlp.errors import LawError
from nlp.evaluation.law_cases import HANDLING, load_cases
from nlp.law.competence import find_competence, load_competence
from nlp.law.facts import Value, parse_facts
from nlp.law.handling import HandlingRow, load_rows, propose_action, read_rows
from nlp.law.library import load_library
from nlp.law.loader import parse_node
from nlp.law.proposal import propose_handling

ONE = timedelta(days=1)
CASES = [case for case in load_cases(Path(__file__).parents[2] / "cases" / "law") if case["rule"] == HANDLING]


def facts_of(row: HandlingRow) -> dict[str, Value]:
    """The facts of a case in which the row holds."""
    shown = [c for c in CASES if row.id == c["expect"].get("reason") or row.id in c["expect"].get("remarks", ())]
    return dict(next(c["facts"] for c in shown if set(row.when) <= set(c["facts"])))


@pytest.mark.parametrize("row", load_rows(), ids=[row.id for row in load_rows()])
def test_a_ground_holds_from_its_first_day_and_not_before(row: HandlingRow) -> None:
    since = row.regimes[0].since
    before, on = (propose_action(facts_of(row), day).reasons for day in (since - ONE, since))
    assert row.id not in [reason.rule for reason in before]
    assert row.id in [reason.rule for reason in on]


@pytest.mark.parametrize(("matter", "against"), load_competence().regimes)
def test_competence_holds_from_its_first_day_and_not_before(matter: str, against: str) -> None:
    since = load_competence().regimes[matter, against][0].since
    assert find_competence(matter, against, since - ONE) is None
    assert find_competence(matter, against, since) is not None


def test_no_office_of_the_district_is_competent_after_it_ended() -> None:
    for matter, against in load_competence().regimes:
        found = find_competence(matter, against, date(2025, 7, 1))
        assert found is not None
        assert not {found.first, found.second} & {"chu_tich_huyen", "co_quan_huyen", "ubnd_huyen"}


def test_an_unsure_competence_decides_nothing() -> None:
    facts: dict[str, Value] = {"loai_don": "to_cao", "nguoi_bi_kien": "chu_tich_huyen", "noi_nhan_don": "chu_tich_tinh"}
    found = propose_handling(facts, date(2026, 8, 3), load_library())
    assert found.competent == "chu_tich_tinh"
    assert found.handling.action is None
    assert "thuoc_tham_quyen" in found.handling.missing_facts


def test_without_a_day_the_law_is_taken_as_it_is_now() -> None:
    found = propose_action({"loai_don": "nhieu_noi_dung"}, None)
    assert any("NĐ 154/2026" in basis for basis in found.reasons[0].legal_basis)


def test_what_is_unsure_is_said_to_be_so() -> None:
    found = propose_action({"loai_don": "khieu_nai", "co_ho_ten_dia_chi": False}, date(2026, 8, 3))
    assert (found.reasons[0].confidence, found.reasons[0].severity) == ("U", "info")


def test_an_unknown_office_is_a_wrong_call() -> None:
    with pytest.raises(LawError, match="chu_tich_thon"):
        find_competence("khieu_nai", "chu_tich_thon", date(2026, 8, 3))


def table(when: str = "{}", regimes: str = "") -> str:
    regimes = regimes or "[{from: 2020-01-01, to: null, confidence: S, source: [], basis: [{text: Điều 1, instrument: null}]}]"
    row = f"{{id: x, types: [khieu_nai], when: {when}, action: luu, severity: info, text: x, regimes: {regimes}}}"
    return f"verified_on: null\nreview_months: 6\nrows:\n  - {row}\n"


REGIME = "{{from: {}, to: {}, confidence: S, source: [], basis: [{{text: Điều 1, instrument: null}}]}}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (table(when="{co_ho_ten: false}"), r"x\.yaml:4: no fact 'co_ho_ten'"),
        (table(when="{so_nguoi: {from: 5}}"), "unknown key 'from'"),
        (table().replace("action: luu", "action: bo"), "unknown value 'bo'"),
        (table() + table().split("rows:\n")[1], "given twice: x"),
        (
            table(regimes=f"[{REGIME.format('2020-01-01', '2020-12-31')}, {REGIME.format('2021-01-02', 'null')}]"),
            "gap or overlap",
        ),
    ],
    ids=["fact", "bound", "action", "twice", "gap"],
)
def test_a_wrong_table_is_refused(text: str, message: str) -> None:
    with pytest.raises(LawError, match=message):
        read_rows(parse_node(text, "x.yaml"))


@pytest.mark.parametrize(
    ("pair", "value"),
    [
        (("ngay_nhan", "2026-08-03"), date(2026, 8, 3)),
        (("ngay_giai_quyet", "không"), None),
        (("phuc_tap", "có"), True),
        (("so_nguoi", "12"), 12),
        (("cac_ngay_tiep", "2026-08-04, 2026-08-18"), (date(2026, 8, 4), date(2026, 8, 18))),
        (("lan_khieu_nai", "2"), "2"),
    ],
)
def test_facts_are_read_from_text(pair: tuple[str, str], value: Value) -> None:
    assert parse_facts(dict([pair])) == {pair[0]: value}


@pytest.mark.parametrize(
    "pair", [("ngay_nhan", "3/8/2026"), ("phuc_tap", "có thể"), ("so_nguoi", "mười"), ("cac_ngay_tiep", "thứ Ba")]
)
def test_a_fact_of_the_wrong_form_says_which_form_it_has(pair: tuple[str, str]) -> None:
    with pytest.raises(LawError, match="viết"):
        parse_facts(dict([pair]))

"""Nothing that was collected is lost, and look-ups fail in three different ways."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from nlp.errors import LawError
from nlp.law.loader import parse_node
from nlp.law.parameter_reader import load_parameters, read_time_limit
from nlp.law.parameters import NotYetInForce, Repealed, UnknownParameter

ROWS = yaml.safe_load((Path(__file__).parent / "data" / "time_limit_rows.yaml").read_text(encoding="utf-8"))
LIMIT_ROWS = [row for row in ROWS if "op" in row]
DUTY_ROWS = [row for row in ROWS if "frequency" in row]
REPORT_ROWS = [row for row in ROWS if "report" in row]


def test_every_collected_row_is_expected() -> None:
    assert (len(LIMIT_ROWS), len(DUTY_ROWS), len(REPORT_ROWS)) == (94, 17, 8)


@pytest.mark.parametrize("row", LIMIT_ROWS, ids=[row["row"] for row in LIMIT_ROWS])
def test_time_limit_is_carried(row: dict[str, Any]) -> None:
    for rule in row["rules"]:
        values = [value for value in load_parameters().find_limit(rule).values if value.row == row["row"]]
        assert values, rule
        assert {value.amount for value in values} == {row["amount"]}
        assert {value.unit.value for value in values} == {row["unit"]}
        assert {value.op.value for value in values} == {row["op"]}
        assert {value.confidence.value for value in values} == {row["conf"]}
        assert values[0].since == row["from"]
        assert values[-1].until == row["to"]
        assert {source for value in values for source in value.source} >= set(row["source"])
        assert all(value.basis for value in values)


@pytest.mark.parametrize("row", DUTY_ROWS, ids=[row["row"] for row in DUTY_ROWS])
def test_duty_is_carried(row: dict[str, Any]) -> None:
    duty = next(item for item in load_parameters().duties if item.row == row["row"])
    assert (duty.frequency, duty.since, duty.until) == (row["frequency"], row["from"], row["to"])
    assert (duty.confidence.value, list(duty.source)) == (row["conf"], row["source"])


@pytest.mark.parametrize("row", REPORT_ROWS, ids=[row["row"] for row in REPORT_ROWS])
def test_report_is_carried(row: dict[str, Any]) -> None:
    report = next(item for item in load_parameters().reports if item.rule == row["row"])
    assert (report.data_window, report.confidence.value, list(report.source)) == (row["report"], row["conf"], row["source"])


def test_no_value_without_a_collected_row() -> None:
    known = {row["row"] for row in LIMIT_ROWS}
    assert {value.row for limit in load_parameters().limits.values() for value in limit.values} == known


def test_unknown_name_gives_the_nearest_ones() -> None:
    with pytest.raises(UnknownParameter, match="TC_GQ"):
        load_parameters().find_limit("TC_GG")


def test_before_the_first_date() -> None:
    with pytest.raises(NotYetInForce):
        load_parameters().find_limit("TC_GQ").value_on(date(2018, 12, 31))


def test_after_repeal() -> None:
    with pytest.raises(Repealed, match="DAT_TC_XA"):
        load_parameters().find_limit("DAT_TC_HUYEN").value_on(date(2025, 7, 1))


def time_limit(*periods: tuple[str, str]) -> str:
    values = "".join(
        f"""
  - row: X
    from: {first}
    to: {last}
    amount: 5
    unit: day
    op: max
    counts_from: kể từ ngày nhận
    basis: [{{text: Điều 1, instrument: 1/2020/QH14}}]
    confidence: S
    source: []"""
        for first, last in periods
    )
    return f"rule: X\nabout: x\nverified_on: null\nreview_months: 12\nvalues:{values}\n"


@pytest.mark.parametrize(
    "periods",
    [
        [("2020-01-01", "2020-12-31"), ("2021-01-02", "null")],
        [("2020-01-01", "2020-12-31"), ("2020-12-31", "null")],
        [("2020-01-01", "null"), ("2021-01-01", "null")],
    ],
    ids=["gap", "overlap", "open end before another"],
)
def test_gaps_and_overlaps_of_regimes_are_load_errors(periods: list[tuple[str, str]]) -> None:
    with pytest.raises(LawError, match=r"x\.yaml:\d+: .*gap or overlap"):
        read_time_limit(parse_node(time_limit(*periods), "x.yaml"), "test")


def test_a_value_without_basis_is_a_load_error_with_its_line() -> None:
    text = time_limit(("2020-01-01", "null")).replace("    basis: [{text: Điều 1, instrument: 1/2020/QH14}]\n", "")
    with pytest.raises(LawError, match=r"x\.yaml:6: missing key 'basis'"):
        read_time_limit(parse_node(text, "x.yaml"), "test")


def test_an_empty_basis_is_a_load_error() -> None:
    text = time_limit(("2020-01-01", "null")).replace("[{text: Điều 1, instrument: 1/2020/QH14}]", "[]")
    with pytest.raises(LawError, match="no legal basis"):
        read_time_limit(parse_node(text, "x.yaml"), "test")

"""The rows of tests/cases/search/conditions.yaml."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Any

import pytest
import yaml

from nlp.search.models import BodyFilter, DueFilter, Filter
from nlp.search.query.conditions import find_conditions
from tests.unit.search.registers import ROOT, TODAY

CASES: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests/cases/search/conditions.yaml").read_text(encoding="utf-8"))["cases"]


def told(one: Filter, text: str) -> dict[str, str]:
    of = one.span.of(text) if one.span else ""
    if isinstance(one, DueFilter):
        return {"due": f"{one.first or ''}..{one.last or ''}", "of": of}
    if isinstance(one, BodyFilter):
        return {"body": one.name, "of": of}
    return {one.facet.value: one.values[0], "of": of}


@pytest.fixture(params=CASES, ids=lambda case: case["query"])
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    return request.param


def test_filters(case: dict[str, Any]) -> None:
    found = [told(one, case["query"]) for one in find_conditions(case["query"], case.get("as_of", TODAY))]
    in_order = sorted(case["filters"], key=lambda row: case["query"].index(row["of"]))
    assert [row for row in found if "body" not in row or row in in_order] == in_order or found == in_order


def test_a_negative_row_is_a_third() -> None:
    assert sum(not case["filters"] for case in CASES) * 3 >= len(CASES)


def test_capitals_change_nothing(case: dict[str, Any]) -> None:
    lower = case["query"].lower()
    shouted = case["query"].upper()
    kinds = [type(one) for one in find_conditions(lower, TODAY) if not isinstance(one, BodyFilter)]
    assert [type(one) for one in find_conditions(shouted, TODAY) if not isinstance(one, BodyFilter)] == kinds


def test_overdue_leaves_out_what_is_done() -> None:
    (found,) = find_conditions("việc quá hạn", dt.date(2024, 11, 1))
    assert isinstance(found, DueFilter) and found.overdue


def test_old_tone_placement_is_read_too() -> None:
    text = unicodedata.normalize("NFC", "Uỷ ban nhân dân xã phải làm gì")
    (found,) = find_conditions(text, TODAY)
    assert isinstance(found, BodyFilter) and found.name == "Uỷ ban nhân dân xã"


@pytest.mark.parametrize(
    "case", [case for case in CASES if "nào" in case["query"] or "nao" in case["query"]], ids=lambda case: case["query"]
)
def test_which_body_is_asked_names_none(case: dict[str, Any]) -> None:
    named = [row["body"] for row in case["filters"] if "body" in row]
    for query in (case["query"], case["query"].upper()):
        assert [one.name for one in find_conditions(query, TODAY) if isinstance(one, BodyFilter)] in (
            named,
            [name.upper() for name in named],
        )


def test_a_name_that_only_resembles_the_question_is_one() -> None:
    (found,) = find_conditions("Bệnh viện Nảo phải làm gì", TODAY)
    assert isinstance(found, BodyFilter) and found.name == "Bệnh viện Nảo"

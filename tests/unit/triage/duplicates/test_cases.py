"""The rows of tests/cases/duplicates, each from both sides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from nlp.triage.duplicates.compare import compare
from nlp.triage.duplicates.models import Link
from nlp.triage.duplicates.settings import load_settings
from nlp.triage.duplicates.sketch import make_sketch
from nlp.triage.duplicates.wording import describe_reason
from tests.unit.triage.duplicates.letters import read_letter

ROOT = Path(__file__).resolve().parents[4]
DATA: dict[str, Any] = yaml.safe_load((ROOT / "tests/cases/duplicates/links.yaml").read_text(encoding="utf-8"))


def texts_of(case: dict[str, Any]) -> tuple[str, str]:
    first = DATA["letters"].get(case["first"], case["first"])
    second = case.get("second", first)
    for old, new in case.get("change", {}).items():
        assert old in second, old
        second = second.replace(old, new)
    return first, second


def link_of(first: str, second: str) -> Link | None:
    return compare(*(make_sketch(read_letter(text)) for text in (first, second)), load_settings())


@pytest.fixture(params=DATA["cases"], ids=lambda case: case["name"])
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    return request.param


def test_kind_and_reasons(case: dict[str, Any]) -> None:
    link = link_of(*texts_of(case))
    assert (link.kind.value if link else None) == case["kind"]
    assert [reason.code for reason in link.reasons] == case["reasons"] if link else "reasons" not in case


def test_link_is_the_same_from_the_other_side(case: dict[str, Any]) -> None:
    first, second = texts_of(case)
    there, back = link_of(first, second), link_of(second, first)
    assert (there is None) == (back is None)
    if there and back:
        assert (there.kind, there.similarity) == (back.kind, back.similarity)
        swapped = {(reason.code, reason.values and reason.values[::-1], reason.share) for reason in back.reasons}
        assert {(reason.code, reason.values, reason.share) for reason in there.reasons} == swapped


def test_values_stand_where_they_say(case: dict[str, Any]) -> None:
    first, second = texts_of(case)
    link = link_of(first, second)
    for reason in link.reasons if link else ():
        for value, text in zip(reason.values or (), (first, second), strict=False):
            if value is not None and value.start is not None:
                assert read_letter(text)["text"][value.start : value.end] == value.text


def test_words_of_reasons_hold_no_value(case: dict[str, Any]) -> None:
    link = link_of(*texts_of(case))
    for reason in link.reasons if link else ():
        said = describe_reason(reason)
        assert said and describe_reason(reason, lang="en") != said
        assert not any(value and value.text in said for value in reason.values or ())

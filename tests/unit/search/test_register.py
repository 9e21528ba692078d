"""The rows of tests/cases/search/register.yaml: what queries find."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from nlp.search.find import Options, search
from nlp.search.index.passages import PassageIndex
from nlp.search.models import Results
from tests.unit.search.registers import DATA, TODAY


@pytest.fixture(params=DATA["cases"], ids=lambda case: case["query"] or "empty")
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    return request.param


def ask(index: PassageIndex, query: str) -> Results:
    return search(index, query, as_of=TODAY, options=Options(meaning=False))


def test_what_is_found(case: dict[str, Any], register: PassageIndex) -> None:
    results = ask(register, case["query"])
    ids = [hit.passage.id for hit in results.hits]
    assert "first" not in case or ids[:1] == [case["first"]]
    assert set(case.get("found", ())) <= set(ids)
    assert not set(case.get("not_found", ())) & set(ids)
    assert "corrected" not in case or results.query.corrected == case["corrected"]


def test_other_encodings_of_the_same_letters_find_the_same(case: dict[str, Any], register: PassageIndex) -> None:
    ids = [hit.passage.id for hit in ask(register, case["query"]).hits]
    decomposed = unicodedata.normalize("NFD", case["query"])
    assert [hit.passage.id for hit in ask(register, decomposed).hits] == ids

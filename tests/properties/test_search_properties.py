"""What holds for every query: marks, order of words, places of spans."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.search.find import Options, search
from nlp.search.index.passages import PassageIndex
from nlp.search.query.conditions import find_conditions
from nlp.search.units import read_units, write_terms
from nlp.text.fold import fold_diacritics
from tests.unit.search.registers import DATA, small_register

TODAY = dt.date(2024, 11, 1)
WORDS = sorted({word for passage in DATA["passages"] for word in passage["text"].replace(",", " ").split()})
QUERIES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
ANY_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=80)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> PassageIndex:
    return small_register(tmp_path_factory.mktemp("register"))


def ids(index: PassageIndex, query: str) -> list[str]:
    options = Options(limit=100, meaning=False)
    return [hit.passage.id for hit in search(index, query, as_of=TODAY, options=options).hits]


@given(query=QUERIES)
def test_without_marks_finds_what_marks_find(query: str, register: PassageIndex) -> None:
    assert set(ids(register, query)) <= set(ids(register, fold_diacritics(query)))


@given(words=st.lists(st.sampled_from(WORDS), min_size=2, max_size=5))
def test_order_of_words_changes_no_hit(words: list[str], register: PassageIndex) -> None:
    # What the words of a question set, their order sets too.
    there, back = " ".join(words), " ".join(reversed(words))
    if not find_conditions(there, TODAY) and not find_conditions(back, TODAY):
        found = [set(ids(register, query)) for query in (there, back)]
        assert found[0] & found[1] or found == [set(), set()]


@given(query=ANY_TEXT)
def test_any_text_is_answered_with_spans_of_the_passages(query: str, register: PassageIndex) -> None:
    for hit in search(register, query, as_of=TODAY, options=Options(meaning=False)).hits:
        assert all(0 <= span.start < span.end <= len(hit.passage.text) for span in hit.highlights)


@given(query=ANY_TEXT)
def test_filters_stand_in_the_query(query: str) -> None:
    for one in find_conditions(query, TODAY):
        assert one.span is not None and one.span.of(query)


@given(text=ANY_TEXT)
def test_units_stand_in_order_and_give_as_many_terms_bare_as_marked(text: str) -> None:
    units = read_units(text)
    assert all(a.end <= b.start for a, b in zip(units, units[1:], strict=False))
    marked, bare = (write_terms(units, marked=kept)[0].split() for kept in (True, False))
    assert len(marked) == len(bare)

"""Pages, facets, groups, filters, highlights and reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from nlp.search import find
from nlp.search.find import Options, Order, search
from nlp.search.highlights import Highlighter
from nlp.search.index.passages import PassageIndex, open_index
from nlp.search.models import BodyFilter, DueFilter, Facet, FacetFilter, Filter, Passage, Query, Results, Term, TermKind
from nlp.search.query.conditions import find_conditions
from nlp.search.rank import combined, lexical
from nlp.text.span import Span
from tests.unit.search.registers import TODAY

WORDS = Options(meaning=False)


def ask(index: PassageIndex, query: str, **options: object) -> Results:
    return search(index, query, as_of=TODAY, options=WORDS, **options)  # type: ignore[arg-type]


def test_pages_follow_one_another(register: PassageIndex) -> None:
    everything = [hit.passage.id for hit in ask(register, "huyện").hits]
    pages = [
        [hit.passage.id for hit in search(register, "huyện", as_of=TODAY, options=Options(1, offset, meaning=False)).hits]
        for offset in range(len(everything))
    ]
    assert [page[0] for page in pages] == everything and len(everything) > 2


def test_a_query_that_only_excludes_gives_all_other_passages(register: PassageIndex) -> None:
    everything = ask(register, "-zzz")
    without = ask(register, "-huyện")
    assert everything.total == len(register) == len(everything.hits)
    assert 0 < without.total == len(without.hits) < everything.total
    assert not any("huyện" in hit.passage.text.casefold() for hit in without.hits)


def test_facets_count_all_hits_not_the_page(register: PassageIndex) -> None:
    results = search(register, "nông sản", as_of=TODAY, options=Options(limit=1, meaning=False))
    assert dict(results.facets[Facet.ISSUER])["Huyện ủy"] == results.total == 3


def test_a_chosen_facet_filters(register: PassageIndex) -> None:
    chosen = FacetFilter(Facet.DIRECTIVE, ("c",))
    assert {hit.passage.directive for hit in ask(register, "dự án", filters=[chosen]).hits} == {"c"}


def test_chosen_filters_alone_list_by_due_date(register: PassageIndex) -> None:
    chosen = DueFilter(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    results = ask(register, "", filters=[chosen])
    assert [hit.passage.id for hit in results.hits] == ["thoai", "gpmb"]
    assert results.total == 2


def test_a_filter_that_is_taken_away_is_words(register: PassageIndex) -> None:
    query = "UBND huyện Phú Bình phải làm gì"
    (own,) = ask(register, query).filters
    assert isinstance(own, BodyFilter) and own.span is not None
    freed = ask(register, query, words_only=[own.span])
    assert freed.filters == () and len(freed.hits) > 1


def test_filters_of_words_that_nothing_satisfies_are_given_up(register: PassageIndex) -> None:
    results = ask(register, "Sở Y tế phải rà soát đất đai trước 20/11")
    assert results.hits[0].passage.id == "dat"
    assert any(isinstance(one, BodyFilter) for one in results.dropped)


@pytest.fixture
def duties(tmp_path: Path) -> PassageIndex:
    """Who is told what until when: words, acts, bodies and days in different passages."""
    rows: list[tuple[str, str, str, int | None]] = [
        ("guide", "Hướng dẫn đăng ký thuế", "Sở Tài chính", None),
        ("report", "Báo cáo kết quả thu thuế, quản lý hóa đơn", "Sở Tài chính", 19),
        ("health", "Hướng dẫn khám sức khỏe", "Trạm Y tế xã Tân An", 10),
        ("review", "Rà soát hồ sơ", "Thanh tra tỉnh", None),
    ]
    index = open_index(tmp_path / "duties")
    passages = (
        Passage(id=name, directive="d", text=text, assignees=(body,), due=(dt.date(2024, 11, day),) if day else ())
        for name, text, body, day in rows
    )
    index.rebuild(passages, generation=1)
    return index


def words_of(filters: Sequence[Filter], query: str) -> list[str]:
    return [one.span.of(query) for one in filters if one.span]


GIVEN_UP = [
    # the query, the words of what is given up, the hits
    ("Sở Y tế phải hướng dẫn đăng ký thuế", ["Sở Y tế"], ["guide", "health"]),
    ("Sở Tài chính phải hướng dẫn, phải sơ kết thu thuế", ["sơ kết"], ["guide"]),
    ("Sở Tài chính phải sơ kết, phải hướng dẫn thu thuế", ["sơ kết"], ["guide"]),
    ("Sở Tài chính phải hướng dẫn, phải báo cáo thu thuế", ["báo cáo"], ["guide"]),
    ("Sở Tài chính phải báo cáo, phải hướng dẫn thu thuế", ["hướng dẫn"], ["report"]),
    ("Thanh tra tỉnh phải hướng dẫn thuế", ["hướng dẫn"], ["review"]),
    ("Thanh tra tỉnh phải báo cáo kết quả trước 20/11", ["Thanh tra tỉnh"], ["report"]),
    ("Sở Tài chính phải hướng dẫn thuế trước 20/11", ["hướng dẫn"], ["report"]),
    ("Sở Tài chính phải báo cáo kết quả trước 1/10/1990", ["trước 1/10/1990"], ["report"]),
    ("Sở Tài chính phải hướng dẫn thuế ở xã Tân An", ["xã Tân An"], ["guide"]),
    ("Sở Y tế phải sơ kết hồ sơ trước 1/10/1990", ["Sở Y tế", "sơ kết", "trước 1/10/1990"], ["review"]),
]


@pytest.mark.parametrize(("query", "given_up", "found"), GIVEN_UP, ids=[row[0] for row in GIVEN_UP])
def test_filters_of_words_are_given_up_one_by_one(
    duties: PassageIndex, query: str, given_up: list[str], found: list[str]
) -> None:
    results = ask(duties, query)
    assert words_of(results.dropped, query) == given_up
    assert [hit.passage.id for hit in results.hits][: len(found)] == found
    assert {*results.filters, *results.dropped} == set(find_conditions(query, TODAY))


@pytest.mark.parametrize("query", [row[0] for row in GIVEN_UP])
def test_nothing_satisfies_what_was_given_up_beside_what_holds(duties: PassageIndex, query: str) -> None:
    results = ask(duties, query)
    for one in results.dropped:
        assert ask(duties, "", filters=[*results.filters, one]).hits == ()
    held = {hit.passage.id for hit in ask(duties, "", filters=results.filters).hits} if results.filters else set()
    assert {hit.passage.id for hit in results.hits} <= held or not results.filters


def test_what_a_phrase_demands_is_satisfied_too(duties: PassageIndex) -> None:
    query = 'Sở Tài chính phải hướng dẫn "hóa đơn"'
    results = ask(duties, query)
    assert [hit.passage.id for hit in results.hits] == ["report"] and words_of(results.dropped, query) == ["hướng dẫn"]


def test_a_phrase_that_nothing_has_gives_up_no_filter(duties: PassageIndex) -> None:
    results = ask(duties, 'Sở Tài chính phải hướng dẫn "thuế đăng ký"')
    assert [hit.passage.id for hit in results.hits] == ["guide"] and results.dropped == ()


def test_where_nothing_is_found_nothing_is_given_up(duties: PassageIndex) -> None:
    results = ask(duties, "Sở Tài chính phải hướng dẫn", filters=[FacetFilter(Facet.KIND, ("khong_co",))])
    assert results.hits == () and results.dropped == () and len(results.query.filters) == 2


def test_what_is_given_up_is_found_without_ranking(duties: PassageIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    ranked: list[int] = []

    def counted(*args: Any, **options: Any) -> combined.Ranked:
        ranked.append(len(args[2]))
        return combined.rank(*args, **options)

    monkeypatch.setattr(find, "rank", counted)
    query = "Sở Tài chính phải sơ kết, phải đối thoại, phải niêm yết, phải hướng dẫn thuế ở xã Tân An"
    assert words_of(ask(duties, query).dropped, query) == ["sơ kết", "đối thoại", "niêm yết", "xã Tân An"]
    assert ranked == [2]
    ask(duties, "Sở Y tế phải làm gì về thuế")
    assert ranked == [2, 1, 0]


def test_which_body_is_asked_names_none(duties: PassageIndex) -> None:
    results = ask(duties, "sở nào phải hướng dẫn đăng ký thuế")
    assert [type(one) for one in results.filters] == [FacetFilter] and results.dropped == ()
    assert results.hits[0].passage.id == "guide"


def test_chosen_filters_are_never_given_up(register: PassageIndex) -> None:
    assert ask(register, "đất đai", filters=[FacetFilter(Facet.KIND, ("khong_co",))]).hits == ()


def test_a_sentence_finds_what_stands_round_an_obligation(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    asked = "giải quyết khiếu nại của các hộ dân về bồi thường khi xây dựng cầu Thạch Bích"
    under = Passage(id="under", directive="a", text="Báo cáo kết quả", subject="bồi thường khi xây dựng cầu Thạch Bích")
    index.rebuild([under, Passage(id="other", directive="b", text="Báo cáo kết quả thu thuế")], generation=1)
    assert [hit.passage.id for hit in ask(index, asked).hits][:1] == ["under"]


def test_hits_by_directive(register: PassageIndex) -> None:
    groups = ask(register, "nông sản, tiếp công dân").groups()
    assert [hit.passage.directive for group in groups for hit in group.hits] == [
        group.directive for group in groups for _ in group.hits
    ]
    assert len(groups) == len({group.directive for group in groups}) > 1


def test_highlights_are_the_words_of_the_query(register: PassageIndex) -> None:
    (hit, *_) = ask(register, "doi thoai truc tiep").hits
    assert [span.of(hit.passage.text) for span in hit.highlights] == ["đối thoại trực tiếp"]


def test_a_word_without_marks_is_no_other_word_in_a_text_that_has_them() -> None:
    term = Term(TermKind.WORD, ("quả",), ("qua",), Span(0, 3))
    written = Passage(id="1", directive="d", text="báo cáo kết quả qua Ban Dân vận")
    typed_bare = Passage(id="2", directive="d", text="bao cao ket qua qua Ban Dan van")
    assert [span.of(written.text) for span in Highlighter(Query("quả", (term,))).find(written)[0]] == ["quả"]
    assert [span.of(typed_bare.text) for span in Highlighter(Query("quả", (term,))).find(typed_bare)[0]] == ["qua qua"]


def test_an_abbreviation_highlights_its_full_form(register: PassageIndex) -> None:
    (hit, *_) = ask(register, "GPMB").hits
    assert [span.of(hit.passage.text) for span in hit.highlights] == ["giải phóng mặt bằng"]


def test_reasons_tell_words_surroundings_and_filters(register: PassageIndex) -> None:
    (hit, *_) = ask(register, "đối thoại 1416-CV/TU trước 20/11").hits
    assert {reason.kind for reason in hit.reasons} >= {"word", "heading", "filter"}


def test_overdue_leaves_out_what_is_done(register: PassageIndex) -> None:
    late = search(register, "việc quá hạn", as_of=dt.date(2025, 2, 1), options=WORDS)
    assert {hit.passage.id for hit in late.hits} == {"thoai", "gpmb"}


def test_order_by_due_date_puts_what_is_done_behind(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    index.apply(
        generation=1,
        put=[
            Passage(id=name, directive=name, text="báo cáo", due=(dt.date(2024, 11, day),), status=status)
            for name, day, status in (("late", 20, "mo"), ("soon", 5, "mo"), ("done", 4, "xong"))
        ],
    )
    results = search(index, "báo cáo", as_of=TODAY, options=Options(meaning=False, order=Order.DUE))
    assert [hit.passage.id for hit in results.hits] == ["soon", "late", "done"]


def test_order_by_newest_directive(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    years = (2020, 2024, None, 2022)
    index.apply(
        generation=1,
        put=[
            Passage(id=str(year), directive=str(year), text="báo cáo", issued=dt.date(year, 1, 1) if year else None)
            for year in years
        ],
    )
    results = search(index, "báo cáo", as_of=TODAY, options=Options(meaning=False, order=Order.NEWEST))
    assert [hit.passage.id for hit in results.hits] == ["2024", "2022", "2020", "None"]


@pytest.fixture
def crowd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PassageIndex:
    """An index that counts as a large one: what five of its passages hold is rare."""
    monkeypatch.setattr(lexical, "_ENOUGH", 5)
    texts = ["báo cáo tình hình thực hiện"] * 150 + [
        "báo cáo sạt lở",
        "khắc phục sạt lở",
        "sạt lở bờ sông",
        "lở đất",
        "chống sạt lở",
    ]
    index = open_index(tmp_path / "crowd")
    passages = (Passage(id=f"p{at}", directive=f"d{at}", text=text) for at, text in enumerate(texts))
    index.rebuild(passages, generation=1)
    return index


def test_rare_words_find_and_frequent_words_rank(crowd: PassageIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(combined, "_FEW", 1)
    assert [hit.passage.id for hit in ask(crowd, "báo cáo sạt lở").hits][:1] == ["p150"]
    assert ask(crowd, "báo cáo sạt lở").total == 5
    assert ask(crowd, "báo cáo").total == 151  # the rarest that there is


def test_where_rare_words_find_little_frequent_ones_find_too(crowd: PassageIndex) -> None:
    results = ask(crowd, "báo cáo sạt lở")
    assert results.hits[0].passage.id == "p150" and results.total == 155


def test_phrases_hold_in_a_large_register(crowd: PassageIndex) -> None:
    assert [hit.passage.id for hit in ask(crowd, '"bờ sông" báo cáo').hits] == ["p152"]


def lexical_scores(index: PassageIndex, query: str) -> dict[str, float]:
    return {hit.passage.id: hit.lexical for hit in ask(index, query).hits}


def test_words_that_many_passages_hold_rank_but_do_not_find(crowd: PassageIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(combined, "_FEW", 1)
    scores = lexical_scores(crowd, "sạt lở báo cáo")
    assert set(scores) == {"p150", "p151", "p152", "p153", "p154"}
    assert scores["p150"] > scores["p151"]  # both have the rare words in a text of four


def test_words_that_nearly_all_passages_hold_do_not_even_rank(crowd: PassageIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(combined, "_FEW", 1)
    monkeypatch.setattr(lexical, "_EVERYWHERE", 0.15)  # of a thousand, as which a small register counts: 151 have `báo cáo`
    scores = lexical_scores(crowd, "sạt lở báo cáo")
    assert set(scores) == {"p150", "p151", "p152", "p153", "p154"}
    assert scores["p150"] == scores["p151"]
    assert scores == pytest.approx(lexical_scores(crowd, "sạt lở"))


def test_nothing_is_left_out_of_what_is_sought_by_all_words(crowd: PassageIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexical, "_EVERYWHERE", 0.15)
    assert ask(crowd, "sạt lở báo cáo").total == 155  # five hits are few
    scores = lexical_scores(crowd, "sạt lở báo cáo")
    assert scores["p150"] > scores["p151"]
    monkeypatch.setattr(lexical, "_ENOUGH", 30_000)  # a small register
    assert lexical_scores(crowd, "sạt lở báo cáo") == pytest.approx(scores)


@pytest.mark.parametrize(("query", "ranks"), [("thiên tai sạt lở bờ sông", True), ("thiên tai chống sạt lở bờ sông", False)])
def test_of_more_than_six_words_what_stands_round_many_passages_does_not_rank(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, query: str, ranks: bool
) -> None:
    monkeypatch.setattr(lexical, "_ENOUGH", 5)
    monkeypatch.setattr(combined, "_FEW", 1)
    subjects = ["phòng chống thiên tai"] * 151 + [None]
    texts = ["họp giao ban"] * 150 + ["chống sạt lở bờ sông"] * 2
    index = open_index(tmp_path)
    index.rebuild(
        [
            Passage(id=f"p{at}", directive="d", text=text, subject=subject)
            for at, (text, subject) in enumerate(zip(texts, subjects, strict=True))
        ],
        generation=1,
    )
    scores = lexical_scores(index, query)
    assert set(scores) == {"p150", "p151"}
    assert (scores["p150"] > scores["p151"]) == ranks

"""The queries over obligations, and the measures of a ranking."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from nlp.errors import DonthuError
from nlp.evaluation.search_set import (
    KINDS,
    Query,
    SearchedObligation,
    check_judgements,
    hit,
    load_obligations,
    load_queries,
    ndcg,
    recall,
    reciprocal_rank,
    score_queries,
)

CORPORA = Path(__file__).parents[3] / "corpora"
NEED = """
- need: plots
  asks: "Drawing lots for plots in public"
  persona: secretary
  queries:
    - {id: plots.1, kind: key_words, text: "bốc thăm nền", as_of: 2026-10-14, filters: {due_from: 2026-10-01}}
    - id: plots.2
      kind: question
      text: "xã nào phải bốc thăm nền?"
      narrowed:
        3: [a1:10]
  judgements:
    3: [a1:10, a1:40]
    1: [a2:7]
    0: [a3:5]
"""


def write(folder: Path, text: str, split: str = "dev") -> Path:
    (folder / f"{split}.yaml").write_text(text, encoding="utf-8")
    return folder


def code_of(folder: Path) -> str:
    with pytest.raises(DonthuError) as caught:
        load_queries(folder)
    return caught.value.code


def test_queries_of_a_need_share_its_judgements(tmp_path: Path) -> None:
    query = load_queries(write(tmp_path, NEED))[0]
    assert (query.need, query.split, query.persona) == ("plots", "dev", "secretary")
    assert query.grades == {"a1:10": 3, "a1:40": 3, "a2:7": 1, "a3:5": 0}
    assert query.relevant == {"a1:10", "a1:40"}


def test_narrowed_query_keeps_its_own_grades_and_one_for_the_rest(tmp_path: Path) -> None:
    assert load_queries(write(tmp_path, NEED))[1].grades == {"a1:10": 3, "a1:40": 1, "a2:7": 1, "a3:5": 0}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("    3: [a1:10, a1:40]", "   3: [a1:10", "unreadable"),
        ("persona: secretary", "persona: minister", "persona"),
        ('  asks: "Drawing lots for plots in public"\n', "", "missing_key"),
        ("  judgements:", "  note: x\n  judgements:", "unknown_key"),
        ("kind: key_words", "kind: riddle", "kind"),
        ("due_from", "from", "filter"),
        ("    1: [a2:7]", "    4: [a2:7]", "grade"),
        ("    1: [a2:7]", "    1: [a1:10]", "graded_twice"),
        ("plots.2", "plots.1", "id_twice"),
        ("        3: [a1:10]", "        3: [b9:9]", "not_in_need"),
        ("        3: [a1:10]", "        1: [a1:10]", "grade"),
        ("        3: [a1:10]", "        2: [a1:10]", "no_answer"),
    ],
)
def test_fault_in_a_file_is_an_error(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert code_of(write(tmp_path, NEED.replace(old, new, 1))) == f"search_set.{code}"


def test_need_in_two_splits_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, NEED, "test")
    assert code_of(write(tmp_path, NEED.replace("plots.", "others."))) == "search_set.need_twice"


def test_folder_without_queries_is_an_error(tmp_path: Path) -> None:
    assert code_of(tmp_path) == "search_set.empty"


def test_obligation_has_its_text_with_white_space_folded(tmp_path: Path) -> None:
    (tmp_path / "a1.txt").write_bytes("1. Giao UBND xã\r\nbáo cáo.".encode())
    gold = {"file": "a1.txt", "deadlines": [], "header": {"number": "1/UBND"}}
    item = {"start": 3, "end": 24, "modality": "must", "assignees": ["UBND xã"], "deadlines": []}
    (tmp_path / "a1.gold.json").write_text(json.dumps({**gold, "obligations": [item]}), encoding="utf-8")
    assert load_obligations(tmp_path) == {
        "a1:3": SearchedObligation("a1:3", "a1", "Giao UBND xã báo cáo", "must", ("UBND xã",), (), {"number": "1/UBND"})
    }


def test_gold_without_its_text_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a1.gold.json").write_text('{"file": "a1.txt"}', encoding="utf-8")
    with pytest.raises(DonthuError, match=r"a1\.txt"):
        load_obligations(tmp_path)


def test_judged_span_that_is_not_in_the_gold_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DonthuError, match=r"plots\.1: a1:10"):
        check_judgements(load_queries(write(tmp_path, NEED)), {})


GRADES = {"a": 3, "b": 2, "c": 1, "d": 0}


@pytest.mark.parametrize(
    ("ranking", "value"),
    [
        (["a", "b", "c"], 1.0),
        (["x", "d"], 0.0),
        ([], 0.0),
        (["b"], 3 / (7 + 3 / 1.584963 + 1 / 2)),
        (["x", "a"], 7 / 1.584963 / (7 + 3 / 1.584963 + 1 / 2)),
    ],
)
def test_ndcg(ranking: list[str], value: float) -> None:
    assert ndcg(ranking, GRADES) == pytest.approx(value, abs=1e-6)


def test_ndcg_stops_at_k() -> None:
    assert ndcg(["x", "a"], GRADES, k=1) == 0


def test_recall_is_out_of_what_k_places_hold() -> None:
    assert recall(["a", "x"], frozenset("abcde"), k=2) == 0.5


def test_recall_is_out_of_all_relevant_where_they_are_fewer() -> None:
    assert recall(["a", "x"], frozenset("ab"), k=10) == 0.5


def test_hit_looks_at_the_first_k_only() -> None:
    assert [hit(["x", "a"], frozenset("a"), k=k) for k in (1, 2)] == [0, 1]


@pytest.mark.parametrize(("ranking", "value"), [(["x", "b"], 0.5), (["x"], 0.0)])
def test_reciprocal_rank(ranking: list[str], value: float) -> None:
    assert reciprocal_rank(ranking, frozenset("ab")) == value


def test_rows_are_means_by_split_and_kind(tmp_path: Path) -> None:
    queries = load_queries(write(tmp_path, NEED))
    rows = score_queries(queries, lambda query: ["a1:40", "a1:10"] if query.kind == "question" else ["x", "a1:10"])
    assert [(row.split, row.kind, row.queries) for row in rows] == [
        ("dev", "all", 2),
        ("dev", "key_words", 1),
        ("dev", "question", 1),
    ]
    assert [(row.hit_1, row.hit_5, row.reciprocal_rank, row.judged) for row in rows] == [
        (0, 1, 0.5, 0.75),
        (0, 1, 0.5, 0.5),
        (0, 1, 0.5, 1),
    ]


def test_ranker_that_repeats_itself_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DonthuError, match="twice"):
        score_queries(load_queries(write(tmp_path, NEED)), lambda query: ["a1:10", "a1:10"])


@pytest.fixture(scope="module")
def queries() -> list[Query]:
    return load_queries(CORPORA / "queries")


def test_every_judged_obligation_is_in_the_gold(queries: list[Query]) -> None:
    check_judgements(queries, load_obligations(CORPORA / "dispatches"))


@pytest.mark.parametrize(("split", "least"), [("dev", 60), ("test", 110)])
def test_split_has_enough_queries_of_every_kind(queries: list[Query], split: str, least: int) -> None:
    kinds = Counter(query.kind for query in queries if query.split == split)
    assert kinds.total() >= least
    assert set(kinds) == set(KINDS)


def test_no_text_stands_in_two_needs(queries: list[Query]) -> None:
    needs = {(query.text, query.need) for query in queries}
    assert len({text for text, _ in needs}) == len(needs)

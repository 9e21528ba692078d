"""Queries over the obligations of corpora/dispatches with graded judgements, and the measures of a ranking against them.

A file of ``corpora/queries`` is a split. It lists needs; the queries of a need are ways of typing it and share its judgements
(corpora/GUIDELINES.md, section 8). An obligation is named ``DISPATCH:START`` after the start of its span in the gold. A ranker is
any function that takes a ``Query`` and returns names, the best first:

    queries = load_queries(Path("corpora/queries"))
    for row in score_queries(queries, rank):
        print(row.split, row.kind, row.ndcg)

A ranker goes by ``text`` and ``as_of``; ``filters`` is what search is expected to make of them, and a ranker that reads it has
been told.
"""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from nlp.errors import DonthuError

KINDS = (
    "key_words", "phrase", "question", "long_sentence", "synonyms", "no_diacritics", "misspelt", "abbreviations", "exact_number",
    "body", "due",
)  # fmt: skip
PERSONAS = frozenset({"chief_of_office", "inspector", "secretary", "commune_official"})
FILTERS = frozenset({"assignee", "place", "number", "due_from", "due_to", "act", "cites", "year"})
#: The lowest grade that counts as relevant where a measure knows only relevant and not.
RELEVANT = 2
ALL = "all"
_GUIDE = "corpora/GUIDELINES.md, section 8"
_NEED = {"need", "asks", "persona", "queries", "judgements"}
_QUERY = {"id", "kind", "text"}

Ranker = Callable[["Query"], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody types, and the grade of every obligation that was read for it: 3 exact, 2 relevant, 1 touches it, 0 none.

    ``as_of`` is the day on which it is asked where the text has a relative date, else None.
    """

    id: str
    need: str
    text: str
    kind: str
    split: str
    persona: str
    as_of: datetime.date | None
    filters: Mapping[str, Any]
    grades: Mapping[str, int]

    @property
    def relevant(self) -> frozenset[str]:
        """The obligations with a grade of at least ``RELEVANT``."""
        return frozenset(name for name, grade in self.grades.items() if grade >= RELEVANT)


@dataclass(frozen=True, slots=True)
class SearchedObligation:
    """An obligation of the gold with what search may index of it: white space folded, deadlines and header as in the gold."""

    name: str
    dispatch: str
    text: str
    modality: str
    assignees: tuple[str, ...]
    deadlines: tuple[Mapping[str, Any], ...]
    header: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """Means over the queries of a split and a kind, or ``all`` kinds; each measure is between 0 and 1.

    ``judged`` is the share of the first ten that somebody has graded: where it is low, the other figures are too low.
    """

    split: str
    kind: str
    queries: int
    ndcg: float
    recall: float
    hit_1: float
    hit_5: float
    reciprocal_rank: float
    judged: float


def load_queries(folder: Path) -> list[Query]:
    """The queries of every ``SPLIT.yaml`` in ``folder``, in the order of the files.

    Raises DonthuError where there is none, a file cannot be read or lacks a key, a kind, persona, filter or grade is unknown, an
    obligation is graded twice, an id stands twice, a need is in two splits, or a query has no obligation with grade 3.
    """
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise _error("empty", f"{folder}: no queries")
    queries: list[Query] = []
    splits: dict[str, Path] = {}
    for path in files:
        for need in _read_needs(path):
            name = need["need"]
            if name in splits:
                raise _error("need_twice", f"{path}: need {name} stands in {splits[name].name} already")
            splits[name] = path
            queries += _read_need(need, path)
    ids: set[str] = set()
    for query in queries:
        if query.id in ids:
            raise _error("id_twice", f"{folder}: query {query.id} stands twice")
        ids.add(query.id)
    return queries


def _read_needs(path: Path) -> list[dict[str, Any]]:
    try:
        needs = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise _error("unreadable", f"{path}: {error}") from error
    if not isinstance(needs, list):
        raise _error("unreadable", f"{path}: not a list of needs")
    for position, need in enumerate(needs, 1):
        _check_keys(need, _NEED, set(), f"{path}: need {position}")
    return needs


def _read_need(need: Mapping[str, Any], path: Path) -> Iterator[Query]:
    where = f"{path}: {need['need']}"
    if need["persona"] not in PERSONAS:
        raise _error("persona", f"{where}: unknown persona {need['persona']}", ", ".join(sorted(PERSONAS)))
    if not isinstance(need["queries"], list):
        raise _error("unreadable", f"{where}: queries is not a list")
    shared = _read_grades(need["judgements"], where)
    for position, item in enumerate(need["queries"], 1):
        _check_keys(item, _QUERY, {"as_of", "filters", "narrowed"}, f"{where}: query {position}")
        where_query = f"{path}: {item['id']}"
        if item["kind"] not in KINDS:
            raise _error("kind", f"{where_query}: unknown kind {item['kind']}", ", ".join(KINDS))
        filters = item.get("filters", {})
        if unknown := sorted(set(filters) - FILTERS):
            raise _error("filter", f"{where_query}: unknown filter {unknown[0]}", ", ".join(sorted(FILTERS)))
        grades = _narrow(shared, item["narrowed"], where_query) if "narrowed" in item else shared
        if 3 not in grades.values():
            raise _error("no_answer", f"{where_query}: no obligation has grade 3", _GUIDE)
        yield Query(
            item["id"], need["need"], item["text"], item["kind"], path.stem, need["persona"], item.get("as_of"), filters, grades
        )


def _check_keys(item: object, required: set[str], optional: set[str], where: str) -> None:
    if not isinstance(item, dict):
        raise _error("unreadable", f"{where}: not a mapping")
    if missing := sorted(required - item.keys()):
        raise _error("missing_key", f"{where}: {missing[0]} is missing")
    if unknown := sorted(item.keys() - required - optional):
        raise _error("unknown_key", f"{where}: {unknown[0]} is no key")


def _read_grades(by_grade: object, where: str) -> dict[str, int]:
    grades: dict[str, int] = {}
    if not isinstance(by_grade, dict):
        raise _error("unreadable", f"{where}: judgements are no mapping of grades to obligations")
    for grade, names in by_grade.items():
        if grade not in (0, 1, 2, 3) or not isinstance(names, list):
            raise _error("grade", f"{where}: {grade} is no grade with a list of obligations", "3, 2, 1 or 0")
        for name in names:
            if name in grades:
                raise _error("graded_twice", f"{where}: {name} is graded twice")
            grades[name] = grade
    return grades


def _narrow(shared: Mapping[str, int], by_grade: object, where: str) -> dict[str, int]:
    own = _read_grades(by_grade, where)
    for name, grade in own.items():
        if grade < RELEVANT:
            raise _error("grade", f"{where}: narrowed holds grades 3 and 2 only", _GUIDE)
        if not shared.get(name):
            raise _error("not_in_need", f"{where}: {name} is narrowed to but the need does not grade it 1 or more")
    return {name: own.get(name, min(grade, 1)) for name, grade in shared.items()}


def _error(code: str, message: str, hint: str = _GUIDE) -> DonthuError:
    return DonthuError(f"search_set.{code}", message, hint)


def load_obligations(dispatches: Path) -> dict[str, SearchedObligation]:
    """The obligations of the gold under ``dispatches`` by name, in the order of files and spans.

    Raises DonthuError where a gold file or its text cannot be read.
    """
    found: dict[str, SearchedObligation] = {}
    for path in sorted(dispatches.glob("*.gold.json")):
        try:
            gold = json.loads(path.read_text(encoding="utf-8"))
            text = path.with_name(gold["file"]).read_bytes().decode("utf-8")
            deadlines = gold.get("deadlines", [])
            for item in gold.get("obligations", []):
                obligation = SearchedObligation(
                    name=f"{_text_name(path)}:{item['start']}", dispatch=_text_name(path),
                    text=" ".join(text[item["start"] : item["end"]].split()), modality=item["modality"],
                    assignees=tuple(item["assignees"]), deadlines=tuple(deadlines[index] for index in item["deadlines"]),
                    header=gold.get("header") or {},
                )  # fmt: skip
                found[obligation.name] = obligation
        except (OSError, ValueError, KeyError, IndexError) as error:
            raise DonthuError("search_set.gold", f"{path}: {type(error).__name__}: {error}", "compile the corpus anew") from error
    return found


def _text_name(gold: Path) -> str:
    return gold.name.removesuffix(".gold.json")


def check_judgements(queries: Iterable[Query], obligations: Mapping[str, SearchedObligation]) -> None:
    """Raises DonthuError where a query grades an obligation that is not in the gold, as after a change of its span."""
    for query in queries:
        for name in query.grades:
            if name not in obligations:
                raise _error("not_in_gold", f"{query.id}: {name} is no obligation of the gold", "rename it after its new start")


def ndcg(ranking: Sequence[str], grades: Mapping[str, int], *, k: int = 10) -> float:
    """Normalised discounted cumulative gain of the first ``k``: gain ``2**grade - 1``, discount ``log2(rank + 1)``.

    What is not graded gains nothing. 0 where no grade is above 0. Source: Järvelin and Kekäläinen, Cumulated
    gain-based evaluation of IR techniques, TOIS 2002; gain after Burges et al., ICML 2005.
    """
    ideal = _gain(sorted(grades.values(), reverse=True)[:k])
    return _gain([grades.get(name, 0) for name in ranking[:k]]) / ideal if ideal else 0.0


def _gain(grades: Iterable[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))


def recall(ranking: Sequence[str], relevant: frozenset[str], *, k: int = 10) -> float:
    """The share of ``relevant`` among the first ``k``, out of as many as ``k`` places can hold, so that 1 can be reached.

    0 where nothing is relevant. Source: capped recall of Thakur et al., BEIR, NeurIPS 2021.
    """
    return len(relevant.intersection(ranking[:k])) / min(k, len(relevant)) if relevant else 0.0


def hit(ranking: Sequence[str], relevant: frozenset[str], *, k: int) -> float:
    """1 where something relevant is among the first ``k``, else 0."""
    return float(not relevant.isdisjoint(ranking[:k]))


def reciprocal_rank(ranking: Sequence[str], relevant: frozenset[str]) -> float:
    """One over the rank of the first that is relevant; 0 where none is in the ranking."""
    return next((1 / rank for rank, name in enumerate(ranking, 1) if name in relevant), 0.0)


def score_queries(queries: Iterable[Query], rank: Ranker) -> list[Row]:
    """Means of the measures by split and kind; within a split ``all`` kinds first, then the kinds in the order of ``KINDS``.

    The means weigh queries alike. Raises DonthuError where the ranker names an obligation twice for a query.
    """
    scored = [(query, _measure(query, list(rank(query)))) for query in queries]
    rows: list[Row] = []
    for split in sorted({query.split for query, _ in scored}):
        for kind in (ALL, *KINDS):
            values = [row for query, row in scored if query.split == split and kind in (ALL, query.kind)]
            if values:
                means = [sum(column) / len(values) for column in zip(*values, strict=True)]
                rows.append(Row(split, kind, len(values), *means))
    return rows


def _measure(query: Query, ranking: list[str]) -> tuple[float, ...]:
    if len(set(ranking)) < len(ranking):
        raise _error("ranked_twice", f"{query.id}: the ranker names an obligation twice", "return each name once")
    relevant = query.relevant
    first = [name in query.grades for name in ranking[:10]]
    return (
        ndcg(ranking, query.grades), recall(ranking, relevant), hit(ranking, relevant, k=1), hit(ranking, relevant, k=5),
        reciprocal_rank(ranking, relevant), sum(first) / len(first) if first else 1.0,
    )  # fmt: skip

"""How well search ranks: on the queries of ``corpora/queries``, and on questions over articles of laws.

``python -m nlp.evaluation.search_scores`` indexes the gold obligations of all dispatches and prints the measures of rankings by
words, by meaning, and by both, and of both for the same queries typed without diacritics. ``--laws`` and ``--questions`` name
files of a benchmark of article retrieval: laws with ``articles`` (``id``, ``text``), questions with ``relevant_articles``
(``law_id``, ``article_id``). An article is indexed by its clauses under its heading, as a directive is by its obligations.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import orjson

from nlp.evaluation.passages import read_passages
from nlp.evaluation.search_set import Query, load_queries, score_queries
from nlp.search.find import Options, search
from nlp.search.index.passages import PassageIndex, embedded_text, open_index
from nlp.search.models import Passage
from nlp.search.rank.semantic import likeness, load_term_vectors
from nlp.text.fold import fold_diacritics

_ASKED_ON = dt.date(2025, 6, 1)  # of queries that need no day of their own
_RANKED = 100
_CLAUSE_WORDS = 120  # paragraphs of an article are joined up to so many

Ranking = Callable[[str, dt.date], list[Passage]]


def rank_by(index: PassageIndex, *, meaning: bool) -> Ranking:
    """A ranking of the index by its words, or by both."""

    def ranking(text: str, as_of: dt.date) -> list[Passage]:
        options = Options(limit=_RANKED, meaning=meaning, facets=False)
        return [hit.passage for hit in search(index, text, as_of=as_of, options=options).hits]

    return ranking


def rank_by_meaning(passages: Sequence[Passage], texts: Sequence[str]) -> Ranking:
    """A ranking of all passages by the likeness of ``texts``, one a passage, to the query."""
    embed = load_term_vectors().embed
    rows = embed(texts)

    def ranking(text: str, as_of: dt.date) -> list[Passage]:
        nearness = likeness(embed([text]), rows)
        return [passages[at] for at in (-nearness).argsort(kind="stable")[:_RANKED].tolist()]

    return ranking


def score_relevance(corpus: Path, queries: Path, folder: Path) -> Iterator[str]:
    """Lines of measures on the relevance set, by split and kind."""
    passages = list(read_passages(corpus))
    index = open_index(folder, embed=load_term_vectors().embed)
    index.rebuild(passages, generation=1)
    asked = load_queries(queries)
    rankings = {
        "words": rank_by(index, meaning=False),
        "meaning": rank_by_meaning(passages, [embedded_text(passage) for passage in passages]),
        "both": rank_by(index, meaning=True),
    }
    yield f"{'ranking':22} {'split':5} {'kind':14} queries  nDCG@10   R@10  hit@1    MRR judged"
    for name, ranking in rankings.items():
        yield from _lines(name, asked, ranking)
    bare = [replace(query, text=fold_diacritics(query.text)) for query in asked]
    yield from _lines("both, no diacritics", bare, rankings["both"])


def _lines(name: str, queries: Sequence[Query], ranking: Ranking) -> Iterator[str]:
    def rank(query: Query) -> list[str]:
        return [passage.id for passage in ranking(query.text, query.as_of or _ASKED_ON)]

    for row in score_queries(queries, rank):
        yield (
            f"{name:22} {row.split:5} {row.kind:14} {row.queries:7} {row.ndcg:8.3f} {row.recall:6.3f} {row.hit_1:6.3f}"
            f" {row.reciprocal_rank:6.3f} {row.judged:6.2f}"
        )


def read_laws(path: Path) -> list[Passage]:
    """The clauses of all articles; the directive of each is `LAW|ARTICLE`, its subject the article's heading."""
    passages = []
    for law in orjson.loads(path.read_bytes()):
        for article in law["articles"]:
            name = f"{law['id']}|{article['id']}"
            heading = article["text"].split("\n", 1)[0]
            for number, clause in enumerate(_clauses(article["text"])):
                passages.append(Passage(id=f"{name}|{number}", directive=name, text=clause, subject=heading))
    return passages


def _clauses(text: str) -> Iterator[str]:
    clause = ""
    for paragraph in re.split(r"\n+", text):
        if clause and len(f"{clause} {paragraph}".split()) > _CLAUSE_WORDS:
            yield clause
            clause = ""
        clause = f"{clause}\n{paragraph}".strip()
    if clause:
        yield clause


def score_laws(laws: Path, questions: Path, folder: Path) -> Iterator[str]:
    """Lines of R@1, R@5 and the mean reciprocal rank of the first article that answers."""
    passages = read_laws(laws)
    index = open_index(folder, embed=load_term_vectors().embed)
    index.rebuild(passages, generation=1)
    asked = orjson.loads(questions.read_bytes())
    rankings = {"words": rank_by(index, meaning=False), "both": rank_by(index, meaning=True)}
    for name, ranking in rankings.items():
        firsts = []
        for question in asked:
            gold = {f"{one['law_id']}|{one['article_id']}" for one in question["relevant_articles"]}
            articles = dict.fromkeys(passage.directive for passage in ranking(question["text"], _ASKED_ON))
            firsts.append(next((rank for rank, article in enumerate(articles, 1) if article in gold), 0))
        count = len(asked)
        hit_1, hit_5 = (sum(0 < first <= k for first in firsts) / count for k in (1, 5))
        mrr = sum(1 / first for first in firsts if first) / count
        yield f"{name:22} laws  {count} questions over {len(passages)} clauses  R@1 {hit_1:.3f}  R@5 {hit_5:.3f}  MRR {mrr:.3f}"


def main(arguments: list[str] | None = None) -> int:
    """Prints the measures; 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("corpora/dispatches"))
    parser.add_argument("--queries", type=Path, default=Path("corpora/queries"))
    parser.add_argument("--laws", type=Path)
    parser.add_argument("--questions", type=Path)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        for line in score_relevance(options.corpus, options.queries, Path(folder) / "obligations"):
            sys.stdout.write(line + "\n")
        if options.laws and options.questions:
            for line in score_laws(options.laws, options.questions, Path(folder) / "laws"):
                sys.stdout.write(line + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

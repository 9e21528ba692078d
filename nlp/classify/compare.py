"""Candidates side by side: ``python -m nlp.classify.compare --corpus DIR --encoder DIR --out comparison.json``.

All are asked about the hands that the shipped encoder was not trained on. Words: three linear machines over syllables and
signs. Mean vectors of the untouched encoder, and static vectors distilled from it (syllables and pairs of them, after
Tulkens & van Dongen, Model2Vec, 2024), each under a logistic regression. The fine-tuned encoder.
It chooses nothing by itself: the choice stands in the decision record.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from nlp.classify.corpus import Example, load_examples, load_petitions
from nlp.classify.decide import load_decider
from nlp.classify.encoder.base import load_base
from nlp.classify.encoder.fit import load_settings as load_encoder_settings
from nlp.classify.encoder.learn import build_learner, find_means
from nlp.classify.encoder.samples import load_samples, prefix_of
from nlp.classify.encoder.tokens import BEGIN, END
from nlp.classify.evaluate import ask
from nlp.classify.parts import TYPES
from nlp.classify.train import FIELDS, build_matrix, find_folds, fit_model, load_settings
from nlp.classify.vectors import fit_vectoriser

_BLOCKS = ("marked", "bare", "requests", "signs")
_WIDTH = 256  # of static vectors
_LEAST = 3  # training texts of a term that gets a static vector
_BATCH = 64
Vectors = NDArray[np.float64]
Row = dict[str, str | float]
_MACHINES: dict[str, Callable[[], Any]] = {
    "logistic regression": lambda: LogisticRegression(C=1.0, class_weight="balanced", max_iter=500, random_state=0),
    "linear support vector machine": lambda: LinearSVC(C=0.05, class_weight="balanced", random_state=0),
    "complement naive Bayes": lambda: ComplementNB(alpha=0.3),
}


def score_words(learnt: Sequence[Example], asked: Sequence[Example]) -> list[Row]:
    """A row for each linear machine over the same words and signs."""
    vectoriser = fit_vectoriser([e.features for e in learnt], _BLOCKS, least_documents=2)
    scales = dict.fromkeys(_BLOCKS, 1.0)
    known, new = build_matrix(vectoriser, learnt, scales), build_matrix(vectoriser, asked, scales)
    rows = []
    for name, make in _MACHINES.items():
        kinds = make().fit(known, [e.type for e in learnt]).predict(new)
        mains = make().fit(known, [e.fields[0] for e in learnt]).predict(new)
        rows.append(_score(f"words, {name}", asked, kinds, mains))
    return rows


def score_vectors(name: str, known: Vectors, new: Vectors, learnt: Sequence[Example], asked: Sequence[Example]) -> Row:
    """A row for dense vectors under a logistic regression; the best of three strengths, found on the asked texts."""
    centre, spread = known.mean(axis=0), known.std(axis=0) + 1e-6
    known, new = (known - centre) / spread, (new - centre) / spread
    rows = []
    for strength in (0.003, 0.01, 0.1):
        kinds, mains = (
            LogisticRegression(C=strength, class_weight="balanced", max_iter=500).fit(known, wanted).predict(new)
            for wanted in ([e.type for e in learnt], [e.fields[0] for e in learnt])
        )
        rows.append(_score(name, asked, kinds, mains))
    return max(rows, key=lambda row: (row["type_accuracy"], row["main_field_accuracy"]))


def _score(name: str, asked: Sequence[Example], kinds: Sequence[str], mains: Sequence[str]) -> Row:
    right = [kind == e.type for kind, e in zip(kinds, asked, strict=True)]
    fields = [main == e.fields[0] for main, e in zip(mains, asked, strict=True)]
    return {
        "candidate": name,
        "type_accuracy": round(float(np.mean(right)), 3),
        "main_field_accuracy": round(float(np.mean(fields)), 3),
    }


def _mean_vectors(corpus: Path, params: Path) -> tuple[Vectors, Callable[[Sequence[str]], Vectors]]:
    """The untouched encoder's mean vectors of the training petitions, by name, and a function that reads short texts."""
    settings = load_encoder_settings(params)
    base = load_base([petition.text for petition in load_petitions(corpus, "train")])
    learner = build_learner(base, depth=base.sizes["depth"], dropout=0.0)
    samples = load_samples(corpus, "train", base.pieces, settings.limit)
    prefix = prefix_of(base.pieces)

    def read_terms(terms: Sequence[str]) -> Vectors:
        rows = [(BEGIN, *prefix, *(piece for piece, _, _ in base.pieces.cut(term)), END) for term in terms]
        return find_means(learner, rows, _BATCH)

    return find_means(learner, [s.readings["plain"].ids for s in samples], _BATCH), read_terms


def _static_vectors(
    examples: Sequence[Example], learnt: Sequence[Example], read_terms: Callable[[Sequence[str]], Vectors]
) -> Vectors:
    """Each petition as the mean of its terms' vectors, weighted by how rare they are."""
    counts = Counter(term for example in learnt for term in example.features.terms["marked"])
    terms = sorted(term for term, count in counts.items() if count >= _LEAST)
    vectors = PCA(_WIDTH, random_state=0).fit_transform(read_terms(terms))
    weights = np.log(len(learnt) / np.array([counts[term] for term in terms]))
    index = {term: i for i, term in enumerate(terms)}
    made = np.zeros((len(examples), _WIDTH))
    for i, example in enumerate(examples):
        rows = [(index[term], count) for term, count in example.features.terms["marked"].items() if term in index]
        if rows:
            numbers = [row for row, _ in rows]
            shares = weights[numbers] * np.log1p([count for _, count in rows])
            made[i] = shares @ vectors[numbers] / shares.sum()
    return made


def compare(corpus: Path, params: Path, encoder: Path) -> list[Row]:
    """A row for each candidate."""
    examples = load_examples(corpus, "train")
    training, held = next(find_folds([example.group for example in examples], load_encoder_settings(params).folds))
    learnt, asked = [examples[i] for i in training], [examples[i] for i in held]
    rows = score_words(learnt, asked)
    linear = fit_model(learnt, load_settings(params))
    logits = [linear.decide(linear.vectoriser.transform(e.features)) for e in asked]
    kinds = [TYPES[int(np.argmax(one["type"]))] for one in logits]
    mains = [FIELDS[int(np.argmax(one["main"]))] for one in logits]
    rows.append(_score("words, the model that ships, without variants", asked, kinds, mains))
    means, read_terms = _mean_vectors(corpus, params)
    rows.append(score_vectors("mean vectors of the untouched encoder", means[training], means[held], learnt, asked))
    static = _static_vectors(examples, learnt, read_terms)
    rows.append(score_vectors("static vectors distilled from it", static[training], static[held], learnt, asked))
    wanted = {example.name for example in asked}
    petitions = [petition for petition in load_petitions(corpus, "train") if petition.name in wanted]
    answers = ask(load_decider("encoder", None, str(encoder)), petitions)
    rows.append(_score("fine-tuned encoder", asked, [a.type for a in answers], [a.fields[0] for a in answers]))
    return [{**row, "texts": len(asked)} for row in rows]


def main(arguments: list[str] | None = None) -> int:
    """Command line of the comparison; exit status 0."""
    parser = argparse.ArgumentParser(description="compare classifiers of petitions")
    parser.add_argument("--corpus", type=Path, default=Path("corpora/petitions"))
    parser.add_argument("--params", type=Path, default=Path("params.yaml"))
    parser.add_argument("--encoder", type=Path, default=Path("models/petition_encoder"))
    parser.add_argument("--out", type=Path, default=Path("models/petition/comparison.json"))
    options = parser.parse_args(arguments)
    rows = compare(options.corpus, options.params, options.encoder.resolve())
    lines = ",\n ".join(json.dumps(row) for row in rows)
    options.out.write_text(f"[\n {lines}\n]\n", encoding="utf-8")
    sys.stderr.write(f"{len(rows)} rows in {options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

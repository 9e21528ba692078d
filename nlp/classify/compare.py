"""Compares kinds of linear classifiers for the type: ``python -m nlp.classify.compare --out comparison.json``.

Logistic regression, linear support vector machine and complement naive Bayes, with and without the legal signs, with and
without augmentation, by cross-validation grouped by style on the training split. It chooses nothing by itself: the choice
stands in params.yaml, its grounds in the model card.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from nlp.classify.corpus import Example, augment, load_examples
from nlp.classify.train import build_matrix, find_folds, load_settings
from nlp.classify.vectors import fit_vectoriser

_MACHINES = ("logistic_regression", "linear_svm", "complement_nb")
_VIEWS = ("marked", "bare", "requests")


def _make(name: str) -> Any:
    if name == "logistic_regression":
        return LogisticRegression(C=1.0, class_weight="balanced", max_iter=500, random_state=0)
    if name == "linear_svm":
        return LinearSVC(C=0.05, class_weight="balanced", random_state=0)
    return ComplementNB(alpha=0.3)


def compare_once(
    name: str, examples: Sequence[Example], folder: Path, *, blocks: Sequence[str], weight: float, folds: int
) -> float:
    """Accuracy of the type over all held-out texts."""
    right = 0
    for training, held in find_folds(examples, folds):
        sample = [examples[i] for i in training]
        vectoriser = fit_vectoriser([e.features for e in sample], blocks, least_documents=2)
        fitted = augment(sample, folder, weight) if weight else sample
        machine = _make(name)
        machine.fit(
            build_matrix(vectoriser, fitted, dict.fromkeys(blocks, 1.0)),
            [e.type for e in fitted],
            sample_weight=np.array([e.weight for e in fitted]),
        )
        answers = machine.predict(build_matrix(vectoriser, [examples[i] for i in held], dict.fromkeys(blocks, 1.0)))
        right += sum(answer == examples[i].type for answer, i in zip(answers, held, strict=True))
    return right / len(examples)


def main(arguments: list[str] | None = None) -> int:
    """Command line of the comparison; exit status 0."""
    parser = argparse.ArgumentParser(description="compare linear classifiers of petitions")
    parser.add_argument("--corpus", type=Path, default=Path("corpora/petitions"))
    parser.add_argument("--params", type=Path, default=Path("params.yaml"))
    parser.add_argument("--out", type=Path, default=Path("models/petition/comparison.json"))
    options = parser.parse_args(arguments)
    settings = load_settings(options.params)
    examples = load_examples(options.corpus, "train")
    rows = []
    for name in _MACHINES:
        for blocks in (_VIEWS, (*_VIEWS, "characters"), (*_VIEWS, "signs"), (*_VIEWS, "characters", "signs")):
            for weight in (0.0, settings.augment_weight):
                accuracy = compare_once(name, examples, options.corpus, blocks=blocks, weight=weight, folds=settings.folds)
                row = {"classifier": name, "blocks": list(blocks), "augmented": weight > 0, "type_accuracy": round(accuracy, 3)}
                rows.append(row)
    lines = ",\n ".join(json.dumps(row) for row in rows)
    options.out.write_text(f"[\n {lines}\n]\n", encoding="utf-8")
    sys.stderr.write(f"{len(rows)} rows in {options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What selection saves: ``python -m nlp.annotate.select_curve --corpus DIR --params params.yaml --out FILE``.

Annotation is played through on the training split: a few petitions are annotated, a model learns from them, the next are chosen
(``nlp.annotate.select``) or drawn at random, and so on; whole series, each written by one hand, stand apart and are asked about.
Every seed holds out other series and begins with other petitions. The test split is not read.

The model is a light one: one logistic regression for type or main field over the blocks of the linear model
(``nlp.classify.train``), with its strength, without variants, boundary and further heads.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, stats
from sklearn.linear_model import LogisticRegression

from nlp.annotate.select import FIELDS, TYPE, Strategy, measure_margin, measure_nearest, read_vectors, select_rows
from nlp.classify.corpus import Example, load_examples, load_petitions
from nlp.classify.train import Settings, build_matrix, find_folds, load_settings
from nlp.classify.vectors import fit_vectoriser
from nlp.errors import DonthuError

RANDOM = "random"
STRATEGIES = (RANDOM, *(strategy.value for strategy in Strategy))
#: The head of the linear model whose blocks and strength a layer's model has.
HEADS = {TYPE: "type", FIELDS: "main"}
#: Seeds, each with other series held out: so many folds, so many seeds.
SEEDS = 5
#: Eigenvalues below are rounding.
_LEAST = 1e-8

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Plan:
    """How many petitions are annotated to begin with, in each round, and in the end."""

    start: int = 50
    batch: int = 50
    end: int = 800

    @property
    def sizes(self) -> range:
        """How many are annotated when the model is asked."""
        return range(self.start, self.end + 1, self.batch)


@dataclass(frozen=True)
class Pool:
    """The petitions of a layer: ``kernel`` holds the products of what the model reads, ``vectors`` are those of selection."""

    layer: str
    kernel: Floats
    vectors: sparse.csr_matrix
    labels: NDArray[np.str_]
    groups: tuple[str, ...]
    strength: float


def build_pools(examples: Sequence[Example], texts: Iterable[str], settings: Settings) -> list[Pool]:
    """The examples, whose ``texts`` are given in the same order, for type and main field. The vocabularies are of all of them,
    as that needs no label."""
    blocks = sorted({block for head in HEADS.values() for block in settings.blocks[head]})
    vectoriser = fit_vectoriser([e.features for e in examples], blocks, least_documents=settings.least_documents)
    vectors = read_vectors(texts)
    labels = {TYPE: [e.type for e in examples], FIELDS: [e.fields[0] for e in examples]}
    groups = tuple(e.group for e in examples)
    pools = []
    for layer, head in HEADS.items():
        matrix = build_matrix(vectoriser, examples, settings.blocks[head])
        kernel = (matrix @ matrix.T).toarray()
        pools.append(Pool(layer, kernel, vectors, np.array(labels[layer]), groups, settings.strength[head]))
    return pools


def fit_probabilities(pool: Pool, learnt: Rows, asked: Rows) -> tuple[NDArray[np.str_], Floats]:
    """Classes, and their probabilities for the rows ``asked``, of a model of the rows ``learnt``.

    Weights under an L2 penalty lie in the span of the texts learnt from, so that the regression runs on as many columns as there
    are texts and gives what it would give on the terms.
    """
    own = pool.kernel[np.ix_(learnt, learnt)]
    values, directions = np.linalg.eigh(own)
    kept = values > _LEAST
    basis = directions[:, kept] / np.sqrt(values[kept])
    machine = LogisticRegression(C=pool.strength, class_weight="balanced", max_iter=300, random_state=0)
    machine.fit(own @ basis, pool.labels[learnt])
    return machine.classes_, machine.predict_proba(pool.kernel[np.ix_(asked, learnt)] @ basis)


def play(pool: Pool, strategy: str, seed: int, plan: Plan) -> list[float]:
    """The accuracy on the series held out, at each of ``plan.sizes``."""
    training, held = list(find_folds(pool.groups, SEEDS))[seed % SEEDS]
    generator = np.random.default_rng(seed)
    order = generator.permutation(np.array(training))
    annotated, free = order[: plan.start], np.sort(order[plan.start :])
    asked = np.array(held)
    nearest = measure_nearest(pool.vectors, pool.vectors[annotated])
    accuracies: list[float] = []
    for size in plan.sizes:
        classes, probabilities = fit_probabilities(pool, annotated, np.concatenate([asked, free]))
        given = classes[probabilities[: len(asked)].argmax(axis=1)]
        accuracies.append(float((given == pool.labels[asked]).mean()))
        if size + plan.batch > plan.end:
            break
        if strategy == RANDOM:
            chosen = generator.choice(free, plan.batch, replace=False)
        else:
            doubts = _doubt(pool.layer, probabilities[len(asked) :])
            choices, _ = select_rows(doubts, pool.vectors[free], nearest[free], count=plan.batch, by=Strategy(strategy))
            chosen = free[[choice.row for choice in choices]]
            nearest = np.maximum(nearest, measure_nearest(pool.vectors, pool.vectors[chosen]))
        annotated = np.concatenate([annotated, chosen])
        free = np.setdiff1d(free, chosen)
    return accuracies


def _doubt(layer: str, probabilities: Floats) -> Floats:
    """The uncertainty of each row, as ``nlp.annotate.select`` reads it off a record."""
    return np.array([measure_margin(row) if layer == TYPE else 1 - row.max() for row in probabilities])


def compare(curves: Mapping[str, Sequence[Sequence[float]]], sizes: Sequence[int]) -> dict[str, Any]:
    """What selection saves against random, from a curve a seed of each strategy.

    ``halved``: at each size n the accuracy by selection less that of twice as many drawn at random. ``needed``: the share of the
    labels of the last size drawn at random with which selection is as accurate (None where a seed never is).
    """
    found: dict[str, Any] = {}
    by_chance = np.array(curves[RANDOM])
    for name, rows in curves.items():
        if name == RANDOM:
            continue
        selected = np.array(rows)
        doubled = [(i, sizes.index(2 * size)) for i, size in enumerate(sizes) if 2 * size in sizes]
        halved = [{"labels": sizes[i], **estimate(selected[:, i] - by_chance[:, j])} for i, j in doubled]
        needed = [_find_reach(sizes, own, goal[-1]) for own, goal in zip(selected, by_chance, strict=True)]
        reached = [reach / sizes[-1] for reach in needed if reach is not None]
        found[name] = {"halved": halved, "needed": estimate(np.array(reached)) if len(reached) == len(needed) else None}
    return found


def _find_reach(sizes: Sequence[int], accuracies: Floats, goal: float) -> float | None:
    """The number of labels from which on a curve, between its points a line, has reached a goal."""
    for i, accuracy in enumerate(accuracies):
        if accuracy >= goal:
            if i == 0:
                return float(sizes[0])
            share = (goal - accuracies[i - 1]) / (accuracy - accuracies[i - 1])
            return float(sizes[i - 1] + share * (sizes[i] - sizes[i - 1]))
    return None


def estimate(values: Floats) -> dict[str, float]:
    """Mean and 95% confidence interval (Student's t) of one value a seed."""
    mean, error = float(values.mean()), float(stats.sem(values)) if len(values) > 1 else 0.0
    reach = float(stats.t.ppf(0.975, len(values) - 1)) * error if len(values) > 1 else 0.0
    return {"mean": round(mean, 4), "low": round(mean - reach, 4), "high": round(mean + reach, 4)}


def draw_curves(pool: Pool, plan: Plan, seeds: Sequence[int], strategies: Sequence[str] = STRATEGIES) -> dict[str, Any]:
    """The curves of a layer with what selection saves, for JSON."""
    sizes = list(plan.sizes)
    curves = {name: [play(pool, name, seed, plan) for seed in seeds] for name in strategies}
    points = {
        name: [{"labels": size, **estimate(values)} for size, values in zip(sizes, np.array(rows).T, strict=True)]
        for name, rows in curves.items()
    }
    return {"layer": pool.layer, "seeds": len(seeds), "accuracy": points, "saved": compare(curves, sizes)}


def main(arguments: list[str] | None = None) -> int:
    """Command line of the measurement; exit status 0, or 2 where something is missing."""
    parser = argparse.ArgumentParser(description="learning curves of selection against random")
    parser.add_argument("--corpus", type=Path, default=Path("corpora/petitions"))
    parser.add_argument("--params", type=Path, default=Path("params.yaml"))
    parser.add_argument("--out", type=Path, default=Path("models/petition/selection.json"))
    parser.add_argument("--end", type=int, default=Plan.end, help="labels in the end")
    options = parser.parse_args(arguments)
    try:
        settings = load_settings(options.params)
        texts = (petition.text for petition in load_petitions(options.corpus, "train"))
        pools = build_pools(load_examples(options.corpus, "train"), texts, settings)
    except DonthuError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    found = [draw_curves(pool, Plan(end=options.end), range(SEEDS)) for pool in pools]
    options.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    sys.stderr.write(f"{len(found)} layers in {options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

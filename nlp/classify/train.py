"""Training of the petition classifier: ``python -m nlp.classify.train --corpus DIR --params params.yaml --out DIR``.

The same corpus and parameters give the same bytes: sorted input, fixed seeds, no time stamps; set ``OMP_NUM_THREADS=1``.
Offsets, temperatures and the threshold of further fields come from cross-validation grouped by the hand that wrote; nothing is
read from the test split.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy import optimize, sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from nlp.classify.artefacts import write_model
from nlp.classify.calibrate import fit_binary_temperature, fit_temperature
from nlp.classify.corpus import Example, augment, load_examples
from nlp.classify.labels import PetitionField
from nlp.classify.model import BOUNDARY, JOINT, Head, PetitionModel, choose_fields
from nlp.classify.parts import PARTS, TYPES
from nlp.classify.vectors import Vectoriser, fit_vectoriser
from nlp.errors import DonthuError

FIELDS = tuple(code.value for code in PetitionField)
#: The classes of each head, in the order of their columns.
CLASSES = {"type": TYPES, "parts": PARTS, "boundary": BOUNDARY, "main": FIELDS, "fields": FIELDS}
#: Heads that decide each class on its own.
INDEPENDENT = ("parts", "fields")
#: The intercept of a class without examples.
ABSENT = -20.0
#: Fields with fewer training texts borrow the weights of the others.
RARE = 6


@dataclass(frozen=True)
class Settings:
    """The parameters of a training, from ``params.yaml`` under ``petition``."""

    blocks: Mapping[str, Mapping[str, float]]  # head -> block -> by how much its values are scaled while fitting
    strength: Mapping[str, float]
    least_documents: int
    augment_weight: float
    folds: int


def load_settings(path: Path) -> Settings:
    """The settings of ``params.yaml``; raises DonthuError where one is missing."""
    try:
        data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["petition"]
        heads = data["heads"]
        return Settings(
            blocks={name: {block: float(scale) for block, scale in head["blocks"].items()} for name, head in heads.items()},
            strength={name: float(head["strength"]) for name, head in heads.items()},
            least_documents=int(data["least_documents"]),
            augment_weight=float(data["augment_weight"]),
            folds=int(data["folds"]),
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise DonthuError(
            "train.params", f"{path}: {error} is missing under petition", "see params.yaml of the project"
        ) from error


def build_matrix(vectoriser: Vectoriser, examples: Sequence[Example], blocks: Mapping[str, float]) -> sparse.csr_matrix:
    """The examples as rows, the blocks side by side, each scaled."""
    vectors = [vectoriser.transform(example.features) for example in examples]
    parts = []
    for name, scale in blocks.items():
        width = len(vectoriser.blocks[name].index)
        counts = np.cumsum([0, *(len(v[name].indices) for v in vectors)])
        columns = np.concatenate([v[name].indices for v in vectors]) if vectors else np.empty(0)
        values = np.concatenate([v[name].values for v in vectors]) if vectors else np.empty(0)
        parts.append(sparse.csr_matrix((scale * values.astype(np.float64), columns, counts), shape=(len(vectors), width)))
    return sparse.hstack(parts).tocsr()


def fit_model(examples: Sequence[Example], settings: Settings) -> PetitionModel:
    """The model of a sample, not yet calibrated (no offsets, temperatures 1, threshold 0.5).

    Its vocabulary is that of the texts as they stand: what only a variant has, a misread word above all, is no term.
    """
    blocks = sorted({block for used in settings.blocks.values() for block in used})
    originals = [example.features for example in examples if example.weight == 1.0]
    vectoriser = fit_vectoriser(originals, blocks, least_documents=settings.least_documents)
    heads = {}
    for name, used in settings.blocks.items():
        sample = [e for e in examples if e.type in BOUNDARY] if name == "boundary" else list(examples)
        classes = CLASSES[name]
        coefficients, intercepts = _fit_head(name, build_matrix(vectoriser, sample, used), sample, settings.strength[name])
        if name == "main":
            _lend_weights(vectoriser, used, examples, coefficients, intercepts)
        heads[name] = Head(
            classes, _split(vectoriser, used, coefficients), intercepts, np.zeros_like(intercepts), 1.0, name == "fields"
        )
    return PetitionModel(vectoriser, heads, 0.5)


def _label(name: str, example: Example) -> str:
    """What a head that gives one class learns of an example."""
    if name == "main":
        return example.fields[0]
    return JOINT if name == "type" and example.type in BOUNDARY else example.type


def _fit_head(
    name: str, matrix: sparse.csr_matrix, examples: Sequence[Example], strength: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Coefficients (features x classes) and intercepts; a class without an example gets none and a low intercept."""
    weights = np.array([example.weight for example in examples])
    classes = CLASSES[name]
    if name in INDEPENDENT:
        held = [_parts(example) if name == "parts" else set(example.fields) for example in examples]
        return _fit_each(matrix, classes, held, weights, strength, balance="balanced" if name == "parts" else None)
    machine = LogisticRegression(C=strength, class_weight="balanced", max_iter=500, random_state=0)
    machine.fit(matrix, [_label(name, example) for example in examples], sample_weight=weights)
    coefficients = np.zeros((matrix.shape[1], len(classes)), dtype=np.float32)
    intercepts = np.full(len(classes), ABSENT, dtype=np.float32)
    rows, constants = machine.coef_, machine.intercept_
    if len(rows) == 1:  # of two classes scikit-learn keeps the second one's weights only
        rows, constants = np.vstack([-rows, rows]) / 2, np.concatenate([-constants, constants]) / 2
    for row, label in enumerate(machine.classes_):
        coefficients[:, classes.index(label)] = rows[row]
        intercepts[classes.index(label)] = constants[row]
    return coefficients, intercepts


def _parts(example: Example) -> set[str]:
    """The contents of an example; kiến nghị and phản ánh, which the boundary tells apart, as one."""
    return {JOINT if part in BOUNDARY else part for part in example.parts}


def _fit_each(
    matrix: sparse.csr_matrix,
    classes: Sequence[str],
    held: Sequence[Collection[str]],
    weights: NDArray[np.float64],
    strength: float,
    *,
    balance: str | None,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """One classifier for each class, which learns whether it is among what an example has (``held``)."""
    coefficients = np.zeros((matrix.shape[1], len(classes)), dtype=np.float32)
    intercepts = np.full(len(classes), ABSENT, dtype=np.float32)
    for column, name in enumerate(classes):
        holds = np.array([name in having for having in held])
        if holds.any() and not holds.all():
            machine = LogisticRegression(C=strength, class_weight=balance, max_iter=500, random_state=0)
            machine.fit(matrix, holds, sample_weight=weights)
            coefficients[:, column], intercepts[column] = machine.coef_[0], machine.intercept_[0]
    return coefficients, intercepts


def _lend_weights(
    vectoriser: Vectoriser,
    blocks: Mapping[str, float],
    examples: Sequence[Example],
    coefficients: NDArray[np.float32],
    intercepts: NDArray[np.float32],
) -> None:
    """Gives a field with hardly an example the mean weights that the others have on their own words.

    A classifier cannot learn ``khac`` from one text, but what it means to meet a field's own words is the same everywhere.
    """
    index = vectoriser.blocks["lexicon"].index
    start = sum(len(vectoriser.blocks[name].index) for name in list(blocks)[: list(blocks).index("lexicon")])
    counts = {code: sum(e.fields[0] == code for e in examples if e.weight == 1.0) for code in FIELDS}
    known = [code for code in FIELDS if counts[code] >= RARE]
    for code in FIELDS:
        if counts[code] >= RARE or not known:
            continue
        column = FIELDS.index(code)
        coefficients[:, column] = 0
        for kind in ("lexicon", "share", "asked"):
            own = [coefficients[start + index[f"{kind}.{k}"], FIELDS.index(k)] for k in known if f"{kind}.{k}" in index]
            if own and f"{kind}.{code}" in index:
                coefficients[start + index[f"{kind}.{code}"], column] = np.mean(own)
        intercepts[column] = np.mean([intercepts[FIELDS.index(k)] for k in known])


def _split(
    vectoriser: Vectoriser, blocks: Mapping[str, float], coefficients: NDArray[np.float32]
) -> dict[str, NDArray[np.float32]]:
    """The coefficients by block, for values that are not scaled."""
    split, start = {}, 0
    for name, scale in blocks.items():
        width = len(vectoriser.blocks[name].index)
        # What is stored is what is used: half precision, here as in the file.
        split[name] = (scale * coefficients[start : start + width]).astype(np.float16).astype(np.float32)
        start += width
    return split


def find_folds(groups: Sequence[str], count: int) -> Iterator[tuple[list[int], list[int]]]:
    """Indices of training and held-out texts, whose groups are given; a group stands on one side only."""
    for training, held in GroupKFold(count).split(groups, groups=groups):
        yield list(training), list(held)


def cross_decide(
    examples: Sequence[Example], folder: Path, settings: Settings
) -> tuple[dict[str, NDArray[np.float64]], dict[str, NDArray[np.float64]]]:
    """The logits of each head for each example, by a model that has not seen its group, and the offsets that are in them."""
    logits = {"type": np.zeros((len(examples), len(TYPES)))}
    logits |= {name: np.zeros((len(examples), len(FIELDS))) for name in ("main", "fields")}
    for training, held in find_folds([example.group for example in examples], settings.folds):
        model = fit_model(_expand([examples[i] for i in training], folder, settings), settings)
        for i in held:
            vectors = model.vectoriser.transform(examples[i].features)
            for name, decided in model.decide(vectors).items():
                logits[name][i] = decided
    offsets = {name: fit_offsets(logits[name], classes) for name, classes in _right_classes(examples).items()}
    return logits | {name: logits[name] + values for name, values in offsets.items()}, offsets


def _right_classes(examples: Sequence[Example]) -> dict[str, list[int]]:
    """The right column of type and main field for each example."""
    return {"type": [TYPES.index(e.type) for e in examples], "main": [FIELDS.index(e.fields[0]) for e in examples]}


def _expand(examples: Sequence[Example], folder: Path, settings: Settings) -> list[Example]:
    return augment(examples, folder, settings.augment_weight) if settings.augment_weight > 0 else list(examples)


def fit_offsets(logits: NDArray[np.float64], right: Sequence[int]) -> NDArray[np.float64]:
    """What is to be added to the logits of each class so that, at the best temperature, the right classes are likeliest.

    Weights that were balanced over classes, and classes that are mostly the second best, come out shifted. Source: Alexandari,
    Kundaje and Shrikumar, Maximum Likelihood with Bias-Corrected Calibration is Hard-To-Beat, 2020. The offsets sum to 0.
    """
    rows = np.arange(len(right))

    def loss(values: NDArray[np.float64]) -> float:
        scaled = logits * np.exp(values[0]) + values[1:]
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        return float(-(scaled[rows, right] - np.log(np.exp(scaled).sum(axis=1))).mean())

    found = optimize.minimize(loss, np.zeros(logits.shape[1] + 1), method="L-BFGS-B").x
    offsets = found[1:] / np.exp(found[0])
    centred: NDArray[np.float64] = np.round(offsets - offsets.mean(), 3)
    return centred


def tune_threshold(codes: Sequence[Sequence[str]], main: NDArray[np.float64], each: NDArray[np.float64]) -> float:
    """The threshold for further fields with the best F1 over all fields of the held-out examples, whose ``codes`` are given."""
    best, best_score = 0.5, -1.0
    for least in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7):
        right = wrong = missed = 0
        for i, wanted in enumerate(codes):
            scores = dict(zip(FIELDS, main[i], strict=True)), dict(zip(FIELDS, each[i], strict=True))
            found = {code for code, _ in choose_fields(*scores, least)}
            right += len(found & set(wanted))
            wrong += len(found - set(wanted))
            missed += len(set(wanted) - found)
        score = 2 * right / (2 * right + wrong + missed)
        if score > best_score + 1e-9:
            best, best_score = least, score
    return best


def train(corpus: Path, settings: Settings) -> tuple[PetitionModel, list[Example], dict[str, NDArray[np.float64]]]:
    """The calibrated model of the corpus's training split, the examples, and their held-out logits."""
    examples = load_examples(corpus, "train")
    logits, offsets = cross_decide(examples, corpus, settings)
    temperatures = {name: fit_temperature(logits[name], classes) for name, classes in _right_classes(examples).items()}
    temperatures["fields"] = fit_binary_temperature(
        logits["fields"], np.array([[code in e.fields for code in FIELDS] for e in examples])
    )
    each = 1 / (1 + np.exp(-logits["fields"] / temperatures["fields"]))
    least = tune_threshold([example.fields for example in examples], logits["main"], each)
    raw = fit_model(_expand(examples, corpus, settings), settings)
    heads = {
        name: replace(head, offsets=offsets.get(name, head.offsets).astype(np.float32), temperature=temperatures.get(name, 1.0))
        for name, head in raw.heads.items()
    }
    return PetitionModel(raw.vectoriser, heads, least), examples, logits


def main(arguments: list[str] | None = None) -> int:
    """Command line of the training; exit status 0, or 2 where something is missing."""
    parser = argparse.ArgumentParser(description="train the petition classifier")
    parser.add_argument("--corpus", type=Path, default=Path("corpora/petitions"))
    parser.add_argument("--params", type=Path, default=Path("params.yaml"))
    parser.add_argument("--out", type=Path, default=Path("models/petition"))
    options = parser.parse_args(arguments)
    try:
        settings = load_settings(options.params)
        model, examples, _ = train(options.corpus, settings)
    except DonthuError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    write_model(model, options.out, {"examples": len(examples), "params": yaml.safe_load(options.params.read_text())["petition"]})
    sys.stderr.write(f"{len(examples)} petitions, model in {options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

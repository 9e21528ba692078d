"""Figures of the shipped model: ``python -m nlp.classify.evaluate --corpus DIR --model DIR --out metrics.json``.

Held-out figures of the training split come from cross-validation grouped by style; those of the test split from the model
as it is shipped. The file holds no time stamp, so the same model gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.classify.artefacts import load_model
from nlp.classify.augment import drop_diacritics, misread
from nlp.classify.calibrate import measure_calibration, measure_coverage
from nlp.classify.corpus import Example, features_of, load_examples
from nlp.classify.model import PetitionModel, choose_fields
from nlp.classify.train import TYPES, cross_decide, load_settings

THRESHOLDS = (0.0, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9)
Scores = list[tuple[dict[str, float], dict[str, float], dict[str, float]]]


def score_examples(model: PetitionModel, examples: Sequence[Example]) -> Scores:
    """Probabilities of type, main field and each field for each example."""
    scores: Scores = []
    for example in examples:
        vectors = model.vectoriser.transform(example.features)
        by_head = model.score(model.decide(vectors))
        scores.append((by_head["type"], by_head["main"], by_head["fields"]))
    return scores


def measure(examples: Sequence[Example], scores: Scores, second_field_from: float) -> dict[str, object]:
    """Accuracy, macro F1 and calibration of the type, coverage by threshold, main field, F1 over all fields."""
    wanted = [example.type for example in examples]
    given = [max(types, key=lambda code: types[code]) for types, _, _ in scores]
    confidences = [types[kind] for (types, _, _), kind in zip(scores, given, strict=True)]
    correct = [want == got for want, got in zip(wanted, given, strict=True)]
    chosen = [[code for code, _ in choose_fields(main, each, second_field_from)] for _, main, each in scores]
    main_right = [got[0] == example.fields[0] for got, example in zip(chosen, examples, strict=True)]
    main_confidence = [main[got[0]] for (_, main, _), got in zip(scores, chosen, strict=True)]
    return {
        "texts": len(examples),
        "type_accuracy": _round(float(np.mean(correct))),
        "type_macro_f1": _round(_macro_f1(wanted, given)),
        "type_ece": _round(measure_calibration(confidences, correct)),
        "type_by_class": {kind: _class_row(kind, wanted, given) for kind in TYPES if kind in wanted},
        "coverage": [
            {k: _round(v) for k, v in asdict(row).items()} for row in measure_coverage(confidences, correct, THRESHOLDS)
        ],
        "main_field_accuracy": _round(float(np.mean(main_right))),
        "main_field_ece": _round(measure_calibration(main_confidence, main_right)),
        "fields_f1": _round(_fields_f1(examples, chosen)),
    }


def _round(value: float | None) -> float | None:
    return None if value is None else round(float(value), 3)


def _class_row(kind: str, wanted: Sequence[str], given: Sequence[str]) -> dict[str, float | int | None]:
    right = sum(w == g == kind for w, g in zip(wanted, given, strict=True))
    found, there = sum(g == kind for g in given), sum(w == kind for w in wanted)
    precision = right / found if found else None
    return {"texts": there, "precision": _round(precision), "recall": _round(right / there if there else None)}


def _macro_f1(wanted: Sequence[str], given: Sequence[str]) -> float:
    scores = []
    for kind in sorted(set(wanted)):
        right = sum(w == g == kind for w, g in zip(wanted, given, strict=True))
        total = sum(w == kind for w in wanted) + sum(g == kind for g in given)
        scores.append(2 * right / total)
    return sum(scores) / len(scores)


def _fields_f1(examples: Sequence[Example], chosen: Sequence[Sequence[str]]) -> float:
    right = sum(len(set(got) & set(e.fields)) for got, e in zip(chosen, examples, strict=True))
    return 2 * right / (sum(len(got) for got in chosen) + sum(len(e.fields) for e in examples))


def _from_logits(model: PetitionModel, logits: dict[str, NDArray[np.float64]], count: int) -> Scores:
    heads = model.heads
    rows: Scores = []
    for i in range(count):
        one = {name: heads[name].probabilities(logits[name][i].astype(np.float32)) for name in logits}
        rows.append((one["type"], one["main"], one["fields"]))
    return rows


def _changed(examples: Sequence[Example], folder: Path, change: str) -> list[Example]:
    made = []
    for e in examples:
        text = (folder / f"{e.name}.txt").read_text(encoding="utf-8")
        text = drop_diacritics(text) if change == "no_diacritics" else misread(text, f"{e.name}.test", rate=0.2)
        made.append(Example(e.name, e.group, features_of(text), e.type, e.fields))
    return made


def main(arguments: list[str] | None = None) -> int:
    """Command line of the evaluation; exit status 0."""
    parser = argparse.ArgumentParser(description="figures of the petition classifier")
    parser.add_argument("--corpus", type=Path, default=Path("corpora/petitions"))
    parser.add_argument("--params", type=Path, default=Path("params.yaml"))
    parser.add_argument("--model", type=Path, default=Path("models/petition"))
    parser.add_argument("--out", type=Path, default=Path("models/petition/metrics.json"))
    options = parser.parse_args(arguments)
    model = load_model(options.model.resolve())
    training, test = load_examples(options.corpus, "train"), load_examples(options.corpus, "test")
    held = _from_logits(model, cross_decide(training, options.corpus, load_settings(options.params)), len(training))
    least = model.second_field_from
    figures = {"cross_validation": measure(training, held, least), "test": measure(test, score_examples(model, test), least)}
    for change in ("no_diacritics", "misread"):
        changed = _changed(test, options.corpus, change)
        figures[f"test_{change}"] = measure(changed, score_examples(model, changed), least)
    options.out.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    sys.stderr.write(f"figures of {len(training)} + {len(test)} petitions in {options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

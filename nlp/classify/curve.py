"""The learning curve: ``python -m nlp.classify.curve --corpus DIR --params params.yaml --out curve.json``.

The linear model, without variants of its texts, is trained on growing shares of the training split and asked about hands
that stand apart; the shares are nested and drawn at random. By type and by field the share of texts that are found (recall).
What still climbs is worth more petitions.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nlp.classify.corpus import Example, load_examples
from nlp.classify.parts import TYPES
from nlp.classify.train import FIELDS, Settings, find_folds, fit_model, load_settings

SHARES = (0.125, 0.25, 0.5, 0.75, 1.0)


def measure_point(learnt: Sequence[Example], asked: Sequence[Example], settings: Settings) -> dict[str, float]:
    """Accuracy of type and main field, and the recall of each class, of a model trained on ``learnt``."""
    model = fit_model(learnt, settings)
    right: dict[str, list[bool]] = defaultdict(list)
    for example in asked:
        logits = model.decide(model.vectoriser.transform(example.features))
        kind, main = TYPES[int(np.argmax(logits["type"]))], FIELDS[int(np.argmax(logits["main"]))]
        for name, hit in (("type", kind == example.type), ("main", main == example.fields[0])):
            right[name].append(hit)
        right[f"type.{example.type}"].append(kind == example.type)
        right[f"main.{example.fields[0]}"].append(main == example.fields[0])
    return {name: round(float(np.mean(hits)), 3) for name, hits in sorted(right.items())}


def draw_curve(examples: Sequence[Example], settings: Settings, seed: int = 0) -> list[dict[str, float]]:
    """A row for each share of ``SHARES``: how many texts were learnt from, and the figures."""
    training, held = next(find_folds([example.group for example in examples], settings.folds))
    random.Random(seed).shuffle(training)
    rows = []
    for share in SHARES:
        learnt = [examples[i] for i in training[: round(share * len(training))]]
        rows.append({"texts": len(learnt), **measure_point(learnt, [examples[i] for i in held], settings)})
    return rows


def main(arguments: list[str] | None = None) -> int:
    """Command line of the curve; exit status 0."""
    parser = argparse.ArgumentParser(description="learning curve of the petition classifier")
    parser.add_argument("--corpus", type=Path, default=Path("corpora/petitions"))
    parser.add_argument("--params", type=Path, default=Path("params.yaml"))
    parser.add_argument("--out", type=Path, default=Path("models/petition/curve.json"))
    options = parser.parse_args(arguments)
    rows = draw_curve(load_examples(options.corpus, "train"), load_settings(options.params))
    options.out.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    sys.stderr.write(f"{len(rows)} points in {options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

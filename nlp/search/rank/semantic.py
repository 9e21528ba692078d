"""Vectors of texts from vectors of their syllables and pairs: what is alike in meaning lies near.

The vectors of ``models/search_terms`` are fitted so that their sum comes near to what a sentence encoder makes of a text
(``nlp.evaluation.train_search_terms``); a text costs microseconds and numpy alone. Rows are stored as whole numbers of eight
bits at one length, so that the product of two is their cosine.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.classify.encoder.network import fold_rows
from nlp.resources.artefacts import find_model_directory, read_checked, read_manifest, write_manifest, write_named
from nlp.search.units import PAIR, Unit, read_units

FORMAT = "donthu-search-terms/1"
MODEL = "search_terms"
#: Numbers of a vector.
WIDTH = 256
_SCALE = 127.0 * 4  # of 256 numbers at length 1 none is near 1: a quarter is the largest that is kept
Vectors = NDArray[np.int8]


def text_terms(units: Sequence[Unit]) -> list[str]:
    """The terms of a text: its marked units and pairs; a full form counts by its syllables."""
    names: list[str] = []
    for unit in units:
        names += unit.parts if unit.parts and not unit.is_number else (unit.marked,)
    return [*names, *map(PAIR.join, pairwise(names))]


@dataclass(frozen=True)
class TermVectors:
    """Vectors of terms, each at its weight: rows of ``numbers`` times ``scales``."""

    index: Mapping[str, int]
    numbers: NDArray[np.int8]
    scales: NDArray[np.float32]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text; zeros for a text without a known term."""
        rows = np.zeros((len(texts), WIDTH), dtype=np.float32)
        for row, text in enumerate(texts):
            known = [at for term in text_terms(read_units(text)) if (at := self.index.get(term)) is not None]
            if known:
                rows[row] = self.scales[known] @ self.numbers[known].astype(np.float32)
        return fold(rows)


def fold(rows: NDArray[np.float32]) -> Vectors:
    """Rows at one length as whole numbers.

    >>> fold(np.eye(2, WIDTH, dtype=np.float32) * 3)[0, :2].tolist()
    [127, 0]
    """
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.clip(np.rint(rows / np.where(lengths > 0, lengths, 1) * _SCALE), -127, 127).astype(np.int8)


def likeness(query: Vectors, rows: Vectors) -> NDArray[np.float32]:
    """The cosine of a row with each of ``rows``."""
    wanted = query.reshape(-1).astype(np.float32)
    result: NDArray[np.float32] = rows.astype(np.float32) @ wanted / np.float32(_SCALE * _SCALE)
    return result


@lru_cache(maxsize=2)
def load_term_vectors(directory: Path | None = None) -> TermVectors:
    """The vectors of a folder, by default those of the package, checked against their digests.

    Raises DonthuError where they are missing or other ones.
    """
    directory = directory or find_model_directory(MODEL)
    files = read_manifest(directory, FORMAT)["files"]
    terms = json.loads(gzip.decompress(read_checked(directory, files["terms"])))
    with np.load(io.BytesIO(read_checked(directory, files["vectors"])), allow_pickle=False) as packed:
        numbers, scales = packed["numbers"], packed["scales"].astype(np.float32)
    return TermVectors({term: at for at, term in enumerate(terms)}, numbers, scales)


def write_term_vectors(
    directory: Path, terms: Sequence[str], vectors: NDArray[np.float32], settings: Mapping[str, object]
) -> None:
    """Writes terms and their vectors (terms x width, each times its weight); files of an older manifest go."""
    directory.mkdir(parents=True, exist_ok=True)
    for pattern in ("vectors-*.npz", "terms-*.json.gz"):
        for path in directory.glob(pattern):
            path.unlink()
    numbers, scales = fold_rows(vectors)
    packed = io.BytesIO()
    np.savez_compressed(packed, numbers=numbers, scales=scales)
    table = json.dumps(list(terms), ensure_ascii=False, separators=(",", ":")).encode()
    manifest = {
        "format": FORMAT,
        "files": {
            "vectors": write_named(directory, "vectors", ".npz", packed.getvalue()),
            "terms": write_named(directory, "terms", ".json.gz", gzip.compress(table, 9, mtime=0)),
        },
        "settings": dict(settings),
    }
    write_manifest(directory, manifest)

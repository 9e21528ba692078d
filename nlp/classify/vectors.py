"""From features to numbers: blocks of terms weighted and brought to unit length, signs as they are."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nlp.classify.features import BOUNDARY_SIGNS, VIEWS, Features

Array = NDArray[np.float32]
#: Blocks that a head of the model may read; terms first, then named values.
BLOCKS = (*VIEWS, "signs", "boundary", "lexicon")


@dataclass(frozen=True)
class Block:
    """The vocabulary of one block: its terms with their index, and the inverse document frequency of each (1 for values)."""

    index: Mapping[str, int]
    weights: Array


@dataclass(frozen=True)
class SparseVector:
    """Indices and values of one block."""

    indices: NDArray[np.int64]
    values: Array


@dataclass(frozen=True)
class Vectoriser:
    """Turns features into one sparse vector a block.

    Terms: (1 + log count) x inverse document frequency, the block at unit length; values: unchanged.
    """

    blocks: Mapping[str, Block] = field(default_factory=dict)

    def transform(self, features: Features) -> dict[str, SparseVector]:
        """The blocks' vectors; terms outside the vocabulary are left out."""
        return {name: self._transform_block(name, block, features) for name, block in self.blocks.items()}

    def _transform_block(self, name: str, block: Block, features: Features) -> SparseVector:
        if name in VIEWS:
            terms = features.terms[name]
            places = zip(map(block.index.get, terms), terms.values(), strict=True)
            known = [(i, 1 + math.log(n) if n > 1 else 1.0) for i, n in places if i is not None]
        else:
            known = [(block.index[t], value) for t, value in _values(name, features).items() if value and t in block.index]
        known.sort()
        indices = np.array([i for i, _ in known], dtype=np.int64)
        values = np.array([v for _, v in known], dtype=np.float32) * block.weights[indices]
        if name in VIEWS and len(known):
            values = values / np.float32(math.sqrt(float(values @ values)))
        return SparseVector(indices, values)


def _values(name: str, features: Features) -> Mapping[str, float]:
    if name == "boundary":
        return {sign: features.signs[sign] for sign in BOUNDARY_SIGNS}
    return features.signs if name == "signs" else features.lexicon


def fit_vectoriser(sample: Sequence[Features], blocks: Sequence[str], *, least_documents: int) -> Vectoriser:
    """The vectoriser of a training sample; terms of fewer documents than ``least_documents`` are left out."""
    made: dict[str, Block] = {}
    for name in blocks:
        if name not in VIEWS:
            names = sorted({key for features in sample for key in _values(name, features)})
            made[name] = Block({key: i for i, key in enumerate(names)}, np.ones(len(names), dtype=np.float32))
            continue
        counts = Counter(term for features in sample for term in features.terms[name])
        terms = sorted(term for term, count in counts.items() if count >= least_documents)
        idf = [math.log((1 + len(sample)) / (1 + counts[term])) + 1 for term in terms]
        made[name] = Block({term: i for i, term in enumerate(terms)}, np.array(idf, dtype=np.float32))
    return Vectoriser(made)

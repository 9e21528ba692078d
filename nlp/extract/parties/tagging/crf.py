"""A linear-chain conditional random field: the most probable labels of a sequence, with numpy alone.

Lafferty, McCallum & Pereira, Conditional Random Fields (ICML 2001); Viterbi's algorithm for the best sequence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class ConditionalRandomField:
    """Weights of values by column (rows of ``weights``, one column a label) and of one label behind another.

    ``transitions[i, j]`` is the weight of label ``j`` behind label ``i``. ``rows`` gives the row of a value of a column; the last
    row of ``weights`` is zero, for what is not known.
    """

    labels: tuple[str, ...]
    rows: Mapping[str, Mapping[str, int]]
    weights: Array
    transitions: Array

    def score(self, columns: Mapping[str, Sequence[str | None]]) -> Array:
        """The weight of each label at each place, places x labels, transitions apart."""
        unknown = len(self.weights) - 1
        length = len(next(iter(columns.values()), ()))
        known = [(rows, columns[name]) for name, rows in self.rows.items() if name in columns]
        # Look-ups and sums stay in C: this is most of the time that a petition takes.
        found = chain.from_iterable(map(rows.get, values, repeat(unknown)) for rows, values in known)  # type: ignore[arg-type]
        places = np.fromiter(found, dtype=np.int32, count=length * len(known)).reshape(len(known), length)
        scores: Array = self.weights[places].sum(axis=0)
        return scores

    def decode(self, scores: Array) -> list[str]:
        """The most probable labels of a sequence.

        >>> field = ConditionalRandomField(("O", "B"), {}, np.zeros((1, 2), np.float32), np.array([[0, 0], [0, -9]], np.float32))
        >>> field.decode(np.array([[0, 1], [0, 2]], np.float32))
        ['O', 'B']
        """
        if not len(scores):
            return []
        best = scores[0]
        back = np.zeros(scores.shape, dtype=np.int64)
        for i in range(1, len(scores)):
            ways = best[:, None] + self.transitions
            back[i] = ways.argmax(axis=0)
            best = ways.max(axis=0) + scores[i]
        path = [int(best.argmax())]
        for i in range(len(scores) - 1, 0, -1):
            path.append(int(back[i, path[-1]]))
        return [self.labels[label] for label in reversed(path)]

"""Calibration: a temperature, the expected calibration error, and what abstaining costs.

Temperature scaling: Guo et al., On Calibration of Modern Neural Networks, 2017; one number leaves the ranking as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_GRID = tuple(round(0.2 + 0.05 * step, 2) for step in range(97))


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of all texts the share that is answered at a threshold, and the share of those answers that is right."""

    threshold: float
    covered: float
    accuracy: float | None


def fit_temperature(logits: Floats, right: Sequence[int]) -> float:
    """The temperature of the grid 0.2 to 5.0 with the least negative log likelihood of the right classes."""
    rows = np.arange(len(right))

    def loss(temperature: float) -> float:
        scaled = logits / temperature
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        return float(-(scaled[rows, right] - np.log(np.exp(scaled).sum(axis=1))).mean())

    return min(_GRID, key=loss)


def fit_binary_temperature(logits: Floats, holds: NDArray[np.bool_]) -> float:
    """The same for classes that hold or not, each on its own."""

    def loss(temperature: float) -> float:
        signed = np.where(holds, 1.0, -1.0) * logits / temperature
        return float(np.logaddexp(0, -signed).mean())

    return min(_GRID, key=loss)


def measure_calibration(confidences: Sequence[float], correct: Sequence[bool], *, bins: int = 10) -> float:
    """The expected calibration error over equal bins of confidence, from 0 to 1.

    >>> measure_calibration([1.0, 1.0], [True, False])
    0.5
    """
    if not confidences:
        return 0.0
    scores, hits = np.asarray(confidences, dtype=float), np.asarray(correct, dtype=float)
    places = np.minimum((scores * bins).astype(int), bins - 1)
    error = 0.0
    for place in range(bins):
        inside = places == place
        if inside.any():
            error += inside.mean() * abs(scores[inside].mean() - hits[inside].mean())
    return float(error)


def measure_coverage(confidences: Sequence[float], correct: Sequence[bool], thresholds: Sequence[float]) -> list[Coverage]:
    """Coverage and accuracy at each threshold; accuracy None where nothing is answered.

    >>> measure_coverage([0.9, 0.4], [True, False], [0.5])
    [Coverage(threshold=0.5, covered=0.5, accuracy=1.0)]
    """
    table = []
    for threshold in thresholds:
        answered = [hit for score, hit in zip(confidences, correct, strict=True) if score >= threshold]
        accuracy = sum(answered) / len(answered) if answered else None
        table.append(Coverage(threshold, len(answered) / max(1, len(correct)), accuracy))
    return table

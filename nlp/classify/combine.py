"""Linear model and encoder together: for each label a mean of the two, weighted by what held-out petitions showed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.classify.calibrate import fit_binary_temperature, fit_temperature
from nlp.classify.parts import level

Floats = NDArray[np.float64]
Numbers = NDArray[np.floating[Any]]
_SHARES = tuple(step / 20 for step in range(21))


@dataclass(frozen=True)
class Mixture:
    """How much of the encoder (0 to 1) goes into a label's logits, and their temperature.

    ``independent`` labels are decided each on its own, others are one distribution.
    """

    share: float
    temperature: float
    independent: bool

    def mix(self, linear: Numbers, encoder: Numbers) -> Floats:
        """The logits of both together, before the temperature; classes along the last axis."""
        return (1 - self.share) * self.level(linear) + self.share * self.level(encoder)

    def level(self, logits: Numbers) -> Floats:
        """Logits that can be added to another model's: logarithms of probabilities, where classes exclude each other."""
        values = np.asarray(logits, dtype=np.float64)
        if self.independent:
            return values
        return level(values)

    def probabilities(self, linear: Numbers, encoder: Numbers) -> Floats:
        """The calibrated probabilities, rounded to four digits so that they are the same on every machine."""
        scaled = self.mix(linear, encoder) / self.temperature
        if self.independent:
            apart: Floats = np.round(1 / (1 + np.exp(-np.clip(scaled, -30, 30))), 4)
            return apart
        powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
        shared: Floats = np.round(powers / powers.sum(axis=-1, keepdims=True), 4)
        return shared


def fit_mixture(linear: Floats, encoder: Floats, right: Sequence[int]) -> Mixture:
    """The mixture with the least negative log likelihood of the right classes (rows are texts)."""
    rows = np.arange(len(right))

    def loss(mixture: Mixture) -> float:
        scaled = mixture.level(mixture.mix(linear, encoder) / mixture.temperature)
        return -float(scaled[rows, right].mean())

    options = []
    for share in _SHARES:
        mixed = Mixture(share, 1.0, False).mix(linear, encoder)
        options.append(Mixture(share, fit_temperature(mixed, right), False))
    return min(options, key=loss)


def fit_independent_mixture(linear: Floats, encoder: Floats, holds: NDArray[np.bool_]) -> Mixture:
    """The same for classes that hold or not, each on its own."""

    def loss(mixture: Mixture) -> float:
        signed = np.where(holds, 1.0, -1.0) * mixture.mix(linear, encoder) / mixture.temperature
        return float(np.logaddexp(0, -signed).mean())

    options = []
    for share in _SHARES:
        mixed = Mixture(share, 1.0, True).mix(linear, encoder)
        options.append(Mixture(share, fit_binary_temperature(mixed, holds), True))
    return min(options, key=loss)

"""The linear model: heads over blocks of features, with nothing but numpy at run time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nlp.classify.vectors import Array, SparseVector, Vectoriser


@dataclass(frozen=True)
class Head:
    """One linear classifier: classes, weights by block (features x classes), intercepts, and a temperature.

    ``independent`` heads give each class its own probability (several may hold), others one distribution.
    """

    classes: tuple[str, ...]
    weights: Mapping[str, Array]
    intercepts: Array
    temperature: float
    independent: bool

    def decide(self, vectors: Mapping[str, SparseVector]) -> Array:
        """The logits of the classes, before the temperature."""
        logits = self.intercepts.astype(np.float64)
        for name, matrix in self.weights.items():
            vector = vectors[name]
            if len(vector.indices):
                logits = logits + vector.values.astype(np.float64) @ matrix[vector.indices].astype(np.float64)
        return logits.astype(np.float32)

    def probabilities(self, logits: Array) -> dict[str, float]:
        """Calibrated probabilities by class, rounded to four digits so that they are the same on every machine."""
        scaled = logits.astype(np.float64) / self.temperature
        if self.independent:
            values = 1 / (1 + np.exp(-np.clip(scaled, -30, 30)))
        else:
            powers = np.exp(scaled - scaled.max())
            values = powers / powers.sum()
        return {name: round(float(value), 4) for name, value in zip(self.classes, values, strict=True)}


@dataclass(frozen=True)
class PetitionModel:
    """Vectoriser and heads: ``type``, ``main`` (the main field), ``fields`` (each field on its own); the least probability
    with which a second field is named."""

    vectoriser: Vectoriser
    heads: Mapping[str, Head]
    second_field_from: float


def choose_fields(main: Mapping[str, float], each: Mapping[str, float], least: float) -> list[tuple[str, float]]:
    """The main field first, then the others whose own probability reaches ``least``, three at most."""
    first = max(main, key=lambda code: main[code])
    others = sorted((code for code in each if code != first and each[code] >= least), key=lambda code: (-each[code], code))
    return [(first, main[first]), *((code, each[code]) for code in others[:2])]

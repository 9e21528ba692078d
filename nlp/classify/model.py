"""The linear model: heads over blocks of features, with nothing but numpy at run time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nlp.classify.labels import PetitionType
from nlp.classify.parts import TYPES, join_fields, join_types
from nlp.classify.vectors import Array, SparseVector, Vectoriser

#: The class that stands for both sides of the boundary in the heads ``type`` and ``parts``.
JOINT = PetitionType.RECOMMENDATION.value
BOUNDARY = (PetitionType.RECOMMENDATION.value, PetitionType.REPORT.value)


@dataclass(frozen=True)
class Head:
    """One linear classifier: classes, weights by block (features x classes), intercepts, and how its logits are calibrated.

    ``offsets`` are added to the finished logits, which are then divided by ``temperature``. ``independent`` heads give each
    class its own probability (several may hold), others one distribution.
    """

    classes: tuple[str, ...]
    weights: Mapping[str, Array]
    intercepts: Array
    offsets: Array
    temperature: float
    independent: bool

    def decide(self, vectors: Mapping[str, SparseVector]) -> Array:
        """The logits of the classes, before offsets and temperature."""
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
    """Vectoriser and heads, and the least probability with which a second field is named.

    Heads: ``type``, in which kiến nghị and phản ánh are one class; ``parts``, each content on its own, these two again as one;
    ``boundary``, which tells the two apart by what is asked for; ``main`` (the main field); ``fields`` (each on its own).
    """

    vectoriser: Vectoriser
    heads: Mapping[str, Head]
    second_field_from: float

    def decide(self, vectors: Mapping[str, SparseVector]) -> dict[str, Array]:
        """The logits of type (with the boundary drawn), main field and fields, before the temperature."""
        logits = {name: head.decide(vectors) for name, head in self.heads.items()}
        boundary, parts = logits.pop("boundary"), logits.pop("parts")
        joined = join_types(logits["type"], parts)
        shares = boundary - np.logaddexp(boundary[0], boundary[1])
        whole = joined[TYPES.index(JOINT)]
        for name, share in zip(BOUNDARY, shares, strict=True):
            joined[TYPES.index(name)] = whole + share
        logits["type"] = joined.astype(np.float32)
        logits["main"] = join_fields(logits["main"], logits["fields"]).astype(np.float32)
        return {name: values + self.heads[name].offsets for name, values in logits.items()}

    def score(self, logits: Mapping[str, Array]) -> dict[str, dict[str, float]]:
        """The calibrated probabilities of type, main field and fields, from what ``decide`` gave."""
        return {name: self.heads[name].probabilities(values) for name, values in logits.items()}


def choose_fields(main: Mapping[str, float], each: Mapping[str, float], least: float) -> list[tuple[str, float]]:
    """The main field first, then the others whose own probability reaches ``least``, three at most."""
    first = max(main, key=lambda code: main[code])
    others = sorted((code for code in each if code != first and each[code] >= least), key=lambda code: (-each[code], code))
    return [(first, main[first]), *((code, each[code]) for code in others[:2])]

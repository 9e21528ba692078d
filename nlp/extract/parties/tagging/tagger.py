"""The sequence model on a petition: names, addresses, targets and requests as spans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nlp.extract.parties.letter import Letter
from nlp.extract.parties.rules import Findings
from nlp.extract.parties.tagging.crf import Array, ConditionalRandomField
from nlp.extract.parties.tagging.features import observe
from nlp.extract.parties.tagging.spans import read_labels
from nlp.extract.parties.tagging.tokens import read_units


@dataclass(frozen=True, eq=False)
class Tagger:
    """A trained field; ``favours`` is added to the weight of the first label of a layer, so that more or fewer are found."""

    field: ConditionalRandomField
    favours: Mapping[str, float]

    def find(self, letter: Letter, ruled: Findings) -> Findings:
        """The spans that the model finds, by start; ``ruled`` is what the rules found, which it reads as a sign among others."""
        units = read_units(letter.document)
        scores = favour(self.field, self.field.score(observe(letter, units, ruled)), self.favours)
        return read_labels(units, self.field.decode(scores))


def favour(field: ConditionalRandomField, scores: Array, favours: Mapping[str, float]) -> Array:
    """The scores with each layer's favour on the label that begins it; ``scores`` stays as it is."""
    shifts = np.zeros(len(field.labels), dtype=np.float32)
    for layer, value in favours.items():
        shifts[field.labels.index(f"B-{layer}")] = value
    return scores + shifts

"""How linear model and encoder are mixed."""

from __future__ import annotations

import numpy as np
import pytest

from nlp.classify.calibrate import fit_temperature
from nlp.classify.encoder.mix import LABELS, fit_mixtures
from nlp.classify.parts import TYPES
from nlp.classify.train import FIELDS

HARD, USUAL = 60, 40


@pytest.fixture
def logits() -> dict[str, np.ndarray]:
    """Logits of the first type and the first field, as sure of themselves in every text."""
    sizes = {"type": len(TYPES), "main": len(FIELDS), "fields": len(FIELDS)}
    rows = {name: np.full((HARD + USUAL, size), -1.0) for name, size in sizes.items()}
    for values in rows.values():
        values[:, 0] = 2.0
    return rows


def test_temperatures_come_from_usual_texts_alone(logits: dict[str, np.ndarray]) -> None:
    # Hard texts: every second answer is wrong. Usual ones: one in twenty.
    wrong = [number % 2 == 0 for number in range(HARD)] + [number % 20 == 0 for number in range(USUAL)]
    types = [TYPES[1 if bad else 0] for bad in wrong]
    codes = [[FIELDS[1 if bad else 0]] for bad in wrong]
    usual = np.array([False] * HARD + [True] * USUAL)
    found = fit_mixtures(logits, logits, types, codes, usual)["combined"]
    both = fit_mixtures(logits, logits, types, codes, np.array([True] * (HARD + USUAL)))["combined"]
    assert all(found[name].temperature < both[name].temperature for name in LABELS)
    mixed = found["type"].mix(logits["type"], logits["type"])[usual]
    assert found["type"].temperature == fit_temperature(mixed, [TYPES.index(kind) for kind in types[HARD:]])

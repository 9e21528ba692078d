"""Calibration and coverage."""

from __future__ import annotations

import numpy as np

from nlp.classify.calibrate import fit_binary_temperature, fit_temperature, measure_calibration, measure_coverage


def test_overconfident_logits_are_cooled() -> None:
    logits = np.array([[9.0, 0.0]] * 6 + [[9.0, 0.0]] * 4)
    assert fit_temperature(logits, [0] * 6 + [1] * 4) > 2


def test_timid_logits_are_sharpened() -> None:
    logits = np.array([[0.2, 0.0], [0.0, 0.2]] * 10)
    assert fit_temperature(logits, [0, 1] * 10) < 1


def test_binary_temperature_of_wrong_answers_is_high() -> None:
    logits = np.array([[5.0], [5.0], [-5.0], [-5.0]])
    assert fit_binary_temperature(logits, np.array([[True], [False], [False], [True]])) == 5.0


def test_calibrated_answers_have_no_error() -> None:
    assert measure_calibration([0.75] * 4, [True, True, True, False]) == 0.0


def test_coverage_falls_and_nothing_answered_has_no_accuracy() -> None:
    table = measure_coverage([0.9, 0.6], [True, False], [0.0, 0.7, 0.95])
    assert [(row.covered, row.accuracy) for row in table] == [(1.0, 0.5), (0.5, 1.0), (0.0, None)]

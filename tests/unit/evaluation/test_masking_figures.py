from __future__ import annotations

from pathlib import Path

from nlp.evaluation.masking import measure_masking


def test_little_is_left_to_be_seen_and_little_else_is_masked() -> None:
    figures = measure_masking(Path("corpora/petitions"), split="train", finder="rules", every=50)
    assert figures["texts"] > 40
    assert figures["names"] <= 2.0 and figures["other"] <= 6.0

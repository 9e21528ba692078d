"""Noise that petitions are planted with."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.evaluation.petition_noise import NOISES, STRENGTHS, Variant, make_variants

TEXT = (Path(__file__).resolve().parents[3] / "corpora/petitions/pa001.txt").read_text(encoding="utf-8")


@pytest.fixture(params=[(noise, strength) for noise in NOISES for strength in STRENGTHS], ids=".".join)
def variant(request: pytest.FixtureRequest) -> Variant:
    return next(v for v in make_variants(TEXT, "pa001") if (v.noise, v.strength) == request.param)


def test_variant_is_another_text_that_keeps_words_of_the_first(variant: Variant) -> None:
    words = set(TEXT.lower().split())
    assert variant.noise == "tones_placed" or variant.text != TEXT
    # Half of the words are left of the strongest noise but the loss of all diacritics.
    kept = len(words & set(variant.text.lower().split())) / len(words)
    assert kept > (0.1 if variant.noise == "marks_dropped" else 0.3)


def test_variants_are_the_same_for_the_same_name() -> None:
    assert list(make_variants(TEXT, "pa001")) == list(make_variants(TEXT, "pa001"))
    assert list(make_variants(TEXT, "pa001")) != list(make_variants(TEXT, "pa002"))

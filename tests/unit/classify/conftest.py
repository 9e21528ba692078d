"""What tests of the petition classifiers share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from nlp.classify.train import Settings


@pytest.fixture(scope="session")
def small_training() -> Settings:
    """Parameters of a training of the linear model on a handful of texts."""
    pytest.importorskip("sklearn")
    from nlp.classify.train import Settings

    return Settings(
        blocks={
            "type": {"bare": 1.0, "signs": 1.0},
            "parts": {"bare": 1.0, "signs": 1.0},
            "boundary": {"boundary": 1.0},
            "main": {"bare": 1.0, "lexicon": 1.0},
            "fields": {"bare": 1.0, "lexicon": 1.0},
        },
        strength={"type": 1.0, "parts": 1.0, "boundary": 1.0, "main": 1.0, "fields": 1.0},
        least_documents=1,
        augment_weight=0.0,
        folds=4,
    )

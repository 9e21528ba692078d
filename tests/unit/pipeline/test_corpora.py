"""No component fails on a text of the corpora: a failure costs a document its layers and would lower figures in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.ingest.reader import read_document
from nlp.ingest.settings import IngestSettings
from nlp.pipeline.config import load_config
from nlp.pipeline.runner import load_pipeline

CORPORA = Path("corpora")


@pytest.mark.parametrize(("corpus", "one_in"), [("dispatches", 1), ("petitions", 3)])
def test_no_component_fails_on_the_corpora(corpus: str, one_in: int, tmp_path: Path) -> None:
    """Petitions, one in three, are read by the fast classifier; all of them, and by the encoder, where figures are made."""
    (tmp_path / "fast.toml").write_text('[settings.petition_labels]\nmodel = "linear"\n', encoding="utf-8")
    pipeline = load_pipeline(load_config(tmp_path / "fast.toml"))
    failed = []
    for path in sorted((CORPORA / corpus).glob("*.txt"))[::one_in]:
        document = pipeline.run(read_document(path.read_bytes(), path=str(path), settings=IngestSettings()))
        failed += [(path.name, problem.code) for problem in document.problems if problem.code.endswith(".failed")]
    assert failed == []

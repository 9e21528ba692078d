from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

import pytest

from nlp.document.annotation import Annotation, Provenance, Sentence
from nlp.document.document import Document, build_document
from nlp.document.problem import Problem, Severity
from nlp.errors import ConfigError
from nlp.pipeline import runner
from nlp.pipeline.config import PipelineConfig, load_config
from nlp.pipeline.runner import Pipeline, load_pipeline
from nlp.text.span import Span


class Whole:
    """One sentence over the whole text."""

    name: ClassVar[str] = "whole"
    version: ClassVar[int] = 1
    requires: ClassVar[frozenset[str]] = frozenset()
    provides: ClassVar[frozenset[str]] = frozenset({"sentences"})

    def __init__(self, *, as_of: dt.date | None = None) -> None:
        self.as_of = as_of

    def annotate(self, document: Document) -> Iterable[Annotation | Problem]:
        yield Sentence(span=Span(0, len(document.text)), provenance=Provenance(self.name, 1, "whole"))
        yield Problem("whole.note", Severity.INFO, self.name, "Ghi chú.")


class Failing(Whole):
    """Raises with text of the document in its message."""

    name: ClassVar[str] = "failing"

    def annotate(self, document: Document) -> Iterable[Annotation | Problem]:
        yield from super().annotate(document)
        raise ValueError(f"cannot read {document.text}")


def test_annotations_and_problems_reach_the_document() -> None:
    document = Pipeline((Whole(),)).run(build_document("Một câu."))
    assert len(document.layer(Sentence)) == 1
    assert [p.code for p in document.problems] == ["whole.note"]


def test_a_component_that_fails_costs_its_layer_and_the_run_goes_on() -> None:
    document = Pipeline((Failing(), Whole())).run(build_document("Một câu."))
    assert document.problems[0].code == "failing.failed"
    assert len(document.layer(Sentence)) == 1


def test_a_failure_says_nothing_of_the_text(caplog: pytest.LogCaptureFixture) -> None:
    document = Pipeline((Failing(),)).run(build_document("Nguyễn Thị Bí Mật"))
    assert document.layer(Sentence) == ()
    assert "Bí Mật" not in caplog.text + "".join(p.message for p in document.problems)


def test_nothing_runs_on_a_document_without_text() -> None:
    assert Pipeline((Failing(),)).run(build_document(" \n")).problems == ()


def test_a_component_before_the_layers_it_needs_is_refused() -> None:
    with pytest.raises(ConfigError, match="needs the layers"):
        load_pipeline(PipelineConfig(("citations",)))


def test_the_evaluation_date_reaches_the_components_that_take_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "load_component_class", lambda name: Whole)
    pipeline = load_pipeline(PipelineConfig(("whole",)), as_of=dt.date(2026, 1, 2))
    assert pipeline.components[0].as_of == dt.date(2026, 1, 2)


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ('components = ["citation"]', "did you mean 'citations'"),
        ("[ingest]\nmax_byte = 5", "did you mean 'max_bytes'"),
        ("[settings.deadlines]\nnext_dues = 1", "did you mean 'next_due'"),
        ('[settings.deadlines]\nnext_due = "three"', "give a int"),
        ("[setting]\n", "unknown 'setting'"),
        ("components = 5", "not a list"),
        ("components = [", "config.syntax"),
    ],
)
def test_a_configuration_with_a_fault_is_refused_with_a_way_out(tmp_path: Path, toml: str, message: str) -> None:
    path = tmp_path / "donthu.toml"
    path.write_text(toml, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load_config(path)
    assert message in str(raised.value)


def test_a_configuration_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="missing.toml"):
        load_config(tmp_path / "missing.toml")


def test_settings_given_are_those_used(tmp_path: Path) -> None:
    path = tmp_path / "donthu.toml"
    path.write_text("[settings.deadlines]\nnext_due = 1\n", encoding="utf-8")
    assert load_config(path).settings["deadlines"]["next_due"] == 1

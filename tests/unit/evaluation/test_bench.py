from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

import pytest

from nlp.document.annotation import Annotation
from nlp.document.document import Document
from nlp.errors import DonthuError
from nlp.evaluation.bench import BenchResult, load_texts, render_bench, run_bench
from nlp.interop.wording import Wording
from nlp.pipeline.runner import Pipeline


class Idle:
    """A component that does nothing."""

    name = "idle"
    version = 1
    requires: frozenset[str] = frozenset()
    provides: frozenset[str] = frozenset()

    def annotate(self, document: Document) -> Iterable[Annotation]:
        return ()


class Broken(Idle):
    """A component that fails on every text."""

    name = "broken"

    def annotate(self, document: Document) -> Iterable[Annotation]:
        raise ValueError


def ticks() -> Iterator[float]:
    return map(float, count())


def measure(pipeline: Pipeline, peer: bool = True, seconds: float = 0) -> BenchResult:
    clock = ticks()
    return run_bench(
        lambda: pipeline,
        ["một hai", "ba"],
        seconds=seconds,
        clock=lambda: next(clock),
        find_peer=lambda: str.split if peer else None,
    )


def test_rates_come_from_the_clock() -> None:
    result = measure(Pipeline((Idle(),)))
    assert (result.documents, result.characters, result.rounds) == (2, 9, 3)
    assert (result.characters_per_second, result.documents_per_second, result.load_seconds) == (9.0, 2.0, 1.0)
    assert (result.ratio, result.ratio_range) == (1.0, (1.0, 1.0))


def test_shares_sum_to_one_and_name_every_component() -> None:
    shares = measure(Pipeline((Idle(),))).shares
    assert list(shares) == ["read", "idle", "write"] and sum(shares.values()) == pytest.approx(1)


def test_more_seconds_give_more_rounds() -> None:
    assert measure(Pipeline(()), seconds=40).rounds > 3


def test_without_the_peer_there_is_no_ratio() -> None:
    result = measure(Pipeline(()), peer=False)
    assert (result.ratio, result.peer_characters_per_second) == (None, None)
    assert "không so sánh" in render_bench(result, wording=Wording())


def test_component_that_fails_is_not_measured() -> None:
    with pytest.raises(DonthuError) as error:
        measure(Pipeline((Idle(), Broken())))
    assert (error.value.code, error.value.message) == ("bench.component_failed", "broken")


def test_texts_of_a_folder_else_of_the_corpora_else_built_in(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A", encoding="utf-8")
    (tmp_path / "b.txt").write_text(" \n", encoding="utf-8")
    assert load_texts(tmp_path, Path("nowhere")) == load_texts(None, tmp_path) == ["A"]
    assert len(load_texts(None, tmp_path / "nowhere")) == 2
    assert load_texts(tmp_path / "nowhere", tmp_path) == []

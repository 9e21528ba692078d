from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

import pytest

from nlp.document.annotation import Annotation
from nlp.document.document import Document
from nlp.errors import DonthuError
from nlp.evaluation.bench import BenchResult, Speed, load_texts, render_bench, run_bench
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
        {"a": ["một hai", "ba"]},
        seconds=seconds,
        clock=lambda: next(clock),
        find_peer=lambda: str.split if peer else None,
    )


def speed_of(result: BenchResult) -> Speed:
    (speed,) = result.speeds
    return speed


def test_rates_come_from_the_clock() -> None:
    result = measure(Pipeline((Idle(),)))
    speed = speed_of(result)
    assert (speed.name, speed.documents, speed.characters, speed.rounds) == ("a", 2, 9, 3)
    assert (speed.characters_per_second, speed.documents_per_second, result.load_seconds) == (9.0, 2.0, 1.0)
    assert (speed.ratio, speed.ratio_range) == (1.0, (1.0, 1.0))


def test_shares_sum_to_one_and_name_every_component() -> None:
    shares = speed_of(measure(Pipeline((Idle(),)))).shares
    assert list(shares) == ["read", "idle", "write"] and sum(shares.values()) == pytest.approx(1)


def test_more_seconds_give_more_rounds() -> None:
    assert speed_of(measure(Pipeline(()), seconds=40)).rounds > 3


def test_without_the_peer_there_is_no_ratio() -> None:
    result = measure(Pipeline(()), peer=False)
    assert (speed_of(result).ratio, speed_of(result).peer_characters_per_second) == (None, None)
    assert "không so sánh" in render_bench(result, wording=Wording())


def test_component_that_fails_is_not_measured() -> None:
    with pytest.raises(DonthuError) as error:
        measure(Pipeline((Idle(), Broken())))
    assert (error.value.code, error.value.message) == ("bench.component_failed", "broken")


def test_texts_of_a_folder_else_of_each_corpus_else_built_in(tmp_path: Path) -> None:
    for corpus, text in (("dispatches", "A"), ("petitions", "B")):
        (tmp_path / corpus).mkdir()
        (tmp_path / corpus / "a.gold.json").touch()
        (tmp_path / corpus / "a.txt").write_text(text, encoding="utf-8")
        (tmp_path / corpus / "b.txt").write_text(" \n", encoding="utf-8")
    assert load_texts(tmp_path / "petitions", Path("nowhere")) == {"petitions": ["B"]}
    assert load_texts(None, tmp_path) == {"dispatches": ["A"], "petitions": ["B"]}
    assert len(load_texts(None, tmp_path / "nowhere")[""]) == 2
    assert load_texts(tmp_path / "nowhere", tmp_path) == {}

"""The difference of two runs, its interval, and the verdict."""

from __future__ import annotations

from typing import Any

import pytest

from nlp.evaluation.comparison import compare_measures, encode_comparison, render_comparison
from nlp.interop.wording import Wording


def share(*right: bool) -> dict[str, Any]:
    """A report of one share, a document each."""
    items = {f"d{i}": {"kind": {"hit": ["x"] * one, "missed": ["x"] * (not one), "wrong": []}} for i, one in enumerate(right)}
    return {"measures": {"kind": {"value": sum(right) / len(right), "right": sum(right), "of": len(right)}}, "items": items}


def spans(*counts: tuple[int, int, int]) -> dict[str, Any]:
    """A report of one F1: hits, misses and wrong items of each document."""
    names = ("hit", "missed", "wrong")
    items = {f"d{i}": {"citations": {n: ["x"] * c for n, c in zip(names, one, strict=True)}} for i, one in enumerate(counts)}
    return {"measures": {"citations": {"value": 0.0, "tp": 0}}, "items": items}


def test_the_same_run_is_accepted_with_an_interval_of_nothing() -> None:
    (same,) = compare_measures(share(True, False, True), share(True, False, True))
    assert (same.difference, same.low, same.high, same.worse) == (0, 0, 0, False)


def test_a_loss_in_many_documents_is_refused() -> None:
    (lost,) = compare_measures(share(*[True] * 40), share(*[True] * 25, *[False] * 15))
    assert lost.difference == pytest.approx(-0.375)
    assert lost.low < lost.difference < lost.high < 0 and lost.worse


def test_a_loss_in_one_document_of_many_is_within_its_interval() -> None:
    (lost,) = compare_measures(share(*[True] * 40), share(*[True] * 39, False))
    assert lost.difference < 0 and lost.high == 0 and not lost.worse


def test_losses_and_gains_that_weigh_each_other_up_are_accepted() -> None:
    (moved,) = compare_measures(share(*[True] * 20, *[False] * 20), share(*[False] * 19, *[True] * 21))
    assert moved.low < 0 < moved.high and not moved.worse


def test_the_values_are_those_of_all_items_together() -> None:
    (one,) = compare_measures(spans((3, 1, 0), (1, 0, 2)), spans((4, 0, 0), (1, 0, 0)))
    assert (one.before, one.after) == (pytest.approx(8 / 11), 1.0)


def test_the_interval_narrows_with_the_documents() -> None:
    few, many = (
        compare_measures(share(*[True, False] * n), share(*[True, True, False, False] * (n // 2)))[0] for n in (10, 1000)
    )
    assert many.high - many.low < (few.high - few.low) / 5


def test_the_same_seed_gives_the_same_interval_and_another_one_another() -> None:
    before, after = share(*[True, False, True] * 7), share(*[True, True, False] * 7)
    assert compare_measures(before, after, seed=1) == compare_measures(before, after, seed=1)
    assert compare_measures(before, after, seed=1, draws=5) != compare_measures(before, after, seed=2, draws=5)


def test_documents_and_measures_of_one_run_only_are_left_out() -> None:
    before = share(True, True)
    before["items"]["d1"] = {}
    (one,) = compare_measures(before, share(True, False))
    assert (one.documents, one.difference) == (1, 0)
    assert compare_measures(spans((1, 0, 0)), share(True)) == []


def test_the_verdict_names_what_lost() -> None:
    lost = compare_measures(share(*[True] * 40), share(*[False] * 40))
    text = render_comparison(lost, wording=Wording("en"))
    assert "refused" in text and "kind" in text and encode_comparison(lost)["verdict"] == "refused"
    assert encode_comparison([])["verdict"] == "accepted"

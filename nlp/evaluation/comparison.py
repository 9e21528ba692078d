"""Is a new run worse than the one before? Differences of the measures with their confidence intervals, and the verdict.

The bootstrap is paired: documents are drawn with replacement, each with what both runs made of it. Source: Efron and Tibshirani,
An Introduction to the Bootstrap (1993), chapter 13; percentile intervals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.evaluation.report import Report
from nlp.interop.wording import Wording

DRAWS = 2000
LEVEL = 0.95
_BATCH = 200  # draws at a time, so that memory does not grow with them


@dataclass(frozen=True, slots=True)
class Difference:
    """What a measure gained (negative: lost) over ``documents`` that both runs have, and its interval ``low`` to ``high``."""

    measure: str
    before: float
    after: float
    difference: float
    low: float
    high: float
    documents: int

    @property
    def worse(self) -> bool:
        """Whether it lost beyond its interval: all of the interval lies below zero."""
        return self.high < 0


def compare_measures(
    before: Report, after: Report, *, seed: int = 0, draws: int = DRAWS, level: float = LEVEL
) -> list[Difference]:
    """The difference of every measure that both reports have, in their order; one ``seed`` gives the same intervals."""
    return [
        _compare(name, before, after, np.random.default_rng(seed), draws, level)
        for name in after["measures"]
        if name in before["measures"] and _documents(name, before, after)
    ]


def encode_comparison(differences: list[Difference]) -> dict[str, object]:
    """The differences for JSON, and the verdict: ``refused`` where a measure lost beyond its interval or ``accepted``."""
    rows = [{**{key: _rounded(value) for key, value in asdict(one).items()}, "worse": one.worse} for one in differences]
    return {"differences": rows, "verdict": "refused" if any(one.worse for one in differences) else "accepted"}


def render_comparison(differences: list[Difference], *, wording: Wording) -> str:
    """The measures that moved with their intervals, and the verdict."""
    lines = ["", wording.say("evaluate.intervals", level=round(LEVEL * 100))]
    for one in differences:
        if one.difference or one.worse:
            mark = "!" if one.worse else " "
            lines.append(f" {mark} {one.measure:<34}{one.difference:+.4f}  [{one.low:+.4f}; {one.high:+.4f}]")
    worse = [one.measure for one in differences if one.worse]
    said = wording.say("evaluate.refused", measures=", ".join(worse)) if worse else wording.say("evaluate.accepted")
    return "\n".join([*lines, said]) + "\n"


def _documents(name: str, before: Report, after: Report) -> list[str]:
    return [key for key, measures in after["items"].items() if name in measures and name in before["items"].get(key, {})]


def _compare(
    name: str, before: Report, after: Report, random: np.random.Generator, draws: int, level: float
) -> Difference:  # fmt: skip
    documents = _documents(name, before, after)
    share = "of" in after["measures"][name]
    counts = [np.array([_count(report["items"][key][name]) for key in documents]) for report in (before, after)]
    ones = np.ones((1, len(documents)))
    old, new = (float(_value(ones @ count, share)[0]) for count in counts)
    found: list[NDArray[np.float64]] = []
    for start in range(0, draws, _BATCH):
        size = min(_BATCH, draws - start)
        weights = random.multinomial(len(documents), np.full(len(documents), 1 / len(documents)), size=size).astype(np.float64)
        found.append(_value(weights @ counts[1], share) - _value(weights @ counts[0], share))
    low, high = np.quantile(np.concatenate(found), [(1 - level) / 2, (1 + level) / 2])
    return Difference(name, old, new, new - old, float(low), float(high), len(documents))


def _count(outcomes: Mapping[str, list[str]]) -> tuple[float, float, float]:
    return float(len(outcomes["hit"])), float(len(outcomes["missed"])), float(len(outcomes["wrong"]))


def _value(sums: NDArray[np.float64], share: bool) -> NDArray[np.float64]:
    """The measure of each row of sums of hits, misses and wrong items, as ``Tally.value`` defines it."""
    hit, missed, wrong = sums.T
    top, bottom = (hit, hit + missed) if share else (2 * hit, 2 * hit + missed + wrong)
    return np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1), 1.0)


def _rounded(value: object) -> object:
    return round(value, 4) if isinstance(value, float) else value

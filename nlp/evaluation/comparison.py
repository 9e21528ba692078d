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
    """The difference of every measure that both reports have, in their order, over the documents in which both have it; the same
    ``seed`` gives the same intervals."""
    places = {
        name: [key for key, row in after["items"].items() if name in row and name in before["items"].get(key, {})]
        for name in after["measures"]
        if name in before["measures"]
    }
    places = {name: keys for name, keys in places.items() if keys}
    documents = sorted({key for keys in places.values() for key in keys})
    row_of = {key: row for row, key in enumerate(documents)}
    # documents × measures × (hits, misses, wrong items), of each run
    counts = np.zeros((2, len(documents), len(places), 3))
    for column, (name, keys) in enumerate(places.items()):
        for run, report in enumerate((before, after)):
            counts[run, [row_of[key] for key in keys], column] = [_count(report["items"][key][name]) for key in keys]
    shares = np.array(["of" in after["measures"][name] for name in places], dtype=bool)
    old, new = _values(counts.sum(axis=1), shares)
    drawn = _draw(counts, shares, np.random.default_rng(seed), draws)
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0) if places else np.zeros((2, 0))
    rows = zip(places.items(), old, new, low, high, strict=True)
    return [
        Difference(name, float(then), float(now), float(now - then), float(least), float(most), len(keys))
        for (name, keys), then, now, least, most in rows
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


def _draw(counts: NDArray[np.float64], shares: NDArray[np.bool_], random: np.random.Generator, draws: int) -> NDArray[np.float64]:
    """The differences of the measures (columns) in each draw of as many documents as there are (rows)."""
    documents = counts.shape[1]
    found = [np.zeros((0, counts.shape[2]))]
    for start in range(0, draws if documents else 0, _BATCH):
        size = min(_BATCH, draws - start)
        weights = random.multinomial(documents, np.full(documents, 1 / documents), size=size).astype(np.float64)
        old, new = (_values(np.tensordot(weights, run, axes=1), shares) for run in counts)
        found.append(new - old)
    return np.concatenate(found)


def _count(outcomes: Mapping[str, list[str]]) -> tuple[float, float, float]:
    return float(len(outcomes["hit"])), float(len(outcomes["missed"])), float(len(outcomes["wrong"]))


def _values(sums: NDArray[np.float64], shares: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The measures of sums of hits, misses and wrong items (last axis), as ``Tally.value`` defines them."""
    hit, missed, wrong = np.moveaxis(sums, -1, 0)
    top = np.where(shares, hit, 2 * hit)
    bottom = np.where(shares, hit + missed, 2 * hit + missed + wrong)
    return np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1), 1.0)


def _rounded(value: object) -> object:
    return round(value, 4) if isinstance(value, float) else value

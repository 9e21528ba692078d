"""Labels of units and spans of the text, one made of the other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from nlp.extract.parties.rules import Findings
from nlp.extract.parties.tagging.tokens import Units

OUTSIDE = "O"


def write_labels(units: Units, spans: Findings) -> list[str]:
    """``B-layer`` at the first unit of a span, ``I-layer`` at its others, ``O`` elsewhere; of spans that overlap the first."""
    labels = [OUTSIDE] * len(units)
    for layer, span in spans:
        first, last = bisect_right(units.ends, span.start), bisect_left(units.starts, span.end)
        if last > first and all(label == OUTSIDE for label in labels[first:last]):
            labels[first:last] = [f"B-{layer}", *([f"I-{layer}"] * (last - first - 1))]
    return labels


def read_labels(units: Units, labels: Sequence[str]) -> Findings:
    """The spans that the labels mark, in order; what holds neither letter nor digit is none."""
    found = []
    first, current = 0, OUTSIDE
    for i, label in enumerate([*labels, OUTSIDE]):
        kind, _, layer = label.partition("-")
        if current != OUTSIDE and (kind != "I" or layer != current):
            if any(written[0].isalnum() for written in units.written[first:i]):
                found.append((current, units.span(first, i)))
            current = OUTSIDE
        if layer and current == OUTSIDE:
            first, current = i, layer
    return found

"""What the sequence model sees at each unit: its neighbours, the print around it, cues, citations, and what the rules found.

A column holds a value or None for every unit; a model knows a weight for each value of a column and label. Values are plain
strings, so that training and use cannot disagree. Forms without diacritics stand beside the marked ones, and a text that has
none shows only those.
"""

from __future__ import annotations

from nlp.extract.parties.letter import Letter
from nlp.extract.parties.rules import LAYERS, Findings
from nlp.extract.parties.tagging.columns import Columns, join, mark, shift
from nlp.extract.parties.tagging.layout import add_lines
from nlp.extract.parties.tagging.names import add_matter, add_names
from nlp.extract.parties.tagging.tokens import Units
from nlp.extract.parties.tagging.wording import add_citations, add_cues


def observe(letter: Letter, units: Units, ruled: Findings) -> Columns:
    """The columns of a petition, each as long as ``units``; ``ruled`` is what the rules found."""
    columns: Columns = {}
    _add_neighbours(columns, units)
    _add_shapes(columns, units)
    add_names(columns, units, letter)
    add_lines(columns, units, letter)
    add_cues(columns, units)
    requests = [span for layer, span in ruled if layer == "request"]
    add_citations(columns, letter.document, units, requests)
    add_matter(columns, units, letter, requests)
    _add_ruled(columns, units, ruled)
    return columns


def _add_neighbours(columns: Columns, units: Units) -> None:
    bare = {k: shift(units.bare, k, "^" if k < 0 else "$") for k in range(-4, 5)}
    for k, values in bare.items():
        columns[f"b{k}"] = values
    for k in range(-3, 3):
        columns[f"b{k}:{k + 1}"] = join(bare[k], bare[k + 1])
    for k in range(-3, 2):
        columns[f"b{k}:{k + 2}"] = join(bare[k], bare[k + 1], bare[k + 2])
    if not units.tokens.plain:
        marked = {k: shift(units.marked, k, "^" if k < 0 else "$") for k in range(-2, 3)}
        for k, values in marked.items():
            columns[f"m{k}"] = values
        for k in (-1, 0):
            columns[f"m{k}:{k + 1}"] = join(marked[k], marked[k + 1])


def _shape(written: str) -> str:
    first = written[0]
    if written.isdigit():
        return "d"
    if not first.isalnum():
        return written if len(written) == 1 and not first.isspace() else "¶"
    if first.isupper():
        return "X" if len(written) > 1 and written.isupper() else "Xx"
    return "d" if first.isdigit() else "x"


def _add_shapes(columns: Columns, units: Units) -> None:
    shapes: list[str | None] = [_shape(word) for word in units.written]
    near = {k: shift(shapes, k, "^") for k in range(-2, 3)}
    for k, values in near.items():
        columns[f"s{k}"] = values
    columns["s-1:0"] = join(near[-1], near[0])
    columns["s0:1"] = join(near[0], near[1])
    columns["s-1:1"] = join(near[-1], near[0], near[1])


def _add_ruled(columns: Columns, units: Units, ruled: Findings) -> None:
    for layer in LAYERS:
        values = mark(units, [(span, layer) for name, span in ruled if name == layer])
        for k in (-1, 0, 1):
            columns[f"rule.{layer}{k}"] = shift(values, k)

"""Signs of the wording: cues of people and of requests, names of places, citations."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from nlp.document.document import Document
from nlp.extract.citations.models import Citation, Relation
from nlp.extract.parties.phrases import Lexicon
from nlp.extract.parties.requests import load_request_lexicon
from nlp.extract.parties.tagging.columns import BREAKS, Columns, Values, bucket, join, mark, shift
from nlp.extract.parties.tagging.tokens import BLANK_LINE, Units
from nlp.resources.load import load_resource
from nlp.text.names import find_place_names
from nlp.text.span import Span

# Lists of petitioner_cues.yaml that are read as cues.
_GROUPS = ("name_leads", "address_leads", "address_heads", "target_leads", "target_persons", "decisions", "signature_leads")


@lru_cache(maxsize=1)
def _cues() -> Lexicon:
    data = load_resource("petitioner_cues.yaml")
    return Lexicon({name: [str(word) for word in data[name] if "/" not in str(word)] for name in _GROUPS})


@lru_cache(maxsize=1)
def _places() -> Lexicon:
    return Lexicon({"place": sorted(set(find_place_names(load_resource("places.yaml"))))})


def add_cues(columns: Columns, units: Units) -> None:
    """Cues: those that a unit stands in, begins, or stands behind, with the neighbours of that place."""
    words = units.words
    for name, lexicon in (("cue", _cues()), ("act", load_request_lexicon()), ("place", _places())):
        inside, opened, ended = ([""] * len(units) for _ in range(3))
        for hit in lexicon.find(units.tokens):
            first, last = words[hit.first], words[hit.last - 1]
            inside[first] += f"{hit.group}.B "
            for i in range(first + 1, last + 1):
                inside[i] += f"{hit.group}.I "
            opened[first] += f"{hit.group} "
            if last + 1 < len(units):
                ended[last + 1] += f"{hit.group} "
        marks = [value or None for value in inside]
        columns[name] = marks
        if name == "place":
            continue
        begins, ends = [value or None for value in opened], [value or None for value in ended]
        columns[f"{name}+1"] = shift(marks, 1)
        columns[f"{name}-1"] = shift(marks, -1)
        columns[f"{name}.opened-b"] = join(begins, columns["b-1"])
        columns[f"{name}.opened+1b"] = join(shift(begins, 1), units.bare)
        columns[f"{name}.ended"] = ends
        columns[f"{name}.ended+1"] = shift(ends, 1)
        columns[f"{name}.ended+b"] = join(ends, units.bare)
    _add_distance(columns, units, "ask", "asked")
    _add_distance(columns, units, "target_leads", "turned")


def _add_distance(columns: Columns, units: Units, group: str, name: str) -> None:
    """How many units ago a cue of the sentence, or of the line above, ended."""
    values: Values = [None] * len(units)
    marks = columns["act" if group == "ask" else "cue"]
    since = -1
    for i, cue in enumerate(marks):
        if cue is not None and f"{group}." in cue:
            since = i
        elif since >= 0:
            if units.bare[i - 1] in (".", "!", "?", BLANK_LINE) and units.bare[i] not in BREAKS:
                since = -1
            else:
                values[i] = bucket(i - since, (2, 3, 4, 6, 9, 14, 22, 40))
    columns[name] = values
    columns[f"{name}.b"] = join(values, units.bare)


def add_citations(columns: Columns, document: Document, units: Units, requests: Sequence[Span]) -> None:
    """Citations: kind, first or later mention, and whether the same number is contested or asked about anywhere."""
    citations = document.layer(Citation)
    contested = {c.number for c in citations if c.relation is Relation.CONTESTS}
    asked = {c.number for c in citations if any(span.overlaps(c.span) for span in requests)}
    spans = []
    seen: set[str | None] = set()
    for citation in citations:
        key = citation.number
        again = "again" if key and key in seen else "first"
        weight = f"{'contested' if key and key in contested else ''}{'asked' if key and key in asked else ''}"
        seen.add(key)
        spans.append((citation.span, f"{citation.kind}|{again}|{weight}"))
    values = mark(units, spans)
    columns["citation"] = values
    columns["citation-1"] = shift(values, -1)
    columns["citation+1"] = shift(values, 1)
    columns["citation+b"] = join(shift(values, -1), units.bare)

"""Scores of analysis records against gold, item by item, so that two runs can be compared.

Definitions follow the annotation guidelines (corpora/GUIDELINES.md): spans are compared by their offsets in the source, values
after folding; a pair is one-to-one, the closest first. Spans and counted items give precision, recall and F1, values a share.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Item = Mapping[str, Any]
CLAUSE_SLACK = 3
OBLIGATION_OVERLAP = 0.5
_SHORTEST_PART = 4
_LEAD_IN = re.compile(r"^(?:v/v|về việc|về)[\s:]*")
_EDGES = " \t\r\n.,;:-–—/*\"'“”()[]"
#: The spans of a petition by their names in the gold, and the layer of the record's ``mentions`` that each is.
PETITION_SPANS = {"petitioners": "petitioner", "addresses": "address", "targets": "target", "requests": "request"}
_LAYERS = ("segments", "citations", "deadlines", "obligations")


@dataclass
class Tally:
    """Counts of one measure. ``of`` counts values compared (a share), else ``gold`` and ``system`` count items (an F1)."""

    hits: int = 0
    gold: int = 0
    system: int = 0
    of: int = 0

    @property
    def precision(self) -> float:
        """The share of the system's items that are right; 0 where it gave none."""
        return self.hits / self.system if self.system else 0.0

    @property
    def recall(self) -> float:
        """The share of the gold items found; 0 where there are none."""
        return self.hits / self.gold if self.gold else 0.0

    @property
    def value(self) -> float:
        """The share that is right, or F1; 1 where nothing was to be found and nothing was."""
        if self.of:
            return self.hits / self.of
        if not self.gold and not self.system:
            return 1.0
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass
class Scores:
    """Tallies by measure, and for every document and measure what was hit, missed (in gold only) and wrong (not in gold)."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    items: dict[str, dict[str, dict[str, list[str]]]] = field(default_factory=dict)

    def note(self, document: str, measure: str, outcome: str, item: str) -> None:
        """Keeps one item of a document under ``hit``, ``missed`` or ``wrong``."""
        of_document = self.items.setdefault(document, {})
        of_document.setdefault(measure, {"hit": [], "missed": [], "wrong": []})[outcome].append(item)

    def add_share(self, document: str, measure: str, right: bool, item: str) -> None:
        """One value that is right or not."""
        tally = self.tallies.setdefault(measure, Tally())
        tally.of += 1
        tally.hits += right
        self.note(document, measure, "hit" if right else "missed", item)

    def add_items(
        self, document: str, measure: str, gold: Sequence[Item], system: Sequence[Item], pairs: Sequence[tuple[int, int]],
        show: Callable[[Item], str],
    ) -> None:  # fmt: skip
        """Items found, missed and wrong."""
        tally = self.tallies.setdefault(measure, Tally())
        tally.hits += len(pairs)
        tally.gold += len(gold)
        tally.system += len(system)
        found, right = {g for g, _ in pairs}, {s for _, s in pairs}
        for number, item in enumerate(gold):
            self.note(document, measure, "hit" if number in found else "missed", show(item))
        for number, item in enumerate(system):
            if number not in right:
                self.note(document, measure, "wrong", show(item))


def score_document(scores: Scores, gold: Item, record: Item | None) -> None:
    """Adds one document; ``record`` None counts everything as missed. Layers that the gold lacks are left out."""
    name = str(gold["file"])
    found: Item = record or {}
    if "scope" in gold:
        found = _cut_to_scope(found, int(gold["scope"]["end"]))
    for key in ("family", "kind", "regime"):
        if key in gold:
            got = found.get(key)
            scores.add_share(name, key, gold[key] == got, _wanted(gold[key], got, gold[key] == got))
    if "header" in gold:
        _score_header(scores, name, gold["header"], found.get("header") or {})
    if "clauses" in gold:
        _score_clauses(scores, name, gold["clauses"], found)
    if "citations" in gold:
        _score_citations(scores, name, gold["citations"], found.get("citations") or [])
    if "deadlines" in gold:
        _score_deadlines(scores, name, gold["deadlines"], found.get("deadlines") or [])
    if "obligations" in gold:
        _score_obligations(scores, name, gold["obligations"], found.get("obligations") or [])
    if gold.get("petition"):
        _score_petition(scores, name, gold["petition"], found.get("petition") or {})


def pair_items(
    gold: Sequence[Item], system: Sequence[Item], same: Callable[[Item, Item], bool], nearness: Callable[[Item, Item], float]
) -> list[tuple[int, int]]:
    """Indexes of gold and system items that are the same, one-to-one, the nearest first.

    >>> pair_items([{"k": 1}, {"k": 2}], [{"k": 2}], lambda a, b: a["k"] == b["k"], lambda a, b: 1)
    [(1, 0)]
    """
    candidates = [(-nearness(g, s), i, j) for i, g in enumerate(gold) for j, s in enumerate(system) if same(g, s)]
    taken_gold: set[int] = set()
    taken_system: set[int] = set()
    pairs = []
    for _, i, j in sorted(candidates):
        if i not in taken_gold and j not in taken_system:
            taken_gold.add(i)
            taken_system.add(j)
            pairs.append((i, j))
    return pairs


def fold_value(value: object) -> str:
    """A value for comparison: NFC, lower case, blanks folded, punctuation at its edges dropped.

    >>> fold_value("Chủ  tịch UBND huyện;")
    'chủ tịch ubnd huyện'
    """
    text = unicodedata.normalize("NFC", str(value or ""))
    return " ".join(text.split()).strip(_EDGES).casefold()


def fold_number(value: object) -> str:
    """A number or date for comparison: without blanks, with plain hyphens, lower case."""
    return "".join(unicodedata.normalize("NFC", str(value or "")).split()).replace("–", "-").casefold()


def _bounds(item: Item) -> tuple[int, int]:
    """Offsets in the source; gold has only these, under the names ``start`` and ``end``."""
    if item.get("source_start") is not None:
        return int(item["source_start"]), int(item["source_end"])
    return int(item["start"]), int(item.get("end", item["start"]))


def _shared(a: Item, b: Item) -> int:
    (a0, a1), (b0, b1) = _bounds(a), _bounds(b)
    return min(a1, b1) - max(a0, b0)


def _jaccard(a: Item, b: Item) -> float:
    common = max(0, _shared(a, b))
    (a0, a1), (b0, b1) = _bounds(a), _bounds(b)
    return common / max(1, a1 - a0 + b1 - b0 - common)


def _cut_to_scope(record: Item, end: int) -> Item:
    kept = {name: [item for item in record.get(name) or [] if _bounds(item)[0] < end] for name in _LAYERS}
    return {**record, **kept}


def _wanted(want: object, got: object, right: bool) -> str:
    # An item's name must not change with what the system says, or a hit and a miss could not be compared.
    return f"{want!r}" if right else f"{want!r}\t{got!r}"


def _values_match(name: str, want: object, got: object) -> bool:
    if name in ("number", "date"):
        return fold_number(want) == fold_number(got)
    if name == "subject":
        return _LEAD_IN.sub("", fold_value(want)) == _LEAD_IN.sub("", fold_value(got))
    return fold_value(want) == fold_value(got)


def _score_header(scores: Scores, document: str, gold: Item, found: Item) -> None:
    for name, want in gold.items():
        got = found.get(name)
        if name == "signature":
            for part, value in (want or {}).items():
                given = (got or {}).get(part)
                right = fold_value(value) == fold_value(given)
                scores.add_share(document, f"header.signature.{part}", right, _wanted(value, given, right))
        elif isinstance(want, list):
            _score_sets(scores, document, f"header.{name}", map(fold_value, want), map(fold_value, got or []))
        else:
            right = _values_match(name, want, got)
            scores.add_share(document, f"header.{name}", right, _wanted(want, got, right))


def _score_sets(scores: Scores, document: str, measure: str, gold: Iterable[str], system: Iterable[str]) -> None:
    """Lists of values as bags: the same value may stand twice."""
    want, got = [{"value": v} for v in gold], [{"value": v} for v in system]
    pairs = []
    free = Counter(item["value"] for item in got)
    places: dict[str, list[int]] = {}
    for number, item in enumerate(got):
        places.setdefault(item["value"], []).append(number)
    for number, item in enumerate(want):
        if free[item["value"]] > 0:
            free[item["value"]] -= 1
            pairs.append((number, places[item["value"]].pop(0)))
    scores.add_items(document, measure, want, got, pairs, lambda item: str(item["value"]))


def _score_clauses(scores: Scores, document: str, gold: Sequence[Item], record: Item) -> None:
    found = [segment for segment in record.get("segments") or [] if segment.get("type") == "clause"]

    def distance(a: Item, b: Item) -> int:
        return abs(_bounds(a)[0] - _bounds(b)[0])

    pairs = pair_items(
        gold, found, lambda g, s: distance(g, s) <= CLAUSE_SLACK and fold_value(g["label"]) == fold_value(s.get("label")),
        lambda g, s: -distance(g, s),
    )  # fmt: skip
    scores.add_items(document, "clauses", gold, found, pairs, lambda item: f"{item.get('label')} @{_bounds(item)[0]}")


def _same_citation(gold: Item, found: Item) -> bool:
    if _shared(gold, found) <= 0:
        return False
    if gold.get("number") or found.get("number"):
        return fold_number(gold.get("number")) == fold_number(found.get("number"))
    return bool(gold.get("kind") == found.get("kind"))


def _score_citations(scores: Scores, document: str, gold: Sequence[Item], found: Sequence[Item]) -> None:
    pairs = pair_items(gold, found, _same_citation, _shared)
    scores.add_items(document, "citations", gold, found, pairs, _show_span)
    for want, got in ((gold[i], found[j]) for i, j in pairs):
        for name, right in _compare_citation(want, got):
            got_value = got.get("text" if name == "span" else name)
            scores.add_share(document, f"citations.{name}", right, _show_span(want) + ("" if right else f"\t{got_value!r}"))


def _compare_citation(want: Item, got: Item) -> Iterator[tuple[str, bool]]:
    yield "kind", want.get("kind") == got.get("kind")
    if want.get("date"):
        yield "date", want["date"] == got.get("date")
    if want.get("issuer"):
        yield "issuer", _alike(want["issuer"], got.get("issuer"))
    yield "span", _bounds(want) == _bounds(got)


def _alike(want: object, got: object) -> bool:
    """Equal, or one inside the other unless it is very short."""
    a, b = fold_value(want), fold_value(got)
    return a == b or (min(len(a), len(b)) >= _SHORTEST_PART and (a in b or b in a))


def _rule_parts(rule: object) -> frozenset[str]:
    return frozenset(filter(None, str(rule or "").upper().removeprefix("RRULE:").split(";")))


def _same_deadline(gold: Item, found: Item) -> bool:
    if _shared(gold, found) <= 0 or gold["type"] != found.get("type"):
        return False
    same_rule = _rule_parts(gold.get("rrule")) == _rule_parts(found.get("rrule"))
    if gold["type"] == "date":
        return bool(gold.get("date") == found.get("date"))
    if gold["type"] == "duration":
        return (gold.get("amount"), gold.get("unit")) == (found.get("amount"), found.get("unit"))
    if gold["type"] == "recurring":
        return same_rule
    return same_rule and (gold.get("amount") or 1) == (found.get("amount") or 1)


def _score_deadlines(scores: Scores, document: str, gold: Sequence[Item], found: Sequence[Item]) -> None:
    def show(item: Item) -> str:
        value = item.get("date") or item.get("rrule") or f"{item.get('amount')} {item.get('unit')}"
        return f"{_show_span(item)} = {item.get('type')} {value}"

    scores.add_items(document, "deadlines", gold, found, pair_items(gold, found, _same_deadline, _shared), show)
    touching = pair_items(gold, found, lambda g, s: _shared(g, s) > 0, _shared)
    scores.add_items(document, "deadlines.span", gold, found, touching, show)


def _score_obligations(scores: Scores, document: str, gold: Sequence[Item], found: Sequence[Item]) -> None:
    def show(item: Item) -> str:
        start, end = _bounds(item)
        return f"[{start}:{end}] {' '.join(str(item.get('text') or '').split())[:60]}".rstrip()

    pairs = pair_items(gold, found, lambda g, s: _jaccard(g, s) >= OBLIGATION_OVERLAP, _jaccard)
    scores.add_items(document, "obligations", gold, found, pairs, show)
    for want, got in ((gold[i], found[j]) for i, j in pairs):
        names = [a["text"] if isinstance(a, Mapping) else a for a in got.get("assignees") or []] or ["@addressees"]
        right = all(any(_alike(name, other) for other in names) for name in want["assignees"])
        scores.add_share(
            document, "obligations.assignees", right, show(want) + ("" if right else f"\t{want['assignees']} / {names}")
        )
        if want.get("modality"):
            right = want["modality"] == got.get("modality")
            scores.add_share(document, "obligations.modality", right, show(want) + ("" if right else f"\t{got.get('modality')}"))


def _score_petition(scores: Scores, document: str, gold: Item, found: Item) -> None:
    codes = [f["code"] if isinstance(f, Mapping) else f for f in found.get("fields") or []]
    if "type" in gold:
        right = gold["type"] == found.get("type")
        scores.add_share(document, "petition.type", right, _wanted(gold["type"], found.get("type"), right))
    if "fields" in gold:
        right = gold["fields"][:1] == codes[:1]
        scores.add_share(document, "petition.main_field", right, _wanted(gold["fields"][:1], codes[:1], right))
        _score_sets(scores, document, "petition.fields", gold["fields"], codes)
    if "flags" in gold:
        _score_sets(scores, document, "petition.flags", gold["flags"], found.get("flags") or [])
    for name, layer in PETITION_SPANS.items():
        if name in gold:
            mentions = [item for item in found.get("mentions") or [] if item["layer"] == layer]
            score_spans(scores, document, f"petition.{name}", gold[name], mentions)


def score_spans(scores: Scores, document: str, measure: str, gold: Sequence[Item], found: Sequence[Item]) -> None:
    """Spans with the same bounds, and under ``.overlapping`` spans that share text."""
    exact = pair_items(gold, found, lambda g, s: _bounds(g) == _bounds(s), _shared)
    scores.add_items(document, measure, gold, found, exact, _show_span)
    touching = pair_items(gold, found, lambda g, s: _shared(g, s) > 0, _shared)
    scores.add_items(document, f"{measure}.overlapping", gold, found, touching, _show_span)


def _show_span(item: Item) -> str:
    start, end = _bounds(item)
    return f"[{start}:{end}] {' '.join(str(item.get('text') or '').split())[:80]}".rstrip()

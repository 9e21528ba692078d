"""The evaluation as a table for people and as an object for the next run's baseline."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp.errors import DonthuError
from nlp.evaluation.metrics import Scores, Tally
from nlp.interop.wording import Wording

SCHEMA = "donthu-evaluation/1"
Report = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """An item that changed between two runs: ``gain`` is True where it got better."""

    document: str
    measure: str
    gain: bool
    outcome: str
    item: str


def build_report(scores: Scores, documents: int, failed: int) -> Report:
    """The scores as JSON: measures with their counts, and the outcome of every item of every document."""
    return {
        "schema": SCHEMA,
        "documents": documents,
        "failed": failed,
        "measures": {name: {"value": round(tally.value, 4), **_counts(tally)} for name, tally in scores.tallies.items()},
        "items": scores.items,
    }


def load_report(path: Path) -> Report:
    """A report of an earlier run; DonthuError where the file holds none."""
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DonthuError("evaluate.baseline", f"{path}: {error.strerror}", "--baseline FILE") from error
    except ValueError as error:
        raise DonthuError("evaluate.baseline", f"{path}: JSON: {error}", "donthu evaluate --json > FILE") from error
    if not isinstance(report, dict) or report.get("schema") != SCHEMA:
        raise DonthuError("evaluate.baseline", f"{path}: schema != {SCHEMA}", "donthu evaluate --json > FILE")
    return report


def compare_reports(before: Report, after: Report) -> list[Change]:
    """What got better and worse, of the documents that both runs have, by document and measure.

    A gain is an item hit that was missed, or a wrong item that is gone; a loss is the reverse. Measures that only one of
    the runs has are left out.
    """
    changes = []
    for document, measures in after["items"].items():
        for measure, now in measures.items():
            then = before["items"].get(document, {}).get(measure)
            if then is not None:
                changes += [Change(document, measure, *rest) for rest in _compare(then, now)]
    return changes


def render_report(report: Report, *, wording: Wording, errors: int = 0) -> str:
    """A line a measure, and up to ``errors`` of its items that are not right."""
    lines = [wording.say("evaluate.title", documents=report["documents"], failed=report["failed"]), ""]
    width = max((len(name) for name in report["measures"]), default=10) + 2
    heads = [wording.say(f"evaluate.{name}") for name in ("measure", "value", "counts")]
    lines.append(f"{heads[0]:<{width}}{heads[1]:>8}  {heads[2]}")
    for name, counts in report["measures"].items():
        said = " ".join(f"{key}={value}" for key, value in counts.items() if key != "value")
        lines.append(f"{name:<{width}}{counts['value']:>8.4f}  {said}")
        lines += list(_errors(report, name, wording))[:errors]
    return "\n".join(lines) + "\n"


def render_changes(changes: list[Change], before: Report, after: Report, *, wording: Wording) -> str:
    """The measures that moved, then gains and losses of each document and measure."""
    gains = sum(change.gain for change in changes)
    lines = ["", wording.say("evaluate.changes", gains=gains, losses=len(changes) - gains)]
    for name, counts in after["measures"].items():
        old = before["measures"].get(name)
        if old is not None and old["value"] != counts["value"]:
            lines.append(
                "  " + wording.say("evaluate.moved", measure=name, before=f"{old['value']:.4f}", after=f"{counts['value']:.4f}")
            )
    place = None
    for change in changes:
        if (change.document, change.measure) != place:
            place = (change.document, change.measure)
            lines.append(f"  {change.document} · {change.measure}")
        sign, word = ("+", "gain") if change.gain else ("-", "loss")
        kind = wording.say(f"evaluate.{change.outcome}")
        lines.append(f"    {sign} {wording.say(f'evaluate.{word}')} ({kind}): {change.item}")
    return "\n".join(lines) + "\n"


def encode_changes(changes: list[Change]) -> list[dict[str, object]]:
    """Gains and losses for JSON."""
    return [
        {
            "document": c.document,
            "measure": c.measure,
            "change": "gain" if c.gain else "loss",
            "outcome": c.outcome,
            "item": c.item,
        }
        for c in changes
    ]


def _compare(then: Mapping[str, list[str]], now: Mapping[str, list[str]]) -> Iterator[tuple[bool, str, str]]:
    """Gain or not, the outcome (missed or wrong) that came or went, the item."""
    missed_then, missed_now = _names(then["missed"]), _names(now["missed"])
    wrong_then, wrong_now = _names(then["wrong"]), _names(now["wrong"])
    hit_then, hit_now = _names(then["hit"]), _names(now["hit"])
    for name in missed_then:
        if name in hit_now and name not in missed_now:
            yield True, "missed", name
    for name, shown in missed_now.items():
        if name in hit_then and name not in missed_then:
            yield False, "missed", shown
    for name in wrong_then:
        if name not in wrong_now:
            yield True, "wrong", name
    for name, shown in wrong_now.items():
        if name not in wrong_then:
            yield False, "wrong", shown


def _names(items: list[str]) -> dict[str, str]:
    """Items by name; behind a tab stands what the system said."""
    return {item.partition("\t")[0]: item.replace("\t", " ← ") for item in items}


def _errors(report: Report, measure: str, wording: Wording) -> Iterator[str]:
    for outcome in ("missed", "wrong"):
        for document, measures in report["items"].items():
            for item in measures.get(measure, {}).get(outcome, []):
                shown = item.replace("\t", " ← ")
                yield f"    {document}: {wording.say(f'evaluate.{outcome}')} {shown}"


def _counts(tally: Tally) -> dict[str, object]:
    if tally.of:
        return {"right": tally.hits, "of": tally.of}
    rates = {"precision": round(tally.precision, 4), "recall": round(tally.recall, 4)}
    return {"tp": tally.hits, "gold": tally.gold, "system": tally.system, **rates}

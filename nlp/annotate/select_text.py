"""What is to be annotated next, with the reasons, for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nlp.annotate.select import Candidate, Choice, Selection
from nlp.interop.wording import Wording


def render_selection(found: Selection, *, wording: Wording) -> str:
    """Two lines a document: number, path, id and score, then the reasons."""
    lines = []
    for number, (candidate, choice) in enumerate(found.chosen, start=1):
        score = wording.number(choice.score, 2)
        lines.append(f"{number:>4}. {candidate.path} [{candidate.document}]  {wording.say('selection.score', score=score)}")
        lines.append(f"      {'; '.join(_explain(candidate, choice, wording))}")
    return "".join(f"{line}\n" for line in lines)


def encode_selection(found: Selection, *, wording: Wording) -> Iterator[dict[str, Any]]:
    """An object a document, in order; ``uncertainty`` is null where nothing tells of one."""
    for candidate, choice in found.chosen:
        yield {
            "document": candidate.document,
            "path": candidate.path,
            "score": round(choice.score, 4),
            "uncertainty": None if candidate.doubt is None else round(candidate.doubt.uncertainty, 4),
            "distance": round(choice.distance, 4),
            "reasons": list(_explain(candidate, choice, wording)),
        }


def _explain(candidate: Candidate, choice: Choice, wording: Wording) -> Iterator[str]:
    match candidate.doubt:
        case None:
            yield wording.say("selection.no_confidence")
        case doubt if doubt.code == "type":
            first, high, second, low = doubt.values
            yield wording.say(
                "selection.type", first=wording.label("petition_type", first), high=_share(high, wording),
                second=wording.label("petition_type", second), low=_share(low, wording),
            )  # fmt: skip
        case doubt if doubt.code == "fields":
            code, score = doubt.values
            yield wording.say("selection.fields", field=wording.label("field", code), score=_share(score, wording))
        case doubt:
            rule, confidence, count = doubt.values
            yield wording.say("selection.spans", rule=rule, confidence=_share(confidence, wording), count=int(count))
    if choice.distance < 1:  # else nothing before it shares a word with it
        yield wording.say("selection.distance", distance=_share(choice.distance, wording))


def _share(value: str | float, wording: Wording) -> str:
    return wording.number(100 * float(value), 1) + "%"

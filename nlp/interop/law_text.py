"""What the law package answers, as text for people and as values for JSON."""

from __future__ import annotations

import datetime as dt
import difflib
import textwrap
from collections.abc import Iterable, Iterator

from nlp.interop.wording import Wording
from nlp.law.due import Due
from nlp.law.instruments import Instrument, PartialDate, Registry
from nlp.law.parameters import Op
from nlp.law.review import LawReview

_WIDTH = 100


def render_due(due: Due, *, wording: Wording) -> str:
    """The due date, the steps of the count, the legal basis and the warnings."""
    message = f"law.due.{due.op.value}" if due.op in (Op.MIN_BEFORE, Op.MIN_DURATION, Op.SUSPEND_CLOCK) else "law.due"
    lines = [wording.say(message, rule=due.rule, due=wording.day(due.due))]
    amount = f"{due.amount} {wording.label('unit', due.unit.value)}"
    rows = (
        ("from", [wording.day(due.start)]),
        ("amount", [amount]),
        ("legal_basis", due.legal_basis),
        ("parameters", due.parameters),
    )
    lines += [f"  {wording.label('part', name)}: {'; '.join(values)}" for name, values in rows]
    for name, items in (("steps", due.steps), ("warnings", due.warnings)):
        if items:
            lines.append(f"  {wording.label('part', name)}:")
            lines += [
                line
                for item in items
                for line in textwrap.wrap(item, _WIDTH, initial_indent="    - ", subsequent_indent="      ")
            ]
    return "\n".join(lines) + "\n"


def encode_instrument(item: Instrument, registry: Registry, as_of: dt.date) -> dict[str, object]:
    """The instrument with its status on ``as_of`` and the instruments that replaced or amended it, for JSON."""
    return {
        "number": item.number,
        "kind": item.kind,
        "title": item.title,
        "issuer": item.issuer,
        "issued": _iso(item.issued),
        "effective": _iso(item.effective),
        "as_of": as_of.isoformat(),
        "status_on": registry.status_on(item, as_of).value,
        "replaced_by": _successors(item.replaced_by, registry),
        "replaced_on": [item.replaced_on.first.isoformat(), item.replaced_on.last.isoformat()] if item.replaced_on else None,
        "amended_by": _successors(item.amended_by, registry),
        "aliases": list(item.aliases),
        "topic": item.topic,
        "confidence": item.confidence.value,
        "source": list(item.source),
        "note": item.note,
    }


def render_instrument(item: Instrument, registry: Registry, as_of: dt.date, *, wording: Wording) -> str:
    """The instrument: title, issuer, dates, status on ``as_of``, what replaced or amended it."""
    status = wording.label("instrument_status", registry.status_on(item, as_of).value)
    on = f" ({_span_of(item.replaced_on, wording)})" if item.replaced_on else ""
    rows = [
        ("kind", wording.label("kind", item.kind)),
        ("issuer", item.issuer),
        ("date_issued", wording.day(item.issued) if item.issued else wording.say("unknown")),
        ("effective", wording.day(item.effective) if item.effective else wording.say("unknown")),
        ("status", f"{status} {wording.say('law.on', date=wording.day(as_of))}"),
        ("replaced_by", "; ".join(_names(item.replaced_by, registry)) + on if item.replaced_by else ""),
        ("amended_by", "; ".join(_names(item.amended_by, registry))),
        ("note", item.note),
        ("source", "; ".join(item.source)),
    ]
    lines = [f"{item.number} – {item.title}"]
    for name, value in rows:
        if value:
            text = f"{wording.label('part', name)}: {value}"
            lines += textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="      ", break_long_words=False)
    return "\n".join(lines) + "\n"


def render_review(review: LawReview, *, wording: Wording) -> str:
    """What needs a person in the legal data, by kind."""
    if not review.items:
        return wording.say("law.good") + "\n"
    lines = [wording.say("law.review", date=wording.day(review.as_of), count=len(review.items))]
    for kind in dict.fromkeys(item.kind for item in review.items):
        items = review.of_kind(kind)
        lines.append(f"{wording.label('review', kind)} ({len(items)}):")
        lines += [f"  - {item.message}" for item in items]
    return "\n".join(lines) + "\n"


def find_near_numbers(number: str, registry: Registry) -> list[str]:
    """Numbers of the registry that look like ``number``, at most three."""
    known = dict.fromkeys(item.number for item in registry.instruments)
    return difflib.get_close_matches(number, known, n=3, cutoff=0.6)


def _successors(numbers: Iterable[str], registry: Registry) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for number in numbers:
        found = registry.find_all_by_number(number)
        effective = found[0].effective if found else None
        rows.append({"number": number, "title": found[0].title if found else None, "effective": _iso(effective)})
    return rows


def _names(numbers: Iterable[str], registry: Registry) -> Iterator[str]:
    for number in numbers:
        found = registry.find_all_by_number(number)
        yield f"{found[0].title} {number}" if found else number


def _span_of(when: PartialDate, wording: Wording) -> str:
    first, last = wording.day(when.first), wording.day(when.last)
    return first if first == last else f"{first} – {last}"


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None

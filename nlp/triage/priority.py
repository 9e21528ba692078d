"""What makes a petition come first: points, each with its reason, the words that show it and its legal basis."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nlp.text.fold import fold_case, fold_tone
from nlp.triage.settings import Priority, Settings

Row = dict[str, Any]
_BORN = re.compile(r"sinh\s+(?:ngày\s+[\d/.-]{3,6}[/.-]|năm\s*:?\s*)((?:19)\d\d)(?!\d)")
_REACH = 80  # characters between a word of one's own and what is said of it
_BEFORE = 12  # characters that hold a denial: `không phải `
_MOST_SPANS, _MOST_WORDS = 3, 3


def find_priority(record: Mapping[str, Any], *, type_: str | None, received: dt.date, settings: Settings) -> list[Row]:
    """The reasons that the text itself gives, in the order of the resource: ``code``, ``points``, ``values``, ``spans``,
    ``legal_basis``; spans are [start, end] in the record's text.
    """
    petition = record["petition"]
    if petition is None:
        return []
    text = fold_case(fold_tone(record["text"]))
    found = []
    for line in settings.priority.values():
        shown = _show(line, record, text, type_, received, settings)
        if shown is not None:
            values, spans = shown
            row = {"code": line.code, "points": line.points, "values": values, "spans": spans[:_MOST_SPANS]}
            found.append(row | {"legal_basis": list(settings.basis_on(line.basis, received))})
    return found


def rank_due(due: Sequence[Mapping[str, Any]], *, as_of: dt.date, settings: Settings) -> list[Row]:
    """The reason that the earliest due date gives on the day ``as_of``: one row, or none where nothing is due soon."""
    dated = [(dt.date.fromisoformat(row["date"]), row) for row in due]
    if not dated:
        return []
    day, row = min(dated, key=lambda pair: pair[0])
    left = (day - as_of).days
    points = next((points for bound, points in settings.days_left if left < bound), 0)
    if not points:
        return []
    code = "overdue" if left < 0 else "due"
    values = {"date": f"{day:%d/%m/%Y}", **({} if left < 0 else {"days": left})}
    return [{"code": code, "points": points, "values": values, "spans": row["spans"], "legal_basis": row["legal_basis"]}]


def find_next_change(due: Sequence[Mapping[str, Any]], *, as_of: dt.date, settings: Settings) -> dt.date | None:
    """The first day behind ``as_of`` on which ``rank_due`` gives another answer; None where it never does."""
    if not due:
        return None
    day = min(dt.date.fromisoformat(row["date"]) for row in due)
    changes = (day - dt.timedelta(days=bound - 1) for bound, _ in settings.days_left)
    return min((change for change in changes if change > as_of), default=None)


def _show(
    line: Priority, record: Mapping[str, Any], text: str, type_: str | None, received: dt.date, settings: Settings
) -> tuple[Row, list[list[int]]] | None:
    """Values and spans of a line that holds; None where it does not."""
    petition = record["petition"]
    people = petition["signatories"]
    if line.code == "crowd":
        shown = people is not None and people > settings.crowd_over
        return ({"count": settings.crowd_over}, _flag_spans(petition, "dong_nguoi")) if shown else None
    if line.code == "elderly":
        return _find_elderly(record, text, received, settings)
    if line.type is not None and line.type != type_:
        return None
    if line.cues is not None:
        matches = list(_find_cues(line.cues, record, text, settings))
        words = list(dict.fromkeys(record["text"][start:end] for start, end in matches))
        return ({"words": ", ".join(words[:_MOST_WORDS])}, matches) if matches else None
    if line.flag is None or line.flag not in petition["flags"]:
        return None
    spans = _flag_spans(petition, line.flag, line.rules)
    if line.rules and not spans:
        return None
    return ({"count": people if people is not None else "?"} if line.code == "many_people" else {}), spans


def _flag_spans(petition: Mapping[str, Any], flag: str, rules: frozenset[str] = frozenset()) -> list[list[int]]:
    """Where a flag is shown, by one of the rules where some are named."""
    names = [(name.split("."), span) for name, span in petition["evidence"] if name.startswith(f"flag.{flag}.")]
    return [list(span) for (_, _, rule), span in names if not rules or rule in rules]


def _find_cues(name: str, record: Mapping[str, Any], text: str, settings: Settings) -> Iterator[list[int]]:
    """Where the cues stand; those of ``vulnerable`` only where they are said of the writer or his family."""
    zones = [(s["start"], s["end"]) for s in record["segments"] if s["type"] == "petitioner"]
    for match in settings.cues[name].finditer(text):
        start, end = match.span()
        if settings.cues["not_so"].search(text, max(0, start - _BEFORE), start):
            continue
        sentence = max(text.rfind(mark, 0, start) for mark in ".;\n") + 1
        own = settings.cues["own"].search(text, max(sentence, start - _REACH), start)
        if name != "vulnerable" or own or any(first <= start < last for first, last in zones):
            yield [start, end]


def _find_elderly(
    record: Mapping[str, Any], text: str, received: dt.date, settings: Settings
) -> tuple[Row, list[list[int]]] | None:
    """The year of birth with which the writer presents himself, where it makes him elderly."""
    for zone in record["segments"]:
        if zone["type"] != "petitioner":
            continue
        match = _BORN.search(text, zone["start"], zone["end"])
        if match and received.year - int(match[1]) >= settings.elderly_age:
            return {"year": match[1]}, [list(match.span())]
    return None

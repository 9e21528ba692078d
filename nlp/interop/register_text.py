"""The register of obligations and its search as text for people."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nlp.interop.wording import Wording
from nlp.register.intake import Registered
from nlp.search.models import BodyFilter, DueFilter, Filter, Results

_WIDTH = 100
Row = Mapping[str, Any]


def render_registered(one: Registered, wording: Wording) -> str:
    """What became of a document, on one line."""
    said = wording.say(f"register.{one.outcome}", name=one.name, id=one.id, problem=one.problem or "")
    if one.outcome != "added":
        return said + "\n"
    number, issuer = one.number or wording.say("unknown"), one.issuer or wording.say("unknown")
    return said + wording.say("register.told", number=number, issuer=issuer, count=one.obligations) + "\n"


def render_obligation(row: Row, wording: Wording) -> str:
    """An obligation: how it stands and until when, who and what, where it stands."""
    return "\n".join(_write_obligation(row, wording)) + "\n"


def render_results(results: Results, rows: Sequence[Row], wording: Wording) -> str:
    """The hits of a search by directive, with what was understood of the query; ``rows`` are those of ``hits.encode_hit``."""
    return "\n".join(_write_results(results, rows, wording)) + "\n"


def _write_obligation(row: Row, wording: Wording) -> Iterator[str]:
    due = ", ".join(wording.day(day) for day in row["due"]) or ", ".join(one["text"] for one in row["deadlines"])
    yield f"{row['id']}  {wording.label('obligation_status', row['status'])}  {due}".rstrip()
    who = "; ".join(row["assignees"]) or wording.say("unknown")
    yield from _wrap(f"{who}: {' '.join(row['text'].split())}")
    where = ", ".join(filter(None, [row["number"], row["issued"] and wording.day(row["issued"]), row["issuer"]]))
    ended = "" if row["directive_status"] == "hieu_luc" else f" ({wording.label('directive_status', row['directive_status'])})"
    yield from _wrap(f"{where or row['document']}{ended}{'; ' + row['clause'] if row['clause'] else ''}")


def _write_results(results: Results, rows: Sequence[Row], wording: Wording) -> Iterator[str]:
    if results.query.corrected:
        yield wording.say("search.corrected", query=results.query.corrected)
    for one in results.filters:
        yield wording.say("search.filter", filter=describe_filter(one, wording))
    for one in results.dropped:
        yield wording.say("search.dropped", filter=describe_filter(one, wording))
    yield wording.say("search.total", count=wording.number(results.total))
    by_id = {row["obligation"]: row for row in rows}
    for group in results.groups():
        first = group.hits[0].passage
        issued = wording.day(first.issued) if first.issued else None
        yield ""
        yield ", ".join(filter(None, [first.number, issued, first.issuer])) or first.directive
        for hit in group.hits:
            row = by_id[hit.passage.id]
            due = ", ".join(wording.day(day) for day in row["due"])
            yield f"  {row['obligation']}  {due}".rstrip()
            if row["assignees"]:
                yield from _wrap("; ".join(row["assignees"]))
            yield from _wrap(_mark(row["text"], row["highlights"]))


def describe_filter(one: Filter, wording: Wording) -> str:
    """A filter in words: the period, the body, or the facet with its values."""
    if isinstance(one, DueFilter):
        first, last = (wording.day(day) if day else "…" for day in (one.first, one.last))
        return f"{wording.say('search.due')} {first} – {last}"
    if isinstance(one, BodyFilter):
        return f"{wording.say('search.body')} {one.name}"
    return f"{wording.label('facet', one.facet.value)}: {', '.join(one.values)}"


def _mark(text: str, highlights: list[Row]) -> str:
    """The text with what was found between signs, blanks and line ends as one blank."""
    pieces, at = [], 0
    for span in highlights:
        pieces += [text[at : span["start"]], "«", text[span["start"] : span["end"]], "»"]
        at = span["end"]
    return " ".join("".join([*pieces, text[at:]]).split())


def _wrap(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="    ", subsequent_indent="    ")

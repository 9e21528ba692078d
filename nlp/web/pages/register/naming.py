"""What pages of the register call stored values, and where they lead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import Response

from nlp.search.models import BodyFilter, DueFilter, Facet, FacetFilter, Filter
from nlp.web.visit import Visit
from nlp.web.wording import PageWording

Row = Mapping[str, Any]
_LABELS = {Facet.LEVEL: "government_level", Facet.FIELD: "field", Facet.KIND: "kind"}
_ENDED = ("bi_thay_the", "het_hieu_luc")
_ALIKE = 40  # characters by which a heading is told to be the obligation itself
_LONGEST = 90
_NAMED = ("điều", "mục", "phần", "chương", "khoản")


def render(visit: Visit, template: str, /, *, status: int = 200, **values: Any) -> Response:
    """A page of the register, whose templates name directives and bodies."""
    names: dict[str, Any] = {
        "name_directive": name_directive, "body_query": body_query, "name_clause": name_clause, "day_of": dt.date.fromisoformat,
    }  # fmt: skip
    return visit.render(template, status=status, **names, **values)


def name_facet_value(wording: PageWording, facet: Facet, value: str) -> str:
    """What a value of a facet is called."""
    if facet is Facet.STATUS:
        return wording.label("directive_status" if value in _ENDED else "obligation_status", value)
    if facet is Facet.ACT:
        return wording.name("search.act", value)
    return wording.label(_LABELS[facet], value) if facet in _LABELS else value


def tell_filter(wording: PageWording, one: Filter) -> str:
    """A filter in words."""
    if isinstance(one, FacetFilter):
        values = ", ".join(name_facet_value(wording, one.facet, value) for value in one.values)
        return f"{wording.label('facet', one.facet.value)}: {values}"
    if isinstance(one, BodyFilter):
        return f"{wording.label('facet', 'assignee')}: {one.name}"
    return _tell_period(wording, one)


def _tell_period(wording: PageWording, one: DueFilter) -> str:
    if one.overdue:
        return wording.say("search.due.late")
    first, last = (day and wording.day(day.isoformat()) for day in (one.first, one.last))
    if first and first == last:
        return wording.say("search.due.on", first=first)
    if first and last:
        return wording.say("search.due.from_to", first=first, last=last)
    return wording.say("search.due.to", last=last) if last else wording.say("search.due.from", first=first)


def name_clause(wording: PageWording, row: Row) -> str:
    """The clause that an obligation stands in; its heading is left out where its words are the obligation's own.

    >>> name_clause(PageWording(), {"clause": "1.a UBND các xã báo cáo", "text": "UBND các xã  báo cáo trước 20/11"})
    'Mục 1.a'
    """
    label, _, heading = (row["clause"] or "").partition(" ")
    own = " ".join(row["text"].split())[:_ALIKE]
    shown = label if heading and heading[:_ALIKE].startswith(own[: len(heading)]) else str(row["clause"] or "")
    shown = shorten(shown, _LONGEST)
    return shown if shown.lower().startswith(_NAMED) else wording.say("register.clause", name=shown)


def shorten(text: str, length: int) -> str:
    """The beginning of a text, cut between words."""
    return text if len(text) <= length else f"{text[:length].rpartition(' ')[0]} …"


def body_query(body: Row) -> str:
    """The query of the page of a body: by its kind and unit where these are known, else by its name."""
    if body["kind"] and body["place"]:
        return urlencode({"kind": body["kind"], "place": body["place"]})
    return urlencode({"name": body["name"] or ""})


def name_directive(wording: PageWording, row: Row) -> str:
    """A directive on one line: its number, its day, or what else is known of it."""
    day = wording.day(row["issued"]) if row["issued"] else None
    kind = wording.label("kind", row["kind"]) if row.get("kind") else None
    number = row["number"]
    told: Iterable[str | None] = (f"{kind} {number}" if kind and number else number or kind, day)
    return ", ".join(filter(None, told)) or str(row["document"])

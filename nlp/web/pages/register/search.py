"""The search over obligations: one box; what it was understood as can be taken apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from nlp.register import export
from nlp.register.calendar import write_calendar
from nlp.register.listing import encode_directive, encode_obligation
from nlp.search.find import COUNTED, WINDOW, Options, Order, search
from nlp.search.models import Facet, Group, Hit, Reason, Results
from nlp.store.register.directives import count_directives, read_directives
from nlp.store.register.obligations import read_obligations
from nlp.text.span import Span
from nlp.web.duties import CALENDAR
from nlp.web.errors import WebError
from nlp.web.menu import entry
from nlp.web.pages.register.naming import name_facet_value, render, shorten, tell_filter
from nlp.web.search import PAGE, PERIODS, SearchView, read_search, write_span
from nlp.web.security.access import require
from nlp.web.security.roles import REGISTER_KEEPERS, REGISTER_READERS
from nlp.web.visit import Visit

ENTRIES = (entry("/search", "menu.search", *REGISTER_READERS),)
router = APIRouter(prefix="/search")
FORMATS = {
    "xlsx": (export.write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (export.write_csv, "text/csv; charset=utf-8"),
    "json": (export.write_json, "application/json"),
}
# In the order in which reasons are told; filters stand among the chips already.
_REASONS = ("number", "phrase", "word", "reading", "synonym", "heading", "meaning")
_LONGEST = 60  # characters of what agreed
_EXAMPLES = ("a", "b", "c", "d", "e")


@dataclass(frozen=True)
class Chip:
    """A filter in use: what it says, the query without it, and whether words of the question set it."""

    text: str
    query: str
    is_read: bool


@dataclass(frozen=True)
class Value:
    """A value of a facet with its count, and the query that sets it or takes it away."""

    text: str
    count: int
    query: str
    is_set: bool


@dataclass(frozen=True)
class Shown:
    """A hit as it is shown: the obligation as it stands, its text in pieces of which every second is marked, and why."""

    hit: Hit
    row: Mapping[str, Any]
    pieces: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Bundle:
    """The hits of one directive."""

    directive: Mapping[str, Any]
    hits: tuple[Shown, ...]


@router.get("")
def show_search(visit: Annotated[Visit, require(*REGISTER_READERS)]) -> Response:
    """A page of hits; without a question, examples of what can be asked."""
    view, results = _read(visit), None
    if view.text or view.filters:
        options = Options(limit=PAGE, offset=(view.page - 1) * PAGE, meaning=view.meaning, order=view.order)
        results = _search(visit, view, options)
    return render(
        visit, "register/search.html", view=view, results=results, today=visit.today,
        bundles=list(_bundle(visit, results.groups())) if results else [],
        chips=list(_make_chips(visit, view, results)), words=list(_list_words(view)),
        dropped=[tell_filter(visit.wording, one) for one in results.dropped] if results else [],
        facets=list(_make_facets(visit, view, results)) if results else [], periods=PERIODS, orders=list(Order),
        examples=_EXAMPLES, formats=(*FORMATS, "ics"), next=_find_next(view, results),
        total=count_directives(visit.store), may_add=visit.is_any(*REGISTER_KEEPERS),
    )  # fmt: skip


@router.get("/export")
def export_search(visit: Annotated[Visit, require(*REGISTER_READERS)], format: Annotated[str, Query()] = "xlsx") -> Response:
    """The best hits as a file."""
    if format not in (*FORMATS, "ics"):
        raise WebError("web.bad_request", 400)
    view = _read(visit)
    results = _search(visit, view, Options(limit=WINDOW, meaning=view.meaning, facets=False, order=view.order))
    rows = _read_rows(visit, results.hits)
    found = [rows[hit.passage.id] for hit in results.hits if hit.passage.id in rows]
    visit.record("obligation.export", "register", {"format": format, "count": len(found)})
    headers = {"content-disposition": f'attachment; filename="nhiem-vu.{format}"'}
    if format == "ics":
        text = write_calendar(found, name=view.text or visit.wording.say("calendar.title"), as_of=visit.today, at=visit.now)
        return Response(text, media_type=CALENDAR, headers=headers)
    write, media_type = FORMATS[format]
    return Response(write(found), media_type=media_type, headers=headers)


def _read(visit: Visit) -> SearchView:
    try:
        return read_search(visit.request.url.query, today=visit.today)
    except ValueError:
        raise WebError("web.bad_request", 400) from None


def _search(visit: Visit, view: SearchView, options: Options) -> Results:
    index = visit.site.index.open(visit.today)
    return search(index, view.text, as_of=visit.today, filters=view.filters, words_only=view.words_only, options=options)


def _read_rows(visit: Visit, hits: Sequence[Hit]) -> dict[str, Mapping[str, Any]]:
    """The obligations of the hits as they stand today; the index may have one that is gone."""
    found = read_obligations(visit.store, [hit.passage.id for hit in hits])
    directives = read_directives(visit.store, {one.directive for one in found.values()})
    return {key: encode_obligation(one, directives[one.directive], as_of=visit.today) for key, one in found.items()}


def _bundle(visit: Visit, groups: Sequence[Group]) -> Iterator[Bundle]:
    hits = [hit for group in groups for hit in group.hits]
    rows = _read_rows(visit, hits)
    directives = read_directives(visit.store, {group.directive for group in groups})
    for group in groups:
        shown = tuple(_show(visit, hit, rows[hit.passage.id]) for hit in group.hits if hit.passage.id in rows)
        if shown and group.directive in directives:
            yield Bundle(encode_directive(directives[group.directive]), shown)


def _show(visit: Visit, hit: Hit, row: Mapping[str, Any]) -> Shown:
    return Shown(hit, row, cut_text(hit.passage.text, hit.highlights), tuple(_tell_reasons(visit, hit.reasons)))


def cut_text(text: str, spans: Sequence[Span]) -> tuple[str, ...]:
    """The text in pieces of which every second one is a span.

    >>> cut_text("Tổ chức đối thoại", [Span(8, 17)])
    ('Tổ chức ', 'đối thoại', '')
    """
    pieces, at = [], 0
    for span in spans:
        pieces += [text[at : span.start], text[span.start : span.end]]
        at = span.end
    return (*pieces, text[at:])


def _tell_reasons(visit: Visit, reasons: Sequence[Reason]) -> Iterator[str]:
    """Why a hit was found, a sentence for each kind of reason."""
    for kind in _REASONS:
        told = [shorten(" ".join(reason.text.split()), _LONGEST) for reason in reasons if reason.kind == kind]
        if kind == "meaning" and told:
            yield visit.wording.say("search.reason.meaning", share=visit.wording.number(float(told[0]) * 100))
        elif told:
            quoted = ", ".join(f"“{one}”" for one in dict.fromkeys(told))
            yield visit.wording.say(f"search.reason.{kind}", text=quoted)


def _make_chips(visit: Visit, view: SearchView, results: Results | None) -> Iterator[Chip]:
    wording = visit.wording
    for one in results.query.filters if results else ():
        if one.span is not None:
            yield Chip(tell_filter(wording, one), view.adding("words", write_span(one.span)), True)
    for name, values in view.values.items():
        if name in {facet.value for facet in Facet}:
            for value in values:
                text = f"{wording.label('facet', name)}: {name_facet_value(wording, Facet(name), value)}"
                yield Chip(text, view.without(name, value), False)
    if "body" in view.values:
        yield Chip(f"{wording.label('facet', 'assignee')}: {view.values['body'][0]}", view.change(body=None), False)
    if "due" in view.values:
        yield Chip(wording.name("search.due", view.values["due"][0]), view.change(due=None), False)
    for name in ("due_from", "due_to"):
        if name in view.values:
            day = wording.day(view.values[name][0])
            said = wording.say("search.due.from", first=day) if name == "due_from" else wording.say("search.due.to", last=day)
            yield Chip(said, view.change(**{name: None}), False)


def _list_words(view: SearchView) -> Iterator[tuple[str, str]]:
    """The parts of the question that were put back as words, and the query that reads them as filters again."""
    for span in view.words_only:
        if span.end <= len(view.text):
            yield span.of(view.text), view.without("words", write_span(span))


def _make_facets(visit: Visit, view: SearchView, results: Results) -> Iterator[tuple[str, list[Value]]]:
    for facet in COUNTED:
        chosen = view.values.get(facet.value, ())
        counts = dict(results.facets.get(facet, ()))
        counts |= {value: 0 for value in chosen if value not in counts}
        if counts:
            yield facet.value, [_make_value(visit, view, facet, value, count) for value, count in counts.items()]


def _make_value(visit: Visit, view: SearchView, facet: Facet, value: str, count: int) -> Value:
    is_set = value in view.values.get(facet.value, ())
    query = view.without(facet.value, value) if is_set else view.adding(facet.value, value)
    return Value(name_facet_value(visit.wording, facet, value), count, query, is_set)


def _find_next(view: SearchView, results: Results | None) -> str | None:
    """The query of the next page; pages are of the best hits only."""
    if results is None or view.page * PAGE >= min(results.total, WINDOW):
        return None
    query = view.change()
    return f"{query}&page={view.page + 1}" if query else f"page={view.page + 1}"

"""The workbench: hits of one layer in groups, samples of a group in their context, and decisions on many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Response

from nlp.annotate.archive.decide import decide, decide_hits, list_decisions
from nlp.annotate.archive.groups import count_hits, list_groups, list_hits
from nlp.annotate.archive.models import Group, Hit, Selection
from nlp.annotate.layers import LAYERS
from nlp.errors import DonthuError, StaleError
from nlp.store.exports import digest_ids
from nlp.web.errors import WebError
from nlp.web.pages.archive.naming import list_labels, name_key, name_new_label, tell_selection, tell_tenth
from nlp.web.pages.archive.room import ArchiveName, Room, enter, enter_to_decide, name_label, name_people
from nlp.web.security.access import require
from nlp.web.security.roles import ARCHIVE_READERS
from nlp.web.visit import Visit
from nlp.web.workbench import BUCKETS, STATES, WAYS, BenchView, read_bench, read_values

router = APIRouter(prefix="/archives/{name}/hits")
SAMPLES, PAGE, MOST_GROUPS = 12, 50, 200
Query = Annotated[str, Form(max_length=8000)]
Action = Annotated[str, Form(pattern="^(accept|reject|relabel)$")]
Label = Annotated[str, Form(max_length=64)]


@dataclass(frozen=True)
class OpenGroup:
    """The group that is looked at: ``settles`` is how many hits a decision on it settles; ``onward`` the query of the next group
    with hits to be decided on. ``last`` is the number of the last page of its hits.
    """

    group: Group
    settles: int
    hits: Sequence[Hit]
    last: int
    onward: str


@router.get("")
def show_hits(visit: Annotated[Visit, require(*ARCHIVE_READERS)], name: ArchiveName) -> Response:
    """The groups, and the one that is open."""
    room = enter(visit, name)
    return _render(visit, room, read_view(room, visit.request.url.query))


@router.post("/decide")
def decide_group(
    visit: Annotated[Visit, require(*ARCHIVE_READERS)], name: ArchiveName, action: Action, query: Query,
    expected: Annotated[int, Form(ge=1, le=2**31)], label: Label = "", onward: Query = "",
) -> Response:  # fmt: skip
    """Settles the group that is open, where it still has as many hits as the page said, and goes on to the next one."""
    room = enter_to_decide(visit, name)
    view = read_view(room, query)
    if view.group is None:
        raise WebError("web.bad_request", 400)
    try:
        decide(
            visit.store, name, view.chosen, action, label=_read_label(view.selection.layer, action, label), expected=expected,
            at=visit.now, actor=visit.user.id,
        )  # fmt: skip
    except DonthuError as error:
        if not _is_stale(error):
            raise
        return _render(visit, room, view, status=409, wrong="bench.stale")
    behind = read_view(room, onward or query)
    return visit.redirect(f"{room.path}/hits?{behind.change()}", done="hits_settled")


@router.post("/decide-chosen")
def decide_chosen(
    visit: Annotated[Visit, require(*ARCHIVE_READERS)], name: ArchiveName, action: Action, query: Query,
    hit: Annotated[list[str], Form(default_factory=list)], label: Label = "",
) -> Response:  # fmt: skip
    """Settles the hits that were ticked."""
    room = enter_to_decide(visit, name)
    view = read_view(room, query)
    if not hit:
        return _render(visit, room, view, status=422, wrong="bench.none_chosen")
    seen = dict(map(_read_key, hit))
    try:
        decide_hits(
            visit.store, name, list(seen), action, label=_read_label(view.selection.layer, action, label), seen=seen,
            at=visit.now, actor=visit.user.id,
        )  # fmt: skip
    except DonthuError as error:
        if not _is_stale(error):
            raise
        return _render(visit, room, view, status=409, wrong="bench.stale")
    return visit.redirect(f"{room.path}/hits?{view.change()}", done="hits_settled")


def read_view(room: Room, query: str) -> BenchView:
    """The view that a query names; raises WebError for values that are none."""
    try:
        return read_bench(query, room.archive.layers)
    except ValueError:
        raise WebError("web.bad_request", 400) from None


def _read_label(layer: str, action: str, label: str) -> str | None:
    """The label that hits get; raises WebError for one that the layer does not have."""
    if action != "relabel":
        return None
    if label not in LAYERS[layer].labels:
        raise WebError("web.bad_request", 400)
    return label


def _read_key(text: str) -> tuple[tuple[int, str], int | None]:
    """A hit by document and span, and the decision that it was seen settled by; raises WebError for what is none."""
    document, decision, span = (text.split(".", 2) + ["", ""])[:3]
    if not span or not all(part.isascii() and part.isdigit() and len(part) <= 9 for part in (document, decision)):
        raise WebError("web.bad_request", 400)
    return (int(document), span), int(decision) or None


def _is_stale(error: DonthuError) -> bool:
    """Whether the page was out of date: other hits than it said, or none any more."""
    return isinstance(error, StaleError) or error.code == "archive.no_hit"


def _open(visit: Visit, room: Room, view: BenchView, groups: Sequence[Group]) -> OpenGroup | None:
    """The group that the view names, with its hits; None where none is named or nothing of it fits any more."""
    if view.group is None:
        return None
    store, name = visit.store, room.archive.name
    found = next((group for group in groups if group.key == view.group), None)
    if found is None:
        found = next(iter(list_groups(store, name, view.chosen, view.by, limit=1)), None)
    if found is None:
        return None
    sampled = view.page is None
    offset = 0 if view.page is None else (view.page - 1) * PAGE
    hits = list_hits(store, name, view.chosen, offset=offset, limit=SAMPLES if sampled else PAGE, sample=sampled)
    keys = [group.key for group in groups]
    place = keys.index(view.group) + 1 if view.group in keys else 0
    behind = next((group.key for group in (*groups[place:], *groups[:place]) if group.open and group.key != view.group), None)
    settles = {None: found.open, "open": found.open}.get(view.selection.state, found.count)
    return OpenGroup(found, settles, hits, -(-found.count // PAGE), view.change(group=behind, page=None))


def _render(visit: Visit, room: Room, view: BenchView, *, status: int = 200, wrong: str | None = None) -> Response:
    store, archive = visit.store, room.archive
    groups = list_groups(store, archive.name, view.selection, view.by, limit=MOST_GROUPS)
    opened = _open(visit, room, view, groups)
    layer = view.selection.layer
    rules = list_groups(store, archive.name, Selection(layer), "rule", limit=MOST_GROUPS)
    shown = [f"{hit.document}.{hit.span}" for hit in (opened.hits if opened else [group.sample for group in groups])]
    visit.record("archive.hits", f"archive/{archive.name}", {"layer": layer, "count": len(shown), "ids": digest_ids(shown)})
    if len(groups) < MOST_GROUPS:
        total = sum(group.count for group in groups)
    else:
        total = count_hits(store, archive.name, view.selection)
    recent = list_decisions(store, archive.name, limit=1)
    last = recent[0] if recent and recent[0].undone_at is None else None
    wording = visit.wording
    return visit.render(
        "archive/hits.html", status=status, room=room, view=view, layer=layer, groups=groups, opened=opened, wrong=wrong,
        last=last, total=total, people=name_people(visit), ways=WAYS, states=STATES,
        told=tell_selection(wording, view.selection), values=read_values(view.selection),
        labels=[(label, name_label(wording, layer, label)) for label in list_labels(layer)],
        new_labels=[(label, name_label(wording, layer, label)) for label in LAYERS[layer].labels],
        rules=[group.key for group in rules if group.key], buckets=[(one, tell_tenth(wording, one)) for one in BUCKETS],
        most=MOST_GROUPS, page_size=PAGE, name_key=name_key, name_label=name_label, name_new_label=name_new_label,
        tell_selection=tell_selection, BenchView=BenchView,
    )  # fmt: skip

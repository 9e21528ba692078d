"""The queue for programs: its pages, its numbers, one petition of it."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from nlp.store.petitions import read_all_details
from nlp.store.queue import Filters, Order, count_keys, count_petitions, read_page
from nlp.triage.listing import encode_row, list_queue, show_petition
from nlp.triage.secrecy import is_kept_secret, mask_file_name
from nlp.web.api.models import PetitionDetail, QueuePage, QueueRow
from nlp.web.api.parameters import OPEN, PetitionId, QueueFilter, QueueQuery, set_version
from nlp.web.api.sight import Row, look
from nlp.web.errors import WebError
from nlp.web.security.access import require
from nlp.web.security.roles import READERS
from nlp.web.sightings import record_list
from nlp.web.visit import Visit

router = APIRouter(prefix="/api/v1", tags=["queue"])
_MOST_MEMBERS = 500


class Counts(BaseModel):
    """How many petitions have each value; `open` stands for none. One counts for each of its fields, flags and places."""

    status: dict[str, int]
    type: dict[str, int]
    action: dict[str, int]
    main_field: dict[str, int]
    field: dict[str, int]
    flag: dict[str, int]
    place: dict[str, int]


class Group(BaseModel):
    """Petitions that belong together, the newest first, 500 at most."""

    group: str = Field(examples=["0844438153942a36"])
    petitions: list[QueueRow]


@router.get("/petitions")
def list_petitions(
    visit: Annotated[Visit, require(*READERS)], query: Annotated[QueueQuery, Query()], response: Response
) -> QueuePage:
    """Petitions that fit the filters, in order, page by page.

    `next` and the header `Link` (`rel="next"`) lead to the page behind; petitions that come or go meanwhile shift nothing.
    """
    filters = query.read(visit)
    page = read_page(visit.store, filters, order=query.order, limit=query.limit, after=query.cursor)
    details = read_all_details(visit.store, page.petitions)
    if page.next is not None:
        values = query.model_dump(mode="json", exclude_defaults=True) | {"cursor": page.next}
        onward = visit.site.url(f"/api/v1/petitions?{urlencode(values, doseq=True)}")
        response.headers["Link"] = f'<{onward}>; rel="next"'
    record_list(visit, [one.id for one in page.petitions], filters=filters)
    rows = [encode_row(one, details.get(one.id, {})) for one in page.petitions]
    return QueuePage.model_validate({"petitions": rows, "next": page.next})


@router.get("/counts")
def count(visit: Annotated[Visit, require(*READERS)], query: Annotated[QueueFilter, Query()]) -> Counts:
    """How many petitions fit the filters, by value."""
    filters = query.read(visit)
    counts = {
        name: {OPEN if value is None else value: number for value, number in row.items()}
        for name, row in count_petitions(visit.store, filters).items()
    }
    keys = {kind: count_keys(visit.store, kind, filters) for kind in ("field", "flag", "place")}
    return Counts.model_validate(counts | keys)


@router.get("/petitions/{petition}")
def read_one(visit: Annotated[Visit, require(*READERS)], petition: PetitionId, response: Response) -> PetitionDetail:
    """One petition with its assessment, decisions and facts; what is personal in them is masked like its text."""
    answer = describe_petition(visit, petition)
    set_version(response, answer.version)
    visit.record("petition.view", petition, {"version": answer.version})
    return answer


@router.get("/groups/{group}")
def read_group(visit: Annotated[Visit, require(*READERS)], group: PetitionId) -> Group:
    """The petitions of a group. One is taken out of it by the decision `tach`."""
    rows = list(list_queue(visit.store, Filters(group=group), order=Order.RECEIVED, limit=_MOST_MEMBERS))
    if not rows:
        raise WebError("web.no_group", 404)
    record_list(visit, [row["id"] for row in rows], subject=group)
    return Group.model_validate({"group": group, "petitions": rows})


def describe_petition(visit: Visit, petition: str) -> PetitionDetail:
    """One petition as the user may see it. Raises as ``look`` does."""
    sight = look(visit, petition)
    shown = show_petition(visit.store, petition)
    details = shown["details"]
    empty: Row = {"eligible": {"verdict": "undetermined", "reasons": []}, "due": []}
    value = {
        **{name: shown[name] for name in ("version", "links", "decisions", "due")},
        **encode_row(sight.petition, details),
        "assignee": sight.petition.assignee,
        "kept_secret": is_kept_secret(sight.petition),
        **{name: details.get(name, empty.get(name, [])) for name in ("eligible", "priority_reasons", "missing", "facts")},
        "due": details.get("due", []) if shown["due"] else [],
        "receipts": [row["received"] for row in shown["receipts"]],
        "name": mask_file_name(shown["name"], petition, sight.hidden),
    }
    return PetitionDetail.model_validate(sight.mask(value))

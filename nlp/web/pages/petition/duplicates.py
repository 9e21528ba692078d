"""A petition beside those that it belongs with: what they share, what differs, why; joined or taken apart by an officer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Response

from nlp.errors import DonthuError, StaleError
from nlp.store.petitions import read_petition
from nlp.text.span import Span
from nlp.triage.assess import decode_link
from nlp.triage.decisions import decide, join
from nlp.triage.duplicates.passages import find_shared_passages
from nlp.triage.duplicates.wording import describe_reason
from nlp.triage.listing import find_links
from nlp.web.errors import WebError
from nlp.web.pages.petition.form import PetitionId, QueueField, QueueQuery, Version
from nlp.web.pages.petition.reading import find_stale, name_users
from nlp.web.pages.petition.sight import Sight, list_reasons, see
from nlp.web.security.access import require
from nlp.web.security.roles import OFFICERS
from nlp.web.visit import Visit

router = APIRouter(prefix="/petitions")
# Comparing takes time by the product of the lengths; texts that are longer stand beside each other without marks.
_MOST_CHARACTERS = 60_000


@dataclass(frozen=True)
class Linked:
    """Another petition of the group: how it is linked (None: through others only) and why, in words."""

    id: str
    number: int
    received: Any
    status: str
    kind: str | None
    similarity: float | None
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Stretch:
    """A stretch of a text that the other one has too, or not."""

    text: str
    is_shared: bool


@router.get("/{petition}/duplicates")
def show_group(
    visit: Annotated[Visit, require(*OFFICERS)], petition: PetitionId, queue: QueueQuery = "",
    other: Annotated[str, Query(alias="with", pattern="^([0-9a-f]{16})?$")] = "",
) -> Response:  # fmt: skip
    """The group, and the petition beside one of the others, the closest one if none is named."""
    return _render(see(visit, petition, queue=queue), other)


@router.post("/{petition}/duplicates/leave")
def leave_group(
    visit: Annotated[Visit, require(*OFFICERS)], petition: PetitionId, version: Version, queue: QueueField = "",
    note: Annotated[str, Form(max_length=4000)] = "",
) -> Response:  # fmt: skip
    """Takes the petition out of its group, for good."""
    sight = see(visit, petition, queue=queue)
    try:
        decide(
            visit.store, petition, "tach", version=version, at=visit.now, actor=visit.user.id, day=visit.today,
            config=visit.site.config, note=note.strip(),
        )  # fmt: skip
    except StaleError:
        return _render(sight, "", status=409, stale=find_stale(visit, petition))
    except DonthuError as error:
        if error.code != "triage.no_group":
            raise
        return visit.redirect(sight.link("/duplicates"), done="petition_same")
    return visit.redirect(sight.link("/duplicates"), done="petition_left")


@router.post("/{petition}/duplicates/join")
def join_group(
    visit: Annotated[Visit, require(*OFFICERS)], petition: PetitionId, version: Version, queue: QueueField = "",
    other: Annotated[str, Form(max_length=40)] = "",
) -> Response:  # fmt: skip
    """Puts the petition into the group of another one, named by its id."""
    sight, other = see(visit, petition, queue=queue), other.strip().lower()
    try:
        if other == petition:
            raise WebError("web.no_other", 422)
        read_petition(visit.store, other)
        join(visit.store, petition, other, version=version, at=visit.now, actor=visit.user.id)
    except StaleError:
        return _render(sight, "", status=409, stale=find_stale(visit, petition))
    except DonthuError as error:
        if error.code not in ("store.no_petition", "web.no_other"):
            raise
        return _render(sight, "", status=422, error=visit.wording.say("petition.no_other"), filled=other)
    return visit.redirect(sight.link("/duplicates"), done="petition_joined")


def _render(
    sight: Sight, other: str, *, status: int = 200, error: str | None = None, filled: str = "", stale: Any = None
) -> Response:
    visit = sight.visit
    members = list(_list_members(sight))
    chosen = other or next((one.id for one in members), "")
    theirs = see(visit, chosen) if chosen else None
    is_short = bool(theirs) and len(_text(sight)) + len(_text(theirs)) <= _MOST_CHARACTERS if theirs else True
    ours_cut, theirs_cut = _compare(sight, theirs) if theirs and is_short else ((), ())
    return visit.render(
        "petition/duplicates.html", status=status, sight=sight, members=members, theirs=theirs, ours_cut=ours_cut,
        theirs_cut=theirs_cut, is_short=is_short, error=error, filled=filled, stale=stale, users=name_users(visit),
        reasons=list_reasons(visit),
    )  # fmt: skip


def _list_members(sight: Sight) -> Iterator[Linked]:
    """The others of the group, the linked ones first and the closest of them at the head."""
    visit, petition = sight.visit, sight.petition
    links: dict[str, Mapping[str, Any]] = {}
    for row in find_links(visit.store, petition):
        if row["id"] not in links or row["similarity"] > links[row["id"]]["similarity"]:
            links[row["id"]] = row
    others = {one.id: one for one in list_group(visit, petition.standing.group) if one.id != petition.id}
    order = sorted(others, key=lambda one: -links[one]["similarity"] if one in links else 1)
    for one in order:
        found, link = others[one], links.get(one)
        reasons = [describe_reason(reason, lang=visit.wording.lang) for reason in decode_link(link).reasons] if link else []
        yield Linked(
            one, found.number, found.received, found.standing.status, link["kind"] if link else None,
            link["similarity"] if link else None, tuple(dict.fromkeys(reasons)),
        )  # fmt: skip


def list_group(visit: Visit, group: str | None) -> list[Any]:
    """The petitions of a group, at most a page of them."""
    from nlp.store.queue import MAX_PAGE, list_groups

    return list_groups(visit.store, [group]).get(group, [])[:MAX_PAGE] if group is not None else []


def _compare(ours: Sight, theirs: Sight) -> tuple[Sequence[Stretch], Sequence[Stretch]]:
    """Both texts cut where what they share begins and ends."""
    pairs = find_shared_passages({"text": _text(ours)}, {"text": _text(theirs)})
    return tuple(_cut(_text(ours), [pair[0] for pair in pairs])), tuple(_cut(_text(theirs), [pair[1] for pair in pairs]))


def _cut(text: str, shared: Sequence[Span]) -> Iterator[Stretch]:
    """Blanks and stops alone are no difference."""
    position = 0
    for span in shared:
        if position < span.start:
            yield _stretch(text[position : span.start])
        yield Stretch(text[span.start : span.end], True)
        position = span.end
    if position < len(text):
        yield _stretch(text[position:])


def _stretch(text: str) -> Stretch:
    return Stretch(text, not any(character.isalnum() for character in text))


def _text(sight: Sight | None) -> str:
    return sight.record["text"] if sight and sight.record else ""

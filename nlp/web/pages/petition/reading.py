"""The page of a petition: its text and pages with all that was found, the summary, and what is to be decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Response

from nlp.classify.labels import PetitionField, PetitionType
from nlp.errors import DonthuError, LawError, StaleError
from nlp.interop.html import render_text
from nlp.law.facts import FACTS
from nlp.store.assignments import assign_petition
from nlp.store.audit import TrailFilter, search_trail
from nlp.store.users import list_users
from nlp.triage.decisions import decide
from nlp.triage.reassess import FACT, reassess
from nlp.triage.secrecy import lift, load_policy
from nlp.triage.secrecy import unmask as record_unmasking
from nlp.triage.settings import load_settings
from nlp.web.errors import WebError
from nlp.web.forms import Sent, read_text, read_texts
from nlp.web.pages.petition.form import PetitionId, QueueField, QueueQuery, Version
from nlp.web.pages.petition.layers import lay_pages, list_hits, list_layers
from nlp.web.pages.petition.neighbours import find_way
from nlp.web.pages.petition.sight import Sight, list_reasons, make_viewer, see
from nlp.web.pages.petition.summary import Summary
from nlp.web.security.access import require
from nlp.web.security.roles import DECIDERS, OFFICERS, READERS, list_workers
from nlp.web.visit import Visit

router = APIRouter(prefix="/petitions")
_CHANGES = frozenset(
    {"petition.decide", "petition.correct", "petition.update", "petition.group", "petition.assign", "petition.lift"}
)


@router.get("/{petition}")
def show_petition(visit: Annotated[Visit, require(*READERS)], petition: PetitionId, queue: QueueQuery = "") -> Response:
    """The petition as the user may see it."""
    return render_petition(see(visit, petition, queue=queue))


@router.post("/{petition}/decide")
def decide_petition(
    visit: Annotated[Visit, require(*DECIDERS)], petition: PetitionId, sent: Sent, version: Version,
    action: Annotated[str, Form()] = "", note: Annotated[str, Form(max_length=4000)] = "", queue: QueueField = "",
) -> Response:  # fmt: skip
    """Takes a decision: what is proposed, or something else with a note; type and fields where they are other ones too."""
    sight = see(visit, petition, queue=queue)
    outcome = load_settings().outcomes.get(action)
    if outcome is None:
        return render_petition(sight, status=422, errors={"action": visit.wording.say("form.choose")}, values=_sent(sent))
    given = sight.petition.standing
    type_ = read_text(sent, "type") or None
    fields = tuple(read_texts(sent, "field")) if "fields_shown" in sent else None
    type_ = None if type_ == given.type else type_
    fields = None if fields is None or set(fields) == set(given.fields) else fields
    is_override = outcome.is_action and (action != sight.details.get("action") or type_ is not None or fields is not None)
    if is_override and not note.strip():
        errors = {"note": visit.wording.say("petition.note_needed")}
        return render_petition(sight, status=422, errors=errors, values=_sent(sent))
    try:
        decide(
            visit.store, petition, action, version=version, at=visit.now, actor=visit.user.id, day=visit.today,
            config=visit.site.config, type_=type_, fields=fields, note=note.strip(),
        )  # fmt: skip
    except StaleError:
        return render_stale(visit, petition, queue, _sent(sent))
    except DonthuError as error:
        if error.code not in ("triage.label", "triage.no_group"):
            raise
        return render_petition(sight, status=422, errors={"action": visit.wording.say("form.choose")}, values=_sent(sent))
    if not outcome.is_action:
        return visit.redirect(sight.link(), done="petition_moved")
    return visit.redirect(sight.link(), done="petition_decided")


@router.post("/{petition}/facts")
def enter_facts(
    visit: Annotated[Visit, require(*OFFICERS)], petition: PetitionId, sent: Sent, version: Version, queue: QueueField = ""
) -> Response:
    """Takes facts that the text does not tell; all that rests on them is computed anew. A fact left empty is taken back."""
    sight = see(visit, petition, queue=queue)
    held = {name: str(one.correction.value) for (kind, name), one in sight.current.items() if kind == FACT}
    told = {name.removeprefix("fact."): read_text(sent, name) for name in sent if name.startswith("fact.")}
    changed = {name: value or None for name, value in told.items() if value != held.get(name, "")}
    if unknown := [name for name in changed if name not in FACTS]:
        raise WebError("web.bad_request", 400) from LawError("law.unknown_fact", unknown[0])
    if not changed:
        return visit.redirect(sight.link() + "#missing", done="petition_same")
    errors = {f"fact.{name}": said for name, value in changed.items() if (said := check_fact(visit, name, value))}
    if errors:
        return render_petition(sight, status=422, errors=errors, values=_sent(sent))
    try:
        reassess(
            visit.store, petition, facts=changed, version=version, at=visit.now, actor=visit.user.id, as_of=visit.today,
            config=visit.site.config,
        )  # fmt: skip
    except StaleError:
        return render_stale(visit, petition, queue, _sent(sent))
    return visit.redirect(sight.link() + "#proposal", done="petition_reassessed")


@router.post("/{petition}/assign")
def assign(
    visit: Annotated[Visit, require(*OFFICERS)], petition: PetitionId, version: Version,
    assignee: Annotated[str, Form(max_length=20)] = "", queue: QueueField = "",
) -> Response:  # fmt: skip
    """Gives the petition to an officer, or to nobody."""
    sight = see(visit, petition, queue=queue)
    worker = next((user.id for user in list_workers(visit.store) if str(user.id) == assignee), None)
    if assignee and worker is None:
        return render_petition(sight, status=422, errors={"assignee": visit.wording.say("form.choose")})
    if worker == sight.petition.assignee:
        return visit.redirect(sight.link(), done="petition_same")
    try:
        assign_petition(visit.store, petition, worker, version=version, at=visit.now, actor=visit.user.id)
    except StaleError:
        return render_stale(visit, petition, queue, {})
    return visit.redirect(sight.link(), done="petition_assigned")


@router.post("/{petition}/unmask")
def unmask(
    visit: Annotated[Visit, require(*OFFICERS)], petition: PetitionId, reason: Annotated[str, Form()] = "",
    queue: QueueField = "", onward: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Shows personal data to an officer who says why, for half an hour; the trail keeps it, and the page lives on the trail."""
    sight = see(visit, petition, queue=queue)
    if reason not in load_policy().reasons:
        return render_petition(sight, status=422, errors={"reason": visit.wording.say("form.choose")})
    record_unmasking(visit.store, petition, make_viewer(visit), reason=reason, at=visit.now)
    below = onward if onward in ("/edit", "/papers", "/duplicates", "/history") else ""
    return visit.redirect(sight.link(below), done="petition_unmasked")


@router.post("/{petition}/lift")
def lift_secrecy(
    visit: Annotated[Visit, require(*OFFICERS)], petition: PetitionId, version: Version, lifting: Annotated[str, Form()] = "",
    queue: QueueField = "",
) -> Response:  # fmt: skip
    """Ends the secrecy that stayed when the type was changed; the trail keeps who did it and why."""
    sight = see(visit, petition, queue=queue)
    if lifting not in load_policy().lifting:
        return render_petition(sight, status=422, errors={"lifting": visit.wording.say("form.choose")})
    try:
        lift(visit.store, petition, make_viewer(visit), reason=lifting, version=version, at=visit.now)
    except StaleError:
        return render_stale(visit, petition, queue, {})
    return visit.redirect(sight.link(), done="petition_lifted")


def check_fact(visit: Visit, name: str, value: str | None) -> str | None:
    """What is wrong with a fact given as text; None where nothing is."""
    from nlp.compliance.component import parse_given

    if value is None:
        return None
    try:
        parse_given({name: value}, visit.site.config.law_folder)
    except LawError:
        return visit.wording.say(f"petition.fact_wrong.{FACTS[name][0]}")
    return None


@dataclass(frozen=True)
class Stale:
    """Who changed a petition while somebody else looked at it, when, and how."""

    user: int | None
    at: Any
    action: str


def render_stale(visit: Visit, petition: str, queue: str, values: Mapping[str, Any]) -> Response:
    """The petition as it is now, with what was filled in and a word on who was quicker."""
    stale = find_stale(visit, petition)
    return render_petition(see(visit, petition, queue=queue), status=409, values=values, stale=stale)


def find_stale(visit: Visit, petition: str) -> Stale:
    """The last change of a petition."""
    with visit.store.read() as session:
        links = search_trail(session, TrailFilter(subject=petition), limit=20)
    event = next((link.event for link in links if link.event.action in _CHANGES), None)
    return Stale(event.user, event.at, event.action) if event else Stale(None, visit.now, "petition.update")


def render_petition(
    sight: Sight, *, status: int = 200, errors: Mapping[str, str] | None = None, values: Mapping[str, Any] | None = None,
    stale: Stale | None = None,
) -> Response:  # fmt: skip
    """The page, with what is wrong with a form and what was filled in."""
    visit, record = sight.visit, sight.record
    wording = visit.wording
    summary = Summary(sight, wording)
    hits = list_hits(record, summary.hits, wording) if record else []
    settings = load_settings()
    return visit.render(
        "petition/reading.html", status=status, sight=sight, summary=summary, stale=stale, errors=errors or {},
        values=values or {},
        text=render_text(record, wording, more=summary.hits) if record else "",
        layers=list_layers(hits, wording), pages=lay_pages(sight, hits, wording),
        users=name_users(visit), way=find_way(sight), reasons=list_reasons(visit), is_decider=visit.is_any(*DECIDERS),
        actions=[name for name, outcome in settings.outcomes.items() if outcome.is_action],
        types=list(PetitionType),
        workers=[(user.id, user.name) for user in list_workers(visit.store)],
        fields=list(PetitionField), is_officer=visit.is_any(*OFFICERS),
    )  # fmt: skip


def name_users(visit: Visit) -> dict[int | None, str]:
    """Names of users by id; of the command line too."""
    return {user.id: user.name for user in list_users(visit.store)} | {None: visit.wording.say("audit.nobody")}


def _sent(sent: Sent) -> dict[str, Any]:
    values: dict[str, Any] = {name: value for name, value in sent.items() if isinstance(value, str)}
    return values | {"field": read_texts(sent, "field")}

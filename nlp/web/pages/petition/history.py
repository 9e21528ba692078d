"""What happened to a petition: receipts, decisions, corrections, unmaskings, papers; for the head who looked at it too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from nlp.law.facts import FACTS
from nlp.store.audit import TrailFilter, search_trail
from nlp.store.decisions import list_decisions
from nlp.store.users import Role
from nlp.triage.drafts.papers import load_settings
from nlp.triage.reassess import FACT, PART
from nlp.triage.secrecy import load_policy
from nlp.web.pages.petition.form import PetitionId, QueueQuery
from nlp.web.pages.petition.reading import name_users
from nlp.web.pages.petition.sight import Sight, list_reasons, see
from nlp.web.security.access import require
from nlp.web.security.roles import OFFICERS
from nlp.web.visit import Visit

router = APIRouter(prefix="/petitions")
_MOST = 500
#: Told by what they changed, or as looks alone.
_TOLD_ELSEWHERE = frozenset({"petition.decide", "petition.correct", "petition.receive", "petition.view", "petition.page"})
_LOOKS = ("petition.view", "petition.page")


@dataclass(frozen=True)
class Happened:
    """A line of the history: the event, who and when, and what it said: pairs of name and value, a note."""

    at: dt.datetime | None
    user: int | None
    event: str
    rows: tuple[tuple[str, str], ...] = ()
    note: str = ""
    day: dt.date | None = None


@router.get("/{petition}/history")
def show_history(
    visit: Annotated[Visit, require(*OFFICERS)], petition: PetitionId, queue: QueueQuery = "",
    looks: Annotated[bool, Query()] = False,
) -> Response:  # fmt: skip
    """The history, the newest first; ``looks`` adds, for the head, who looked at it."""
    sight = see(visit, petition, queue=queue)
    is_head = visit.is_any(Role.HEAD)
    with visit.store.read() as session:
        links = search_trail(session, TrailFilter(subject=petition), limit=_MOST)
    lines = [*_decisions(sight), *_corrections(sight)]
    for link in links:
        event = link.event
        if event.action in _LOOKS and not (is_head and looks):
            continue
        if event.action not in _TOLD_ELSEWHERE or event.action in _LOOKS:
            lines.append(Happened(event.at, event.user, event.action, tuple(_tell_event(visit, event))))
    lines.sort(key=lambda line: line.at or visit.now, reverse=True)
    return visit.render(
        "petition/history.html", sight=sight, lines=lines, users=name_users(visit), is_head=is_head, looks=looks and is_head,
        reasons=list_reasons(visit),
    )  # fmt: skip


def _decisions(sight: Sight) -> Iterator[Happened]:
    wording = sight.visit.wording
    for one in list_decisions(sight.visit.store, sight.petition.id):
        rows = [(wording.say("petition.action"), wording.label("action", one.action))]
        for name in ("status", "type", "action"):
            if name in one.after:
                group = {"status": "queue_status", "type": "petition_type", "action": "action"}[name]
                change = f"{wording.label(group, one.before[name])} → {wording.label(group, one.after[name])}"
                rows.append((wording.say(f"petition.change.{name}"), change))
        yield Happened(one.decided_at, one.user, "petition.decide", tuple(rows), sight.hide(one.note))


def _corrections(sight: Sight) -> Iterator[Happened]:
    wording = sight.visit.wording
    for one in sight.corrections:
        said = one.correction
        if said.kind not in (FACT, PART):
            continue
        name = name_correction(sight.visit, said.kind, said.name)
        value = wording.say("petition.taken_back") if said.value is None else write_value(sight.visit, said.name, said.value)
        yield Happened(one.made_at, one.user, "petition.correct", ((name, value),))


def name_correction(visit: Visit, kind: str, name: str) -> str:
    """What is corrected, in words."""
    if kind == FACT and name in FACTS:
        return FACTS[name][1].partition(":")[0]
    return visit.wording.say(f"petition.part.{name}") if visit.wording.has(f"petition.part.{name}") else name


def write_value(visit: Visit, name: str, value: Any) -> str:
    """A corrected value in words; what it holds of people is as the caller gives it."""
    wording = visit.wording
    if name == "loai_don":
        return wording.label("petition_type", value)
    if name in ("fields", "flags"):
        return ", ".join(wording.label("field" if name == "fields" else "flag", code) for code in value) or "–"
    if isinstance(value, list):
        return "; ".join(
            ", ".join(v for k, v in one.items() if v and k != "unit") if isinstance(one, dict) else one for one in value
        )
    if value in ("true", "false"):
        return wording.yes_no(value == "true")
    return wording.day(value)


def _tell_event(visit: Visit, event: Any) -> Iterator[tuple[str, str]]:
    wording = visit.wording
    for key, value in event.details.items():
        if key == "reason":
            lifts = event.action == "petition.lift"
            words = (load_policy().lifting if lifts else load_policy().reasons).get(str(value), {})
            yield wording.say("petition.lift_reason" if lifts else "petition.unmask_reason"), words.get(wording.lang, str(value))
        elif key == "kind" and event.action == "petition.draft":
            yield (
                wording.say("petition.paper"),
                load_settings().papers[value].title[wording.lang] if value in load_settings().papers else str(value),
            )
        elif key == "group":
            yield wording.say("petition.group"), str(value)
        elif key == "shown":
            yield wording.say("petition.shown"), wording.name("petition.shown", value)

"""What was read of a petition, to be corrected: each correction is kept with who made it, beside what the machine read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from nlp.classify.labels import PetitionField, PetitionType
from nlp.errors import StaleError
from nlp.interop.details import fold_spaces
from nlp.resources.load import load_resource
from nlp.triage.reassess import FACT, PARTS, reassess
from nlp.web.errors import WebError
from nlp.web.forms import Sent, read_lines, read_text, read_texts
from nlp.web.pages.petition.form import PetitionId, QueueField, QueueQuery, Version
from nlp.web.pages.petition.reading import check_fact, find_stale, name_users
from nlp.web.pages.petition.sight import Sight, list_reasons, see
from nlp.web.security.access import require
from nlp.web.security.roles import OFFICERS
from nlp.web.visit import Visit

router = APIRouter(prefix="/petitions")
_PERSON = ("name", "address", "identity_number", "phone")
_SPARE = 2  # rows for people who were not read
_MOST_PEOPLE, _LONGEST = 500, 2000
#: Facts that are corrected here, for the machine reads them; others are entered where they are missing.
_READ_FACTS = ("ngay_nhan", "loai_don")


@router.get("/{petition}/edit")
def show_form(visit: Annotated[Visit, require(*OFFICERS)], petition: PetitionId, queue: QueueQuery = "") -> Response:
    """What was read, field by field."""
    return _render(see(visit, petition, queue=queue))


@router.post("/{petition}/edit")
def correct(
    visit: Annotated[Visit, require(*OFFICERS)], petition: PetitionId, sent: Sent, version: Version, queue: QueueField = ""
) -> Response:
    """Keeps what was changed against what stands there, and computes anew what rests on it."""
    sight = see(visit, petition, queue=queue)
    if sight.record is None:
        raise WebError("web.no_record", 409)
    facts, parts, errors = _read_facts(sight, sent), _read_parts(sight, sent), {}
    for name, value in facts.items():
        if said := check_fact(visit, name, value):
            errors[name] = said
    if (day := parts.get("date")) and not _is_day(day):
        errors["date"] = visit.wording.say("petition.fact_wrong.event")
    if errors:
        return _render(sight, status=422, errors=errors, values=sent)
    if not facts and not parts:
        return visit.redirect(sight.link("/edit"), done="petition_same")
    return _keep(sight, sent, facts, parts, version)


@router.post("/{petition}/edit/{kind}/{name}/take-back")
def take_back(
    visit: Annotated[Visit, require(*OFFICERS)], petition: PetitionId, sent: Sent, version: Version,
    kind: Annotated[str, Path(pattern="^(fact|part)$")], name: Annotated[str, Path(pattern="^[a-z_]{1,40}$")],
    queue: QueueField = "",
) -> Response:  # fmt: skip
    """Takes a correction back: what the machine read holds again."""
    sight = see(visit, petition, queue=queue)
    if sight.corrected(name, kind) is None:
        raise WebError("web.no_correction", 404)
    return _keep(sight, sent, {name: None} if kind == FACT else {}, {} if kind == FACT else {name: None}, version)


def _keep(sight: Sight, sent: Sent, facts: Mapping[str, str | None], parts: Mapping[str, Any], version: int) -> Response:
    visit = sight.visit
    try:
        reassess(
            visit.store, sight.petition.id, facts=facts, parts=parts, version=version, at=visit.now, actor=visit.user.id,
            as_of=visit.today, config=visit.site.config,
        )  # fmt: skip
    except StaleError:
        now = see(visit, sight.petition.id, queue=sight.queue)
        return _render(now, status=409, values=sent, stale=find_stale(visit, sight.petition.id))
    return visit.redirect(sight.link("/edit"), done="petition_corrected")


def _read_facts(sight: Sight, sent: Sent) -> dict[str, str | None]:
    """The facts of the form that are others than those that hold."""
    held = {"ngay_nhan": _received(sight), "loai_don": sight.petition.standing.type or ""}
    told = {name: read_text(sent, name) for name in _READ_FACTS if name in sent}
    return {name: value or None for name, value in told.items() if value != held[name]}


def _read_parts(sight: Sight, sent: Sent) -> dict[str, Any]:
    """The parts of the form that are others than those that hold; those that the user does not see whole are not there."""
    shown = show_parts(sight)
    told: dict[str, Any] = {}
    for name in ("fields", "flags"):
        if f"{name}_shown" in sent:
            told[name] = list(dict.fromkeys(read_texts(sent, name)))
    if main := read_text(sent, "main_field"):
        told["fields"] = list(dict.fromkeys([main, *told.get("fields", ())]))
    if sight.is_whole:
        told |= {name: read_text(sent, name)[:_LONGEST] for name in ("date", "target") if name in sent}
        told |= {name: read_lines(sent, name) for name in ("requests", "representatives") if name in sent}
        if "name" in sent:
            told["petitioners"] = _read_people(sent, shown["petitioners"])
    return {name: value for name, value in told.items() if value != shown[name]}


def _read_people(sent: Sent, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The people of the form; the unit of an address that stays is kept."""
    units = {person["address"]: person.get("unit") for person in before if person["address"]}
    columns = [read_texts(sent, name)[:_MOST_PEOPLE] for name in _PERSON]
    people = []
    for values in zip(*columns, strict=False):
        if any(values):
            person: dict[str, Any] = {name: value[:_LONGEST] or None for name, value in zip(_PERSON, values, strict=True)}
            people.append({**person, "unit": units.get(person["address"])})
    return people


def show_parts(sight: Sight) -> dict[str, Any]:
    """The parts as they hold, in the forms in which they are edited."""
    petition = (sight.record or {}).get("petition") or {}
    return {
        "fields": list(sight.petition.standing.fields), "flags": list(petition.get("flags", ())),
        "date": petition.get("date") or "", "target": fold_spaces(petition.get("target") or ""),
        "requests": [fold_spaces(one) for one in petition.get("requests", ())],
        "representatives": [fold_spaces(one) for one in petition.get("representatives", ())],
        "petitioners": [_fold_person(person) for person in petition.get("petitioners", ())],
    }  # fmt: skip


def _fold_person(person: Mapping[str, Any]) -> dict[str, Any]:
    return {**{name: fold_spaces(person[name]) if person[name] else None for name in _PERSON}, "unit": person.get("unit")}


def _received(sight: Sight) -> str:
    one = sight.corrected("ngay_nhan", FACT)
    return str(one.correction.value) if one else sight.receipts[0].received.isoformat()


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _render(
    sight: Sight, *, status: int = 200, errors: Mapping[str, str] | None = None, values: Any = None, stale: Any = None
) -> Response:
    visit = sight.visit
    shown = show_parts(sight) | {"ngay_nhan": _received(sight), "loai_don": sight.petition.standing.type or ""}
    if values is not None:
        shown |= {name: read_text(values, name) for name in ("ngay_nhan", "loai_don", "date", "target") if name in values}
        shown |= {name: read_texts(values, name) for name in ("fields", "flags") if f"{name}_shown" in values}
        shown |= {name: read_lines(values, name) for name in ("requests", "representatives") if name in values}
        if "name" in values:
            shown["petitioners"] = _read_people(values, [])
    empty = dict.fromkeys(_PERSON)
    return visit.render(
        "petition/edit.html", status=status, sight=sight, shown=shown, people=[*shown["petitioners"], *[empty] * _SPARE],
        errors=errors or {}, stale=stale, users=name_users(visit), reasons=list_reasons(visit), types=list(PetitionType),
        fields=list(PetitionField), flags=list(load_resource("labels.yaml")["flag"]), parts=tuple(PARTS), person=_PERSON,
    )  # fmt: skip

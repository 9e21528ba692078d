"""What officers decide on petitions: they take what is proposed or something else, with a note; what they change teaches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlp.classify.labels import PetitionField, PetitionType
from nlp.errors import StoreError
from nlp.pipeline.config import PipelineConfig
from nlp.store import decisions as store_decisions
from nlp.store.corrections import Correction, list_current, put_corrections
from nlp.store.decisions import Decision
from nlp.store.engine import Store
from nlp.store.groups import APART, join_group, read_apart, read_groups
from nlp.store.petitions import Petition, Standing, lock_version, require_petition
from nlp.triage.reassess import DECIDED, FACT, Revision, keep_decision, make_corrections, revise
from nlp.triage.settings import Outcome, load_settings

_REOPEN, _LEAVE = "mo_lai", "tach"
#: Kept as what had been proposed where nothing had.
OPEN = "open"


@dataclass(frozen=True)
class Decided:
    """A decision, the petition after it, what had been proposed, and whether that was taken as it was."""

    decision: Decision
    petition: Petition
    proposed: str | None
    accepted: bool


def decide(
    store: Store, petition: str, action: str, *, version: int, at: dt.datetime, actor: int | None, day: dt.date,
    config: PipelineConfig, type_: str | None = None, fields: Sequence[str] | None = None, note: str = "",
) -> Decided:  # fmt: skip
    """The decision of an officer on ``day``: an action of triage.yaml, with another type and fields where those read are wrong.

    The day becomes known as the event that the action is, so that the next time limit runs from it; ``mo_lai`` takes that back.
    A decision for what was to be expected makes the facts known that it rested on. ``tach`` takes the petition out of its group
    for good. Raises StaleError where ``version`` is not the newest, StoreError (``store.no_petition``; ``triage.action``,
    ``triage.label`` for words that are none).
    """
    settings = load_settings()
    outcome = settings.outcomes.get(action)
    if outcome is None:
        raise StoreError("triage.action", f"no action {action!r}", f"actions: {', '.join(settings.outcomes)}")
    corrections = make_corrections(_check_type(type_), _check_fields(fields))
    before = revise(store, petition, [], at=at, actor=actor, as_of=day, config=config)
    is_type = type_ or before.assessment.type
    corrections += [Correction(FACT, fact, day.isoformat()) for fact, types in outcome.facts.items() if is_type in types]
    corrections += _confirm(before, action)
    if action == _REOPEN:
        corrections += _take_back(store, petition)
    if (leaves := action == _LEAVE) and before.petition.standing.group is None:
        raise StoreError("triage.no_group", f"petition {petition} is in no group", "look at it again")
    revision = revise(store, petition, corrections, at=at, actor=actor, as_of=day, config=config, alone=leaves)
    decision, after = store_decisions.decide(
        store, petition, action, version=version, at=at, actor=actor, note=note, leaves_group=leaves,
        standing=_move(revision, action, outcome), details=revision.assessment.as_dict(),
        analysis=revision.analysis, corrections=corrections, proposed=_find_proposed(before, outcome),
    )  # fmt: skip
    accepted = action == before.assessment.action and type_ is None and fields is None
    return Decided(decision, after, before.assessment.action, accepted)


def _find_proposed(before: Revision, outcome: Outcome) -> str | None:
    """What stood as proposed when an action is first decided; None where this is no such decision."""
    is_first = outcome.is_action and before.petition.standing.status not in DECIDED
    return (before.assessment.action or OPEN) if is_first else None


def join(store: Store, petition: str, other: str, *, version: int, at: dt.datetime, actor: int | None) -> str:
    """The name of the group that a petition, with its whole group, now shares with another one and its; what somebody said
    before of their being apart is taken back.

    Raises StaleError where ``version`` is not the newest, StoreError (``store.no_petition``).
    """
    with store.write() as (session, trail):
        require_petition(session, other)
        lock_version(session, petition, version)
        groups = read_groups(session, [petition, other])
        ours, theirs = groups[petition], groups[other]
        if ours.name != theirs.name:
            sides = (set(ours.members), set(theirs.members))
            for one, another in read_apart(session):
                if any(one in here and another in there for here, there in (sides, sides[::-1])):
                    taken_back = [Correction(APART, another, None)]
                    put_corrections(session, trail, require_petition(session, one), taken_back, at=at, actor=actor)
        group = min((ours, theirs), key=lambda group: group.first).name
        join_group(session, trail, group, [*ours.members, *theirs.members], at=at, actor=actor)
        return group


def _confirm(before: Revision, action: str) -> list[Correction]:
    """Who decides what was to be expected confirms what it rested on."""
    expected = before.assessment.expected
    if expected is None or expected["action"] != action:
        return []
    return [Correction(FACT, row["fact"], "true" if row["value"] else "false") for row in expected["assumed"]]


def _move(revision: Revision, action: str, outcome: Outcome) -> Standing:
    """The standing after the decision."""
    now = revision.petition.standing
    standing = keep_decision(now if outcome.status is None else replace(now, status=outcome.status), revision.assessment)
    return replace(standing, action=action) if outcome.is_action else standing


def _take_back(store: Store, petition: str) -> list[Correction]:
    """The events that decisions made known are taken back."""
    events = {fact for outcome in load_settings().outcomes.values() for fact in outcome.facts}
    known = [one.correction for one in list_current(store, petition) if one.correction.kind == FACT]
    return [replace(one, value=None) for one in known if one.name in events]


def _check_type(type_: str | None) -> dict[str, str | None]:
    if type_ is not None and type_ not in (types := tuple(PetitionType)):
        raise StoreError("triage.label", f"no type {type_!r}", f"types: {', '.join(types)}")
    return {} if type_ is None else {"loai_don": type_}


def _check_fields(fields: Sequence[str] | None) -> dict[str, list[str]]:
    if wrong := [code for code in fields or () if code not in tuple(PetitionField)]:
        raise StoreError("triage.label", f"no field {wrong[0]!r}", f"fields: {', '.join(PetitionField)}")
    return {} if fields is None else {"fields": list(dict.fromkeys(fields))}

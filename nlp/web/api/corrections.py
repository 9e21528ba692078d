"""What officers know better than the analysis, who works on a petition, and the secrecy that stayed with it, for programs."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from nlp.classify.labels import PetitionField
from nlp.document.masking import MASK
from nlp.errors import StoreError
from nlp.resources.load import load_resource
from nlp.store.assignments import assign_petition
from nlp.store.corrections import list_corrections
from nlp.triage.reassess import FACT, PART, reassess
from nlp.triage.secrecy import Viewer, lift
from nlp.web.api.models import CorrectionRow, PetitionDetail
from nlp.web.api.parameters import LIFTING, PetitionId, Reason, Version, one_of, parse_version, set_version, told_as_precondition
from nlp.web.api.petitions import describe_petition
from nlp.web.api.sight import look
from nlp.web.errors import WebError
from nlp.web.security.access import require
from nlp.web.security.roles import OFFICERS, list_workers
from nlp.web.visit import Visit

router = APIRouter(prefix="/api/v1/petitions/{petition}", tags=["corrections"])
#: Parts that tell nothing of people; all others are corrected by who sees them.
_IMPERSONAL = frozenset({"fields", "flags"})
_FLAGS = tuple(load_resource("labels.yaml")["flag"])

# Blanks around are cut off; what is masked is not what stands there, and is no correction.
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=f"^[^{MASK}\\x00]*$")]


class Person(BaseModel):
    """Somebody who petitions, as far as known."""

    model_config = ConfigDict(extra="forbid")

    name: Words | None = None
    address: Words | None = None
    identity_number: Words | None = None
    phone: Words | None = None


class CorrectionsIn(BaseModel):
    """The parts that are wrong, as they are right; null takes a correction back, what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    fields: list[PetitionField] | None = Field(
        default=None, max_length=20, description="The main one first.", examples=[["dat_dai"]]
    )
    flags: list[Annotated[str, one_of(_FLAGS)]] | None = Field(default=None, max_length=50)
    petitioners: list[Person] | None = Field(default=None, max_length=500)
    representatives: list[Words] | None = Field(default=None, max_length=500)
    requests: list[Words] | None = Field(default=None, max_length=500)
    target: Words | None = None
    date: dt.date | None = Field(default=None, description="The day written on it.")

    def read(self) -> dict[str, Any]:
        """The parts that were named, in the forms of the record."""
        return self.model_dump(mode="json", exclude_unset=True)


class AssignmentIn(BaseModel):
    """Who is to work on it."""

    model_config = ConfigDict(extra="forbid")

    user: int | None = Field(ge=1, le=2**31 - 1, description="The id of an officer; null: nobody.")


class LiftingIn(BaseModel):
    """Why the secrecy is lifted."""

    model_config = ConfigDict(extra="forbid")

    reason: str = one_of(LIFTING, examples=["doc_sai"])


@router.get("/corrections")
def read_corrections(
    visit: Annotated[Visit, require(*OFFICERS)], petition: PetitionId, response: Response, reason: Reason = None
) -> list[CorrectionRow]:
    """What officers corrected, the first one first; masked unless a reason is given."""
    sight = look(visit, petition, reason=reason)
    kept = [one for one in list_corrections(visit.store, petition) if one.correction.kind in (FACT, PART)]
    values = sight.mask_corrections([one.correction.value for one in kept])
    visit.record("petition.view", petition, {"part": "corrections"})
    set_version(response, sight.petition.version)
    return [
        CorrectionRow(
            number=one.number, kind=one.correction.kind, name=one.correction.name, value=value, user=one.user, at=one.made_at
        )
        for one, value in zip(kept, values, strict=True)
    ]  # fmt: skip


@router.post("/corrections")
def correct(
    visit: Annotated[Visit, require(*OFFICERS)], petition: PetitionId, body: CorrectionsIn, response: Response,
    version: Version = None, reason: Reason = None,
) -> PetitionDetail:  # fmt: skip
    """Corrects what was read and gives the petition as it is assessed with that. What was decided stays.

    People, target, requests and day are corrected by who sees them: without a reason the answer is 403.
    """
    parts = body.read()
    if not parts:
        raise WebError("web.bad_request", 400)
    if wrong := set(parts.get("flags") or ()) - set(_FLAGS):
        raise StoreError("triage.label", f"no flag {min(wrong)!r}", "see the description of the operation")
    hidden = look(visit, petition, reason=reason).hidden
    if hidden and not parts.keys() <= _IMPERSONAL:
        raise WebError("web.masked", 403)
    with told_as_precondition():
        reassess(
            visit.store, petition, parts=parts, version=parse_version(version), at=visit.now, actor=visit.user.id,
            as_of=visit.today, config=visit.site.config,
        )  # fmt: skip
    return _answer(visit, petition, response)


@router.put("/assignment")
def assign(
    visit: Annotated[Visit, require(*OFFICERS)], petition: PetitionId, body: AssignmentIn, response: Response,
    version: Version = None,
) -> PetitionDetail:  # fmt: skip
    """Gives the petition to an officer, or to nobody. 404 for a user who is none or no longer works on petitions."""
    if body.user is not None and body.user not in [user.id for user in list_workers(visit.store)]:
        raise StoreError("store.no_user", f"no officer {body.user}", "look the id up among the users")
    with told_as_precondition():
        assign_petition(visit.store, petition, body.user, version=parse_version(version), at=visit.now, actor=visit.user.id)
    return _answer(visit, petition, response)


@router.post("/lifting")
def lift_secrecy(
    visit: Annotated[Visit, require(*OFFICERS)], petition: PetitionId, body: LiftingIn, response: Response,
    version: Version = None,
) -> PetitionDetail:  # fmt: skip
    """Ends the secrecy that stayed when the type of a petition was changed (`kept_secret`). By the head or a handler."""
    viewer = Viewer(visit.user.role, visit.user.id)
    with told_as_precondition():
        lift(visit.store, petition, viewer, reason=body.reason, version=parse_version(version), at=visit.now)
    return _answer(visit, petition, response)


def _answer(visit: Visit, petition: str, response: Response) -> PetitionDetail:
    answer = describe_petition(visit, petition)
    set_version(response, answer.version)
    return answer

"""Decisions and facts from programs; both name the version of the petition that was seen."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from nlp.classify.labels import PetitionField, PetitionType
from nlp.law.facts import load_facts
from nlp.triage.decisions import decide
from nlp.triage.reassess import reassess
from nlp.web.api.models import PetitionDetail
from nlp.web.api.parameters import ACTIONS, PetitionId, Version, one_of, parse_version, set_version, told_as_precondition
from nlp.web.api.petitions import describe_petition
from nlp.web.security.access import require
from nlp.web.security.roles import DECIDERS, OFFICERS
from nlp.web.visit import Visit

router = APIRouter(prefix="/api/v1/petitions/{petition}", tags=["decisions"])


class DecisionIn(BaseModel):
    """What is decided."""

    model_config = ConfigDict(extra="forbid")

    action: str = one_of(ACTIONS, examples=["thu_ly"])
    type: PetitionType | None = Field(default=None, description="The right type, where another one was read.")
    fields: list[PetitionField] | None = Field(default=None, max_length=20, description="The right fields, the main one first.")
    note: str = Field(default="", max_length=4000)


class DecisionMade(BaseModel):
    """A decision as it was kept."""

    version: int = Field(description="The petition's version after it; the `ETag`.")
    action: str
    proposed: str | None
    accepted: bool = Field(description="Whether it is what was proposed.")
    status: str = Field(description="The petition's status after it.", examples=["decided"])


class FactsIn(BaseModel):
    """Facts by name, as text: `true`, `false`, days as `2026-11-20`; null takes one back."""

    model_config = ConfigDict(extra="forbid")

    facts: dict[str, Annotated[str, Field(min_length=1, max_length=200)] | None] = Field(
        min_length=1, max_length=50, examples=[{"nguoi_bi_kien": "chu_tich_xa"}],
        json_schema_extra={"propertyNames": {"enum": list(load_facts())}},
    )  # fmt: skip


@router.post("/decisions", status_code=201)
def make_decision(
    visit: Annotated[Visit, require(*DECIDERS)], petition: PetitionId, body: DecisionIn, response: Response,
    version: Version = None,
) -> DecisionMade:  # fmt: skip
    """Decides on a petition as it was seen: what is proposed, or another action."""
    with told_as_precondition():
        decided = decide(
            visit.store, petition, body.action, version=parse_version(version), at=visit.now, actor=visit.user.id,
            day=visit.today, config=visit.site.config, type_=body.type, fields=body.fields, note=body.note,
        )  # fmt: skip
    set_version(response, decided.petition.version)
    return DecisionMade(
        version=decided.petition.version, action=body.action, proposed=decided.proposed, accepted=decided.accepted,
        status=decided.petition.standing.status,
    )  # fmt: skip


@router.post("/facts")
def enter_facts(
    visit: Annotated[Visit, require(*OFFICERS)], petition: PetitionId, body: FactsIn, response: Response,
    version: Version = None,
) -> PetitionDetail:  # fmt: skip
    """Enters facts and gives the petition as it is assessed with them. What was decided stays."""
    with told_as_precondition():
        reassess(
            visit.store, petition, facts=body.facts, version=parse_version(version), at=visit.now, actor=visit.user.id,
            as_of=visit.today, config=visit.site.config,
        )  # fmt: skip
    answer = describe_petition(visit, petition)
    set_version(response, answer.version)
    return answer

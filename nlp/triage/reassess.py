"""A petition of the queue assessed anew when something comes to be known of it: a fact, another label, other people.

Nothing is read, recognised or classified again: the findings come from the stored record. The analysis itself stays as it was;
what officers know better stands beside it, with who said so and when.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nlp.compliance.component import ComplianceChecker, parse_given
from nlp.compliance.recheck import recheck_record
from nlp.document.record import EMPTY_PETITION
from nlp.errors import DonthuError, StoreError
from nlp.pipeline.config import PipelineConfig
from nlp.pipeline.runner import load_component
from nlp.store.corrections import Correction, KeptCorrection, list_corrections, select_current
from nlp.store.documents import Analysis, read_record
from nlp.store.engine import Store
from nlp.store.groups import APART
from nlp.store.petitions import Petition, Standing, list_receipts, read_details, read_petition, update_petition
from nlp.triage.assess import Assessment, add_duplicates, assess, decode_link
from nlp.triage.intake import find_names
from nlp.triage.secrecy import load_policy

Record = dict[str, Any]
#: Kinds of corrections: facts of nlp/law by name, and parts of what was read of the petition.
FACT, PART = "fact", "part"
#: Where somebody has decided already.
DECIDED = ("decided", "closed")
PARTS: Mapping[str, type] = {
    "fields": list, "flags": list, "petitioners": list, "representatives": list, "requests": list, "target": str, "date": str,
}  # fmt: skip


@dataclass(frozen=True)
class Revision:
    """A petition as it would stand with corrections made: ``record`` has them, ``analysis`` is what is stored as its newest."""

    petition: Petition
    assessment: Assessment
    record: Record
    analysis: Analysis


def reassess(
    store: Store, petition: str, *, facts: Mapping[str, str | None] | None = None, parts: Mapping[str, Any] | None = None,
    version: int, at: dt.datetime, actor: int | None, as_of: dt.date, config: PipelineConfig,
) -> Petition:  # fmt: skip
    """The petition after an officer entered ``facts`` (as text; None takes one back) or corrected ``parts`` of what was read.

    Findings, due dates, priority and what is proposed are those of the law when this is known; what somebody decided already
    stays. Raises StaleError where ``version`` is not the newest, LawError for facts that are none, StoreError
    (``store.no_petition``; ``triage.part`` for a part that cannot be corrected or a value that does not fit).
    """
    corrections = make_corrections(facts or {}, parts or {})
    revision = revise(store, petition, corrections, at=at, actor=actor, as_of=as_of, config=config)
    standing = keep_decision(revision.petition.standing, revision.assessment)
    return update_petition(
        store, petition, standing, version=version, at=at, actor=actor, names=find_names(revision.record),
        details=revision.assessment.as_dict(), analysis=revision.analysis, corrections=corrections,
    )  # fmt: skip


def make_corrections(facts: Mapping[str, str | None], parts: Mapping[str, Any]) -> list[Correction]:
    """Corrections of facts and parts; raises StoreError (``triage.part``)."""
    for name, value in parts.items():
        kind = PARTS.get(name)
        if kind is None or not (value is None or isinstance(value, kind)):
            raise StoreError("triage.part", f"{name}={value!r}", f"parts: {', '.join(PARTS)}, as in the record")
    made = [Correction(FACT, name, value) for name, value in facts.items()]
    return made + [Correction(PART, name, value) for name, value in parts.items()]


def revise(
    store: Store, petition: str, corrections: Sequence[Correction], *, at: dt.datetime, actor: int | None, as_of: dt.date,
    config: PipelineConfig, alone: bool = False,
) -> Revision:  # fmt: skip
    """The petition as it stands with what is kept and these corrections; nothing is written.

    With ``alone`` it is taken as one that is like no other. Raises as ``reassess`` does, and StoreError (``triage.no_record``)
    for one that has no analysis.
    """
    found, stored = read_petition(store, petition), read_record(store, petition)
    if stored is None:
        raise StoreError("triage.no_record", f"petition {petition} has no analysis", "add the document again")
    received = list_receipts(store, petition)[0].received
    held = _hold(list_corrections(store, petition), corrections, at, actor)
    facts = {"ngay_nhan": received.isoformat(), **{one.correction.name: str(one.correction.value) for one in held[FACT]}}
    parse_given(facts, config.law_folder)
    checker = load_component("compliance", config, as_of=as_of)
    if not isinstance(checker, ComplianceChecker):
        raise DonthuError("triage.compliance", "the component compliance does not judge petitions", "see registry.py")
    before = dict(stored.analysis.record)
    parts = {one.correction.name: one.correction.value for one in held[PART]}
    record = recheck_record(correct_record(before, facts, parts), facts, checker)
    day = facts["ngay_nhan"]
    rows = [_tell_fact(one) for one in held[FACT]]
    assessment = assess(record, received=dt.date.fromisoformat(day), as_of=as_of, facts=rows, fields=parts.get("fields"))
    apart = {one.correction.name for one in held[APART]}
    linked = () if alone else read_details(store, petition).get("duplicates", ())
    links = [decode_link(row) for row in linked if row["id"] not in apart]
    assessment = add_duplicates(assessment, links, received=dt.date.fromisoformat(day))
    kept = {**before, "findings": record["findings"]}
    if before["petition"] is not None:
        kept["petition"] = {**before["petition"], "proposed_action": record["petition"]["proposed_action"]}
    return Revision(found, assessment, record, Analysis(kept, stored.analysis.components))


def read_corrected(store: Store, petition: str) -> Record | None:
    """The newest record of a petition with what officers corrected in it; None where it has no analysis.

    Raises StoreError (``store.no_petition``).
    """
    stored = read_record(store, petition)
    return None if stored is None else apply_corrections(dict(stored.analysis.record), list_corrections(store, petition))


def apply_corrections(record: Record, kept: Sequence[KeptCorrection]) -> Record:
    """The record with those of the corrections that hold; its petition's type is the one that an officer gave."""
    held = [one.correction for one in select_current(kept)]
    facts = {one.name: str(one.value) for one in held if one.kind == FACT}
    corrected = correct_record(record, facts, {one.name: one.value for one in held if one.kind == PART})
    if corrected["petition"] is None or "loai_don" not in facts:
        return corrected
    return {**corrected, "petition": {**corrected["petition"], "type": facts["loai_don"]}}


def correct_record(record: Record, facts: Mapping[str, str], parts: Mapping[str, Any]) -> Record:
    """The record with the parts of its petition that officers corrected; evidence of what was replaced is left out.

    A document that was taken for something else is a petition where its type is given.
    """
    if record["petition"] is None:
        if "loai_don" not in facts:
            return record
        record = {**record, "family": "petition", "petition": dict(EMPTY_PETITION)}
    petition = {**record["petition"], **{name: value for name, value in parts.items() if name != "fields"}}
    if "petitioners" in parts:
        empty = {"name": None, "address": None, "identity_number": None, "phone": None, "unit": None}
        petition["petitioners"] = [{**empty, **person} for person in parts["petitioners"]]
        petition["signatories"] = max(petition["signatories"] or 0, len(parts["petitioners"])) or None
    if "target" in parts and petition["targets"] and petition["targets"][0]["text"] != parts["target"]:
        petition["targets"] = []
    gone = {"petitioner", "address", "identity_number", "phone"} if "petitioners" in parts else set()
    gone |= {name for part, name in (("target", "target"), ("requests", "request")) if part in parts}
    petition["evidence"] = [
        row for row in petition["evidence"] if row[0] not in gone and not _is_flag_gone(row[0], petition["flags"])
    ]  # fmt: skip
    return {**record, "petition": petition}


def keep_decision(standing: Standing, assessment: Assessment) -> Standing:
    """The standing that an assessment gives, but for what somebody decided; what is closed has no due date any more.

    People whom the type made secret so far stay secret under another one (``secrecy.lift_guard`` ends that).
    """
    undecided = standing.status not in DECIDED
    return Standing(
        status=assessment.status if undecided else standing.status,
        type=assessment.type,
        fields=assessment.fields,
        flags=assessment.flags,
        places=assessment.places,
        action=assessment.action if undecided else standing.action,
        priority=assessment.priority,
        due=None if standing.status == "closed" else assessment.earliest,
        group=standing.group,
        guarded=standing.guarded or load_policy().is_protected(standing.type),
    )


def _hold(
    kept: Sequence[KeptCorrection], made: Sequence[Correction], at: dt.datetime, actor: int | None
) -> dict[str, list[KeptCorrection]]:
    """What holds when the corrections are made, by kind."""
    last = max((one.number for one in kept), default=0)
    new = [KeptCorrection(number, one, actor, at) for number, one in enumerate(made, last + 1)]
    held: dict[str, list[KeptCorrection]] = {FACT: [], PART: [], APART: []}
    for one in select_current([*kept, *new]):
        held.setdefault(one.correction.kind, []).append(one)
    return held


def _tell_fact(one: KeptCorrection) -> dict[str, Any]:
    said = one.correction
    at = one.made_at.astimezone(dt.UTC).isoformat(timespec="seconds")
    return {"name": said.name, "value": said.value, "user": one.user, "at": at}


def _is_flag_gone(name: str, flags: Sequence[str]) -> bool:
    return name.startswith("flag.") and name.split(".")[1] not in flags

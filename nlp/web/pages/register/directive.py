"""The page of a directive: its text with all that was found, its obligations and how they stand, what it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Response

from nlp.errors import StaleError, StoreError
from nlp.interop.hits import find_hits
from nlp.interop.html import render_text
from nlp.register.due import days_of
from nlp.register.listing import encode_directive, encode_obligation, show_directive
from nlp.store.documents import read_content, read_document, read_record
from nlp.store.register.directives import find_numbered, read_directive, read_directives
from nlp.store.register.evidence import decide_evidence, list_evidence
from nlp.store.register.models import DONE, PROPOSED, Evidence, Obligation, StatusChange
from nlp.store.register.obligations import (
    STATUSES,
    ObligationFilters,
    iterate_obligations,
    list_history,
    read_obligation,
    read_obligations,
    set_status,
)  # fmt: skip
from nlp.store.users import list_users
from nlp.web.duties import read_due
from nlp.web.errors import WebError
from nlp.web.pages.petition.layers import list_layers
from nlp.web.pages.petition.source import give_file
from nlp.web.pages.register.naming import render
from nlp.web.security.access import require
from nlp.web.security.roles import REGISTER_KEEPERS, REGISTER_READERS
from nlp.web.visit import Visit

router = APIRouter()
DirectiveId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$")]
ObligationId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}-[\w-]{1,22}$")]
_SHOWN = frozenset({"obligations", "deadlines", "citations"})
_PASSED, _AHEAD = dt.timedelta(days=400), dt.timedelta(days=120)
_MOST_DAYS = 6


@dataclass(frozen=True)
class Proposal:
    """A report that seems to answer an obligation, or an obligation that a report seems to answer, with the reasons in words."""

    evidence: Evidence
    other: Mapping[str, Any]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Duty:
    """An obligation with what its form needs: the version that is seen, days of a recurring duty, and its history."""

    row: Mapping[str, Any]
    anchor: str
    version: int
    days: tuple[dt.date, ...]
    history: tuple[StatusChange, ...]
    proposals: tuple[Proposal, ...]


@router.get("/directives/{document}")
def show(visit: Annotated[Visit, require(*REGISTER_READERS)], document: DirectiveId) -> Response:
    """The directive."""
    visit.record("directive.view", document)
    return render_directive(visit, document)


@router.get("/directives/{document}/source")
def save_source(visit: Annotated[Visit, require(*REGISTER_READERS)], document: DirectiveId) -> Response:
    """The bytes as they came in, to be saved."""
    read_directive(visit.store, document)
    kept = read_document(visit.store, document)
    visit.record("directive.download", document)
    return give_file(read_content(visit.store, document), name=f"van-ban-{document}", media_type=kept.media_type)


@router.post("/obligations/{obligation}/status")
def change_status(
    visit: Annotated[Visit, require(*REGISTER_KEEPERS)], obligation: ObligationId, version: Annotated[int, Form(ge=0)],
    status: Annotated[str, Form(max_length=20)] = "", due: Annotated[str, Form(max_length=10)] = "",
    evidence: Annotated[str, Form(max_length=120)] = "", note: Annotated[str, Form(max_length=4000)] = "",
) -> Response:  # fmt: skip
    """Says how an obligation stands, and by which document that is shown."""
    found = read_obligation(visit.store, obligation)
    values = {"id": obligation, "status": status, "due": due, "evidence": evidence, "note": note}
    shown, said = find_evidence(visit, evidence.strip())
    errors = {"evidence": said} if said else {}
    if status not in STATUSES:
        errors["status"] = visit.wording.say("form.choose")
    if errors:
        return render_directive(visit, found.directive, status=422, errors=errors, values=values)
    day = read_due(found, parse_day(due))
    try:
        set_status(
            visit.store, obligation, status, version=version, at=visit.now, actor=visit.user.id, due=day, evidence=shown,
            note=note.strip(),
        )  # fmt: skip
    except StaleError:
        return render_directive(visit, found.directive, status=409, values=values, stale=obligation)
    visit.site.index.open(visit.today)
    return visit.redirect(f"/directives/{found.directive}#{obligation}", done="obligation_status")


@router.post("/obligations/{obligation}/evidence")
def answer_evidence(
    visit: Annotated[Visit, require(*REGISTER_KEEPERS)], obligation: ObligationId, version: Annotated[int, Form(ge=0)],
    document: Annotated[str, Form(pattern=r"^[0-9a-f]{16}$")], answer: Annotated[str, Form(pattern="^(accept|refuse)$")],
    due: Annotated[str, Form(max_length=10)] = "", note: Annotated[str, Form(max_length=4000)] = "",
) -> Response:  # fmt: skip
    """Accepts a proposed report, which sets the obligation to done, or refuses it."""
    found = read_obligation(visit.store, obligation)
    day, accept = read_due(found, parse_day(due)), answer == "accept"
    try:
        decide_evidence(
            visit.store, obligation, document, accept=accept, version=version, at=visit.now, actor=visit.user.id, due=day,
            note=note.strip(),
        )  # fmt: skip
    except StaleError:
        return render_directive(visit, found.directive, status=409, stale=obligation)
    visit.site.index.open(visit.today)
    onward = f"/directives/{found.directive}#{obligation}"
    return visit.redirect(onward, done="evidence_accepted") if accept else visit.redirect(onward, done="evidence_refused")


def find_evidence(visit: Visit, text: str) -> tuple[str | None, str | None]:
    """The id of the document that a text names by its id or number, and what is wrong where it names none, or several."""
    if not text:
        return None, None
    found = find_numbered(visit.store, text)
    if len(found) == 1:
        return found[0], None
    if found:
        return None, visit.wording.say("register.evidence_many")
    try:
        return read_document(visit.store, text).id, None
    except StoreError:
        return None, visit.wording.say("register.evidence_unknown")


def render_directive(
    visit: Visit, document: str, *, status: int = 200, errors: Mapping[str, str] | None = None,
    values: Mapping[str, str] | None = None, stale: str | None = None,
) -> Response:  # fmt: skip
    """The page, with what is wrong with a form and what was filled in."""
    shown, wording = show_directive(visit.store, document, as_of=visit.today), visit.wording
    directive, stored = read_directive(visit.store, document), read_record(visit.store, document)
    record = stored.analysis.record if stored else None
    obligations = iterate_obligations(visit.store, ObligationFilters(directive=document))
    duties = [_make_duty(visit, one, encode_obligation(one, directive, as_of=visit.today)) for one in obligations]
    ended_by = next((row["other"] for row in shown["cited_by"] if row["source"] == shown["status_by"]), None)
    return render(
        visit, "register/directive.html", status=status, shown=shown, duties=duties, ended_by=ended_by,
        text=render_text(record, wording) if record else "",
        layers=list_layers(find_hits(record, wording), wording, on=_SHOWN) if record else [],
        document=read_document(visit.store, document), users=name_users(visit), statuses=STATUSES, done=DONE,
        errors=errors or {}, values=values or {}, stale=stale, may_keep=visit.is_any(*REGISTER_KEEPERS),
        proposed=PROPOSED, answers=list(_list_proposals(visit, list_evidence(visit.store, document=document), of_reports=False)),
        counts=count_statuses([duty.row for duty in duties]),
    )  # fmt: skip


def count_statuses(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many obligations have each status, what is overdue first."""
    found = {name: sum(row["status"] == name for row in rows) for name in ("qua_han", "mo", "xong", "khong_ap_dung")}
    return {name: count for name, count in found.items() if count}


def name_users(visit: Visit) -> dict[int | None, str]:
    """Names of users by id; of the command line too."""
    return {user.id: user.name for user in list_users(visit.store)} | {None: visit.wording.say("audit.nobody")}


def _make_duty(visit: Visit, one: Obligation, row: Mapping[str, Any]) -> Duty:
    history = tuple(list_history(visit.store, one.duty.id)) if one.version else ()
    proposals = tuple(_list_proposals(visit, list_evidence(visit.store, obligation=one.duty.id), of_reports=True))
    return Duty(row, one.duty.id.partition("-")[2], one.version, find_days(one, visit.today), history, proposals)


def _list_proposals(visit: Visit, evidence: Sequence[Evidence], *, of_reports: bool) -> Iterator[Proposal]:
    """The proposals with the other side of each: the report, or the obligation's directive."""
    duties = {} if of_reports else read_obligations(visit.store, [one.obligation for one in evidence])
    others = [one.document if of_reports else duties[one.obligation].directive for one in evidence]
    directives = read_directives(visit.store, others)
    for one, other in zip(evidence, others, strict=True):
        directive = directives[other]
        row = (
            encode_directive(directive) if of_reports else encode_obligation(duties[one.obligation], directive, as_of=visit.today)
        )
        yield Proposal(one, row, tuple(_tell_reason(visit, reason) for reason in one.reasons))


def _tell_reason(visit: Visit, reason: Mapping[str, Any]) -> str:
    text = str(reason["text"])
    if reason["code"] in ("in_time", "late"):
        text = visit.wording.day(text)
    return visit.wording.say(f"evidence.reason.{reason['code']}", text=text)


def find_days(one: Obligation, today: dt.date) -> tuple[dt.date, ...]:
    """The days of a recurring duty that may be said to be done: the last ones that passed and the coming ones."""
    rules = [due for due in one.duty.dues if due.rrule is not None]
    days = sorted({day for due in rules for day in days_of(due, today - _PASSED, today + _AHEAD)} - one.done_days)
    passed, coming = [day for day in days if day < today], [day for day in days if day >= today]
    return (*passed[-_MOST_DAYS // 2 :], *coming[: _MOST_DAYS // 2])


def parse_day(text: str) -> dt.date | None:
    """A day as forms send it; raises WebError (``web.bad_request``) for what is none."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise WebError("web.bad_request", 400) from None

"""What is done with several petitions at once: first told, then done; what somebody else changed meanwhile is left and told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Response

from nlp.errors import DonthuError, StaleError
from nlp.store.assignments import assign_petition
from nlp.store.petitions import Petition, read_all_details
from nlp.store.queue import list_petitions
from nlp.triage.decisions import decide
from nlp.triage.export import write_csv
from nlp.triage.listing import encode_row
from nlp.triage.reassess import DECIDED
from nlp.web.errors import WebError
from nlp.web.pages.inbox.lines import make_lines
from nlp.web.security.access import require
from nlp.web.security.roles import DECIDERS, OFFICERS, READERS, list_workers
from nlp.web.sightings import record_list, record_taken
from nlp.web.visit import Visit

router = APIRouter(prefix="/inbox")
MOST = 200
#: What can be done, by whom; ``close``, ``reopen`` and ``note`` are decisions of triage.yaml that are no actions.
ROLES = {"accept": DECIDERS, "assign": OFFICERS, "close": DECIDERS, "reopen": DECIDERS, "note": OFFICERS}
_DECISIONS = {"close": "ket_thuc", "reopen": "mo_lai", "note": "ghi_chu"}

Keys = Annotated[list[str], Form(default_factory=list)]
Query = Annotated[str, Form(max_length=2000)]


@dataclass(frozen=True)
class Step:
    """What would be done with a petition: ``problem`` (a message) says why nothing is, ``action`` is what it is decided to."""

    petition: Petition
    problem: str | None = None
    action: str | None = None


@router.post("/bulk")
def tell_bulk(
    visit: Annotated[Visit, require(*OFFICERS)], petition: Keys, what: Annotated[str, Form()] = "", query: Query = "",
    assignee: Annotated[str, Form(max_length=20)] = "",
) -> Response:  # fmt: skip
    """Says what would happen to how many, before anything does."""
    return _render(visit, what, petition, query, assignee)


@router.post("/bulk/do")
def do_bulk(
    visit: Annotated[Visit, require(*OFFICERS)], petition: Keys, what: Annotated[str, Form()] = "", query: Query = "",
    assignee: Annotated[str, Form(max_length=20)] = "", note: Annotated[str, Form(max_length=4000)] = "",
) -> Response:  # fmt: skip
    """Does it, petition by petition, and tells what became of each that it could not be done with."""
    note = note.strip()
    if what == "note" and not note:
        return _render(visit, what, petition, query, assignee, status=422, error=visit.wording.say("bulk.note_missing"))
    user = _find_user(visit, what, assignee)
    done, left = 0, list[Step]()
    for step in plan(visit, what, petition):
        if step.problem is None:
            step = _do(visit, what, step, user, note)
        if step.problem is None:
            done += 1
        else:
            left.append(step)
    lines = {line.petition.id: line for line in make_lines(visit, [step.petition for step in left])}
    return visit.render("inbox/bulk_done.html", what=what, done=done, left=left, lines=lines, query=query)


@router.post("/export")
def export_selection(visit: Annotated[Visit, require(*READERS)], petition: Keys) -> Response:
    """The petitions chosen as CSV: ids, codes and days, nothing personal."""
    chosen = list(_read_keys(visit, petition))
    record_taken(visit, [step.petition.id for step in chosen], form="csv")
    details = read_all_details(visit.store, [step.petition for step in chosen])
    name = f'attachment; filename="don-{visit.today.isoformat()}.csv"'
    table = write_csv(encode_row(step.petition, details.get(step.petition.id, {})) for step in chosen)
    return Response(table, media_type="text/csv; charset=utf-8", headers={"content-disposition": name})


def plan(visit: Visit, what: str, keys: Sequence[str]) -> list[Step]:
    """What would be done with each of the petitions; raises WebError for what nobody, or this user, can do."""
    if what not in ROLES or not keys or len(keys) > MOST:
        raise WebError("web.bad_request", 400)
    if not visit.is_any(*ROLES[what]):
        raise WebError("web.forbidden", 403)
    return [step if step.problem else _judge(what, step.petition) for step in _read_keys(visit, keys)]


def _judge(what: str, petition: Petition) -> Step:
    standing = petition.standing
    if what == "accept":
        if standing.status in DECIDED:
            return Step(petition, "bulk.decided")
        return Step(petition, action=standing.action) if standing.action else Step(petition, "bulk.nothing_proposed")
    if what == "close" and standing.status == "closed":
        return Step(petition, "bulk.closed")
    if what == "reopen" and standing.status not in DECIDED:
        return Step(petition, "bulk.open")
    return Step(petition, action=_DECISIONS.get(what))


def _do(visit: Visit, what: str, step: Step, user: int | None, note: str) -> Step:
    """The step, with the problem that it met."""
    one = step.petition
    try:
        if what == "assign":
            assign_petition(visit.store, one.id, user, version=one.version, at=visit.now, actor=visit.user.id)
        else:
            decide(
                visit.store, one.id, str(step.action), version=one.version, at=visit.now, actor=visit.user.id, day=visit.today,
                config=visit.site.config, note=note,
            )  # fmt: skip
    except StaleError:
        return Step(one, "bulk.stale")
    except DonthuError as error:
        if error.code in ("store.busy", "store.unreachable", "store.damaged"):
            raise
        return Step(one, "bulk.failed")
    return step


def _read_keys(visit: Visit, keys: Sequence[str]) -> Iterable[Step]:
    """The petitions as they stand, in the order chosen; those whose version is another one by now have a problem."""
    seen: dict[str, int] = {}
    for key in keys[:MOST]:
        petition, _, version = key.partition(".")
        if not (version.isascii() and version.isdigit()) or len(version) > 9:
            raise WebError("web.bad_request", 400)
        seen[petition] = int(version)
    found = {one.id: one for one in list_petitions(visit.store, seen)}
    for petition, number in seen.items():
        if petition in found:
            one = found[petition]
            yield Step(one, None if one.version == number else "bulk.stale")


def _find_user(visit: Visit, what: str, assignee: str) -> int | None:
    """The user whom petitions are given to; None takes them from whoever has them."""
    if what != "assign" or assignee == "none":
        return None
    named = next((user for user in list_workers(visit.store) if str(user.id) == assignee), None)
    if named is None:
        raise WebError("web.bad_request", 400)
    return named.id


def _render(
    visit: Visit, what: str, keys: Sequence[str], query: str, assignee: str, *, status: int = 200, error: str | None = None
) -> Response:
    steps = plan(visit, what, keys)
    doing = [step for step in steps if step.problem is None]
    user = _find_user(visit, what, assignee)
    record_list(visit, [step.petition.id for step in steps])
    return visit.render(
        "inbox/bulk.html", status=status, what=what, steps=steps, doing=doing, query=query, assignee=assignee, error=error,
        worker=next((one.name for one in list_workers(visit.store) if one.id == user), None),
        actions=Counter(step.action for step in doing).most_common(),
        problems=Counter(step.problem for step in steps if step.problem).most_common(),
        lines={line.petition.id: line for line in make_lines(visit, [step.petition for step in steps])},
    )  # fmt: skip

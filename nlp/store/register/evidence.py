"""Reports proposed as evidence: which reports may answer which directives, the proposals, and what people say of them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from nlp.errors import StoreError
from nlp.store.audit import Event
from nlp.store.canonical import write_canonical
from nlp.store.engine import Store
from nlp.store.register.models import ACCEPTED, DONE, PROPOSED, REFUSED, Evidence
from nlp.store.register.obligations import put_status
from nlp.store.register.tables import AddresseeRow, DirectiveRow, EvidenceRow, LinkRow

_ENDS = ("thay_the", "bai_bo", "sua_doi")


def find_pairs(session: Session, directives: Sequence[str], relinked: Iterable[str]) -> dict[tuple[str, str], bool]:
    """Pairs of a report and a directive that it may answer, of which one is new or linked anew, and whether it cites it."""
    new, touched = list(directives), list({*directives, *relinked})
    reports = select(DirectiveRow.document_id).where(DirectiveRow.is_report)
    cited = select(LinkRow.source, LinkRow.target).where(
        LinkRow.target.is_not(None), LinkRow.relation.not_in(_ENDS), LinkRow.source.in_(reports),
        or_(LinkRow.source.in_(touched), LinkRow.target.in_(new)),
    )  # fmt: skip
    pairs = {(source, target): True for source, target in session.execute(cited) if target is not None}
    addressed = (
        select(AddresseeRow.document_id, DirectiveRow.document_id)
        .join(DirectiveRow, DirectiveRow.issuer_key == AddresseeRow.key)
        .where(AddresseeRow.document_id.in_(reports), DirectiveRow.is_report.is_(False))
        .where(or_(AddresseeRow.document_id.in_(touched), DirectiveRow.document_id.in_(new)))
    )
    for report, directive in session.execute(addressed):
        pairs.setdefault((report, directive), False)
    return pairs


def drop_proposals(session: Session, reports: Iterable[str]) -> None:
    """Takes back what was proposed of reports whose links changed, and nobody decided on."""
    chosen = EvidenceRow.document_id.in_(list(reports)), EvidenceRow.state == PROPOSED
    session.execute(delete(EvidenceRow).where(*chosen))


def put_proposals(session: Session, proposals: Iterable[Evidence]) -> None:
    """Writes proposals; of what somebody has decided only the reasons are renewed."""
    for one in proposals:
        row = session.get(EvidenceRow, (one.obligation, one.document))
        if row is None:
            row = EvidenceRow(obligation=one.obligation, document_id=one.document, state=PROPOSED)
            session.add(row)
        row.score, row.reasons = one.score, write_canonical([dict(reason) for reason in one.reasons])
    session.flush()


def list_evidence(store: Store, *, obligation: str | None = None, document: str | None = None) -> list[Evidence]:
    """The reports proposed for an obligation, or the obligations that a report seems to answer; the likeliest first."""
    query = select(EvidenceRow).order_by(EvidenceRow.score.desc(), EvidenceRow.obligation, EvidenceRow.document_id)
    if obligation is not None:
        query = query.where(EvidenceRow.obligation == obligation)
    if document is not None:
        query = query.where(EvidenceRow.document_id == document)
    with store.read() as session:
        return [_load(row) for row in session.scalars(query)]


def list_open_evidence(store: Store, *, limit: int = 100) -> list[Evidence]:
    """What was proposed and nobody decided on, the likeliest first."""
    query = select(EvidenceRow).where(EvidenceRow.state == PROPOSED)
    ordered = query.order_by(EvidenceRow.score.desc(), EvidenceRow.obligation, EvidenceRow.document_id).limit(limit)
    with store.read() as session:
        return [_load(row) for row in session.scalars(ordered)]


def decide_evidence(
    store: Store, obligation: str, document: str, *, accept: bool, version: int, at: dt.datetime, actor: int | None,
    due: dt.date | None = None, note: str = "",
) -> Evidence:  # fmt: skip
    """The proposal as it was decided; accepted, it sets the obligation to done with the report as its evidence.

    ``version`` is the obligation's that was seen, ``due`` the day of a recurring duty that the report is of. Raises StaleError
    (``store.stale``), StoreError (``register.no_evidence``, ``register.no_obligation``).
    """
    with store.write() as (session, trail):
        row = session.get(EvidenceRow, (obligation, document))
        if row is None:
            hint = "set the status itself: donthu register status ID done --evidence DOCUMENT"
            raise StoreError("register.no_evidence", f"{document} was not proposed for {obligation}", hint)
        row.state, row.user_id, row.at = ACCEPTED if accept else REFUSED, actor, at
        session.flush()
        trail.add(Event("evidence.accept" if accept else "evidence.refuse", obligation, actor, at, {"document": document}))
        if accept:
            put_status(
                session, trail, obligation, DONE, version=version, at=at, actor=actor, due=due, evidence=document, note=note
            )
        return _load(row)


def _load(row: EvidenceRow) -> Evidence:
    return Evidence(
        row.obligation, row.document_id, row.score, tuple(json.loads(row.reasons)), row.state, row.user_id, row.at
    )  # fmt: skip

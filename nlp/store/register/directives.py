"""Directives: added once whatever comes in again, with their obligations, and read back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nlp.errors import StoreError
from nlp.store.audit import Event, Trail
from nlp.store.canonical import clean_text, write_canonical
from nlp.store.documents import put_document, put_record
from nlp.store.engine import Store
from nlp.store.register.generation import raise_generation
from nlp.store.register.keys import fold_name, fold_number
from nlp.store.register.models import IN_FORCE, Directive, Dispatch, Duty, IncomingDirective, Link
from nlp.store.register.tables import AddresseeRow, BodyRow, DirectiveRow, DueRow, LinkRow, ObligationRow

#: Joins what is new with what is there (links, lapses, evidence), in the transaction that adds it.
Relate = Callable[[Session, Trail, Sequence[str]], None]


@dataclass(frozen=True)
class AddedDirective:
    """What became of a dispatch that came in: its id, and whether it is new."""

    id: str
    is_new: bool


def add_directives(
    store: Store, incoming: Iterable[IncomingDirective], *, at: dt.datetime, actor: int | None, relate: Relate
) -> list[AddedDirective]:
    """What became of each dispatch; all are stored with their obligations, or none is.

    Bytes that are in the register already are left as they are. Raises StoreError as ``add_document`` does.
    """
    with store.write() as (session, trail):
        added = []
        for one in incoming:
            document = put_document(session, trail, one.source, at=at, actor=actor)
            is_new = session.get(DirectiveRow, document.id) is None
            if is_new:
                put_record(session, trail, document, one.analysis, at=at, actor=actor)
                _put(session, document.id, one)
                told = {"obligations": len(one.duties)}
                trail.add(Event("directive.add", document.id, actor, at, told))
            added.append(AddedDirective(document.id, is_new))
        if new := [one.id for one in added if one.is_new]:
            relate(session, trail, new)
        return added


def find_known_directives(store: Store, documents: Iterable[str]) -> set[str]:
    """Which of the ids are in the register."""
    with store.read() as session:
        return set(session.scalars(select(DirectiveRow.document_id).where(DirectiveRow.document_id.in_(list(documents)))))


def read_directive(store: Store, document: str) -> Directive:
    """The directive of that document; raises StoreError (``register.no_directive``)."""
    with store.read() as session:
        return load_directive(require_directive(session, document))


def read_directives(store: Store, documents: Iterable[str]) -> dict[str, Directive]:
    """Directives by their ids; those that the register has not are left out."""
    with store.read() as session:
        return load_directives(session, documents)


def find_numbered(store: Store, number: str) -> list[str]:
    """The ids of the directives with that number, however it is written."""
    with store.read() as session:
        query = select(DirectiveRow.document_id).where(DirectiveRow.number_key == fold_number(number))
        return list(session.scalars(query.order_by(DirectiveRow.document_id)))


def page_directives(store: Store, *, limit: int, before: int | None = None) -> list[Directive]:
    """Directives that came before the one of that arrival, the last ones first."""
    query = select(DirectiveRow).order_by(DirectiveRow.arrival.desc()).limit(limit)
    if before is not None:
        query = query.where(DirectiveRow.arrival < before)
    with store.read() as session:
        return [load_directive(row) for row in session.scalars(query)]


def iterate_directives(store: Store) -> Iterator[Directive]:
    """All directives in the order of their arrival."""
    with store.read() as session:
        query = select(DirectiveRow).order_by(DirectiveRow.arrival).execution_options(yield_per=500)
        yield from map(load_directive, session.scalars(query))


def count_directives(store: Store) -> int:
    """How many directives the register has."""
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(DirectiveRow)) or 0


def list_issuers(store: Store) -> list[str]:
    """The names of all issuers, in order of the alphabet."""
    with store.read() as session:
        query = select(DirectiveRow.issuer).where(DirectiveRow.issuer.is_not(None)).distinct().order_by(DirectiveRow.issuer)
        return [name for name in session.scalars(query) if name]


def load_directives(session: Session, documents: Iterable[str]) -> dict[str, Directive]:
    """The same inside a transaction."""
    rows = session.scalars(select(DirectiveRow).where(DirectiveRow.document_id.in_(set(documents))))
    return {row.document_id: load_directive(row) for row in rows}


def require_directive(session: Session, document: str) -> DirectiveRow:
    """The row of the directive; raises StoreError (``register.no_directive``)."""
    row = session.get(DirectiveRow, document)
    if row is None:
        raise StoreError("register.no_directive", f"the register has no directive {document}", "look its id up by donthu search")
    return row


def load_directive(row: DirectiveRow) -> Directive:
    """The directive of a row."""
    dispatch = Dispatch(
        row.kind, row.regime, row.number, row.number_key, row.issuer, row.issuer_key, row.issuer_kind, row.level, row.place,
        tuple(json.loads(row.places)), row.issued, row.subject, tuple(json.loads(row.addressees)), tuple(json.loads(row.fields)),
        row.is_report,
    )  # fmt: skip
    return Directive(
        row.document_id, row.arrival, row.received, dispatch, row.status, row.status_by, row.status_how
    )  # fmt: skip


def _put(session: Session, document: str, one: IncomingDirective) -> None:
    told = one.dispatch
    session.add(
        DirectiveRow(
            document_id=document, arrival=(session.scalar(select(func.max(DirectiveRow.arrival))) or 0) + 1,
            kind=told.kind, regime=told.regime, number=_clean(told.number), number_key=told.number_key,
            issuer=_clean(told.issuer), issuer_key=told.issuer_key, issuer_kind=told.issuer_kind, level=told.level,
            place=told.place, places=write_canonical(list(told.places)), issued=told.issued, subject=_clean(told.subject),
            addressees=write_canonical(list(told.addressees)), field=told.fields[0] if told.fields else None,
            fields=write_canonical(list(told.fields)), received=one.received, is_report=told.is_report, status=IN_FORCE,
            changed=raise_generation(session),
        )
    )  # fmt: skip
    session.flush()
    keys = dict.fromkeys(fold_name(name) for name in told.addressees)
    session.add_all(AddresseeRow(document_id=document, key=key) for key in keys)
    session.add_all(_link_row(document, position, link) for position, link in enumerate(one.links))
    for position, duty in enumerate(one.duties):
        session.add(_duty_row(document, position, duty))
    session.flush()
    for duty in one.duties:
        session.add_all(_body_rows(duty))
        session.add_all(_due_rows(duty))
    session.flush()


def _link_row(document: str, position: int, link: Link) -> LinkRow:
    return LinkRow(
        source=document, position=position, relation=link.relation, kind=link.kind, number=clean_text(link.number),
        number_key=fold_number(link.number), issued=link.issued, issuer=_clean(link.issuer), urn=_clean(link.urn),
        start=link.start, end=link.end,
    )  # fmt: skip


def _duty_row(document: str, position: int, duty: Duty) -> ObligationRow:
    return ObligationRow(
        id=duty.id, directive=document, position=position, start=duty.start, end=duty.end, text=clean_text(duty.text),
        clause=_clean(duty.clause), action=_clean(duty.action), modality=duty.modality, report_to=_clean(duty.report_to),
        cited=write_canonical([dict(one) for one in duty.cited]), status="mo", version=0,
    )  # fmt: skip


def _body_rows(duty: Duty) -> Iterator[BodyRow]:
    for position, body in enumerate(duty.bodies):
        yield BodyRow(
            obligation=duty.id, position=position, text=clean_text(body.text), name=clean_text(body.name),
            key=fold_name(body.name), role=body.role, kind=body.kind, level=body.level, place=body.place, within=body.within,
            unit_kinds=f"+{'+'.join(body.unit_kinds)}+" if body.unit_kinds else None,
        )  # fmt: skip


def _due_rows(duty: Duty) -> Iterator[DueRow]:
    for position, due in enumerate(duty.dues):
        yield DueRow(
            obligation=duty.id, position=position, text=clean_text(due.text), how=due.how, due=due.day, rrule=due.rrule,
            shift=due.shift, first=due.first, until=due.until, certain=due.certain,
        )  # fmt: skip


def _clean(text: str | None) -> str | None:
    return None if text is None else clean_text(text)

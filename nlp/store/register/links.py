"""Links between directives: what a citation may mean, what it is resolved to, and the statuses that follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from nlp.store.engine import Store
from nlp.store.register.directives import load_directive
from nlp.store.register.generation import mark_changed
from nlp.store.register.models import Directive, Link
from nlp.store.register.tables import DirectiveRow, LinkRow

_PART = 500  # ids in one query


def find_links_touched(session: Session, directives: Sequence[str]) -> list[tuple[int, Link]]:
    """The links of the directives and those that may mean one of them, with their positions."""
    keys = select(DirectiveRow.number_key).where(DirectiveRow.document_id.in_(directives), DirectiveRow.number_key.is_not(None))
    query = select(LinkRow).where(or_(LinkRow.source.in_(directives), LinkRow.number_key.in_(keys)))
    return [(row.position, _load(row)) for row in session.scalars(query.order_by(LinkRow.source, LinkRow.position))]


def find_by_number(session: Session, number_keys: Iterable[str]) -> dict[str, list[Directive]]:
    """The directives of each number, in an order that does not depend on their arrival."""
    query = select(DirectiveRow).where(DirectiveRow.number_key.in_(set(number_keys))).order_by(DirectiveRow.document_id)
    found: dict[str, list[Directive]] = {}
    for row in session.scalars(query):
        found.setdefault(str(row.number_key), []).append(load_directive(row))
    return found


def put_target(session: Session, link: Link, position: int, target: str | None) -> None:
    """Writes what a link is resolved to."""
    row = update(LinkRow).where(LinkRow.source == link.source, LinkRow.position == position)
    session.execute(row.values(target=target))


def links_to(session: Session, targets: Iterable[str]) -> list[Link]:
    """The links that are resolved to one of the directives."""
    query = select(LinkRow).where(LinkRow.target.in_(list(targets))).order_by(LinkRow.source, LinkRow.position)
    return [_load(row) for row in session.scalars(query)]


def put_statuses(session: Session, statuses: Mapping[str, tuple[str, str | None, str | None]]) -> None:
    """Writes status, cause and relation of directives; those that differ go to the index again."""
    changed = []
    for row in session.scalars(select(DirectiveRow).where(DirectiveRow.document_id.in_(list(statuses)))):
        if (row.status, row.status_by, row.status_how) != statuses[row.document_id]:
            row.status, row.status_by, row.status_how = statuses[row.document_id]
            changed.append(row.document_id)
    session.flush()
    mark_changed(session, changed)


def list_links(store: Store, document: str) -> tuple[list[Link], list[Link]]:
    """What a directive cites, and the links of others to it."""
    with store.read() as session:
        query = select(LinkRow).where(LinkRow.source == document).order_by(LinkRow.position)
        return [_load(row) for row in session.scalars(query)], links_to(session, [document])


def find_links(store: Store, directives: Iterable[str], relations: Iterable[str], *, upwards: bool) -> list[Link]:
    """The resolved links of these relations from the directives, or (not ``upwards``) those of others to them."""
    end = LinkRow.source if upwards else LinkRow.target
    query = select(LinkRow).where(LinkRow.target.is_not(None), LinkRow.relation.in_(list(relations)))
    with store.read() as session:
        ids = sorted(directives)
        parts = (ids[start : start + _PART] for start in range(0, len(ids), _PART))
        return [_load(row) for part in parts for row in session.scalars(query.where(end.in_(part)))]


def _load(row: LinkRow) -> Link:
    return Link(
        row.relation, row.kind, row.number, row.issued, row.issuer, row.urn, row.start, row.end, row.source, row.target
    )  # fmt: skip

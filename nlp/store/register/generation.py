"""The register's generation: a number that goes up with every change of what the search shows.

The index keeps the number that it has seen and is sent what came later; nothing else has to agree between the two.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from nlp.store.engine import Store
from nlp.store.register.models import RECURRING
from nlp.store.register.tables import DirectiveRow, DueRow, ObligationRow, RegisterRow


def read_generation(store: Store) -> int:
    """The register's generation; 0 of an empty one."""
    with store.read() as session:
        return session.scalars(select(RegisterRow.generation)).one()


def raise_generation(session: Session) -> int:
    """The next generation, for a writing transaction that changes something."""
    row = session.get_one(RegisterRow, 1)
    row.generation += 1
    session.flush()
    return row.generation


def mark_changed(session: Session, directives: Iterable[str]) -> None:
    """Has the directives sent to the index again."""
    if ids := sorted(set(directives)):
        generation = raise_generation(session)
        session.execute(update(DirectiveRow).where(DirectiveRow.document_id.in_(ids)).values(changed=generation))


def move_due_window(store: Store, as_of: dt.date) -> bool:
    """Whether the days of recurring duties were brought to the month of ``as_of``: once a month they go to the index again."""
    first = as_of.replace(day=1)
    with store.read() as session:
        if session.scalars(select(RegisterRow.due_from)).one() == first:
            return False
    with store.write() as (session, _):
        row = session.get_one(RegisterRow, 1)
        if row.due_from == first:
            return False
        row.due_from = first
        recurring = select(ObligationRow.directive).join(DueRow, DueRow.obligation == ObligationRow.id)
        generation = raise_generation(session)
        chosen = recurring.where(DueRow.how == RECURRING)
        session.execute(update(DirectiveRow).where(DirectiveRow.document_id.in_(chosen)).values(changed=generation))
        return True

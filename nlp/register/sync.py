"""The search's index kept up to date with the register.

The store is the truth. Each directive bears the generation of the register that last changed it, and the index notes in each of
its commits up to which generation it was fed: whoever finds the index behind sends what came later. So nothing is lost between
the two, whenever a process ends; the folder of the index may be deleted at any time.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nlp.errors import SearchError
from nlp.register.passages import make_passage
from nlp.search.index.passages import PassageIndex, open_index
from nlp.search.index.vectors import Embed
from nlp.search.models import Passage
from nlp.search.rank.semantic import load_term_vectors
from nlp.store.engine import Store
from nlp.store.register.directives import load_directive
from nlp.store.register.generation import move_due_window, read_generation
from nlp.store.register.obligations import load_obligations
from nlp.store.register.tables import DirectiveRow, ObligationRow, RegisterRow

_BATCH = 200
_ROUNDS = 3
# More than this part of the register is put into a new index rather than into the old one piece by piece.
_REBUILD_FROM = 0.5


def open_register_index(store: Store, *, as_of: dt.date, embed: Embed | None = None) -> PassageIndex:
    """The index of the store's register, up to date.

    A broken one or one of another format is made anew. ``embed`` takes the place of the shipped vectors of terms. Where another
    process writes at the time, the index is as that one leaves it.
    """
    folder = store.place.index
    vectors = embed or load_term_vectors().embed
    try:
        index = open_index(folder, embed=vectors)
    except SearchError as error:
        if error.code not in ("index.broken", "index.format"):
            raise
        shutil.rmtree(folder)
        index = open_index(folder, embed=vectors)
    move_due_window(store, as_of)
    sync_index(store, index)
    return index


def sync_index(store: Store, index: PassageIndex) -> bool:
    """Sends the index what it has not seen; whether it is up to date afterwards, which it is not where another one writes.

    What came while it was fed, or was fed by another process at the same time, is looked for once more.
    """
    return any(_feed(store, index) and index.generation == read_generation(store) for _ in range(_ROUNDS))


def _feed(store: Store, index: PassageIndex) -> bool:
    """Whether the index could be written, or had nothing to be told."""
    with store.read() as session:
        head = session.get_one(RegisterRow, 1)
        seen = index.generation
        if seen == head.generation:
            return True
        # An index that is ahead is of another register, or of one that was restored from a backup.
        ahead = seen > head.generation
        total = session.scalar(select(func.count()).select_from(DirectiveRow)) or 0
        late = session.scalar(select(func.count()).select_from(DirectiveRow).where(DirectiveRow.changed > seen)) or 0
        try:
            if ahead or (not len(index) and total) or late > total * _REBUILD_FROM and late > _BATCH:
                index.rebuild(_passages(session, 0, head.due_from), generation=head.generation)
            else:
                index.apply(generation=head.generation, put=_passages(session, seen, head.due_from))
        except SearchError as error:
            if error.code != "index.busy":
                raise
            return False
    return True


def rebuild_index(store: Store, *, as_of: dt.date, embed: Embed | None = None) -> PassageIndex:
    """The index made anew from the store; the old one is searched until it is done.

    Raises SearchError (``index.busy``) where another process writes.
    """
    index = open_register_index(store, as_of=as_of, embed=embed)
    with store.read() as session:
        head = session.get_one(RegisterRow, 1)
        index.rebuild(_passages(session, 0, head.due_from), generation=head.generation)
    return index


def _passages(session: Session, seen: int, due_from: dt.date | None) -> Iterator[Passage]:
    """The passages of all directives that changed behind a generation, a few directives in memory at a time."""
    after = 0
    while True:
        query = select(DirectiveRow).where(DirectiveRow.changed > seen, DirectiveRow.arrival > after)
        rows = list(session.scalars(query.order_by(DirectiveRow.arrival).limit(_BATCH)))
        if not rows:
            return
        after = rows[-1].arrival
        directives = {row.document_id: load_directive(row) for row in rows}
        wanted = select(ObligationRow).where(ObligationRow.directive.in_(directives))
        ordered = list(session.scalars(wanted.order_by(ObligationRow.directive, ObligationRow.position)))
        for start in range(0, len(ordered), _BATCH):
            for one in load_obligations(session, ordered[start : start + _BATCH]):
                day = due_from or directives[one.directive].received.replace(day=1)
                yield make_passage(one, directives[one.directive], due_from=day)
        session.expunge_all()

"""Petitions that come again, found while they are added: sketches in memory, groups in the store.

Only the store knows the groups, and a petition is placed while nobody else can write: several processes may add at once, and a
petition that an officer took out of its group stays out.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from nlp.errors import DonthuError
from nlp.store.audit import Trail
from nlp.store.documents import newest_record
from nlp.store.engine import Store
from nlp.store.groups import Group, join_group, read_apart, read_groups, read_sketches
from nlp.triage.duplicates.index import DuplicateIndex
from nlp.triage.duplicates.models import Link, Sketch
from nlp.triage.duplicates.sketch import decode_sketch, make_sketch


class Groups:
    """The sketches of a store's petitions, kept in step with it; raises MissingExtra without rensa."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._index, self._seen = DuplicateIndex(), 0

    def __len__(self) -> int:
        return len(self._index)

    def load(self) -> None:
        """Reads what other processes added meanwhile; the first time all of it."""
        with self._store.read() as session:
            self._catch_up(session)

    def forget(self) -> None:
        """Forgets all sketches: what was placed was not stored."""
        self._index, self._seen = DuplicateIndex(), 0

    def find(self, record: dict[str, Any]) -> tuple[Link, ...]:
        """The links of a record to the petitions of the store, closest first; nothing is added."""
        self.load()
        return self._index.find(record)

    def place(
        self, session: Session, trail: Trail, sketch: Sketch, *, at: dt.datetime, actor: int | None
    ) -> tuple[tuple[Link, ...], str | None]:
        """The links of a new petition and the group that it opens or joins, None while it is alone.

        Those that it belongs with and that had no group, or another one, are put into that group: the oldest one's, whose name
        stays.
        """
        self._catch_up(session)
        links = self._index.find_sketch(sketch)
        self._index.put(sketch)
        if not links:
            return (), None
        joined = _join(links, read_groups(session, [link.id for link in links]), read_apart(session))
        name = min(joined, key=lambda group: group.first).name
        join_group(session, trail, name, [one for group in joined for one in group.members], at=at, actor=actor)
        return links, name

    def _catch_up(self, session: Session) -> None:
        for number, petition, sketch in read_sketches(session, after=self._seen):
            if (read := _read_sketch(session, petition, sketch)) is not None:
                self._index.put(read)
            self._seen = number


def _read_sketch(session: Session, petition: str, sketch: str | None) -> Sketch | None:
    """The sketch that is kept; one of an older version is made anew from the record."""
    if sketch is None:
        return None
    try:
        return decode_sketch(sketch.encode())
    except DonthuError:
        record = newest_record(session, petition)
        return make_sketch(json.loads(record.record)) if record is not None else None


def _join(links: Sequence[Link], groups: Mapping[str, Group], apart: frozenset[tuple[str, str]]) -> list[Group]:
    """The groups that belong together by the links, the closest first; none that somebody set apart from one before it."""
    joined: list[Group] = []
    for link in links:
        group = groups[link.id]
        if group not in joined and not any(_are_apart(group, other, apart) for other in joined):
            joined.append(group)
    return joined


def _are_apart(ours: Group, theirs: Group, apart: frozenset[tuple[str, str]]) -> bool:
    return bool(apart) and any((a, b) in apart or (b, a) in apart for a in ours.members for b in theirs.members)

"""The queue in memory: what petitions are filtered, sorted and counted by, an array a column, level with the store at every look.

Counts beside the filters touch every petition that fits: as arrays that takes a millisecond or two for 100,000 petitions, on
either engine and whatever is asked. The store notes in which order petitions changed (``petition_changes``, filled by triggers),
so that a look reads the rows that changed since the last one, whoever changed them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nlp.store.tables import ID_LENGTH, ChangeRow, KeyRow, PetitionRow

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]
LABELS = ("status", "type", "main_field", "action", "proposed", "group_id")
DAYS = ("received", "due")
KEYS = ("field", "flag", "place")
_READ = ("number", *LABELS, *DAYS, "rank", "assignee", "guarded", "search")
_BATCH = 500  # rows that are read at once


class _Codes(dict[str | None, int]):
    """A small number for each value, given when it is first met; 0 stands for None."""

    def __init__(self) -> None:
        super().__init__({None: 0})

    def __missing__(self, value: str | None) -> int:
        code = self[value] = len(self)
        return code


class QueueColumns:
    """Columns by the numbers of petitions: what is at place ``n`` of an array is of petition ``n``; place 0 is nobody's.

    They may be used inside ``hold`` only.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen = 0
        self._codes = {name: _Codes() for name in (*LABELS, *KEYS)}
        self._codes["proposed"] = self._codes["action"]  # so that the two can be compared
        self._arrays = {name: np.zeros(1, np.int32) for name in (*LABELS, *DAYS, "rank", "assignee", "guarded")}
        self._keys = {kind: np.zeros((1, 1), np.int32) for kind in KEYS}
        self._texts: list[str] = [""]
        self._text: str | None = None  # all of them, a line each, where somebody searched since the last change
        self._ends: Numbers = np.zeros(1, np.int64)
        self._size = 1

    def refresh(self, session: Session) -> None:
        """Brings the columns level with what the reading transaction sees."""
        # Before the lock: whoever holds it must not wait for a connection that another one keeps who waits for the lock.
        newest = session.scalar(select(func.max(ChangeRow.change))) or 0
        if newest > self._seen:
            with self._lock:
                if newest > self._seen:
                    self._read_changes(session)
                    self._seen = newest

    @contextmanager
    def hold(self) -> Iterator[QueueColumns]:
        """The columns, which no other thread changes meanwhile."""
        with self._lock:
            yield self

    @property
    def everybody(self) -> Mask:
        """All petitions; a new array."""
        found: Mask = self.numbers("status") != 0
        return found

    def numbers(self, name: str) -> NDArray[np.int32]:
        """A column as numbers: ``rank``, ``assignee`` (0: nobody), ``guarded`` (0: no), days as ordinals, labels by any number
        (0: none).

        An action has one number, proposed or decided.
        """
        return self._arrays[name][: self._size]

    def has_value(self, name: str, values: Iterable[str | None]) -> Mask:
        """Who has one of the values of a label."""
        codes, column = self._codes[name], self.numbers(name)
        found = np.zeros(self._size, bool)
        for value in values:
            if value in codes:
                found |= column == codes[value]
        return found

    def has_key(self, kind: str, value: str) -> Mask:
        """Who has a field, flag or place."""
        if value not in self._codes[kind]:
            return np.zeros(self._size, bool)
        code = self._codes[kind][value]
        found = np.zeros(self._size, bool)
        for slot in self._keys[kind]:
            found |= slot[: self._size] == code
        return found

    def has_text(self, text: str) -> tuple[Mask, Mask]:
        """Whose searched text has this part, and whose id begins with it."""
        if self._text is None:
            self._text = "\n".join(self._texts)
            self._ends = np.cumsum([len(one) + 1 for one in self._texts])
        whole, places = self._text, []
        place = whole.find(text)
        while place >= 0:
            places.append(place)
            end = whole.find("\n", place)
            place = whole.find(text, end) if end >= 0 else -1
        numbers = self._ends.searchsorted(places, side="right")
        by_id = np.zeros(self._size, bool)
        if len(text) <= ID_LENGTH:
            by_id[numbers] = self._ends[numbers - 1] == places  # the id stands first
        return self._mark(numbers), by_id

    def count_values(self, name: str, mask: Mask) -> dict[str | None, int]:
        """How many of ``mask`` have each value of a label that any of them has."""
        return _name_counts(np.bincount(self.numbers(name)[mask]), self._codes[name])

    def count_keys(self, kind: str, mask: Mask) -> dict[str, int]:
        """How many of ``mask`` have each field, flag or place; a petition counts for each."""
        codes = self._codes[kind]
        counts = np.zeros(len(codes), np.int64)
        for slot in self._keys[kind]:
            counts += np.bincount(slot[: self._size][mask], minlength=len(codes))
        counts[0] = 0
        return {value: count for value, count in _name_counts(counts, codes).items() if value is not None}

    def _mark(self, numbers: Numbers) -> Mask:
        found = np.zeros(self._size, bool)
        found[numbers] = True
        return found

    def _read_changes(self, session: Session) -> None:
        changed = select(ChangeRow.petition).where(ChangeRow.change > self._seen)
        rows = select(*(getattr(PetitionRow, name) for name in _READ))
        keys = select(KeyRow.kind, KeyRow.petition, KeyRow.position, KeyRow.value)
        # Past the session, whose rows cost several times as much.
        connection, options = session.connection(), {"yield_per": _BATCH}
        if self._seen:
            rows, keys = rows.where(PetitionRow.number.in_(changed)), keys.where(KeyRow.petition.in_(changed))
        for batch in connection.execute(rows, execution_options=options).partitions():
            self._put_rows(dict(zip(_READ, zip(*batch, strict=True), strict=True)))
        for batch in connection.execute(keys, execution_options=options).partitions():
            for kind in KEYS:
                if own := [row[1:] for row in batch if row[0] == kind]:
                    self._put_keys(kind, *zip(*own, strict=True))
        self._text = None

    def _put_rows(self, rows: dict[str, tuple[Any, ...]]) -> None:
        numbers = np.array(rows["number"])
        self._grow(int(numbers.max()) + 1)
        for name in LABELS:
            codes = self._codes[name]
            self._arrays[name][numbers] = [codes[value] for value in rows[name]]
        for name in DAYS:
            self._arrays[name][numbers] = [day.toordinal() for day in rows[name]]
        self._arrays["rank"][numbers] = rows["rank"]
        self._arrays["guarded"][numbers] = rows["guarded"]
        self._arrays["assignee"][numbers] = [user or 0 for user in rows["assignee"]]
        for number, text in zip(rows["number"], rows["search"], strict=True):
            self._texts[number] = text
        for kind in KEYS:
            self._keys[kind][:, numbers] = 0

    def _put_keys(self, kind: str, petitions: tuple[int, ...], positions: tuple[int, ...], values: tuple[str, ...]) -> None:
        missing = max(positions) + 1 - len(self._keys[kind])
        if missing > 0:
            self._keys[kind] = np.pad(self._keys[kind], ((0, missing), (0, 0)))
        codes = self._codes[kind]
        self._keys[kind][list(positions), list(petitions)] = [codes[value] for value in values]

    def _grow(self, size: int) -> None:
        """Makes room for numbers below ``size``, and some more, so that a few do not copy all."""
        if size > len(self._arrays["rank"]):
            added = size + size // 8 - len(self._arrays["rank"])
            self._arrays = {name: np.pad(column, (0, added)) for name, column in self._arrays.items()}
            self._keys = {kind: np.pad(slots, ((0, 0), (0, added))) for kind, slots in self._keys.items()}
        self._texts += [""] * (size - len(self._texts))
        self._size = max(self._size, size)


def _name_counts(counts: NDArray[np.int64], codes: _Codes) -> dict[str | None, int]:
    names = list(codes)
    return {names[code]: int(counts[code]) for code in np.flatnonzero(counts).tolist()}

"""The intake of the running application: processes that are warm, a new one every day, for the law is asked for on the day."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

WORKERS = 2


class Closing(Protocol):
    """An intake: of petitions, or of dispatches."""

    def close(self) -> None:
        """Ends its processes."""


T = TypeVar("T", bound=Closing)


class IntakeKeeper(Generic[T]):
    """Gives the intake of a day, which ``make`` begins, to threads: as many at once as ``free`` lets, to bound memory."""

    def __init__(self, make: Callable[[dt.date], T], free: threading.BoundedSemaphore) -> None:
        self._make, self._free = make, free
        self._lock = threading.Lock()
        self._intake: T | None = None
        self._day: dt.date | None = None
        self._users: dict[int, int] = {}

    @contextmanager
    def lend(self, day: dt.date) -> Iterator[T]:
        """The intake of the day, for as long as the block runs."""
        with self._free:
            intake = self._take(day)
            try:
                yield intake
            finally:
                self._give_back(intake)

    def close(self) -> None:
        """Ends the processes."""
        with self._lock:
            intake, self._intake = self._intake, None
        if intake is not None:
            intake.close()

    def _take(self, day: dt.date) -> T:
        with self._lock:
            if self._intake is None or self._day != day:
                if self._intake is not None and not self._users.get(id(self._intake)):
                    self._intake.close()
                self._intake, self._day = self._make(day), day
            self._users[id(self._intake)] = self._users.get(id(self._intake), 0) + 1
            return self._intake

    def _give_back(self, intake: T) -> None:
        """One of an earlier day ends when nobody uses it any more."""
        with self._lock:
            left = self._users.pop(id(intake)) - 1
            if left:
                self._users[id(intake)] = left
            elif intake is not self._intake:
                intake.close()

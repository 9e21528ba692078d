"""The intake of the running application: processes that are warm, a new one every day, for the law is asked for on the day."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from nlp.pipeline.config import PipelineConfig
from nlp.store.engine import Store
from nlp.triage.intake import Analyze, Intake

WORKERS = 2


class IntakeKeeper:
    """Gives the intake of a day to so many threads at once as it has workers; the others wait, so that memory is bounded."""

    def __init__(self, store: Store, config: PipelineConfig, *, analyze: Analyze | None = None) -> None:
        self._store, self._config, self._analyze = store, config, analyze
        self._free = threading.BoundedSemaphore(WORKERS)
        self._lock = threading.Lock()
        self._intake: Intake | None = None
        self._day: dt.date | None = None
        self._users: dict[int, int] = {}

    @contextmanager
    def lend(self, day: dt.date) -> Iterator[Intake]:
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

    def _take(self, day: dt.date) -> Intake:
        with self._lock:
            if self._intake is None or self._day != day:
                if self._intake is not None and not self._users.get(id(self._intake)):
                    self._intake.close()
                made = Intake(self._store, self._config, as_of=day, workers=WORKERS, analyze=self._analyze)
                self._intake, self._day = made, day
            self._users[id(self._intake)] = self._users.get(id(self._intake), 0) + 1
            return self._intake

    def _give_back(self, intake: Intake) -> None:
        """One of an earlier day ends when nobody uses it any more."""
        with self._lock:
            left = self._users.pop(id(intake)) - 1
            if left:
                self._users[id(intake)] = left
            elif intake is not self._intake:
                intake.close()

"""What all requests share: settings, the store, and the keepers of passwords and limits."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from fastapi import FastAPI, Request

from nlp.pipeline.config import PipelineConfig, load_config
from nlp.pipeline.pictures import ContainedPictures
from nlp.register.intake import RegisterIntake
from nlp.store.engine import Store
from nlp.store.intake import Analyze
from nlp.triage.drafts.office import Office
from nlp.triage.intake import Intake
from nlp.web.intake import WORKERS, IntakeKeeper
from nlp.web.menu import Entry
from nlp.web.register import IndexKeeper
from nlp.web.security.attempts import Attempts
from nlp.web.security.passwords import Passwords
from nlp.web.settings import WebSettings


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass
class Site:
    """The running application; ``config`` is the pipeline that documents go through, ``now`` the clock, ``analyze`` takes the
    place of the child processes that analyse.
    """

    store: Store
    settings: WebSettings = field(default_factory=WebSettings)
    config: PipelineConfig = field(default_factory=load_config)
    passwords: Passwords = field(default_factory=Passwords)
    version: str = ""
    now: Callable[[], dt.datetime] = _now
    entries: tuple[Entry, ...] = ()
    office: Office = field(default_factory=Office)
    analyze: Analyze | None = None
    attempts: Attempts = field(init=False)
    index: IndexKeeper = field(init=False)
    intake: IntakeKeeper[Intake] = field(init=False)
    register_intake: IntakeKeeper[RegisterIntake] = field(init=False)
    pictures: ContainedPictures = field(init=False)

    def __post_init__(self) -> None:
        self.attempts = Attempts(self.settings.attempts_name, self.settings.attempts_address)
        self.index = IndexKeeper(self.store)
        free = threading.BoundedSemaphore(WORKERS)
        self.intake = IntakeKeeper(self._take_petitions, free)
        self.register_intake = IntakeKeeper(self._take_dispatches, free)
        self.pictures = ContainedPictures(self.config.ingest)

    def close(self) -> None:
        """Ends the processes that the site began; the store is whoever's opened it."""
        self.intake.close()
        self.register_intake.close()
        self.pictures.close()

    def _take_petitions(self, day: dt.date) -> Intake:
        return Intake(self.store, self.config, as_of=day, workers=WORKERS, analyze=self.analyze)

    def _take_dispatches(self, day: dt.date) -> RegisterIntake:
        return RegisterIntake(
            self.store, self.config, as_of=day, workers=WORKERS, analyze=self.analyze, stored=lambda: self.index.open(day)
        )

    def url(self, path: str) -> str:
        """The path as browsers name it."""
        return self.settings.prefix + path


def find_site(request: Request) -> Site:
    """The site that a request is for."""
    return cast(Site, cast(FastAPI, request.app).state.site)

"""What all requests share: settings, the store, and the keepers of passwords and limits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from fastapi import FastAPI, Request

from nlp.pipeline.config import PipelineConfig, load_config
from nlp.pipeline.pictures import ContainedPictures
from nlp.store.engine import Store
from nlp.triage.drafts.office import Office
from nlp.triage.intake import Analyze
from nlp.web.intake import IntakeKeeper
from nlp.web.menu import Entry
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
    intake: IntakeKeeper = field(init=False)
    pictures: ContainedPictures = field(init=False)

    def __post_init__(self) -> None:
        self.attempts = Attempts(self.settings.attempts_name, self.settings.attempts_address)
        self.intake = IntakeKeeper(self.store, self.config, analyze=self.analyze)
        self.pictures = ContainedPictures(self.config.ingest)

    def close(self) -> None:
        """Ends the processes that the site began; the store is whoever's opened it."""
        self.intake.close()
        self.pictures.close()

    def url(self, path: str) -> str:
        """The path as browsers name it."""
        return self.settings.prefix + path


def find_site(request: Request) -> Site:
    """The site that a request is for."""
    return cast(Site, cast(FastAPI, request.app).state.site)

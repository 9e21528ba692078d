from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest

from nlp.errors import StoreError
from nlp.store.engine import Store
from nlp.store.petitions import Standing, add_petitions, read_petition
from nlp.web import daily
from nlp.web.daily import keep_priorities
from nlp.web.site import Site
from tests.unit.store.incoming import incoming
from tests.unit.web.browsing import AT
from tests.unit.web.conftest import Clock

DAY = AT.date()


class Rounds(threading.Event):
    """Ends after so many rounds, between which hours go by."""

    def __init__(self, clock: Clock, count: int, hours: float) -> None:
        super().__init__()
        self._clock, self._left, self._hours = clock, count, hours

    def wait(self, timeout: float | None = None) -> bool:
        self._left -= 1
        self._clock.pass_by(hours=self._hours)
        return self._left == 0


def put(store: Store) -> str:
    due = {
        "rule": "r",
        "date": (DAY + dt.timedelta(days=1)).isoformat(),
        "spans": [],
        "legal_basis": [],
        "steps": [],
        "message": "",
    }
    standing = Standing(status="waiting", due=DAY + dt.timedelta(days=1))
    one = incoming("a", received=DAY, standing=standing, details={"due": [due], "priority_reasons": []})
    return add_petitions(store, [one], at=AT, actor=None)[0].id


def test_priority_rises_when_the_day_turns(site: Site, store: Store, clock: Clock) -> None:
    petition = put(store)
    keep_priorities(site, Rounds(clock, 1, 0))
    before = read_petition(store, petition).standing.priority
    keep_priorities(site, Rounds(clock, 3, 24))
    assert 0 < before < read_petition(store, petition).standing.priority


def test_busy_store_is_tried_again(site: Site, store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[dt.date] = []

    def refresh(_store: Store, *, as_of: dt.date, **_values: Any) -> int:
        tried.append(as_of)
        if len(tried) == 1:
            raise StoreError("store.busy", "busy", "later")
        return 0

    monkeypatch.setattr(daily, "refresh_priorities", refresh)
    keep_priorities(site, Rounds(clock, 4, 0))
    assert tried == [DAY, DAY]

"""The petitions that the pages in the browser tests are about: all invented."""

from __future__ import annotations

import datetime as dt

from nlp.store.engine import Store
from nlp.triage.intake import Intake
from tests.unit.triage.petitions import CONFIG, DENUNCIATION, DISPATCH, complaint, entries

MORE = " Chồng tôi là thương binh. Tôi đã gửi đơn nhiều lần mà chưa được trả lời."


def fill(store: Store, now: dt.datetime) -> None:
    """Puts petitions into the store that came in some days ago: complaints, one of them twice, a denunciation, no petition."""
    texts = [*(complaint(number) for number in range(1, 7)), complaint(1, more=MORE), DENUNCIATION, DISPATCH]
    intake = Intake(store, CONFIG, as_of=now.date())
    for days, some in ((12, texts[:3]), (4, texts[3:])):
        received = now.date() - dt.timedelta(days=days)
        for taken in intake.add_many(entries(some), received=received, now=lambda: now, actor=None):
            if taken.outcome not in ("added", "kept"):
                raise ValueError(taken)

"""The petitions, dispatches and archives that the pages in the browser tests are about: all invented."""

from __future__ import annotations

import datetime as dt
import hashlib

from nlp.annotate.archive.open import open_archive
from nlp.annotate.archive.work import give_documents
from nlp.register.intake import RegisterIntake
from nlp.store.engine import Store
from nlp.store.users import list_users
from nlp.triage.intake import Intake
from tests.unit.register.dispatches import DISTRICT, PROVINCE, REPLACING, REPORT, entries_of
from tests.unit.triage.petitions import CONFIG, DENUNCIATION, DISPATCH, complaint, entries
from tests.unit.web.archive.papers import LAYERS, records

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


def fill_register(store: Store, now: dt.datetime) -> None:
    """Puts dispatches into the register: a directive of a province, a plan of a district, what replaced it, and a report."""
    intake = RegisterIntake(store, CONFIG, as_of=now.date())
    texts = entries_of([PROVINCE, DISTRICT, REPORT, REPLACING])
    for told in intake.add_many(texts, received=now.date(), now=lambda: now, actor=None):
        if told.outcome != "added":
            raise ValueError(told)
    intake.close()


def fill_archive(store: Store, now: dt.datetime) -> None:
    """Opens the archive ``ke-hoach``, which the analyst annotates and the head adjudicates."""
    by_name = {user.name: user.id for user in list_users(store)}
    open_archive(
        store, "ke-hoach", title="Kế hoạch, đợt 1", records=records(), guidelines="1.0", layers=LAYERS, each=1,
        annotators=[by_name["analyst"]], adjudicators=[by_name["head"]], at=now, actor=by_name["head"],
    )  # fmt: skip
    give_documents(store, "ke-hoach", at=now, actor=by_name["head"])


def document_of(text: str) -> str:
    """The id that a text has as a document."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]

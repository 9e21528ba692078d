"""An archive of invented papers, one of which begins with characters beyond the basic plane, and who works on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache
from typing import Any

from nlp.annotate.archive.open import open_archive
from nlp.annotate.archive.work import give_documents
from nlp.document.record import encode_record
from nlp.ingest.reader import read_document
from nlp.ingest.settings import IngestSettings
from nlp.pipeline.runner import load_pipeline
from nlp.store.engine import Store
from tests.unit.register.dispatches import DISTRICT, PROVINCE
from tests.unit.triage.petitions import CONFIG, complaint

NAME = "thu-nghiem"
#: Each of the first three characters is two UTF-16 code units.
EMOJI = "😀📌🗂 bản quét\n" + PROVINCE
TEXTS = (EMOJI, DISTRICT, complaint(1))
LAYERS = ("clauses", "citations", "deadlines", "obligations", "bodies", "petitioners", "addresses", "targets", "requests")


@cache
def records() -> tuple[dict[str, Any], ...]:
    """The records of the texts."""
    pipeline = load_pipeline(CONFIG, as_of=dt.date(2026, 11, 2))
    documents = [
        read_document(text.encode(), path=f"giay-{number}.txt", settings=IngestSettings()) for number, text in enumerate(TEXTS, 1)
    ]
    return tuple(encode_record(pipeline.run(document)) for document in documents)


def fill_archive(
    store: Store, annotators: Sequence[int], *, at: dt.datetime, actor: int, adjudicators: Sequence[int] = (),
    layers: Sequence[str] = LAYERS, name: str = NAME,
) -> None:  # fmt: skip
    """Opens the archive and gives every paper to all its annotators."""
    open_archive(
        store, name, title="Kho thử nghiệm", records=records(), guidelines="2026-1", layers=layers, each=len(annotators),
        annotators=annotators, adjudicators=adjudicators, at=at, actor=actor,
    )  # fmt: skip
    give_documents(store, name, at=at, actor=actor)

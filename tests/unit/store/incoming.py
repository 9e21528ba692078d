"""Petitions made by hand, without running the pipeline."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from nlp.store.documents import Analysis, Source
from nlp.store.petitions import Incoming, Standing

AT = dt.datetime(2026, 11, 2, 8, 30, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 2)
WAITING = Standing(status="waiting", type="khieu_nai", fields=("dat_dai", "can_bo"), flags=("vuot_cap",), places=("01", "00123"))


def analysis_of(content: bytes, **values: Any) -> Analysis:
    record = {"schema": "donthu/1", "id": hashlib.sha256(content).hexdigest()[:16], **values}
    return Analysis(record, {"segment": 5, "petition_labels": 3})


def source_of(text: str, name: str = "đơn.txt") -> Source:
    return Source(text.encode(), name, "text/plain")


def incoming(text: str, *, received: dt.date = DAY, standing: Standing = WAITING, **values: Any) -> Incoming:
    source = source_of(text)
    return Incoming(source, received, analysis_of(source.content, text=text), standing, **values)

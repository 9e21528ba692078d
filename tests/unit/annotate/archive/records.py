"""Records made by hand, without running the pipeline, and an archive of them."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import Any

from nlp.annotate.archive.models import Archive
from nlp.annotate.archive.open import open_archive
from nlp.store.engine import Store
from nlp.store.users import Role, add_user, find_user

AT = dt.datetime(2026, 11, 2, 8, 30, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(days=1)
NAME = "cong_van"
HEADER = ("issuer", "parent_issuer", "number", "date", "place", "subject", "addressees", "recipients", "signature")
CITED = re.compile(r"(Kế hoạch|Quyết định|Chỉ thị) số (\d+[-/][A-ZĐ]+[-/]\w+)|Luật [A-ZĐ]\w+ \w+")
KINDS = {"Kế hoạch": "ke_hoach", "Quyết định": "quyet_dinh", "Chỉ thị": "chi_thi"}
TEXTS = (
    "Thực hiện Kế hoạch số 68-KH/HU của Huyện ủy Đại Từ.\nCăn cứ Luật Đất đai, giao các xã triển khai.",
    "Căn cứ Quyết định số 12/QĐ-UBND.\nThực hiện Kế hoạch số 7-KH/HU của Huyện ủy.",
    "| 1 | Kế hoạch số 9-KH/HU | đã xong |\n| 2 | Chỉ thị số 30-CT/TW | chưa xong |",
)


def record_of(text: str, *, family: str = "dispatch", petition: object = None, status: str = "ok") -> dict[str, Any]:
    """A record whose citations are those that ``CITED`` finds; less sure of the shorter ones."""
    citations = [
        {
            "id": f"{number:012x}", "start": found.start(), "end": found.end(), "kind": KINDS.get(found[1] or "", "luat"),
            "number": found[2], "date": None, "issuer": None, "provisions": [],
            "provenance": {
                "component": "citations", "version": 4, "rule": "numbered" if found[1] else "title",
                "confidence": 0.97 if found[1] else None,
            },
        }
        for number, found in enumerate(CITED.finditer(text))
    ]  # fmt: skip
    name = hashlib.sha256(text.encode()).hexdigest()[:16]
    return {
        "id": name, "status": status, "text": text, "family": family, "kind": None, "regime": None,
        "source": {"path": f"kho/{name[:4]}.txt"}, "segments": [], "citations": citations, "deadlines": [], "obligations": [],
        "petition": petition, "header": dict.fromkeys(HEADER),
    }  # fmt: skip


def petition_of(text: str, kind: str | None) -> dict[str, Any]:
    return record_of(text, family="petition", petition={"type": kind, "fields": [], "flags": [], "mentions": []})


def analyst(store: Store, name: str) -> int:
    """The id of the analyst of that name, who is made where there is none."""
    return (find_user(store, name) or add_user(store, name, Role.ANALYST, at=AT, actor=None)).id


def archive_of(store: Store, *texts: str, **values: Any) -> Archive:
    """An open archive of dispatches with these texts, those of ``TEXTS`` where none is given, annotated by lan and mai."""
    given: dict[str, Any] = {
        "title": "Công văn", "records": map(record_of, texts or TEXTS), "guidelines": "2026-1",
        "layers": ["citations"], "each": 1,
        "annotators": [analyst(store, "lan"), analyst(store, "mai")], "at": AT, "actor": None,
    }  # fmt: skip
    return open_archive(store, NAME, **(given | values))

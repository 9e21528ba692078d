"""An archive of many generated documents put up for annotation, and how long grouping, deciding and undoing take.

``python -m tests.bench.archive_rows --documents 20000 [--database URL]`` opens an archive with 25 hits a document and prints one
line a question: the time on the clock and on a processor (client and server together), in seconds; the middle one of three where
nothing is changed. The documents are drawn with a fixed seed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import text

from nlp.annotate.archive.decide import decide, undo
from nlp.annotate.archive.groups import count_hits, list_groups, list_hits
from nlp.annotate.archive.models import Selection
from nlp.annotate.archive.open import open_archive
from nlp.annotate.archive.progress import measure_progress
from nlp.annotate.archive.work import give_documents, list_work, load_work
from nlp.store.archive.models import KEYS
from nlp.store.engine import Store, open_store
from nlp.store.place import find_place
from nlp.store.users import Role, add_user
from tests.bench.queue_rows import processor_clock

AT = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
NAME = "lon"
_KINDS = {
    "ke_hoach": ("Kế hoạch", "KH"), "quyet_dinh": ("Quyết định", "QĐ"), "chi_thi": ("Chỉ thị", "CT"),
    "thong_bao": ("Thông báo", "TB"), "cong_van": ("Công văn", "CV"),
    "bao_cao": ("Báo cáo", "BC"), "ket_luan": ("Kết luận", "KL"),
}  # fmt: skip
_ISSUERS = ("HU", "TU", "UBND", "SNN", "STC", "BTC", "SNV", "ĐU", "HĐND", "TTHU")
_RULES = ("numbered", "numbered+issuer_by_code", "numbered+issuer_named", "numbered+issuer_named+relation_cue")
_CITATIONS, _DEADLINES = 20, 5


def make_records(documents: int, *, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Analysis records of dispatches with 20 citations and 5 deadlines each; as much of a record as a task is made from."""
    draw = random.Random(seed)
    for number in range(documents):
        lines: list[str] = []
        rows: dict[str, list[dict[str, Any]]] = {"citations": [], "deadlines": []}
        position = 0
        for index in range(_CITATIONS + _DEADLINES):
            is_citation = index < _CITATIONS
            words, row = _make_citation(draw) if is_citation else _make_deadline(draw)
            before = draw.choice(
                ("Thực hiện ", "Căn cứ ", "| 1 | 2 | 3 | ", "Giao các phòng, ban, đơn vị trong toàn huyện theo ")
            )
            start = position + len(before)
            lines.append(f"{before}{words} của Ban Thường vụ Huyện ủy Đại Từ về việc triển khai nhiệm vụ trọng tâm.")
            position += len(lines[-1]) + 1
            rule, confidence = draw.choice(_RULES), draw.choice((1.0, 1.0, 0.97, 0.9, 0.8, 0.55, None))
            origin = {"component": "bench", "version": 1, "rule": rule, "confidence": confidence}
            place = {"start": start, "end": start + len(words), "id": f"{index:012x}", "provenance": origin}
            rows["citations" if is_citation else "deadlines"].append({**row, **place})
        yield {
            "id": f"{number:016x}", "status": "ok", "family": "dispatch", "kind": "cong_van", "regime": "party",
            "text": "\n".join(lines), "source": {"path": f"vb{number:06d}.txt"}, "segments": [], "obligations": [],
            "petition": None, "header": dict.fromkeys(
                ("issuer", "parent_issuer", "number", "date", "place", "subject", "addressees", "recipients", "signature")
            ), **rows,
        }  # fmt: skip


def _make_citation(draw: random.Random) -> tuple[str, dict[str, Any]]:
    kind = draw.choice(tuple(_KINDS))
    word, code = _KINDS[kind]
    day = dt.date(2015, 1, 1) + dt.timedelta(days=draw.randint(0, 4000))
    number = f"{draw.randint(1, 400)}-{code}/{draw.choice(_ISSUERS)}"
    text = draw.choice((f"{word} số {number}", f"{word} số {number} ngày {day.day}/{day.month}/{day.year}", f"{word} {number}"))
    return text, {"kind": kind, "number": number, "date": day.isoformat(), "issuer": None, "provisions": []}


def _make_deadline(draw: random.Random) -> tuple[str, dict[str, Any]]:
    day = dt.date(2026, 1, 1) + dt.timedelta(days=draw.randint(0, 300))
    row = {
        "type": "absolute",
        "bound": None,
        "date": day.isoformat(),
        "rrule": None,
        "amount": None,
        "unit": None,
        "trigger": None,
    }
    return f"trước ngày {day.day:02d}/{day.month:02d}/{day.year}", row


def measure(store: Store, user: int) -> Iterator[str]:
    """A line a question."""
    layer = "citations"
    shape = list_groups(store, NAME, Selection(layer), "shape")[0].key
    asked: dict[str, Callable[[], object]] = {
        **{f"groups by {by}": partial(list_groups, store, NAME, Selection(layer), by) for by in KEYS},
        "groups by rule of a shape": lambda: list_groups(store, NAME, Selection(layer, shape=shape), "rule"),
        "groups by shape of tables": lambda: list_groups(store, NAME, Selection(layer, in_table=True), "shape"),
        "groups by shape of words": lambda: list_groups(store, NAME, Selection(layer, text="ke hoach so 68"), "shape"),
        "hits counted": lambda: count_hits(store, NAME, Selection(layer)),
        "50 hits of a shape": lambda: list_hits(store, NAME, Selection(layer, shape=shape)),
        "50 hits from the middle": lambda: list_hits(store, NAME, Selection(layer), offset=200_000),
        "a sample of 50 of a shape": lambda: list_hits(store, NAME, Selection(layer, shape=shape), sample=True),
        "a sample of 50 of all": lambda: list_hits(store, NAME, Selection(layer), sample=True),
        "an annotator's documents": lambda: list_work(store, NAME, user),
        "a document": lambda: load_work(store, NAME, list_work(store, NAME, user)[0].document, user),
        "progress": lambda: measure_progress(store, NAME, agreement=False),
    }  # fmt: skip
    time_it = Timer(store)
    for name, ask in asked.items():
        yield f"{sorted(time_it(ask)[0] for _ in range(3))[1]}  {name}"
    label = list_groups(store, NAME, Selection(layer), "label")[0].key
    some, rest = Selection(layer, label=label, confidence="0.9", state="open"), Selection(layer, label=label, state="open")
    settled = Selection(layer, label=label, state="accepted")
    made = []
    for selection, action in ((some, "accept"), (rest, "accept"), (settled, "reject")):
        count = count_hits(store, NAME, selection)
        took, decision = time_it(partial(decide, store, NAME, selection, action, expected=count, at=AT, actor=None))
        made.append(decision)
        yield f"{took}  a decision on {count} hits that were {selection.state}"
    for decision in reversed(made):
        took, _ = time_it(partial(undo, store, NAME, decision.number, at=AT, actor=None))
        yield f"{took}  undoing a decision on {decision.count} hits"


class Timer:
    """Times calls on the clock and on a processor."""

    def __init__(self, store: Store) -> None:
        self._clocks = time.perf_counter, processor_clock(store)

    def __call__(self, ask: Callable[[], Any]) -> tuple[str, Any]:
        """What the call gave, and the seconds that it took by each clock, written."""
        starts = [clock() for clock in self._clocks]
        found = ask()
        return " ".join(f"{clock() - start:8.3f}" for clock, start in zip(self._clocks, starts, strict=True)), found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--database", help="an empty database; by default SQLite in a temporary folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_store(find_place(Path(folder), options.database)) as store:
        users = [add_user(store, name, Role.ANALYST, at=AT, actor=None).id for name in ("lan", "mai", "nam")]
        time_it = Timer(store)
        fill = partial(
            open_archive, store, NAME, title="Lớn", records=make_records(options.documents), guidelines="1",
            layers=["citations", "deadlines"], each=2, annotators=users, at=AT, actor=None,
        )  # fmt: skip
        took, archive = time_it(fill)
        sys.stdout.write(f"{took}  {archive.documents} documents with {archive.hits} hits opened\n")
        took, given = time_it(lambda: give_documents(store, NAME, at=AT, actor=None))
        sys.stdout.write(f"{took}  {given} assignments given\n")
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
        for line in measure(store, users[0]):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()

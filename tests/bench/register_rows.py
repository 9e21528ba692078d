"""A large register of generated obligations in a store, and how long adding, lists and the index take.

``python -m tests.bench.register_rows --rows 100000 [--database URL]`` fills a store with the generated obligations of
``obligation_rows``, feeds the index, and prints one line a question: time on the clock and on a processor, in seconds.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import groupby, islice
from pathlib import Path

from nlp.register.listing import count_overdue_by_body, list_due, list_obligations
from nlp.register.sync import open_register_index
from nlp.search.models import Passage
from nlp.store.documents import Analysis, Source
from nlp.store.engine import Store, open_store
from nlp.store.place import find_place
from nlp.store.register.directives import add_directives
from nlp.store.register.keys import fold_name, fold_number
from nlp.store.register.models import FIXED, Body, Dispatch, Due, Duty, IncomingDirective
from nlp.store.register.obligations import ObligationFilters, iterate_obligations
from tests.bench.obligation_rows import generate_passages

AT = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
DAY = dt.date(2021, 1, 15)
_BATCH = 100


def make_directives(rows: int) -> Iterator[IncomingDirective]:
    """Directives of generated obligations, without texts of their own."""
    for name, group in groupby(generate_passages(rows), key=lambda passage: passage.directive):
        passages = list(group)
        first = passages[0]
        content = name.encode()
        source = Source(content, f"{name}.txt", "text/plain")
        dispatch = Dispatch(
            first.kind, "state", first.number, fold_number(first.number or ""), first.issuer, fold_name(first.issuer or ""),
            "ubnd", first.level, None, first.places, first.issued, first.subject, (), first.fields, False,
        )  # fmt: skip
        duties = tuple(_make_duty(source, passage) for passage in passages)
        yield IncomingDirective(source, Analysis({"id": _id_of(source)}, {}), AT.date(), dispatch, duties)


def _make_duty(source: Source, passage: Passage) -> Duty:
    bodies = tuple(Body(name, name) for name in passage.assignees)
    dues = tuple(Due("x", FIXED, day=day) for day in passage.due)
    key = f"{_id_of(source)}-{passage.id.partition(':')[2]}"
    return Duty(key, 0, 1, passage.text, passage.clause, None, passage.modality or "must", None, (), bodies, dues)


def _id_of(source: Source) -> str:
    return hashlib.sha256(source.content).hexdigest()[:16]


def fill(store: Store, rows: int) -> None:
    """Adds the directives."""
    rest = make_directives(rows)
    while some := list(islice(rest, _BATCH)):
        add_directives(store, some, at=AT, actor=None, relate=lambda *_: None)


def measure(store: Store) -> Iterator[str]:
    """A line a question."""
    month = dt.date(2021, 2, 1), dt.date(2021, 2, 28)
    named = ObligationFilters(body="sở tài chính")
    asked: dict[str, Callable[[], object]] = {
        "the index fed": lambda: open_register_index(store, as_of=DAY),
        "one directive": lambda: list(iterate_obligations(store, ObligationFilters(directive=_some(store)))),
        "the first 50": lambda: list(list_obligations(store, as_of=DAY, limit=50)),
        "the first 50 of a body": lambda: list(list_obligations(store, named, as_of=DAY, limit=50)),
        "due in a month": lambda: list_due(store, *month, as_of=DAY),
        "overdue": lambda: list(list_obligations(store, as_of=DAY, overdue=True)),
        "overdue by body": lambda: count_overdue_by_body(store, as_of=DAY),
    }
    for name, ask in asked.items():
        starts = time.perf_counter(), time.process_time()
        found = ask()
        clock, processor = time.perf_counter() - starts[0], time.process_time() - starts[1]
        count = f", {len(found)}" if isinstance(found, list) else ""
        yield f"{clock:8.2f} {processor:8.2f}  {name}{count}"


def _some(store: Store) -> str:
    return next(iterate_obligations(store)).directive


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--database")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_store(find_place(Path(folder), options.database)) as store:
        start = time.perf_counter()
        fill(store, options.rows)
        sys.stdout.write(f"{time.perf_counter() - start:8.2f}           {options.rows} obligations added\n")
        for line in measure(store):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()

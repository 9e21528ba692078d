"""A process that works on a store, for tests that run several of them or kill them.

``python -m tests.unit.store.worker DATA DATABASE NAME COUNT`` adds COUNT petitions and decides on each, beginning with those that
an earlier run left; after each step that the store has acknowledged it writes one line (``added ID`` or ``decided ID``).
"""

from __future__ import annotations

import sys
from pathlib import Path

from nlp.errors import StaleError
from nlp.store.decisions import decide, list_decisions
from nlp.store.engine import Store, open_store
from nlp.store.petitions import add_petitions, read_petition
from nlp.store.place import find_place
from tests.unit.store.incoming import AT, incoming


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def work(store: Store, name: str, count: int) -> None:
    for number in range(count):
        petition = add_petitions(store, [incoming(f"{name} {number}")], at=AT, actor=None)[0].id
        say(f"added {petition}")
        decide_once(store, petition, name)
        say(f"decided {petition}")


def decide_once(store: Store, petition: str, name: str) -> None:
    """Adds the decision of ``name`` unless it is there, reading anew as often as others are quicker."""
    while True:
        version = read_petition(store, petition).version  # before looking: what comes after it is refused
        if any(decision.note == name for decision in list_decisions(store, petition)):
            return
        try:
            decide(store, petition, "thu_ly", version=version, note=name, at=AT, actor=None)
        except StaleError:
            continue


if __name__ == "__main__":
    data, database, name, count = sys.argv[1:]
    with open_store(find_place(Path(data), database or None)) as opened:
        work(opened, name, int(count))

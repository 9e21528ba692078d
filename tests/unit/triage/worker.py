"""A process that takes petitions into a store, for tests that kill it.

``python -m tests.unit.triage.worker DATA DATABASE COUNT`` takes COUNT petitions and, some way behind each, its copy; it writes a
line for each document whose storing was acknowledged.
"""

from __future__ import annotations

import sys
from pathlib import Path

from nlp.store.engine import open_store
from nlp.store.place import find_place
from nlp.triage.intake import Intake
from tests.unit.triage.petitions import AT, CONFIG, DAY, analyze, copy_of, entries, originals

if __name__ == "__main__":
    data, database, count = sys.argv[1:]
    texts = originals(int(count))
    mixed = [text for first, second in zip(texts, [*texts[-7:], *texts[:-7]], strict=True) for text in (first, copy_of(second))]
    with open_store(find_place(Path(data), database or None)) as store:
        intake = Intake(store, CONFIG, as_of=DAY, analyze=analyze)
        for taken in intake.add_many(entries(mixed), received=DAY, now=lambda: AT, actor=None):
            sys.stdout.write(f"{taken.outcome} {taken.id}\n")
            sys.stdout.flush()

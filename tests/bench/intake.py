"""How many petitions a second come into the queue: ``python -m tests.bench.intake [COUNT] [WORKERS] [DATABASE]``.

Texts of the train split are varied: other digits, so that no two are the same bytes, and a part of them stays near enough to be
found as duplicates. Analysis with the fast classifier, assessment, duplicates and the store are all in it; a second run over the
same files measures what is known already.
"""

from __future__ import annotations

import datetime as dt
import random
import re
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from nlp.ingest.walk import Entry
from nlp.store.engine import open_store
from nlp.store.place import find_place
from nlp.triage.intake import Intake
from tests.unit.triage.petitions import CONFIG, DAY, originals


def vary(count: int) -> Iterator[Entry]:
    """So many texts, in an order that a seed draws."""
    draw = random.Random(7)
    texts = originals(10_000)
    for number in range(count):
        text = re.sub(r"\d", lambda _: str(draw.randint(0, 9)), draw.choice(texts))
        yield Entry(f"{number}.txt", partial(bytes, text, "utf-8"))


def spent() -> tuple[float, float]:
    """Seconds of processors, of this process and of the children that have ended."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime, children.ru_utime + children.ru_stime


def main(count: int, workers: int, database: str | None) -> None:
    entries = list(vary(count))
    with tempfile.TemporaryDirectory() as folder, open_store(find_place(Path(folder), database)) as store:
        for turn in ("new", "known"):
            before, start = spent(), time.perf_counter()
            with Intake(store, CONFIG, as_of=DAY, workers=workers) as intake:
                outcomes: Counter[str] = Counter()
                for taken in intake.add_many(entries, received=DAY, now=lambda: dt.datetime.now(dt.UTC), actor=None):
                    outcomes[taken.outcome] += 1
            end = time.perf_counter()
            own, children = ((now - then) / count * 1000 for now, then in zip(spent(), before, strict=True))
            print(f"{turn}: {dict(outcomes)}, {count / (end - start):.1f} a second")
            print(
                f"  milliseconds of a processor each: {own:.1f} of the process that stores, {children:.1f} of those that analyse"
            )


if __name__ == "__main__":
    given = dict(enumerate(sys.argv[1:]))
    main(int(given.get(0, "600")), int(given.get(1, "2")), given.get(2))

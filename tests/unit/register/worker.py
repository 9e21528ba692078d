"""A process that adds dispatches to a register and its index, for tests that kill it.

``python -m tests.unit.register.worker DATA DATABASE`` adds the train dispatches one by one and writes a line for each that was
acknowledged. With a third argument it ends itself at that moment from the third one on: ``store`` (committed, the index
knows nothing), ``index`` (in the middle of writing the index).
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from nlp.register.intake import RegisterIntake
from nlp.register.sync import open_register_index, sync_index
from nlp.search.index import passages
from nlp.store.engine import open_store
from nlp.store.place import find_place
from tests.unit.register.dispatches import ALL, AT, CONFIG, DAY, analyze, entries_of
from tests.unit.register.generated import generate_dispatches


def end() -> None:
    """Ends this process as the system would."""
    os.kill(os.getpid(), signal.SIGKILL)


def main(data: str, database: str, moment: str = "") -> None:
    texts = [*ALL, *generate_dispatches(8)]
    with open_store(find_place(Path(data), database or None)) as store:
        index = open_register_index(store, as_of=DAY)
        done = 0

        def stored() -> None:
            nonlocal done
            done += 1
            if done == 3 and moment == "store":
                end()
            if done >= 3 and moment == "index":
                written = passages.write_document

                def die(*arguments: object) -> object:
                    end()
                    return written(*arguments)  # type: ignore[arg-type]

                passages.write_document = die  # type: ignore[assignment]
            sync_index(store, index)

        intake = RegisterIntake(store, CONFIG, as_of=DAY, analyze=analyze, stored=stored)
        for taken in _one_by_one(intake, texts):
            sys.stdout.write(f"{taken}\n")
            sys.stdout.flush()


def _one_by_one(intake: RegisterIntake, texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for one in intake.add_many(entries_of([text]), received=DAY, now=lambda: AT, actor=None):
            yield f"{one.outcome} {one.id}"


if __name__ == "__main__":
    main(*sys.argv[1:])

"""How fast petitions are added to the index of duplicates and found in it, and the memory that it takes.

``python -m nlp.evaluation.bench_duplicates --count 100000``. The petitions are invented from those of the train split, syllable
by syllable, so that they share phrases as petitions do; people's names are drawn from those of the corpus. The records are made
beforehand: the reading of a petition is measured by ``donthu bench``.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from nlp.classify.corpus import load_petitions
from nlp.evaluation.duplicates import CORPUS, load_reader
from nlp.triage.duplicates.content import digest_text, find_phrases, fold_words, hash_phrases
from nlp.triage.duplicates.index import DuplicateIndex
from nlp.triage.duplicates.models import Sketch
from nlp.triage.duplicates.settings import load_settings
from nlp.triage.duplicates.sketch import make_sketch

_CAMPAIGN = 0.02  # of the petitions are copies of one letter with a few words changed
_COMMON_NAMES = 400  # names that the petitioners share


def invent_sketches(count: int, *, seed: int = 1) -> Iterator[Sketch]:
    """Sketches of invented petitions: phrases of the corpus in a new order, people and marks of a petition of the corpus."""
    read, settings, generator = load_reader(labels=False), load_settings(), random.Random(seed)
    petitions = [petition.text for petition in load_petitions(CORPUS, "train")]
    sources = [make_sketch(read(text), settings) for text in petitions]
    words = [fold_words(text) for text in petitions]
    following: defaultdict[str, list[str]] = defaultdict(list)
    for text in words:
        for one, other in zip(text, text[1:], strict=False):
            following[one].append(other)
    names = sorted({person.name for sketch in sources for person in sketch.people if person.name})[:_COMMON_NAMES]
    letter = generator.choice(words)
    for number in range(count):
        if generator.random() < _CAMPAIGN:
            said = [word if generator.random() > 0.02 else generator.choice(letter) for word in letter]
        else:
            said = [generator.choice(words)[0]]
            length = len(generator.choice(words))
            while len(said) < length:
                said.append(generator.choice(following.get(said[-1]) or letter))
        source = generator.choice(sources)
        people = tuple(replace(person, name=generator.choice(names)) for person in source.people)
        shingles = hash_phrases(find_phrases(said, settings.text.shingle), settings)
        yield replace(source, id=f"{number:016x}", digest=digest_text(" ".join(said)), shingles=shingles, people=people)


def measure_milliseconds(index: DuplicateIndex, sketches: Sequence[Sketch]) -> list[tuple[float, float]]:
    """Milliseconds that each addition took, its search for links included: by the clock, and of the processor."""
    taken = []
    for sketch in sketches:
        start = time.perf_counter(), time.process_time()
        index.add_sketch(sketch)
        taken.append(((time.perf_counter() - start[0]) * 1000, (time.process_time() - start[1]) * 1000))
    return taken


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line of this module; 0 when done."""
    parser = argparse.ArgumentParser(prog="python -m nlp.evaluation.bench_duplicates", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    count = parser.parse_args(arguments).count
    sketches = list(invent_sketches(count))
    before = _resident_megabytes()
    index = DuplicateIndex()
    taken = measure_milliseconds(index, sketches)
    last = np.array(taken[-max(1, count // 10) :])
    sys.stdout.write(f"{count} petitions, {len(index.groups())} groups\n")
    for name, column in (("clock", 0), ("processor", 1)):
        quantiles = ", ".join(f"p{q} {np.percentile(last[:, column], q):.2f}" for q in (50, 95, 99))
        total = sum(row[column] for row in taken) / 1000
        sys.stdout.write(f"add and search, the last tenth, ms by {name}: {quantiles}; all: {total:.1f} s\n")
    sys.stdout.write(f"memory of the index: {_resident_megabytes() - before:.0f} MB\n")
    return 0


def _resident_megabytes() -> float:
    """The resident memory of this process, 0 where the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


if __name__ == "__main__":
    sys.exit(main())

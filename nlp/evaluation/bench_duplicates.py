"""How fast petitions are added to the index of duplicates and found in it, and the memory that it takes.

``python -m nlp.evaluation.bench_duplicates --count 100000`` builds an index of so many petitions from its kept form and then adds
and searches for a thousand more. The petitions are invented from those of the train split, syllable
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
from itertools import islice
from pathlib import Path

import numpy as np

from nlp.classify.corpus import load_petitions
from nlp.evaluation.duplicates import CORPUS, load_reader
from nlp.triage.duplicates.content import digest_text, find_phrases, fold_words, hash_phrases
from nlp.triage.duplicates.index import DuplicateIndex, load_index, write_member
from nlp.triage.duplicates.models import Sketch
from nlp.triage.duplicates.settings import load_settings
from nlp.triage.duplicates.sketch import make_sketch

_CAMPAIGN = 0.02  # of the petitions are copies of one letter with a few words changed
_SOURCES = 1000  # petitions whose people and marks are borrowed
_TIMED = 1000


def invent_sketches(count: int, *, seed: int = 1) -> Iterator[tuple[Sketch, str]]:
    """Sketches of invented petitions and their groups: phrases of the corpus in a new order, people and marks of one of it."""
    read, settings, generator = load_reader(labels=False), load_settings(), random.Random(seed)
    petitions = [petition.text for petition in load_petitions(CORPUS, "train")]
    sources = [make_sketch(read(text), settings) for text in petitions[:: max(1, len(petitions) // _SOURCES)]]
    words = [fold_words(text) for text in petitions]
    following: defaultdict[str, list[str]] = defaultdict(list)
    for text in words:
        for one, other in zip(text, text[1:], strict=False):
            following[one].append(other)
    names = sorted({person.name for sketch in sources for person in sketch.people if person.name})
    letter = generator.choice(words)
    first = None
    for number in range(count):
        petition = group = f"{number:016x}"
        if generator.random() < _CAMPAIGN:
            first = group = first or petition
            said = [word if generator.random() > 0.02 else generator.choice(letter) for word in letter]
        else:
            said = [generator.choice(words)[0]]
            length = len(generator.choice(words))
            while len(said) < length:
                said.append(generator.choice(following.get(said[-1]) or letter))
        source = generator.choice(sources)
        people = tuple(replace(person, name=generator.choice(names)) for person in source.people)
        shingles = hash_phrases(find_phrases(said, settings.text.shingle), settings)
        yield replace(source, id=petition, digest=digest_text(" ".join(said)), shingles=shingles, people=people), group


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
    invented = invent_sketches(count + _TIMED)
    lines = [write_member(sketch, group) for sketch, group in islice(invented, count)]
    before, start = _resident_megabytes(), time.process_time()
    index = load_index(lines)
    sys.stdout.write(f"{count} petitions, index built in {time.process_time() - start:.1f} s of the processor\n")
    sys.stdout.write(f"memory of the index, its sketches included: {_resident_megabytes() - before:.0f} MB\n")
    taken = np.array(measure_milliseconds(index, [sketch for sketch, _ in invented]))
    for name, column in (("clock", 0), ("processor", 1)):
        quantiles = ", ".join(f"p{q} {np.percentile(taken[:, column], q):.2f}" for q in (50, 95, 99))
        sys.stdout.write(f"add and search, ms by {name}: {quantiles}\n")
    return 0


def _resident_megabytes() -> float:
    """The resident memory of this process, 0 where the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


if __name__ == "__main__":
    sys.exit(main())

"""Measures of ``nlp.triage.duplicates``: petitions planted a second time, and repeats in other words.

``python -m nlp.evaluation.duplicates stock`` writes ``nlp/resources/petition_stock.yaml`` from the train split: the same bytes
from the same corpus. ``... planted --split train`` and ``... repeats`` print the measures, one line a kind.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml

from nlp.classify.corpus import load_petitions
from nlp.document.document import build_document
from nlp.document.record import encode_record
from nlp.evaluation.metrics import Tally
from nlp.evaluation.petition_noise import make_variants
from nlp.pipeline.config import PipelineConfig
from nlp.pipeline.runner import load_pipeline
from nlp.triage.duplicates.compare import compare
from nlp.triage.duplicates.content import find_phrases, fold_words, read_content
from nlp.triage.duplicates.index import DuplicateIndex
from nlp.triage.duplicates.models import LinkKind
from nlp.triage.duplicates.settings import load_settings
from nlp.triage.duplicates.sketch import make_sketch

Record = Mapping[str, Any]
CORPUS = Path("corpora/petitions")
REPEATS = Path("corpora/repeats.yaml")
STOCK = Path("nlp/resources/petition_stock.yaml")
_AS_OF = dt.date(2026, 11, 1)
_STOCK_SHARE = 0.02  # of the petitions, from which a phrase is stock
_STOCK_NAMES = 4  # petitions in which a name stands, from which it is nobody's
_HEAD_SHARE = 0.25  # of a petition, that its head and petitioner may take to be put before another matter
_STOCK_HEAD = """\
# Phrases and names that stand in many petitions and so tell no matter from another; folded as fold_shapes of nlp.text does.
# Written by: python -m nlp.evaluation.duplicates stock
source: 'corpora/petitions, train: phrases of two syllables in 2 % of the petitions and more, names in four and more'
"""


@dataclass
class Measures:
    """Tallies of links by what was asked: a kind of noise at a strength, or a kind of hard negative."""

    tallies: dict[str, Tally]
    wrong: Counter[str]
    negatives: Counter[str]

    def lines(self) -> Iterator[str]:
        """One line a measure: recall of what is planted, and how many wrong links there were."""
        for name, tally in self.tallies.items():
            if tally.gold:
                yield f"{name}\trecall {tally.hits}/{tally.gold} = {tally.recall:.4f}\n"
        hits, system = sum(t.hits for t in self.tallies.values()), sum(t.system for t in self.tallies.values())
        gold = sum(t.gold for t in self.tallies.values())
        yield f"all\trecall {hits}/{gold} = {hits / max(1, gold):.4f}, precision {hits}/{system} = {hits / max(1, system):.4f}\n"
        yield from (f"wrong links\t{name}\t{count}\n" for name, count in sorted(self.wrong.items()))
        yield from (f"negatives\t{name}\t{count}\n" for name, count in sorted(self.negatives.items()))


def load_reader(*, labels: bool) -> Callable[[str], Record]:
    """A function from a text to its record, with what a sketch needs; fields by the linear model where ``labels``."""
    components = ("segment", "sentences", "citations", "petition_facts", *(("petition_labels",) if labels else ()))
    config = PipelineConfig(components, {"petition_labels": {"model": "linear"}} if labels else {})
    pipeline = load_pipeline(config, as_of=_AS_OF)
    return lambda text: encode_record(pipeline.run(build_document(text)))


def index_texts(texts: Mapping[str, str]) -> Callable[[str], str | None]:
    """A function from a text to the name of one of ``texts`` that is the same petition, or None: the same or nearly the same
    text, or the same people on the same matter."""
    read, index, names = load_reader(labels=False), DuplicateIndex(), {}
    for name, text in texts.items():
        record = read(text)
        index.add(record)
        names[record["id"]] = name
    return lambda text: next((names[link.id] for link in index.find(read(text))), None)


def count_stock(records: Iterable[Record]) -> tuple[list[str], list[str]]:
    """Stock phrases and names of the petitions, in alphabetical order."""
    settings = replace(load_settings(), stock_phrases=frozenset(), stock_names=frozenset())
    phrases: Counter[str] = Counter()
    names: Counter[str] = Counter()
    number = 0
    for record in records:
        number += 1
        phrases.update(set(find_phrases(fold_words(read_content(record, settings)), settings.text.shingle)))
        names.update({mark.key for mark in make_sketch(record, settings).marks if mark.kind == "name"})
    return (
        sorted(phrase for phrase, count in phrases.items() if count >= _STOCK_SHARE * number),
        sorted(name for name, count in names.items() if count >= _STOCK_NAMES),
    )


def write_stock(corpus: Path, out: Path) -> None:
    """Counts the train split of the corpus and writes the resource."""
    read = load_reader(labels=False)
    phrases, names = count_stock(read(petition.text) for petition in load_petitions(corpus, "train"))
    lists = {"names": names, "phrases": phrases}
    body = "".join(f"{key}: {yaml.safe_dump(list_, width=126, default_flow_style=True)}" for key, list_ in lists.items())
    out.write_text(_STOCK_HEAD + body, encoding="utf-8")


def measure_planted(texts: Mapping[str, str], *, sample: int) -> Measures:
    """Every second text is indexed; variants of ``sample`` of them are looked for, and hard negatives made with the others.

    A variant shall be linked to its own text alone, as the same or nearly the same; a hard negative to none.
    """
    read = load_reader(labels=False)
    names = sorted(texts)
    indexed, others = names[::2], names[1::2]
    index, own = DuplicateIndex(), {}
    records = {name: read(texts[name]) for name in indexed}
    measures = Measures({}, Counter(), Counter())
    for name, record in records.items():
        own[record["id"]] = name
        found = [link for link in index.add(record).links if link.kind is not LinkKind.REPEAT]
        measures.negatives["bases"] += 1
        _tally(measures, "bases", 0, 0, len(found))
    generator = random.Random(0)
    for name in sorted(generator.sample(indexed, min(sample, len(indexed)))):
        for variant in make_variants(texts[name], name):
            if variant.text == texts[name]:
                continue  # nothing in it that this noise changes
            links = [link for link in index.find(read(variant.text)) if link.kind is not LinkKind.REPEAT]
            hits = sum(own[link.id] == name for link in links)
            key = f"{variant.noise}.{variant.strength}"
            _tally(measures, key, 1, hits, len(links) - hits)
    for kind, text in _hard_negatives(texts, indexed, others, records, generator):
        measures.negatives[kind] += 1
        negative = index.find(read(text))
        _tally(measures, kind, 0, 0, sum(link.kind is not LinkKind.REPEAT for link in negative))
        measures.wrong[f"{kind} (gui_lai)"] += sum(link.kind is LinkKind.REPEAT for link in negative)
    return measures


def _tally(measures: Measures, key: str, gold: int, hits: int, wrong: int) -> None:
    tally = measures.tallies.setdefault(key, Tally())
    tally.gold += gold
    tally.hits += hits
    tally.system += hits + wrong
    if wrong:
        measures.wrong[key] += wrong


def _hard_negatives(
    texts: Mapping[str, str],
    indexed: Sequence[str],
    others: Sequence[str],
    records: Mapping[str, Record],
    generator: random.Random,
) -> Iterator[tuple[str, str]]:
    """The same petitioner, head and closing with the matter of a text that is not indexed."""
    for name in indexed:
        record = records[name]
        zones = [s for s in record["segments"] if s["type"] == "petitioner"]
        closing = [s for s in record["segments"] if s["type"] == "signature"]
        if not zones or not closing or not record["petition"] or not record["petition"]["petitioners"]:
            continue
        other = texts[generator.choice(others)]
        middle = other[len(other) // 4 : len(other) * 4 // 5]
        head, tail = record["text"][: zones[-1]["end"]], record["text"][closing[0]["start"] :]
        if zones[-1]["end"] < _HEAD_SHARE * len(record["text"]):
            yield "same petitioner, another matter", f"{head}\n{middle}\n{tail}"


def measure_repeats(path: Path) -> tuple[dict[str, Tally], list[str]]:
    """Tallies of the pairs of ``path``, even matters (used to set the points) and odd ones apart, and the mistakes."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    read, settings = load_reader(labels=True), load_settings()
    sketches = {name: make_sketch(read(text), settings) for name, text in data["texts"].items()}
    told: defaultdict[str, list[str]] = defaultdict(list)
    for name in sketches:
        if name[-1] in "abc":
            told[name[:-1]].append(name)
    pairs = [(a, b, True) for names in told.values() for a, b in combinations(names, 2)]
    pairs += [(*pair["texts"], pair["repeat"]) for pair in data["pairs"]]
    tallies, mistakes = {"even": Tally(), "odd": Tally()}, []
    for one, other, is_repeat in pairs:
        found = compare(sketches[one], sketches[other], settings) is not None
        tally = tallies["odd" if int(one[:2]) % 2 else "even"]
        tally.gold += is_repeat
        tally.system += found
        tally.hits += found and is_repeat
        if found != is_repeat:
            mistakes.append(f"{one} {other} {'missed' if is_repeat else 'wrong'}")
    return tallies, mistakes


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line of this module; 0 when done."""
    parser = argparse.ArgumentParser(prog="python -m nlp.evaluation.duplicates", description=__doc__)
    parser.add_argument("what", choices=("stock", "planted", "repeats"))
    parser.add_argument("--split", default="train", choices=("train", "test"))
    parser.add_argument("--sample", type=int, default=250, help="how many petitions are planted with noise")
    given = parser.parse_args(arguments)
    if given.what == "stock":
        write_stock(CORPUS, STOCK)
    elif given.what == "planted":
        texts = {petition.name: petition.text for petition in load_petitions(CORPUS, given.split)}
        sys.stdout.writelines(measure_planted(texts, sample=given.sample).lines())
    else:
        tallies, mistakes = measure_repeats(REPEATS)
        for name, tally in tallies.items():
            sys.stdout.write(
                f"{name}\tprecision {tally.precision:.3f}\trecall {tally.recall:.3f}\t{tally.hits} of {tally.gold}\n"
            )
        sys.stdout.writelines(f"{line}\n" for line in mistakes)
    return 0


if __name__ == "__main__":
    sys.exit(main())

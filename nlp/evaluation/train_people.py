"""Training of the sequence model of petitions: ``python -m nlp.evaluation.train_people --corpus DIR --out DIR``.

The same corpus and parameters give the same bytes: sorted input, no randomness, one thread a field. Rules and model are
measured on styles, and on whole series, that the model has not seen; on the test split once, as totals. What the model favours
(how readily a span is begun) comes from the styles held out.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from nlp.classify.augment import drop_diacritics
from nlp.classify.corpus import load_petitions
from nlp.document.document import Document, build_document
from nlp.errors import DonthuError
from nlp.evaluation.corpus import load_manifest
from nlp.evaluation.metrics import PETITION_SPANS, Scores, Tally, score_spans
from nlp.extract.citations.component import CitationReader
from nlp.extract.parties.cues import load_petition_cues
from nlp.extract.parties.letter import read_letter
from nlp.extract.parties.rules import LAYERS, Findings, find_by_rules
from nlp.extract.parties.tagging.artefacts import write_tagger
from nlp.extract.parties.tagging.columns import Columns
from nlp.extract.parties.tagging.crf import Array, ConditionalRandomField
from nlp.extract.parties.tagging.features import observe
from nlp.extract.parties.tagging.spans import read_labels, write_labels
from nlp.extract.parties.tagging.tagger import Tagger, favour
from nlp.extract.parties.tagging.tokens import Units, read_units
from nlp.pipeline.runner import Pipeline
from nlp.segment.component import Segmenter
from nlp.text.span import Span

_FAVOURS = (-0.5, 0.0, 0.5, 1.0, 1.5)
Scored = tuple["Example", ConditionalRandomField, Array]


@dataclass(frozen=True)
class Settings:
    """The parameters of a training, from ``params.yaml`` under ``people``."""

    iterations: int
    sparseness: float
    smoothing: float
    least: int
    plain_one_in: int
    folds: int


@dataclass(frozen=True, eq=False)
class Example:
    """A petition as the model sees it, with its gold and what the rules found; ``plain`` is its variant without diacritics."""

    name: str
    series: str
    plain: bool
    units: Units
    columns: Columns
    gold: Findings
    ruled: Findings


def load_settings(path: Path) -> Settings:
    """The settings of ``params.yaml``; raises DonthuError where one is missing or unknown."""
    try:
        return Settings(**yaml.safe_load(path.read_text(encoding="utf-8"))["people"])
    except (KeyError, TypeError) as error:
        raise DonthuError("train.params", f"{path}: {error} under people", "see params.yaml of the project") from error


def load_examples(folder: Path, split: str, *, plain: bool = False) -> Iterator[Example]:
    """The petitions of a split whose gold has all of the layers, by name, as they stand or without diacritics."""
    pipeline = Pipeline((Segmenter(), CitationReader()))
    pool: dict[str, str] = {}
    for petition in load_petitions(folder, split):
        text = drop_diacritics(petition.text) if plain else petition.text
        if not PETITION_SPANS.keys() <= petition.gold.keys() or (plain and text == petition.text):
            continue
        document = pipeline.run(build_document(text))
        letter = read_letter(document)
        ruled = find_by_rules(load_petition_cues(), letter)
        units = read_units(document)
        columns = observe(letter, units, ruled)
        shared = {key: [value and pool.setdefault(value, value) for value in values] for key, values in columns.items()}
        yield Example(petition.name, petition.group, plain, units, shared, _read_gold(petition.gold, document), ruled)


def load_styles(folder: Path) -> dict[str, str]:
    """The style of each text of a corpus by its name, from the manifest."""
    return {name: row["style"] for name, row in load_manifest(folder).items()}


def _read_gold(gold: Mapping[str, Any], document: Document) -> Findings:
    spans = [
        (layer, document.alignment.to_target(Span(item["start"], item["end"])))
        for key, layer in PETITION_SPANS.items()
        for item in gold[key]
    ]
    return sorted(spans, key=lambda item: item[1])


class Learner:
    """The petitions that are learnt from, dealt into folds: gives the field of all of them, or of all but a fold."""

    def __init__(self, examples: Iterable[Example], settings: Settings, folds: Mapping[str, int] | None = None) -> None:
        """``folds`` gives the fold of a petition by its name; they are read once, for that takes as long as 20 of the steps."""
        import pycrfsuite

        self._trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
        self._trainer.set_params(
            {
                "c1": settings.sparseness,
                "c2": settings.smoothing,
                "max_iterations": settings.iterations,
                "feature.minfreq": settings.least,
                "feature.possible_transitions": True,
            }
        )
        for example in examples:
            fold = folds[example.name] if folds else 0
            self._trainer.append(list(_items(example.columns)), write_labels(example.units, example.gold), fold)

    def fit(self, without: int | None = None) -> ConditionalRandomField:
        """The weights of least regularised loss, found by L-BFGS from zero, over all petitions but those of a fold."""
        import pycrfsuite

        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "model")
            self._trainer.train(path, -1 if without is None else without)
            tagger = pycrfsuite.Tagger()
            tagger.open(path)
            info = tagger.info()
            tagger.close()
        return _read_field(info.labels, info.state_features, info.transitions)


def _items(columns: Columns) -> Iterator[list[str]]:
    """For each unit its values, each with the name of its column."""
    for row in zip(*columns.values(), strict=True):
        yield [f"{name}={value}" for name, value in zip(columns, row, strict=True) if value is not None]


def _read_field(
    numbers: Mapping[str, str], values: Mapping[tuple[str, str], float], jumps: Mapping[tuple[str, str], float]
) -> ConditionalRandomField:
    labels = tuple(sorted(numbers))
    place = {label: i for i, label in enumerate(labels)}
    rows: dict[str, dict[str, int]] = {}
    for number, item in enumerate(sorted({item for item, _ in values})):
        name, _, value = item.partition("=")
        rows.setdefault(name, {})[value] = number
    weights = np.zeros((sum(map(len, rows.values())) + 1, len(labels)), dtype=np.float32)
    for (item, label), weight in values.items():
        name, _, value = item.partition("=")
        weights[rows[name][value], place[label]] = weight
    transitions = np.zeros((len(labels), len(labels)), dtype=np.float32)
    for (before, behind), weight in jumps.items():
        transitions[place[before], place[behind]] = weight
    # What is stored is what is used: half precision, here as in the file.
    return ConditionalRandomField(labels, rows, weights.astype(np.float16).astype(np.float32), transitions)


def find_folds(groups: Sequence[str], count: int) -> list[set[str]]:
    """The groups of each fold, about as many examples in each; the largest groups are dealt out first.

    >>> find_folds(["a", "a", "a", "b", "b", "c"], 2) == [{"a"}, {"b", "c"}]
    True
    """
    sizes = {group: groups.count(group) for group in sorted(set(groups))}
    folds: list[set[str]] = [set() for _ in range(count)]
    held = [0] * count
    for group in sorted(sizes, key=lambda group: (-sizes[group], group)):
        smallest = held.index(min(held))
        folds[smallest].add(group)
        held[smallest] += sizes[group]
    return folds


def find_folds_by_name(examples: Iterable[Example], groups: Mapping[str, str], count: int) -> dict[str, int]:
    """The fold of each petition by its name; ``groups`` gives what it must not be parted from, its style or series.

    Raises DonthuError (``train.groups``) where there are fewer groups than folds.
    """
    names = sorted({example.name for example in examples})
    if len({groups[name] for name in names}) < count:
        raise DonthuError("train.groups", f"fewer styles or series than {count} folds", "lower folds in params.yaml")
    folds = find_folds([groups[name] for name in names], count)
    return {name: next(number for number, fold in enumerate(folds) if groups[name] in fold) for name in names}


def score_held_out(
    examples: Iterable[Example], folds: Mapping[str, int], fields: Sequence[ConditionalRandomField]
) -> list[Scored]:
    """Each petition with the weights of its labels by the field that has not seen its fold; ``fields`` has one a fold."""
    return [(e, field, field.score(e.columns)) for e in examples for field in (fields[folds[e.name]],)]


def fit_without(
    corpus: Path, settings: Settings, folds: Mapping[str, int], held: Sequence[int | None]
) -> list[ConditionalRandomField]:
    """For each fold of ``held`` the field of all other petitions of the training split; for None that of all of them."""
    learner = Learner((e for e in load_training(corpus) if _is_learnt(e, settings)), settings, folds)
    return [learner.fit(without=fold) for fold in held]


def _is_learnt(example: Example, settings: Settings) -> bool:
    """All petitions as they stand, and one in ``plain_one_in`` of them without diacritics too."""
    return not example.plain or (settings.plain_one_in > 0 and zlib.crc32(example.name.encode()) % settings.plain_one_in == 0)


def measure(found: Iterable[tuple[Example, Findings]]) -> dict[str, Tally]:
    """Counts by layer, and by layer with ``.overlapping``, over petitions and what was found in them."""
    return score_found(found).tallies


def score_found(found: Iterable[tuple[Example, Findings]]) -> Scores:
    """The same, petition by petition."""
    scores = Scores()
    for example, given in found:
        for layer in LAYERS:
            wanted, got = (
                [{"start": s.start, "end": s.end} for name, s in spans if name == layer] for spans in (example.gold, given)
            )
            score_spans(scores, example.name, layer, wanted, got)
    return scores


def measure_scored(scored: Iterable[Scored], favours: Mapping[str, float], *, plain: bool = False) -> dict[str, Tally]:
    """Counts by layer of what the scores give with these favours, on petitions as they stand or without diacritics."""
    return measure(
        (example, read_labels(example.units, field.decode(favour(field, scores, favours))))
        for example, field, scores in scored
        if example.plain == plain
    )


def choose_favours(scored: Sequence[Scored]) -> dict[str, float]:
    """For each layer the favour with the best sum of exact and overlapping F1 over petitions as they stand."""
    sums: dict[str, dict[float, float]] = {layer: {} for layer in LAYERS}
    for value in _FAVOURS:
        tallies = measure_scored(scored, dict.fromkeys(LAYERS, value))
        for layer in LAYERS:
            sums[layer][value] = tallies[layer].value + tallies[f"{layer}.overlapping"].value
    return {layer: max(_FAVOURS, key=lambda value, by=by: (by[value], -abs(value))) for layer, by in sums.items()}  # type: ignore[misc]


def load_training(corpus: Path) -> list[Example]:
    """The training split, as it stands and without diacritics."""
    return [*load_examples(corpus, "train"), *load_examples(corpus, "train", plain=True)]


def train(corpus: Path, settings: Settings) -> tuple[Tagger, dict[str, Any]]:
    """The model of the training split, and the figures of rules and model. Styles and series are held out in a process each."""
    examples = load_training(corpus)
    styles = find_folds_by_name(examples, load_styles(corpus), settings.folds)
    series = find_folds_by_name(examples, {e.name: e.series for e in examples}, settings.folds)
    each = range(settings.folds)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        by_style = processes.submit(fit_without, corpus, settings, styles, [*each, None])
        by_series = processes.submit(fit_without, corpus, settings, series, each)
        *fields, field = by_style.result()
        others = by_series.result()
    scored = score_held_out(examples, styles, fields)
    favours = choose_favours(scored)
    tests = [e for plain in (False, True) for e in load_examples(corpus, "test", plain=plain)]
    figures = {
        "held_out_styles": describe(scored, favours),
        "held_out_series": describe(score_held_out(examples, series, others), favours),
        "test": describe([(e, field, field.score(e.columns)) for e in tests], favours),
    }
    return Tagger(field, favours), figures


def describe(scored: Sequence[Scored], favours: Mapping[str, float]) -> dict[str, dict[str, dict[str, float]]]:
    """The figures of rules and model by layer, to three places; those of the model without diacritics too."""
    rows = {
        "rules": measure((e, e.ruled) for e, _, _ in scored if not e.plain),
        "model": measure_scored(scored, favours),
        "model_no_diacritics": measure_scored(scored, favours, plain=True),
    }
    return {name: {layer: describe_tally(tally) for layer, tally in tallies.items()} for name, tallies in rows.items()}


def describe_tally(tally: Tally) -> dict[str, float]:
    """Counts, precision, recall and F1 to three places."""
    shares = {"precision": tally.precision, "recall": tally.recall, "f1": tally.value}
    return {"gold": tally.gold, "found": tally.system, **{name: round(share, 3) for name, share in shares.items()}}


def main(arguments: list[str] | None = None) -> int:
    """Command line of the training; exit status 0, or 2 where something is missing."""
    parser = argparse.ArgumentParser(description="train the sequence model of petitions")
    parser.add_argument("--corpus", type=Path, default=Path("corpora/petitions"))
    parser.add_argument("--params", type=Path, default=Path("params.yaml"))
    parser.add_argument("--out", type=Path, default=Path("models/petition_people"))
    options = parser.parse_args(arguments)
    try:
        settings = load_settings(options.params)
        tagger, figures = train(options.corpus, settings)
    except DonthuError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    write_tagger(tagger, options.out, {"params": yaml.safe_load(options.params.read_text(encoding="utf-8"))["people"]})
    text = json.dumps(figures, indent=1, sort_keys=True) + "\n"
    (options.out / "metrics.json").write_text(text, encoding="utf-8")
    sys.stderr.write(f"model and figures in {options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

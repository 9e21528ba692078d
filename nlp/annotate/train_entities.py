"""The spaCy pipeline of petitions: what ``spacy train`` learns from, and what it made, measured and packed.

``python -m nlp.annotate.train_entities export`` writes the training split as DocBin: the series of one fold aside, by which the
training chooses its best step, and petitions without diacritics beside the others. ``python -m spacy train`` with the
configuration of ``models/petition_entities`` trains. ``python -m nlp.annotate.train_entities pack`` writes the pipeline as it is
loaded, and measures rules, sequence model and pipeline. The dev split, which none has learnt from, says in which layers the
pipeline is better; the test split is only measured.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from nlp.annotate.doc_bin import write_tasks
from nlp.annotate.formats import write_files
from nlp.annotate.task import AnnotatedSpan, Task, build_task
from nlp.errors import DonthuError
from nlp.evaluation.comparison import compare_measures
from nlp.evaluation.metrics import PETITION_SPANS
from nlp.evaluation.report import build_report
from nlp.evaluation.train_people import Example, describe_tally, find_folds, load_examples, score_found
from nlp.extract.parties.component import MODEL
from nlp.extract.parties.entities.artefacts import load_entities, write_entities
from nlp.extract.parties.entities.find import LAYERS as ENTITIES
from nlp.extract.parties.entities.find import find_entities
from nlp.extract.parties.rules import Findings
from nlp.extract.parties.tagging.artefacts import load_tagger
from nlp.extract.parties.tagging.spans import read_labels
from nlp.extract.parties.tagging.tagger import favour
from nlp.resources.artefacts import find_model_directory

#: Whom the pipeline is compared with, and itself, by the names in ``metrics.json``.
FINDERS = ("rules", "model", "spacy")
_LAYER_OF = {layer: name for name, layer in PETITION_SPANS.items()}
Found = Mapping[str, Findings]


@dataclass(frozen=True)
class Settings:
    """The parameters of the export, from ``params.yaml`` under ``entities``."""

    plain_one_in: int
    folds: int


def load_settings(path: Path) -> Settings:
    """The settings of ``params.yaml``; raises DonthuError where one is missing or unknown."""
    try:
        return Settings(**yaml.safe_load(path.read_text(encoding="utf-8"))["entities"])
    except (KeyError, TypeError) as error:
        raise DonthuError("train.params", f"{path}: {error} under entities", "see params.yaml of the project") from error


def export(corpus: Path, settings: Settings, out: Path) -> dict[str, int]:
    """Writes the folders ``train`` and ``dev`` of DocBin; how many texts are in each."""
    whole = list(load_examples(corpus, "train"))
    held = find_folds([example.series for example in whole], settings.folds)[0]
    plain = (e for e in load_examples(corpus, "train", plain=True) if _is_learnt(e, settings))
    texts = {
        "train": [e for e in (*whole, *plain) if e.series not in held],
        "dev": [e for e in whole if e.series in held],
    }
    for name, examples in texts.items():
        shutil.rmtree(out / name, ignore_errors=True)
        write_files(write_tasks(map(build_example, examples)), out / name)
    return {name: len(examples) for name, examples in texts.items()}


def build_example(example: Example) -> Task:
    """The task of a petition's gold, over the text that the finders read."""
    spans = [
        AnnotatedSpan(f"{layer}-{number}", _LAYER_OF[layer], layer, span.start, span.end)
        for number, (layer, span) in enumerate(example.gold)
    ]
    name = f"{example.name}.plain" if example.plain else example.name
    return build_task(name, example.units.text, spans=spans, layers=list(PETITION_SPANS))


def _is_learnt(example: Example, settings: Settings) -> bool:
    return settings.plain_one_in > 0 and zlib.crc32(example.name.encode()) % settings.plain_one_in == 0


def find_all(examples: Iterable[Example], pipeline: Path) -> Iterator[tuple[Example, Found]]:
    """Each petition with what the rules, the shipped sequence model and the spaCy pipeline of a folder find in it."""
    tagger = load_tagger(find_model_directory(MODEL))
    for example in examples:
        scores = favour(tagger.field, tagger.field.score(example.columns), tagger.favours)
        modelled = read_labels(example.units, tagger.field.decode(scores))
        entities = find_entities(pipeline, example.units.text, ENTITIES)
        yield example, {"rules": example.ruled, "model": modelled, "spacy": entities}


def measure(found: Sequence[tuple[Example, Found]]) -> dict[str, Any]:
    """Figures of each finder by layer, and what the pipeline gains on the others with the 95% interval over the petitions."""
    scores = {name: score_found((example, given[name]) for example, given in found) for name in FINDERS}
    kept = [measure for layer in ENTITIES for measure in (layer, f"{layer}.overlapping")]
    figures: dict[str, Any] = {
        name: {measure: describe_tally(one.tallies[measure]) for measure in kept} for name, one in scores.items()
    }
    after = build_report(scores["spacy"], len(found), 0)
    for name in ("rules", "model"):
        gains = compare_measures(build_report(scores[name], len(found), 0), after)
        figures[f"gain_on_{name}"] = {
            one.measure: [round(value, 3) for value in (one.difference, one.low, one.high)]
            for one in gains
            if one.measure in kept
        }
    return figures


def choose_layers(figures: Mapping[str, Any]) -> list[str]:
    """The layers of which the pipeline finds more of the same spans than the sequence model, beyond the interval."""
    return [layer for layer in ENTITIES if figures["gain_on_model"].get(layer, (0, 0, 0))[1] > 0]


def count_cut(examples: Iterable[Example], pipeline: Path) -> dict[str, int]:
    """How many gold spans there are, and how many begin or end inside a token of the pipeline, which cannot find them."""
    language, counts = load_entities(pipeline), {"spans": 0, "cut": 0}
    for example in examples:
        doc = language.make_doc(example.units.text)
        spans = [span for layer, span in example.gold if layer in ENTITIES]
        counts["spans"] += len(spans)
        counts["cut"] += sum(doc.char_span(span.start, span.end) is None for span in spans)
    return counts


def pack(corpus: Path, settings: Settings, made: Path, out: Path) -> dict[str, Any]:
    """Writes the pipeline that ``spacy train`` made as it is loaded, and gives its figures on dev and test split."""
    import spacy

    import nlp.extract.parties.entities.syllables  # noqa: F401  registers the tokenizer

    trained = spacy.load(made / "model-best")
    write_entities(trained, out, {"params": asdict(settings), "spacy": version("spacy")})
    load_entities.cache_clear()
    figures: dict[str, Any] = {}
    whole: list[Example] = []
    for split in ("dev", "test"):
        examples = list(load_examples(corpus, split))
        whole += examples
        figures[split] = measure(list(find_all(examples, out)))
    figures["test_no_diacritics"] = measure(list(find_all(load_examples(corpus, "test", plain=True), out)))
    return {**figures, "better_layers": choose_layers(figures["dev"]), "gold": count_cut(whole, out)}


def main(arguments: list[str] | None = None) -> int:
    """Command line of the module; exit status 0, or 2 where something is missing."""
    parser = argparse.ArgumentParser(prog="python -m nlp.annotate.train_entities", description=__doc__)
    parser.add_argument("what", choices=("export", "pack"))
    parser.add_argument("--corpus", type=Path, default=Path("corpora/petitions"))
    parser.add_argument("--params", type=Path, default=Path("params.yaml"))
    parser.add_argument("--work", type=Path, default=Path(".dvc/tmp/petition_entities"), help="where DocBin and training lie")
    parser.add_argument("--out", type=Path, default=Path("models/petition_entities"))
    options = parser.parse_args(arguments)
    try:
        settings = load_settings(options.params)
        if options.what == "export":
            counts = export(options.corpus, settings, options.work)
            sys.stderr.write("".join(f"{count} petitions in {options.work / name}\n" for name, count in counts.items()))
        else:
            figures = pack(options.corpus, settings, options.work / "made", options.out)
            text = json.dumps(figures, indent=1, sort_keys=True) + "\n"
            (options.out / "metrics.json").write_text(text, encoding="utf-8")
            sys.stderr.write(f"pipeline and figures in {options.out}\n")
    except (DonthuError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

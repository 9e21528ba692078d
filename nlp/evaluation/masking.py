"""How much masking leaves to be seen of the people of petitions, and how much else it blacks out.

``python -m nlp.evaluation.masking CORPUS [--split train] [--finder rules]`` masks the texts of a corpus and counts letters and
digits of the names and addresses that its gold marks, each name wherever it comes again. ``--finder rules`` leaves the trained
finder out: what was trained on a text knows its people better than those of the next one.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from nlp.document.masking import MASK, mask_people
from nlp.document.record import encode_record
from nlp.ingest.walk import find_entries
from nlp.pipeline.config import PipelineConfig, load_config
from nlp.pipeline.entry import analyze_entry
from nlp.pipeline.runner import Pipeline, load_pipeline
from nlp.text.fold import fold_all

_KINDS = {"petitioners": "names", "addresses": "addresses"}
# What masking reads of a record.
_COMPONENTS = ("segment", "sentences", "citations", "deadlines", "petition_facts", "petition_labels")


def measure_masking(corpus: Path, *, split: str, finder: str = "model", every: int = 1) -> dict[str, float]:
    """Shares in percent: of ``names`` and ``addresses`` visible, of ``other`` text masked; and how many ``texts`` were counted.

    Texts whose length the reader changed are left out, for the gold counts in the source.
    """
    config, pipeline = _load(finder)
    seen: Counter[Any] = Counter()
    with (corpus / "manifest.tsv").open(encoding="utf-8") as stream:
        names = [row["name"] for row in csv.DictReader(stream, delimiter="\t") if row["split"] == split][::every]
    for name in names:
        gold = json.loads((corpus / f"{name}.gold.json").read_text(encoding="utf-8"))["petition"]
        [entry] = find_entries([corpus / f"{name}.txt"])
        record = encode_record(analyze_entry(entry, config, pipeline))
        text = str(record["text"])
        if gold is None or len(text) != len((corpus / f"{name}.txt").read_text(encoding="utf-8")):
            continue
        _count(text, str(mask_people(record)["text"]), gold, seen)
        seen["texts"] += 1
    shares = {kind: round(100 * seen[kind, "visible"] / max(1, seen[kind, "all"]), 2) for kind in _KINDS.values()}
    other = round(100 * seen["other", "masked"] / max(1, seen["other", "all"]), 2)
    return {**shares, "other": other, "texts": seen["texts"]}


def _load(finder: str) -> tuple[PipelineConfig, Pipeline]:
    settings = {"petition_labels": {"model": "linear"}, "petition_facts": {"finder": finder}}
    config = replace(load_config(), components=_COMPONENTS, settings=settings)
    return config, load_pipeline(config)


def _count(text: str, masked: str, gold: dict[str, Any], seen: Counter[Any]) -> None:
    secret: set[int] = set()
    for key, kind in _KINDS.items():
        for row in gold.get(key) or ():
            for start, end in {(row["start"], row["end"]), *(_again(text, row["text"]) if kind == "names" else ())}:
                secret.update(range(start, end))
                seen[kind, "all"] += sum(map(str.isalnum, text[start:end]))
                seen[kind, "visible"] += sum(map(str.isalnum, masked[start:end]))
    seen["other", "all"] += len(text) - len(secret)
    seen["other", "masked"] += sum(c == MASK != text[i] and i not in secret for i, c in enumerate(masked))


def _again(text: str, name: str) -> Iterator[tuple[int, int]]:
    words = fold_all(name).split()
    if len(words) > 1:
        for match in re.finditer(r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)", fold_all(text)):
            yield match.span()


def main(argv: Sequence[str] | None = None) -> None:
    """Writes the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--split", default="train")
    parser.add_argument("--finder", default="model")
    parser.add_argument("--every", type=int, default=1)
    options = parser.parse_args(argv)
    figures = measure_masking(options.corpus, split=options.split, finder=options.finder, every=options.every)
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()

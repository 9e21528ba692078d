"""Petitions with gold labels, read from a corpus folder (``NAME.txt``, ``NAME.gold.json``, ``manifest.tsv``)."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nlp.classify.augment import variants
from nlp.classify.features import Features, read_content, read_features
from nlp.document.document import build_document
from nlp.errors import DonthuError


@dataclass(frozen=True)
class Example:
    """One text with its labels; ``group`` is its style, which never stands on both sides of a fold."""

    name: str
    group: str
    features: Features
    type: str
    fields: tuple[str, ...]
    weight: float = 1.0


def list_rows(folder: Path, split: str) -> list[tuple[str, str]]:
    """Name and style of the petitions of one split, by name; raises DonthuError where the folder has no manifest."""
    manifest = folder / "manifest.tsv"
    if not manifest.is_file():
        raise DonthuError("corpus.manifest", f"{folder} has no manifest.tsv", "run nlp.evaluation.corpus first")
    with manifest.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["split"] == split and row["family"] == "petition"]
    return sorted((row["name"], row["style"]) for row in rows)


def load_examples(folder: Path, split: str) -> list[Example]:
    """The petitions of one split, by name; raises DonthuError where the folder has no manifest."""
    return [_load_one(folder, name, style) for name, style in list_rows(folder, split)]


def load_folder(folder: Path) -> list[Example]:
    """Every petition of a folder without a manifest (``*.gold.json`` beside ``*.txt``)."""
    names = sorted(path.name.removesuffix(".gold.json") for path in folder.glob("*.gold.json"))
    return [_load_one(folder, name, name) for name in names]


def _load_one(folder: Path, name: str, group: str) -> Example:
    gold = json.loads((folder / f"{name}.gold.json").read_text(encoding="utf-8"))["petition"]
    text = (folder / f"{name}.txt").read_text(encoding="utf-8")
    return Example(name, group, features_of(text), gold["type"], tuple(gold["fields"]))


def features_of(text: str) -> Features:
    """The features of a text at hand."""
    return read_features(read_content(build_document(text)))


def augment(examples: Iterable[Example], folder: Path, weight: float) -> list[Example]:
    """The examples, and of each its variants (``nlp.classify.augment``) with a smaller ``weight``, and one without title."""
    made = []
    for example in examples:
        made.append(example)
        text = (folder / f"{example.name}.txt").read_text(encoding="utf-8")
        for changed in variants(text, example.name):
            made.append(Example(example.name, example.group, features_of(changed), example.type, example.fields, weight))
        made.append(Example(example.name, example.group, _untitled(example.features), example.type, example.fields, weight))
    return made


def _untitled(features: Features) -> Features:
    signs = {name: value for name, value in features.signs.items() if not name.startswith("title.")}
    return Features(features.terms, signs | {"title.none": 1.0}, features.lexicon)

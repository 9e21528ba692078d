"""Petitions with gold labels, read from a corpus folder (``NAME.txt``, ``NAME.gold.json``, ``manifest.tsv``)."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nlp.classify.augment import variants
from nlp.classify.features import Features, read_content, read_features
from nlp.document.document import build_document
from nlp.errors import DonthuError


@dataclass(frozen=True)
class Petition:
    """One petition with its gold: ``group`` names the hand that wrote it, which never stands on both sides of a fold.

    ``parts`` are the types that a petition of several contents joins, of any other the type itself.
    """

    name: str
    group: str
    text: str
    type: str
    parts: tuple[str, ...]
    fields: tuple[str, ...]
    gold: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Example:
    """One text as the linear model reads it, with its labels; ``group`` as that of ``Petition``."""

    name: str
    group: str
    features: Features
    type: str
    parts: tuple[str, ...]
    fields: tuple[str, ...]
    weight: float = 1.0


def load_petitions(folder: Path, split: str) -> list[Petition]:
    """The petitions of one split, by name; raises DonthuError where the folder has no manifest.

    A name begins with the letters of its series, and a series is written by one hand.
    """
    manifest = folder / "manifest.tsv"
    if not manifest.is_file():
        raise DonthuError("corpus.manifest", f"{folder} has no manifest.tsv", "run nlp.evaluation.corpus first")
    with manifest.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        names = sorted(row["name"] for row in rows if row["split"] == split and row["family"] == "petition")
    return [_load_one(folder, name) for name in names]


def _load_one(folder: Path, name: str) -> Petition:
    gold = json.loads((folder / f"{name}.gold.json").read_text(encoding="utf-8"))["petition"]
    text = (folder / f"{name}.txt").read_text(encoding="utf-8")
    return Petition(
        name,
        name.rstrip("0123456789"),
        text,
        gold["type"],
        tuple(gold.get("parts") or [gold["type"]]),
        tuple(gold["fields"]),
        gold,
    )


def load_examples(folder: Path, split: str) -> list[Example]:
    """The same petitions with the features that the linear model reads."""
    return [Example(p.name, p.group, features_of(p.text), p.type, p.parts, p.fields) for p in load_petitions(folder, split)]


def features_of(text: str) -> Features:
    """The features of a text at hand."""
    return read_features(read_content(build_document(text)))


def augment(examples: Iterable[Example], folder: Path, weight: float) -> list[Example]:
    """The examples, and of each its variants (``nlp.classify.augment``) with a smaller ``weight``, and one without title."""
    made = []
    for example in examples:
        made.append(example)
        text = (folder / f"{example.name}.txt").read_text(encoding="utf-8")
        changed = [*map(features_of, variants(text, example.name)), _untitled(example.features)]
        made += [replace(example, features=features, weight=weight) for features in changed]
    return made


def _untitled(features: Features) -> Features:
    signs = {name: value for name, value in features.signs.items() if not name.startswith("title.")}
    return Features(features.terms, signs | {"title.none": 1.0}, features.lexicon)

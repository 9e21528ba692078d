"""Counts of syllables for the restoration of misread words (``nlp.text.restore``).

``python -m nlp.evaluation.restoration`` counts the train split of the corpora and the reviewed data of the package (titles of
instruments, names of bodies and provinces) and writes ``nlp/resources/syllables.json.gz``: the same bytes from the same input.
Of documents that imitate a recogniser or careless typing only the restored header values of the gold are counted.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from nlp.errors import DonthuError
from nlp.text.canonical import canonicalise
from nlp.text.fold import fold_case, fold_tone
from nlp.text.restore import BOUNDARY, RESOURCE, TOKEN, SyllableCounts
from nlp.text.syllables import find_words, is_marked, is_syllable

CORPORA = (Path("corpora/dispatches"), Path("corpora/petitions"))
# Files and the keys in them to count; None for all. Lists of cues that hold misread forms on purpose are left out.
DATA: dict[str, tuple[str, ...] | None] = {
    "resources/issuers.yaml": None,
    "resources/kinds.yaml": None,
    "resources/labels.yaml": None,
    "resources/law_titles.yaml": None,
    "resources/places.yaml": ("provinces",),
    "resources/layout_cues.yaml": ("official_names", "official_words"),
    "resources/restoration.yaml": ("phrases",),
    "law/instruments.yaml": None,
}
_WEIGHTS = {"resources/restoration.yaml": 4}
_MISPRINTED = frozenset({"ocr", "misspelling", "spelling", "no_diacritics", "missing_spaces", "dialect", "informal", "noise"})
_LIST_WEIGHT = 2  # lists of the package name each thing once; a pair counts as known from two on
_MARKED_SHARE = 0.3


def read_corpus(folder: Path, without: Collection[str] = ()) -> Iterator[str]:
    """Texts of the train split in ``folder``, and the header values of those that are misprinted; ``without`` are names of
    documents left out. Raises DonthuError where the manifest is missing."""
    manifest = folder / "manifest.tsv"
    if not manifest.exists():
        raise DonthuError("restoration.corpus", f"{manifest} is missing", "name a folder that nlp.evaluation.corpus wrote")
    with manifest.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file, delimiter="\t"), key=lambda row: row["name"])
    for row in rows:
        if row["split"] != "train" or row["name"] in without:
            continue
        if row["noise"] not in _MISPRINTED:
            yield canonicalise((folder / f"{row['name']}.txt").read_bytes().decode("utf-8"))[0]
        elif row["family"] == "dispatch":
            gold = json.loads((folder / f"{row['name']}.gold.json").read_text(encoding="utf-8"))
            yield from find_strings(gold.get("header"))


def read_data(package: Path) -> Iterator[str]:
    """Vietnamese strings of the reviewed data below ``package``."""
    for name, keys in DATA.items():
        data = yaml.safe_load((package / name).read_text(encoding="utf-8"))
        for text in find_strings(data if keys is None else [data[key] for key in keys]):
            words = [match[0] for match in find_words(text)]
            if len(words) > 1 and sum(map(is_marked, words)) >= _MARKED_SHARE * len(words):
                yield from [text] * _WEIGHTS.get(name, _LIST_WEIGHT)


def find_strings(value: Any) -> Iterator[str]:
    """All strings in a value of JSON or YAML, in order.

    >>> list(find_strings({"a": ["x", 1], "b": "y"}))
    ['x', 'y']
    """
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from find_strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from find_strings(item)


def count_syllables(texts: Iterable[str]) -> SyllableCounts:
    """The counts of ``texts``.

    >>> count_syllables(["Trần Văn An"]).names
    {('trần', 'văn'): 1, ('văn', 'an'): 1}
    """
    syllables: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    names: Counter[tuple[str, str]] = Counter()
    for text in texts:
        before, before_capital = BOUNDARY, False
        for match in TOKEN.finditer(text):
            word = match[0]
            key = fold_case(fold_tone(word)) if word.isalpha() else BOUNDARY
            capital = word.istitle()
            syllables[key] += 1
            pairs[before, key] += 1
            if capital and before_capital:
                names[before, key] += 1
            before, before_capital = key, capital
        pairs[before, BOUNDARY] += 1
        syllables[BOUNDARY] += 1
    return SyllableCounts(dict(syllables), dict(pairs), dict(names))


def write_counts(counts: SyllableCounts) -> bytes:
    """The bytes of the resource: gzip without a time stamp, JSON with sorted keys. Words that are no syllables are kept only
    where they were seen twice."""
    kept = sorted(key for key, n in counts.syllables.items() if n > 1 or key == BOUNDARY or is_syllable(key))
    number = {key: i for i, key in enumerate(kept)}

    def fold(table: Iterable[tuple[tuple[str, str], int]]) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = {}
        for (first, second), n in sorted(table):
            if first in number and second in number:
                rows.setdefault(str(number[first]), []).extend((number[second], n))
        return rows

    raw = {
        "syllables": " ".join(kept),
        "counts": [counts.syllables[key] for key in kept],
        "pairs": fold(counts.pairs.items()),
        "names": fold((pair, n) for pair, n in counts.names.items() if n > 1),
    }
    return gzip.compress(json.dumps(raw, ensure_ascii=False, separators=(",", ":")).encode(), mtime=0)


def main(arguments: list[str] | None = None) -> int:
    """Command line of the counter; exit status 0, or 2 where a corpus cannot be read."""
    parser = argparse.ArgumentParser(description="counts of syllables for the restoration of misread words")
    parser.add_argument("--corpus", type=Path, action="append", help=f"default: {', '.join(map(str, CORPORA))}")
    parser.add_argument("--package", type=Path, default=Path("nlp"))
    parser.add_argument("--out", type=Path, default=Path("nlp/resources") / RESOURCE)
    parser.add_argument("--without", action="append", default=[], help="a document to leave out")
    options = parser.parse_args(arguments)
    texts = list(read_data(options.package))
    try:
        for folder in options.corpus or CORPORA:
            texts += read_corpus(folder, options.without)
    except DonthuError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    data = write_counts(count_syllables(texts))
    options.out.write_bytes(data)
    sys.stderr.write(f"{len(data)} bytes written to {options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Gold that people made, into a corpus: what a model was corrected in is learnt from at the next training.

``python -m nlp.annotate.add_gold GOLD... --corpus corpora/petitions`` takes petitions that annotators completed
(``donthu annotate import``, ``donthu annotate result``) or that officers put right (``donthu inbox export --format gold``) into
the training split, each with a row of the manifest. Whoever annotated is the style, and each style has a series of its own, so
that measures on styles and series that a model has not seen hold. ``--dry-run`` tells what would become of each and writes
nothing; it exits with 1, as adding does, where something was refused.

Refused, each with its reason: gold that is none (labels, spans, texts that do not agree), that lacks type or fields, a text that
the corpus has or that came twice, a text that is nearly one of the splits that measure, or the same people on the same matter. Of
a text in which people are masked only type, fields and flags are taken.
"""

from __future__ import annotations

import argparse
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nlp.annotate.gold import read_gold, write_gold_files
from nlp.annotate.layers import PETITION_LAYERS
from nlp.annotate.task import Task
from nlp.document.masking import MASK
from nlp.errors import DonthuError
from nlp.evaluation.corpus import check_petition, load_manifest, write_manifest
from nlp.evaluation.duplicates import index_texts
from nlp.evaluation.gold import GoldDocument, load_gold

#: The splits that measure: what is learnt from must not be like their texts.
MEASURING = ("dev", "test")
#: What the gold of a case holds that is not of its text.
_CASE = ("decisions",)
_HINT = "see docs/annotation.md"


@dataclass(frozen=True)
class Outcome:
    """What becomes of a gold file: the ``name`` that it has in the corpus, or why it was refused."""

    path: Path
    name: str | None = None
    error: DonthuError | None = None


def add_gold(folders: Iterable[Path], corpus: Path, *, style: str | None = None, dry_run: bool = False) -> list[Outcome]:
    """Adds the gold under the folders to the training split of a corpus of petitions; what became of each, by path.

    ``style`` is by default the annotator, else the folder that the gold lies in. Raises DonthuError where there is no manifest,
    or a file is no gold object.
    """
    rows = load_manifest(corpus)
    texts = {name: (corpus / f"{name}.txt").read_bytes().decode() for name in rows}
    known = {fold_text(text): name for name, text in texts.items()}
    find_like = index_texts({name: text for name, text in texts.items() if rows[name]["split"] in MEASURING})
    outcomes = []
    for document in load_gold(folders):
        try:
            task = check_gold(document, known, find_like)
        except DonthuError as error:
            outcomes.append(Outcome(document.path, error=error))
            continue
        hand = style or task.annotator or document.path.parent.name
        name = find_name(rows, hand)
        rows[name] = {
            "name": name, "split": "train", "family": "petition", "kind": str(task.labels.get("kind") or ""), "style": hand,
            "place": "", "year": "", "noise": "",
        }  # fmt: skip
        known[fold_text(task.text)] = name
        if not dry_run:
            write_gold_files(task, corpus, name)
        outcomes.append(Outcome(document.path, name))
    if not dry_run:
        write_manifest(corpus, rows)
    return outcomes


def check_gold(document: GoldDocument, known: Mapping[str, str], find_like: Callable[[str], str | None]) -> Task:
    """The task of a gold file as it may be learnt from; raises DonthuError with the reason where it may not."""
    gold, path = document.gold, document.path
    try:
        text = document.entry.read().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise DonthuError("corpus.text", f"{path}: the text cannot be read", _HINT) from error
    petition = gold.get("petition")
    if gold.get("family") != "petition" or not isinstance(petition, Mapping):
        raise DonthuError("corpus.family", f"{path}: no petition", _HINT)
    if "scope" in gold:
        raise DonthuError("corpus.scope", f"{path}: only a part of it is annotated", _HINT)
    check_petition(petition, path)
    check_quotes(gold, text, path)
    task = read_gold({key: value for key, value in gold.items() if key not in _CASE}, text)
    if same := known.get(fold_text(text)):
        raise DonthuError("corpus.known", f"{path}: the text is that of {same}", _HINT)
    if like := find_like(text):
        raise DonthuError("corpus.like_test", f"{path}: too much like {like}, by which models are measured", _HINT)
    if MASK not in text:
        return task
    layers = tuple(layer for layer in task.layers if layer not in PETITION_LAYERS)
    return replace(task, layers=layers, spans=tuple(span for span in task.spans if span.layer in layers))


def check_quotes(gold: Mapping[str, Any], text: str, path: Path) -> None:
    """Raises DonthuError (``corpus.quote``) where a span says another text than stands there."""
    for holder in (gold, gold.get("petition") or {}):
        for layer, items in holder.items():
            for item in items if isinstance(items, list) else ():
                if isinstance(item, Mapping) and {"start", "end", "text"} <= item.keys():
                    if text[item["start"] : item["end"]] != item["text"]:
                        raise DonthuError("corpus.quote", f"{path}: {layer} at {item['start']} is not what stands there", _HINT)


def fold_text(text: str) -> str:
    """A text for the question whether it is another one: NFC, lower case, white space folded."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def find_name(rows: Mapping[str, Mapping[str, str]], style: str) -> str:
    """The next name for a text of this style: of the series that holds it alone, or of the series behind the last one.

    >>> rows = {"pa001": {"style": "a"}, "pz001": {"style": "lan"}}
    >>> find_name(rows, "lan"), find_name(rows, "mai")
    ('pz002', 'qa001')
    """
    series: dict[str, dict[str, set[str]]] = {}
    for name, row in rows.items():
        held = series.setdefault(name.rstrip("0123456789"), {"names": set(), "styles": set()})
        held["names"].add(name)
        held["styles"].add(row["style"])
    own = next((letters for letters, held in sorted(series.items()) if held["styles"] == {style}), None)
    letters = own or _next_letters(max(series, default=""))
    numbers = [int(name.removeprefix(letters)) for name in series.get(letters, {}).get("names", ())]
    return f"{letters}{max(numbers, default=0) + 1:03d}"


def _next_letters(letters: str) -> str:
    """The letters behind ``letters`` in alphabetical order, of the same length where there are some."""
    head = letters.rstrip("z")
    return f"{head[:-1]}{chr(ord(head[-1]) + 1)}{'a' * (len(letters) - len(head))}" if head else f"{letters}a"


def render_outcomes(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """A line for each gold file: its name in the corpus, or the code and reason of the refusal."""
    for one in outcomes:
        yield f"{one.path}: {one.name}\n" if one.error is None else f"{one.error.code}: {one.error.message}\n"


def main(arguments: list[str] | None = None) -> int:
    """Command line of the module; exit status 0, 1 where something was refused, 2 where nothing could be read."""
    parser = argparse.ArgumentParser(prog="python -m nlp.annotate.add_gold", description="gold of petitions into a corpus")
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--corpus", required=True, type=Path)
    parser.add_argument("--style", help="by default whoever annotated, else the folder of the gold")
    parser.add_argument("--dry-run", action="store_true", help="tell what would become of each, and write nothing")
    options = parser.parse_args(arguments)
    try:
        outcomes = add_gold(options.gold, options.corpus, style=options.style, dry_run=options.dry_run)
    except DonthuError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.writelines(render_outcomes(outcomes))
    refused = sum(one.error is not None for one in outcomes)
    sys.stderr.write(f"{len(outcomes) - refused} taken, {refused} refused\n")
    return 1 if refused or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main())

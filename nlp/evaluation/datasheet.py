"""Figures of the corpora's datasheet, counted from manifests, gold and queries, so that the datasheet cannot disagree with them.

``python -m nlp.evaluation.datasheet corpora`` prints the tables to standard output; ``--write`` puts them between the marks
of ``corpora/DATASHEET.md``; ``--check`` exits with 1 where the page holds other figures.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp.errors import DonthuError
from nlp.evaluation.search_set import KINDS, load_queries

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
_COUNTED = ("clauses", "citations", "deadlines", "obligations")


@dataclass(frozen=True)
class Item:
    """One document of a corpus: its row of the manifest, its gold object, the length of its text in code points."""

    row: dict[str, str]
    gold: dict[str, Any]
    length: int


def load_items(folder: Path) -> list[Item]:
    """The documents that the manifest of ``folder`` lists.

    Raises DonthuError where a text or its gold is missing, or a text is in the folder but not in the manifest.
    """
    with (folder / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    listed = {row["name"] for row in rows}
    if stray := sorted({path.stem for path in folder.glob("*.txt")} - listed):
        raise DonthuError("datasheet.unlisted", f"{folder}: {stray[0]}.txt is not in manifest.tsv", "compile the corpus anew")
    return [_load_item(folder, row) for row in rows]


def _load_item(folder: Path, row: dict[str, str]) -> Item:
    try:
        text = (folder / f"{row['name']}.txt").read_bytes().decode("utf-8")
        gold = json.loads((folder / f"{row['name']}.gold.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise DonthuError("datasheet.missing", f"{error.filename} is missing", "compile the corpus anew") from error
    return Item(row, gold, len(text))


def render_figures(corpora: Path) -> str:
    """The figures as Markdown: sizes by split, kinds or types, gold items, noise, years; queries by kind and grade."""
    parts: list[str] = []
    for folder in sorted(path.parent for path in corpora.glob("*/manifest.tsv")):
        if (folder / "manifest.tsv").read_text(encoding="utf-8").startswith("name\t"):
            parts += [f"### {folder.name}", "", *_corpus_tables(load_items(folder))]
        else:
            parts += [f"### {folder.name}", "", *_rendered_table(folder)]
    if (corpora / "queries").is_dir():
        parts += ["### queries", "", *_query_tables(corpora / "queries")]
    return "\n".join(parts).rstrip() + "\n"


def _corpus_tables(items: list[Item]) -> Iterator[str]:
    splits = sorted({item.row["split"] for item in items})
    yield from _table(["", *splits, "all"], _size_rows(items, splits))
    for title, values in _distributions(items):
        counts = Counter(values)
        if counts:
            yield from _table(
                [title, "documents"], ([name, str(n)] for name, n in sorted(counts.items(), key=lambda p: (-p[1], p[0])))
            )


def _size_rows(items: list[Item], splits: list[str]) -> Iterator[list[str]]:
    groups = [[item for item in items if item.row["split"] == split] for split in splits] + [items]
    yield ["documents", *(str(len(group)) for group in groups)]
    yield ["characters", *(str(sum(item.length for item in group)) for group in groups)]
    for layer in _COUNTED:
        if any(layer in item.gold for item in items):
            yield [layer, *(str(sum(len(item.gold.get(layer, ())) for item in group)) for group in groups)]


def _distributions(items: list[Item]) -> Iterator[tuple[str, list[str]]]:
    petitions = [item.gold["petition"] for item in items if "petition" in item.gold]
    yield "petition type", [petition["type"] for petition in petitions]
    yield "main field", [petition["fields"][0] for petition in petitions if petition["fields"]]
    yield "flag", [flag for petition in petitions for flag in petition.get("flags", ())]
    if not petitions:
        yield "kind", [item.row["kind"] or "none" for item in items]
        yield "regime", [item.gold.get("regime") or "none" for item in items]
    yield "noise", [item.row["noise"] or "none" for item in items]
    yield "years", [f"{item.row['year'][:3]}0s" if item.row["year"] else "none" for item in items]


def _rendered_table(folder: Path) -> Iterator[str]:
    with (folder / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    table = ([row["file"], row["form"], row["text"], str((folder / row["file"]).stat().st_size)] for row in rows)
    yield from _table(["file", "form", "gold", "bytes"], table)


def _query_tables(folder: Path) -> Iterator[str]:
    queries = load_queries(folder)
    splits = sorted({query.split for query in queries})
    groups = [[query for query in queries if query.split == split] for split in splits] + [queries]
    pairs = [{(query.need, name) for query in group for name in query.grades} for group in groups]
    grades = [Counter(grade for query in group for grade in query.grades.values()) for group in groups]
    yield from _table(
        ["", *splits, "all"],
        [
            ["needs", *(str(len({query.need for query in group})) for group in groups)],
            ["queries", *(str(len(group)) for group in groups)],
            ["obligations read for a need", *(str(len(group)) for group in pairs)],
            *([f"query and obligation, grade {grade}", *(str(counts[grade]) for counts in grades)] for grade in (3, 2, 1, 0)),
        ],
    )
    kinds = [Counter(query.kind for query in group) for group in groups]
    yield from _table(["kind", *splits, "all"], ([kind, *(str(counts[kind]) for counts in kinds)] for kind in KINDS))


def _table(head: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""


def replace_figures(page: str, figures: str) -> str:
    """``page`` with ``figures`` between its marks; DonthuError where the marks are missing."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise DonthuError("datasheet.marks", "the page has no marks for the figures", f"add {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{figures}{END}{after}"


def main(arguments: list[str] | None = None) -> int:
    """Command line of the datasheet; 1 where ``--check`` finds other figures, 2 where a corpus cannot be read."""
    parser = argparse.ArgumentParser(description="figures of corpora/DATASHEET.md")
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--write", action="store_true", help="put the figures into DATASHEET.md")
    parser.add_argument("--check", action="store_true", help="compare DATASHEET.md with the figures")
    options = parser.parse_args(arguments)
    page = options.corpora / "DATASHEET.md"
    try:
        figures = render_figures(options.corpora)
        if not (options.write or options.check):
            sys.stdout.write(figures)
            return 0
        old = page.read_text(encoding="utf-8")
        new = replace_figures(old, figures)
    except (DonthuError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if options.check:
        return int(old != new)
    page.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Gold files and the texts that they describe."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from nlp.errors import DonthuError
from nlp.evaluation.corpus import load_manifest
from nlp.ingest.walk import Entry


@dataclass(frozen=True)
class GoldDocument:
    """A gold object, and the text file that it describes, which stands beside it."""

    path: Path
    gold: dict[str, Any]

    @property
    def entry(self) -> Entry:
        """The text as the pipeline reads it; reading raises OSError where it is not there."""
        file = self.path.with_name(self.gold["file"])
        return Entry(str(file), partial(_read, file))


def load_gold(folders: Iterable[Path], *, split: str | None = None) -> list[GoldDocument]:
    """The gold documents under the folders, sorted by path; with ``split`` those that the manifest of a folder puts in it.

    Raises DonthuError where a file is no gold object, or a split is asked for of a folder without manifest.
    """
    found = []
    for folder in folders:
        kept = {name for name, row in load_manifest(folder).items() if row["split"] == split} if split else None
        for path in sorted(folder.rglob("*.gold.json")):
            if kept is not None and path.name.removesuffix(".gold.json") not in kept:
                continue
            try:
                gold = json.loads(path.read_text(encoding="utf-8"))
                if not isinstance(gold["file"], str):
                    raise TypeError("file")
            except (OSError, ValueError, KeyError, TypeError) as error:
                raise DonthuError("gold.unreadable", f"{path}: {type(error).__name__}", "corpora/GUIDELINES.md") from error
            found.append(GoldDocument(path, gold))
    return found


def _read(file: Path) -> bytes:
    return file.read_bytes()

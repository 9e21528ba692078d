"""Vectors of passages in a file of rows of whole numbers, beside the index.

A row is written before the commit that names it, and never again while that commit holds: a crash leaves rows that nobody
names. A rebuild starts a new file, whose number is in its commit.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.search.rank.semantic import WIDTH

#: Texts to rows of whole numbers of eight bits, at one length (``nlp.search.rank.semantic``).
Embed = Callable[[Sequence[str]], NDArray[np.int8]]


class VectorFile:
    """The rows of one file; ``number`` is its number."""

    def __init__(self, folder: Path, number: int) -> None:
        self.number = number
        self._folder = folder
        self._path = folder / f"vectors-{number}.i8"
        self._read: NDArray[np.int8] | None = None

    def write(self, row: int, vectors: NDArray[np.int8]) -> None:
        """Writes vectors from ``row`` on."""
        mode = "r+b" if self._path.exists() else "w+b"
        with self._path.open(mode) as file:
            file.seek(row * WIDTH)
            file.write(np.ascontiguousarray(vectors).tobytes())
        self._read = None

    def flush(self, rows: int) -> None:
        """Returns when ``rows`` rows are on the disk; those of passages that were put without vectors are zeros."""
        if self._path.exists():
            with self._path.open("r+b") as file:
                if self._path.stat().st_size < rows * WIDTH:
                    file.truncate(rows * WIDTH)
                os.fsync(file.fileno())

    def rows(self, count: int) -> NDArray[np.int8]:
        """The first ``count`` rows (count x width), read when they are asked for; none where there is no file."""
        if self._read is None or len(self._read) < count:
            if not count or not self._path.exists():
                return np.zeros((0, WIDTH), dtype=np.int8)
            self._read = np.memmap(self._path, dtype=np.int8, mode="r", shape=(count, WIDTH))
        return self._read[:count]

    def clear(self) -> None:
        """Removes what an interrupted rebuild left under this number."""
        self._path.unlink(missing_ok=True)

    def remove_others(self) -> None:
        """Removes the files of other numbers."""
        for path in self._folder.glob("vectors-*.i8"):
            if path != self._path:
                path.unlink(missing_ok=True)

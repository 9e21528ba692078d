"""What an earlier run has done already, so that it need not be done again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nlp.ingest.walk import Entry
from nlp.interop.output import part_path, read_lines

Key = tuple[str, str]


@dataclass
class Earlier:
    """Results of an earlier run: ``sources`` are their files, ``keys`` the (path, sha256) of the documents in them.

    ``skipped`` and ``replaced`` fill while ``not_done`` is read.
    """

    sources: tuple[Path, ...] = ()
    keys: frozenset[Key] = frozenset()
    skipped: int = 0
    replaced: set[Key] = field(default_factory=set)

    @property
    def lines(self) -> Iterator[str]:
        """The lines of the earlier results, each document once."""
        seen: set[Key] = set()
        for source in self.sources:
            for line, key in read_lines(source):
                if key not in seen:
                    seen.add(key)
                    yield line

    def not_done(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The entries whose path and content do not stand in the earlier results; what cannot be read is tried again."""
        digests: dict[str, set[str]] = {}
        for path, digest in self.keys:
            digests.setdefault(path, set()).add(digest)
        for entry in entries:
            if entry.path not in digests:
                yield entry
                continue
            try:
                digest = hashlib.sha256(entry.read()).hexdigest()
            except OSError:
                digest = ""
            if digest in digests[entry.path]:
                self.skipped += 1
                self.replaced |= {(entry.path, other) for other in digests[entry.path] - {digest}}
                continue
            self.replaced |= {(entry.path, other) for other in digests[entry.path]}
            yield entry


def load_earlier(out: Path) -> Earlier:
    """The results in ``out`` and in what a run cut short left beside it; DonthuError where one holds other things."""
    sources = (out, part_path(out))
    return Earlier(sources, frozenset(key for source in sources for _, key in read_lines(source)))

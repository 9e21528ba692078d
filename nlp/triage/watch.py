"""A folder that scanners and mail put documents into: each is taken in when it is whole, then moved aside.

A file is whole when its size and time are the same in two rounds. What was taken goes into ``da_tiep_nhan``; what was refused
goes into ``khong_tiep_nhan``, with a file beside it that says why, and is not tried again. The day on which a file came into the
folder is its day of receipt, whenever it is taken.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nlp.ingest.walk import Entry, find_entries
from nlp.store.intake import Clock
from nlp.triage.intake import Intake, Taken

TAKEN, REFUSED = "da_tiep_nhan", "khong_tiep_nhan"
Stamp = tuple[int, int]  # size in bytes, time of the last change in nanoseconds


@dataclass
class WatchedFolder:
    """The folder between two rounds. ``day_of`` gives the day of a moment in seconds since 1970, as the office counts days."""

    folder: Path
    intake: Intake
    day_of: Callable[[float], dt.date]
    _seen: dict[Path, Stamp] = field(default_factory=dict)
    _told: dict[Path, Stamp] = field(default_factory=dict)

    @property
    def waits(self) -> bool:
        """Whether there is a file that is to be taken in a later round."""
        return any(self._told.get(path) != stamp for path, stamp in self._list())

    def take(self, *, now: Clock, actor: int | None) -> Iterator[Taken]:
        """What became of the files that are whole since the last round."""
        stamps = dict(self._list())
        whole = [path for path, stamp in stamps.items() if self._seen.get(path) == stamp and self._told.get(path) != stamp]
        self._seen = stamps
        for path in whole:
            received = self.day_of(path.stat().st_ctime)
            entries = [Entry(e.path, e.read, {"ngay_nhan": received.isoformat()}) for e in find_entries([path])]
            taken = list(self.intake.add_many(entries, received=received, now=now, actor=actor))
            problems = [f"{one.name}: {one.problem}\n" for one in taken if one.outcome == "refused"]
            try:
                aside = self._move(path, REFUSED if problems else TAKEN)
                if problems:
                    aside.with_name(f"{aside.name}.problem.txt").write_text("".join(problems), encoding="utf-8", errors="replace")
            except OSError:
                # It stays where it is, and is told no more until it changes.
                self._told[path] = stamps[path]
            yield from taken

    def _list(self) -> Iterator[tuple[Path, Stamp]]:
        for path in sorted(self.folder.iterdir()):
            if path.is_file() and not path.is_symlink() and not path.name.startswith((".", "~$")):
                status = path.stat()
                yield path, (status.st_size, status.st_mtime_ns)

    def _move(self, path: Path, name: str) -> Path:
        """Moves a file into a folder beside it; one of the same name there stays."""
        aside = self.folder / name
        aside.mkdir(exist_ok=True)
        target, number = aside / path.name, 1
        while target.exists():
            number += 1
            target = aside / f"{path.stem}.{number}{path.suffix}"
        return path.rename(target)

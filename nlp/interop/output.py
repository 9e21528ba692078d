"""Where records go: a stream, a file that appears whole, or a folder with one page a document."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Protocol

from nlp.document.record import SCHEMA, write_line
from nlp.errors import DonthuError
from nlp.interop.akoma_ntoso import render_akoma_ntoso
from nlp.interop.html import render_html, render_index
from nlp.interop.text import render_text
from nlp.interop.wording import Wording

Record = dict[str, Any]
FORMATS = ("jsonl", "json", "html", "text", "akn")
PAGED = {"html": ".html", "akn": ".xml"}
_SUFFIXES = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".html": "html",
    ".htm": "html",
    ".txt": "text",
    ".xml": "akn",
}


def guess_format(out: Path | None, default: str) -> str:
    """The format that the suffix of a file of results names, else ``default``."""
    return _SUFFIXES.get(out.suffix.lower(), default) if out else default


@dataclass(frozen=True)
class Renderer:
    """One output format; ``render`` gives the text of a record, ``before`` and ``after`` what stands around all of them."""

    format: str
    wording: Wording = field(default_factory=Wording)
    show_personal: bool = False

    @property
    def before(self) -> str:
        """What stands before the first record."""
        return "[" if self.format == "json" else ""

    @property
    def after(self) -> str:
        """What stands behind the last record."""
        return "\n]\n" if self.format == "json" else ""

    def render(self, record: Record, *, first: bool = True) -> str:
        """The record in this format; ``first`` tells whether none stands before it."""
        if self.format == "jsonl":
            return write_line(record) + "\n"
        if self.format == "json":
            return ("\n" if first else ",\n") + json.dumps(record, ensure_ascii=False, indent=1)
        if self.format == "html":
            return render_html(record, wording=self.wording, show_personal=self.show_personal)
        if self.format == "akn":
            return render_akoma_ntoso(record, show_personal=self.show_personal)
        text = render_text(record, wording=self.wording, show_personal=self.show_personal)
        return text if first else "\n" + text


class Output(Protocol):
    """Takes records one by one. ``finish`` makes the result appear; ``abandon`` gives what is left of a run cut short."""

    def write(self, record: Record) -> None:
        """Adds one record."""
        ...

    def finish(self) -> Path | None:
        """Completes the result and gives its path; None where it went to a stream."""
        ...

    def abandon(self) -> Path | None:
        """Ends without completing; gives the file from which the run can be resumed, if there is one."""
        ...


class StreamOutput:
    """Records to a function that takes text."""

    def __init__(self, write: Callable[[str], object], renderer: Renderer) -> None:
        self._write, self._renderer, self._count = write, renderer, 0

    def write(self, record: Record) -> None:
        """Writes the record at once."""
        text = self._renderer.render(record, first=self._count == 0)
        self._write(text if self._count else self._renderer.before + text)
        self._count += 1

    def finish(self) -> None:
        """Closes what the format opens."""
        self._write(self._renderer.after if self._count else self._renderer.before + self._renderer.after)

    def abandon(self) -> None:
        """Nothing is left to keep."""


class FileOutput:
    """Records to ``path`` through ``path.part``, which takes its name when all is done.

    ``kept`` are lines of an earlier run that stand first. OSError where the folder cannot be written.
    """

    def __init__(self, path: Path, renderer: Renderer, kept: Iterable[str] = ()) -> None:
        self._path, self._part, self._renderer, self._count = path, part_path(path), renderer, 0
        path.parent.mkdir(parents=True, exist_ok=True)
        # The part of an earlier run is read while its successor is written.
        fresh = path.with_name(path.name + ".new")
        with _open_text(fresh) as file:
            for line in kept:
                file.write(line)
                self._count += 1
        os.replace(fresh, self._part)
        self._file: IO[str] = _open_text(self._part, "a")

    def write(self, record: Record) -> None:
        """Adds the record and hands it to the system, so that a run cut short keeps it."""
        text = self._renderer.render(record, first=self._count == 0)
        self._file.write(text if self._count else self._renderer.before + text)
        self._file.flush()
        self._count += 1

    def finish(self, replaced: Collection[tuple[str, str]] = ()) -> Path:
        """Renames the part to the result; ``replaced`` are (path, sha256) of kept records that a newer one replaces."""
        self._file.write(self._renderer.after if self._count else self._renderer.before + self._renderer.after)
        self._file.close()
        if replaced:
            fresh = self._path.with_name(self._path.name + ".new")
            with _open_text(fresh) as file:
                file.writelines(line for line, key in read_lines(self._part) if key not in replaced)
            os.replace(fresh, self._part)
        os.replace(self._part, self._path)
        return self._path

    def abandon(self) -> Path | None:
        """Keeps the part of a .jsonl for --resume, removes any other."""
        self._file.close()
        if self._renderer.format == "jsonl" and self._count:
            return self._part
        self._part.unlink(missing_ok=True)
        return None


class FolderOutput:
    """One page a document in a folder, each written whole; with ``index.html`` for HTML."""

    def __init__(self, folder: Path, renderer: Renderer) -> None:
        self._folder, self._renderer = folder, renderer
        self._names: set[str] = {"index"}
        self._listed: list[tuple[str, Record]] = []
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, record: Record) -> None:
        """Writes the page of the record."""
        name = self._name(record) + PAGED[self._renderer.format]
        write_whole(self._folder / name, self._renderer.render(record))
        if self._renderer.format == "html":
            # The index needs the head of each record, not its text and layers.
            self._listed.append((name, {key: record[key] for key in ("source", "status", "family", "kind", "header")}))

    def finish(self) -> Path:
        """Writes the index."""
        if self._renderer.format == "html":
            write_whole(self._folder / "index.html", render_index(self._listed, wording=self._renderer.wording))
        return self._folder

    def abandon(self) -> None:
        """The pages written are whole and stay."""

    def _name(self, record: Record) -> str:
        base = str(record["source"]["path"]).replace("\\", "/").rstrip("/").rpartition("/")[2]
        base = re.sub(r"[^\w.-]+", "_", base.encode("utf-8", "replace").decode()).strip("._")[:80] or "document"
        name, count = base, 1
        while name.casefold() in self._names:
            count += 1
            name = f"{base}-{count}"
        self._names.add(name.casefold())
        return name


def part_path(path: Path) -> Path:
    """Where the result of a run stands until it is complete."""
    return path.with_name(path.name + ".part")


def write_whole(path: Path, text: str) -> None:
    """Writes a file so that it is there whole or not at all."""
    fresh = path.with_name(path.name + ".new")
    with _open_text(fresh) as file:
        file.write(text)
    os.replace(fresh, path)


def read_lines(path: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    """The complete lines of a .jsonl of records, each with the path and digest of its document; none where there is no file.

    A last line that was cut off is left out. Raises DonthuError for a line that is no record.
    """
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="surrogateescape", newline="\n") as file:
        for number, line in enumerate(file, start=1):
            if line.strip() and line.endswith("\n"):
                yield line, _key(line, path, number)


def _key(line: str, path: Path, number: int) -> tuple[str, str]:
    try:
        record = json.loads(line)
        if isinstance(record, Mapping) and record["schema"] == SCHEMA:
            return str(record["source"]["path"]), str(record["source"]["sha256"])
    except (ValueError, KeyError, TypeError):
        pass
    raise DonthuError("output.not_a_record", f"{path}: {number}", "--resume")


def _open_text(path: Path, mode: str = "w") -> IO[str]:
    # A path may hold bytes that are no UTF-8; their escapes are what JSON writes for them.
    return path.open(mode, encoding="utf-8", errors="backslashreplace", newline="\n")

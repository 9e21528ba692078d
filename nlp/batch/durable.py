"""Files that are there whole or not at all, whatever dies."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def write_durably(path: Path, data: bytes) -> None:
    """Writes a file under a temporary name, has the disk take it, and gives it its name."""
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        file.write(data)
    move_durably(fresh, path)


def move_durably(source: Path, target: Path) -> None:
    """Has the disk take what ``source`` holds, then gives it the name ``target`` on the same file system."""
    with source.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(source, target)
    _sync_folder(target.parent)


def write_json(path: Path, value: object) -> None:
    """``write_durably`` of JSON."""
    write_durably(path, encode_json(value, indent=1))


def encode_json(value: object, *, indent: int | None = None) -> bytes:
    """A line of JSON; half a surrogate pair, which names of files may hold, as the escape that JSON has for it."""
    return (json.dumps(value, ensure_ascii=False, indent=indent) + "\n").encode("utf-8", "backslashreplace")


def read_json(path: Path) -> Any:
    """What ``write_json`` wrote; raises OSError or ValueError."""
    return json.loads(path.read_bytes())


def _sync_folder(folder: Path) -> None:
    if not hasattr(os, "O_DIRECTORY"):  # Windows
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""What the command says and how it ends: results on standard output, everything else on standard error."""

from __future__ import annotations

import json
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import nlp
from nlp.interop.wording import Wording

OK, FAILED, WRONG_USAGE, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 130, 141
Record = dict[str, Any]
SOURCE_TREE = Path(nlp.__file__).parent.parent


def fail(wording: Wording, message: str, hint: str) -> int:
    """Tells what is wrong and the way out; the exit status."""
    tell(wording.say("error", message=message))
    if hint:
        tell(wording.say("hint", hint=hint))
    return WRONG_USAGE


def write(text: str) -> None:
    """Writes a result."""
    sys.stdout.write(text)
    sys.stdout.flush()


def write_json(value: object) -> None:
    """Writes a result as one line of JSON."""
    write(json.dumps(value, ensure_ascii=False) + "\n")


def tell(line: str) -> None:
    """Tells people something beside the results."""
    sys.stderr.write(line + "\n")


def draw(text: str) -> None:
    """Draws a piece of the progress bar."""
    sys.stderr.write(text)
    sys.stderr.flush()


def read_version() -> str:
    """The version of the installed distribution; ``0+source`` in a tree that is not installed."""
    try:
        return metadata.version("donthu")
    except metadata.PackageNotFoundError:
        return "0+source"

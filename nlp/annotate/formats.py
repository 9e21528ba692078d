"""The formats that tasks go out in and come back from, by the name that the command line gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from nlp.annotate import brat, conll, doc_bin, label_studio, prodigy, web_annotation
from nlp.annotate.task import Returned, Task

Writer = Callable[[Iterable[Task]], Iterator[tuple[str, bytes]]]
Reader = Callable[[Path], Iterator[Returned]]


@dataclass(frozen=True, slots=True)
class Format:
    """``write`` gives pieces of files, by their name in the folder of the export; pieces of one file follow each other.
    ``read`` takes a file or folder of the tool's; a document that cannot be taken back is ``Refused``."""

    write: Writer
    read: Reader


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "label-studio": Format(label_studio.write_tasks, label_studio.read_tasks),
        "docbin": Format(doc_bin.write_tasks, doc_bin.read_tasks),
        "prodigy": Format(prodigy.write_tasks, prodigy.read_tasks),
        "brat": Format(brat.write_tasks, brat.read_tasks),
        "conll": Format(conll.write_tasks, conll.read_tasks),
        "conll-words": Format(conll.write_words, conll.read_tasks),
        "web-annotation": Format(web_annotation.write_tasks, web_annotation.read_tasks),
    }
)


def write_files(pieces: Iterable[tuple[str, bytes]], folder: Path) -> list[Path]:
    """Writes the pieces of an export into a folder; gives the files in the order in which they were begun.

    A file that an earlier export left is written anew. Raises OSError where the folder cannot be written.
    """
    begun: dict[Path, None] = {}
    for name, piece in pieces:
        path = folder / name
        if path not in begun:
            path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab" if path in begun else "wb") as file:
            file.write(piece)
        begun[path] = None
    return list(begun)

"""Training texts for the encoder: each petition as it is and changed, with marks on what its gold points to.

Changes, besides those of ``nlp.classify.augment``: a stranger's title in front, and the four words that name types taken for
one another, the same all through a text. Both keep the encoder from learning the type off what the writer calls it.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nlp.classify.augment import drop_diacritics, misread
from nlp.classify.corpus import load_petitions
from nlp.classify.encoder.inputs import PREFIX, choose_pieces, read_sentences
from nlp.classify.encoder.tokens import Pieces
from nlp.classify.features import Content, read_content
from nlp.document.document import build_document

#: What the marks stand for, in the order of their columns.
MARKS = ("requests", "targets", "petitioners")
#: How a text is read: as it is, without diacritics, misread.
VARIANTS = ("plain", "bare", "misread")
_TYPE_WORDS = ("khiếu nại", "tố cáo", "kiến nghị", "phản ánh")


@dataclass(frozen=True)
class Reading:
    """The ids that the encoder reads, and for each the marks that hold there."""

    ids: tuple[int, ...]
    marks: tuple[frozenset[int], ...]


@dataclass(frozen=True)
class Sample:
    """One petition: name, group (the hand that wrote it), labels, readings by variant, and the pieces of its title."""

    name: str
    group: str
    type: str
    parts: tuple[str, ...]
    fields: tuple[str, ...]
    readings: Mapping[str, Reading]
    title: tuple[int, ...]


def load_samples(folder: Path, split: str, pieces: Pieces, limit: int) -> list[Sample]:
    """The petitions of one split as the encoder reads them, by name."""
    samples = []
    for petition in load_petitions(folder, split):
        text = petition.text
        changed = {"plain": text, "bare": drop_diacritics(text), "misread": misread(text, petition.name)}
        contents = {variant: read_content(build_document(written)) for variant, written in changed.items()}
        readings = {variant: _read(content, petition.gold, pieces, limit) for variant, content in contents.items()}
        title = contents["plain"].title
        heading = pieces.cut(contents["plain"].document.text[title.start : title.end]) if title else []
        samples.append(
            Sample(
                petition.name,
                petition.group,
                petition.type,
                petition.parts,
                petition.fields,
                readings,
                tuple(piece for piece, _, _ in heading),
            )
        )
    return samples


def _read(content: Content, gold: Mapping[str, Sequence[Mapping[str, int]]], pieces: Pieces, limit: int) -> Reading:
    sentences = read_sentences(content, pieces)
    reading = choose_pieces(sentences, prefix_of(pieces), limit)
    marked = [(column, mark["start"], mark["end"]) for column, name in enumerate(MARKS) for mark in gold.get(name, ())]
    seen: dict[int, int] = {}
    marks = []
    for number in reading.sentences:
        if number < 0:
            marks.append(frozenset[int]())
            continue
        place = seen.get(number, 0)
        seen[number] = place + 1
        _, start, end = sentences[number].pieces[place]
        at = content.sentences[number].start
        marks.append(frozenset(column for column, a, b in marked if at + start < b and a < at + end))
    return Reading(reading.ids, tuple(marks))


def prefix_of(pieces: Pieces) -> tuple[int, ...]:
    """The ids of the prefix."""
    return tuple(piece for piece, _, _ in pieces.cut(PREFIX))


def build_type_words(pieces: Pieces) -> list[list[tuple[int, ...]]]:
    """For each way of writing, the ids of the four words that name types."""
    cases: tuple[Callable[[str], str], ...] = (str.lower, str.capitalize, str.title, str.upper)
    ways = [[case(mark(word)) for word in _TYPE_WORDS] for mark in (_keep, drop_diacritics) for case in cases]
    return [[tuple(piece for piece, _, _ in pieces.cut(word)) for word in way] for way in ways]


def _keep(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def rename_types(reading: Reading, words: Sequence[Sequence[tuple[int, ...]]], draw: random.Random) -> Reading:
    """The reading with each word that names a type replaced by another one of them, drawn once for the whole text."""
    count = len(_TYPE_WORDS)
    other = [draw.choice([j for j in range(count) if j != i]) for i in range(count)]
    swaps = {way[i]: way[other[i]] for way in words for i in range(count)}
    sizes = sorted({len(word) for word in swaps}, reverse=True)
    ids: list[int] = []
    marks: list[frozenset[int]] = []
    at = 0
    while at < len(reading.ids):
        found = next((reading.ids[at : at + size] for size in sizes if reading.ids[at : at + size] in swaps), None)
        put = swaps[found] if found else (reading.ids[at],)
        ids.extend(put)
        marks.extend([reading.marks[at]] * len(put))
        at += len(found) if found else 1
    return Reading(tuple(ids), tuple(marks))


def put_title(reading: Reading, title: Sequence[int], prefix: int) -> Reading:
    """The reading with a title's pieces behind the begin sign and the ``prefix`` ids."""
    at = 1 + prefix
    return replace(
        reading,
        ids=(*reading.ids[:at], *title, *reading.ids[at:]),
        marks=(*reading.marks[:at], *[frozenset[int]()] * len(title), *reading.marks[at:]),
    )

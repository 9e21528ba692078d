"""The index of petitions by which one that comes again is found, and the groups of those that belong together.

Candidates come from three tables: the digest of the words, a MinHash index of the shingles (rensa), and names and numbers of
people. Every candidate is then compared in full, so that tables can miss a pair but never make a wrong one.

A group is what is joined by links, so that it does not depend on the order of adding. It is named by the petition that opened
it first; when a new petition joins two groups, the older name stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import orjson

from nlp.errors import MissingExtra
from nlp.triage.duplicates.compare import compare
from nlp.triage.duplicates.models import Link, LinkKind, Placement, Shingles, Sketch
from nlp.triage.duplicates.people import kept_keys, sought_keys
from nlp.triage.duplicates.settings import load_settings
from nlp.triage.duplicates.sketch import encode_details, encode_sketch, join_sketch, make_sketch, read_sketch

_SEED = 1
_KINDS = list(LinkKind)


class DuplicateIndex:
    """Petitions by what makes them the same. Not safe for threads that write at once; raises MissingExtra without rensa."""

    def __init__(self) -> None:
        try:
            import rensa
        except ImportError as error:
            raise MissingExtra("duplicates.rensa", "the package rensa is not installed", "pip install 'donthu[app]'") from error
        self._settings = load_settings()
        self._rensa = rensa
        text = self._settings.text
        self._size = text.bands * text.rows
        self._bands = rensa.RMinHashLSH(
            threshold=min(step["similarity"] for step in text.near), num_perm=self._size, num_bands=text.bands
        )
        self._shingles: list[Shingles] = []
        self._digests: list[str] = []
        self._own_sizes: list[int] = []
        self._details: list[bytes] = []
        self._ids: list[str] = []
        self._numbers: dict[str, int] = {}
        self._parents: list[int] = []
        self._by_key: defaultdict[str, list[int]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, petition: str) -> bool:
        return petition in self._numbers

    def add(self, record: Mapping[str, Any]) -> Placement:
        """Adds the petition of an analysis record and says where it belongs.

        One that was added before is left as it is: the answer says where it stands now.
        """
        return self.add_sketch(make_sketch(record, self._settings))

    def add_sketch(self, sketch: Sketch) -> Placement:
        """Adds a petition by its sketch, as ``add`` does."""
        if sketch.id in self._numbers:
            sketch = self._load(self._numbers[sketch.id])
            return Placement(self.group_of(sketch.id), self.find_sketch(sketch))
        candidates = self._find_candidates(sketch)
        number = self._insert(sketch)
        links, joined = [], set()
        for link, other in self._compare(sketch, candidates, number):
            links.append(link)
            if self._root(other) != self._root(number):
                joined.add(self._ids[self._root(other)])
                self._join(number, other)
        group = self.group_of(sketch.id)
        return Placement(group, _order(links, self._settings.links), tuple(sorted(joined - {group})))

    def put(self, sketch: Sketch) -> None:
        """Keeps a petition without looking for what it belongs to, for whoever keeps groups elsewhere; once, like ``add``."""
        if sketch.id not in self._numbers:
            self._insert(sketch)

    def find(self, record: Mapping[str, Any]) -> tuple[Link, ...]:
        """The links that the petition of a record has, closest first; nothing is added."""
        return self.find_sketch(make_sketch(record, self._settings))

    def find_sketch(self, sketch: Sketch) -> tuple[Link, ...]:
        """The links that a petition has by its sketch, as ``find`` gives them."""
        links = [link for link, _ in self._compare(sketch, self._find_candidates(sketch), None)]
        return _order(links, self._settings.links)

    def group_of(self, petition: str) -> str:
        """The name of the group that a petition is in: its own id while it is alone. Raises KeyError for one not added."""
        return self._ids[self._root(self._numbers[petition])]

    def groups(self) -> dict[str, tuple[str, ...]]:
        """The petitions of every group of two or more, in the order of adding, by the group's name."""
        members: defaultdict[int, list[str]] = defaultdict(list)
        for number, petition in enumerate(self._ids):
            members[self._root(number)].append(petition)
        return {self._ids[root]: tuple(found) for root, found in members.items() if len(found) > 1}

    def write(self) -> Iterator[bytes]:
        """Every petition on one line of JSON, in the order of adding: its group and its sketch; ``load_index`` reads them."""
        for number in range(len(self)):
            yield write_member(self._load(number), self._ids[self._root(number)])

    def restore(self, line: bytes) -> None:
        """Adds a petition with the group that a line of ``write`` gives it; lines come in the order that they were written."""
        value = orjson.loads(line)
        number = self._insert(read_sketch(value["sketch"]))
        self._parents[number] = self._numbers[value["group"]]

    def _find_candidates(self, sketch: Sketch) -> list[int]:
        """Petitions of the same words first, then those whose text may be near or whose people may be the same."""
        same = self._by_key.get(_digest_key(sketch), [])
        found = {number for key in sought_keys(sketch.people) for number in self._by_key.get(key, ())}
        if sketch.shingles.size:
            found.update(self._sift(sketch, self._bands.query(self._sign(sketch.shingles))))
        return [*same, *sorted(found.difference(same))]

    def _sift(self, sketch: Sketch, numbers: Sequence[int]) -> Iterator[int]:
        """Those of the petitions that share enough for a near duplicate, whatever of it is their people's own."""
        if not numbers:
            return
        texts = [self._shingles[number] for number in numbers]
        sizes = np.array([text.size for text in texts])
        starts = np.cumsum(sizes) - sizes
        places = np.minimum(np.searchsorted(sketch.shingles, flat := np.concatenate(texts)), sketch.shingles.size - 1)
        shared = np.add.reduceat(sketch.shingles[places] == flat, starts, dtype=np.int64)
        own = np.array([self._own_sizes[number] for number in numbers]) + sketch.own.size
        share = shared / np.maximum(1, np.minimum(sizes, sketch.shingles.size) - own)
        near = self._settings.text.near
        enough = (share >= min(step["similarity"] for step in near)) & (shared >= min(step["shared"] for step in near))
        yield from (number for number, kept in zip(numbers, enough, strict=True) if kept)

    def _compare(self, sketch: Sketch, candidates: Iterable[int], number: int | None) -> Iterator[tuple[Link, int]]:
        """Links to the candidates. Where enough are found, those already in the group are passed over: they cannot change it."""
        found = 0
        for other in candidates:
            full = found >= self._settings.links
            if other == number or (full and (number is None or self._root(other) == self._root(number))):
                continue
            theirs = self._load(other)
            if theirs.id != sketch.id and (link := compare(sketch, theirs, self._settings)) is not None:
                found += 1
                yield link, other

    def _insert(self, sketch: Sketch) -> int:
        number = len(self._ids)
        self._ids.append(sketch.id)
        self._numbers[sketch.id] = number
        self._parents.append(number)
        self._shingles.append(sketch.shingles)
        self._digests.append(sketch.digest)
        self._own_sizes.append(sketch.own.size)
        self._details.append(encode_details(sketch))
        for key in (_digest_key(sketch), *kept_keys(sketch.people)):
            self._by_key[key].append(number)
        if sketch.shingles.size:
            self._bands.insert(number, self._sign(sketch.shingles))
        return number

    def _load(self, number: int) -> Sketch:
        details = orjson.loads(self._details[number])
        return join_sketch(self._ids[number], self._digests[number], self._shingles[number], details)

    def _sign(self, shingles: Shingles) -> Any:
        signature = self._rensa.RMinHash(num_perm=self._size, seed=_SEED)
        signature.update([str(value) for value in shingles.tolist()])
        return signature

    def _root(self, number: int) -> int:
        while self._parents[number] != number:
            self._parents[number] = self._parents[self._parents[number]]
            number = self._parents[number]
        return number

    def _join(self, one: int, other: int) -> None:
        first, second = sorted((self._root(one), self._root(other)))
        self._parents[second] = first


def load_index(lines: Iterable[bytes]) -> DuplicateIndex:
    """The index of the lines that ``DuplicateIndex.write`` gave, with the same groups; nothing is compared anew."""
    index = DuplicateIndex()
    for line in lines:
        index.restore(line)
    return index


def write_member(sketch: Sketch, group: str) -> bytes:
    """The line that ``DuplicateIndex.write`` gives for a petition of a group."""
    value = {"group": group, "sketch": orjson.Fragment(encode_sketch(sketch))}
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)


def _digest_key(sketch: Sketch) -> str:
    return f"digest:{sketch.digest}"


def _order(links: Iterable[Link], most: int) -> tuple[Link, ...]:
    """The closest first: by kind, then by similarity."""
    ordered = sorted(links, key=lambda link: (_KINDS.index(link.kind), -link.similarity, link.id))
    return tuple(ordered[:most])

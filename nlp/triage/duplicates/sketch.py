"""A sketch of a petition from its analysis record, and its form as JSON to keep and to build an index from again."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import orjson

from nlp.errors import DonthuError
from nlp.triage.duplicates.content import digest_text, find_phrases, fold_words, hash_phrases, read_content, read_petitioners
from nlp.triage.duplicates.matter import read_marks
from nlp.triage.duplicates.models import Mark, Person, Place, Shingles, Sketch, Value
from nlp.triage.duplicates.people import read_people
from nlp.triage.duplicates.settings import Settings, load_settings

#: The form of an encoded sketch; raised when shingles, keys or fields change their meaning.
SKETCH_VERSION = 1


def make_sketch(record: Mapping[str, Any], settings: Settings | None = None) -> Sketch:
    """The sketch of an analysis record of any family; a record without a petition has no people, marks or fields."""
    settings = settings or load_settings()
    content = read_content(record, settings)
    people = read_people(record)
    petition = record["petition"]
    size = settings.text.shingle
    said = [*read_petitioners(record, settings)]
    said += [value.text for p in people for value in (p.name_value, p.address_value) if value is not None]
    return Sketch(
        id=record["id"],
        digest=digest_text(record["text"]),
        shingles=hash_phrases(find_phrases(fold_words(content), size), settings),
        own=hash_phrases((phrase for text in said for phrase in find_phrases(fold_words(text), size)), settings),
        people=people,
        marks=read_marks(record, content, people, settings) if petition else (),
        fields=tuple(field["code"] for field in petition["fields"]) if petition else (),
    )


def encode_sketch(sketch: Sketch) -> bytes:
    """The sketch as one line of JSON. It holds names and numbers of persons: to be kept as the record itself is."""
    value = {
        "version": SKETCH_VERSION,
        "id": sketch.id,
        "digest": sketch.digest,
        "shingles": _pack(sketch.shingles),
        "details": orjson.Fragment(encode_details(sketch)),
    }
    return orjson.dumps(value)


def decode_sketch(line: bytes) -> Sketch:
    """The sketch of ``encode_sketch``; raises DonthuError for one of another version, which is made anew from its record."""
    return read_sketch(orjson.loads(line))


def read_sketch(value: Mapping[str, Any]) -> Sketch:
    """The sketch of the parsed JSON; raises as ``decode_sketch`` does."""
    if value.get("version") != SKETCH_VERSION:
        raise DonthuError("duplicates.version", f"a sketch of version {value.get('version')}", "make it anew from the record")
    return join_sketch(value["id"], value["digest"], _unpack(value["shingles"]), value["details"])


def encode_details(sketch: Sketch) -> bytes:
    """What is compared after the text: own shingles, people, marks and fields, as JSON."""
    people = [[p.name, p.identity, p.phone, _row(p.place), *map(_row, _values(p))] for p in sketch.people]
    marks = [[mark.kind, mark.key, _row(mark.value)] for mark in sketch.marks]
    return orjson.dumps([sketch.own.tolist(), people, marks, sketch.fields])


def join_sketch(petition: str, digest: str, shingles: Shingles, details: Sequence[Any]) -> Sketch:
    """The sketch of its parts; ``details`` are those of ``encode_details``, parsed."""
    own, people, marks, fields = details
    return Sketch(
        id=petition,
        digest=digest,
        shingles=shingles,
        own=np.array(own, dtype=np.uint32),
        people=tuple(_read_person(row) for row in people),
        marks=tuple(Mark(kind, key, Value(*value)) for kind, key, value in marks),
        fields=tuple(fields),
    )


def _values(person: Person) -> tuple[Value | None, ...]:
    return person.name_value, person.identity_value, person.phone_value, person.address_value


def _row(value: Value | Place | None) -> list[Any] | None:
    return None if value is None else [getattr(value, name) for name in value.__slots__]


def _read_person(row: Sequence[Any]) -> Person:
    name, identity, phone, (commune, communes, district, province), *values = row
    place = Place(commune, tuple(communes), district, province)
    return Person(name, identity, phone, place, *(value and Value(*value) for value in values))


def _pack(shingles: Shingles) -> str:
    return base64.b64encode(shingles.astype("<u4").tobytes()).decode("ascii")


def _unpack(text: str) -> Shingles:
    return np.frombuffer(base64.b64decode(text), dtype="<u4").astype(np.uint32)

"""A sketch of a petition from its analysis record, and its form as JSON to keep and to build an index from again."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import orjson

from nlp.errors import DonthuError
from nlp.triage.duplicates.content import digest_text, find_phrases, fold_words, hash_phrases, read_content
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
    said = [value.text for p in people for value in (p.name_value, p.address_value) if value is not None]
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
        "own": _pack(sketch.own),
        "people": [asdict(person) for person in sketch.people],
        "marks": [asdict(mark) for mark in sketch.marks],
        "fields": sketch.fields,
    }
    return orjson.dumps(value)


def decode_sketch(line: bytes) -> Sketch:
    """The sketch of ``encode_sketch``; raises DonthuError for one of another version, which is made anew from its record."""
    return read_sketch(orjson.loads(line))


def read_sketch(value: Mapping[str, Any]) -> Sketch:
    """The sketch of the parsed JSON; raises as ``decode_sketch`` does."""
    if value.get("version") != SKETCH_VERSION:
        raise DonthuError("duplicates.version", f"a sketch of version {value.get('version')}", "make it anew from the record")
    return Sketch(
        id=value["id"],
        digest=value["digest"],
        shingles=_unpack(value["shingles"]),
        own=_unpack(value["own"]),
        people=tuple(_read_person(row) for row in value["people"]),
        marks=tuple(Mark(row["kind"], row["key"], Value(**row["value"])) for row in value["marks"]),
        fields=tuple(value["fields"]),
    )


def _read_person(row: dict[str, Any]) -> Person:
    values = {key: Value(**part) if part else None for key, part in row.items() if key.endswith("_value")}
    place = Place(**{**row["place"], "communes": tuple(row["place"]["communes"])})
    return Person(row["name"], row["identity"], row["phone"], place, **values)


def _pack(shingles: Shingles) -> str:
    return base64.b64encode(shingles.astype("<u4").tobytes()).decode("ascii")


def _unpack(text: str) -> Shingles:
    return np.frombuffer(base64.b64decode(text), dtype="<u4").astype(np.uint32)

"""The fields of the index and a passage as they hold it.

``text`` is what is ranked by, with marks and ``bare``; ``head`` what stands round an obligation (subject, issuer, assignees,
clause), ``body`` those it binds and where, ``number`` the directive's number and ``cites`` those it names, whole and in parts.
Facets, days and rows of vectors are fast columns. The passage itself is kept as JSON, so that a hit needs nothing else.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

import orjson
import tantivy

from nlp.extract.obligations.models import Modality
from nlp.search.acts import FORBIDDEN, find_acts
from nlp.search.models import Facet, Passage
from nlp.search.units import number_terms, read_units, write_terms

#: Raised when fields change: an index of another format is refused, and built anew.
FORMAT = "donthu-search/2"
#: Splits at blanks and does nothing else: the units are made here.
SPLIT = "split"
DUE_DAY = "due_day"
ROW_NAME = "row_name"
FACETS = tuple(facet.value for facet in Facet)
_RANKED = {
    "text": "position", "text_pairs": "freq", "bare": "position", "bare_pairs": "freq", "head": "freq", "head_pairs": "freq",
    "body": "basic", "number": "freq", "cites": "basic",
}  # fmt: skip
_EPOCH = dt.date(1970, 1, 1).toordinal()


def build_schema() -> tantivy.Schema:
    """The schema of an index of passages."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name, option in _RANKED.items():
        builder.add_text_field(name, tokenizer_name=SPLIT, index_option=option)
    for name in FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("issued", indexed=True, fast=True)
    # Days are sought in lists of passages by day, which costs a fifth of looking through a column, and ordered by the column.
    builder.add_integer_field(DUE_DAY, indexed=True)
    builder.add_integer_field("due", fast=True)
    # A thousand rows are found by their names in a fifth of the time that their numbers take.
    builder.add_text_field(ROW_NAME, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("row", fast=True)
    builder.add_unsigned_field("generation", stored=True)
    builder.add_bytes_field("passage", stored=True)
    return builder.build()


def day_number(day: dt.date) -> int:
    """Days since 1 January 1970, as the index counts them."""
    return day.toordinal() - _EPOCH


def name_row(row: int) -> str:
    """The row of a passage's vector as a term."""
    return f"{row:x}"


def write_document(passage: Passage, row: int, schema: tantivy.Schema) -> tantivy.Document:
    """The document of a passage whose vector stands in ``row``."""
    units = read_units(passage.text)
    text, text_pairs = write_terms(units, marked=True)
    bare, bare_pairs = write_terms(units, marked=False)
    heads = [_bare(part) for part in (passage.subject, passage.issuer, passage.clause, *passage.assignees) if part]
    due = [day_number(day) for day in passage.due]
    fields: dict[str, Any] = {
        "id": passage.id,
        "text": text,
        "text_pairs": text_pairs,
        "bare": bare,
        "bare_pairs": bare_pairs,
        "head": " ".join(units for units, _ in heads),
        "head_pairs": " ".join(pairs for _, pairs in heads),
        "body": " ".join(f"{units} {pairs}" for units, pairs in map(_bare, (*passage.assignees, *passage.places))),
        "number": number_terms([passage.number] if passage.number else []),
        "cites": number_terms(passage.cited),
        "row": row,
        ROW_NAME: name_row(row),
        "due": due,
        DUE_DAY: due,
        "issued": [day_number(passage.issued)] if passage.issued else [],
        "passage": orjson.dumps(asdict(passage)),
    }
    for facet, values in facet_values(passage).items():
        fields[facet.value] = list(values)
    return tantivy.Document.from_dict(fields, schema)  # without the schema all numbers would be signed


def _bare(text: str) -> tuple[str, str]:
    return write_terms(read_units(text), marked=False)


def facet_values(passage: Passage) -> dict[Facet, tuple[str, ...]]:
    """The values of a passage for each facet."""

    def one(value: str | None) -> tuple[str, ...]:
        return (value,) if value else ()

    return {
        Facet.ISSUER: one(passage.issuer),
        Facet.LEVEL: one(passage.level),
        Facet.PLACE: passage.places,
        Facet.ASSIGNEE: passage.assignees,
        Facet.FIELD: passage.fields,
        Facet.KIND: one(passage.kind),
        Facet.YEAR: one(str(passage.issued.year) if passage.issued else None),
        Facet.STATUS: one(passage.status),
        Facet.CITED: passage.cited,
        Facet.DIRECTIVE: (passage.directive,),
        Facet.ACT: (*find_acts(passage.text), *one(FORBIDDEN if passage.modality == Modality.MUST_NOT.value else None)),
    }


def read_passage(data: bytes) -> Passage:
    """The passage that ``write_document`` kept."""
    value = orjson.loads(data)
    for name in ("assignees", "fields", "places", "cited"):
        value[name] = tuple(value[name])
    value["issued"] = dt.date.fromisoformat(value["issued"]) if value["issued"] else None
    value["due"] = tuple(map(dt.date.fromisoformat, value["due"]))
    return Passage(**value)

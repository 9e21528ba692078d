"""The layers that people annotate: their labels, the fields of their values, and the relations between them.

Labels and fields are those of the gold (corpora/GUIDELINES.md); the vocabularies are the groups of ``labels.yaml``, so that a
value which is added there is offered to annotators too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from nlp.resources.load import load_resource

#: The label of a span whose label is not known (a citation of a kind that has no slug).
UNKNOWN = "chua_ro"


class FieldType(StrEnum):
    """What a field holds: text, a whole number, one value of a vocabulary, texts, or any JSON (written as such)."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    TEXTS = "texts"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a value; ``group`` names its vocabulary in labels.yaml. One that is not ``always`` stands in the gold only where
    it has a value."""

    name: str
    type: FieldType = FieldType.TEXT
    group: str | None = None
    always: bool = True


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of spans. Its labels are a group of labels.yaml, or ``label`` alone; ``key`` is the gold's field of the label."""

    name: str
    label: str | None = None
    group: str | None = None
    key: str | None = None
    fields: tuple[Field, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of its spans, in the order of the vocabulary."""
        return (self.label,) if self.label else vocabulary(self.group)

    def field(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return next((field for field in self.fields if field.name == name), None)


@dataclass(frozen=True, slots=True)
class RelationType:
    """A relation: the layer that it leads from, and the one it leads to."""

    name: str
    head: str
    tail: str


@cache
def vocabulary(group: str | None) -> tuple[str, ...]:
    """The stored values of a group of labels.yaml.

    >>> vocabulary("modality")
    ('must', 'must_not', 'should')
    """
    return tuple(str(value) for value in load_resource("labels.yaml")[group])


_CHOICE, _NUMBER, _TEXTS, _JSON = FieldType.CHOICE, FieldType.NUMBER, FieldType.TEXTS, FieldType.JSON

LAYERS: Mapping[str, Layer] = MappingProxyType(
    {
        layer.name: layer
        for layer in (
            Layer("clauses", label="clause", fields=(Field("label"),)),
            Layer(
                "citations", group="kind", key="kind",
                fields=(Field("number"), Field("date"), Field("issuer"), Field("provisions", _JSON)),
            ),
            Layer(
                "deadlines", group="deadline_type", key="type",
                fields=(
                    Field("bound", _CHOICE, "bound"), Field("date"), Field("rrule"), Field("amount", _NUMBER),
                    Field("unit", _CHOICE, "unit"), Field("trigger", always=False),
                ),
            ),
            Layer("obligations", group="modality", key="modality", fields=(Field("assignees", _TEXTS),)),
            Layer("bodies", label="body"),
            Layer("petitioners", label="petitioner"),
            Layer("addresses", label="address"),
            Layer("targets", label="target"),
            Layer("requests", label="request"),
        )
    }
)  # fmt: skip
#: Layers that the gold keeps under ``petition``.
PETITION_LAYERS = ("petitioners", "addresses", "targets", "requests")

RELATIONS: Mapping[str, RelationType] = MappingProxyType(
    {
        relation.name: relation
        for relation in (
            RelationType("assignee", "obligations", "bodies"),
            RelationType("report_to", "obligations", "bodies"),
            RelationType("deadline", "obligations", "deadlines"),
            RelationType("citation", "obligations", "citations"),
        )
    }
)

#: What holds of a document as a whole, and the group of labels.yaml that it is chosen from.
DOCUMENT_LABELS: Mapping[str, str] = MappingProxyType(
    {"family": "family", "kind": "kind", "regime": "regime", "petition.type": "petition_type"}
)
#: The same, where several values may hold.
DOCUMENT_LABEL_SETS: Mapping[str, str] = MappingProxyType(
    {"petition.fields": "field", "petition.flags": "flag", "petition.parts": "petition_type"}
)
HEADER_TEXTS = ("issuer", "parent_issuer", "number", "date", "place", "subject")
HEADER_LISTS = ("addressees", "recipients")
SIGNATURE_TEXTS = ("authority", "role", "name")

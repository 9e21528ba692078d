"""Values of archives as the pages and commands see them; those that the store knows come from it."""

from __future__ import annotations

from dataclasses import dataclass

from nlp.annotate.agreement import Agreement
from nlp.annotate.task import AnnotatedSpan, Task
from nlp.document.annotation import Json
from nlp.store.archive.models import Archive, Decision, Disputed, Given, Group, Hit, Selection

__all__ = [
    "Adjudicated", "Archive", "Comparison", "Decision", "Difference", "Disputed", "Given", "Group", "Hit", "LayerProgress",
    "PersonProgress", "Progress", "Selection", "Work",
]  # fmt: skip


@dataclass(frozen=True)
class Work:
    """A document as an annotator has it: ``task`` is what he saved last, or what the machine found with the decisions of the
    workbench in it; ``machine`` what the machine found. ``version`` counts the times it was saved (0: never)."""

    archive: str
    document: int
    name: str
    task: Task
    version: int
    state: str
    machine: Task


@dataclass(frozen=True)
class Difference:
    """Where annotators differ on a layer; ``answers`` is each one's span, None for who has none.

    ``kind``: ``only`` (not all have a span there), ``label``, ``values``, ``edges`` (spans that overlap), ``relations`` (they
    lead elsewhere); ``document`` for a label of the whole document: then ``layer`` is its name and ``values`` are the answers.
    """

    layer: str
    kind: str
    answers: tuple[AnnotatedSpan | None, ...]
    values: tuple[Json, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """The answers of several to one document: ``agreed`` is a task of what all say, ``differences`` are in order of place."""

    agreed: Task
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Adjudicated:
    """A document with the answers of those who submitted it, in order of their ids, and what an adjudicator made of them.

    ``task`` is what he saved last (``version`` times), or before that what all agree on; its text is that of the document.
    """

    archive: str
    document: int
    name: str
    users: tuple[int, ...]
    answers: tuple[Task, ...]
    comparison: Comparison
    machine: Task
    task: Task
    version: int


@dataclass(frozen=True)
class LayerProgress:
    """The hits of a layer by state."""

    layer: str
    hits: int
    open: int
    accepted: int
    rejected: int
    changed: int


@dataclass(frozen=True)
class PersonProgress:
    """The documents of an annotator by state."""

    user: int
    name: str
    given: int
    begun: int
    submitted: int


@dataclass(frozen=True)
class Progress:
    """How far an archive is: documents that were given to somebody, begun by somebody, submitted by all whom they were given to,
    disputed and not adjudicated, adjudicated, and with an answer that holds.

    ``agreement`` is by layer, of people and of the model with them; None where it was not asked for, or nobody submitted yet.
    """

    documents: int
    given: int
    begun: int
    submitted: int
    disputed: int
    adjudicated: int
    answered: int
    layers: tuple[LayerProgress, ...]
    people: tuple[PersonProgress, ...]
    agreement: tuple[Agreement, ...] | None

"""Values of the search for duplicates: what is kept of a petition, and how two of them agree."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

Shingles = npt.NDArray[np.uint32]


class LinkKind(Enum):
    """How a petition comes again: the same text, nearly the same text, the same people on the same matter in other words."""

    EXACT = "trung_lap"
    NEAR = "gan_trung"
    REPEAT = "gui_lai"


@dataclass(frozen=True, slots=True)
class Value:
    """A value as a petition writes it; ``start`` and ``end`` count code points of the record's text, None where not located."""

    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """What tells one matter from another: ``kind`` is paper, plot, name, person, figure or date; equal keys mean one thing."""

    kind: str
    key: str
    value: Value


@dataclass(frozen=True, slots=True)
class Place:
    """Folded names of the units that a person lives in; ``communes`` are the commune written and those it is in now."""

    commune: str | None = None
    communes: tuple[str, ...] = ()
    district: str | None = None
    province: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A petitioner: folded ``name``, digits of the papers, and the place; each None where the petition does not say it."""

    name: str | None
    identity: str | None
    phone: str | None
    place: Place
    name_value: Value | None = None
    identity_value: Value | None = None
    phone_value: Value | None = None
    address_value: Value | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """What is kept of a petition to compare it: ``digest`` of its words, sorted ``shingles`` of its content without stock
    phrases, those of them by which its people present themselves (``own``), people, marks, and codes of fields."""

    id: str
    digest: str
    shingles: Shingles
    own: Shingles
    people: tuple[Person, ...]
    marks: tuple[Mark, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two petitions are linked: a ``code`` of nlp/resources/duplicates.yaml, a ``share`` (0 to 1) or the value in both."""

    code: str
    share: float | None = None
    values: tuple[Value | None, Value | None] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link to the petition ``id``; ``similarity`` is the share of the shorter text's phrases that both have, 0 to 1.

    In each reason the first value is that of the petition asked about, the second that of ``id``.
    """

    id: str
    kind: LinkKind
    similarity: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a petition was put: its group, named by the petition that opened it, its links, and groups that it joined to it."""

    group: str
    links: tuple[Link, ...]
    merged: tuple[str, ...] = ()

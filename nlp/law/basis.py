"""Legal basis: where in which instrument a value or a rule stands."""

from __future__ import annotations

from dataclasses import dataclass

from nlp.law.loader import Node


@dataclass(frozen=True, slots=True)
class Basis:
    """A place in an instrument, as people cite it and as machines look it up.

    ``text`` is the citation in Vietnamese; ``instrument`` is the number in the registry, None for practice that no instrument
    states.

    >>> Basis(text="Điều 28 Luật Khiếu nại 02/2011/QH13", instrument="02/2011/QH13", article="28").text
    'Điều 28 Luật Khiếu nại 02/2011/QH13'
    """

    text: str
    instrument: str | None
    article: str | None = None
    clause: str | None = None
    point: str | None = None
    amended_by: tuple[str, ...] = ()


def read_basis(node: Node) -> Basis:
    """One basis from YAML; ``text`` and ``instrument`` are required."""
    keys = node.keys(required=("text", "instrument"), optional=("article", "clause", "point", "amended_by"))
    parts = {key: keys[key].text() for key in ("article", "clause", "point") if key in keys}
    amended = keys["amended_by"].text().split(", ") if "amended_by" in keys else []
    return Basis(text=keys["text"].text(), instrument=keys["instrument"].text_or_none(), amended_by=tuple(amended), **parts)


def read_bases(node: Node) -> tuple[Basis, ...]:
    """A list of bases; an empty list is an error, since nothing here holds without a basis."""
    if not node.items():
        raise node.error("no legal basis")
    return tuple(read_basis(item) for item in node.items())

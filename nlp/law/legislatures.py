"""Terms of the National Assembly, as the numbers of its laws show them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from nlp.law.loader import load_node

_NUMBER = re.compile(r"/((?:19|20)\d\d)/(?:PL-|NQ-|L-)?(?:QH|UBTVQH)(\d{1,2})$")


@dataclass(frozen=True, slots=True)
class Term:
    """A term: its number and the first and last year in which a number of it may have been given."""

    number: str
    first: int
    last: int


def find_wrong_term(number: str) -> tuple[int, Term] | None:
    """The year of a National Assembly number and the term that it names, where the two cannot go together; else None.

    >>> find_wrong_term("97/2025/QH13")
    (2025, Term(number='13', first=2011, last=2016))
    >>> find_wrong_term("45/2013/QH13")
    """
    match = _NUMBER.search(number)
    term = load_terms().get(match[2]) if match else None
    if match is None or term is None or term.first <= int(match[1]) <= term.last:
        return None
    return int(match[1]), term


@cache
def load_terms() -> Mapping[str, Term]:
    """The terms of ``parameters/legislatures.yaml``."""
    keys = load_node("parameters/legislatures.yaml").keys(required=("source", "confidence", "terms"))
    rows = [row.keys(required=("term", "from", "to")) for row in keys["terms"].items()]
    return {row["term"].text(): Term(row["term"].text(), row["from"].integer(), row["to"].integer()) for row in rows}

"""Who is competent for a petition: by matter, by whose act or conduct it is about, by instance, and by date.

Basis: Điều 17 to 23, 51 Luật Khiếu nại 02/2011/QH13; Điều 12, 13 Luật Tố cáo 25/2018/QH14; the district level ended on
2025-06-30 and is never named as competent for what is received later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from nlp.errors import LawError
from nlp.law.basis import Basis, read_bases
from nlp.law.loader import Node, load_node
from nlp.law.parameters import Confidence

_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Competence:
    """Who resolves in the first and in the second instance, as codes of offices; None: nobody, or not known, as ``note`` says."""

    row: str
    since: date
    until: date | None
    first: str | None
    second: str | None
    basis: tuple[Basis, ...]
    confidence: Confidence
    note: str = ""

    def instance(self, number: str) -> str | None:
        """The office of the first instance, or of the second for ``"2"``."""
        return self.second if number == "2" else self.first


@dataclass(frozen=True, slots=True)
class CompetenceTable:
    """Every row, the names of the offices, and the head that an organ acts through."""

    regimes: Mapping[tuple[str, str], tuple[Competence, ...]]
    offices: Mapping[str, str]
    heads: Mapping[str, str]

    def head_of(self, office: str) -> str:
        """The office that a petition to ``office`` is one to."""
        return self.heads.get(office, office)


def find_competence(matter: str, against: str, day: date) -> Competence | None:
    """Who is competent on ``day`` for a matter against an office: ``khieu_nai``, ``to_cao``, ``ky_luat``, ``tranh_chap_dat_dai``.

    None where no row speaks of it then; an office that the table does not have raises ``LawError``.

    >>> find_competence("khieu_nai", "chu_tich_xa", date(2025, 7, 1)).second
    'chu_tich_tinh'
    """
    table = load_competence()
    if against and against not in table.offices:
        raise LawError("law.unknown_office", f"không có mã nơi {against!r}", f"có: {', '.join(table.offices)}")
    regimes = table.regimes.get((matter, against), ())
    return next((item for item in regimes if item.since <= day and (item.until is None or day <= item.until)), None)


@cache
def load_competence() -> CompetenceTable:
    """The table of ``parameters/competence.yaml``, read and checked once."""
    root = load_node("parameters/competence.yaml").keys(required=("verified_on", "review_months", "offices", "heads", "rows"))
    offices = {code: node.text() for code, node in root["offices"].mapping().items()}
    heads = {code: _office(node, offices) for code, node in root["heads"].mapping().items()}
    regimes: dict[tuple[str, str], tuple[Competence, ...]] = {}
    for item in root["rows"].items():
        keys = item.keys(required=("id", "matter", "against", "regimes"))
        found = tuple(_read_regime(keys["id"].text(), node, offices) for node in keys["regimes"].items())
        for earlier, later in pairwise(found):
            if earlier.until is None or later.since != earlier.until + _ONE:
                raise item.error(f"regimes leave a gap or overlap: {earlier.since}..{earlier.until}, then {later.since}")
        for against in [_office(node, offices) for node in keys["against"].items()] or [""]:
            key = (keys["matter"].text(), against)
            if key in regimes:
                raise item.error(f"{key} is given twice")
            regimes[key] = found
    return CompetenceTable(regimes, offices, heads)


def _read_regime(row: str, node: Node, offices: Mapping[str, str]) -> Competence:
    keys = node.keys(required=("from", "to", "first", "second", "basis", "confidence", "source"), optional=("note",))
    return Competence(
        row=row,
        since=keys["from"].day(),
        until=keys["to"].day_or_none(),
        first=None if keys["first"].value is None else _office(keys["first"], offices),
        second=None if keys["second"].value is None else _office(keys["second"], offices),
        basis=read_bases(keys["basis"]),
        confidence=Confidence(keys["confidence"].choice(tuple(Confidence))),
        note=keys["note"].text() if "note" in keys else "",
    )


def _office(node: Node, offices: Mapping[str, str]) -> str:
    return node.choice(tuple(offices))

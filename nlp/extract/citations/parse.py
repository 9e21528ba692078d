"""Values of the parts of a citation: numbers, provisions, identifiers."""
from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from nlp.errors import DonthuError
from nlp.extract.citations.models import Provision
from nlp.extract.citations.patterns import UNIT_RE, CitationData
from nlp.text.fold import fold_diacritics

_DASHES = re.compile(r"\s*[-–—]\s*")
_RESTORE = ((re.compile(r"\b[NĐ]D(?=-CP)"), "NĐ"), (re.compile(r"^QD(?=-)"), "QĐ"), (re.compile(r"\bHDND\b"), "HĐND"),
            (re.compile(r"^QHI(?=1[0-9]$)"), "QH"), (re.compile(r"\bTTs$"), "TTg"))  # fmt: skip
_SERIAL_OCR = str.maketrans("OlI§", "0118")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in its parts: serial as printed in canonical digits, year or None, code, and whose system it follows."""

    serial: str
    year: str | None
    code: str
    party: bool

    def __str__(self) -> str:
        """The canonical form: no blanks, ``-`` and ``/`` as the system has them."""
        year = f"/{self.year}" if self.year else ""
        return f"{self.serial}{year}{'-' if self.party else '/'}{self.code}"

    @property
    def head_code(self) -> str:
        """The first part of the code: the kind's where the kind has a code (``QĐ`` of ``QĐ-UBND``)."""
        return re.split(r"[-/]", self.code, maxsplit=1)[0]

    @property
    def tail_code(self) -> str:
        """The last part of the code: the issuer's (``UBND`` of ``QĐ-UBND``, ``HU`` of ``KH/HU``)."""
        return re.split(r"[-/]", self.code)[-1]


def parse_serial(text: str) -> str:
    """A serial number with a scanner's letters for digits put right; an inserted letter (``168a``) stays."""
    letter = text[-1] if text[-1].islower() and text[-1] != "l" else ""
    body = text[: -1] if letter else text
    return body.translate(_SERIAL_OCR) + letter


def parse_number(match: re.Match[str]) -> Number:
    """The number of a match of ``patterns.NUMBER``."""
    code = _DASHES.sub("-", re.sub(r"\s+", "", match["code"]))
    for pattern, restored in _RESTORE:
        code = pattern.sub(restored, code)
    party = not match["year"] and bool(_DASHES.fullmatch(match["joint"]))
    return Number(parse_serial(match["serial"]), match["year"], code, party)


def is_number(number: Number, data: CitationData, *, headed: bool) -> bool:
    """Whether a shape like a number is one: behind a head word any code will do, elsewhere a known one must stand in it."""
    parts = re.split(r"[-/]", number.code)
    known = number.head_code.upper() in data.codes or any(part in data.issuers for part in parts)
    court = number.code in data.court_codes
    institution = bool(re.fullmatch(r"(?:QH|UBTVQH|PL-UBTVQH|NQ-UBTVQH)[0-9]{0,2}", number.code))
    if headed:
        return known or court or institution or len(parts) > 1 or (len(number.code) > 1 and number.code.isupper())
    return court or institution or (known and len(parts) > 1)


def parse_provisions(text: str) -> tuple[Provision, ...]:
    """The provisions that ``text`` names, in order; parts without articles, clauses or points give nothing.

    >>> parse_provisions("điểm a, đ khoản 2 Điều 12")
    (Provision(article='12', clause='2', point='a'), Provision(article='12', clause='2', point='đ'))
    """
    units = [unit for unit in (_parse_unit(m[0]) for m in UNIT_RE.finditer(text)) if unit]
    found: list[Provision] = []
    i = 0
    while i < len(units):
        chain = [units[i]]
        j = i + 1
        if j < len(units) and units[j][0] > units[i][0]:
            while j < len(units) and units[j][0] > chain[-1][0]:
                chain.append(units[j])
                j += 1
        else:
            while j < len(units) and units[j][0] < chain[-1][0] and not (j + 1 < len(units) and units[j + 1][0] > units[j][0]):
                chain.append(units[j])
                j += 1
        found += _combine(chain)
        i = j
    return tuple(found)


_LEVELS = {"điểm": 0, "khoản": 1, "điều": 2}


def _parse_unit(text: str) -> tuple[int, list[str]] | None:
    words = re.sub(r"\s+", " ", text.casefold()).removeprefix("các ")
    head, _, rest = words.partition(" ")
    if head not in _LEVELS:
        return None
    values = re.split(r"\s*(?:,|\bvà\b|\bhoặc\b|\bđến\b|-)\s*", rest)
    return _LEVELS[head], [value for value in values if value]


def _combine(chain: list[tuple[int, list[str]]]) -> list[Provision]:
    by_level = dict(chain)
    articles = by_level.get(2) or [None]  # type: ignore[list-item]
    clauses = by_level.get(1) or [None]  # type: ignore[list-item]
    points = by_level.get(0) or [None]  # type: ignore[list-item]
    return [Provision(a, c, p) for a in articles for c in clauses for p in points]


def parse_instrument_number(text: str, pattern: re.Pattern[str]) -> Number:
    """The number that ``text`` is, whole; raises DonthuError where it is none."""
    match = pattern.fullmatch(text.strip())
    if not match:
        raise DonthuError("citation.number", f"{text!r} is no number of an instrument", "write it as 43/2014/NĐ-CP or 68-KH/HU")
    return parse_number(match)


def format_urn(kind: str | None, number: str | None, date: dt.date | None, issuer: str | None) -> str | None:
    """The identifier ``urn:lex:vn:<authority>:<measure>:<date>;<number>``, or None where a part is unknown.

    Source: RFC 9676, section 5 (authority, measure, details); names in ASCII, words joined by full stops.

    >>> format_urn("nghi_dinh", "43/2014/NĐ-CP", None, "Chính phủ")
    'urn:lex:vn:chinh.phu:nghi.dinh:2014;43-2014-nd-cp'
    """
    if not (kind and number and issuer):
        return None
    year = re.search(r"/((?:19|20)[0-9]{2})/", number)
    when = date.isoformat() if date else year[1] if year else None
    if when is None:
        return None
    return f"urn:lex:vn:{_urn_words(issuer)}:{kind.replace('_', '.')}:{when};{_urn_words(number).replace('.', '-')}"


def _urn_words(text: str) -> str:
    return ".".join(re.findall(r"[a-z0-9]+", fold_diacritics(text).casefold()))



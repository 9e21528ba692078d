"""Values of the parts of a citation: numbers and identifiers."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from nlp.errors import DonthuError
from nlp.extract.citations.patterns import NUMBER_RE, CitationData
from nlp.extract.citations.provisions import parse_provisions as parse_provisions
from nlp.text.fold import fold_diacritics

_DASHES = re.compile(r"\s{0,4}[-–—]\s{0,4}")
_SLASHES = re.compile(r"\s{0,4}/\s{0,4}")
_BLANKS = re.compile(r"\s+")
_JOINT = re.compile(r"[-/]")
_GLUED_CODE = re.compile(r"[QN][ĐD]\s?[-–—]")  # ``12QĐ-UBND``, without a joint behind the serial
_INSTITUTION = re.compile(r"(?:QH|UBTVQH|PL-UBTVQH|NQ-UBTVQH)K?[0-9]{0,2}")
_YEAR_INSIDE = re.compile(r"/((?:19|20)[0-9]{2})/")
_URN_WORD = re.compile(r"[a-z0-9]+")
_LOOSE_TERM = re.compile(r"(?<=QH|HK)\s+(?=[0-9])")
# What a scanner or a keyboard without đ makes of codes that can be nothing else.
_RESTORE = (
    (re.compile(r"^[NĐ]D(?=-CP)"), "NĐ"),
    (re.compile(r"^QD(?=-|$)"), "QĐ"),
    (re.compile(r"\bHDND\b"), "HĐND"),
    (re.compile(r"\bUBNĐ\b"), "UBND"),
    (re.compile(r"^QHI(?=1[0-9]$)"), "QH"),
    (re.compile(r"(?<=QH)[Il](?=[0-9Il]$)"), "1"),
    (re.compile(r"(?<=QH1)[Il]$"), "1"),
    (re.compile(r"\b(?:TTs|TTø|TTG)$"), "TTg"),
    (re.compile(r"^(CT|QĐ|CĐ|NQ)T?Tg$"), r"\1-TTg"),
)
#: Cyrillic capitals that look like Latin ones.
_LATIN = str.maketrans("\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425", "ABEKMHOPCTX")
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
        return f"{self.serial}{year}{'-' if self.party else '/'}{self.code}" if self.code else f"{self.serial}{year}"

    @property
    def head_code(self) -> str:
        """The first part of the code: the kind's where the kind has a code (``QĐ`` of ``QĐ-UBND``)."""
        return split_code(self.code)[0]

    @property
    def tail_code(self) -> str:
        """The last part of the code: the issuer's (``UBND`` of ``QĐ-UBND``, ``HU`` of ``KH/HU``)."""
        return split_code(self.code)[-1]


@lru_cache(maxsize=4096)
def split_code(code: str) -> tuple[str, ...]:
    """The parts of a code (``QĐ-UBND`` -> ``QĐ``, ``UBND``)."""
    return tuple(_JOINT.split(code))


@lru_cache(maxsize=4096)
def _parse_code(written: str) -> str:
    """A code as written, in its canonical form."""
    code = _SLASHES.sub("/", _DASHES.sub("-", normalise_letters(written)))
    code = _BLANKS.sub("-", _LOOSE_TERM.sub("", code))  # what is left is a blank for a dash (``QĐ UBND``)
    for pattern, restored in _RESTORE:
        code = pattern.sub(restored, code)
    return code


def normalise_letters(code: str) -> str:
    """A code with Latin capitals for Cyrillic ones of the same look."""
    return code.translate(_LATIN)


def parse_serial(text: str) -> str:
    """A serial number with a scanner's letters for digits put right; an inserted letter (``168a``) stays.

    >>> parse_serial("l5"), parse_serial("168a")
    ('15', '168a')
    """
    letter = text[-1] if text[-1].isalpha() and text[-1] not in "lIO" else ""
    body = text[: len(text) - len(letter)]
    return body.translate(_SERIAL_OCR) + letter


def parse_number(match: re.Match[str]) -> Number:
    """The number of a match of ``patterns.NUMBER``."""
    year = "".join(match["year"].split()).translate(_SERIAL_OCR) if match["year"] else None
    joint = match["joint"]
    old = not joint.strip() and not _GLUED_CODE.match(match["code"])
    party = not year and (old or bool(_DASHES.fullmatch(joint)))
    return Number(parse_serial("".join(match["serial"].split())), year, _parse_code(match["code"]), party)


def is_number(number: Number, data: CitationData, *, headed: bool) -> bool:
    """Whether a shape like a number is one: behind a head word any code will do, elsewhere a known one must stand in it."""
    parts = split_code(number.code)
    known = number.head_code.upper() in data.codes or any(part in data.issuers for part in parts)
    court = number.code in data.court_codes
    institution = _INSTITUTION.fullmatch(number.code) is not None
    if headed:
        return known or court or institution or len(parts) > 1 or (len(number.code) > 1 and number.code.isupper())
    return court or institution or (known and len(parts) > 1)


def parse_instrument_number(text: str, pattern: re.Pattern[str] = NUMBER_RE) -> Number:
    """The number that ``text`` is, whole; raises DonthuError where it is none.

    >>> str(parse_instrument_number("68- KH/HU"))
    '68-KH/HU'
    """
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
    year = _YEAR_INSIDE.search(number)
    when = date.isoformat() if date else year[1] if year else None
    if when is None:
        return None
    return f"urn:lex:vn:{_urn_words(issuer)}:{kind.replace('_', '.')}:{when};{_urn_words(number).replace('.', '-')}"


@lru_cache(maxsize=4096)
def _urn_words(text: str) -> str:
    return ".".join(_URN_WORD.findall(fold_diacritics(text).casefold()))

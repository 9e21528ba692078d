"""Issuing bodies: as written behind a mention, by the code in a number, and their full name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from nlp.extract.citations.mention import Mention
from nlp.extract.citations.parse import Number, split_code
from nlp.extract.citations.patterns import CitationData, IssuerCode, load_citation_data
from nlp.segment.models import Header
from nlp.text.span import Span

_LEAD = re.compile(r"\s{0,4},?\s{0,4}(?:\)\s{0,4})?(?:của|giữa|do)\s+|\s{0,4},?\s{0,4}(?=\S)")
_NUMBERED = re.compile(r"\s{1,12}+(?:số\b|[0-9])")
_LAW_HEAD = re.compile(r"\b(?:bộ\s+luật|luật|pháp\s+lệnh)\b")
_NAME_GOES_ON = re.compile(r"\s{1,4}giao\s{1,4}thông\b|,\s{1,4}(?:thể\s+thao|thị\s+xã|thành\s+phố|thương\s+binh|chủ\s+nhiệm)\b")
_CONJUNCTION = re.compile(
    r"\s{1,4}(?:và|hoặc)\s{1,4}(?!(?:xã\s+hội|môi\s+trường|phát\s+triển\s+nông|đầu\s+tư|công\s+nghệ|truyền\s+thông|đào\s+tạo|du\s+lịch"
    r"|tôn\s+giáo|hạ\s+tầng|đô\s+thị)\b)"
)
_LONGEST_BODY = 130
_LIST_JOINT = re.compile(r"\s{0,4}(?:,\s{0,4}và|,|;|và)?\s{0,4}(?:số\s{0,4})?")

# The unit of administration that a name ends with, and the level of a body named so.
_LOCAL_LEVELS = (
    ("commune", re.compile(r"\b(?:xã|phường|thị\s+trấn|đặc\s+khu)(?!\s+hội)\b|\bđảng\s+ủy\b")),
    ("district", re.compile(r"\b(?:huyện|quận|thị\s+xã|thị\s+ủy)\b")),
    ("province", re.compile(r"\b(?:tỉnh|thành\s+phố|thành\s+ủy|thành\s+đoàn)\b")),
)
_ASSEMBLY = re.compile(r"QHK?[0-9]{0,2}")
_STANDING_COMMITTEE = re.compile(r"(?:PL-|NQ-)?UBTVQHK?[0-9]{0,2}")
_CENTRAL_STATE = re.compile(r"\b(?:quốc hội|chính phủ|thủ tướng|chủ tịch nước)\b")
_CENTRAL_PARTY = re.compile(r"\b(?:bộ chính trị|ban bí thư|trung ương)\b")
_PARTY_BODY = re.compile(r"\b(?:tỉnh|thành|huyện|quận|thị|đảng) ủy\b|\bđảng bộ\b")
_BARE_UNIT = re.compile(
    r"\b(?:(?:tỉnh|huyện|quận)(?:\s+ủy)?|thành\s+ủy|thị\s+ủy|thành\s+phố|thị\s+xã|xã|phường|thị\s+trấn|đặc\s+khu)\Z"
)
_UNIT_WITH_NAME = re.compile(
    r"\b(?P<unit>tỉnh|thành(?=\s+ủy)|thành\s+phố|huyện|quận|thị(?=\s+ủy)|thị\s+xã|xã(?!\s+hội)|phường|thị\s+trấn|đặc\s+khu|đảng(?=\s+ủy))"
    r"(?:\s+ủy)?\s+(?P<name>[^,;()]{2,40})\Z"
)
_GENERAL = re.compile(r"\A(?:ban|các|trung\s+ương|và|đảng|ủy|hội)\b")


def find_issuer(text: str, case: str, mention: Mention, data: CitationData) -> Mention:
    """The mention with the body named behind it (``của Thủ tướng Chính phủ``), where one is."""
    lead = _LEAD.match(case, mention.end)
    if lead is None or (not lead[0].strip(" ,)\n") and mention.date is None):
        return mention
    start = lead.end()
    first = data.body_start.match(case, start)
    if first is None:
        return mention
    end = _find_end(text, case, start, first.end(), data)
    issuer = " ".join(text[start:end].split()).strip(" ,*_-").removesuffix(" và")
    if not issuer:
        return mention
    mention.issuer, mention.issuer_end, mention.issuer_rule = issuer, end, "issuer_named"
    mention.cues = (*mention.cues, Span(start, end))
    return mention


def find_body_end(text: str, case: str, start: int, data: CitationData) -> int:
    """Where the name of a body that begins at ``start`` ends, at most 130 code points on."""
    first = data.body_start.match(case, start)
    return _find_end(text, case, start, first.end() if first else start, data)


def _find_end(text: str, case: str, start: int, position: int, data: CitationData) -> int:
    """Where the name of a body ends that begins at ``start`` and goes on at ``position``."""
    stop = min(len(text), start + _LONGEST_BODY)
    for found in data.body_end.finditer(case, position, stop):
        sign, at = found[0], found.start()
        if _NAME_GOES_ON.match(case, at, at + 24):
            continue
        if sign.endswith("bồi thường") and case.startswith(("hội đồng", "ban "), start):
            continue
        if len(sign) == 3 and sign[1] in "-–—" and sign[0] in " \u00a0" and _is_name_part(text, found):
            continue
        stop = at
        break
    for conjunction in _CONJUNCTION.finditer(case, position, stop):
        after = conjunction.end()
        if text[after : after + 1].islower() or _begins_instrument(case, after, data):
            return conjunction.start()
    return stop


def _is_name_part(text: str, dash: re.Match[str]) -> bool:
    """Whether a dash joins two parts of one name (``Bộ Lao động - Thương binh và Xã hội``), not a name and a new item."""
    after = text[dash.end() : dash.end() + 1]
    return after.isupper() and "\n" not in dash[0] and not text[dash.end() : dash.end() + 4].isupper()


def _begins_instrument(case: str, start: int, data: CitationData) -> bool:
    kind = data.kind_words.match(case, start)
    if kind and _NUMBERED.match(case, kind.end(), kind.end() + 12):
        return True
    return _LAW_HEAD.match(case, start) is not None


def spread_issuers(case: str, mentions: list[Mention]) -> list[Mention]:
    """An issuer behind the last member of a list is every member's whose code agrees."""
    ordered = sorted(mentions, key=lambda m: m.start)
    for i in range(len(ordered) - 2, -1, -1):
        here, after = ordered[i], ordered[i + 1]
        if here.issuer or not after.issuer or not (isinstance(here.number, Number) and isinstance(after.number, Number)):
            continue
        if here.number.tail_code.upper() != after.number.tail_code.upper() or here.number.party != after.number.party:
            continue
        if here.end <= after.start and _LIST_JOINT.fullmatch(case, here.end, after.start):
            here.issuer, here.issuer_rule, here.cues = after.issuer, "issuer_listed", (*here.cues, *after.cues[-1:])
    return ordered


@lru_cache(maxsize=1024)
def issuer_by_code(code: str, *, party: bool) -> tuple[str | None, str | None]:
    """Body and level that the code of a number stands for; (None, level) where the code leaves the body open.

    >>> issuer_by_code("CT-TTg", party=False)
    ('Thủ tướng Chính phủ', 'central')
    """
    if _ASSEMBLY.fullmatch(code):
        return "Quốc hội", "central"
    if _STANDING_COMMITTEE.fullmatch(code):
        return "Ủy ban Thường vụ Quốc hội", "central"
    data, parts = load_citation_data(), split_code(code)
    rows = [_row(part, data, party=party) for part in _issuer_parts(parts, data, party=party)]
    if not rows or any(row is None for row in rows):
        return None, None
    known = [row for row in rows if row is not None]
    level = known[0].level
    if party and parts[-1] == "TW":  # the Central Committee, the Politburo or the Secretariat
        return None, level
    return " và ".join((", ".join(row.name for row in known[:-1]), known[-1].name)) if len(known) > 1 else known[0].name, level


def _issuer_parts(parts: tuple[str, ...], data: CitationData, *, party: bool) -> list[str]:
    """The parts of a code that stand for bodies: behind the kind's code, or the first of a letter (``UBND-NC``)."""
    if len(parts) > 1 and (parts[0] in data.codes or parts[0].upper() in data.codes):
        return [parts[1], *(part for part in parts[2:] if part not in data.unit_suffixes)]
    return list(parts[:1]) if len(parts) > 1 and not party else []


def _row(code: str, data: CitationData, *, party: bool) -> IssuerCode | None:
    rows = data.issuers.get(code) or data.issuers.get({"TTG": "TTg"}.get(code, code), ())
    fitting = [row for row in rows if row.level.startswith("party") == party] or list(rows)
    return fitting[0] if len(fitting) == 1 else None


@dataclass(frozen=True)
class Letterhead:
    """The places that the document's own letterhead names: unit of administration -> name (``tỉnh`` -> ``Nghệ An``)."""

    places: dict[str, str]


def read_letterhead(header: Header | None) -> Letterhead:
    """The places of a header's issuer and parent issuer; the place of the date line where the issuer names only its level."""
    places: dict[str, str] = {}
    if header is None:
        return Letterhead(places)
    for body in (header.parent_issuer, header.issuer):
        written = " ".join((body or "").split())
        found = _UNIT_WITH_NAME.search(written.lower())
        if found and not _GENERAL.match(found["name"]):
            name = written[found.start("name") : found.end("name")]
            places[_unit_key(found["unit"])] = name.title() if name.isupper() else name
    bare = _BARE_UNIT.search((header.issuer or "").lower())
    if bare and header.place and not header.place.isupper():
        places.setdefault(_unit_key(bare[0]), header.place)
    return Letterhead(places)


def _unit_key(unit: str) -> str:
    """The unit of administration whose name a body of the state or the Party bears: ``thành ủy`` is that of a city."""
    words = re.sub(r"\s+ủy\Z", "", re.sub(r"\s+", " ", unit))
    return {"thành": "thành phố", "thị": "thị xã", "đảng": "xã"}.get(words, words)


@lru_cache(maxsize=1024)
def level_of_body(issuer: str, code_level: str | None) -> str | None:
    """The level of a body: the code's, made exact by the unit that the name ends with (``local_any`` -> ``local_province``)."""
    if code_level not in (None, "local_any"):
        return code_level
    words = issuer.lower()
    if _CENTRAL_STATE.search(words) and "tỉnh" not in words:
        return "central"
    if _CENTRAL_PARTY.search(words):
        return "party_central"
    party = bool(_PARTY_BODY.search(words))
    for level, pattern in _LOCAL_LEVELS:
        if pattern.search(words):
            return f"{'party' if party else 'local'}_{level}"
    return "party_province" if party else code_level


def complete_body(issuer: str, level: str | None, letterhead: Letterhead) -> str | None:
    """The full name of a body: with the letterhead's place where the text names only the unit; None where it stays open.

    >>> complete_body("UBND tỉnh", "local_province", Letterhead({"tỉnh": "Nghệ An"}))
    'UBND tỉnh Nghệ An'
    """
    unit, named = _read_unit(issuer)
    if unit:
        name = letterhead.places.get(unit)
        return f"{issuer} {name}" if name else None
    return issuer if named or level is None or level.startswith(("central", "party_central")) else None


@lru_cache(maxsize=1024)
def _read_unit(issuer: str) -> tuple[str | None, bool]:
    """The unit of administration with which the name of a body ends, and whether one stands there with its own name."""
    words = issuer.lower()
    bare = _BARE_UNIT.search(words)
    return (_unit_key(bare[0]) if bare else None), _UNIT_WITH_NAME.search(words) is not None

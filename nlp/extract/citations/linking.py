"""Citations joined with the registry of instruments, and what contradicts it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache

from nlp.extract.citations.issuers import level_of_body
from nlp.extract.citations.mention import Mention
from nlp.extract.citations.models import Conflict, ConflictCode, InstrumentLink
from nlp.extract.citations.parse import Number, split_code
from nlp.extract.citations.patterns import CitationData
from nlp.law.instruments import Instrument, Registry, load_registry

# Kinds whose own words in front of a foreign code are no contradiction: the word is general or the code is shared.
_GENERAL_KINDS = frozenset(
    "cong_van ban_an van_ban_hop_nhat de_an du_an quy_che quy_dinh chuong_trinh phuong_an luat bo_luat hien_phap".split()
)
_LOCAL = ("local", "party_province", "party_district", "party_commune", "province", "district", "commune")


_AMENDING_TITLE = re.compile(r"(?:sửa đổi|bổ sung)", re.I)
_TERM = re.compile(r"(?:QH|UBTVQH)[0-9]{1,2}")
_AMENDING_START = re.compile(r"sửa\s+đổi", re.I)
_LAW_WORD = re.compile(r"(?:bộ luật|luật|pháp lệnh)\s+")


@lru_cache(maxsize=4096)
def _by_number(number: str) -> tuple[Instrument, ...]:
    return load_registry().find_all_by_number(number)


@lru_cache(maxsize=4096)
def _by_title(title: str) -> tuple[Instrument, ...]:
    return load_registry().find_all_by_title(title)


def find_entry(mention: Mention, number: str | None, level: str | None, document_date: dt.date | None) -> Instrument | None:
    """The registry's entry of a mention with its ``number``, where that, date, issuer and title leave one; else None."""
    if number is not None:
        found = _by_number(number)
        return _entry_by_number(mention, found, level, document_date) if found else None
    if mention.title:
        return _entry_by_title(mention, document_date)
    return None


def _entry_by_number(
    mention: Mention, numbered: tuple[Instrument, ...], level: str | None, document_date: dt.date | None
) -> Instrument | None:
    number = mention.number
    found = [entry for entry in numbered if _same_issuer(mention, entry)]
    unique = isinstance(number, Number) and (number.year is not None or number.code.startswith(("QH", "PL-")))
    if mention.date:
        exact = [entry for entry in found if entry.issued == mention.date]
        near = [entry for entry in found if unique or entry.issued is None or entry.issued.year == mention.date.year]
        found = exact or near
    elif not unique:
        if level is not None and level.startswith(_LOCAL):
            return None  # numbers of provinces and below repeat every year and everywhere
        found = [entry for entry in found if not (document_date and entry.issued and entry.issued > document_date)]
    return found[0] if len(found) == 1 else None


def _same_issuer(mention: Mention, entry: Instrument) -> bool:
    """False where the text names a local body and the entry is a central one's with a number that both may have."""
    if not mention.issuer or not isinstance(mention.number, Number) or not mention.number.party:
        return True
    level = level_of_body(mention.issuer, None)
    return not (level is not None and level.startswith(_LOCAL) and entry.number.endswith("/TW"))


def _entry_by_title(mention: Mention, document_date: dt.date | None) -> Instrument | None:
    title = mention.title or ""
    found = _by_title(title) or _amending_by_laws().get(_amended_laws(title), ())
    if mention.date:
        amending = found or tuple(_amending_laws(title, mention.date))
        exact = [entry for entry in amending if entry.issued == mention.date]
        same_year = [entry for entry in amending if entry.issued and entry.issued.year == mention.date.year]
        chosen = exact or same_year
        return chosen[0] if len(chosen) == 1 else None
    if mention.year:
        dated = [entry for entry in found if entry.issued and entry.issued.year == mention.year]
        return dated[0] if len(dated) == 1 else None
    if amended := _amended_laws(title):  # without a day only the company of laws tells one amending law from another
        known = [entry for entry in found if not (document_date and entry.issued and entry.issued > document_date)]
        return known[0] if len(known) == 1 and len(amended) > 1 else None
    if len(found) == 1:
        return found[0]
    return load_registry().find_by_title(title, document_date) if document_date and found else None


@lru_cache(maxsize=4096)
def _amended_laws(title: str) -> frozenset[str]:
    """The laws that an amending law names in its title, folded; nothing where the title is no amending law's."""
    if not _AMENDING_TITLE.match(title):
        return frozenset()
    return frozenset(
        name for part in _LAW_WORD.split(title.lower())[1:] if (name := part.strip(" ,;").removesuffix(" và").strip())
    )


@lru_cache(maxsize=1)
def _amending_by_laws() -> dict[frozenset[str], tuple[Instrument, ...]]:
    """The registry's amending laws by the laws they amend."""
    found: dict[frozenset[str], tuple[Instrument, ...]] = {}
    for entry in load_registry().instruments:
        title = entry.title.removeprefix("Luật ")
        if laws := _amended_laws(title):
            found[laws] = (*found.get(laws, ()), entry)
    return found


def _amending_laws(title: str, date: dt.date) -> Iterator[Instrument]:
    """Amending laws of that day; the registry shortens their titles, so the day decides."""
    if title.lower().startswith("sửa đổi"):
        yield from (entry for entry in load_registry().instruments if entry.issued == date and "sửa đổi" in entry.title.lower())


def link_entry(entry: Instrument, document_date: dt.date | None) -> InstrumentLink:
    """The link to an entry with its status on the document's date."""
    registry: Registry = load_registry()
    status = registry.status_on(entry, document_date) if document_date else None
    return InstrumentLink(entry.number, entry.title, status, entry.replaced_by)


def find_conflicts(
    mention: Mention, entry: Instrument | None, data: CitationData, document_date: dt.date | None
) -> tuple[Conflict, ...]:
    """In what the parts of a mention contradict each other, the registry or the document's date."""
    number, date = mention.number, mention.date
    found: list[Conflict] = []
    if isinstance(number, Number):
        if date and number.year and int(number.year) != date.year:
            found.append(Conflict(ConflictCode.YEAR_DATE, date.isoformat(), number.year))
        found += _kind_conflict(mention, number, data)
        if mention.issuer:
            found += _issuer_conflict(mention.issuer, number, data)
        if number.year and number.code.startswith(("QH", "UBTVQH")):
            found += _term_conflict(number, number.year, data)
        if mention.title and not _AMENDING_START.match(mention.title):
            found += _title_conflict(mention.title, number, entry)
    if date and entry and entry.issued and entry.issued != date:
        found.append(Conflict(ConflictCode.REGISTRY_DATE, date.isoformat(), entry.issued.isoformat()))
    if date and document_date and date > document_date:
        found.append(Conflict(ConflictCode.AFTER_DOCUMENT, date.isoformat(), document_date.isoformat()))
    return tuple(found)


def _kind_conflict(mention: Mention, number: Number, data: CitationData) -> Iterator[Conflict]:
    by_code = data.codes.get(number.head_code)
    if by_code is None or mention.kind in (None, by_code) or len(split_code(number.code)) < 2:
        return
    kind = mention.kind or ""
    if kind in _GENERAL_KINDS or number.head_code.upper() in data.kind_codes.get(kind, ()) or mention.rule == "alias":
        return
    yield Conflict(ConflictCode.KIND_CODE, kind, by_code)


def _issuer_conflict(issuer: str, number: Number, data: CitationData) -> Iterator[Conflict]:
    expected = data.plain_issuers.get(number.tail_code) if number.code.count("-") == 1 else None
    if not expected:
        return
    written = re.sub(r"\W+", " ", issuer.lower())
    words = [word for word in expected.lower().split() if word not in ("phủ", "trung", "ương", "đảng")]
    if not any(word in written for word in words) and not issuer.isupper():
        yield Conflict(ConflictCode.ISSUER_CODE, issuer, expected)


def _title_conflict(title: str, number: Number, entry: Instrument | None) -> Iterator[Conflict]:
    """The number belongs to another title; or no instrument has it, but one of the title differs from it in the year only."""
    titled = _by_title(title)
    if entry:
        if titled and entry not in titled:
            yield Conflict(ConflictCode.TITLE_NUMBER, title, entry.title)
        return
    written = str(number)
    for other in titled:
        parts, other_parts = written.split("/"), other.number.split("/")
        if (
            len(parts) == len(other_parts) == 3
            and (parts[0], parts[2]) == (other_parts[0], other_parts[2])
            and parts[1] != other_parts[1]
        ):
            yield Conflict(ConflictCode.TITLE_NUMBER, written, other.number)


def _term_conflict(number: Number, year: str, data: CitationData) -> Iterator[Conflict]:
    """A law numbered in a year in which that term of the National Assembly did not sit."""
    if not _TERM.fullmatch(number.code):
        return
    for row in data.issuers.get(number.code, ()):
        if (row.first and int(year) < row.first) or (row.last and int(year) > row.last):
            yield Conflict(ConflictCode.YEAR_TERM, year, f"{row.first or ''}-{row.last or ''}")

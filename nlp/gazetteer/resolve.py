"""From a written address to its administrative units, before 1 July 2025 and now.

A unit is given only where one candidate is left. The day of the paper says which lists a name can come from; without it all
are tried. A district in the address is a sign of the three tiers, which people go on writing after they ended.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from nlp.gazetteer.address import TIERS, AddressWords, Piece, clean_address, cut_name, load_words
from nlp.gazetteer.models import CONFIRMED, UNCONFIRMED, AddressPart, ResolvedAddress, Successors, Tier
from nlp.gazetteer.units import LAST_OF_THREE_TIERS, TWO_TIERS, Gazetteer, Row, load_gazetteer, lost_marks, spell

# `thị xã Sầm Sơn` became a city; the word of an old paper is that of the time.
_RAISED = {"huyen": ("thi_xa", "thanh_pho", "quan"), "thi_xa": ("thanh_pho", "quan"), "thanh_pho": ("quan",), "quan": ()}
_COUNTRY = "việtnam"
# A piece of the address, and the units that it can mean.
_Found = tuple[Piece | None, list[Row]]
_WITHIN = re.compile(r"[\s,]+(?:thuộc|thuoc)[\s,]*$")


def resolve_address(text: str, *, as_of: dt.date | None = None) -> ResolvedAddress | None:
    """The units that an address names and those they are in now; None where it names none.

    ``as_of`` is the day it was written. A name that no list has there is told by ``candidates`` 0, one of several by their
    number; neither gets a code.

    >>> address = resolve_address("thôn 4, xã Quảng Thạch, huyện Quảng Xương, Thanh Hóa", as_of=dt.date(2023, 5, 4))
    >>> address.hamlet, address.commune.code, address.district.name, [unit.name for unit in address.now.communes]
    ('thôn 4', '16555', 'Quảng Xương', ['Tiên Trang'])
    """
    text = clean_address(text)
    return _Reader(text, as_of, load_words(), load_gazetteer()).read()


@dataclass
class _Reader:
    """Reads one address, from the province down."""

    text: str
    day: dt.date | None
    words: AddressWords
    units: Gazetteer

    def read(self) -> ResolvedAddress | None:
        pieces = [piece for piece in self.words.find_pieces(self.text) if spell(piece.name) != _COUNTRY]
        pieces = self._part_province(pieces)
        province, provinces = self._find_province(pieces)
        district, districts = self._find_district(pieces, province, provinces)
        commune, communes = self._find_commune(pieces, (province, provinces), (district, districts))
        used = [piece for piece in (province, district, commune) if piece]
        if not used:
            return None
        if len(communes) == 1 and not communes[0].is_new:
            above = communes[0].parent
            districts = [row for row in districts if row.code == above] or self._get(above, new=False)
        lowest = communes if len(communes) == 1 else districts if len(districts) == 1 else []
        if lowest:
            own = self.units.province_of(lowest[0])
            written = [row for row in provinces if own and row.code == own.code and row.is_new == own.is_new]
            # A district of Hà Nam written behind Ninh Bình: the province is the one that was written.
            provinces = written or self._choose_province(provinces, three_tiers=False) or ([own] if own else [])
        else:
            provinces = self._choose_province(provinces, three_tiers=district is not None)
        hamlet = _WITHIN.sub("", self.text[: min(piece.start for piece in used)]).strip(" ,;:.-–—|(")
        now = self._find_successors(communes, districts, provinces)
        if now and not district and not province:
            # A commune alone is told by its name being the only one; the lists do not go back for ever.
            now = replace(now, confidence=UNCONFIRMED)
        return ResolvedAddress(
            hamlet=hamlet or None,
            commune=self._part(commune, communes),
            district=self._part(district, districts),
            province=self._part(province, provinces),
            now=now,
        )

    def _part_province(self, pieces: list[Piece]) -> list[Piece]:
        """The pieces, the last one cut where a province follows without a comma: `huyện Lộc Bình Lạng Sơn`."""
        kind = pieces[-1].kind if pieces else None
        if kind is None or TIERS[kind] is not Tier.DISTRICT or self._match(pieces[-1], Tier.DISTRICT):
            return pieces
        last, words = pieces[-1], pieces[-1].name.split()
        for number in range(max(1, len(words) - 4), len(words)):
            name = " ".join(words[number:])
            at = self.text.rfind(name, last.start, last.end)
            if at > 0 and self._provinces(name):
                first = replace(last, name=" ".join(words[:number]), end=len(self.text[:at].rstrip()))
                return [*pieces[:-1], first, Piece(None, name, at, at + len(name))]
        return pieces

    def _find_province(self, pieces: list[Piece]) -> _Found:
        for piece in reversed(pieces):
            if piece.kind == "tinh":
                return piece, self._provinces(piece.name)
        for piece in reversed(pieces):
            if piece.kind == "thanh_pho":
                rows = [row for row in self._provinces(piece.name) if row.kind == "thanh_pho"]
                cities = [row for row in self._match(piece, Tier.DISTRICT) if self.day and row.outlives(self.day)]
                if rows and not cities:  # Huế was a city of its province until 2025
                    return piece, rows
        last = pieces[-1] if pieces else None
        if last and last.kind is None and (rows := self._provinces(last.name)):
            return last, rows
        return None, []

    def _provinces(self, name: str) -> list[Row]:
        code = self.words.province_code(name)
        if code is not None:
            rows = [*self._get(code, new=False), *self._get(code, new=True)]
        else:
            rows = self._named(name, Tier.PROVINCE)
        return [row for row in rows if not row.is_new or self.day is None or self.day >= TWO_TIERS]

    def _find_district(self, pieces: list[Piece], province: Piece | None, provinces: list[Row]) -> _Found:
        for piece in reversed(pieces):
            if piece is not province and piece.kind and TIERS[piece.kind] is Tier.DISTRICT:
                return piece, self._districts(piece, province, provinces)
        before = [piece for piece in pieces if province is None or piece.start < province.start]
        last = before[-1] if before else None
        if last and last.kind is None:
            certain = provinces or any(piece.kind and TIERS[piece.kind] is Tier.COMMUNE for piece in before)
            rows = self._districts(last, province, provinces) if certain else []
            if rows:
                return last, rows
        return None, []

    def _districts(self, piece: Piece, province: Piece | None, provinces: list[Row]) -> list[Row]:
        """The districts that a piece can mean. A province has no two of one name: before it ended the earlier one is meant."""
        rows = self._inside(self._match(piece, Tier.DISTRICT), province, provinces)
        if not rows and piece.kind:
            raised = [row for row in self._match(replace(piece, kind=None), Tier.DISTRICT) if row.kind in _RAISED[piece.kind]]
            rows = self._inside(raised, province, provinces)
        rows = self._latest(rows)
        ended = {(row.name, row.kind, row.parent) for row in rows if row.until < LAST_OF_THREE_TIERS}
        later = [row for row in rows if row.until == LAST_OF_THREE_TIERS and (row.name, row.kind, row.parent) in ended]
        return [row for row in rows if row not in later]

    def _find_commune(self, pieces: list[Piece], province: _Found, district: _Found) -> _Found:
        for piece in reversed(pieces):
            if piece.kind and TIERS[piece.kind] is Tier.COMMUNE:
                return piece, self._communes(piece, province, district)
        above = [part for part, rows in (district, province) if part and rows]
        before = [piece for piece in pieces if above and piece.start < above[0].start]
        last = before[-1] if before else None
        if last and last.kind is None and not last.inner:
            rows = self._communes(last, province, district)
            if len(rows) == 1:
                return last, rows
        return None, []

    def _communes(self, piece: Piece, province: _Found, district: _Found) -> list[Row]:
        """The communes of that name inside what the address says above it, of the regime that the day and the district show."""
        rows = self._inside(self._match(piece, Tier.COMMUNE), *province)
        if district[0] is not None:
            codes = {row.code for row in district[1]}
            return self._latest(row for row in rows if not row.is_new and row.parent in codes)
        old = self._latest(row for row in rows if not row.is_new)
        new = self._latest(row for row in rows if row.is_new)
        if self.day is None:
            return [*new, *old]
        return old if self.day < TWO_TIERS else new or old

    def _match(self, piece: Piece, tier: Tier) -> list[Row]:
        """The units of a tier that a piece can mean, by spelling and kind."""
        rows = self._named(piece.name, tier)
        return rows if piece.kind is None else [row for row in rows if row.kind == piece.kind]

    def _named(self, name: str, tier: Tier) -> list[Row]:
        """The units with the marks that were written; an address without any marks may mean all."""
        rows = self.units.find_units(name, tier)
        if not rows:
            name = cut_name(name)
            rows = self.units.find_units(name, tier)
        if self.text.isascii():
            return rows
        exact = [row for row in rows if name.isdecimal() or spell(row.name) == spell(name)]
        return exact or [row for row in rows if tier is not Tier.COMMUNE and lost_marks(name, row.name)]

    def _inside(self, rows: list[Row], province: Piece | None, provinces: list[Row]) -> list[Row]:
        """Those in the province, or in one that is part of it now."""
        if province is None:
            return rows
        written = {(row.code, row.is_new) for row in provinces}
        now = {unit.code for row in provinces for unit in self.units.successors_of(row)[0]}
        direct, later = [], []
        for row in rows:
            own = self.units.province_of(row)
            if own and (own.code, own.is_new) in written:
                direct.append(row)
            elif own and any(unit.code in now for unit in self.units.successors_of(own)[0]):
                later.append(row)
        past = any(row.is_new or row.until < LAST_OF_THREE_TIERS for row in provinces)
        return direct or [row for row in later if row.is_new or past]

    def _latest(self, rows: Iterable[Row]) -> list[Row]:
        """One row for each code, as the unit was on the day, and of these the ones that were on its list, if any were."""
        coded: dict[tuple[str, bool], Row] = {}
        for row in rows:  # the latest list first: an earlier one that reaches to the day says where the unit was then
            if (row.code, row.is_new) not in coded or row.outlives(self.day):
                coded[row.code, row.is_new] = row
        found = list(coded.values())
        return [row for row in found if row.outlives(self.day)] or found

    def _choose_province(self, rows: list[Row], *, three_tiers: bool) -> list[Row]:
        """The row of the regime that the address is written in: a province may have kept its name, with its code or another."""
        old = three_tiers or (self.day is not None and self.day < TWO_TIERS)
        if not old and self.day is None and len({row.code for row in rows}) > 1:
            return rows
        return [row for row in rows if row.is_new is not old][:1] or rows[:1]

    def _get(self, code: str, *, new: bool) -> list[Row]:
        row = self.units.get_unit(code, new=new)
        return [row] if row else []

    def _part(self, piece: Piece | None, rows: list[Row]) -> AddressPart | None:
        if piece is None and len(rows) != 1:
            return None
        part = AddressPart(self.text[piece.start : piece.end] if piece else None, candidates=len(rows))
        return replace(part, code=rows[0].code, name=rows[0].name, level=rows[0].kind) if len(rows) == 1 else part

    def _find_successors(self, communes: list[Row], districts: list[Row], provinces: list[Row]) -> Successors | None:
        """The units in force: of the commune, where all candidates lead to one place; else the province's."""
        islands = [row for row in districts if row.successors] if len(districts) == 1 else []
        for rows in (communes, islands):
            found = [self.units.successors_of(row) for row in rows]
            sets = {tuple(unit.code for unit in units) for units, _, _ in found}
            if len(sets) == 1 and (units := found[0][0]):
                above = self.units.province_of(units[0])
                if above is not None:
                    confidence = CONFIRMED if all(sure for _, _, sure in found) else UNCONFIRMED
                    return Successors(above.unit, tuple(unit.unit for unit in units), found[0][1], confidence)
        now = {unit: sure for row in provinces for units, _, sure in [self.units.successors_of(row)] for unit in units}
        if len({unit.code for unit in now}) != 1:
            return None
        return Successors(next(iter(now)).unit, confidence=CONFIRMED if all(now.values()) else UNCONFIRMED)

"""Units that bodies stand in: where a dispatch was issued, a unit by its name there, the units that a collective means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from nlp.extract.citations.issuers import Letterhead
from nlp.gazetteer.models import Tier
from nlp.gazetteer.units import TWO_TIERS, Row, load_gazetteer, spell
from nlp.register.settings import CITY, HUYEN, TINH, XA
from nlp.text.fold import fold_case

_TIERS = {TINH: Tier.PROVINCE, HUYEN: Tier.DISTRICT, XA: Tier.COMMUNE}
_LEVELS = {2: TINH, 3: HUYEN, 5: XA}
_WORDS = {
    "tinh": "tỉnh", "thanh_pho": "thành phố", "huyen": "huyện", "quan": "quận", "thi_xa": "thị xã", "xa": "xã",
    "phuong": "phường", "thi_tran": "thị trấn", "dac_khu": "đặc khu",
}  # fmt: skip
# What a letterhead's words for units say of the level; a city may be either.
_HEADED = (("tỉnh", TINH), ("thành phố", CITY), ("huyện", HUYEN), ("quận", HUYEN), ("thị xã", HUYEN))
_COMMUNES = {"xã": "xa", "phường": "phuong", "thị trấn": "thi_tran", "đặc khu": "dac_khu"}


@dataclass(frozen=True)
class Home:
    """The units that a dispatch's issuer stands in by level, as far as they are known, and its own level."""

    units: Mapping[str, Row]
    level: str | None
    day: dt.date | None

    @property
    def names(self) -> tuple[str, ...]:
        """The units by name, the smallest first: `huyện Phú Bình`."""
        return tuple(name_unit(self.units[level]) for level in (XA, HUYEN, TINH) if level in self.units)


def code_of(row: Row) -> str:
    """The code of a unit; those since 1 July 2025 have a sign before theirs, for codes of communes were given anew.

    >>> code_of(find_unit("Nghệ An", "tinh", day=dt.date(2026, 1, 1)))
    '+40'
    """
    return f"+{row.code}" if row.is_new else row.code


def unit_of(code: str) -> Row | None:
    """The unit of a code as ``code_of`` gives it."""
    return load_gazetteer().get_unit(code.removeprefix("+"), new=code.startswith("+"))


def level_of(row: Row) -> str:
    """The level of a unit."""
    return _LEVELS[len(row.code)]


def name_unit(row: Row) -> str:
    """The name of a unit with its kind.

    >>> name_unit(find_unit("Phú Bình", "huyen", day=dt.date(2019, 5, 6)))
    'huyện Phú Bình'
    """
    return f"{_WORDS[row.kind]} {row.name}"


def find_unit(name: str, level: str, *, day: dt.date | None, within: Iterable[Row] = (), kind: str | None = None) -> Row | None:
    """The unit of that name and level on ``day``, in all of the units ``within`` that are above it; None unless one is left."""
    above = [row for row in within if len(row.code) < _DIGITS[level]]
    rows = [row for row in load_gazetteer().find_units(name, _TIERS[level]) if spell(row.name) == spell(name)]
    rows = [row for row in rows if _was_there(row, day)]
    rows = [row for row in rows if all(_is_within(row, one) for one in above)]
    if kind and any(row.kind == kind for row in rows):
        rows = [row for row in rows if row.kind == kind]
    if day is None and len(rows) > 1:
        rows = [row for row in rows if not row.is_new] or rows  # without a day the name is that of either regime
    return rows[0] if len({code_of(row) for row in rows}) == 1 else None


_DIGITS = {TINH: 2, HUYEN: 3, XA: 5}


def find_home(letterhead: Letterhead, *, level: str | None, day: dt.date | None, hints: Iterable[Row] = ()) -> Home:
    """The units that a letterhead names, from the province down; each only where one unit bears the name there.

    ``hints`` are units that the dispatch names elsewhere, as those whom it is addressed to: of several communes of one name that
    in such a unit is meant.
    """
    found: dict[str, Row] = {}
    named = [(unit, kind) for word, kind in _HEADED if (unit := letterhead.places.get(word))]
    for name, kind in named:
        for tier in (TINH, HUYEN) if kind == CITY else (kind,):
            if tier not in found and (row := find_unit(name, tier, day=day, within=found.values())):
                found[tier] = row
                break
    for word in _COMMUNES:
        if written := letterhead.places.get(word):
            # `Đảng ủy phường Bồ Đề` is read as that of a unit whose name begins with its kind.
            own = next((one for one in _COMMUNES if fold_case(written).startswith(one + " ")), None)
            bare = written[len(own) + 1 :] if own else written
            for within in ([], *([hint] for hint in hints)):
                if commune := find_unit(bare, XA, day=day, within=[*found.values(), *within], kind=_COMMUNES[own or word]):
                    found[XA] = commune
                    break
    for row in list(found.values()):
        for above in ancestors(row):
            found.setdefault(level_of(above), above)
    return Home(found, level, day)


def ancestors(row: Row) -> list[Row]:
    """The units above a unit, the nearest first."""
    above = []
    while row.parent and (parent := load_gazetteer().get_unit(row.parent, new=row.is_new)) is not None:
        above.append(parent)
        row = parent
    return above


def members(within: str, level: str, kinds: Iterable[str], day: dt.date | None) -> tuple[Row, ...]:
    """The units of a level and of some kinds (all without any) within a unit, by name; those that were there on ``day``."""
    top = unit_of(within)
    if top is None:
        return ()
    wanted, layer = set(kinds), [top]
    while layer and level_of(layer[0]) != level:
        layer = [row for one in layer for row in _children().get(code_of(one), ()) if _was_there(row, day)]
    return tuple(sorted((row for row in layer if not wanted or row.kind in wanted), key=lambda row: row.name))


def _was_there(row: Row, day: dt.date | None) -> bool:
    if day is None:
        return row.outlives(None)
    return row.is_new == (day >= TWO_TIERS) and row.outlives(day)


def _is_within(row: Row, above: Row) -> bool:
    return any(code_of(one) == code_of(above) for one in ancestors(row))


@lru_cache(maxsize=1)
def _children() -> Mapping[str, tuple[Row, ...]]:
    found: dict[str, list[Row]] = {}
    for row in load_gazetteer():
        if row.parent:
            found.setdefault(f"+{row.parent}" if row.is_new else row.parent, []).append(row)
    return {parent: tuple(rows) for parent, rows in found.items()}

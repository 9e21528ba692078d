"""The table of administrative units before and since 1 July 2025, looked up by name and by code.

Source and columns: ``nlp/resources/administrative_units.yaml``. The table is read when the first address asks for it.
"""

from __future__ import annotations

import datetime as dt
import gzip
import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property, lru_cache
from importlib import resources
from typing import NamedTuple

from nlp.gazetteer.models import Tier, Unit
from nlp.text.fold import fold_all, fold_case, fold_tone

#: Nghị quyết 202/2025/QH15 and 203/2025/QH15: two tiers, new names and new codes from this day.
TWO_TIERS = dt.date(2025, 7, 1)
#: The list that was in force until the day before, as year and month.
LAST_OF_THREE_TIERS = "2025-06"
_NEWEST = "2026-04"
_NOT_SPELT = str.maketrans("yýỳỷỹỵ", "iíìỉĩị", " -–'’.")
_BARE_Y = str.maketrans("y", "i", " -–'’.")
_DAK = re.compile("đ[aăâắấạặ][kc]")


class Row(NamedTuple):
    """A row of the table; ``until`` is the last list that has it, as year and month."""

    name: str
    code: str
    until: str
    kind: str
    parent: str
    successors: str

    @property
    def unit(self) -> Unit:
        """The unit without its relations."""
        return Unit(self.code, self.name, self.kind)

    @property
    def is_new(self) -> bool:
        """Whether the row belongs to the two tiers since 1 July 2025."""
        return self.until > LAST_OF_THREE_TIERS

    def outlives(self, day: dt.date | None) -> bool:
        """Whether the unit was on the list of ``day``; without a day, on the last list of its regime."""
        if self.is_new:
            return self.until == _NEWEST or (day is not None and f"{day:%Y-%m}" <= self.until)
        return self.until == LAST_OF_THREE_TIERS or (day is not None and f"{day:%Y-%m}" <= self.until)


class Gazetteer:
    """All units of the table. Nothing in it changes after it is read."""

    def __init__(self, text: str) -> None:
        # Rows of one name stand together, so one place for each name is enough; a row is taken apart when somebody asks for it.
        self._lines = text.splitlines()[1:]
        bare = fold_all(text).translate(_BARE_Y).splitlines()[1:]
        self._names = [line.split("\t", 1)[0] for line in bare]
        self._last = dict(zip(self._names, range(len(bare)), strict=True))

    def find_units(self, name: str, tier: Tier) -> list[Row]:
        """The rows of a tier whose name is ``name`` but for case, marks, `i` and `y`, blanks and dashes, latest list first.

        >>> [row.unit for row in load_gazetteer().find_units("Thac Mo", Tier.COMMUNE)]
        [Unit(code='25216', name='Thác Mơ', level='phuong')]
        """
        digits = name.strip()
        key = str(int(digits)) if digits.isdecimal() else fold_all(unicodedata.normalize("NFC", name)).translate(_BARE_Y)
        last = self._last.get(key)
        if last is None:
            return []
        first = last
        while first and self._names[first - 1] == key:
            first -= 1
        rows = map(self._read_row, range(first, last + 1))
        return [row for row in rows if len(row.code) == _DIGITS[tier]]

    def _read_row(self, number: int) -> Row:
        name, code, *rest = self._lines[number].split("\t")
        return Row(name, code.removeprefix("+"), *rest)

    @cached_property
    def _coded(self) -> dict[str, int]:
        """The latest row of each code; codes since 1 July 2025 with their sign."""
        coded: dict[str, tuple[str, int]] = {}
        for number, line in enumerate(self._lines):
            _, code, until, _ = line.split("\t", 3)
            if code not in coded or coded[code][0] < until:
                coded[code] = (until, number)
        return {code: number for code, (_, number) in coded.items()}

    def get_unit(self, code: str, *, new: bool) -> Row | None:
        """The unit of a code: among those since 1 July 2025, or as it was last called before."""
        number = self._coded.get(f"+{code}" if new else code)
        return None if number is None else self._read_row(number)

    def province_of(self, row: Row) -> Row | None:
        """The province that a unit is or was in."""
        while len(row.code) > 2:
            above = self.get_unit(row.parent, new=row.is_new)
            if above is None:
                return None
            row = above
        return row

    def successors_of(self, row: Row) -> tuple[list[Row], bool, bool]:
        """The units in force that came of one; whether they share it without a main part; whether two compilations say so."""
        if row.until == _NEWEST:
            return [row], False, "?" not in row.successors
        found = [self.get_unit(code, new=True) for code in re.findall(r"\d+", row.successors)]
        return [unit for unit in found if unit is not None], "|" in row.successors, "?" not in row.successors

    def __iter__(self) -> Iterator[Row]:
        return map(self._read_row, range(len(self._lines)))


_DIGITS = {Tier.PROVINCE: 2, Tier.DISTRICT: 3, Tier.COMMUNE: 5}


@lru_cache(maxsize=4096)
def spell(name: str) -> str:
    """A name for exact comparison: lower case, one placement of tones, no blanks and dashes, `i` for `y`, `đăk` for `đắc`.

    >>> spell("Hoà Mỹ") == spell("Hòa Mĩ"), spell("Đắk Lắk")[:3]
    (True, 'đăk')
    """
    folded = fold_tone(fold_case(unicodedata.normalize("NFC", name)))
    return _DAK.sub("đăk", folded.translate(_NOT_SPELT))


def lost_marks(written: str, name: str) -> bool:
    """Whether ``written`` is ``name`` with some marks dropped and none changed: `Bên Tre` for `Bến Tre`."""
    one, other = spell(written), spell(name)
    return len(one) == len(other) and all(a == b or _marks(a) < _marks(b) for a, b in zip(one, other, strict=True))


@lru_cache(maxsize=512)
def _marks(letter: str) -> frozenset[str]:
    return frozenset("dđ" if letter == "đ" else unicodedata.normalize("NFD", letter))


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """The gazetteer of the package, read once."""
    data = resources.files("nlp.resources").joinpath("administrative_units.tsv.gz").read_bytes()
    return Gazetteer(gzip.decompress(data).decode("utf-8"))

"""Values of the gazetteer: an administrative unit, a part of an address, an address with its units then and now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

#: Both compilations of conversions give the successor; or one gives it alone.
CONFIRMED, UNCONFIRMED = "C", "U"


class Tier(Enum):
    """The three tiers of local government; districts ended on 1 July 2025."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit by the statistical code (2 digits a province, 3 a district, 5 a commune), its name and its kind as a slug.

    Codes of communes were given anew on 1 July 2025: one code may mean two units, one before and one since.
    """

    code: str
    name: str
    level: str


@dataclass(frozen=True, slots=True)
class AddressPart:
    """One tier of an address: ``text`` as written, None where it was inferred from a unit below it.

    ``code``, ``name`` and ``level`` are those of the unit, None unless one is left; ``candidates`` says how many units bear
    the name there: 0 where no list has it, as with a name misspelt.
    """

    text: str | None
    code: str | None = None
    name: str | None = None
    level: str | None = None
    candidates: int = 0


@dataclass(frozen=True, slots=True)
class Successors:
    """The units in force that the place is in; ``communes`` is empty where only the province is known.

    Of several communes the first took the people and the others land, unless ``divided``: then no source says which one did.
    ``confidence`` is C where two compilations agree, U otherwise.
    """

    province: Unit
    communes: tuple[Unit, ...] = ()
    divided: bool = False
    confidence: str = CONFIRMED


@dataclass(frozen=True, slots=True)
class ResolvedAddress:
    """The parts of an address, each None where the address does not have it; ``now`` is None without any known unit."""

    hamlet: str | None = None
    commune: AddressPart | None = None
    district: AddressPart | None = None
    province: AddressPart | None = None
    now: Successors | None = None

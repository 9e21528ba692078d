"""Names of bodies resolved: which kind of body, at which level, in which unit; what is not known stays unknown."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from nlp.document.annotation import Provenance
from nlp.extract.citations.issuers import read_letterhead
from nlp.gazetteer.models import Tier
from nlp.gazetteer.units import Row, load_gazetteer
from nlp.register.places import Home, code_of, find_home, find_unit, level_of, members, name_unit, unit_of
from nlp.register.settings import CITY, HUYEN, TINH, TRUNG_UONG, XA, load_settings, plain
from nlp.resources.load import load_resource
from nlp.segment.models import Header
from nlp.store.register.models import Body
from nlp.text.fold import fold_tone
from nlp.text.span import Span

_LONGEST_NAME = 5
_READ = Provenance("register", 1, "record")
_JOINT = re.compile(r"\s*(?:,|;|-|–|và|hoặc)?\s*")
_WORD = re.compile(r"\w+")
_DISTRICT_KINDS = ("huyen", "quan", "thi_xa", "thanh_pho")
_COMMUNE_KINDS = ("xa", "phuong", "thi_tran", "dac_khu")


@dataclass(frozen=True)
class _Unit:
    """A word for units in a text: where it ends, the kinds and level it names, whether all of them are meant."""

    end: int
    kinds: tuple[str, ...]
    level: str
    collective: bool


def resolve_bodies(text: str, home: Home, *, role: str = "lead") -> tuple[Body, ...]:
    """The bodies of a name as written in a dispatch of ``home``: one, or one for each unit that it lists by name.

    >>> home = read_home({"issuer": "HUYỆN ỦY PHÚ BÌNH", "parent_issuer": "ĐẢNG BỘ TỈNH THÁI NGUYÊN"}, None)
    >>> [body] = resolve_bodies("Chủ tịch UBND huyện", home)
    >>> body.name, body.kind, body.level, body.place
    ('Chủ tịch UBND huyện Phú Bình', 'ubnd', 'huyen', '173')
    >>> [all_of] = resolve_bodies("Đảng ủy các xã, thị trấn", home)
    >>> all_of.within, all_of.unit_kinds, len(expand_body(all_of, None)) > 10
    ('173', ('xa', 'thi_tran'), True)
    """
    settings, lower = load_settings(), plain(text)
    found = _find_kind(lower)
    kind = settings.kinds[" ".join(found[0].split())] if found else None
    unit = _find_unit_word(lower, found.start() if found else 0)
    if unit is None:
        if found is None or kind is None:
            return (Body(text, text, role),)
        is_all = settings.all_of.search(lower, 0, found.end()) is not None
        return (_place_at_home(text, role, kind, settings.levels.get(kind), home, is_all=is_all),)
    if unit.collective:
        return _list_named(text, role, kind, unit, home) or (_collect(text, role, kind, unit, home),)
    return (_place_single(text, role, kind, unit, home),)


def expand_body(body: Body, day: dt.date | None) -> tuple[Body, ...]:
    """The single bodies that a collective means, where the units are known; empty for a body that is no collective."""
    if body.within is None or body.level is None:
        return ()
    return tuple(
        Body(body.text, f"{_single_name(body)} {name_unit(row)}", body.role, body.kind, body.level, code_of(row))
        for row in members(body.within, body.level, body.unit_kinds, day)
    )


def read_home(header: Mapping[str, Any], day: dt.date | None) -> Home:
    """Where a record's header says that a dispatch was issued."""
    issuer, parent, place = (fold_tone(_text(header.get(name)) or "") or None for name in ("issuer", "parent_issuer", "place"))
    written = Header(span=Span(0, 0), provenance=_READ, issuer=issuer, parent_issuer=parent, place=place)
    home = find_home(read_letterhead(written), level=None, day=day, hints=_named_units(header, day))
    return Home(home.units, _level_of_issuer(issuer, parent, home), day)


def _named_units(header: Mapping[str, Any], day: dt.date | None) -> list[Row]:
    """The districts and provinces among those whom a dispatch is addressed or sent to."""
    nowhere, found = Home({}, None, day), []
    for text in (*(header.get("addressees") or ()), *(header.get("recipients") or ())):
        for body in resolve_bodies(" ".join(str(text).split()), nowhere):
            row = unit_of(body.place) if body.place and body.level in (TINH, HUYEN) else None
            if row is not None:
                found.append(row)
    return found


def name_issuer(header: Mapping[str, Any], home: Home) -> str | None:
    """The issuer's full name in ordinary letters: `BAN TỔ CHỨC` below `HUYỆN ỦY PHÚ BÌNH` is `Ban Tổ chức Huyện ủy Phú Bình`.

    >>> name_issuer({"issuer": "BAN TỔ CHỨC", "parent_issuer": "HUYỆN ỦY PHÚ BÌNH"}, Home({}, None, None))
    'Ban Tổ chức Huyện ủy Phú Bình'
    """
    issuer, parent = _text(header.get("issuer")), _text(header.get("parent_issuer"))
    if not issuer:
        return None
    own = _proper(issuer, home)
    lower = plain(own)
    if load_settings().unit.search(lower) and _ends_with_place(own, home):
        return own
    if parent and not plain(parent).startswith(("đảng bộ", "đảng cộng sản", "cộng hòa")):
        above = _proper(parent, home)
        if plain(above) in lower:
            return own
        office = lower.startswith(("sở", "phòng", "thanh tra", "ban tiếp công dân"))
        short = re.sub(r"^(?:UBND|Ủy ban nhân dân)\s+", "", above) if office else above
        own = re.sub(r" (?:tỉnh|huyện|thành phố)$", "", own) if office and short != above else own
        return f"{own} {short}"
    here = home.units.get(home.level or "")
    return _with_place(own, here) if here is not None and _lacks_place(own, here) else own


def _lacks_place(name: str, unit: Row) -> bool:
    """Whether the name of a body lacks that of its unit."""
    return plain(unit.name) not in plain(name)


def _text(value: object) -> str | None:
    return " ".join(str(value).split()) or None if value else None


def _level_of_issuer(issuer: str | None, parent: str | None, home: Home) -> str | None:
    """The level of the issuer: by its own words, else by those of the body above it."""
    settings = load_settings()
    for written in (issuer, parent):
        lower = plain(written or "")
        found = _find_kind(lower)
        unit = _find_unit_word(lower, found.start() if found else 0)
        if unit is not None:
            return _level_at_home(unit, home)
        if found:
            level = settings.levels.get(settings.kinds[" ".join(found[0].split())] or "")
            if level and level != "home":
                return level
            if level is None and "đảng ủy" in found[0]:
                return XA if XA in home.units else None
    return next((level for level in (XA, HUYEN, TINH) if level in home.units), None)


def _find_kind(lower: str) -> re.Match[str] | None:
    """The first name of a kind of body, past words that only look like one."""
    settings = load_settings()
    found = list(settings.bodies.finditer(lower))
    return next((one for one in found if settings.kinds[" ".join(one[0].split())]), None)


def _place_single(text: str, role: str, kind: str | None, unit: _Unit, home: Home) -> Body:
    """A body of one unit: the one that is named behind its word, else the issuer's own of that level."""
    named = _read_name(text, unit, home)
    if named is not None:
        return Body(text, text, role, kind, level_of(named), code_of(named))
    level = _level_at_home(unit, home)
    here = home.units.get(level or "")
    if here is None or _has_name(text, unit):  # a name that no list has there
        return Body(text, text, role, kind, level)
    return Body(text, _with_place(text, here), role, kind, level, code_of(here))


def _list_named(text: str, role: str, kind: str | None, unit: _Unit, home: Home) -> tuple[Body, ...]:
    """A body for each unit of a list of names (`các huyện Vũng Liêm, Trà Ôn`); empty where not all of them are known."""
    rest = text[unit.end :].strip()
    if not rest[:1].isupper():
        return ()
    found = []
    for name in re.split(r"\s*[,;]\s*|\s+và\s+", rest):
        within = [row for row in home.units.values() if level_of(row) in _ABOVE.get(unit.level, ())]
        row = find_unit(name.strip(" ."), unit.level, day=home.day, within=within) if unit.level in _ABOVE else None
        if row is None:
            return ()
        head = _single_name(Body(text, text, role, kind, unit.level))
        found.append(Body(text, f"{head} {name_unit(row)}", role, kind, level_of(row), code_of(row)))
    return tuple(found)


def _find_unit_word(lower: str, start: int) -> _Unit | None:
    """The first word for units from ``start`` on, with those joined to it."""
    settings = load_settings()
    first = next((m for m in settings.unit.finditer(lower, start) if not _is_other(lower, m)), None)
    if first is None:
        return None
    word = " ".join(first[0].split())
    if word in settings.tiers:
        return _Unit(first.end(), (), settings.tiers[word], True)
    kinds, levels, end = [settings.units[word][0]], [settings.units[word][1]], first.end()
    while more := settings.unit.match(lower, _skip_joint(lower, end)):
        word = " ".join(more[0].split())
        if word in settings.tiers or more.end() == end:
            break
        kinds.append(settings.units[word][0])
        levels.append(settings.units[word][1])
        end = more.end()
    collective = len(kinds) > 1 or settings.all_of.search(lower, 0, first.start()) is not None
    known = [level for level in levels if level != CITY]
    level = known[0] if known else CITY
    if collective and level == CITY:
        level = HUYEN
    return _Unit(end, tuple(dict.fromkeys(kinds)), level, collective)


def _is_other(lower: str, match: re.Match[str]) -> bool:
    """Whether the word is of something else: `xã hội`, `thành lập`, `thị trường`."""
    after = lower[match.end() : match.end() + 6].strip()
    if match[0] == "xã":
        return after.startswith("hội")
    if match[0] in ("thành", "thị"):
        return not after.startswith(("ủy", ",", "đoàn")) and not lower[match.end() :].strip().startswith("và ")
    return match[0] == "tt"


def _skip_joint(lower: str, at: int) -> int:
    found = _JOINT.match(lower, at)
    return found.end() if found else at


def _read_name(text: str, unit: _Unit, home: Home) -> Row | None:
    """The unit that the text names behind its word."""
    words = list(_WORD.finditer(text, unit.end))[:_LONGEST_NAME]
    levels = (TINH, HUYEN) if unit.level == CITY else (unit.level,)
    for count in range(len(words), 0, -1):
        name = text[words[0].start() : words[count - 1].end()]
        if not name[:1].isupper() and not name[:1].isdigit():
            break
        for level in levels:
            within = [row for row in home.units.values() if level_of(row) in _ABOVE[level]]
            if row := find_unit(name, level, day=home.day, within=within, kind=unit.kinds[0] if unit.kinds else None):
                return row
    return None


_ABOVE = {TINH: (), HUYEN: (TINH,), XA: (TINH, HUYEN)}


def _has_name(text: str, unit: _Unit) -> bool:
    word = _WORD.search(text, unit.end)
    return word is not None and word[0][:1].isupper() and not text.isupper() and text[unit.end : word.start()].isspace()


def _level_at_home(unit: _Unit, home: Home) -> str | None:
    """The level of a unit's word; a city is the district of the issuer where that is one, else its province where that is."""
    if unit.level != CITY:
        return unit.level
    for level in (HUYEN, TINH):
        if level in home.units and home.units[level].kind == "thanh_pho":
            return level
    return None


def _collect(text: str, role: str, kind: str | None, unit: _Unit, home: Home) -> Body:
    """A collective: the units of a level within the smallest known unit above that the issuer stands in."""
    level = unit.level if unit.level != TRUNG_UONG else None
    # `huyện, thành phố` are all units of the level; of communes the kinds that are named.
    kinds = tuple(one for one in unit.kinds if one in (_COMMUNE_KINDS if level == XA else _DISTRICT_KINDS))
    above = next((home.units[one] for one in (HUYEN, TINH) if level and one in _ABOVE.get(level, ()) and one in home.units), None)
    if above is None or level is None or load_settings().still_all.fullmatch(plain(text[unit.end :])) is None:
        return Body(text, text, role, kind, level)  # `các xã ven sông`: which ones is not known
    return Body(text, text, role, kind, level, within=code_of(above), unit_kinds=kinds or _kinds_of(level))


def _kinds_of(level: str) -> tuple[str, ...]:
    return _COMMUNE_KINDS if level == XA else _DISTRICT_KINDS


def _place_at_home(text: str, role: str, kind: str, level: str | None, home: Home, *, is_all: bool) -> Body:
    """A body without a unit behind its name: at the level of its kind, or of the issuer."""
    if level == "home":
        level = home.level
    if level in (None, TRUNG_UONG) or is_all:  # `các sở`: which ones is not said
        return Body(text, text, role, kind, level)
    here = home.units.get(level or "")
    return Body(text, _with_place(text, here), role, kind, level, code_of(here)) if here else Body(text, text, role, kind, level)


def _with_place(text: str, unit: Row) -> str:
    """The name with the unit behind it, whose kind is not said twice: `UBND huyện` and `Huyện ủy` have it already."""
    if not _lacks_place(text, unit):
        return text
    last = list(load_settings().unit.finditer(plain(text)))[-1:]
    has_word = bool(last) and last[0].end() == len(text)
    return f"{text} {unit.name}" if has_word else f"{text} {name_unit(unit)}"


def _single_name(body: Body) -> str:
    """A collective's name without the words for its units: `Chủ tịch UBND`."""
    lower, settings = plain(body.text), load_settings()
    starts: list[int] = [m.start() for m in (settings.unit.search(lower), settings.all_of.search(lower)) if m]
    name = body.text[: min(starts)].strip(" ,-") if starts else ""
    return name or {"cap_uy": "Đảng ủy" if body.level == XA else "Cấp ủy"}.get(body.kind or "", body.text)


def _proper(name: str, home: Home) -> str:
    """A name in capitals in ordinary letters: bodies as the resources spell them, places with capitals."""
    if not name.isupper():
        return name
    return " - ".join(_spell(part, home) for part in _split_joint(name))


def _split_joint(name: str) -> list[str]:
    """The bodies that issue together; a dash inside a name (`Lao động - Thương binh`) parts nothing."""
    parts: list[str] = []
    for part in name.split(" - "):
        if parts and load_settings().bodies.match(plain(part)) is None:
            parts[-1] += f" - {part}"
        else:
            parts.append(part)
    return parts


def _spell(name: str, home: Home) -> str:
    lower = name.lower()
    for full, spelt in _spelt_names():
        lower = lower.replace(full, spelt)
    text = lower[0].upper() + lower[1:]
    unit = _find_unit_word(plain(text), 0)
    for place in (*(row.name for row in home.units.values()), None if unit else _last_place(text)):
        if place:
            text = re.sub(rf"(?i)(?<!\w){re.escape(place)}(?!\w)", place, text)
    if unit is not None and not unit.collective:
        text = text[: unit.end] + text[unit.end :].title()
    return load_settings().acronyms.sub(lambda found: found[0].upper(), text)


def _last_place(text: str) -> str | None:
    """The unit whose name the text ends with, of two syllables or more: `Sở Y tế kiên giang`."""
    words = text.split(" ")
    for count in range(min(len(words) - 1, _LONGEST_NAME), 1, -1):
        for tier in Tier:
            rows = load_gazetteer().find_units(" ".join(words[-count:]).title(), tier)
            if rows:
                return rows[0].name
    return None


def _ends_with_place(name: str, home: Home) -> bool:
    unit = _find_unit_word(plain(name), 0)
    return unit is not None and unit.end < len(name)


@lru_cache(maxsize=1)
def _spelt_names() -> tuple[tuple[str, str], ...]:
    """Names of bodies in small letters and as they are spelt, the longest first."""
    names = {row["name"] for row in load_resource("issuers.yaml")["issuers"] if "(" not in row["name"]}
    names |= set(load_resource("register.yaml")["spelt"])
    return tuple((name.lower(), name) for name in sorted(names, key=lambda one: (-len(one), one)) if len(name) > 6)

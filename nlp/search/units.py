"""Units of search: the syllables, numbers and abbreviations of a text, as both index and query have them.

A unit has a marked form (lower case, new tone placement) and a bare one (no diacritics, ``y`` as ``i`` at the end). A full form
for which an abbreviation is in use is one unit by its short form, so that `ủy ban nhân dân` and `UBND` are the same; its
syllables are kept apart as extras. The abbreviations are in ``nlp/resources/abbreviations.yaml``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from nlp.resources.load import load_resource
from nlp.text.fold import fold_all, fold_case, fold_tone

# `1416-CV/TU`, `03/2018/NĐ-CP`, `68- KH/HU`: digits, then letters that a blank may stand before only where they are capitals.
_NUMBER = (
    r"\d+[a-zđA-ZĐ]?(?:/\d{4})?(?:[-–/](?=[a-zđA-ZĐƯ]{2,8}(?!\w)|[A-ZĐƯ])|\s?[-–/]\s?(?=[A-ZĐƯ]{2}))"
    r"[^\W\d_]\w*(?:[-–/.&](?=[^\W\d_])\w+)*"
)
_DATE = r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?(?![\w/])"
# `TN&MT`, `KT-XH`: capitals joined by a sign.
_JOINED = r"[A-ZĐ]{1,4}(?:[-&][A-ZĐ]{2,4})+(?![\w])"
_UNIT = re.compile(rf"(?P<number>{_NUMBER})|(?P<date>{_DATE})|(?P<joined>{_JOINED})|\w+")
_PARTS = re.compile(r"[^\W_]+")
_END_Y = re.compile(r"(?:qu|[hklmstv])y")
#: Joins the syllables of a pair in the index.
PAIR = "_"
# Keeps phrases from running over it.
_GAP = f" {PAIR} "


class Unit(NamedTuple):
    """A unit with its place in the text; ``parts`` are the pieces of a number, or the syllables of an abbreviation."""

    marked: str
    bare: str
    start: int
    end: int
    is_number: bool = False
    parts: tuple[str, ...] = ()


class _Full(NamedTuple):
    """A form of several words, the short form that stands for it, and the syllables of the full form."""

    marked: tuple[str, ...]
    bare: tuple[str, ...]
    short: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Abbreviations:
    """Short forms by their bare form, and full forms by the bare form of their first syllable, the longest first."""

    shorts: Mapping[str, tuple[str, tuple[str, ...]]]
    fulls: Mapping[str, Sequence[_Full]]


def bare_form(marked: str) -> str:
    """A unit without diacritics, with ``i`` for a ``y`` that is only another way to write it.

    >>> bare_form("kỷ"), bare_form("quý"), bare_form("thúy")
    ('ki', 'qui', 'thuy')
    """
    bare = fold_all(marked)
    return bare[:-1] + "i" if bare.endswith("y") and _END_Y.fullmatch(bare) else bare


def read_units(text: str) -> list[Unit]:
    """The units of a text in their order, without the extras.

    >>> [unit.marked for unit in read_units("Uỷ ban nhân dân xã GPMB theo Kế hoạch số 68- KH/HU")]
    ['ubnd', 'xã', 'gpmb', 'theo', 'kế', 'hoạch', 'số', '68-kh/hu']
    """
    return _join_fulls(list(_read_plain(text)), load_abbreviations())


def _read_plain(text: str) -> Iterator[Unit]:
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    toned = fold_tone(text)
    lower = fold_case(toned)
    plain = fold_all(lower)
    shorts = load_abbreviations().shorts
    for match in _UNIT.finditer(toned):
        start, end = match.span()
        kind = match.lastgroup
        marked, bare = lower[start:end], plain[start:end]
        if kind is None:
            if bare.endswith("y") and _END_Y.fullmatch(bare):
                bare = bare[:-1] + "i"
            known = shorts.get(bare)
            if known and (marked == bare or marked == known[0]):
                yield Unit(known[0], fold_all(known[0]), start, end, False, known[1])
            else:
                yield Unit(marked, bare, start, end, bare.isdecimal())
        elif kind == "number":
            marked = "".join(marked.split()).replace("–", "-")
            yield Unit(marked, fold_all(marked), start, end, True, tuple(_PARTS.findall(marked)))
        elif kind == "date":
            marked = marked.replace(".", "/").replace("-", "/")
            yield Unit(marked, marked, start, end, True, tuple(_date_parts(marked)))
        elif bare in shorts:
            short, parts = shorts[bare]
            yield Unit(short, fold_all(short), start, end, False, parts)
        else:
            for part in _PARTS.finditer(marked):
                yield Unit(part[0], bare_form(part[0]), start + part.start(), start + part.end())


def _date_parts(date: str) -> Iterator[str]:
    """`20/11` of `20/11/2024`, and its year."""
    day, month, *year = date.split("/")
    if year:
        yield f"{day}/{month}"
        yield year[0]


def _join_fulls(units: list[Unit], known: Abbreviations) -> list[Unit]:
    """The units, full forms and short forms of several words as one each."""
    joined: list[Unit] = []
    position = 0
    while position < len(units):
        unit = units[position]
        for full in known.fulls.get(unit.bare, ()):
            stretch = units[position : position + len(full.bare)]
            if len(stretch) == len(full.bare) and all(map(_fits, stretch, full.marked, full.bare)):
                short = full.short
                joined.append(Unit(short, fold_all(short), unit.start, stretch[-1].end, False, full.parts))
                position += len(stretch)
                break
        else:
            joined.append(unit)
            position += 1
    return joined


def _fits(unit: Unit, marked: str, bare: str) -> bool:
    return unit.bare == bare and (unit.marked == marked or unit.marked.isascii())


def write_terms(units: Sequence[Unit], *, marked: bool) -> tuple[str, str]:
    """The units and the pairs of neighbours for two fields that split at blanks; the extras stand behind, apart.

    >>> write_terms(read_units("Bàn giao mặt bằng"), marked=False)
    ('ban giao mat bang', 'ban_giao giao_mat mat_bang')
    """
    runs = [[unit.marked if marked else unit.bare for unit in units]]
    seen: set[tuple[str, ...]] = set()
    pairs = list(map(PAIR.join, pairwise(runs[0])))
    for unit in units:
        if unit.parts and unit.parts not in seen:
            seen.add(unit.parts)
            runs.append([*unit.parts] if marked else [bare_form(part) for part in unit.parts])
            if not unit.is_number:
                pairs += map(PAIR.join, pairwise(runs[-1]))
    return _GAP.join(" ".join(run) for run in runs), " ".join(pairs)


def number_terms(numbers: Iterable[str]) -> str:
    """Numbers of instruments with their parts, bare: `1416-CV/TU` gives `1416-cv/tu`, `1416`, `cv`, `tu`."""
    terms: list[str] = []
    for number in numbers:
        bare = fold_all("".join(unicodedata.normalize("NFC", number).split())).replace("–", "-")
        terms += [bare, *(part for part in _PARTS.findall(bare) if part != bare)]
    return " ".join(terms)


@lru_cache(maxsize=1)
def load_abbreviations() -> Abbreviations:
    """The abbreviations of the package, compiled once."""
    shorts: dict[str, tuple[str, tuple[str, ...]]] = {}
    fulls: dict[str, list[_Full]] = {}
    for row in load_resource("abbreviations.yaml")["abbreviations"]:
        short, parts = row["short"][0], tuple(row["full"][0].split())
        for form in (*row["full"], *row["short"]):
            words = tuple(form.split())
            if form in row["short"] and len(words) == 1:
                shorts[fold_all(form)] = (short, parts)
            else:
                bare = tuple(map(bare_form, words))
                fulls.setdefault(bare[0], []).append(_Full(words, bare, short, parts))
    for listed in fulls.values():
        listed.sort(key=lambda full: -len(full.bare))
    return Abbreviations(shorts, fulls)

"""How many people or households stand behind a petition, where it says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from nlp.extract.parties.flag_cues import FlagCues, load_flag_cues
from nlp.extract.parties.letter import Letter
from nlp.extract.parties.phrases import read_tokens
from nlp.text.fold import fold_tone
from nlp.text.letters import CAPITALS, SMALLS
from nlp.text.span import Span

# Luật Tiếp công dân 2013, Điều 29: from five people on they send representatives.
MANY = 5
# Numbers count where the writers introduce themselves and where they sign.
_INTRODUCTION = 900
_FIRST = 110
_BEHIND_TITLE = 90
_END = 420
_TAIL = 160
_UNITS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9}
_NUMERALS = frozenset("một hai ba bốn tư năm lăm sáu bảy bẩy tám chín mười mươi chục trăm mốt".split())
_UNIT = rf"(?:{'|'.join(_UNITS)})"
_TENS = rf"(?:(?:hai|ba|bon|nam|sau|bay|tam|chin)\s+)?(?:muoi|chuc)(?:\s+{_UNIT})?"
# Scanners print l for 1 and O for 0.
_FIGURES = r"\d[\dlo]{0,2}|l\d{1,2}"
_NUMBER = rf"(?<![\w/.,:-])(?P<number>{_FIGURES}|{_TENS}|{_UNIT}\s+tram(?:\s+\w+){{0,3}}?|nam|sau|bay|tam|chin)(?![\w/]|[.,]\d)"
_WORD = r"[^\W\d_]+"
_SYLLABLE = rf"[{CAPITALS}][{CAPITALS}{SMALLS}'’]*"
_NAME = rf"{_SYLLABLE}(?:[ ]{{1,2}}{_SYLLABLE}){{0,5}}"
_NOTE = r"(?:\s*\([^)\n]{1,20}\))?"
_NAMES = re.compile(rf"{_NAME}{_NOTE}(?:\s*(?:[,;–-]|\bvà\b)\s*\n?\s*{_NAME}{_NOTE}){{4,}}")
# `3. Lê Văn Ba`, `4/ Bà Trần Thị Tư (đã ký)`: nothing but a name and what is in parentheses or behind a mark.
_NUMBERED = re.compile(
    rf"(?:^|[ \t]{{2,}}|;[ \t]*)\d{{1,3}}[ \t]?[.)/][ \t]*(?:(?:[ÔO]ng|Bà|Anh|Chị|Cụ|Hộ)[ \t]+)*"
    rf"{_SYLLABLE}(?:[ ]{{1,2}}{_SYLLABLE}){{1,4}}(?=[ \t]*(?:$|[,;(–-]|[ \t]{{2}}|\.$))",
    re.M,
)


@dataclass(frozen=True, slots=True)
class Group:
    """A group of petitioners: how many, by which rule it was found, and the words that say so."""

    count: int | None
    rule: str
    spans: tuple[Span, ...]


def find_group(cues: FlagCues, letter: Letter) -> Group | None:
    """The group of five or more that a petition names or counts as its petitioners, None where it shows none."""
    return _find_counted(cues, letter) or _find_listed(cues, letter) or _find_titled(cues, letter)


def _areas(letter: Letter) -> dict[str, Span]:
    """Where numbers of people are looked for: head, first words, end, its last words, title with what stands below."""
    length, title = len(letter.document.text), letter.title or Span(0, 0)
    body = letter.body.start
    return {
        "head": Span(title.start, max(title.start, min(length, body + _INTRODUCTION))),
        "first": Span(body, min(length, body + _FIRST)),
        "end": Span(min(length, max(title.start, length - _END)), length),
        "tail": Span(max(0, length - _TAIL), length),
        "title": Span(title.start, min(length, title.end + _BEHIND_TITLE) if letter.title else title.start),
    }


@lru_cache(maxsize=1)
def _searches() -> tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...]:
    """Rules with their patterns and areas, in the order in which they are asked."""
    words = {name: pattern.pattern for name, pattern in load_flag_cues().patterns.items()}
    counted = rf"{_NUMBER}[ \t]+(?:{_WORD}[ \t]+)?(?P<counted>{words['counted']})"
    group, signs = rf"(?P<group>{words['groups']})", rf"(?P<group>{words['signs']})"
    between = r"[ \t,:(\n]+"
    searches = (
        ("counted", rf"{group}(?:[ \t,:(]+(?!co(?!\w)){_WORD}){{0,4}}?{between}{counted}", ("head", "end")),
        ("counted", rf"{counted}(?:[ \t,(]+[\w-]+){{0,6}}?{between}(?P<group>{words['together']})", ("head", "end")),
        (
            "counted_others",
            rf"{group}[ \t]*(?:(?:la|gom|gom\s+co|tat\s+ca|ca\s+thay|[,:(])[ \t]*)+(?:(?:hon|gan|khoang|tren)[ \t]+)?"
            rf"{_NUMBER}[ \t]+(?!{words['measures']})(?P<counted>{_WORD})",
            ("head",),
        ),
        ("counted", rf"(?P<group>{words['in_title']})[ \t]+{counted}", ("title",)),
        ("joined", rf"(?P<group>{words['joined']})[ \t]+{counted}", ("tail", "first")),
        ("signatures", rf"{signs}(?:[ \t,:(]+{_WORD}){{0,3}}?{between}{counted}", ("tail",)),
        ("signatures", rf"{_NUMBER}[ \t]+(?P<counted>{words['signs']})", ("end",)),
        ("signatures", rf"{counted}[ \t]+(?P<group>ky)[ \t)]*(?:$|\.)", ("end",)),
    )
    return tuple((rule, re.compile(pattern, re.M), areas) for rule, pattern, areas in searches)


def _find_counted(cues: FlagCues, letter: Letter) -> Group | None:
    """A number of people beside the words of a group, or of signatures."""
    bare, areas = letter.document.view("bare"), _areas(letter)
    for rule, pattern, names in _searches():
        for area in (areas[name] for name in names):
            for match in pattern.finditer(bare, area.start, area.end):
                count = read_number(match["number"])
                joins = rule != "joined" or _joins_writer(letter, match.start())
                if count is not None and count >= MANY and joins and _is_meant(cues, letter, match, rule):
                    return Group(count, rule, (Span(*match.span()),))
    return None


def _is_meant(cues: FlagCues, letter: Letter, match: re.Match[str], rule: str) -> bool:
    """Whether the words bear their own diacritics where the text has any: `hộ` and not `hố`, `sáu` and not `sau`."""
    tokens = read_tokens(letter.document)
    case = letter.document.view("case")
    if tokens.plain:
        return True
    number = case[slice(*match.span("number"))]
    if not any(c.isdigit() for c in number) and not set(number.split()) <= _NUMERALS:
        return False
    group = match.groupdict().get("group")
    names = [name for name, asked in (("counted", rule != "counted_others"), ("group", group)) if asked]
    return all(_bears(cues, " ".join(case[slice(*match.span(name))].split())) for name in names)


def _bears(cues: FlagCues, written: str) -> bool:
    """Whether half of the syllables stand in a list of the group's words as they are written."""
    syllables = fold_tone(written).split()
    return 2 * sum(syllable in cues.group_syllables for syllable in syllables) >= len(syllables) + (len(syllables) == 1)


def _joins_writer(letter: Letter, start: int) -> bool:
    """`Lê Đình Tuệ và 45 hộ`, `thợ hồ, cùng 6 anh em`: what is joined to is a name or stands apart by a comma."""
    before = letter.document.text[max(0, start - 30) : start].rstrip()
    return before.endswith((",", ")")) or bool(before) and before.split()[-1][0].isupper()


def _find_listed(cues: FlagCues, letter: Letter) -> Group | None:
    """Five names in a row beside words of signing together, or five numbered names."""
    text, bare, areas = letter.document.text, letter.document.view("bare"), _areas(letter)
    for area in (areas["head"], areas["end"]):
        names = _NAMES.search(text, area.start, area.end)
        if names and cues["together"].search(bare, max(0, names.start() - 60), min(len(text), names.end() + 30)):
            return Group(len(re.findall(_NAME, names[0])), "names", (Span(*names.span()),))
    numbered = list(_NUMBERED.finditer(text, areas["head"].start))
    if len(numbered) >= MANY:
        return Group(len(numbered), "names", (Span(numbered[0].start(), numbered[-1].end()),))
    return None


def _find_titled(cues: FlagCues, letter: Letter) -> Group | None:
    title = letter.title or Span(0, 0)
    match = cues["group_titles"].search(letter.document.view("bare"), title.start, title.end)
    return Group(None, "title", (Span(*match.span()),)) if match else None


def read_number(text: str) -> int | None:
    """The value of a number in figures or in words without diacritics, None for what is none.

    >>> read_number("bon muoi bay"), read_number("4l"), read_number("muoi hai")
    (47, 41, 12)
    """
    figures = text.replace("l", "1").replace("o", "0")
    if figures.isdigit():
        return int(figures)
    words = text.split()
    if "tram" in words:
        return 100 * _UNITS.get(words[0], 1)
    for ten in ("muoi", "chuc"):
        if ten in words:
            place = words.index(ten)
            tens = _UNITS.get(words[place - 1], 0) if place else 1
            return 10 * tens + (_UNITS.get(words[place + 1], 0) if place + 1 < len(words) else 0)
    return _UNITS.get(words[0])

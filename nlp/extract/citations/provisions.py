"""Provisions: ``điểm a khoản 2 Điều 12``, ``các Điều 5, 6 và 7``, ``từ Điều 144 đến Điều 148``."""

from __future__ import annotations

import re

from nlp.extract.citations.models import Provision

_LEVELS = {"điểm": 0, "khoản": 1, "điều": 2, "điêu": 2}  # as a recogniser reads it, too
#: Points are lettered in the Vietnamese alphabet as drafting uses it: đ behind d; no f, j, w, z.
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_LONGEST_RANGE = 60

# A scanner's ``l`` for ``1``, which stands alone.
_PROVISION_VALUE = r"(?:[0-9]{1,3}[a-zđ]?|l)"
_POINT_VALUE = r"[a-zđ](?:\.?[0-9])?"
_LIST = r"(?:\s{{0,4}}(?:,\s{{0,4}}và|,|và|hoặc|đến|-)\s{{0,4}}{value}(?!\w))*"
_LEVEL_UNIT = r"(?:các\s+|những\s+)?{word}\s+{value}(?!\w)" + _LIST
_PART = r"(?:chương|mục|phần|phụ\s+lục|tiểu\s+mục|đoạn|tiết)\s+(?:thứ\s+\w+|[ivxlc]+|[0-9]{1,3})(?!\w)"
_UNIT = "(?:" + "|".join(
    (
        _LEVEL_UNIT.format(word="đi[ềê]u", value=_PROVISION_VALUE),
        _LEVEL_UNIT.format(word="khoản", value=_PROVISION_VALUE),
        _LEVEL_UNIT.format(word="điểm", value=_POINT_VALUE),
        _PART,
    )
) + ")"  # fmt: skip
#: Several units in a row: ``điểm a khoản 2 Điều 12``, ``Điều 12, khoản 2``, ``Mục II``; written for the ``case`` view.
PROVISIONS = rf"(?:từ\s+)?{_UNIT}(?:\s{{0,4}}(?:,\s{{0,4}}và|,|;|và|hoặc|đến)?\s{{1,4}}{_UNIT}){{0,60}}"
PROVISIONS_RE = re.compile(PROVISIONS, re.I)
UNIT_RE = re.compile(_UNIT, re.I)
_VALUE = re.compile(r"(?P<joint>đến|-)?\s{0,4}\b(?P<value>[0-9]{1,3}[a-zđ]?|[a-zđ](?:\.?[0-9])?)(?!\w)", re.I)


def parse_provisions(text: str) -> tuple[Provision, ...]:
    """The provisions that ``text`` names, in order; parts without articles, clauses or points give nothing.

    A clause belongs to the article named next (``khoản 1, điểm a khoản 2 Điều 5``), or before it where the writer goes down
    (``Điều 12, khoản 2``); ranges are written out.

    >>> parse_provisions("điểm a, đ khoản 2 Điều 12")
    (Provision(article='12', clause='2', point='a'), Provision(article='12', clause='2', point='đ'))
    >>> [p.article for p in parse_provisions("từ Điều 144 đến Điều 146")]
    ['144', '145', '146']
    """
    units = _read_units(text.casefold())
    if not units:
        return ()
    descending = units[0][0] > units[-1][0]
    ordered = units if descending else units[::-1]
    groups: list[list[Provision]] = []
    context: dict[int, list[str]] = {}
    for i, (level, values) in enumerate(ordered):
        context = {key: value for key, value in context.items() if key > level}
        lower_next = i + 1 < len(ordered) and ordered[i + 1][0] < level
        if not lower_next:
            groups.append(_combine({**context, level: values}))
        context[level] = values
    return tuple(provision for group in (groups if descending else groups[::-1]) for provision in group)


def _read_units(text: str) -> list[tuple[int, list[str]]]:
    units: list[tuple[int, list[str]]] = []
    end = 0
    for match in UNIT_RE.finditer(text):
        words = match[0].split()
        head = words[1] if words[0] in ("các", "những") else words[0]
        level = _LEVELS.get(head)
        if level is None:
            end = match.end()
            continue
        values: list[str] = []
        for found in _VALUE.finditer(match[0], match[0].index(head) + len(head)):
            values += _range(values[-1], found["value"]) if found["joint"] and values else [found["value"]]
        if units and units[-1][0] == level and re.fullmatch(r"\s*đến\s*", text[end : match.start()]):
            values = [*units[-1][1], *_range(units.pop()[1][-1], values[0]), *values[1:]]
        if level > 0:
            values = ["1" if value == "l" else value for value in values]
        units.append((level, values))
        end = match.end()
    return units


def _range(first: str, last: str) -> list[str]:
    """What follows ``first`` up to ``last``: numbers or letters; only ``last`` where they make no range."""
    if first.isdigit() and last.isdigit() and 0 < int(last) - int(first) <= _LONGEST_RANGE:
        return [str(number) for number in range(int(first) + 1, int(last) + 1)]
    if first in _LETTERS and last in _LETTERS and _LETTERS.index(first) < _LETTERS.index(last):
        return list(_LETTERS[_LETTERS.index(first) + 1 : _LETTERS.index(last) + 1])
    return [last]


def _combine(by_level: dict[int, list[str]]) -> list[Provision]:
    articles: list[str | None] = [*by_level.get(2, ())] or [None]
    clauses: list[str | None] = [*by_level.get(1, ())] or [None]
    points: list[str | None] = [*by_level.get(0, ())] or [None]
    return [Provision(a, c, p) for a in articles for c in clauses for p in points]

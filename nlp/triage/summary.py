"""A petition in one line of a list: who writes, from where, about what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nlp.document.masking import mask_beside

Row = dict[str, Any]
_MOST_NAMES, _LONGEST = 3, 240


def summarise(record: Mapping[str, Any]) -> Row:
    """What a list shows of a petition's record.

    ``names`` are the first petitioners (personal: who may see them is the caller's business), ``count`` how many petition as
    far as is known; ``target`` and ``request`` the first ones, shortened, with the petitioners' own data in them masked;
    ``place`` the unit that the first address lies in: ``code``, ``name``, ``level``, ``province``.
    """
    petition = record["petition"]
    people = petition["petitioners"]
    target, request = petition["target"], next(iter(petition["requests"]), None)
    if target or request:
        target, request = mask_beside([target, request], record)
    return {
        "names": [person["name"] for person in people if person["name"]][:_MOST_NAMES],
        "count": max(petition["signatories"] or 0, len(people)),
        "target": _shorten(target),
        "request": _shorten(request),
        "place": next(_find_places(people), None),
    }


def _find_places(people: list[Row]) -> Iterator[Row]:
    for person in people:
        unit = person["unit"] or {}
        now = unit.get("now") or {}
        communes = now.get("communes") or []
        for smallest, province in (
            (communes[0] if len(communes) == 1 else None, now.get("province")),
            (unit.get("commune") or unit.get("district"), unit.get("province")),
            (now.get("province"), None),
            (unit.get("province"), None),
        ):
            if smallest and smallest.get("code"):
                above = province["name"] if province else None
                named = {name: smallest[name] for name in ("code", "name", "level")}
                yield {**named, "province": above}
                break


def _shorten(text: str | None) -> str | None:
    """The text on one line, cut at a word."""
    line = " ".join((text or "").split())
    return line if len(line) <= _LONGEST else line[:_LONGEST].rpartition(" ")[0] + " …"

"""Other words for what was typed, from ``nlp/resources/synonyms.yaml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from nlp.resources.load import load_resource
from nlp.search.units import Unit, read_units


def find_synonyms(words: Sequence[str]) -> tuple[tuple[Unit, ...], ...]:
    """The units of the other forms of what stands in ``words``, marked units as they are meant.

    >>> [[unit.marked for unit in form] for form in find_synonyms(["đền", "bù", "đất"])]
    [['bồi', 'thường']]
    """
    forms = _load_forms()
    found: dict[tuple[Unit, ...], None] = {}
    position = 0
    while position < len(words):
        for size in range(min(_longest(), len(words) - position), 0, -1):
            others = forms.get(tuple(words[position : position + size]))
            if others is not None:
                found.update(dict.fromkeys(others))
                position += size
                break
        else:
            position += 1
    return tuple(found)


@lru_cache(maxsize=1)
def _load_forms() -> Mapping[tuple[str, ...], tuple[tuple[Unit, ...], ...]]:
    """The units of the other forms of each form."""
    forms: dict[tuple[str, ...], list[tuple[Unit, ...]]] = {}
    for row in load_resource("synonyms.yaml")["synonyms"]:
        units = [tuple(read_units(form)) for form in row]
        for own in units:
            listed = forms.setdefault(tuple(unit.marked for unit in own), [])
            listed += [other for other in units if other != own]
    return {form: tuple(others) for form, others in forms.items()}


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(map(len, _load_forms()))

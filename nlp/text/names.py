"""Names of persons and places that a recogniser misread, by lists of them.

The noisy channel of ``nlp.text.restore`` has seen few names. Here a word is changed only where it is itself no name of the
list and one name alone can have been printed so. For documents known to be misread; in typed text an unusual name stays.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from nlp.resources.load import any_of, load_resource
from nlp.text.fold import fold_all, fold_case, fold_tone
from nlp.text.misreadings import measure_misreading
from nlp.text.restore import match_case
from nlp.text.syllables import is_syllable

_WORD = re.compile(r"[^\W\d_]+")
_LEAD = 1.0  # how much likelier than the next one a name must be
_MOST = 9.0  # cost of a syllable; lists of names allow more than running words do
# Family names that nearly everybody bears; what stands before one is dirt.
_FREQUENT = frozenset("nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh trịnh đoàn trương".split())
# In capitals everywhere `BA VI PHẠM` is no place: a place stands behind its kind or ends the value.
_KIND = re.compile(r"(?:tinh|thanh pho|tp|huyen|quan|thi xa|xa|phuong|uy|nam)\s*$")

_UNIT_WORD = re.compile(r"^(?:quận|huyện|thị xã|thành phố) ")
_UNIT = re.compile(r"(?:tinh|huyen|quan|thi xa|(?:tinh|huyen|quan|thanh|thi) uy)\s+$")


class NameRestorer:
    """Restores names by lists of family names, given names and places, all in lower case."""

    def __init__(self, surnames: Iterable[str], given_names: Iterable[str], places: Iterable[str]) -> None:
        self._surnames = _group(surnames)
        self._names = _group([*self._surnames_of(), *given_names])
        self._known = frozenset(self._surnames_of())
        self._places = _group(places)
        self._place = re.compile(rf"(?<!\w)(?:{any_of(sorted(self._places))})(?!\w)")

    def _surnames_of(self) -> Iterable[str]:
        return (name for names in self._surnames.values() for name in names)

    def restore_person(self, printed: str) -> str:
        """``printed``, a person's name, with the words put right that are no names and can be one name only.

        >>> load_names().restore_person("Nguyên Thị Khăc Trâm"), load_names().restore_person("Nguyễn Văn Chiên")
        ('Nguyễn Thị Khắc Trâm', 'Nguyễn Văn Chiến')
        """
        words = printed.split()
        if len(words) > 3 and words[0].istitle() and fold_case(words[0]) not in self._known and fold_case(words[1]) in _FREQUENT:
            printed = printed.split(maxsplit=1)[1]  # dirt read as a word before the family name
        pieces, position = [], 0
        for number, match in enumerate(_WORD.finditer(printed)):
            word = fold_case(fold_tone(match[0]))
            if number and word.isascii() and is_syllable(word):
                continue  # any syllable without marks may be somebody's name
            meant = _choose(word, (self._names if number else self._surnames).get(fold_all(word), ()))
            if meant is not None and (match[0].istitle() or match[0].isupper()):
                pieces += [printed[position : match.start()], match_case(meant, match[0])]
                position = match.end()
        return "".join([*pieces, printed[position:]])

    def restore_places(self, printed: str, *, behind_kind: bool = False) -> str:
        """``printed`` with the names of places in it put right, where they begin with capitals; ``behind_kind`` only behind
        the word for a district or province.

        >>> load_names().restore_places("ỦY BAN NHÂN DÂN HUYỆN TÁNH LĨNH, xã Trà Ôn, tỉnh Vĩnh Lông")
        'ỦY BAN NHÂN DÂN HUYỆN TÁNH LINH, xã Trà Ôn, tỉnh Vĩnh Long'
        """
        bare = fold_all(printed)
        pieces, position = [], 0
        for match in self._place.finditer(bare):
            found = printed[match.start() : match.end()]
            if found.isupper():
                named = match.end() == len(printed) or _KIND.search(bare, max(0, match.start() - 12), match.start()) is not None
            else:
                named = all(word[0].isupper() for word in found.split())
            if behind_kind:
                named = named and _UNIT.search(bare, max(0, match.start() - 12), match.start()) is not None
            meant = _choose(fold_case(fold_tone(found)), self._places[" ".join(match[0].split())]) if named else None
            if meant is not None:
                restored = meant.upper() if found.isupper() else meant.title().replace("'S", "'s")
                pieces += [printed[position : match.start()], restored]
                position = match.end()
        return "".join([*pieces, printed[position:]])


def _group(names: Iterable[str]) -> Mapping[str, Collection[str]]:
    """The names by what is left of them without diacritics."""
    groups: dict[str, set[str]] = {}
    for name in names:
        groups.setdefault(fold_all(name), set()).add(name)
    return groups


def _choose(printed: str, names: Collection[str]) -> str | None:
    """The one of ``names`` that was read as ``printed``; None where ``printed`` is one of them or two are as likely."""
    if printed in names:
        return None
    costs = [(measure_name(printed, name), name) for name in names]
    known = sorted((cost, name) for cost, name in costs if cost is not None)
    if not known or (len(known) > 1 and known[1][0] - known[0][0] < _LEAD):
        return None
    return known[0][1]


def measure_name(printed: str, name: str) -> float | None:
    """The cost of reading ``name`` as ``printed``, syllable by syllable; None where one of them cannot be read so.

    >>> measure_name("tánh lĩnh", "tánh linh")
    4.0
    """
    pairs = list(zip(printed.split(), name.split(), strict=False))
    costs = [measure_misreading(word, meant, _MOST) for word, meant in pairs if word != meant]
    return None if None in costs else sum(cost for cost in costs if cost is not None)


def find_place_names(data: Mapping[str, Any]) -> Iterator[str]:
    """The names of provinces and districts in ``places.yaml``, in lower case, without the word for their kind.

    >>> list(find_place_names({"provinces": [{"name": "Huế", "districts": ["quận Phú Xuân"]}], "also": []}))
    ['huế', 'phú xuân']
    """
    for province in data["provinces"]:
        yield from (_fold_name(name) for name in (province["name"], *province["districts"]))
    yield from map(_fold_name, data["also"])


def _fold_name(name: str) -> str:
    return fold_case(fold_tone(_UNIT_WORD.sub("", name)))


@lru_cache(maxsize=1)
def load_names() -> NameRestorer:
    """The restorer with the lists of the package."""
    data = load_resource("restoration.yaml")
    places = (name for name in find_place_names(load_resource("places.yaml")) if not name.isdecimal())
    return NameRestorer(data["surnames"], data["given_names"], places)

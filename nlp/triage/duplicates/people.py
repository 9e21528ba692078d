"""Who sends a petition, and whether two petitions come from the same people.

A name is never enough where the places differ: namesakes are many. An identity or telephone number is enough by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from nlp.triage.duplicates.content import fold_words
from nlp.triage.duplicates.models import Person, Place, Reason, Value

_IDENTITY_DIGITS, _PHONE_DIGITS = (9, 12), 9
_MISTYPED_DIGITS = 2
_STRENGTHS = ("identity", "phone", "name_place", "name")
_LONGEST_NAME = 6


def read_people(record: Mapping[str, Any]) -> tuple[Person, ...]:
    """The petitioners of a record; who signs where no petitioner is named."""
    petition = record["petition"]
    if petition is None:
        return ()
    people = [person for row in petition["petitioners"] if (person := _read_person(row, record)) is not None]
    signed = (record["header"]["signature"] or {}).get("name")
    if signed and not any(person.name for person in people):
        row = {"name": signed, "address": None, "identity_number": None, "phone": None, "unit": None}
        person = _read_person(row, record)
        people += [person] if person and person.name else []
    return tuple(people)


def _read_person(row: Mapping[str, Any], record: Mapping[str, Any]) -> Person | None:
    words = fold_words(row["name"] or "")
    name = " ".join(words) if 1 < len(words) <= _LONGEST_NAME else None
    identity, phone = _digits(row["identity_number"]), _digits(row["phone"])
    if identity and len(identity) not in _IDENTITY_DIGITS:
        identity = None  # blanked out or cut short
    if phone and len(phone) < _PHONE_DIGITS:
        phone = None
    if not (name or identity or phone):
        return None
    return Person(
        name=name,
        identity=identity,
        phone=phone,
        place=_read_place(row["unit"]),
        name_value=_locate(record, "petitioner", row["name"]),
        identity_value=_locate(record, "identity_number", row["identity_number"]),
        phone_value=_locate(record, "phone", row["phone"]),
        address_value=_locate(record, "address", row["address"]),
    )


def _digits(number: str | None) -> str | None:
    if not number or re.search(r"[^\W\d_]|[*•]", number):
        return None
    digits = re.sub(r"\D", "", number)
    return re.sub("^84(?=[0-9]{9}$)", "0", digits)


def _locate(record: Mapping[str, Any], kind: str, text: str | None) -> Value | None:
    if not text:
        return None
    spans = [span for what, span in record["petition"]["evidence"] if what == kind]
    for start, end in spans:
        if " ".join(record["text"][start:end].split()) == " ".join(text.split()):
            return Value(text, start, end)
    start = record["text"].find(text)
    return Value(text, start, start + len(text)) if start >= 0 else Value(text)


def _read_place(unit: Mapping[str, Any] | None) -> Place:
    if unit is None:
        return Place()
    commune, district, province, now = (unit.get(key) for key in ("commune", "district", "province", "now"))
    written = _bare_name(commune)
    communes = [written] if written else []
    if now and len(now["communes"]) == 1:
        communes.append(_fold_name(now["communes"][0]["name"]))
    inside = _fold_name(now["province"]["name"]) if now else _bare_name(province)
    return Place(written, tuple(dict.fromkeys(communes)), _bare_name(district), inside)


def _bare_name(part: Mapping[str, Any] | None) -> str | None:
    """The folded name of a part of an address without the word for its kind."""
    if part is None:
        return None
    if part["name"]:
        return _fold_name(part["name"])
    words = fold_words(part["text"] or "")
    for kind in _KIND_WORDS:
        if words[: len(kind)] == kind:
            words = words[len(kind) :]
            break
    return " ".join(words) or None


_KIND_WORDS = [
    fold_words(kind) for kind in ("thành phố", "thị trấn", "thị xã", "đặc khu", "phường", "huyện", "quận", "tỉnh", "xã", "tp")
]


def _fold_name(name: str) -> str:
    return " ".join(fold_words(name))


def kept_keys(people: tuple[Person, ...]) -> Iterator[str]:
    """Keys under which petitions of these people are kept."""
    for person in people:
        yield from _paper_keys(person)
        if person.name:
            yield f"name:{person.name}"
            yield from _place_keys(person)


def sought_keys(people: tuple[Person, ...]) -> Iterator[str]:
    """Keys under which petitions of the same people are found: by name and place, by name alone where the place is unknown."""
    for person in people:
        yield from _paper_keys(person)
        if person.name and person.place.communes:
            yield from _place_keys(person)
            yield f"name:{person.name}|"
        elif person.name:
            yield f"name:{person.name}"


def _paper_keys(person: Person) -> Iterator[str]:
    yield from (f"{kind}:{value}" for kind in ("identity", "phone") if (value := getattr(person, kind)))


def _place_keys(person: Person) -> Iterator[str]:
    yield from (f"name:{person.name}|{commune}" for commune in person.place.communes or ("",))


def compare_people(ours: tuple[Person, ...], theirs: tuple[Person, ...]) -> Reason | None:
    """The strongest agreement between two lists of petitioners; None where nobody is the same."""
    found = [reason for one in ours for other in theirs if (reason := _compare_persons(one, other)) is not None]
    return min(found, key=lambda reason: _STRENGTHS.index(reason.code), default=None)


def are_other_people(ours: tuple[Person, ...], theirs: tuple[Person, ...], likeness: float) -> bool:
    """Whether both lists have names, and no two of them can be one person's.

    They can where the names are as alike as a misspelt one is (``likeness``, 0 to 1) and papers and places agree so far as known.
    """
    names = [[person for person in people if person.name] for people in (ours, theirs)]
    return all(names) and not any(_may_be_one(one, other, likeness) for one in names[0] for other in names[1])


def _may_be_one(one: Person, other: Person, likeness: float) -> bool:
    if _are_two_papers(one.identity, other.identity) or compare_places(one.place, other.place) is False:
        return False
    first, second = sorted((one.name or "", other.name or ""))
    return SequenceMatcher(None, first, second).ratio() >= likeness


def _compare_persons(one: Person, other: Person) -> Reason | None:
    if one.identity and one.identity == other.identity:
        return Reason("identity", values=(one.identity_value, other.identity_value))
    if _are_two_papers(one.identity, other.identity):
        return None
    if one.phone and one.phone == other.phone:
        return Reason("phone", values=(one.phone_value, other.phone_value))
    if not one.name or one.name != other.name:
        return None
    same_place = compare_places(one.place, other.place)
    if same_place is False:
        return None
    return Reason("name_place" if same_place else "name", values=(one.name_value, other.name_value))


def _are_two_papers(one: str | None, other: str | None) -> bool:
    """Whether two numbers of one length differ by more than a slip; one of nine and one of twelve digits may be one person's."""
    if not one or not other or len(one) != len(other):
        return False
    return sum(a != b for a, b in zip(one, other, strict=True)) > _MISTYPED_DIGITS


def compare_places(one: Place, other: Place) -> bool | None:
    """Whether two places are the same, by the lowest unit that both name; None where they name no unit in common.

    A commune of before 1 July 2025 is the same place as the one that it is in now.
    """
    if one.commune and other.commune:
        if one.district and other.district and one.district != other.district:
            return False
        if one.province and other.province and one.province != other.province:
            return False
        crossed = one.commune in other.communes or other.commune in one.communes
        return one.commune == other.commune or crossed
    if one.district and other.district:
        return one.district == other.district
    if one.province and other.province and one.province != other.province:
        return False
    return None

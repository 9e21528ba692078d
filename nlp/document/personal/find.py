"""Where a record's text names the people who petition, and how they can be reached.

What the analysis read (names, addresses, numbers) is looked for wherever it comes again; and because an analysis may miss
something, numbers by their form, names by lists of them and words that introduce either are looked for as well. Better a word too
many than a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import IntFlag
from typing import Any

from nlp.document.personal.contacts import find_addresses, find_numbers
from nlp.document.personal.cues import View, spaced
from nlp.document.personal.names import find_again, find_names, find_signed_lines
from nlp.text.span import Span

Record = Mapping[str, Any]


class Personal(IntFlag):
    """What betrays a person: the name, or what he can be reached by (address, numbers, e-mail, accounts)."""

    NAME = 1
    CONTACT = 2


Found = tuple[Span, Personal]

_NUMBERS = ("identity_number", "phone")


def find_personal(record: Record) -> list[Found]:
    """The spans of the record's text that betray who petitions; they may overlap.

    A document that was not taken for a petition is looked through by form and lists alone.
    """
    text = record["text"]
    view = View(text)
    found: list[Found] = []
    petition = record["petition"] or {}
    names, addresses = set(_names(record)), {person["address"] for person in petition.get("petitioners", ()) if person["address"]}
    for mention in petition.get("mentions", ()):
        kind = _MENTIONED.get(mention["layer"])
        if kind is not None:
            found.append((Span(mention["start"], mention["end"]), kind))
            (names if kind is Personal.NAME else addresses).add(mention["text"])
    names |= set(find_names(record, view))
    found += [(span, Personal.NAME) for span in find_again(view, names)]
    people = [span for span, kind in found if kind is Personal.NAME]
    found += [(span, Personal.CONTACT) for span in find_addresses(view, addresses, people)]
    found += [(span, Personal.CONTACT) for span in find_signed_lines(view, names)]
    found += [(span, Personal.CONTACT) for span in find_numbers(text)]
    numbers = {person[key] for person in petition.get("petitioners", ()) for key in _NUMBERS if person[key]}
    found += [(span, Personal.CONTACT) for number in numbers for span in view.find(spaced(number))]
    return found


_MENTIONED = {
    "petitioner": Personal.NAME, "representative": Personal.NAME, "address": Personal.CONTACT,
    "identity_number": Personal.CONTACT, "phone": Personal.CONTACT,
}  # fmt: skip


def _names(record: Record) -> Iterator[str]:
    petition = record["petition"]
    if petition is None:
        return
    signature = record["header"]["signature"] or {}
    for name in (*(person["name"] for person in petition["petitioners"]), *petition["representatives"], signature.get("name")):
        if name and len(name.strip()) > 1:
            yield name

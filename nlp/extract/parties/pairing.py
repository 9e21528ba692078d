"""Which address and which numbers belong to which name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nlp.extract.parties.cues import PetitionCues
from nlp.extract.parties.letter import Letter
from nlp.extract.parties.models import Petitioner
from nlp.extract.parties.people import REACH
from nlp.extract.parties.roster import Roster
from nlp.extract.parties.rules import Findings
from nlp.text.fold import fold_all
from nlp.text.span import Span, trimmed

# Between two names that share what follows: `ông A và bà B, ở ...`.
_JOINED = re.compile(r"[\s,;/–-]*(?:(?:va|cung|voi|vo|chong|ong|ba|anh|chi|em|toi|la|con)(?!\w)[\s,]*)*")
# What may stand between an address and the name behind it: `13 hộ dân khu vực C, do bà A`.
_NEAR = 60
_SHARED = re.compile(r"(?<!\w)(?:cung|deu|tat\s+ca|cung\s+o)(?!\w)")
_SENTENCE = re.compile(r"[.!?](?:\s|$)|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Person:
    """A petitioner, and the spans of what was read by the names of its values; without a name only an address."""

    petitioner: Petitioner
    spans: tuple[tuple[str, Span], ...]

    @property
    def name(self) -> Span | None:
        """Where the name stands."""
        return next((span for layer, span in self.spans if layer == "petitioner"), None)


def pair_people(cues: PetitionCues, letter: Letter, found: Findings, roster: Roster | None = None) -> list[Person]:
    """The petitioners in the text's order, each with the address and numbers nearest to the name, then those of a ``roster``.

    An address belongs to the name before it, else to the name close behind it; names that are joined share one. A name that
    comes again is the same person.

    >>> from nlp.document.document import build_document
    >>> from nlp.extract.parties.cues import load_petition_cues
    >>> from nlp.extract.parties.letter import read_letter
    >>> cues = load_petition_cues()
    >>> text = "Lê Văn Ba và Võ Thị Tư, ấp 3, xã Tân An, ĐT 0912 345 678"
    >>> found = [("petitioner", Span(0, 9)), ("petitioner", Span(13, 22)), ("address", Span(24, 39))]
    >>> [(p.petitioner.address, p.petitioner.phone) for p in pair_people(cues, read_letter(build_document(text)), found)]
    [('ấp 3, xã Tân An', None), ('ấp 3, xã Tân An', '0912 345 678')]
    """
    text = letter.document.text
    names = _first_mentions(text, [span for layer, span in found if layer == "petitioner"])
    addresses = [span for layer, span in found if layer == "address"]
    if not names and roster is None:
        return [_build(text, {"address": addresses[0]})] if addresses else []
    homes = _assign(letter, names, addresses)
    people = []
    for i, name in enumerate(names):
        stop = names[i + 1].start if i + 1 < len(names) else min(len(text), name.end + REACH)
        spans = {"petitioner": name, **({"address": homes[i]} if i in homes else {})}
        spans |= _find_numbers(cues, letter, Span(name.end, max(name.end, stop)))
        people.append(spans)
    if len(people) == 1:
        head = Span(min(letter.body.start, names[0].start), names[0].start)
        for area in (letter.end, head):
            people[0] = {**_find_numbers(cues, letter, area), **people[0]}
    _add_roster(text, people, roster.rows if roster is not None else ())
    return [_build(text, spans) for spans in people]


def _add_roster(text: str, people: list[dict[str, Span]], rows: Iterable[Mapping[str, Span]]) -> None:
    """Adds the people of the rows; to one who was named before, what was not known of him."""
    known = {fold_name(text, spans["petitioner"]): spans for spans in people}
    for row in rows:
        spans = known.setdefault(fold_name(text, row["petitioner"]), {})
        if not spans:
            people.append(spans)
        for key, span in row.items():
            spans.setdefault(key, span)


def fold_name(text: str, name: Span) -> str:
    """The name without case, diacritics and wide blanks, to tell whether two are the same."""
    return " ".join(fold_all(name.of(text)).split())


def _first_mentions(text: str, names: Sequence[Span]) -> list[Span]:
    first: dict[str, Span] = {}
    for name in names:
        first.setdefault(fold_name(text, name), name)
    return list(first.values())


def _assign(letter: Letter, names: Sequence[Span], addresses: Sequence[Span]) -> dict[int, Span]:
    """The address of each name, by the name's place in the list."""
    homes: dict[int, Span] = {}
    for address in addresses:
        before = [i for i, name in enumerate(names) if name.end <= address.start]
        behind = [i for i, name in enumerate(names) if name.start >= address.end]
        ahead = behind[0] if behind and _leads_to(letter, address, names[behind[0]]) else None
        if before and before[-1] not in homes and (ahead is None or not _starts_line(letter, address)):
            homes[before[-1]] = address
        elif ahead is not None and ahead not in homes:
            homes[ahead] = address
    bare = letter.document.view("bare")
    for i in range(len(names) - 2, -1, -1):  # `A và B, ở ...`
        if i not in homes and i + 1 in homes and _JOINED.fullmatch(bare, names[i].end, names[i + 1].start):
            homes[i] = homes[i + 1]
    if len(homes) == 1 and len(names) - 1 in homes and _SHARED.search(bare, names[-1].end, homes[len(names) - 1].start):
        homes = dict.fromkeys(range(len(names)), homes[len(names) - 1])  # a list, and under it `cùng trú tại ...`
    for i in range(1, len(names)):  # `hộ dân khu vực C, do bà A và ông B đại diện`
        if i not in homes and i - 1 in homes and homes[i - 1].end <= names[i - 1].start:
            if _JOINED.fullmatch(bare, names[i - 1].end, names[i].start):
                homes[i] = homes[i - 1]
    if not homes and addresses:  # `nhân dân ba thôn, xã C`, and who represents them further on: the only place that is told
        homes = dict.fromkeys(range(len(names)), addresses[0])
    return homes


def _leads_to(letter: Letter, address: Span, name: Span) -> bool:
    """Whether the name stands close behind the address, in its sentence."""
    between = letter.document.text[address.end : name.start]
    return len(between) <= _NEAR and _SENTENCE.search(between) is None


def _starts_line(letter: Letter, span: Span) -> bool:
    """Whether nothing but a few words stands before it on its line."""
    text = letter.document.text
    return span.start - (text.rfind("\n", 0, span.start) + 1) < 2


def _find_numbers(cues: PetitionCues, letter: Letter, area: Span) -> dict[str, Span]:
    bare, text = letter.document.view("bare"), letter.document.text
    spans: dict[str, Span] = {}
    for key, cue in (("identity_number", "identity"), ("phone", "phone")):
        for match in cues[cue].finditer(bare, area.start, area.end):
            span = trimmed(text, *match.span(match.lastgroup or "value"), drop=" .\n\t")
            if not any(span.overlaps(other) for other in spans.values()):
                spans[key] = span
                break
    return spans


def _build(text: str, spans: dict[str, Span]) -> Person:
    values = {key: " ".join(span.of(text).split()) for key, span in spans.items()}
    name, address, identity, phone = map(values.get, ("petitioner", "address", "identity_number", "phone"))
    return Person(Petitioner(name, address, identity, phone), tuple(sorted(spans.items(), key=lambda item: item[1])))

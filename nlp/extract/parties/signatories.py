"""How many stand behind a petition, and who speaks for them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.extract.parties.cues import PetitionCues
from nlp.extract.parties.letter import Letter
from nlp.extract.parties.pairing import Person
from nlp.extract.parties.people import find_signed_names, read_name
from nlp.text.fold import fold_all
from nlp.text.span import Span

_BEHIND = 45
_MOST_SIGNATURES = 12
_CLAUSE = re.compile(r"[.!?;](?:\s|$)|\n\s*\n")


def count_signatories(cues: PetitionCues, letter: Letter, people: Sequence[Person], group: int | None) -> int | None:
    """How many people stand behind the paper: the ``group``, or a number stated next to words of one, else those named.

    `A, B và 27 chữ ký` counts the names too. None where nobody is named and no number is stated.
    """
    named = sum(1 for person in people if person.petitioner.name)
    stated = [count for count in (group, _stated_count(cues, letter, named)) if count is not None]
    if not stated:
        return max(named, min(len(find_signed_names(cues, letter)), _MOST_SIGNATURES)) or None
    return max(*stated, named)


def _stated_count(cues: PetitionCues, letter: Letter, named: int) -> int | None:
    bare = letter.document.view("bare")
    central_end = (letter.title.end if letter.title else 0) + 900
    for match in cues["counted"].finditer(bare):
        near = bare[max(0, match.start() - 70) : match.end() + 45]
        if (match.start() < central_end or match.start() >= letter.body.end - 400) and cues["group"].search(near):
            besides = cues["besides"].search(bare[max(0, match.start() - 12) : match.start()]) is not None
            return int(match["number"]) + (named if besides else 0)
    return None


def find_representatives(cues: PetitionCues, letter: Letter, people: Sequence[Person]) -> list[Span]:
    """The names of those who speak for others: who petition as representatives, and who signs for a body that petitions."""
    text, bare = letter.document.text, letter.document.view("bare")
    known = {_fold(text, person.name) for person in people if person.name}
    body = any(cues["body_name"].match(bare, p.name.start, p.name.end) for p in people if p.name)
    found = [person.name for person in people if person.name and _speaks_for_others(cues, letter, person.name)]
    for match in cues["represents"].finditer(bare, letter.body.start):
        name = read_name(text, match.end(), min(len(text), match.end() + 60))
        if name and (body or name.start >= letter.end.start or _fold(text, name) in known):
            found += [name, *(other for other in find_signed_names(cues, letter) if other.start > name.end)]
    if not found and body:
        found += find_signed_names(cues, letter)[:1]
    first: dict[str, Span] = {}
    for span in sorted(found):
        first.setdefault(_fold(text, span), span)
    return list(first.values())


def _fold(text: str, span: Span) -> str:
    return " ".join(fold_all(span.of(text)).split())


def _speaks_for_others(cues: PetitionCues, letter: Letter, name: Span) -> bool:
    """Whether a word for a representative stands by the name, in its clause."""
    bare = letter.document.view("bare")
    behind = _CLAUSE.split(bare[name.end : name.end + _BEHIND], maxsplit=1)[0]
    return cues["representative_behind"].match(behind) is not None

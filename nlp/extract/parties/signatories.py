"""How many stand behind a petition, and who speaks for them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.extract.parties.cues import PetitionCues
from nlp.extract.parties.letter import Letter
from nlp.extract.parties.pairing import Person, fold_name
from nlp.extract.parties.people import find_signed_names, read_name
from nlp.text.span import Span

_BEHIND = 45
_LONGEST_NAME = 60
_MOST_SIGNATURES = 12
_CLAUSE_END = re.compile(r"[.!?]\s")
_CLAUSE = re.compile(r"[.!?;](?:\s|$)|\n\s*\n")


def count_signatories(cues: PetitionCues, letter: Letter, people: Sequence[Person], group: int | None) -> int | None:
    """How many people stand behind the paper: the ``group``, or a number stated next to words of one, else those named.

    `A, B và 27 chữ ký` counts the names too. None where nobody is named and no number is stated.
    """
    named = sum(1 for person in people if person.petitioner.name)
    stated = [count for count in (group, _stated_count(cues, letter, named)) if count is not None]
    if not stated:
        signed = {fold_name(letter.document.text, name) for name in find_signed_names(cues, letter)}
        return max(named, min(len(signed), _MOST_SIGNATURES)) or None
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
    names = [person.name for person in people if person.name]
    known = {fold_name(text, name) for name in names}
    signed = [name for name in find_signed_names(cues, letter) if fold_name(text, name) in known or not name.of(text).isupper()]
    body = any(cues["body_name"].match(bare, name.start, name.end) for name in names)
    found: list[Span] = []
    for name in names:  # `bà A và ông B đại diện`
        behind = _CLAUSE.split(bare[name.end : name.end + _BEHIND], maxsplit=1)[0]
        if cues["representative_behind"].match(behind):
            found += [*(other for other in names if other.start < name.start and _on_one_line(text, other, name)), name]
    for match in cues["represents"].finditer(bare, letter.body.start):
        title = match.start("title")
        start = title if title >= 0 and not text[title : match.end()].islower() else match.end()  # `Chu` is no `chú`
        led = read_name(text, start, min(len(text), start + _LONGEST_NAME))
        if led is None or led.of(text).isupper():
            continue
        if fold_name(text, led) in known or led.start >= letter.end.start or body:
            found += [led, *(other for other in names if other.start > led.start and _on_one_line(text, led, other))]
            found += [other for other in signed if other.start > led.start]
    if not found and body:
        found += signed[:1]
    first: dict[str, Span] = {}
    for span in sorted(found):
        first.setdefault(fold_name(text, span), span)
    return list(first.values())


def _on_one_line(text: str, first: Span, second: Span) -> bool:
    """Whether the two stand in one sentence of one line."""
    between = text[first.end : second.start]
    return "\n" not in between and _CLAUSE_END.search(between) is None

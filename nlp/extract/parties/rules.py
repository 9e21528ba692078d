"""What the rules find in a petition: names and addresses, the target, the requests."""

from __future__ import annotations

import re

from nlp.extract.parties.cues import PetitionCues
from nlp.extract.parties.letter import Letter
from nlp.extract.parties.people import find_petitioners
from nlp.extract.parties.requests import find_requests
from nlp.extract.parties.target import find_target
from nlp.text.span import Span

#: What is looked for; the names are those of a petition's evidence.
LAYERS = ("petitioner", "address", "target", "request")
_VOTERS = re.compile(r"(?<!\w)cu\s+tri(?!\w)")
Findings = list[tuple[str, Span]]


def find_by_rules(cues: PetitionCues, letter: Letter) -> Findings:
    """The spans of each of ``LAYERS`` as the rules see them, by start."""
    found: Findings = []
    if not is_voters_summary(letter):
        found += find_petitioners(cues, letter)
        target = find_target(cues, letter)
        found += [("target", target)] if target else []
    area = Span(letter.body.start, letter.end.start if letter.is_letter else len(letter.document.text))
    found += [("request", request.span) for request in find_requests(letter.document, area)]
    return sorted(found, key=lambda item: item[1])


def is_voters_summary(letter: Letter) -> bool:
    """A delegation's note of what voters say: nobody in particular petitions."""
    bare = letter.document.view("bare")
    return not letter.is_letter and _VOTERS.search(bare, 0, min(len(bare), 1500)) is not None

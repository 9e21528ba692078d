"""The reader of petitions as a component of the pipeline."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from nlp.document.annotation import Provenance
from nlp.document.document import Document
from nlp.extract.parties.cues import load_petition_cues
from nlp.extract.parties.flag_cues import load_flag_cues
from nlp.extract.parties.flags import Circumstances, find_circumstances
from nlp.extract.parties.letter import Letter, read_letter
from nlp.extract.parties.models import Petitioner, PetitionFacts
from nlp.extract.parties.people import count_signatories, find_petitioners
from nlp.extract.parties.requests import find_requests
from nlp.extract.parties.target import find_target
from nlp.gazetteer.resolve import resolve_address
from nlp.segment.models import Family, Header, Profile
from nlp.text.span import Span

_VOTERS = re.compile(r"(?<!\w)cu\s+tri(?!\w)")


class PetitionReader:
    """What a petition says of itself: who petitions, against what, what is asked for, in which circumstances."""

    name: ClassVar[str] = "petition_facts"
    version: ClassVar[int] = 3
    requires: ClassVar[frozenset[str]] = frozenset({"profile", "header", "segments"})
    provides: ClassVar[frozenset[str]] = frozenset({"petition_facts"})

    def annotate(self, document: Document) -> Iterable[PetitionFacts]:
        """One annotation for a petition, nothing for anything else."""
        profile = document.first(Profile)
        if profile is not None and profile.family is Family.PETITION:
            yield self.read(document)

    def read(self, document: Document) -> PetitionFacts:
        """The facts of a document taken for a petition.

        >>> from nlp.document.document import build_document
        >>> text = "ĐƠN KHIẾU NẠI\\nKính gửi: UBND xã Tân An\\nTôi là Lê Văn Ba, ở ấp 3, xã Tân An.\\n"
        >>> text += "Tôi đề nghị hủy Quyết định số 5.\\nLê Văn Ba"
        >>> facts = PetitionReader().read(build_document(text))
        >>> facts.petitioners[0].name, facts.petitioners[0].address, facts.requests
        ('Lê Văn Ba', 'ấp 3, xã Tân An', ('hủy Quyết định số 5',))
        """
        cues = load_petition_cues()
        letter = read_letter(document)
        people = [] if _is_voters_summary(letter) else find_petitioners(cues, letter)
        header = document.first(Header)
        petitioners = tuple(_locate(item.petitioner, header.date if header else None) for item in people)
        seen = (
            Circumstances((), None, None)
            if _is_voters_summary(letter)
            else find_circumstances(load_flag_cues(), letter, petitioners)
        )
        signatories = None if _is_voters_summary(letter) else seen.count or count_signatories(cues, letter, people)
        target = None if _is_voters_summary(letter) else find_target(cues, letter)
        area = Span(letter.body.start, letter.end.start if letter.is_letter else len(document.text))
        requests = find_requests(document, area)
        evidence = [pair for item in people for pair in item.spans]
        evidence += [("target", target)] if target else []
        evidence += [("request", request.span) for request in requests]
        evidence += [(f"flag.{flag.code}.{flag.rule}", span) for flag in seen.flags for span in flag.spans]
        return PetitionFacts(
            span=Span(0, len(document.text)),
            provenance=Provenance(
                self.name, self.version, "letter" if letter.is_letter else "note", tuple(s for _, s in evidence)
            ),
            petitioners=petitioners,
            signatories=signatories,
            target=" ".join(target.of(document.text).split()) if target else None,
            date=header.date if header else None,
            signed=seen.signed,
            requests=tuple(" ".join(r.span.of(document.text).split()) for r in requests),
            flags=tuple(flag.code for flag in seen.flags),
            evidence=tuple(evidence),
        )


def _locate(person: Petitioner, day: dt.date | None) -> Petitioner:
    """The person with the administrative units of the address as written on ``day``."""
    return replace(person, unit=resolve_address(person.address, as_of=day)) if person.address else person


def _is_voters_summary(letter: Letter) -> bool:
    """A delegation's note of what voters say: nobody in particular petitions."""
    bare = letter.document.view("bare")
    return not letter.is_letter and _VOTERS.search(bare, 0, min(len(bare), 1500)) is not None

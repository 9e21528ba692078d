"""The reader of petitions as a component of the pipeline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from nlp.document.annotation import Provenance
from nlp.document.document import Document
from nlp.errors import DonthuError
from nlp.extract.parties.answers import find_earlier_answers
from nlp.extract.parties.attachments import find_attachments
from nlp.extract.parties.cues import load_petition_cues
from nlp.extract.parties.flag_cues import load_flag_cues
from nlp.extract.parties.flags import Circumstances, find_circumstances
from nlp.extract.parties.letter import Letter, read_letter
from nlp.extract.parties.models import Petitioner, PetitionFacts
from nlp.extract.parties.pairing import pair_people
from nlp.extract.parties.rules import Findings, find_by_rules, is_voters_summary
from nlp.extract.parties.signatories import count_signatories, find_representatives
from nlp.extract.parties.tagging.artefacts import load_tagger
from nlp.extract.parties.target import describe_target
from nlp.extract.parties.writing_date import find_writing_date
from nlp.gazetteer.resolve import resolve_address
from nlp.resources.artefacts import find_model_directory
from nlp.segment.models import Family, Profile
from nlp.text.span import Span

#: How names, addresses, targets and requests are found: by the trained model, or by the rules alone.
FINDERS = ("model", "rules")
MODEL = "petition_people"


class PetitionReader:
    """What a petition says of itself: who petitions, against what, what is asked for, in which circumstances.

    ``finder`` is one of ``FINDERS``; ``model`` names a folder with another model than the shipped one, which is loaded when
    the first petition comes.
    """

    name: ClassVar[str] = "petition_facts"
    version: ClassVar[int] = 4
    requires: ClassVar[frozenset[str]] = frozenset({"profile", "header", "segments", "citations"})
    provides: ClassVar[frozenset[str]] = frozenset({"petition_facts"})

    def __init__(self, *, finder: str = "model", model: str | None = None) -> None:
        if finder not in FINDERS:
            raise DonthuError("model.unknown", f"finder {finder!r} is none of {', '.join(FINDERS)}", "name one of them")
        self.finder, self.model = finder, model

    def annotate(self, document: Document) -> Iterable[PetitionFacts]:
        """One annotation for a petition, nothing for anything else."""
        profile = document.first(Profile)
        if profile is not None and profile.family is Family.PETITION:
            yield self.read(document)

    def find(self, letter: Letter) -> Findings:
        """The spans of names, addresses, targets and requests, by start."""
        ruled = find_by_rules(load_petition_cues(), letter)
        if self.finder == "rules":
            return ruled
        return load_tagger(Path(self.model) if self.model else find_model_directory(MODEL)).find(letter, ruled)

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
        found = self.find(letter)
        people = pair_people(cues, letter, found)
        day = find_writing_date(letter)
        petitioners = tuple(_locate(person.petitioner, day) for person in people)
        summary = is_voters_summary(letter)
        seen = Circumstances((), None, None) if summary else find_circumstances(load_flag_cues(), letter, petitioners)
        signatories = None if summary else count_signatories(cues, letter, people, seen.count)
        representatives = find_representatives(cues, letter, people)
        targets = [span for layer, span in found if layer == "target"]
        requests = [span for layer, span in found if layer == "request"]
        attachments = find_attachments(cues, letter)
        evidence = [pair for person in people for pair in person.spans]
        evidence += [("representative", span) for span in representatives]
        evidence += [("target", span) for span in targets]
        evidence += [("request", span) for span in requests]
        evidence += [("attachment", span) for span in attachments]
        evidence += [(f"flag.{flag.code}.{flag.rule}", span) for flag in seen.flags for span in flag.spans]
        described = tuple(describe_target(cues, letter, span) for span in targets)
        return PetitionFacts(
            span=Span(0, len(document.text)),
            provenance=Provenance(
                self.name,
                self.version,
                f"{'letter' if letter.is_letter else 'note'}.{self.finder}",
                tuple(s for _, s in evidence),
            ),
            petitioners=petitioners,
            representatives=_lines(document, representatives),
            signatories=signatories,
            target=described[0].text if described else None,
            targets=described,
            date=day,
            signed=seen.signed,
            requests=_lines(document, requests),
            earlier_answers=tuple(citation.id for citation in find_earlier_answers(cues, document)),
            attachments=_lines(document, attachments),
            flags=tuple(flag.code for flag in seen.flags),
            evidence=tuple(evidence),
        )


def _locate(person: Petitioner, day: dt.date | None) -> Petitioner:
    """The person with the administrative units of the address as written on ``day``."""
    return replace(person, unit=resolve_address(person.address, as_of=day)) if person.address else person


def _lines(document: Document, spans: Iterable[Span]) -> tuple[str, ...]:
    """The texts of spans, white space folded."""
    return tuple(" ".join(span.of(document.text).split()) for span in spans)

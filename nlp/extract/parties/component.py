"""The reader of petitions as a component of the pipeline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from nlp.document.annotation import Provenance
from nlp.document.document import Document
from nlp.errors import DonthuError
from nlp.extract.parties.answers import find_earlier_answers
from nlp.extract.parties.attachments import find_attachments
from nlp.extract.parties.cues import load_petition_cues
from nlp.extract.parties.entities.find import LAYERS as ENTITIES
from nlp.extract.parties.entities.find import find_entities
from nlp.extract.parties.flag_cues import load_flag_cues
from nlp.extract.parties.flags import Circumstances, find_circumstances
from nlp.extract.parties.letter import Letter, read_letter
from nlp.extract.parties.models import Petitioner, PetitionFacts, TargetKind
from nlp.extract.parties.pairing import pair_people
from nlp.extract.parties.roster import find_roster
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
#: The pipeline of spaCy, from which layers come that ``entities`` names.
ENTITY_MODEL = "petition_entities"


class PetitionReader:
    """What a petition says of itself: who petitions, against what, what is asked for, in which circumstances.

    ``finder`` is one of ``FINDERS``; ``entities`` names layers (``petitioner``, ``address``, ``target``) that a pipeline of spaCy
    finds in its place. ``model`` and ``entity_model`` name folders with others than the shipped ones. What is named is loaded
    when the first petition comes.
    """

    name: ClassVar[str] = "petition_facts"
    version: ClassVar[int] = 6
    requires: ClassVar[frozenset[str]] = frozenset({"profile", "header", "segments", "citations"})
    provides: ClassVar[frozenset[str]] = frozenset({"petition_facts"})

    def __init__(
        self,
        *,
        finder: str = "model",
        model: str | None = None,
        entities: Sequence[str] | None = None,
        entity_model: str | None = None,
    ) -> None:
        if finder not in FINDERS:
            raise DonthuError("model.unknown", f"finder {finder!r} is none of {', '.join(FINDERS)}", "name one of them")
        if entities is not None and not (isinstance(entities, list | tuple) and set(entities) <= set(ENTITIES)):
            raise DonthuError("model.unknown", f"entities {entities!r} is no list of {', '.join(ENTITIES)}", "name some of them")
        self.finder, self.model = finder, model
        self.entities, self.entity_model = tuple(entities or ()), entity_model

    def annotate(self, document: Document) -> Iterable[PetitionFacts]:
        """One annotation for a petition, nothing for anything else."""
        profile = document.first(Profile)
        if profile is not None and profile.family is Family.PETITION:
            yield self.read(document)

    def find(self, letter: Letter) -> Findings:
        """The spans of names, addresses, targets and requests, by start."""
        found = self._find_all(letter)
        if not self.entities:
            return found
        directory = Path(self.entity_model) if self.entity_model else find_model_directory(ENTITY_MODEL)
        others = [item for item in found if item[0] not in self.entities]
        return sorted([*others, *find_entities(directory, letter.document.text, self.entities)], key=lambda item: item[1])

    def _find_all(self, letter: Letter) -> Findings:
        cues = load_petition_cues()
        ruled = find_by_rules(cues, letter)
        if self.finder == "rules":
            return ruled
        found = load_tagger(Path(self.model) if self.model else find_model_directory(MODEL)).find(letter, ruled)
        if any(layer == "target" for layer, _ in found):
            return found
        # In a complaint of one sentence the model overlooks the decision; the rules do not.
        targets = [span for layer, span in ruled if layer == "target"]
        missed = [("target", s) for s in targets if describe_target(cues, letter, s).kind is TargetKind.DECISION]
        return sorted([*found, *missed], key=lambda item: item[1])

    def _find_around(self, document: Document, table: Span) -> Findings:
        """What stands before and behind a table; those who find it never saw one, and lose their way in its rows."""
        text = f"{document.text[: table.start]}{document.text[table.end :]}"
        layers = {name: tuple(item for item in layer if item.span.end <= table.start) for name, layer in document.layers.items()}
        found = self.find(read_letter(replace(document, text=text, layers=layers, _views={}, _sentences={})))
        before = [(name, span) for name, span in found if span.end <= table.start]
        return before + [(name, span.shifted(len(table))) for name, span in found if span.start >= table.start]

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
        roster = find_roster(cues, letter)
        found = self.find(letter) if roster is None else self._find_around(document, roster.span)
        people = pair_people(cues, letter, found, roster if roster is not None and roster.signs else None)
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
                ".".join(("letter" if letter.is_letter else "note", self.finder, *(("spacy",) if self.entities else ()))),
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

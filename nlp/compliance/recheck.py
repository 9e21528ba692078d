"""The findings of a petition anew from its record, when a fact comes to be known: nothing is read or classified again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nlp.classify.labels import PetitionLabels
from nlp.compliance.component import ComplianceChecker
from nlp.compliance.models import Finding, GivenFacts, ProposedHandling
from nlp.document.annotation import Annotation, Provenance
from nlp.document.decode import decode_record
from nlp.document.record import EMPTY_PETITION, encode_annotation
from nlp.extract.citations.models import Citation
from nlp.extract.obligations.models import Obligation
from nlp.extract.parties.models import PetitionFacts
from nlp.extract.temporal.models import Deadline
from nlp.segment.models import Header, Profile, Segment
from nlp.text.span import Span

Record = dict[str, Any]
_READ: tuple[type[Annotation], ...] = (
    Profile, Header, Segment, Citation, Deadline, Obligation, PetitionLabels, PetitionFacts,
)  # fmt: skip


def recheck_record(record: Mapping[str, Any], facts: Mapping[str, str], checker: ComplianceChecker) -> Record:
    """The record of a petition with the findings and the proposal that ``checker`` gives for it when ``facts`` are known.

    All else of the record stays as it is. A document that was taken for something else is judged as a petition where the facts
    give its type (``loai_don``). Raises LawError for facts that are none, DonthuError for a record of another version.
    """
    given = dict(facts)
    if record["family"] != "petition" and "loai_don" in given:
        record = {**record, "family": "petition", "petition": EMPTY_PETITION}
    document = decode_record(record, _READ)
    told = GivenFacts(span=Span(0, 0), provenance=Provenance("facts", 1, "given"), facts=given)
    document = document.with_layers({GivenFacts.LAYER: [told]})
    found = list(checker.annotate(document))
    findings = sorted((f for f in found if isinstance(f, Finding)), key=lambda finding: (finding.span.start, -finding.span.end))
    proposal = next((item for item in found if isinstance(item, ProposedHandling)), None)
    petition = record["petition"]
    return {
        **record,
        "findings": [encode_annotation(document, finding) for finding in findings],
        "petition": {**petition, "proposed_action": proposal.payload() if proposal else None} if petition is not None else None,
    }

"""The checker: the one place where documents and law meet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import ClassVar

from nlp.classify.labels import PetitionType
from nlp.compliance.case import COMPONENT, VERSION, Case
from nlp.compliance.citations import check_citations
from nlp.compliance.contradictions import check_contradictions
from nlp.compliance.deadlines import check_deadlines
from nlp.compliance.directives import check_directives
from nlp.compliance.duties import check_duties
from nlp.compliance.form import check_form_of
from nlp.compliance.models import Finding, GivenFacts, ProposedHandling
from nlp.compliance.petitions import check_petition
from nlp.document.document import Document
from nlp.errors import ConfigError, LawError
from nlp.law.competence import load_competence
from nlp.law.facts import Value, parse_facts
from nlp.law.library import load_library
from nlp.segment.models import Header, Profile


class ComplianceChecker:
    """Annotates what the rules layer says of a document: form, citations, deadlines, tasks, time limits of petitions.

    ``as_of`` is the evaluation date; without it the law is asked for the document's own date only. ``law_folder`` is a user's own
    folder of parameters and rules; ``facts`` are facts of petitions as text, which go before what was read, and behind those in
    the layer ``given_facts`` of a document. ``receiver`` is the office that receives petitions; empty: each is judged as received
    by the first office that it is addressed to.
    """

    name: ClassVar[str] = COMPONENT
    version: ClassVar[int] = VERSION
    requires: ClassVar[frozenset[str]] = frozenset(
        {"profile", "header", "segments", "citations", "deadlines", "obligations", "petition_labels", "petition_facts"}
    )
    provides: ClassVar[frozenset[str]] = frozenset({"findings", "proposed_action"})

    def __init__(
        self,
        *,
        as_of: dt.date | None = None,
        law_folder: Path | None = None,
        facts: Mapping[str, str] | None = None,
        receiver: str = "",
    ) -> None:
        if receiver and receiver not in (offices := load_competence().offices):
            raise ConfigError("config.value", f"compliance.receiver: no office {receiver!r}", f"offices: {', '.join(offices)}")
        self.as_of = as_of
        self.law_folder = law_folder
        self.receiver = receiver
        self.given = parse_given(facts or {}, law_folder)

    def annotate(self, document: Document) -> Iterable[Finding | ProposedHandling]:
        """The findings of the document, and what is proposed for a petition; none where it was not segmented.

        >>> from nlp.document.document import build_document
        >>> list(ComplianceChecker().annotate(build_document("Một câu.")))
        []
        """
        profile, header = document.first(Profile), document.first(Header)
        if profile is None or header is None:
            return
        given = self.given
        if (own := document.first(GivenFacts)) is not None:
            given = {**given, **parse_given(own.facts, self.law_folder)}
        case = Case(document, profile, header, self.as_of, load_library(self.law_folder), given, self.receiver)
        yield from check_form_of(case)
        yield from check_citations(case)
        yield from check_contradictions(case)
        yield from check_deadlines(case)
        yield from check_directives(case)
        yield from check_duties(case)
        yield from check_petition(case)


def parse_given(facts: Mapping[str, str], law_folder: Path | None = None) -> dict[str, Value]:
    """Facts of a petition given as text; raises LawError for one that nobody knows, or whose value is of the wrong kind.

    >>> parse_given({"ngay_nhan": "2026-11-02"})
    {'ngay_nhan': datetime.date(2026, 11, 2)}
    """
    given = parse_facts(facts, load_library(law_folder).facts)
    if (told := given.get("loai_don")) is not None and told not in (types := tuple(PetitionType)):
        raise LawError("law.fact_kind", f"loai_don={told!r}: không phải loại đơn", f"có: {', '.join(types)}")
    return given

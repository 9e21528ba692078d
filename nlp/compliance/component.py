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
from nlp.compliance.models import Finding, ProposedHandling
from nlp.compliance.petitions import check_petition
from nlp.document.document import Document
from nlp.errors import ConfigError, LawError
from nlp.law.competence import load_competence
from nlp.law.facts import parse_facts
from nlp.law.library import load_library
from nlp.segment.models import Header, Profile


class ComplianceChecker:
    """Annotates what the rules layer says of a document: form, citations, deadlines, tasks, time limits of petitions.

    ``as_of`` is the evaluation date; without it the law is asked for the document's own date only. ``law_folder`` is a user's own
    folder of parameters and rules; ``facts`` are facts of a petition as text, which go before what was read. ``receiver`` is the
    office that receives petitions; empty: each is judged as received by the first office that it is addressed to.
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
        self.given = parse_facts(facts or {}, load_library(law_folder).facts)
        if (told := self.given.get("loai_don")) is not None and told not in (types := tuple(PetitionType)):
            raise LawError("law.fact_kind", f"loai_don={told!r}: không phải loại đơn", f"có: {', '.join(types)}")

    def annotate(self, document: Document) -> Iterable[Finding | ProposedHandling]:
        """The findings of the document, and what is proposed for a petition; none where it was not segmented.

        >>> from nlp.document.document import build_document
        >>> list(ComplianceChecker().annotate(build_document("Một câu.")))
        []
        """
        profile, header = document.first(Profile), document.first(Header)
        if profile is None or header is None:
            return
        case = Case(document, profile, header, self.as_of, load_library(self.law_folder), self.given, self.receiver)
        yield from check_form_of(case)
        yield from check_citations(case)
        yield from check_contradictions(case)
        yield from check_deadlines(case)
        yield from check_directives(case)
        yield from check_duties(case)
        yield from check_petition(case)

"""The checker: the one place where documents and law meet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import ClassVar

from nlp.compliance.case import COMPONENT, VERSION, Case
from nlp.compliance.citations import check_citations
from nlp.compliance.contradictions import check_contradictions
from nlp.compliance.deadlines import check_deadlines
from nlp.compliance.directives import check_directives
from nlp.compliance.form import check_form_of
from nlp.compliance.models import Finding
from nlp.compliance.petitions import check_petition
from nlp.document.document import Document
from nlp.segment.models import Header, Profile


class ComplianceChecker:
    """Annotates what the rules layer says of a document: form, citations, deadlines, tasks, time limits of petitions.

    ``as_of`` is the evaluation date; without it the law is asked for the document's own date only.
    """

    name: ClassVar[str] = COMPONENT
    version: ClassVar[int] = VERSION
    requires: ClassVar[frozenset[str]] = frozenset(
        {"profile", "header", "segments", "citations", "deadlines", "obligations", "petition_labels", "petition_facts"}
    )
    provides: ClassVar[frozenset[str]] = frozenset({"findings"})

    def __init__(self, *, as_of: dt.date | None = None) -> None:
        self.as_of = as_of

    def annotate(self, document: Document) -> Iterable[Finding]:
        """The findings of the document; none where it was not segmented.

        >>> from nlp.document.document import build_document
        >>> list(ComplianceChecker().annotate(build_document("Một câu.")))
        []
        """
        profile, header = document.first(Profile), document.first(Header)
        if profile is None or header is None:
            return
        case = Case(document, profile, header, self.as_of)
        yield from check_form_of(case)
        yield from check_citations(case)
        yield from check_contradictions(case)
        yield from check_deadlines(case)
        yield from check_directives(case)
        yield from check_petition(case)

"""The citation reader: find, parse, resolve."""
from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from nlp.document.document import Document
from nlp.extract.citations.find import find_mentions
from nlp.extract.citations.models import Citation
from nlp.extract.citations.patterns import load_citation_data
from nlp.extract.citations.resolve import resolve_mention
from nlp.segment.models import Header, Segment, SegmentType


class CitationReader:
    """Annotates every mention of an identified instrument; the document's own number is none."""

    name: ClassVar[str] = "citations"
    version: ClassVar[int] = 1
    requires: ClassVar[frozenset[str]] = frozenset({"header", "segments"})
    provides: ClassVar[frozenset[str]] = frozenset({"citations"})

    def annotate(self, document: Document) -> Iterable[Citation]:
        """The citations of the text, by start.

        >>> from nlp.document.document import build_document
        >>> [c.number for c in CitationReader().annotate(build_document("theo Kế hoạch số 68- KH/HU ngày 23/3/2017"))]
        ['68-KH/HU']
        """
        data = load_citation_data()
        header = document.first(Header)
        own = header.number.casefold() if header and header.number and header.number[0] not in "/-" else None
        number_zones = [s.span for s in document.layer(Segment) if s.type is SegmentType.NUMBER]
        for mention in find_mentions(document, data):
            if own and mention.number is not None and str(mention.number).casefold() == own:
                continue
            if not mention.headed and any(zone.start <= mention.start < zone.end for zone in number_zones):
                continue
            yield resolve_mention(document, mention, data, header.date if header else None)

"""The citation reader: find, parse, resolve."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from nlp.document.document import Document
from nlp.extract.citations.anaphora import Antecedents, find_anaphora
from nlp.extract.citations.certainty import is_recognised_print
from nlp.extract.citations.find import find_mentions
from nlp.extract.citations.heads import Heads
from nlp.extract.citations.issuers import read_letterhead
from nlp.extract.citations.mention import Mention
from nlp.extract.citations.models import Anaphor, Citation
from nlp.extract.citations.patterns import load_citation_data
from nlp.extract.citations.relations import Related
from nlp.extract.citations.resolve import COMPONENT, VERSION, Context, resolve_mention
from nlp.segment.models import Family, Header, Profile, Segment, SegmentType


class CitationReader:
    """Annotates every mention of an identified instrument; the document's own number is none. Anaphora are a layer apart."""

    name: ClassVar[str] = COMPONENT
    version: ClassVar[int] = VERSION
    requires: ClassVar[frozenset[str]] = frozenset({"header", "segments"})
    provides: ClassVar[frozenset[str]] = frozenset({"citations", "anaphora"})

    def annotate(self, document: Document) -> Iterable[Citation | Anaphor]:
        """The citations of the text by start, then its anaphora.

        >>> from nlp.document.document import build_document
        >>> [c.number for c in CitationReader().annotate(build_document("theo Kế hoạch số 68- KH/HU ngày 23/3/2017"))]
        ['68-KH/HU']
        """
        data = load_citation_data()
        header, profile = document.first(Header), document.first(Profile)
        family = profile.family if profile else None
        heads = Heads(document, data)
        own, cited = _sort_out_own(document, find_mentions(document, data, heads), header)
        recognised = any(mention.number_span for mention in cited) and is_recognised_print(document)
        context = Context(header.date if header else None, read_letterhead(header), family is Family.PETITION, recognised)
        pairs: list[tuple[Mention, Citation]] = []
        previous: Related | None = None
        for mention in cited:
            citation, previous = resolve_mention(document, mention, data, context, previous)
            pairs.append((mention, citation))
            yield citation
        kind = profile.kind if profile else None
        known = Antecedents(tuple(pairs), tuple(own), kind, family is Family.DISPATCH)
        yield from find_anaphora(document, data, known, heads)


def _sort_out_own(document: Document, mentions: list[Mention], header: Header | None) -> tuple[list[Mention], list[Mention]]:
    """The mentions of the document's own number, and the others; what stands outside the document counts for neither."""
    own_number = header.number.casefold() if header and header.number and header.number[0] not in "/-" else None
    segments = document.layer(Segment)
    number_zones = [s.span for s in segments if s.type is SegmentType.NUMBER]
    outside = [s.span for s in segments if s.type is SegmentType.BOILERPLATE]
    own: list[Mention] = []
    cited: list[Mention] = []
    for mention in mentions:
        if any(zone.start <= mention.start < zone.end for zone in outside):
            continue
        if own_number and mention.number is not None and str(mention.number).casefold() == own_number:
            own.append(mention)
        elif mention.headed or not any(zone.start <= mention.start < zone.end for zone in number_zones):
            cited.append(mention)
    return own, cited

"""Mentions joined with their context: issuer by code, relation, the registry's entry, the identifier."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from nlp.document.annotation import Provenance
from nlp.document.document import Document
from nlp.extract.citations.issuers import Letterhead, complete_body, issuer_by_code, level_of_body
from nlp.extract.citations.linking import find_conflicts, find_entry, link_entry
from nlp.extract.citations.mention import Mention
from nlp.extract.citations.models import Citation, Relation
from nlp.extract.citations.parse import Number, format_urn
from nlp.extract.citations.patterns import CitationData
from nlp.extract.citations.relations import find_relation
from nlp.text.span import Span

COMPONENT = "citations"
VERSION = 2


@dataclass(frozen=True)
class Context:
    """What the document says about itself: its date, its letterhead's places, whether citizens wrote it."""

    date: dt.date | None
    letterhead: Letterhead
    petition: bool


def resolve_mention(
    document: Document, mention: Mention, data: CitationData, context: Context, previous: tuple[Mention, Relation] | None = None
) -> Citation:
    """The citation of a mention; what neither the text nor the data decides stays None.

    ``previous`` is the mention before it with its relation, which members of one list share.
    """
    by_code, code_level = issuer_by_code(mention.number, data) if isinstance(mention.number, Number) else (None, None)
    issuer = mention.issuer or by_code
    level = level_of_body(issuer, code_level) if issuer else code_level
    body = complete_body(issuer, level, context.letterhead) if issuer else None
    entry = find_entry(mention, level, context.date)
    relation, cues = find_relation(document.view("case"), mention, previous, petition=context.petition)
    number = str(mention.number) if mention.number is not None else None
    authority = body or (entry.issuer if entry else None)
    return Citation(
        span=Span(mention.start, mention.end),
        provenance=Provenance(COMPONENT, VERSION, mention.rule, cues),
        kind=mention.kind,
        number=number,
        date=mention.date,
        issuer=issuer,
        title=mention.title,
        provisions=mention.provisions,
        urn=format_urn(
            mention.kind,
            number or (entry.number if entry else None),
            mention.date or (entry.issued if entry else None),
            authority,
        ),
        relation=relation,
        instrument=link_entry(entry, context.date) if entry else None,
        issuer_level=level,
        body=body,
        conflicts=find_conflicts(mention, entry, data, context.date),
    )

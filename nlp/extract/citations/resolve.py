"""Mentions joined with their context: issuer by code, relation, the registry's entry, the identifier."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from nlp.document.annotation import Provenance
from nlp.document.document import Document
from nlp.extract.citations.certainty import measure_certainty
from nlp.extract.citations.issuers import Letterhead, complete_body, issuer_by_code, level_of_body
from nlp.extract.citations.linking import find_conflicts, find_entry, link_entry
from nlp.extract.citations.mention import Mention
from nlp.extract.citations.models import Citation
from nlp.extract.citations.parse import Number, format_urn
from nlp.extract.citations.patterns import CitationData
from nlp.extract.citations.relations import Related, find_relation
from nlp.law.instruments import Instrument
from nlp.text.restore import load_restorer
from nlp.text.span import Span

COMPONENT = "citations"
VERSION = 4


@dataclass(frozen=True)
class Context:
    """What the document says about itself: its date, its letterhead's places, whether citizens wrote it, and whether a
    recogniser read it."""

    date: dt.date | None
    letterhead: Letterhead
    petition: bool
    recognised: bool = False


def resolve_mention(
    document: Document, mention: Mention, data: CitationData, context: Context, previous: Related | None = None
) -> tuple[Citation, Related]:
    """The citation of a mention, and the mention with its relation; what neither the text nor the data decides stays None.

    ``previous`` is the mention before it with its relation, which members of one list share.
    """
    if context.recognised and mention.issuer:
        _restore_issuer(mention, mention.issuer)
    parts = mention.number
    by_code, code_level = issuer_by_code(parts.code, party=parts.party) if isinstance(parts, Number) else (None, None)
    number = str(parts) if parts is not None else None
    issuer = mention.issuer or by_code
    level = level_of_body(issuer, code_level) if issuer else code_level
    body = complete_body(issuer, level, context.letterhead) if issuer else None
    entry = find_entry(mention, number, level, context.date)
    related = find_relation(document.view("case"), mention, previous, petition=context.petition)
    authority = body or (entry.issuer if entry else None)
    citation = Citation(
        span=Span(mention.start, mention.end),
        provenance=_explain(
            document, mention, number, data, related, entry, by_code=by_code, body=body, recognised=context.recognised
        ),
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
        relation=related.relation,
        instrument=link_entry(entry, context.date) if entry else None,
        issuer_level=level,
        body=body,
        conflicts=find_conflicts(mention, entry, data, context.date),
    )
    return citation, related


def _restore_issuer(mention: Mention, printed: str) -> None:
    """Restores the misread words of an issuer where that is certain."""
    issuer = load_restorer().restore(printed)
    if issuer != printed:
        mention.issuer, mention.issuer_rule = issuer, f"{mention.issuer_rule}+issuer_restored"


def _explain(
    document: Document, mention: Mention, number: str | None, data: CitationData, related: Related, entry: Instrument | None, *,
    by_code: str | None, body: str | None, recognised: bool,
) -> Provenance:  # fmt: skip
    """How the mention was found and where each value that does not stand in it comes from: rules joined by ``+``, and the
    cue spans: the word for the kind, the number, the words for the issuer, those for the relation."""
    certainty = measure_certainty(document.text, mention, number, entry, recognised=recognised)
    issuer = mention.issuer_rule if mention.issuer else "issuer_by_code" if by_code else None
    completed = "body_by_letterhead" if body and body != (mention.issuer or by_code) else None
    restored = "restored" if certainty.restored else None
    rules = "+".join(rule for rule in (mention.rule, restored, issuer, completed, related.rule) if rule)
    word = data.kind_words.match(document.view("case"), mention.head)
    head = Span(word.start(), word.end()) if word else None if mention.number_span else Span(mention.head, mention.end)
    cues = {(span.start, span.end): span for span in (head, mention.number_span, *mention.cues, *related.cues) if span}
    ordered = tuple(cues[place] for place in sorted(cues))
    return Provenance(COMPONENT, VERSION, rules, ordered, certainty.confidence)

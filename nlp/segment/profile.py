"""What a document is: family, kind and regime, from the evidence of its form and, where it has none, of its voice."""
from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.document.document import Document
from nlp.segment.cues import Cues
from nlp.segment.dispatch import Head
from nlp.segment.footer import Footer
from nlp.segment.layout import Verdict
from nlp.segment.models import Family, Regime
from nlp.segment.report import Report
from nlp.text.fold import fold_all
from nlp.text.lines import Line
from nlp.text.span import Span

_PARTY_NUMBER = re.compile(r"^[\d.]*[a-z]?-[A-ZĐ][\wĐđ]*/")
_SYMBOL_KIND = re.compile(r"^[\d.]*[a-zđ]?(?:/\d{4})?/(?P<state>[^\W\d]+)-|^[\d.]*[a-z]?-(?P<party>[^\W\d]+)/")
_STRONG_VOICE = re.compile(r"(?<!\w)(?:toi|chung\s+toi|tui|gia\s+dinh\s+toi|cu\s+tri)(?!\w)")


def classify_dispatch_kind(cues: Cues, head: Head, report: Report | None) -> tuple[str | None, str]:
    """The kind of a dispatch and the rule that gave it: its title, else its number, else what a report names."""
    if head.kind is not None:
        return head.kind, "title"
    if head.number is not None and head.number.number:
        match = _SYMBOL_KIND.match(head.number.number)
        if match and match["party"]:
            slug = cues.by_abbreviation.get(match["party"])
            if slug:
                return slug, "number.party"
        if match and match["state"] in cues.by_abbreviation and match["state"] not in ("TT", "QH"):
            return cues.by_abbreviation[match["state"]], "number.state"
        return "cong_van", "number.untitled"
    if report is not None and report.kind is not None:
        return report.kind, "report"
    if head.addressees:
        return "cong_van", "addressees.untitled"
    return None, "unknown"


def classify_regime(cues: Cues, head: Head, issuer: str | None, parent: str | None, number: str | None, footer: Footer | None) -> tuple[Regime, str]:
    """Whose rules of form a dispatch follows: of its bodies first, then of header, number and signature."""
    bodies = [fold_all(body) for body in (parent, issuer) if body]
    if any(cues["mass_organisation_heads"].match(body) for body in bodies[:2]) and not (head.party and head.party and _is_party_body(cues, bodies)):
        return Regime.MASS_ORGANISATION, "issuer.mass_organisation"
    if head.party:
        return Regime.PARTY, "header.party"
    if _is_party_body(cues, bodies):
        return Regime.PARTY, "issuer.party"
    if number and _PARTY_NUMBER.match(number):
        return Regime.PARTY, "number.party"
    return Regime.STATE, "default.state"


def _is_party_body(cues: Cues, bodies: Sequence[str]) -> bool:
    return any(cues["party_heads"].match(body) for body in bodies)


def classify_family(
    cues: Cues, document: Document, lines: Sequence[Line], head: Head, footer: Footer | None, title: Line | None, report: Report | None
) -> Verdict:
    """Family with its evidence; kind and regime of a dispatch are left to the caller.

    A petition's title decides against everything but a letterhead with a number; the form of a dispatch decides against
    voice; without either, who speaks decides.
    """
    evidence = _dispatch_evidence(head, footer)
    if title is not None and head.number is None:
        return Verdict(Family.PETITION, None, Regime.CITIZEN, "petition.title", (title.span,), 0.98)
    if evidence >= 3:
        return Verdict(Family.DISPATCH, None, None, "dispatch.form", _head_cues(head), 0.98)
    bare = document.view("bare")
    voice = _find_voice(cues, bare, lines)
    if report is not None and not _STRONG_VOICE.search(bare, 0, min(len(bare), 1500)) and _is_reported(lines, document):
        return Verdict(Family.DISPATCH, None, None, "dispatch.reported", (report.span,), 0.8)
    if evidence >= 2 and not voice:
        return Verdict(Family.DISPATCH, None, None, "dispatch.form_partial", _head_cues(head), 0.7)
    if voice:
        return Verdict(Family.PETITION, None, Regime.CITIZEN, "petition.voice", voice, 0.8)
    if evidence:
        return Verdict(Family.DISPATCH, None, None, "dispatch.form_partial", _head_cues(head), 0.5)
    return Verdict(Family.OTHER, None, None, "other.no_evidence", (), 0.5)


def _dispatch_evidence(head: Head, footer: Footer | None) -> int:
    """Points for the parts of a dispatch's form that the page shows."""
    points = 3 if head.number is not None else 0
    points += 2 if head.party else 0
    points += 1 if head.national and head.issuers else 0
    points += 2 if head.title is not None else 0
    points += 1 if head.wire or (head.subject and head.title is None) else 0
    if footer is not None:
        points += 2 if footer.recipients else 0
        points += 2 if footer.signature.authority else (1 if footer.signature.role else 0)
    return points


def _head_cues(head: Head) -> tuple[Span, ...]:
    spans = [head.number.span] if head.number else []
    spans += [head.title] if head.title else []
    return tuple([*spans, *head.national[:1]])


def _is_reported(lines: Sequence[Line], document: Document) -> bool:
    """Whether a text is long enough and of such a shape that it reports a dispatch rather than mentions one."""
    return len(document.text) > 500 and len(lines) > 2


def _find_voice(cues: Cues, bare: str, lines: Sequence[Line]) -> tuple[Span, ...]:
    """Cues of a citizen's voice or of citizens' wishes: a person and a wish, a wish alone in a short text, a petition's form."""
    end = min(len(bare), 6000)
    found: list[Span] = []
    for name in ("forms", "first_person", "third_person", "wishes"):
        match = cues[f"petition.{name}"].search(bare, 0, end)
        if match:
            found.append(Span(*match.span()))
    wish = cues["petition.wishes"].search(bare, 0, end)
    person = cues["petition.first_person"].search(bare, 0, end) or cues["petition.third_person"].search(bare, 0, end)
    if cues["petition.forms"].search(bare, 0, end) or (wish and (person or len(bare) < 4000)) or (person and len(bare) < 1500):
        return tuple(found)
    return ()

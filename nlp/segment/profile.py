"""What a document is: family, kind and regime, from the evidence of its form and, where it has none, of its voice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.document.document import Document
from nlp.segment.cues import Cues
from nlp.segment.dispatch import Head
from nlp.segment.footer import Footer
from nlp.segment.headline import Headline
from nlp.segment.layout import Verdict
from nlp.segment.models import Family, Regime
from nlp.segment.report import Report
from nlp.text.fold import fold_all
from nlp.text.lines import Line
from nlp.text.span import Span

_LONGEST_MESSAGE = 2500
_PARTY_NUMBER = re.compile(r"^[\d.]*[a-z]?-[A-ZĐ][\wĐđ]*/")
_SYMBOL_KIND = re.compile(r"^[\d.]*[a-zđ]?(?:/\d{4})?/(?P<state>[^\W\d]+)-|^[\d.]*[a-z]?-(?P<party>[^\W\d]+)/")


def classify_dispatch_kind(cues: Cues, head: Head, report: Report | Headline | None) -> tuple[str | None, str]:
    """The kind of a dispatch and the rule that gave it: its title, else its number, else what a report names."""
    if head.kind is not None:
        return head.kind, "title"
    if head.number is not None and head.number.number:
        match = _SYMBOL_KIND.match(head.number.number)
        if match and match["party"]:
            slug = cues.by_abbreviation.get(match["party"])
            if slug:
                return slug, "number.party"
        # `318/TTr-NV3` with `V/v` below is an inspectorate's công văn, not a tờ trình.
        abbreviation: str | None = match["state"] if match and not head.subject else None
        if abbreviation is not None and abbreviation in cues.by_abbreviation and abbreviation not in ("TT", "QH"):
            return cues.by_abbreviation[abbreviation], "number.state"
        return "cong_van", "number.untitled"
    if report is not None and report.kind is not None:
        return report.kind, "report"
    if head.addressees:
        return "cong_van", "addressees.untitled"
    return None, "unknown"


def classify_regime(cues: Cues, head: Head, issuer: str | None, parent: str | None, number: str | None) -> tuple[Regime, str]:
    """Whose rules of form a dispatch follows: of its bodies first, then of header, number and signature."""
    bodies = [fold_all(body) for body in (parent, issuer) if body]
    mass = any(cues["mass_organisation_heads"].match(body) for body in bodies)
    if head.youth or (mass and not (head.party and _is_party_body(cues, bodies))):
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
    cues: Cues,
    document: Document,
    head: Head,
    footer: Footer | None,
    title: Line | None,
    report: Report | Headline | None,
    *,
    on_page: bool,
    private: bool = False,
) -> Verdict:
    """Family with its evidence; kind and regime of a dispatch are left to the caller.

    A petition's title decides against everything but a letterhead with a number, and under the head of a law office or an
    enterprise (``private``) against that too; the form of a dispatch decides against
    voice; without either, who speaks decides.
    """
    evidence = _dispatch_evidence(head, footer)
    if title is not None and (head.number is None or private):
        return Verdict(Family.PETITION, None, Regime.CITIZEN, "petition.title", (title.span,), 0.98)
    if evidence >= 3:
        return Verdict(Family.DISPATCH, None, None, "dispatch.form", _head_cues(head), 0.98)
    voice = _find_voice(cues, document)
    told = report is not None and (len(document.text) > 500 or (report.date is not None and report.issuer is not None))
    if report is not None and told and (on_page or not _speaks(cues, document)):
        return Verdict(Family.DISPATCH, None, None, "dispatch.reported", (report.span,), 0.8)
    if evidence >= 2 and not voice:
        return Verdict(Family.DISPATCH, None, None, "dispatch.form_partial", _head_cues(head), 0.7)
    if voice:
        return Verdict(Family.PETITION, None, Regime.CITIZEN, "petition.voice", voice, 0.8)
    if evidence:
        return Verdict(Family.DISPATCH, None, None, "dispatch.form_partial", _head_cues(head), 0.5)
    if not on_page and len(document.text) < _LONGEST_MESSAGE and len(document.text.split()) > 5:
        # Portals take in one-line messages that neither ask nor name anybody: a fact reported to an authority.
        return Verdict(Family.PETITION, None, Regime.CITIZEN, "petition.formless", (), 0.3)
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
    return (*spans, *head.national[:1])


def _speaks(cues: Cues, document: Document) -> bool:
    """Whether a citizen or voters speak in the first lines."""
    end = min(len(document.text), 1500)
    first, view = cues.voice(document, "speakers")
    return first.search(view, 0, end) is not None


def _find_voice(cues: Cues, document: Document) -> tuple[Span, ...]:
    """Cues of a citizen's voice or of citizens' wishes: a petition's words, a person with a wish, a wish or an opinion alone
    in a short text."""
    length = len(document.text)
    end = min(length, 6000)
    found: dict[str, Span] = {}
    for name in ("forms", "first_person", "third_person", "wishes", "opinions"):
        pattern, view = cues.voice(document, name)
        match = pattern.search(view, 0, end)
        if match:
            found[name] = Span(*match.span())
    person = "first_person" in found or "third_person" in found
    if "forms" in found or ("wishes" in found and (person or length < 4000)) or (person and length < 1500):
        return tuple(found.values())
    return tuple(found.values()) if "opinions" in found and length < 2500 else ()

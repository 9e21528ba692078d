"""The document as the checker sees it: its layers at hand, its date, and what speaks against trusting the print."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from nlp.compliance.models import Finding, FindingSeverity, Verdict
from nlp.document.annotation import Provenance
from nlp.document.document import Document
from nlp.law.facts import Value
from nlp.law.library import Library, load_library
from nlp.resources.load import any_at_rare_letter, any_of, load_resource
from nlp.segment.models import Header, Profile, Segment, SegmentType
from nlp.text.dates import find_known_date
from nlp.text.fold import Shapes
from nlp.text.span import Span

COMPONENT = "compliance"
VERSION = 6
_ORDER = (FindingSeverity.INFO, FindingSeverity.WARNING, FindingSeverity.ERROR)
# Crawls keep the mark-up of the page: emphasis, cells of a layout table on lines of their own.
_WEB = re.compile(r"\*\*|^\|[ \t]*$", re.M)
# A scanned text is misread all over, so its beginning tells; the annexes of a long one are not counted.
_SAMPLE = 20_000
_DIRECTIVE_CUES = ("report", "report_time", "collects", "passes_on", "generic_bodies", "no_task")


@dataclass(frozen=True)
class Cues:
    """The compiled cues of ``compliance_cues.yaml``."""

    scan_signs: frozenset[str]
    scan_digits: re.Pattern[str]
    scan_words: re.Pattern[str]
    ended: re.Pattern[str]
    ended_behind: re.Pattern[str]
    evidence: Mapping[str, tuple[str, ...]]
    letterhead_codes: Mapping[str, tuple[str, ...]]
    titled_bodies: re.Pattern[str]
    report: re.Pattern[str]
    report_time: re.Pattern[str]
    collects: re.Pattern[str]
    passes_on: re.Pattern[str]
    generic_bodies: re.Pattern[str]
    no_task: re.Pattern[str]
    lead: re.Pattern[str]


@lru_cache(maxsize=1)
def load_cues() -> Cues:
    """The cues, compiled once."""
    data: dict[str, Any] = load_resource("compliance_cues.yaml")
    return Cues(
        scan_signs=frozenset(data["scan_signs"]),
        scan_digits=re.compile(r"[0-9](?=[^\W\d_]{2})"),
        scan_words=re.compile(any_at_rare_letter(data["scan_misreadings"])),
        ended=re.compile(any_of(data["ended_behind"])),
        ended_behind=re.compile(rf"\s*(?:(?:[^.;\n]|\n(?![ \t]*\n)){{0,60}}[\s(])?(?:{any_of(data['ended_behind'])})(?!\w)"),
        evidence={name: tuple(words) for name, words in data["evidence"].items()},
        letterhead_codes={head: tuple(codes) for head, codes in data["letterhead_codes"].items()},
        titled_bodies=re.compile(any_of(data["titled_bodies"])),
        **{name: re.compile(rf"\b(?:{any_of(data['directives'][name])})\b") for name in _DIRECTIVE_CUES},
        lead=re.compile(rf"\b(?:{any_of(data['directives']['lead'])})\b[^:]{{8,400}}:\s[^:]{{0,120}}\Z"),
    )


# A digit inside a word.
_DIGIT_SHAPE = Shapes(["a0aa"], {})


def count_scan_signs(text: str, code: bytes | None = None) -> int:
    """How many signs of a recogniser a text in lower case holds: odd characters, digits inside words, known misreadings.
    ``code`` is what ``encode_letters`` gives of it, where that is at hand.

    Each pattern begins with what is rare, so that the engine leaps to it; what stands before a digit is looked at here.

    >>> count_scan_signs("§ 1 quyêt định gi4ii quyết")
    3
    """
    cues = load_cues()
    found = sum(map(text.count, filter(text.__contains__, cues.scan_signs)))
    for match in cues.scan_digits.finditer(text) if _DIGIT_SHAPE.may_stand_in(code) else ():
        found += text[match.start() - 1 : match.start()].isalpha()
    return found + len(cues.scan_words.findall(text))


@dataclass(frozen=True)
class Case:
    """A document with its profile and header; ``as_of`` is the evaluation date, None where the caller gave none.

    ``library`` is the law at hand, ``given`` are facts that the caller knows, which go before what is read, ``receiver`` is the
    office that receives petitions (a code of ``competence.yaml``), empty for the first one that a petition is addressed to.
    """

    document: Document
    profile: Profile
    header: Header
    as_of: dt.date | None
    library: Library = field(default_factory=load_library)
    given: Mapping[str, Value] = field(default_factory=dict)
    receiver: str = ""

    @property
    def date(self) -> dt.date | None:
        """The document's own date."""
        return self.header.date

    @cached_property
    def period(self) -> tuple[dt.date, dt.date] | None:
        """The first and last day that the document's date can be: one day, or the month or year of a date partly blank."""
        if self.header.date is not None:
            return self.header.date, self.header.date
        span = self.header.spans.get("date")
        known = find_known_date(self.document.view("tone"), span.start, span.end) if span is not None else None
        return (known.first, known.last) if known else None

    @cached_property
    def zones(self) -> Mapping[SegmentType, Span]:
        """The first segment of each type that is no clause."""
        zones: dict[SegmentType, Span] = {}
        for segment in self.document.layer(Segment):
            if segment.type is not SegmentType.CLAUSE:
                zones.setdefault(segment.type, segment.span)
        return zones

    @cached_property
    def scanned(self) -> bool:
        """Whether the text was recognised from an image, by its source or by its look as printed."""
        if self.document.source.ocr:
            return True
        sample = self.document.view("lower")[:_SAMPLE]
        code = self.document.code
        signs = count_scan_signs(sample, code and code[:_SAMPLE])
        return signs >= 2 and signs * 5000 > len(sample)

    @cached_property
    def copied(self) -> bool:
        """Whether the text is a copy from a page, whose letterhead and foot the page may have cut or retyped."""
        if SegmentType.BOILERPLATE in self.zones:
            return True
        return self.document.source.media_type.startswith("text/") and _WEB.search(self.document.raw) is not None

    @property
    def reported(self) -> bool:
        """Whether the text only reports a dispatch."""
        return "reported" in self.profile.provenance.rule

    def finding(
        self,
        rule: str,
        verdict: Verdict,
        severity: FindingSeverity,
        message: str,
        *,
        spans: Iterable[Span] = (),
        basis: Sequence[str] = (),
        facts: Mapping[str, object] | None = None,
        due: dt.date | None = None,
        confidence: float | None = None,
    ) -> Finding:
        """A finding of this document, its span the first of ``spans``."""
        shown = tuple(sorted(spans))
        return Finding(
            span=shown[0] if shown else Span(0, 0),
            provenance=Provenance(COMPONENT, VERSION, rule, shown, confidence),
            rule=rule,
            verdict=verdict,
            severity=severity,
            message=message,
            legal_basis=tuple(dict.fromkeys(basis)),
            spans=shown,
            due=due,
            facts=dict(facts or {}),
        )


def cap(severity: FindingSeverity, most: FindingSeverity) -> FindingSeverity:
    """The lesser of the two severities.

    >>> cap(FindingSeverity.ERROR, FindingSeverity.WARNING).value
    'warning'
    """
    return _ORDER[min(_ORDER.index(severity), _ORDER.index(most))]

"""Facts about the print of a dispatch, each with the span it was read from; the law judges them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from nlp.compliance.case import Case, load_cues
from nlp.law.facts import Value
from nlp.law.format import PARTY, STATE
from nlp.segment.models import Family, Regime, SegmentType
from nlp.text.letters import CAPITALS
from nlp.text.span import Span

_NUMBER = re.compile(
    r"\W*(?P<word>S[ốỐ]\s?:?)\s*(?P<serial>[0-9]{0,5}[a-zđ]?|[.…_\s]*)\s*(?P<joint>[/–-])\s*(?P<symbol>\w.*)", re.S
)
_BLANK = r"[\s.…_]*"
_DATE = re.compile(
    rf"ngày(?P<day>{_BLANK}[0-9]{{0,2}}{_BLANK}),?\s*tháng(?P<month>{_BLANK}[0-9]{{0,2}}{_BLANK}),?"
    rf"\s*năm(?P<year>{_BLANK}[0-9]{{0,4}})"
)
_AUTHORITY = re.compile(
    rf"^(?:[^\w\n]|_)*(?P<form>TUQ|TM|KT|TL|Q|T\s?/\s?M|K\s?/\s?T|T\s?/\s?L|T\s?/\s?U\s?Q)(?P<stop>[.,]?)\s*[{CAPITALS}]", re.M
)
_ROLE = r"(?:PHÓ )?(?:CHỦ TỊCH|GIÁM ĐỐC|BÍ THƯ|TRƯỞNG|CHÁNH|BỘ TRƯỞNG|HIỆU TRƯỞNG)"
_SIGNED = re.compile(rf"^(?:[^\w\n]|_)*(?:(?:TM|KT|TL|TUQ|Q)\.|T/M|K/T|T/L|{_ROLE})", re.M)
_PARTY_JOINT = re.compile(r"[0-9]*[a-z]?-")


@dataclass
class PrintFacts:
    """Facts by the names of ``nlp.law.facts``, and where each was read."""

    body: str
    values: dict[str, Value] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    blank: bool = False

    def put(self, name: str, value: Value, span: Span | None) -> None:
        """Adds a fact with its span."""
        self.values[name] = value
        if span is not None:
            self.spans[name] = span

    def spans_of(self, names: Mapping[str, Value]) -> tuple[Span, ...]:
        """The spans behind the facts that a rule read."""
        return tuple(dict.fromkeys(self.spans[name] for name in names if name in self.spans))


def read_print(case: Case) -> PrintFacts | None:
    """The facts of a dispatch's print; None for what no rules of form are known: reports, legislation, mass organisations."""
    profile, number = case.profile, case.header.number or ""
    if profile.family is not Family.DISPATCH or case.reported or profile.regime not in (Regime.STATE, Regime.PARTY):
        return None
    if re.search(r"/(?:19|20)\d\d/", number) or profile.kind is None:
        return None
    facts = PrintFacts(_body(case, number))
    facts.put("loai_van_ban", profile.kind, case.zones.get(SegmentType.TITLE))
    _read_components(case, facts)
    _read_number(case, facts)
    _read_date(case, facts)
    _read_authority(case, facts)
    return facts


def _body(case: Case, number: str) -> str:
    """Whose rules hold. A Party-like number below the state's header is the state's document with a wrong number."""
    if case.profile.regime is Regime.STATE:
        return STATE
    only_number = case.profile.provenance.rule.endswith("regime.number.party")
    if only_number and _has(case, "state_header") and _PARTY_JOINT.match(number):
        return STATE
    return PARTY


def _has(case: Case, name: str) -> bool:
    """Whether words of a component stand anywhere in the text."""
    squeezed = re.sub(r"\s+", " ", case.document.view("bare")[:4000]) if name.endswith("header") else case.document.view("bare")
    return any(cue in squeezed for cue in load_cues().evidence[name])


def _read_components(case: Case, facts: PrintFacts) -> None:
    header, zones = case.header, case.zones
    spans = header.spans
    national = zones.get(SegmentType.NATIONAL_HEADER)
    seen = national is not None or _has(case, f"{facts.body}_header")
    facts.put("co_quoc_hieu", seen, national)
    facts.put("co_ten_co_quan", header.issuer is not None, spans.get("issuer"))
    facts.put("co_so_ky_hieu", header.number is not None or SegmentType.NUMBER in zones, spans.get("number"))
    facts.put("co_thoi_gian", "date" in spans or header.date is not None, spans.get("date"))
    if "date" in spans:
        facts.put("co_dia_danh", header.place is not None, spans.get("date"))
    facts.put("co_trich_yeu", header.subject is not None, spans.get("subject"))
    signed = header.signature.role is not None or header.signature.name is not None
    printed = signed or _SIGNED.search(case.document.text, len(case.document.text) // 4) is not None
    facts.put("co_chu_ky", printed, spans.get("signature"))
    listed = bool(header.recipients) or SegmentType.RECIPIENTS in zones or _has(case, "recipients")
    facts.put("co_noi_nhan", listed, spans.get("recipients"))
    facts.put("co_kinh_gui", bool(header.addressees) or _has(case, "addressees"), spans.get("addressees"))


def _read_number(case: Case, facts: PrintFacts) -> None:
    span = case.header.spans.get("number")
    if span is None:
        return
    match = _NUMBER.fullmatch(span.of(case.document.text).strip())
    if match is None:
        facts.unreadable.append("số, ký hiệu")
        return
    serial = re.sub(r"[.…_\s]", "", match["serial"])
    facts.blank = facts.blank or not serial
    facts.put("tu_so", re.sub(r"\s", "", match["word"]).replace("SỐ", "Số"), span)
    facts.put("so", serial, span)
    facts.put("dau_noi", "-" if match["joint"] in "–-" else match["joint"], span)
    first = re.split(r"[-–/]", re.sub(r"\s", "", match["symbol"]))[0]
    # The kind's place holds the kind's code or, in a công văn, the issuer's.
    facts.put("ma_loai", first, span)


def _read_date(case: Case, facts: PrintFacts) -> None:
    span = case.header.spans.get("date")
    if span is None:
        return
    match = _DATE.search(case.document.view("tone"), span.start, min(len(case.document.text), span.end + 8))
    if match is None:
        facts.unreadable.append("ngày ban hành")
        return
    for name, group in (("ngay_ghi", "day"), ("thang_ghi", "month"), ("nam_ghi", "year")):
        value = re.sub(r"[.…_\s]", "", match[group])
        facts.put(name, value, span)
        facts.blank = facts.blank or not value


def _read_authority(case: Case, facts: PrintFacts) -> None:
    span = case.header.spans.get("signature")
    if span is None:
        return
    match = _AUTHORITY.search(span.of(case.document.text))
    if match is None:
        facts.put("quyen_han_ghi", "", span)
        return
    form = re.sub(r"\s", "", match["form"])
    if "/" in form or match["stop"] == ".":
        facts.put("quyen_han_ghi", form + (match["stop"] if "/" not in form else ""), span)


def is_cut(case: Case) -> bool:
    """Whether the head of the page is missing as a whole: neither national header nor issuer's block was read."""
    return SegmentType.NATIONAL_HEADER not in case.zones and SegmentType.ISSUER not in case.zones

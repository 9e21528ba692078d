"""Facts about the print of a dispatch, each with the span it was read from; the law judges them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from nlp.compliance.case import Case, load_cues
from nlp.compliance.issuer_facts import read_issuer
from nlp.law.facts import Value
from nlp.law.format import PARTY, STATE
from nlp.resources.load import any_of
from nlp.segment.models import Family, Regime, Segment, SegmentType
from nlp.text.dates import parse_date
from nlp.text.fold import fold_all
from nlp.text.letters import CAPITALS
from nlp.text.span import Span

_NUMBER = re.compile(
    r"\W*(?P<word>S[ốỐ]\s?:?)\s*(?P<serial>[0-9]{0,5}[a-zđ]?|[.…_\s]*)\s*(?P<joint>[/–-])\s*(?P<symbol>\w.*)", re.S
)
_BLANK = r"[\s.…_]*"
_DATE = re.compile(
    rf"[Nn]gày(?P<day>{_BLANK}[0-9]{{0,2}}{_BLANK}),?\s*tháng(?P<month>{_BLANK}[0-9]{{0,2}}{_BLANK}),?"
    rf"\s*năm(?P<year>{_BLANK}[0-9]{{0,4}})"
)
_AUTHORITY = re.compile(
    rf"^(?:[^\w\n]|_)*(?P<form>TUQ|TM|KT|TL|Q|T\s?/\s?M|K\s?/\s?T|T\s?/\s?L|T\s?/\s?U\s?Q)(?P<stop>[.,]?)\s*[{CAPITALS}]", re.M
)
_ROLE = r"(?:PHÓ )?(?:CHỦ TỊCH|GIÁM ĐỐC|BÍ THƯ|TRƯỞNG|CHÁNH|BỘ TRƯỞNG|HIỆU TRƯỞNG)"
_SIGNED = re.compile(rf"^(?:[^\w\n]|_)*(?:(?:TM|KT|TL|TUQ|Q)\.|T/M|K/T|T/L|{_ROLE})", re.M)
_ANY_AUTHORITY = re.compile(rf"(?<![\w-])(?P<form>T\s?U\s?Q|T\s?/?\s?[ML]|K\s?/?\s?T|Q)[./]?\s*(?P<behind>[{CAPITALS} ]+)")
_DEPUTY = re.compile(r"pho\b|thu truong\b")
# A deputy minister or chairman may head the committee that issues.
_LEADS = re.compile(r"(?<!pho )\b(?:truong ban|to truong|truong doan|chu tich hoi dong)\b")
_HEAD_ROLE = re.compile(r"(?:pho )?(?:chu tich|giam doc|bi thu|truong|chanh|bo truong|thu truong|hieu truong|cuc truong)\b")
_DEGREE = re.compile(r"(?:PGS|GS|TS|ThS|Th\.S|NGƯT|NGND)\b\.?")
# A form's number line holds nothing but dots; an annex that a document puts into force bears that one's number and date.
_NUMBER_LINE = re.compile(r"^[ \t|*]*S[ốỐ]\s?:?[ \t]*[0-9.…_ \t]{0,24}[/–-]", re.M)
_ATTACHED = re.compile(r"\(\s*(?:được\s+)?ban\s+hành\s+kèm\s+theo\b", re.I)
_LETTER_TITLE = re.compile(r"^[ \t|*]*CÔNG VĂN[ \t|*]*$", re.M)
_DATE_LINE = re.compile(
    rf"^[ \t]*[{CAPITALS}][^\n,]{{1,40}}, ngày (?P<day>[0-9]{{1,2}}) tháng (?P<month>[0-9]{{1,2}})"
    r" năm (?P<year>[0-9]{4})[ \t.]*$",
    re.M,
)
# A form leaves the place blank, but not out.
_BLANK_PLACE = re.compile(r"[.…_]{2,}\s*,")
# How far a letterhead in small letters, which the segmenter does not take for one, is looked for in a page without other parts.
_LETTERHEAD = 250
# What a recogniser leaves of a date line.
_DATE_TRACE = re.compile(r"\w, ?ng\w?y\b.{0,14}th\w?ng", re.M)
# How far the head of a page reaches, its letterhead, addressees and subject included.
_HEAD = 2000
_ARCHIVE = re.compile(r"\b[Ll]ưu\b")
_PLACES = {
    SegmentType.NUMBER: "số, ký hiệu",
    SegmentType.PLACE_DATE: "địa danh và thời gian ban hành",
    SegmentType.TITLE: "tên loại",
    SegmentType.ADDRESSEES: "phần “Kính gửi”",
}
_PARTY_JOINT = re.compile(r"[0-9]*[a-z]?-")


@dataclass
class PrintFacts:
    """Facts by the names of ``nlp.law.facts``, and where each was read; ``day`` is a date that stands out of its place."""

    body: str
    values: dict[str, Value] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    blank: bool = False
    day: dt.date | None = None

    def put(self, name: str, value: Value, span: Span | None) -> None:
        """Adds a fact with its span."""
        self.values[name] = value
        if span is not None:
            self.spans[name] = span

    def spans_of(self, names: Mapping[str, Value]) -> tuple[Span, ...]:
        """The spans behind the facts that a rule read."""
        return tuple(dict.fromkeys(self.spans[name] for name in names if name in self.spans))


def read_print(case: Case) -> PrintFacts | None:
    """The facts of a dispatch's print; None for what no rules of form are known: what only reports a dispatch or is attached to
    one, legislation, mass organisations."""
    profile, number = case.profile, case.header.number or ""
    if profile.family is not Family.DISPATCH or case.reported or profile.regime not in (Regime.STATE, Regime.PARTY):
        return None
    if re.search(r"/(?:19|20)\d\d/", number) or profile.kind is None:
        return None
    if not number and _ATTACHED.search(case.document.view("tone"), 0, _HEAD):
        return None
    facts = PrintFacts(_body(case, number))
    facts.put("loai_van_ban", profile.kind, case.zones.get(SegmentType.TITLE))
    _read_components(case, facts)
    _read_number(case, facts)
    _read_date(case, facts)
    _read_authority(case, facts)
    _read_signer(case, facts)
    _read_recipients(case, facts)
    _read_order(case, facts)
    for name, value in read_issuer(case, profile.kind, facts.body).items():
        facts.put(name, value, case.header.spans.get("number" if name == "ky_hieu_khop" else "issuer"))
    return facts


@lru_cache(maxsize=1)
def _letterhead() -> re.Pattern[str]:
    return re.compile(rf"^(?:{any_of(load_cues().letterhead_codes)})\b[^\n]{{0,60}}$", re.M)


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
    squeezed = " ".join(case.document.view("bare")[:4000].split()) if name.endswith("header") else case.document.view("bare")
    return any(cue in squeezed for cue in load_cues().evidence[name])


def _read_components(case: Case, facts: PrintFacts) -> None:
    header, zones = case.header, case.zones
    spans = header.spans
    national = zones.get(SegmentType.NATIONAL_HEADER)
    seen = national is not None or _has(case, f"{facts.body}_header")
    facts.put("co_quoc_hieu", seen, national)
    # An issuer may also be read from the body; the component is the letterhead.
    head = min((zone.start for type_, zone in zones.items() if type_ in _PLACES), default=_LETTERHEAD)
    named = SegmentType.ISSUER in zones or _letterhead().search(case.document.view("bare"), 0, head) is not None
    facts.put("co_ten_co_quan", named, zones.get(SegmentType.ISSUER))
    numbered = header.number is not None or SegmentType.NUMBER in zones
    numbered = numbered or _NUMBER_LINE.search(case.document.text, 0, _HEAD) is not None
    facts.put("co_so_ky_hieu", numbered, spans.get("number"))
    dated = "date" in spans or header.date is not None
    if not dated and case.scanned and _DATE_TRACE.search(case.document.view("bare"), 0, _HEAD):
        dated = True
        facts.unreadable.append("ngày ban hành")
    facts.put("co_thoi_gian", dated, spans.get("date"))
    if "date" in spans:
        blank = _BLANK_PLACE.search(case.document.text, max(0, spans["date"].start - 8), spans["date"].start + 1) is not None
        facts.put("co_dia_danh", header.place is not None or blank, spans.get("date"))
    facts.put("co_trich_yeu", header.subject is not None, spans.get("subject"))
    signed = header.signature.role is not None or header.signature.name is not None
    printed = signed or _SIGNED.search(case.document.text, len(case.document.text) // 4) is not None
    facts.put("co_chu_ky", printed, spans.get("signature"))
    listed = bool(header.recipients) or SegmentType.RECIPIENTS in zones or _has(case, "recipients")
    facts.put("co_noi_nhan", listed, spans.get("recipients"))
    titled = case.document.text.find("CÔNG VĂN", 0, _HEAD) >= 0  # few are: the pattern would be tried at every place
    line = _LETTER_TITLE.search(case.document.text, 0, _HEAD) if titled else None
    facts.put("ten_loai_cong_van", line is not None, Span(*line.span()) if line else None)
    facts.put("kinh_gui_o_dau", bool(header.addressees) and SegmentType.ADDRESSEES in zones, spans.get("addressees"))
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


def _read_signer(case: Case, facts: PrintFacts) -> None:
    """Who signs for whom. Both columns of the foot may stand on one line, so that forms are looked for everywhere in it."""
    span, signature = case.header.spans.get("signature"), case.header.signature
    if span is None:
        return
    forms = [
        (re.sub(r"[\s/]", "", m["form"]), fold_all(m["behind"]).strip())
        for m in _ANY_AUTHORITY.finditer(span.of(case.document.text))
    ]
    names = {form for form, behind in forms if _HEAD_ROLE.match(behind) or form == "TM"} | {signature.authority} - {None}
    if signature.role is not None:
        role = fold_all(signature.role)
        deputy = _DEPUTY.match(role) is not None and _LEADS.search(role) is None
        facts.put("cap_pho_ky", deputy, span)
        facts.put("ky_thay", bool(names), span)
        facts.put("ky_kt", "KT" in names, span)
    if forms:
        facts.put("thay_mat_chuc_vu", any(form == "TM" and _HEAD_ROLE.match(behind) for form, behind in forms), span)
        facts.put("ky_thay_bi_thu", any(form == "KT" and behind.startswith("bi thu") for form, behind in forms), span)
    if signature.name is not None and not load_cues().titled_bodies.search(fold_all(case.header.issuer or "")):
        before = case.document.text[span.start : span.end].partition(signature.name)[0]
        titled = _DEGREE.match(signature.name) or _DEGREE.search(before[-8:])
        facts.put("hoc_ham", titled is not None, span)


def _read_recipients(case: Case, facts: PrintFacts) -> None:
    span = case.header.spans.get("recipients")
    if span is None or not case.header.recipients:
        return
    lines = [line for line in case.header.recipients if line.startswith("Lưu")]
    if lines and not lines[-1].removeprefix("Lưu").strip(" :.…_"):
        return
    if lines or _ARCHIVE.search(case.document.text, span.start) is None:
        facts.put("noi_nhan_luu", lines[-1] if lines else "", span)
        facts.put("luu_vt", bool(lines) and re.search(r"\bVT\b", lines[-1]) is not None, span)


def _read_order(case: Case, facts: PrintFacts) -> None:
    """Parts of the head that stand behind the text, and recipients before it.

    Only where the rest of the head stands in its place: an extraction may put a whole column elsewhere, a page its frame.
    """
    zones = case.zones
    clauses = [s.span.start for s in case.document.layer(Segment) if s.type is SegmentType.CLAUSE]
    head = [zones[type_].start for type_ in (SegmentType.NATIONAL_HEADER, SegmentType.ISSUER) if type_ in zones]
    if not clauses or not head or max(head) > clauses[0]:
        return
    late = {name: zones[type_] for type_, name in _PLACES.items() if type_ in zones and zones[type_].start > clauses[-1]}
    if not facts.values["co_thoi_gian"] and (line := _DATE_LINE.search(case.document.view("tone"), clauses[-1])):
        late[_PLACES[SegmentType.PLACE_DATE]] = Span(*line.span())
        facts.put("co_thoi_gian", True, late[_PLACES[SegmentType.PLACE_DATE]])
        facts.day = parse_date(line["day"], line["month"], line["year"])
    if SegmentType.RECIPIENTS in zones and zones[SegmentType.RECIPIENTS].end < clauses[0]:
        late["nơi nhận"] = zones[SegmentType.RECIPIENTS]
    facts.put("thanh_phan_sai_cho", ", ".join(late), next(iter(late.values()), None))


def is_cut(case: Case) -> bool:
    """Whether the head of the page is missing as a whole: neither national header nor issuer's block was read."""
    return SegmentType.NATIONAL_HEADER not in case.zones and SegmentType.ISSUER not in case.zones

"""Facts of a petition for the rules: what its text shows, each with the words that show it. What it does not show is left out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from nlp.classify.labels import PetitionType
from nlp.compliance.case import Case
from nlp.compliance.offices import find_offices, mentions
from nlp.extract.citations.models import Citation, Relation
from nlp.extract.parties.group import MANY
from nlp.extract.parties.models import PetitionFacts
from nlp.law.competence import load_competence
from nlp.law.facts import Value
from nlp.segment.models import SegmentType
from nlp.text.dates import NUMERIC_DATE, parse_date
from nlp.text.span import Span

_RECEIVED = re.compile(
    rf"(?:(?:công\s+văn|văn\s+bản)\s+đến[\s\S]{{0,40}}?ngày\s*:?|ngày\s+(?:nhận(?:\s+đơn)?|đến|tiếp\s+nhận)\s*:)\s*{NUMERIC_DATE}"
)
_DISCIPLINE = re.compile(r"quyết\s+định\s+(?:\w+\s+){0,4}kỷ\s+luật|kỷ\s+luật\s+(?:cán\s+bộ|công\s+chức|buộc\s+thôi\s+việc)")
# The author of a decision stands behind its number and date.
_AUTHOR_WITHIN = 90
_DECISION_OF = re.compile(
    r"(?<!\w)(?:quyết\s+định|thông\s+báo|công\s+văn|văn\s+bản|kết\s+luận)(?!\w)[^.;:\n]{0,100}?\s(?:của|do)\s+(?=chủ|phó|ubnd|ủy|sở|giám|bộ|phòng)"
)
_AUTHOR_NAME = 45


@dataclass
class CaseFacts:
    """Facts by name, the spans that show them, and the offices that the petition is addressed to, as their heads."""

    values: dict[str, Value] = field(default_factory=dict)
    spans: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    addressees: tuple[str, ...] = ()

    def add(self, name: str, value: Value, spans: Iterable[Span] = ()) -> None:
        """One fact more, with the words that show it."""
        self.values[name] = value
        if found := tuple(spans):
            self.spans[name] = found


def read_facts(case: Case, type_: PetitionType, petition: PetitionFacts | None, receiver: str) -> CaseFacts:
    """What the document shows of the case. ``receiver`` is the office that receives petitions, empty for the first addressee.

    That a text was read at all says that it is readable and Vietnamese. A complaint that nowhere speaks of a second one is taken
    as a first one.
    """
    found = CaseFacts({"loai_don": type_.value, "doc_duoc": True, "tieng_viet": True})
    received, stamp = find_receipt(case)
    if received is not None and stamp is not None:
        found.add("ngay_nhan", received, [stamp])
    if petition is not None:
        _add_petition(found, case, petition)
    if type_ is PetitionType.COMPLAINT:
        _add_complaint(found, case)
    if type_ is PetitionType.OTHER:
        _add_other(found, case)
    _add_land_dispute(found, case)
    _add_offices(found, case, petition, receiver)
    return found


def find_receipt(case: Case) -> tuple[dt.date | None, Span | None]:
    """The day of a receipt stamp in the head of the text, and where it stands."""
    match = _RECEIVED.search(case.document.view("case"), 0, 1500)
    day = parse_date(match["day"], match["month"], match["year"]) if match else None
    return (day, Span(*match.span())) if match and day else (None, None)


def _add_petition(found: CaseFacts, case: Case, petition: PetitionFacts) -> None:
    shown: dict[str, list[Span]] = {}
    for name, span in petition.evidence:
        # A flag is shown as ``flag.CODE.RULE``.
        shown.setdefault(name.split(".")[1] if name.startswith("flag.") else name, []).append(span)
    people = shown.get("petitioner", [])
    if "nac_danh" in petition.flags:
        found.add("co_ho_ten_dia_chi", False, shown.get("nac_danh", []))
    elif any(person.name and person.address for person in petition.petitioners):
        found.add("co_ho_ten_dia_chi", True, people)
    if petition.signed is not None:
        found.add("co_chu_ky_don", petition.signed, shown.get("khong_chu_ky", []))
    dated = petition.date is not None or case.date is not None
    found.add("doc_duoc_ngay", dated)
    if dated:
        found.add("co_ngay_viet", True)
    crowd = shown.get("dong_nguoi", people)
    if "dong_nguoi" in petition.flags and (petition.signatories or 0) < MANY:
        found.add("dong_nguoi", True, crowd)  # fewer are named than petition
    elif petition.signatories is not None:
        found.add("so_nguoi", petition.signatories, crowd)
    if petition.target is not None:
        found.add("co_doi_tuong", True, shown.get("target", []))
    if petition.requests:
        found.add("co_yeu_cau", True, shown.get("request", []))


def _add_complaint(found: CaseFacts, case: Case) -> None:
    second = mentions(case.document, "second_complaint")
    found.add("lan_khieu_nai", "2" if second else "1", [second] if second else [])
    discipline = _DISCIPLINE.search(case.document.view("case"))
    found.add("ky_luat", discipline is not None, [Span(*discipline.span())] if discipline else [])


def _add_other(found: CaseFacts, case: Case) -> None:
    """A matter for a court, or nobody's; where the text has the words of neither, or of both, it is not known which."""
    court, courtesy = mentions(case.document, "court"), mentions(case.document, "courtesy")
    if (court is None) != (courtesy is None):
        found.add("thuoc_toa_an", court is not None, [span for span in (court, courtesy) if span])


def _add_land_dispute(found: CaseFacts, case: Case) -> None:
    dispute, conciliated = mentions(case.document, "land_dispute"), mentions(case.document, "conciliated")
    if dispute is not None:
        found.add("tranh_chap_dat_dai", True, [dispute])
    if dispute is not None and conciliated is not None:
        found.add("da_hoa_giai", True, [conciliated])


def _add_offices(found: CaseFacts, case: Case, petition: PetitionFacts | None, receiver: str) -> None:
    """Whose act or conduct it is about, who receives it, and whether it went to the competent office too."""
    if author := _find_author(case, petition, complaint=found.values["loai_don"] == PetitionType.COMPLAINT):
        found.add("nguoi_bi_kien", author[0], [author[1]])
    zone = case.zones.get(SegmentType.ADDRESSEES)
    addressees = list(find_offices(case.document, zone)) if zone else []
    if receiver:
        found.add("noi_nhan_don", receiver)
    elif addressees:
        found.add("noi_nhan_don", addressees[0][0], [addressees[0][1]])
    found.addressees = tuple(load_competence().head_of(code) for code, _ in addressees)


def _find_author(case: Case, petition: PetitionFacts | None, *, complaint: bool) -> tuple[str, Span] | None:
    """The office in the words that say whom the petition is against; for a complaint also behind the decisions that it names,
    where they all are of one office.
    """
    for name, span in petition.evidence if petition else ():
        if name == "target" and (office := next(find_offices(case.document, span), None)):
            return office
    authors = (
        [author for place in _decisions(case) if (author := next(find_offices(case.document, place), None))] if complaint else []
    )
    table = load_competence()
    return authors[0] if len({table.head_of(code) for code, _ in authors}) == 1 else None


def _decisions(case: Case) -> Iterable[Span]:
    """Where the author of each decision of a complaint would stand."""
    end = len(case.document.text)
    for citation in case.document.layer(Citation):
        if citation.relation is Relation.CONTESTS:
            yield Span(citation.span.start, min(end, citation.span.end + _AUTHOR_WITHIN))
    for match in _DECISION_OF.finditer(case.document.view("case")):
        yield Span(match.end(), min(end, match.end() + _AUTHOR_NAME))

"""Mentions joined with their context: issuer by code, relation, the registry's entry, the identifier."""
from __future__ import annotations

import datetime as dt
import re

from nlp.document.annotation import Provenance
from nlp.document.document import Document
from nlp.extract.citations.find import Mention
from nlp.extract.citations.models import Citation, InstrumentLink, Relation
from nlp.extract.citations.parse import Number, format_urn
from nlp.extract.citations.patterns import CitationData
from nlp.law.instruments import load_registry
from nlp.text.span import Span

COMPONENT = "citations"
VERSION = 1

# The words nearest before a mention that say what the document does with it; the first that matches decides.
_RELATIONS: tuple[tuple[Relation, re.Pattern[str]], ...] = (
    (Relation.ATTACHED, re.compile(r"(?:ban\s+hành\s+)?kèm\s+theo\s+\Z")),
    (Relation.CONTESTS, re.compile(
        r"(?:không\s+đồng\s+ý\s+(?:với|về)|khiếu\s+nại(?:\s+đối\s+với)?|phản\s+đối|trái\s+với|hủy(?:\s+bỏ)?|thu\s+hồi)\s+(?:[^.;\n]{0,40}\s)?\Z")),
    (Relation.REPLACES, re.compile(r"(?:thay\s+thế|bãi\s+bỏ|hủy\s+bỏ|chấm\s+dứt\s+hiệu\s+lực)\s+(?:cho\s+)?(?:các\s+)?\Z")),
    (Relation.AMENDS, re.compile(r"(?:sửa\s+đổi|bổ\s+sung|đính\s+chính|điều\s+chỉnh)(?:\s*,\s*bổ\s+sung)?\s+(?:[^.;\n]{0,40}\s)?(?:của\s+)?\Z")),
    (Relation.BASIS, re.compile(r"căn\s+cứ\s+(?:vào\s+|theo\s+)?(?:các\s+)?(?:quy\s+định\s+(?:tại|của)\s+)?\Z")),
    (Relation.IMPLEMENTS, re.compile(
        r"(?:thực\s+hiện|thi\s+hành|triển\s+khai|quán\s+triệt|cụ\s+thể\s+hóa|theo)\s+(?:(?:tốt|nghiêm|nghiêm\s+túc|có\s+hiệu\s+quả|đúng|nội\s+dung|tinh\s+thần|chỉ\s+đạo|tại|các)\s+)*\Z")),
)  # fmt: skip
_BASIS_LINE = re.compile(r"(?:^|\n)\W*căn\s+cứ\b[^\n;]{0,400}\Z")


def resolve_mention(document: Document, mention: Mention, data: CitationData, document_date: dt.date | None) -> Citation:
    """The citation of a mention; what neither the text nor the data decides stays None."""
    number = str(mention.number) if mention.number is not None else None
    issuer = mention.issuer or _issuer_by_code(mention.number, data)
    registry = load_registry()
    entry = registry.find_by_number(number) if number else None
    title_date = _title_date(mention, document_date)
    if entry is None and mention.title and title_date:
        entry = registry.find_by_title(_dated_title(mention), title_date)
    link = None
    if entry is not None:
        status = registry.status_on(entry, document_date) if document_date else None
        link = InstrumentLink(entry.number, entry.title, status, entry.replaced_by)
    urn_date = mention.date or (entry.issued if entry else None)
    relation, cues = _find_relation(document.view("case"), mention)
    return Citation(
        span=Span(mention.start, mention.end),
        provenance=Provenance(COMPONENT, VERSION, mention.rule, cues),
        kind=mention.kind,
        number=number,
        date=mention.date,
        issuer=issuer,
        title=mention.title,
        provisions=mention.provisions,
        urn=format_urn(mention.kind, number or (entry.number if entry else None), urn_date, issuer or (entry.issuer if entry else None)),
        relation=relation,
        instrument=link,
    )


def _issuer_by_code(number: Number | str | None, data: CitationData) -> str | None:
    if not isinstance(number, Number):
        return None
    if re.fullmatch(r"QH[0-9]{1,2}", number.code):
        return "Quốc hội"
    if "UBTVQH" in number.code and "-" not in number.code.removeprefix("PL-").removeprefix("NQ-"):
        return "Ủy ban Thường vụ Quốc hội"
    if number.code.count("-") + number.code.count("/") != 1:
        return None
    return data.plain_issuers.get(number.tail_code)


def _dated_title(mention: Mention) -> str:
    return re.sub(r"[\s,]*(?:\(sửa đổi\)|sửa đổi)?[\s,]*(?:năm\s+)?(?:19|20)\d\d\Z", "", mention.title or "").strip()


def _title_date(mention: Mention, document_date: dt.date | None) -> dt.date | None:
    """The day on which a law's title is to be read: its own date or year, else the document's date."""
    if mention.date:
        return mention.date
    if mention.year:
        return dt.date(mention.year, 12, 31)
    return document_date


def _find_relation(case: str, mention: Mention) -> tuple[Relation, tuple[Span, ...]]:
    start = max(0, mention.start - 110)
    before = case[start : mention.start]
    for relation, pattern in _RELATIONS:
        if found := pattern.search(before):
            return relation, (Span(start + found.start(), start + found.start() + len(found[0].rstrip())),)
    line = case[max(0, mention.start - 420) : mention.start]
    if found := _BASIS_LINE.search(line):
        return Relation.BASIS, ()
    return Relation.CITES, ()

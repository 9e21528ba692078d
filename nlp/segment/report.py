"""Texts without letterhead: who issues or orders, and dispatches that a news item reports.

A report's header is that of the dispatch reported: number, kind, date, issuer and subject stand in its sentences.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from itertools import islice

from nlp.document.document import Document
from nlp.segment.cues import Cues
from nlp.segment.dispatch import clean_subject
from nlp.segment.signature import NAME_TAIL
from nlp.segment.values import find_date, fold_line, parse_date, parse_number
from nlp.text.fold import fold_all
from nlp.text.letters import CAPITALS
from nlp.text.span import Span, trimmed

_MENTION = re.compile(
    rf"(?:\s+(?:hỏa tốc|khẩn|mật|liên tịch))?\s*(?:số\s*:?|Số\s*:?)?\s*(?P<digits>\d{{1,5}}[a-zđ]?)\s?"
    rf"(?P<symbol>[/\-–]\s?(?:\d{{4}}/)?[{CAPITALS}][\w&.]*(?:\s?[-–/]\s?[{CAPITALS}][\w&.]*){{0,5}})"
)
_QUOTED = re.compile(r"\s*(?:[^\"“”.;:]{0,160}?)[\"“](?P<subject>[^\"“”]{12,500})[\"”]")
_ABOUT = re.compile(
    r"(?P<subject>(?:về việc|về|V/v|v/v)\s+[^.;:\n]{8,400}?)"
    r"(?=\s*(?:[.;:\n]|, (?:theo đó|trong đó|yêu cầu|đề nghị|gửi|giao|chỉ đạo)\b))"
)
# A subject without lead: `Quyết định số 5/QĐ-UBND phê duyệt Kế hoạch ...`.
_DATED = r"(?:\s*,?\s*ngày\s[\d/.-]+(?:\s+tháng\s+\d+\s+năm\s+\d+)?)?\s*,?\s+"
_DOING = re.compile(
    rf"{_DATED}(?P<subject>(?:phê duyệt|triển khai|thực hiện|quy định|ban hành|tổ chức|tăng cường|kiểm tra|phối hợp"
    r"|phòng,? chống|ứng phó)\s[^.;:\n]{8,300}?)(?=\s*(?:[.;:\n]|, (?:theo đó|trong đó|yêu cầu|đề nghị|giao)\b))"
)
_ISSUED_BY = re.compile(rf"{_DATED}của\s+(?P<body>[^,.;:\n\d]{{4,80}}?)\s*(?=[,.;:\n]|\svề\s|\sV/v\s)")
_ISSUING = re.compile(r"(?<!\w)(?:(?:da|vua|moi|vua\s+moi|tiep\s+tuc)\s+)?(?:ky\s+)?(?:ban\s+hanh|ra|ky|co|gui|phat\s+di)(?!\w)")
_ORDERED_IN = re.compile(r"(?:tai|theo|bang|trong)\s+$")
_ADVERB = re.compile(r"\s+(?:đã|vừa|cũng|tiếp tục|trân trọng|kính|cần)\s*$")
_BOUNDARY = re.compile(r"[,;:.–)(\"”“\n]\s|\s-\s|\n|^")
_DATE_BEFORE = re.compile(r"(?:ng[aà]y|sáng|trưa|chiều|tối|đêm)\s+(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})", re.I)
_SENTENCE_BREAK = re.compile(r"\n\s*\n|(?<=[\w)”\"])\.\s")
_LONGEST_BODY = 110
_MOST_VERBS = 120


@dataclass(frozen=True, slots=True)
class Report:
    """A dispatch that a text reports, as far as the text says."""

    span: Span
    kind: str | None
    number: str
    date: dt.date | None
    issuer: str | None
    subject: str | None


def find_report(cues: Cues, document: Document, start: int, end: int, *, on_page: bool = False) -> Report | None:
    """The first dispatch between ``start`` and ``end`` of which the text says that it was issued, None without one.

    On a web page an order `tại Công văn số ...` counts too.
    """
    text, bare = document.text, document.view("bare")
    for kind in cues.mentioned_kind.finditer(bare, start, end):
        mention = _MENTION.match(text, kind.end(), end)
        if mention is None:
            continue
        verb = _find_issuing_verb(bare, kind.start())
        issuer = find_body_before(cues, document, verb.start, max(start, verb.start - 400)) if verb else None
        ordered = on_page and not cues.is_legislation(cues.slug_of(kind[0]))
        if issuer is None and ordered and _ORDERED_IN.search(bare, max(start, kind.start() - 12), kind.start()):
            issuer = find_orderer(cues, document, max(start, kind.start() - 500), min(end, mention.end() + 300))
        if issuer is None:
            continue
        number = parse_number(mention["digits"], mention["symbol"])
        span = Span(kind.start(), mention.end())
        date = _date_near(text, issuer.start, mention.end(), end)
        slug = cues.slug_of(kind[0])
        named = _read_issuer_behind(cues, text, mention.end(), end) if verb is None else None
        body = named or _strip_person(fold_line(issuer.of(text)))
        return Report(span, slug, number, date, body, _subject_behind(text, mention.end(), end))
    return None


def _read_issuer_behind(cues: Cues, text: str, start: int, end: int) -> str | None:
    """The body that the text names behind the number: `số 5/UBND-VP ngày 3/4/2019 của UBND huyện Sông La về ...`."""
    match = _ISSUED_BY.match(text, start, min(end, start + 200))
    return fold_line(match["body"]) if match and cues["body_heads"].match(fold_all(match["body"])) else None


def _strip_person(body: str) -> str:
    """``body`` without the name of who holds the office: `Chủ tịch UBND huyện Bùi Văn Tân`."""
    tail = NAME_TAIL.search(body)
    return body[: tail.start()] if tail and len(tail["name"].split()) > 2 else body


def _find_issuing_verb(bare: str, kind_start: int) -> Span | None:
    """The issuing verb directly before the kind word: `đã ban hành Công văn số ...`."""
    window = bare[max(0, kind_start - 60) : kind_start]
    for match in _ISSUING.finditer(window):
        between = window[match.end() :]
        if not re.search(r"[.;:]", between) and len(between) < 30:
            offset = kind_start - len(window)
            return Span(offset + match.start(), offset + match.end())
    return None


def _date_near(text: str, issuer_start: int, mention_end: int, end: int) -> dt.date | None:
    """The date behind the number (`số 5/CV ngày ...`), else the one before the issuer (`Ngày 26/5/2021, Bộ ...`)."""
    behind = re.match(r"[\s,(]*(?:ngày|ký ngày)\s", text[mention_end : mention_end + 20])
    if behind:
        found = find_date(text, mention_end, min(end, mention_end + 60), short=True)
        if found and found.value:
            return found.value
    before = text[max(0, issuer_start - 160) : issuer_start]
    window = text[issuer_start - len(_SENTENCE_BREAK.split(before)[-1]) : mention_end]
    matches = [*_DATE_BEFORE.finditer(window)]
    if matches:
        return parse_date(*matches[-1].groups())
    found = find_date(window, 0, len(window))
    return found.value if found else None


def _subject_behind(text: str, start: int, end: int) -> str | None:
    window = text[start : min(end, start + 700)]
    sentence = re.split(r"\n\s*\n|(?<=[\w)”\"])\.\s", window, maxsplit=1)[0]
    match = _ABOUT.search(sentence + ".") or _DOING.match(sentence + ".")
    quoted = _QUOTED.match(sentence)
    if quoted and (match is None or quoted.start("subject") < match.start() + 12):
        return clean_subject(fold_line(quoted["subject"]))
    return clean_subject(fold_line(match["subject"])) if match else None


def find_body_before(cues: Cues, document: Document, verb: int, floor: int) -> Span | None:
    """The body that stands as subject directly before the verb at ``verb``; a name with commas is taken whole."""
    text, bare = document.text, document.view("bare")
    starts = sorted({m.end() for m in _BOUNDARY.finditer(text, floor, verb)} | {floor}, reverse=True)
    for start in starts:
        if verb - start > _LONGEST_BODY or re.search(r"[.;:]\s|\n\s*\n", text[start:verb]):
            return None
        head = _find_head(cues, bare, text, start, verb)
        if head is not None:
            span = trimmed(text, head, verb, drop=" \t\n,")
            span = Span(span.start, span.start + len(_ADVERB.sub("", span.of(text))))
            return span if span.end > span.start else None
    return None


def _find_head(cues: Cues, bare: str, text: str, start: int, end: int) -> int | None:
    for match in re.finditer(r"(?<!\w)\w", text[start:end]):
        offset = start + match.start()
        if (text[offset].isupper() or bare.startswith("uy ban", offset)) and cues["body_heads"].match(bare, offset, end):
            return offset
    return None


def find_orderer(cues: Cues, document: Document, start: int, end: int) -> Span | None:
    """The body that the text between ``start`` and ``end`` lets order (`Ủy ban nhân dân tỉnh yêu cầu:`), a lead-in first."""
    bare = document.view("bare")
    candidates: list[tuple[int, Span]] = []
    for match in islice(cues["ordering_verbs"].finditer(bare, start, end), _MOST_VERBS):
        body = find_body_before(cues, document, match.start(), max(start, match.start() - 300))
        if body is not None and body.end >= match.start() - 30:
            rest = bare[match.end() : min(end, match.end() + 400)]
            opens = re.search(r":\s*(?:\n|$)", rest) is not None
            candidates.append((0 if opens else 1, body))
    return min(candidates, key=lambda item: item[0])[1] if candidates else None

"""What a page tells of a dispatch outside its letterhead: a headline with number and date, and the portal's list of fields.

Copies of law portals print `CHỈ THỊ` over `CỦA ỦY BAN NHÂN DÂN ... SỐ 05/CT-UB NGÀY 3 THÁNG 4 NĂM 2004 VỀ ...`; portals list
`Số ký hiệu`, `Ngày ban hành`, `Cơ quan ban hành`, `Trích yếu` above the text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.document.document import Document
from nlp.segment.cues import Cues
from nlp.segment.values import fold_line, is_capitals, parse_date, parse_number
from nlp.text.fold import fold_all
from nlp.text.letters import CAPITALS
from nlp.text.lines import Line
from nlp.text.span import Span

_SYMBOL = rf"[/\-–]\s?(?:\d{{4}}/)?[{CAPITALS}][\w&.]*(?:\s?[-–/]\s?[{CAPITALS}\d][\w&.]*){{0,5}}"
_NUMBERED = re.compile(
    rf"\s*(?:của\s+(?P<before>[^\d\n]{{4,90}}?)\s+)?(?:số\s*:?\s*)?(?P<digits>\d{{1,5}}[a-zđ]?)\s?(?P<symbol>{_SYMBOL})"
    r"(?:\s*,?\s*ngày\s+(?P<day>\d{1,2})(?:\s+tháng\s+|\s?[/.-]\s?)(?P<month>\d{1,2})(?:\s+năm\s+|\s?[/.-]\s?)(?P<year>\d{4}))?"
    r"(?:\s*,?\s*của\s+(?P<after>[^\d\n]{4,90}?))?(?:\s*[,:–-]?\s*(?P<subject>(?:về\s|v/v\s|“|\")[^\n]{8,600}))?\s*$",
    re.I,
)
# Where a sentence goes on behind the subject.
_SUBJECT_END = re.compile(
    r"\s+nêu rõ\b|\s+có nội dung\b|[.:;]\s|,\s+(?:theo đó|trong đó|yêu cầu|đề nghị|gửi|giao|chỉ đạo|các|chủ tịch)\b", re.I
)
_FULL_TEXT = re.compile(r"(?:toan\s+van|noi\s+dung)\s+")
_FIRST_LINES = 6
_FIELD_LINES = 30
_FIELD = re.compile(r"[-+*•\s|]{0,4}(?P<label>[^\W\d_][^:|\n]{1,28}?)\s?(?:[:|]\s?){1,2}(?P<value>[^|\n]{2,600})")
_LABELS = {
    "so ky hieu": "number", "so/ky hieu": "number", "so hieu": "number", "ky hieu": "number", "so van ban": "number",
    "so, ky hieu": "number", "so hieu van ban": "number", "so, ky hieu van ban": "number", "so ky hieu van ban": "number",
    "ngay ban hanh": "date", "ngay ky": "date", "ngay van ban": "date",
    "co quan ban hanh": "issuer", "don vi ban hanh": "issuer", "noi ban hanh": "issuer", "co quan/don vi ban hanh": "issuer",
    "loai van ban": "kind", "the loai": "kind", "hinh thuc van ban": "kind",
    "trich yeu": "subject", "trich yeu noi dung": "subject", "ve viec": "subject", "tieu de": "subject",
    "nguoi ky": "signer", "linh vuc": "field", "ngay hieu luc": "field", "tinh trang hieu luc": "field", "hieu luc": "field",
}  # fmt: skip
_DATE = re.compile(r"(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})")
_NUMBER = re.compile(rf"(?P<digits>\d{{1,5}}[a-zđ]?)\s?(?P<symbol>{_SYMBOL})")


@dataclass(frozen=True, slots=True)
class Headline:
    """A dispatch as a headline or a list of fields names it; ``end`` is where that ends."""

    span: Span
    kind: str | None
    number: str
    date: dt.date | None
    issuer: str | None
    subject: str | None
    signer: str | None = None


def find_headline(cues: Cues, document: Document, lines: Sequence[Line]) -> Headline | None:
    """The headline among the first of ``lines`` that names kind and number of a dispatch and its date, issuer or subject."""
    bare = document.view("bare")
    for line in lines[:_FIRST_LINES]:
        lead = _FULL_TEXT.match(bare, line.start, line.end)
        start = lead.end() if lead else line.start
        kind = cues.mentioned_kind.match(bare, start, line.end) if len(line.text) < 700 else None
        if kind is not None and (found := read_headline(cues, line.text[kind.end() - line.start :])) is not None:
            if found.date or found.issuer or found.subject:
                slug = cues.slug_of(kind[0])
                return Headline(line.span, slug, found.number, found.date, found.issuer, found.subject)
    return None


def read_headline(cues: Cues, text: str) -> Headline | None:
    """Number, date, issuer and subject in what stands behind the kind; None where it is no headline.

    >>> from nlp.segment.cues import load_cues
    >>> found = read_headline(load_cues(), "của UBND tỉnh X số 5/CT-UB ngày 3 tháng 4 năm 2004 về việc trồng rừng ven biển")
    >>> found.number, found.issuer, found.subject
    ('5/CT-UB', 'UBND tỉnh X', 'về việc trồng rừng ven biển')
    """
    text = fold_line(text).strip(" .*_")
    match = _NUMBERED.match(text)
    if match is None:
        return None
    printed = match["before"] or match["after"]
    issuer = printed.strip(" ,") if printed and cues["body_heads"].match(fold_all(printed)) else None
    date = parse_date(match["day"], match["month"], match["year"]) if match["day"] else None
    number = parse_number(match["digits"], match["symbol"])
    subject = _SUBJECT_END.split(match["subject"], maxsplit=1)[0].strip(" :;.") if match["subject"] else None
    return Headline(Span(0, match.end()), None, number, date, issuer, subject)


def find_fields(cues: Cues, lines: Sequence[Line]) -> tuple[Headline, int] | None:
    """What the portal's list of fields among the first of ``lines`` says, and the line behind it; None without number and
    two fields more."""
    values: dict[str, str] = {}
    spans: list[Span] = []
    last = 0
    for i, line in enumerate(lines[:_FIELD_LINES]):
        match = _FIELD.match(line.text) if len(line.text) < 700 else None
        name = _LABELS.get(" ".join(fold_all(match["label"]).split()).strip("* ")) if match else None
        if match is None or name is None:
            if values and i - last > 3:
                break
            continue
        values.setdefault(name, fold_line(match["value"]).strip(" .;"))
        spans.append(line.span)
        last = i + 1
    number = _NUMBER.search(values.get("number", ""))
    if number is None or len(values) < 3:
        return None
    date = _DATE.search(values.get("date", ""))
    kind = cues.slug_of(fold_all(values["kind"])) if "kind" in values else None
    found = Headline(
        Span(spans[0].start, spans[-1].end),
        kind,
        parse_number(number["digits"], number["symbol"]),
        parse_date(*date.groups()) if date else None,
        values.get("issuer"),
        values.get("subject"),
        values.get("signer") if not is_capitals(values.get("signer", "")) else None,
    )
    return found, last

"""Petitions: formal letters, and texts without any form (portal messages, summaries of voters' wishes).

Basis of the letters' form: Luật Khiếu nại 2011 Điều 8, Luật Tố cáo 2018 Điều 23, Thông tư 05/2021/TT-TTCP.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from nlp.document.document import Document
from nlp.segment.cues import NATIONAL, Cues
from nlp.segment.heading import read_addressees
from nlp.segment.layout import Zone
from nlp.segment.models import SegmentType, Signature
from nlp.segment.signature import NAME
from nlp.segment.values import PrintedDate, find_date, fold_line, is_capitals
from nlp.text.fold import fold_all
from nlp.text.lines import Line
from nlp.text.span import Span

# A letter's title, or the subject line of a message.
_TITLE = re.compile(r"(?:(?:tieu\s+de|chu\s+de|tieu\s+de\s+thu)\s*:\s*(?=don\s))?(?P<word>don|thu|giay|ban)\s+\w")
_TITLE_FIRST = "tcdgb"
# Scanners print a small l for a capital I.
_MISREAD_I = re.compile(r"(?<=[^\W\d_])l(?=[^\W\d_a-z]|$)|(?<=[A-ZĐ])l")
_TITLE_SUBJECT = re.compile(r"[-(\s]*(?:v\s?/\s?v|ve\s+viec|ve)\b")
_GREETING = re.compile(r"(?:kinh\s+(?:thua|gui|goi)|goi|gui)\b")
_AFTER_REQUEST = re.compile(
    r"(?:toi|chung\s+toi|em|tui)\s+xin\s+(?:cam|chan|tran|het)|xin\s+(?:chan|tran)|(?:gui\s+)?kem\s+theo|tran\s+trong|tai\s+lieu"
)
_HEAD_LINES = 30
# What joins two claims in one title: `KHIẾU NẠI VÀ TỐ CÁO`, `TỐ CÁO KIÊM KIẾN NGHỊ`.
_JOINED = re.compile(r"[\s,+&/–-]*(?:(?:va|kiem|dong\s+thoi|ket\s+hop)\s+)?[\s,+&/–-]*")
_CLAIM_LINES = 14


@dataclass
class PetitionLayout:
    """What a petition shows of a form."""

    title: Span | None = None
    kind: str | None = None
    subject: str | None = None
    subject_span: Span | None = None
    addressees: list[str] = field(default_factory=list)
    addressees_span: Span | None = None
    date: PrintedDate | None = None
    signature: Signature = field(default_factory=Signature)
    signature_span: Span | None = None
    body_index: int = 0
    end_index: int = 0
    zones: list[Zone] = field(default_factory=list)


def find_petition_title(cues: Cues, document: Document, lines: Sequence[Line]) -> int | None:
    """The index of the line with the title (`ĐƠN KHIẾU NẠI`), None where the first lines hold none."""
    bare = document.view("bare")
    for i, line in enumerate(lines[:_HEAD_LINES]):
        title = _TITLE.match(bare, line.start) if bare[line.start] in _TITLE_FIRST else None
        if title and not cues["petition.other_titles.bare"].match(bare, title.start("word")):
            alone = len(line.text) < 130 and not line.text.endswith((".", ",", ";"))
            printed = document.text[title.start("word") : title.end("word")]
            known = title["word"] == "don" or (is_capitals(line.text) and title["word"] == "thu")
            labelled = title.start("word") > title.start()
            if alone and known and (printed.isupper() or labelled or _is_title_alone(bare, lines, i)):
                return i
        if len(line.text) > 400:
            break
    return _find_private_title(cues, document, lines)


def is_private_letter(cues: Cues, document: Document, lines: Sequence[Line]) -> bool:
    """Whether a law office or an enterprise writes: its name stands above everything else."""
    heads = cues["petition.private_heads.bare"]
    return bool(lines) and heads.match(document.view("bare"), _skip_signs(lines[0])) is not None


def _skip_signs(line: Line) -> int:
    """Where the first word of a line begins."""
    return line.start + next((i for i, c in enumerate(line.text) if c.isalnum()), 0)


def _find_private_title(cues: Cues, document: Document, lines: Sequence[Line]) -> int | None:
    """`VĂN BẢN KIẾN NGHỊ`, `KIẾN NGHỊ` in capitals under the head of a law office or an enterprise."""
    if not is_private_letter(cues, document, lines):
        return None
    bare = document.view("bare")
    claims = cues["petition.claims.bare"], cues["petition.private_claims.bare"]
    for i, line in enumerate(lines[1:_CLAIM_LINES], 1):
        if is_capitals(line.text) and any(claim.match(bare, line.start) for claim in claims):
            return i
    return None


def find_claim(cues: Cues, document: Document, lines: Sequence[Line]) -> int | None:
    """The index of a line that heads a petition without the word `đơn`: `PHẢN ÁNH VỀ PHẠT NGUỘI`, `TÂM THƯ`, `Thư ngỏ`.

    For what is known to be a petition; the words alone do not make one.
    """
    bare = document.view("bare")
    for i, line in enumerate(lines[:_CLAIM_LINES]):
        if len(line.text) > 130:
            return None
        subject = cues["petition.subject_labels.bare"].match(bare, line.start)
        start = subject.end() if subject else line.start
        claim = cues["petition.claims.bare"].match(bare, start)
        if claim is None or cues["petition.other_titles.bare"].match(bare, start):
            continue
        behind = bare[claim.end() : line.end]
        if line.text.endswith((";", ",", ":")) or re.match(r"\s*:\s*\S", behind):
            continue
        following = lines[i + 1] if i + 1 < len(lines) else None
        greeted = following is not None and (
            following.gap > 0 or following.text.startswith("(") or _GREETING.match(bare, following.start) is not None
        )
        if subject or (greeted and (is_capitals(line.text) or (len(line.text) < 70 and not line.text.endswith(".")))):
            return i
    return None


def _is_title_alone(bare: str, lines: Sequence[Line], index: int) -> bool:
    """In small letters a title is a short line of its own near a header, an addressee or a blank line."""
    line = lines[index]
    near = [bare[other.start : other.end] for other in lines[max(0, index - 3) : index + 4] if other is not line]
    marked = any(NATIONAL.search(other) or _GREETING.match(other) for other in near)
    return len(line.text) < 70 and marked


def claim_kind(cues: Cues, title: str) -> str:
    """The kind that a title claims: the first word of a known kind in it; ``don_khac`` where two are joined.

    >>> from nlp.segment.cues import load_cues
    >>> claim_kind(load_cues(), "ĐƠN TỐ CÁO VÀ KHIẾU NẠI"), claim_kind(load_cues(), "GIẤY PHẢN ÁNH")
    ('don_khac', 'don_phan_anh')
    """
    bare = re.sub(r"(?<!\w)((?:\w\s){2,}\w)(?!\w)", lambda m: m[0].replace(" ", ""), fold_all(_MISREAD_I.sub("I", title)))
    found = sorted(
        (len(bare) if fallback else match.start(), match.end(), slug)
        for slug, pattern, fallback in cues.petition_kinds
        if (match := pattern.search(bare))
    )
    if not found:
        return "don_khac"
    both = len(found) > 1 and found[1][2] != found[0][2] and found[1][0] < len(bare)
    if both and _JOINED.fullmatch(bare, found[0][1], found[1][0]):
        return "don_khac"  # who claims two things claims none of them alone
    return found[0][2]


def read_petition(cues: Cues, document: Document, lines: Sequence[Line], title_index: int | None) -> PetitionLayout:
    """The zones and header fields of a petition."""
    layout = PetitionLayout(end_index=len(lines))
    if title_index is None:
        title_index = find_claim(cues, document, lines)
    if title_index is not None:
        _read_title(cues, document, lines, title_index, layout)
    _read_addressees(cues, document, lines, layout)
    _read_national(document, lines, layout)
    _read_signature(cues, document, lines, layout)
    _read_date(document, lines, layout)
    _mark_narrative(cues, document, lines, layout)
    return layout


def _read_title(cues: Cues, document: Document, lines: Sequence[Line], index: int, layout: PetitionLayout) -> None:
    line = lines[index]
    layout.title = line.span
    layout.kind = claim_kind(cues, line.text)
    layout.body_index = index + 1
    layout.zones.append(Zone(SegmentType.TITLE, line.span, "petition.title"))
    bare = document.view("bare")
    lead = re.search(r"\bv\s?/\s?v\b|\bve\s+viec\b", bare[line.start : line.end])
    pieces: list[Line] = []
    for other in lines[index + 1 : index + 5]:
        opens = _TITLE_SUBJECT.match(bare, other.start) is not None or other.text.startswith("(")
        if _GREETING.match(bare, other.start) or (not pieces and not opens and not is_capitals(other.text)):
            break
        if pieces and (other.gap or len(other.text) > 120):
            break
        pieces.append(other)
    if lead:
        layout.subject = fold_line(line.text[lead.start() :]).strip(" ():.")
        layout.subject_span = Span(line.start + lead.start(), line.end)
    elif pieces:
        layout.subject_span = Span(pieces[0].start, pieces[-1].end)
        layout.subject = fold_line(layout.subject_span.of(document.text)).strip(" ():.;-")
    if pieces:
        layout.body_index = index + 1 + len(pieces)
    if layout.subject_span:
        layout.zones.append(Zone(SegmentType.SUBJECT, layout.subject_span, "petition.subject"))


def _read_addressees(cues: Cues, document: Document, lines: Sequence[Line], layout: PetitionLayout) -> None:
    bare = document.view("bare")
    for i, line in enumerate(lines[: max(layout.body_index + 12, 15)]):
        cue = cues["addressees"].search(bare, line.start, min(line.end, line.start + 12))
        if cue is None:
            continue
        layout.addressees, following, end = read_addressees(document, lines, i, cue.end(), limit=15)
        layout.addressees_span = Span(line.start, end)
        layout.zones.append(Zone(SegmentType.ADDRESSEES, layout.addressees_span, "petition.addressees"))
        layout.body_index = max(layout.body_index, following)
        return


def _read_national(document: Document, lines: Sequence[Line], layout: PetitionLayout) -> None:
    bare = document.view("bare")
    heads = [line for line in lines[:6] if len(line.text) < 200]
    spans = [Span(*m.span()) for line in heads for m in NATIONAL.finditer(bare, line.start, line.end)]
    if spans:
        span = Span(spans[0].start, spans[-1].end)
        layout.zones.append(Zone(SegmentType.NATIONAL_HEADER, span, "national_header"))
        index = next((i for i, line in enumerate(lines) if line.start >= span.end), len(lines))
        layout.body_index = max(layout.body_index, index)


def _read_signature(cues: Cues, document: Document, lines: Sequence[Line], layout: PetitionLayout) -> None:
    bare = document.view("bare")
    floor = max(layout.body_index, len(lines) - 14)
    start = None
    for i in range(len(lines) - 1, floor - 1, -1):
        line = lines[i]
        if len(line.text) < 70 and cues["petition.signature.bare"].match(bare, line.start):
            start = i
            break
    name = None
    for line in lines[start if start is not None else max(floor, len(lines) - 4) :]:
        for cell in line.cells():
            piece = fold_line(cell.of(document.text)).strip(" .:()")
            cue = cues["petition.signature.bare"].match(fold_all(piece))
            if name is None and cue is None and NAME.fullmatch(piece) and len(piece) < 45:
                name = piece
                if start is None:
                    start = lines.index(line)
    if start is None or start <= layout.body_index:
        return
    layout.signature = Signature(None, None, name)
    above = lines[start - 1]
    if len(above.text) < 60 and find_date(document.text, above.start, above.end, short=True):
        start -= 1
    layout.end_index = start
    layout.signature_span = Span(lines[start].start, lines[-1].end)
    layout.zones.append(Zone(SegmentType.SIGNATURE, layout.signature_span, "petition.signature"))


def _read_date(document: Document, lines: Sequence[Line], layout: PetitionLayout) -> None:
    """Place and date stand on a short line of their own, at the head or above the signature."""
    for line in [*lines[: layout.body_index + 2], *lines[max(0, len(lines) - 12) :]]:
        found = find_date(document.text, line.start, line.end, short=True) if len(line.text) <= 80 else None
        if found is None:
            continue
        before = document.text[line.start : found.span.start]
        behind = document.text[found.span.end : line.end]
        alone = not before.strip(" ,.\t-(*_|") and len(behind.strip(" .,)*_|")) < 3
        if alone or (NATIONAL.search(fold_all(before)) and not behind.strip()):
            layout.date = found
            layout.zones.append(Zone(SegmentType.PLACE_DATE, found.span, "place_date"))
            return


def _mark_narrative(cues: Cues, document: Document, lines: Sequence[Line], layout: PetitionLayout) -> None:
    """The petitioner's lines, the requests, and the body around them."""
    bare = document.view("bare")
    body = list(lines[layout.body_index : layout.end_index])
    if not body:
        return
    layout.zones.append(Zone(SegmentType.BODY, Span(body[0].start, body[-1].end), "petition.body"))
    petitioner = _leading_run(body, lambda line: len(line.text) < 260 and _is_identity(cues, bare, line))
    if petitioner:
        layout.zones.append(Zone(SegmentType.PETITIONER, petitioner, "petition.petitioner"))
    request = _find_request(cues, document, body)
    if request is not None:
        layout.zones.append(Zone(SegmentType.REQUEST, request, "petition.request"))


def _find_request(cues: Cues, document: Document, body: Sequence[Line]) -> Span | None:
    """The requests: from the last lead-in (`tôi đề nghị:`) or asking line on, up to thanks and enclosures."""
    bare = document.view("bare")
    verbs, view = cues.voice(document, "request_verbs")
    asking = [
        i for i, line in enumerate(body)
        if verbs.search(view, line.start, line.end) and not _AFTER_REQUEST.match(bare, line.start)
    ]  # fmt: skip
    if not asking:
        return None
    lead_ins = [i for i in asking if body[i].text.endswith(":") and i >= len(body) // 3]
    first = lead_ins[-1] if lead_ins else asking[-1]
    ends = (i for i in range(first + 1, len(body)) if _AFTER_REQUEST.match(bare, body[i].start))
    return Span(body[first].start, body[next(ends, len(body)) - 1].end)


def _leading_run(lines: Sequence[Line], test: Callable[[Line], bool]) -> Span | None:
    first = next((i for i, line in enumerate(lines[:6]) if test(line)), None)
    if first is None:
        return None
    last = first
    for i in range(first + 1, min(len(lines), first + 8)):
        if not test(lines[i]):
            break
        last = i
    return Span(lines[first].start, lines[last].end)


def _is_identity(cues: Cues, bare: str, line: Line) -> bool:
    names = ("petition.petitioner.bare", "petition.identity.bare")
    return any(cues[name].match(bare, line.start) is not None for name in names)

"""Title, subject and addressees: the parts between letterhead and body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from nlp.document.document import Document
from nlp.segment.cues import NATIONAL, Cues
from nlp.segment.values import STRAY, fold_line, is_capitals
from nlp.text.lines import Line
from nlp.text.span import Span, trimmed

BULLET = re.compile(r"(?:[-–—~•*+·._¬]\s*){1,3}(?=\S)")
_V_V = rf"[-–:.,'\"’‘“({STRAY} ]{{0,4}}(?:v\s?[/⁄|]\s?[vwy]|vlv|vv)\b"
SUBJECT_LEAD = re.compile(rf"(?:{_V_V}|trich\s+yeu\s*:)|ve\s+viec(?!\w)|ve\s+(?=\w)")
_STRONG_LEAD = re.compile(_V_V)
# What scanners make of `V/v` below a number: `VW`, `V#`, `V/`, `VN`, before a word in small letters.
LOOSE_LEAD = re.compile(rf"(?:[{STRAY}'\".,:]\s?)*V[^\w\s]{{0,2}}[vwnyVWNYM]?[-–:.]?\s+(?=[^\W\d_])")
# `KẾT LUẬN THANH TRA` above `Việc ...`: the second word belongs to the kind.
_SECOND_WORD = re.compile(r"(?:(?:thanh|kiem)\s+tra|giam\s+sat|hanh\s+dong|phoi\s+hop|lien\s+(?:tich|nganh)|khan|hoa\s+toc)$")
# What a web page prints between headline and text: `13/07/2020 | 17:42`.
_TIMESTAMP = re.compile(
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\s*[|,–-]?\s*\d{1,2}:\d{2}|\d{1,2}:\d{2}\s*[|,–-]?\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{4}"
)
_STRONG_PREAMBLE = re.compile(
    r"can\s+cu\b|kinh\s+gui|thuc\s+hien\b|thi\s+hanh\b|xet\b|tiep\s+theo\b|ngay\s+\d"
    r"|(?:trong\s+)?(?:thoi\s+gian|nhung\s+nam|may\s+nam)\s+(?:vua\s+)?qua\b"
)
_NUMBERED = re.compile(
    r"(?:[IVX]{1,4}\s?[.)/–-]+|\d{1,2}\s?[.)]|1\s?[-–]|[A-E][.)])\s|Điều\s+\d|[-+–]\s"
    r"|(?:Chương|CHƯƠNG|Phần|PHẦN|Mục|MỤC)\s+(?:[IVX]{1,4}|\d{1,2}|[Tt]hứ|THỨ)(?!\w)"
)
_LONGEST_SUBJECT = 900
_PARAGRAPH, _SHORT = 160, 110
_ITEM_END = re.compile(r"[\w)]\s?([;.,])(?=\s)")
_NOISE_WORD = re.compile(rf"[^\W{STRAY}]+")
_OWN_NUMBER = re.compile(r"\s+so\s+\d")
_BODY = re.compile(r"can\s+cu\b|kinh\s+gui")
_LEADS_ON = re.compile(r"(?:nhu\s+sau|sau\s+day|sau|cu\s+the|bao\s+gom|gom)(?:\s+day)?\s*:")
_QUOTES = "\"'“”‘’"
_QUOTE_LEAD = re.compile(rf"[{_QUOTES}]\s*(?=[-–—~])")
_WIRE = re.compile(r"\w\s+đi[eệ]n\s*:\**$")
_BULLET_LINE = re.compile(r"[-–—~•*+·._¬\s]+\w")
_DASH = re.compile(r"[-–—+]\s")
_VE = re.compile(r"ve\s+(?=\w)")
_DIRT = re.compile(rf"(?:[{STRAY}'‘’\".,:;]\s*)+(?=\w)")
_STRAY_SIGN = re.compile(rf"[{STRAY}'\"]")
# What a seal and its editor's notes leave behind an item: `Như trên; ★ THANH TRA`, `Lưu: VT. [dấu tròn]`.
_SEAL = re.compile(r"(?:(?<=[;.,])|\s)[\s⁄/]*(?:★.*|\[\s*(?:d[ấâ]u|đã)\b[^\[\]]*\])$")
_ITEM_LEAD = " -–—~•*+·.:;,\\" + STRAY
_ITEM_TAIL = " ;,.:-–—*\\/+" + STRAY
_STRAY_QUOTE = re.compile(rf"(?<=[ ;,.])[({_QUOTES}]$")


@dataclass
class Subject:
    """The lines of a subject and the first line behind it."""

    spans: list[Span] = field(default_factory=list)
    next_index: int = 0


def match_title(cues: Cues, document: Document, line: Line, following: Line | None = None) -> re.Match[str] | None:
    """The kind at the start of a title line, or None where the line is no title.

    A crawl may break the kind itself: `NGHỊ` on ``line``, `QUYẾT` on the ``following`` one.
    """
    bare = document.view("bare")
    match = cues.title.match(bare, line.start, line.end)
    if match is None and line.text[1:2] == " " and line.text[3:4] == " ":
        match = cues.spaced_title.match(bare, line.start, line.end)
    if match is None and following is not None and " " not in line.text and following.gap == 0 and len(following.text) < 30:
        match = cues.title.match(bare, line.start, following.end)
    if match is None:
        return None
    rest = document.text[match.end() : max(line.end, match.end())].strip(" .:*_\t|")
    if not is_capitals(match[0] if match[0].isupper() else document.text[match.start() : match.end()], 0.7):
        # In small letters a title stands alone on its line: `Kế hoạch`.
        return None
    if rest and not is_capitals(rest, 0.6) and len(rest) > 24 and rest[0] not in '(“"':
        return match if line.text[: match.end() - line.start].isupper() else None
    return match


def read_title_subject(cues: Cues, document: Document, lines: Sequence[Line], index: int, title_end: int) -> Subject:
    """The subject below the title line ``lines[index]``, whose kind ends at ``title_end``."""
    text = document.text
    subject = Subject(next_index=index + 1)
    while index + 1 < len(lines) and lines[index + 1].start < title_end:
        index += 1
    line = lines[index]
    rest = trimmed(text, title_end, max(line.end, title_end), drop=" \t\n.:*_|")
    tail: Span | None = rest if rest.end - rest.start > 3 else None
    paragraph = _find_subject_lines(cues, document, lines, index, had_tail=tail is not None)
    first = text[paragraph[0].start : paragraph[0].end] if paragraph else ""
    # `KẾT LUẬN CỦA BAN THƯỜNG VỤ` above `về công tác ...`: the body belongs to the title.
    bare = document.view("bare")
    led = bool(paragraph and first) and SUBJECT_LEAD.match(bare, paragraph[0].start) is not None
    if tail is not None and not led and not (paragraph and _SECOND_WORD.match(bare, tail.start, tail.end)):
        subject.spans.append(tail)
    subject.next_index = index + 1 + len(paragraph)
    above = paragraph[0] if len(paragraph) > 1 else None
    if above is not None and above.of(text).isupper() and _SECOND_WORD.fullmatch(bare, above.start, above.end):
        paragraph = paragraph[1:]  # `CHƯƠNG TRÌNH` / `PHỐI HỢP`
    subject.spans += paragraph
    return subject


def _find_subject_lines(cues: Cues, document: Document, lines: Sequence[Line], index: int, *, had_tail: bool) -> list[Span]:
    found: list[Line] = []
    length = 0
    for line in lines[index + 1 :]:
        previous = found[-1] if found else None
        if length > _LONGEST_SUBJECT or _stops_subject(cues, document, line, previous, had_tail):
            break
        found.append(line)
        length += len(line.text)
    if not found:
        return []
    if _is_body_text(document, lines, index + 1, found):
        return []
    return [line.span for line in found]


def _is_body_text(document: Document, lines: Sequence[Line], first: int, found: list[Line]) -> bool:
    """Whether the lines below a title are already the body: a paragraph with a full stop, or one that goes on."""
    last = found[-1].text
    if is_capitals("".join(line.text for line in found), 0.6):
        return False
    if len(found) < 4 and not last.endswith(";") and _VE.match(document.view("bare"), skip_dirt(found[0])):
        return False
    if (
        len(found) == 1
        and last.endswith(":")
        and len(last) < 120
        and not _LEADS_ON.search(document.view("bare"), found[0].start, found[0].end)
    ):
        return False
    if last.endswith((";", ":")) or (last.endswith(".") and len("".join(line.text for line in found)) > 160):
        return True
    return _STRONG_PREAMBLE.match(document.view("bare"), found[0].start) is not None and last.endswith((".", ",", ";", ":"))


def _stops_subject(cues: Cues, document: Document, line: Line, previous: Line | None, had_tail: bool) -> bool:
    bare = document.view("bare")
    if len(line.text) > _LONGEST_SUBJECT:
        return True
    # `(khóa` / `XII) về ...`: no numeral begins a line inside brackets.
    bracketed = previous is not None and previous.text.rfind("(") > previous.text.rfind(")")
    numbered = not bracketed and _NUMBERED.match(line.text) is not None
    if numbered or cues["addressees"].match(bare, line.start) or cues.authorities.match(bare, line.start):
        return True
    if (
        ends_with_wire(cues, document, line)
        or is_furniture(cues, line.text, bare[line.start : line.end])
        or _opens_letterhead(bare, line)
    ):
        return True
    capitals = is_capitals(line.text)
    if previous is None:
        heads = had_tail or line.gap > 0
        return (heads and capitals and _is_authority(cues, bare, line)) or _starts_body(bare, line)
    if line.text[0] == "(" and cues["stamps"].match(bare, line.start + 1):
        return True
    if previous.text.endswith((".", ":", ";")) and len(previous.text) > 2:
        return True
    # Text out of Word has a paragraph on a line: below the short lines of a subject a long one is the body.
    if len(line.text) > _PARAGRAPH and len(previous.text) < _SHORT and line.text.endswith((".", ";", ":")):
        return True
    if not capitals and (kind := cues.mentioned_kind.match(bare, line.start)) and _OWN_NUMBER.match(bare, kind.end()):
        return line.text[0].isupper() and len(line.text) > 60
    if line.gap:
        if line.gap == 1 and line.text[0].islower() and not is_capitals(previous.text) and len(line.text) < 90:
            return False
        if not capitals or not is_capitals(previous.text):
            return True
        return line.text.startswith("(") or _is_authority(cues, bare, line)
    if capitals and not is_capitals(previous.text, 0.6):
        return _is_authority(cues, bare, line)
    if not capitals and is_capitals(previous.text) and len(line.text) > 60:
        return True
    start = skip_dirt(line)
    if not capitals and line.text.endswith(":") and _LEADS_ON.search(bare, line.start, line.end) and line.text[0].isupper():
        return True  # `Ban Thường vụ Tỉnh ủy ban hành Kế hoạch như sau:`
    return not capitals and line.text[start - line.start].isupper() and _STRONG_PREAMBLE.match(bare, start) is not None


def skip_dirt(line: Line) -> int:
    """Where the words of the line begin, behind what a scanner read before them."""
    match = _DIRT.match(line.text)
    return line.start + (match.end() if match else 0)


def is_furniture(cues: Cues, line: str, bare: str) -> bool:
    """Whether the line is a web page's (`13/07/2020 | 17:42`, `Lượt đọc: 340`); ``bare`` is the line without diacritics."""
    return len(line) <= 150 and (_TIMESTAMP.match(line) is not None or cues["page_furniture"].search(bare) is not None)


def _opens_letterhead(bare: str, line: Line) -> bool:
    return NATIONAL.match(bare, line.start, line.end) is not None and is_capitals(line.text[:20], 0.6)


def _starts_body(bare: str, line: Line) -> bool:
    return _BODY.match(bare, line.start) is not None


def _is_authority(cues: Cues, bare: str, line: Line) -> bool:
    """Whether a line in capitals names who decides: `CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH`, `BỘ TRƯỞNG BỘ NỘI VỤ`."""
    return cues["deciders"].match(bare, line.start) is not None


def ends_with_wire(cues: Cues, document: Document, line: Line) -> bool:
    """Whether the line opens the addressees of a công điện: `THỦ TƯỚNG CHÍNH PHỦ điện:`.

    Basis: Nghị định 30/2020/NĐ-CP, phụ lục III, form of the công điện.
    """
    return ":" in line.text[-8:] and len(line.text) < 120 and _WIRE.search(line.text) is not None


def read_addressees(
    document: Document, lines: Sequence[Line], index: int, start: int, *, limit: int = 40
) -> tuple[list[str], int, int]:
    """The addressees from ``start`` (behind `Kính gửi`) on: items, the first line behind them, where they end."""
    text = document.text
    items: list[str] = []
    end = start
    dashed = False
    rest = trimmed(text, start, lines[index].end, drop=" \t\n:*_|.")
    if sum(c.isalpha() for c in rest.of(text)) > 2:
        dashed = BULLET.match(text, rest.start, rest.end) is not None
        items.append(rest.of(text))
        end = rest.end
    i = index + 1
    while i < min(len(lines), index + limit):
        line = lines[i]
        bullet = BULLET.match(line.text) is not None and _BULLET_LINE.match(line.text) is not None
        previous = lines[i - 1].text
        opened = len(items) == 1 and i == index + 1 and items[0].endswith((";", ","))
        if bullet and (dashed or not items or opened):
            dashed = True
            items.append(line.text)
        elif not _continues_addressee(items, line, previous, dashed):
            break
        elif items and not (not dashed and previous.endswith((";", ",")) and line.text[0].isupper()):
            items[-1] += " " + line.text
        else:
            items.append(line.text)
        end = line.end
        i += 1
    cleaned = [clean_item(item) for item in items]
    return [item for item in cleaned if len(item) > 2], i, end


def _continues_addressee(items: list[str], line: Line, previous: str, dashed: bool) -> bool:
    if not items:
        return len(line.text) < 200 and not line.text.endswith(".")
    if line.text[0] == "(" or (not dashed and _DASH.match(line.text)):
        return False
    if previous.endswith((".", "./.")) and len(items[-1]) > 3:
        return False
    if line.gap:
        return (line.text[0].islower() or previous.endswith((";", ",")) and line.gap == 1) and not previous.endswith(".")
    if dashed:
        if line.text[0].isupper() and len(line.text) > max(45, len(previous)) and not line.text.endswith(";"):
            return False  # the text begins below a list whose last item has no stop
        return not previous.endswith(";") and len(line.text) < 130
    return previous.endswith((";", ",")) or (len(line.text) < 90 and (line.indent > 8 or line.text[0].islower()))


def clean_item(item: str) -> str:
    """An item of a list without dash, noise and final punctuation.

    >>> clean_item("-_ Các đơn vị trực thuộc;")
    'Các đơn vị trực thuộc'
    """
    folded = fold_line(item).rstrip().removesuffix("/s/").rstrip()
    if "★" in folded or folded[-1:] == "]":
        folded = _SEAL.sub("", folded)
    folded = _cut_noise(folded)
    if lead := _QUOTE_LEAD.match(folded):
        folded = folded[lead.end() :]
    folded = folded.lstrip(_ITEM_LEAD).rstrip(_ITEM_TAIL)
    while folded and _STRAY_QUOTE.search(folded, len(folded) - 1):
        folded = folded[:-1].rstrip(_ITEM_TAIL)
    return folded


def _cut_noise(item: str) -> str:
    """``item`` without what a scanner read behind its end: `Như trên ; bu`, `Lưu: VT, ĐT. ,v`."""
    for match in _ITEM_END.finditer(item, max(0, len(item) - 20)):
        tail = item[match.end() :]
        words = _NOISE_WORD.findall(tail)
        if len(tail) > 16 or any(len(word) > 3 for word in words):
            continue
        small = all(word.islower() and len(word) < (2 if match[1] == "," else 3) for word in words)
        signs = match[1] != "," and _STRAY_SIGN.search(tail) is not None
        if small or signs:
            return item[: match.end()]
    return item


def is_subject_lead(document: Document, start: int, end: int, *, strong: bool) -> bool:
    """Whether the piece opens the subject of a công văn (`V/v`, `Về việc`); ``strong`` takes `V/v` only."""
    if strong:
        return _STRONG_LEAD.match(document.view("bare"), start, end) is not None
    loose = LOOSE_LEAD.match(document.text, start, end)
    if loose is not None and not document.text[loose.end() : loose.end() + 2].isupper():
        return True
    return SUBJECT_LEAD.match(document.view("bare"), start, end) is not None

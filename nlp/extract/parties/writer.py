"""Whether a petition names its writer, hides him, and bears a signature."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.extract.parties.cues import NAME
from nlp.extract.parties.flag_cues import FlagCues
from nlp.extract.parties.letter import Letter
from nlp.extract.parties.models import Petitioner
from nlp.text.letters import CAPITALS, SMALLS
from nlp.text.span import Span

_INTRODUCTION = 700
_END_LINES = 5
_HEAD = 300
_SYLLABLE = rf"[{CAPITALS}][{CAPITALS}{SMALLS}'’]*"
_ROLE = r"(?:(?:luat\s+su|bac\s+si|cong\s+chung\s+vien|ky\s+su|nha\s+giao|linh\s+muc|ong|ba|anh|chi)\s+)?"
_PRONOUN = r"(?:toi|tui|em|e|chau|con|minh|ong|ba|bac|to|ta|chung\s+toi|chung\s+em|tui\s+em)"
# `Tôi là`, `Em tên`, `Họ tên:` before a name.
_STRICT_LEAD = re.compile(
    rf"(?<!\w){_PRONOUN}\s*[:,]?\s*(?:la|na|ten|ten\s+la|ten\s+toi\s+la)\s*:?\s*{_ROLE}|(?<!\w)ten\s+{_PRONOUN}\s*(?:la|:)\s*"
    r"|(?:^|\n)\W*(?:ho\s+va\s+ten|ho\s+ten|ten|nguoi\s+(?:viet|gui|goi|khieu\s+nai|to\s+cao|lam\s+don|phan\s+anh|kien\s+nghi"
    r"|trinh\s+bay|dung\s+don|trinh))(?:[ \t]+[^\W\d]+){0,3}?\s*:\s*(?:(?:ong|ba)\s+)?",
    re.M,
)
# `Tui Lâm Thị Nàng`, `(công chứng viên Thái Thị Diệp Hà`, `khai đủ: Trịnh Thị Nhài`: enough where nobody hides.
_LOOSE_LEAD = re.compile(
    rf"(?:^|[.,:(]\s*|\n\s*)(?:toi|tui|em|chau|minh|e)[ \t]*[:,]?[ \t]+{_ROLE}"
    rf"|(?<!\w)(?:ho\s+kinh\s+doanh|phu\s+huynh|dai\s+dien)[ \t]+{_ROLE}",
    re.M,
)
# A line or parenthesis that opens with a name and goes on with what is said of him.
_OPENS = re.compile(rf"(?:^|[(:])\s*{_ROLE}", re.M)
_SAID_OF_NAME = re.compile(r"\s*(?:[,(–-]|$)|\s+\d", re.M)
_BEFORE_OTHERS = re.compile(
    r"(?<!\w)(?:xa|huyen|tinh|phuong|quan|thon|ap|xom|ban|lang|khu|duong|pho|hem|ngo|cho|song|cau|tp|thi\s+tran|thi\s+xa|thanh\s+pho"
    r"|ong|ba|anh|chi|co|chu|thay|cu|chau|dong\s+chi|cong\s+ty|truong|so|ty|va)\s*$"
)
_SIGNATURE = re.compile(rf"{_SYLLABLE}(?:\s{{1,3}}{_SYLLABLE}){{0,5}}(?=\s*(?:[,.;(–-]|\d|$))")
_BEFORE_SIGNATURE = re.compile(r"(?:^|[.:!?)–-])\s*$")
# `Vĩnh Yên, tháng 5/2023` is a place with a date; `Giá Rai, 29/8/2017` may be a person or a place.
_DATED_PLACE = re.compile(r"\s*,?\s*(?:dem\s+)?(?:ngay|thang|nam|mong|mung|ram|mua)(?!\w)")
_DATE = re.compile(r"\s*,\s*\d{1,2}\s*[/.-]\s*\d[\d/.\s-]*")
_BLANK_FORM = re.compile(r"\(\s*ky[^)\n]{0,40}ho[^)\n]{0,5}ten[^)\n]{0,10}\)\s*$")


@dataclass(frozen=True, slots=True)
class Writer:
    """What is seen of the writer: anonymous or not, signed or not (None: it cannot be seen), the rule and the words."""

    anonymous: bool
    signed: bool | None
    rule: str
    spans: tuple[Span, ...]


def read_writer(
    cues: FlagCues, letter: Letter, petitioners: tuple[Petitioner, ...], hidden: Span | None, grouped: bool
) -> Writer:
    """Whether the writer is named and has signed; only a letter asks for a signature.

    ``hidden`` is where the writer says that he will not be named, ``grouped`` whether a counted group stands behind the paper.
    """
    is_letter = letter.is_letter or _greets(cues, letter)
    signature = _find_signature(letter)
    end = letter.lines[-1].span if letter.lines else Span(0, 0)
    if hidden is not None and not _find_introduction(letter, _STRICT_LEAD) and not _fills_line(letter, signature):
        return Writer(True, False if is_letter else None, "hidden", (hidden,))
    named = (
        signature or _find_introduction(letter, _STRICT_LEAD, _LOOSE_LEAD, _OPENS) or any(person.name for person in petitioners)
    )
    voters = cues["voters"].search(letter.document.view("bare"), 0, _HEAD)
    if is_letter and not (named or grouped or voters) and any(c.isupper() for c in letter.document.text[letter.body.start :]):
        return Writer(True, False, "unnamed", (end,))
    if not is_letter:
        return Writer(False, None, "note", ())
    return _read_signature(cues, letter, signature)


def _read_signature(cues: FlagCues, letter: Letter, signature: Span | None) -> Writer:
    bare = letter.document.view("bare")
    tail = max(letter.body.start, len(bare) - 220)
    unsigned = cues["unsigned"].search(bare, tail)
    if unsigned:
        return Writer(False, False, "unsigned", (Span(*unsigned.span()),))
    blank = _BLANK_FORM.search(bare.rstrip())
    if blank:
        return Writer(False, False, "blank_form", (Span(*blank.span()),))
    signed = cues["signed"].search(bare, tail)
    spans = (signature,) if signature else (Span(*signed.span()),) if signed else ()
    return Writer(False, True if spans else None, "signature", spans)


def _greets(cues: FlagCues, letter: Letter) -> bool:
    """Whether one of the first lines is a greeting and nothing else, though no title stands above it."""
    bare = letter.document.view("bare")
    for line in letter.lines[:3]:
        greeting = cues["greeting"].match(bare, line.start, line.end)
        if greeting and len(line.text) < 110 and line.text.rstrip().endswith((",", ":", ";")) and len(letter.lines) > 2:
            return True
    return False


def _fills_line(letter: Letter, signature: Span | None) -> bool:
    """Whether a full name opens a line of the end."""
    if signature is None or " " not in signature.of(letter.document.text):
        return False
    line = next((line for line in letter.lines[-_END_LINES:] if line.start == signature.start), None)
    return line is not None and not _DATE.fullmatch(letter.document.text, signature.end, line.end)


def _find_introduction(letter: Letter, *leads: re.Pattern[str]) -> Span | None:
    """The name with which the writer introduces himself."""
    text, bare = letter.document.text, letter.document.view("bare")
    start = letter.title.end if letter.title else 0
    for lead in leads:
        for match in lead.finditer(bare, start, min(len(text), start + _INTRODUCTION)):
            name = NAME.match(text, match.end())
            accused = _ACCUSED.search(bare, max(0, match.start() - 6), match.start())
            if name and not accused and (lead is not _OPENS or _SAID_OF_NAME.match(text, name.end())):
                return Span(*name.span())
    return None


_ACCUSED = re.compile(r"(?<!\w)(?:bi|co|con|thang)\s*$")


def _find_signature(letter: Letter) -> Span | None:
    """The name at the end: a line of its own, the first words of one, or the last words behind a full stop."""
    document = letter.document
    start = letter.title.end if letter.title else 0
    for line in reversed(letter.lines[-_END_LINES:]):
        if line.start < start:
            break
        for match in reversed(list(_SIGNATURE.finditer(document.text, line.start, line.end))):
            before = document.view("bare")[line.start : match.start()]
            opens = _BEFORE_SIGNATURE.search(before) or (" " in match[0] and not _BEFORE_OTHERS.search(before))
            if opens and not _DATED_PLACE.match(document.view("bare"), match.end(), line.end):
                return Span(*match.span())
    return None

"""The signature of a dispatch: authority, role and name in the pieces of print that hold them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.document.document import Document
from nlp.resources.load import load_resource
from nlp.segment.cues import Cues
from nlp.segment.models import Signature
from nlp.segment.values import STRAY, fold_line, is_capitals
from nlp.text.fold import fold_all
from nlp.text.letters import CAPITALS, SMALLS
from nlp.text.span import Span

_NAME_WORD = rf"[{CAPITALS}](?:[{SMALLS}]+|['’][{CAPITALS}]?[{SMALLS}]+|['’]?(?=\s))"
_RANK = (
    r"(?:(?:PGS|GS|TS|ThS|Th\.S|BS|CN|KS|LS|BS\.?CKI{1,2}|Đại tá|Thượng tá|Trung tá|Thiếu tá|Đại úy"
    r"|Trung tướng|Thiếu tướng)[.\s]+){0,3}"
)
NAME = re.compile(
    rf"{_RANK}{_NAME_WORD}(?:\s+(?:[{CAPITALS}]\.|{_NAME_WORD})){{0,4}}\s+[{CAPITALS}][{SMALLS}'’]+|[HYK]['’][{CAPITALS}][{SMALLS}]+(?!\S)"
)
SIGNED = re.compile(
    r"[(\[/]?\s*(?:đã\s+k[ýí]|k[ýí]\s+tên|ký,\s*đóng\s+d[ấâ]u|ký(?:\s+và|,)?\s+ghi\s+rõ\s+họ\s+tên)[^)\]]{0,40}[)\]]?", re.I
)
# What a scanner prints before the name when it reads both columns as one line: `vs Trần Đức Phúc`, `Lưu: VT Bùi Thị Na`.
_SURNAME = "|".join(name.title() for name in load_resource("restoration.yaml")["surnames"])
NAME_TAIL = re.compile(
    rf"\s[“”\"]?(?P<name>(?:{_SURNAME}|[HYK]['’]\s?[{CAPITALS}][{SMALLS}]+)(?:\s+{_NAME_WORD}){{1,3}})[\s.,*]*$"
)
LONGEST_DIRT = 12
_LEAD = re.compile(r"[\d\W]{1,2}")
_DEPUTY = re.compile(r"(?<=\w)[\s,/–-]+(?=pho\b)")
_SIGNER_ROLE = re.compile(
    r"(?:pho|thu\s+truong|chanh|truong|giam\s+doc|uy\s+vien|bi\s+thu|chu\s+tich|hieu\s+pho|thuong\s+truc)\b"
)


def printed_name(piece: str) -> str | None:
    """The signer's name that makes up the whole piece, without `(đã ký)` and noise before it."""
    if len(piece) > 160:
        return None
    rest = SIGNED.sub("", fold_line(piece)).strip(" .:;,*()" + STRAY)
    if lead := _LEAD.match(rest):
        rest = rest[lead.end() :]
    if NAME.fullmatch(rest) is None and (tail := NAME_TAIL.search(" " + rest)) and tail.start("name") <= LONGEST_DIRT:
        rest = tail["name"]
    return rest if NAME.fullmatch(rest) and len(rest) < 50 else None


def parse_signature(cues: Cues, document: Document, pieces: Sequence[Span]) -> tuple[Signature, Span | None]:
    """The signature that the pieces print, in their order, and the span over them."""
    authority: str | None = None
    superior_open = False
    role: list[str] = []
    name: str | None = None
    used: list[Span] = []
    for cell in (part for piece in pieces for part in _cut_name(document.text, piece)):
        piece = fold_line(SIGNED.sub(" ", cell.of(document.text))).strip(" .,;:*+'" + STRAY)
        bare = fold_all(piece)
        match = cues.authorities.match(bare)
        if match and is_capitals(piece, 0.6):
            if name:
                break  # a second body signs below the first
            authority = cues.authority_names[match[1]]
            superior_open = authority != "Q"
            role = [] if superior_open else [piece[match.end() :]]
            superior_open, role = _split_on_one_line(piece[match.end() :], bare[match.end() :], authority, superior_open, role)
        elif not is_capitals(piece) and (printed := printed_name(piece)):
            name = name or printed
        elif is_capitals(piece, 0.7) and name is None:
            if superior_open and _SIGNER_ROLE.match(bare) is None:
                continue  # the superior's name or body goes on
            superior_open = False
            if role or cues["roles"].match(bare):
                role.append(piece)
        else:
            continue
        used.append(cell)
    span = Span(min(c.start for c in used), max(c.end for c in used)) if used else None
    printed_role = cues.restore_names(" ".join(role).strip(" .,;:*_"))
    return Signature(authority, printed_role or None, name), span


def _cut_name(text: str, cell: Span) -> list[Span]:
    """The role and the name that a converter put on one line: `PHÓ CHỦ TỊCH Bùi Thị Na`."""
    tail = NAME_TAIL.search(text, cell.start, cell.end)
    if tail is None or not is_capitals(text[cell.start : tail.start()], 0.9):
        return [cell]
    return [Span(cell.start, tail.start()), Span(*tail.span("name"))]


def _split_on_one_line(rest: str, bare: str, authority: str, superior_open: bool, role: list[str]) -> tuple[bool, list[str]]:
    """`KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC` on one line: the role behind the superior's."""
    if not superior_open or authority not in ("KT", "TM"):
        return superior_open, role
    match = _DEPUTY.search(bare)
    return (False, [rest[match.end() :]]) if match else (True, role)

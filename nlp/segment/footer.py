"""The foot of a dispatch: recipients and signature, side by side or one below the other."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from nlp.document.document import Document
from nlp.segment.cues import Cues
from nlp.segment.heading import clean_item
from nlp.segment.models import Signature
from nlp.segment.signature import LONGEST_DIRT, NAME, NAME_TAIL, SIGNED, parse_signature, printed_name
from nlp.segment.values import STRAY, fold_line, is_capitals
from nlp.text.fold import fold_all
from nlp.text.letters import CAPITALS
from nlp.text.lines import Line
from nlp.text.span import Span, trimmed

_ITEM = re.compile(rf"(?:[\"'“”‘’.,:;]\s?){{0,2}}[-–—•*+·{STRAY}]\s*[-_–\s]*(?=\w)")
_STRAY_SIGNS = STRAY + "'’‘.,;:+*"
_STRAY_LEAD = re.compile(rf"(?:[{_STRAY_SIGNS}]\s*)+(?=\w)")
# Where the other column begins behind an item: a mark of its end, capitals behind a comma or dirt, a stamp.
_ITEM_BREAK = re.compile(
    rf"(?<=[;.])[.;,'{STRAY}\s]{{0,6}}\s(?=\S)|(?<=[\w)])[,'{STRAY}\s]{{1,8}}(?=[{CAPITALS}/.]{{2,}}(?:[. ]|$))"
    r"|(?<=[\w);,.])\s+(?=[(\[]\s*[đĐ]ã\s+[kK][ýí])"
)
_LAST_ITEM = re.compile(r"(?:l[uw]+|l[iu]r?[uw])\b|[bl]\w{1,3}\s?[:.]\s?v[ti]\b")
# What a piece must hold to be one, before it is cleaned.
_MAY_BE_LAST = re.compile(r"l[uwi]|[bl]\w{1,3}[\s*|\\_]*[:.][\s*|\\_]*v[ti]")
# Letters of a seal in the other column: `~ ÂN D`.
_SEAL_PIECE = re.compile(rf"(?:[{STRAY}★]\s*)+[{CAPITALS}\s]{{1,12}}$")
# A list on one line: `- Như trên; - Lưu: VT`.
_INNER_ITEM = re.compile(r"(?<=[;.])\s+[-–+]\s+(?=\w)")
_FIRST_WORD = re.compile(r"nhu\b")
_FIRST_ITEM = re.compile(r"nhu(?<!\wnhu)\s+(?:tren|dieu|kinh\s+gui|muc|thanh\s+phan)\b")


@dataclass
class Footer:
    """Recipients and signature with their lines; ``start`` is where the body ends, ``end`` where an annex may begin."""

    start: int
    end: int
    recipients: list[str] = field(default_factory=list)
    recipients_span: Span | None = None
    signature: Signature = field(default_factory=Signature)
    signature_span: Span | None = None


def find_recipients(cues: Cues, document: Document, lines: Sequence[Line], first: int) -> int | None:
    """The index of the line with `Nơi nhận` that ends the dispatch: the first behind ``first``."""
    bare = document.view("bare")
    pattern = cues["recipients"]
    if first >= len(lines):
        return None
    cues_found = [found.start() for cue in cues.recipients for found in cue.finditer(bare, lines[first].start, lines[-1].end)]
    for i in sorted({max(first, _line_at(lines, found)) for found in cues_found}):
        line = lines[i]
        for cell in [line.span, *line.cells()]:
            match = pattern.match(bare, trimmed(document.text, cell.start, cell.end, drop=" -_*|\t").start)
            if match and _opens_list(document.text, lines, i, match.end()):
                return i
    # A scanner may lose the cue; the list itself is known by its first item.
    for found in _FIRST_ITEM.finditer(bare, lines[first].end, lines[-1].end):
        i = _line_at(lines, found.start())
        item = _ITEM.match(lines[i].text)
        if item and lines[i].start + item.end() == found.start():
            return i
    return _find_filed(lines, first)


def _line_at(lines: Sequence[Line], offset: int) -> int:
    """The index of the line in which ``offset`` lies."""
    return bisect_right(lines, offset, key=attrgetter("start")) - 1


def _find_filed(lines: Sequence[Line], first: int) -> int | None:
    """Where the items begin that lead to the last one, `- Lưu: VT`: the cue may be lost altogether."""
    for last in range(len(lines) - 1, max(first, len(lines) - 40), -1):
        item = _ITEM.match(lines[last].text)
        if item and _LAST_ITEM.match(fold_all(lines[last].text[item.end() :])):
            index = last
            while index - 1 > first and _ITEM.match(lines[index - 1].text) and len(lines[index - 1].text) < 90:
                index -= 1
            return index if index < last else None
    return None


def _opens_list(text: str, lines: Sequence[Line], index: int, end: int) -> bool:
    rest = text[end : lines[index].end].strip(" *_|\t")
    if not rest or rest[0] in ":.;,":
        return True
    following = lines[index + 1].text if index + 1 < len(lines) else ""
    return _ITEM.match(following) is not None


def read_footer(
    cues: Cues, document: Document, lines: Sequence[Line], first: int, last: int, issuers: Sequence[str] = ()
) -> Footer | None:
    """Recipients and signature between the lines ``first`` and ``last``; None where there is neither. ``issuers`` are the
    lines of the letterhead without diacritics: where several sign, theirs is the signature."""
    index = find_recipients(cues, document, lines[:last], first)
    if index is None:
        return _read_signature_only(cues, document, lines, first, last, issuers)
    above = _find_signature_above(cues, document, lines, first, index)
    items, signature_rows, next_index = _read_recipient_lines(cues, document, lines, index, last)
    below_end, below = _find_signature_below(cues, document, lines, next_index, last)
    rows = [[line.cells() for line in lines[above:index]], [*signature_rows, *below]]
    pieces = [piece for part in rows for piece in _pick_column(cues, document, part, issuers)]
    footer = Footer(start=lines[above].start, end=lines[max(below_end - 1, next_index - 1)].end)
    parts = [part for item in items for part in _INNER_ITEM.split(item)]
    footer.recipients = [item for item in (clean_item(part) for part in parts) if len(item) > 1]
    footer.recipients_span = Span(lines[index].start, lines[next_index - 1].end)
    footer.signature, footer.signature_span = parse_signature(cues, document, pieces)
    return footer


def _pick_column(cues: Cues, document: Document, rows: Sequence[Sequence[Span]], issuers: Sequence[str]) -> list[Span]:
    """The pieces of one signature: where several bodies sign side by side, that of the issuer, else the first who has a role."""
    width = max((len(row) for row in rows), default=0)
    if sum(len(row) == width for row in rows) < 2 or width < 2:
        return [cell for row in rows for cell in row]
    bare = document.view("bare")
    official: int | None = None
    for row in rows:
        for i, cell in enumerate(row if len(row) == width else ()):
            match = cues.authorities.match(bare, cell.start, cell.end)
            body = " ".join(bare[match.end() : cell.end].split()) if match else ""
            if len(body) > 3 and any(body in issuer for issuer in issuers):
                return _column(rows, i)
            if official is None and (match or cues["roles"].match(bare, cell.start, cell.end)):
                official = i
    return _column(rows, official or 0)


def _column(rows: Sequence[Sequence[Span]], index: int) -> list[Span]:
    return [row[min(index, len(row) - 1)] for row in rows if row]


def _read_recipient_lines(
    cues: Cues, document: Document, lines: Sequence[Line], index: int, last: int
) -> tuple[list[str], list[list[Span]], int]:
    """Items of the list, pieces of the signature's columns beside it line by line, the first line behind both."""
    text, bare = document.text, document.view("bare")
    items: list[str] = []
    signature: list[list[Span]] = []
    closed = False
    i = index
    behind_cue = 0
    while i < min(last, index + 60):
        line = lines[i]
        cells = line.cells()
        if i == index or line.start < behind_cue:
            cells, behind_cue = _cut_cue(cues, bare, cells, behind_cue)
        elif _is_other_block(cues, document, line, items, closed):
            break
        signature.append([])
        for cell in cells:
            piece = cell.of(text)
            if i == index and _is_dirt(lines, i, last, piece) and not _is_signature_piece(cues, bare, cell, piece):
                continue
            if items and cell.start > cells[0].start and _SEAL_PIECE.match(piece) and is_capitals(piece, 1.0):
                continue
            if _ITEM.match(piece) and not closed:
                item, rest = _split_item(cues, bare, cell, piece)
                items.append(item)
                signature[-1] += [rest] if rest else []
                closed = _is_last(bare, cell, _INNER_ITEM.split(item)[-1]) and not _goes_on(item, lines, i, last)
            elif _is_signature_piece(cues, bare, cell, piece) or closed or (i == index and is_capitals(piece)):
                signature[-1].append(cell)
            elif items and (name := NAME_TAIL.search(piece)) and name.start("name") <= LONGEST_DIRT:
                signature[-1].append(Span(cell.start + name.start("name"), cell.start + name.end("name")))
            elif items and not items[-1].rstrip(" *_").endswith((";", ".")) and len(piece) < 100:
                items[-1] += " " + piece
            elif items or i == index:
                item, rest = _split_item(cues, bare, cell, piece)
                items.append(item)
                signature[-1] += [rest] if rest else []
        i += 1
        if closed and (i >= last or not _ITEM.match(lines[i].text)):
            break
    return items, signature, i


def _is_last(bare: str, cell: Span, item: str) -> bool:
    """Whether ``item``, printed in ``cell``, is the one that ends every list: `Lưu: VT`."""
    return (
        _MAY_BE_LAST.search(bare, cell.start, cell.end) is not None and _LAST_ITEM.match(fold_all(clean_item(item))) is not None
    )


def _goes_on(item: str, lines: Sequence[Line], index: int, last: int) -> bool:
    """Whether the last item (`Lưu: ...`) is broken over the next line."""
    if index + 1 >= last or item.rstrip(" *_").endswith((".", ";", ")", "/")):
        return False
    following = lines[index + 1]
    open_end = item.rstrip().endswith((",", "-", "(", "&")) or following.text[0].islower()
    return following.gap == 0 and len(following.text) < 50 and open_end


def _is_other_block(cues: Cues, document: Document, line: Line, items: list[str], closed: bool) -> bool:
    """Whether the list is over at this line: a gap behind a last item, an annex, a signature on lines of its own."""
    if closed:
        return True
    bare = document.view("bare")
    if _ITEM.match(line.text):
        return False
    cells = line.cells()
    if len(cells) > 1 and _ITEM.match(cells[0].of(document.text)):
        return False
    if _is_signature_piece(cues, bare, line.span, line.text):
        # Between items a line of the other column may stand; behind the list it is the signature.
        return line.gap > 0
    return line.gap > 1 and (not items or items[-1].rstrip(" *_").endswith((".", ";")))


def _cut_cue(cues: Cues, bare: str, cells: list[Span], behind_cue: int) -> tuple[list[Span], int]:
    """The cells of the line without the words `Nơi nhận`, which may be broken over two lines, and where the words end."""
    kept = []
    for cell in cells:
        match = cues["recipients"].search(bare, cell.start, cell.end) or cues["recipients"].match(bare, cell.start)
        if match:
            behind_cue = match.end()
        start = max(cell.start, behind_cue) if match or cell.start < behind_cue else cell.start
        span = trimmed(bare, start, max(cell.end, start), drop=" \t\n:.;,*" + STRAY if start > cell.start else "")
        kept += [span] if span.end > span.start else []
    return kept, behind_cue


def _split_item(cues: Cues, bare: str, cell: Span, piece: str) -> tuple[str, Span | None]:
    """An item and what of the signature's column was printed behind it on the same line."""
    for match in _ITEM_BREAK.finditer(piece):
        rest = Span(cell.start + match.end(), cell.end)
        tail = piece[match.end() :]
        if _is_signature_piece(cues, bare, rest, tail):
            return piece[: match.start()], rest
    if _is_last(bare, cell, piece) and (name := NAME_TAIL.search(piece)):
        return piece[: name.start()], Span(cell.start + name.start("name"), cell.start + name.end("name"))
    return piece, None


def _is_dirt(lines: Sequence[Line], index: int, last: int, piece: str) -> bool:
    """Whether what stands behind `Nơi nhận:` on its line is none of the list, which begins below with `Như ...`."""
    if index + 1 >= last or piece.rstrip().endswith((";", ".", ",")) or is_capitals(piece, 0.8):
        return False
    item = _ITEM.match(lines[index + 1].text)
    return item is not None and _FIRST_WORD.match(fold_all(lines[index + 1].text[item.end() :])) is not None


def _is_signature_piece(cues: Cues, bare: str, cell: Span, piece: str) -> bool:
    if len(piece) > 160:
        return False
    start = cell.start
    if piece[:1] in _STRAY_SIGNS and (lead := _STRAY_LEAD.match(piece)):
        start, piece = start + lead.end(), piece[lead.end() :]
    if SIGNED.match(piece) or (cues.authorities.match(bare, start, cell.end) and is_capitals(piece, 0.6)):
        return True
    if cues["roles"].match(bare, start, cell.end) and is_capitals(piece, 0.8):
        return True
    match = NAME.match(piece)
    return match is not None and match.end() >= len(piece.rstrip(" .*'" + STRAY)) and len(piece.split()) >= 2


def _find_signature_above(cues: Cues, document: Document, lines: Sequence[Line], first: int, index: int) -> int:
    """The first of the signature's lines directly above `Nơi nhận`, or ``index`` where the list stands first."""
    start = index
    bare = document.view("bare")
    for i in range(index - 1, max(first, index - 9) - 1, -1):
        line = lines[i]
        cells = line.cells()
        signed = all(_is_signature_piece(cues, bare, cell, cell.of(document.text)) for cell in cells)
        if not signed and not (is_capitals(line.text) and len(line.text) < 60 * len(cells)):
            break
        start = i
    if start < index and not any(_is_role_line(cues, bare, line) for line in lines[start:index]):
        return index
    return start


def _is_role_line(cues: Cues, bare: str, line: Line) -> bool:
    return is_capitals(line.text, 0.6) and any(
        cues.authorities.match(bare, cell.start, cell.end) or cues["roles"].match(bare, cell.start, cell.end)
        for cell in line.cells()
    )


def _find_signature_below(
    cues: Cues, document: Document, lines: Sequence[Line], first: int, last: int
) -> tuple[int, list[list[Span]]]:
    """The lines of the signature behind the recipients: the first line behind them, and their pieces line by line."""
    pieces: list[list[Span]] = []
    i = first
    bare = document.view("bare")
    while i < min(last, first + 10):
        line = lines[i]
        if line.gap and is_capitals(line.text) and cues.title.match(bare, line.start, line.end):
            break  # an attached text
        cells = line.cells()
        texts = [(cell, cell.of(document.text)) for cell in cells]
        known = [c for c, piece in texts if _is_signature_piece(cues, bare, c, piece) or printed_name(piece)]
        if pieces and (whole := _broken_name(document.text, lines, i, last)):
            pieces.append([whole])
            i += 1
        elif known:
            sides = [is_capitals(piece, 0.7) or printed_name(piece) is not None for _, piece in texts]
            pieces.append(cells if len(cells) == 2 and all(sides) else known)
        elif not pieces and i < first + 2 and len(line.text) < 14:
            pass  # copies and file names: `09 KH`, `HP_VP11_QĐ`
        elif not (pieces and is_capitals(line.text) and len(line.text) < 60 and not cues["annex"].match(bare, line.start)):
            break
        else:
            pieces.append(cells)
        i += 1
        if pieces and printed_name(pieces[-1][-1].of(document.text)):
            break
    return i, pieces


def _broken_name(text: str, lines: Sequence[Line], index: int, last: int) -> Span | None:
    """A name broken over two lines: `Nguyễn` / `Văn Khởi`."""
    if index + 1 >= last or lines[index + 1].gap or len(lines[index].text.split()) > 2 or is_capitals(lines[index].text):
        return None
    span = Span(lines[index].start, lines[index + 1].end)
    return span if NAME.fullmatch(fold_line(span.of(text))) and len(span) < 40 else None


def _read_signature_only(
    cues: Cues, document: Document, lines: Sequence[Line], first: int, last: int, issuers: Sequence[str]
) -> Footer | None:
    """A signature at the end of a dispatch without recipients."""
    bare = document.view("bare")
    for i in range(max(first, 1), last):
        line = lines[i]
        if not any(_opens_signature(cues, bare, c) and is_capitals(c.of(document.text), 0.7) for c in line.cells()):
            continue
        # A contract is signed below `ĐẠI DIỆN BÊN A`.
        party = cues["parties"].match(bare, lines[i - 1].start, lines[i - 1].end) is not None and is_capitals(lines[i - 1].text)
        if not party and not (lines[i - 1].is_terminal or line.gap):
            continue
        end, rows = _find_signature_below(cues, document, lines, i, last)
        signature, span = parse_signature(cues, document, _pick_column(cues, document, rows, issuers))
        if signature.role and (signature.name or signature.authority or end >= last - 2 or party):
            start = lines[i - 1].start if party else line.start
            return Footer(start=start, end=lines[end - 1].end, signature=signature, signature_span=span)
    return None


def _opens_signature(cues: Cues, bare: str, cell: Span) -> bool:
    return bool(cues.authorities.match(bare, cell.start, cell.end)) or (
        cell.end - cell.start < 50 and cues["roles"].match(bare, cell.start, cell.end) is not None
    )

"""Who petitions: names, addresses, identity and phone numbers, and how many they are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.extract.parties.cues import NAME, PetitionCues
from nlp.extract.parties.letter import Letter
from nlp.extract.parties.models import Petitioner
from nlp.text.fold import fold_all
from nlp.text.span import Span, trimmed

_ITEM = re.compile(r"\W*(?:\d{1,2}\s?[.)/]|[-+•])\s*(?:(?:[ÔôOo]ng|[Bb]à|[Aa]nh|[Cc]hị)\s*:?\s+)?")
_STOP = re.compile(
    r"[;\n(]|\.(?:\s|$)|,?\s+(?:so\s+)?(?:dien\s+thoai|dt|sdt|cmnd|cccd|can\s+cuoc|sinh\s+nam|lam\s+(?:nghe|don|cong)"
    r"|nghe\s+nghiep|toi\s|chung\s+toi|xin\s|khieu\s+nai|to\s+cao|phan\s+anh|trinh\s+bay|hien\s+(?:dang\s+)?lam"
    r"|do\s+(?:ong|ba|hai)|nguoi\s|viet\s+don|khong\s|cho\s+rang|cung\s+(?:ky|\d))"
)
_HEAD_LIMIT = 1800
# First syllables, alone or in pairs, of what is printed with capitals but is nobody's name.
_NOT_FIRST = frozenset(
    "ubnd ủy uỷ quyết kính đơn người ngày tháng năm huyện tỉnh thôn xóm ấp xã quận chủ khu kèm địa nơi số giấy tổ tờ phường "
    "uy quyet kinh nguoi ngay huyen".split()
)
_NOT_PAIRS = frozenset(
    "cong hoa|xa hoi|doc lap|tu do|hanh phuc|viet nam|to cao|khieu nai|phan anh|kien nghi|de nghi|cong an|cong ty|thanh pho"
    "|luat dat|khong dong|zalo ms|thay mat|dai dien|tran trong|thanh tra|nghi dinh|tap the|phong kinh|ban lien|hop tac|bo cong"
    "|hoi dong|can bo|nhan dan|cu tri|chung toi|gia dinh".split("|")
)


@dataclass(frozen=True, slots=True)
class Found:
    """A petitioner and the spans of what was read."""

    petitioner: Petitioner
    spans: tuple[tuple[str, Span], ...]


def find_petitioners(cues: PetitionCues, letter: Letter) -> list[Found]:
    """The petitioners in the text's order; their details stand behind their name and before the next one.

    Names come from phrases of introduction and lists of people in the head, else from the signature.
    """
    names = _introduced(cues, letter) or _summarised(letter)
    names = names or _signed_names(cues, letter)
    found = []
    text = letter.document.text
    for i, name in enumerate(names):
        stop = names[i + 1].start if i + 1 < len(names) else min(len(text), name.end + 420)
        found.append(_with_details(cues, letter, name, Span(name.end, max(name.end, stop))))
    if not found:
        address = (
            _find_address(cues, letter, Span(letter.body.start, min(letter.end.start, letter.body.start + _HEAD_LIMIT)))
            if letter.is_letter
            else None
        )
        if address:
            found.append(Found(Petitioner(address=_line(text, address)), (("address", address),)))
    return found


def _line(text: str, span: Span) -> str:
    return " ".join(span.of(text).split())


def _introduced(cues: PetitionCues, letter: Letter) -> list[Span]:
    document = letter.document
    bare, text = document.view("bare"), document.text
    start = letter.body.start
    limit = min(letter.end.start if letter.is_letter else len(text), start + _HEAD_LIMIT)
    names: list[Span] = []
    for match in cues["name"].finditer(bare, start, limit):
        name = _read_name(text, match.end(), limit)
        if name and all(name.of(text) != other.of(text) for other in names) and not _is_accused(bare, match.start()):
            names.append(name)
            names.extend(_listed(letter, name.end))
            break
        if name is None and re.search(r"gom|ten|dai\s+dien|chung\s+toi", match[0]):
            listed = _listed(letter, match.end())
            if listed:
                names.extend(listed)
                break
    return names


def _is_accused(bare: str, start: int) -> bool:
    return re.search(r"(?:bi|doi\s+tuong|la)\s*$", bare[max(0, start - 10) : start]) is not None


def _read_name(text: str, start: int, limit: int) -> Span | None:
    """The name at ``start``; in a text written small throughout, the two to four words up to the next mark."""
    match = NAME.match(text, start, limit)
    if match is None:
        return None
    words = fold_all(match[0]).split()
    listed = match[0].split()[0].lower() in _NOT_FIRST or " ".join(words[:2]) in _NOT_PAIRS
    return None if listed else Span(*match.span())


def _listed(letter: Letter, start: int) -> list[Span]:
    """Names that open the items of a list behind ``start``, and those joined to a name by ``và``."""
    text, names = letter.document.text, []
    joined = re.compile(r"[^\n.;]{0,60}?\s(?:và|và bà|và ông|cùng)\s+(?:ông|bà|anh|chị)\s+").match(text, start)
    if joined and (match := NAME.match(text, joined.end())):
        names.append(Span(*match.span()))
    misses = 0
    for line in letter.lines:
        if line.start < start or misses > 2:
            continue
        item = _ITEM.match(line.text)
        match = NAME.match(text, line.start + item.end(), line.end) if item else None
        if match and _read_name(text, match.start(), line.end):
            names.append(Span(*match.span()))
        else:
            misses += 1
    return names[:30]


_SUMMARY = re.compile(r"(?<!\w)(?:[ÔO]ng|Bà|ông|bà|Hộ ông|Hộ bà)\s+")
_SPEAKS = re.compile(
    r"[^.\n]{0,160}?(?:trinh\s+bay|khieu\s+nai|to\s+cao|phan\s+anh|kien\s+nghi|de\s+nghi|tru\s+tai|ngu\s+tai"
    r"|thuong\s+tru|co\s+don|gui\s+don)"
)


def _summarised(letter: Letter) -> list[Span]:
    """In a clerk's summary the petitioner is the first person of the text, who states, complains or lives somewhere."""
    if letter.is_letter:
        return []
    document = letter.document
    for match in _SUMMARY.finditer(document.text, 0, min(len(document.text), 260)):
        name = NAME.match(document.text, match.end())
        if name and _SPEAKS.match(document.view("bare"), name.end()):
            return [Span(*name.span())]
    for line in letter.lines[-2:]:  # a message's last line: name, address or phone
        opening = re.search(r"(?:^|[.!?]\s+|:\s*)(?=[^\W\d])", line.text[-140:])
        start = line.end - len(line.text[-140:]) + opening.end() if opening else line.start
        name = NAME.match(document.text, start, line.end)
        if (
            name
            and re.match(r"\s*(?:[,-]|$)", document.text[name.end() : line.end])
            and _read_name(document.text, start, line.end)
        ):
            return [Span(*name.span())]
    return []


def _signed_names(cues: PetitionCues, letter: Letter) -> list[Span]:
    """Names that fill the lines or cells of the signature's block."""
    if not letter.is_letter:
        return []
    text, names = letter.document.text, []
    for line in letter.lines:
        if line.start < letter.end.start:
            continue
        for cell in line.cells():
            cue = cues["signature"].match(letter.document.view("bare"), cell.start, cell.end)
            start = re.compile(r"[\s:.()\-]*(?:đã ký|ký tên|ký)?[\s:.()\-]*").match(
                text, cue.end() if cue else cell.start, cell.end
            )
            match = NAME.match(text, start.end() if start else cell.start, cell.end)
            if match and not text[match.end() : cell.end].strip(" .,*_)(") and _read_name(text, match.start(), cell.end):
                names.append(Span(*match.span()))
    return names


def _with_details(cues: PetitionCues, letter: Letter, name: Span, area: Span) -> Found:
    document = letter.document
    bare, text = document.view("bare"), document.text
    spans = [("petitioner", name)]
    address = _find_address(cues, letter, area)
    identity = cues["identity"].search(bare, area.start, area.end)
    phone = cues["phone"].search(bare, area.start, area.end)
    if address:
        spans.append(("address", address))
    numbers: list[str | None] = [None, None]
    for i, (label, match) in enumerate((("identity_number", identity), ("phone", phone))):
        if match:
            group = match.lastgroup or "value"
            span = trimmed(text, *match.span(group), drop=" .\n\t")
            numbers[i] = span.of(text)
            spans.append((label, span))
    person = Petitioner(_line(text, name), _line(text, address) if address else None, numbers[0], numbers[1])
    return Found(person, tuple(spans))


def _find_address(cues: PetitionCues, letter: Letter, area: Span) -> Span | None:
    """The first address of an area: behind a leading word, else what begins with a part of an address and names a body."""
    bare, text = letter.document.view("bare"), letter.document.text
    for name in ("address", "address_alone"):
        for match in cues[name].finditer(bare, area.start, area.end):
            if not _opens_address(cues, letter, match.end()):
                continue
            stop = _STOP.search(bare, match.end(), min(len(bare), match.end() + 220))
            end = stop.start() if stop else min(area.end, match.end() + 220)
            span = trimmed(text, match.end(), end, drop=" \t\n,.-–:")
            if len(span) > 6 and (cues["address_body"].search(bare, span.start, span.end) or name == "address"):
                return span
            if name == "address_alone" and match.end() > area.start + 200:
                break
    return None


def _opens_address(cues: PetitionCues, letter: Letter, start: int) -> bool:
    """Whether the word at ``start`` is what the bare view takes it for: `tổ` and not `tố`, `xã` and not `xá` or `xã hội`."""
    bare, case = letter.document.view("bare"), letter.document.view("case")
    match = re.compile(r"\w+").match(case, start)
    if match is None or bare.startswith("xa hoi", start):
        return False
    return (
        bare[start : match.end()] == match[0] or match[0] in cues.first_words or bare[start : match.end()] not in cues.first_bare
    )


def count_signatories(cues: PetitionCues, letter: Letter, found: list[Found]) -> int | None:
    """How many people stand behind the paper: a stated number next to words of a group, else the people named."""
    document = letter.document
    bare = document.view("bare")
    stated = []
    for match in cues["counted"].finditer(bare):
        near = bare[max(0, match.start() - 70) : min(len(bare), match.end() + 45)]
        central = match.start() < (letter.title.end if letter.title else 0) + 900 or match.start() >= letter.body.end - 400
        if central and cues["group"].search(near):
            stated.append(int(match["number"]))
    named = sum(1 for item in found if item.petitioner.name)
    signed = len(_signed_names(cues, letter))
    if stated:
        return max(stated[0], named)
    return max(named, min(signed, 12)) or None

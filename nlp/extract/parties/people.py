"""Who petitions, by rules: names and addresses. What belongs to whom is the matter of ``pairing``."""

from __future__ import annotations

import re

from nlp.extract.parties.cues import NAME, PetitionCues
from nlp.extract.parties.letter import Letter
from nlp.text.fold import fold_all
from nlp.text.span import Span, trimmed

_ITEM = re.compile(r"\W*(?:\d{1,2}\s?[.)/]|[-+•])\s*(?:(?:[ÔôOo]ng|[Bb]à|[Aa]nh|[Cc]hị)\s*:?\s+)?")
_STOP = re.compile(
    r"[;\n(]|\.(?:\s|$)|,?\s+(?:so\s+)?(?:dien\s+thoai|dt|sdt|cmnd|cccd|can\s+cuoc|sinh\s+nam|lam\s+(?:nghe|don|cong)"
    r"|nghe\s+nghiep|toi\s|chung\s+toi|xin\s|khieu\s+nai|to\s+cao|phan\s+anh|trinh\s+bay|hien\s+(?:dang\s+)?lam"
    r"|do\s+(?:ong|ba|hai)|nguoi\s|viet\s+don|khong\s|cho\s+rang|cung\s+(?:ky|\d))"
)
# What stands around a signing name: `(đã ký)`, `(điểm chỉ)`.
_SIGNED_BEFORE = re.compile(r"[\s:.()\-]*(?:đã ký|ký tên|ký)?[\s:.()\-]*")
_SIGNED_BEHIND = re.compile(r"(?:\s*\([^()]{0,30}\))*[\s.,*_()]*")
_HEAD_LIMIT = 1800
#: How far behind a name its address and its numbers may stand.
REACH = 420
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


def find_petitioners(cues: PetitionCues, letter: Letter) -> list[tuple[str, Span]]:
    """Spans of ``petitioner`` and ``address``, in the order of the names; an address stands behind its name and before the next.

    Names come from phrases of introduction and lists of people in the head, else from the signature. Without any name the
    first address of a letter's head is looked for.
    """
    names = _introduced(cues, letter) or _summarised(letter) or find_signed_names(cues, letter)
    found: list[tuple[str, Span]] = []
    for i, name in enumerate(names):
        stop = names[i + 1].start if i + 1 < len(names) else min(len(letter.document.text), name.end + REACH)
        address = _find_address(cues, letter, Span(name.end, max(name.end, stop)))
        found.append(("petitioner", name))
        found += [("address", address)] if address else []
    if not found and letter.is_letter:
        head = Span(letter.body.start, max(letter.body.start, min(letter.end.start, letter.body.start + _HEAD_LIMIT)))
        address = _find_address(cues, letter, head)
        found += [("address", address)] if address else []
    return found


def _introduced(cues: PetitionCues, letter: Letter) -> list[Span]:
    document = letter.document
    bare, text = document.view("bare"), document.text
    start = letter.body.start
    limit = min(letter.end.start if letter.is_letter else len(text), start + _HEAD_LIMIT)
    names: list[Span] = []
    for match in cues["name"].finditer(bare, start, limit):
        name = read_name(text, match.end(), limit)
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


def read_name(text: str, start: int, limit: int) -> Span | None:
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
        if match and read_name(text, match.start(), line.end):
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
            and read_name(document.text, start, line.end)
        ):
            return [Span(*name.span())]
    return []


def find_signed_names(cues: PetitionCues, letter: Letter) -> list[Span]:
    """Names that fill the lines or cells of the signature's block."""
    if not letter.is_letter:
        return []
    text, names = letter.document.text, []
    for line in letter.lines:
        if line.start < letter.end.start:
            continue
        for cell in line.cells():
            cue = cues["signature"].match(letter.document.view("bare"), cell.start, cell.end)
            start = _SIGNED_BEFORE.match(text, cue.end() if cue else cell.start, cell.end)
            match = NAME.match(text, start.end() if start else cell.start, cell.end)
            if match is None or not _SIGNED_BEHIND.fullmatch(text, match.end(), cell.end):
                continue
            role = match[0].isupper() and cues["person.plain"].match(letter.document.view("bare"), match.start())
            if not role and read_name(text, match.start(), cell.end):
                names.append(Span(*match.span()))
    return names


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

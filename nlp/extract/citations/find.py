"""Where instruments are mentioned: by number, by a law's title, or by both."""
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from nlp.document.document import Document
from nlp.extract.citations import patterns
from nlp.extract.citations.models import Provision
from nlp.extract.citations.parse import Number, is_number, parse_number, parse_provisions, parse_serial
from nlp.extract.citations.patterns import CitationData, Kind, fold_word
from nlp.text.dates import parse_date_groups
from nlp.text.fold import fold_all
from nlp.text.span import Span

_WINDOW = 150
_LAW_HEAD = re.compile(r"\b(?:bộ\s+luật|luật|pháp\s+lệnh)\b")
_NOT_A_LAW = re.compile(r"(?:pháp|kỷ|kỉ|quy|qui|định|trái|phạm|đúng)\s+\Z")
_CONSTITUTION = re.compile(
    r"\bhiến\s+pháp(?:\s+nước\s+cộng\s+hòa\s+xã\s+hội\s+chủ\s+nghĩa\s+việt\s+nam)?(?P<year>\s*(?:,\s*)?(?:năm\s+)?(?:19|20)\d\d)?"
)
_AMENDING = re.compile(
    r"\s+sửa\s+đổi(?:\s*,\s*bổ\s+sung)?(?:\s+(?:một\s+số|các)\s+(?:điều|nội\s+dung))?\s+(?:của\s+)?(?:các\s+|[0-9]{1,2}\s+)?(?=luật\b|bộ\s+luật\b)"
)
_LAW_CHAIN = re.compile(r"\s*(?:,|;|và)?\s+(?:và\s+)?(?=(?:bộ\s+)?luật\b)")
_TITLE_TAIL = re.compile(r"(?:\s*\(\s*sửa\s+đổi\s*\)|\s+sửa\s+đổi(?!,))?\s*,?\s*(?:năm\s+)?(?:19|20)\d\d(?!\d|/)")
_TITLE_WORD = re.compile(r"\w+")
_UNKNOWN_TITLE = re.compile(r"\s+(?P<title>[^\W\d_]+(?:,?\s+[^\W\d_]+){1,9}?)\s+(?=số\s+[0-9]{1,3}/[0-9]{4}/)")
_LIST_GAP = re.compile(r"\s*(?:\([^()\n]{0,60}\))?\s*(?:[,;]|và|[,;]\s*và|,\s*các)?\s*(?:số\s?:?\s*)?")
_TITLE_OPENER = re.compile(
    r"\s*(?:\([^()\n]{0,40}\)\s*)?,?\s*(?:[“\"«]|v/v|(?:về|quy định|qui định|hướng dẫn|sửa đổi|ban hành|phê duyệt|triển khai"
    r"|thi hành|bổ sung|công bố|phân cấp|quy định chi tiết)\b)"
)
_TITLE_END = re.compile(r"[;)”»]|\.(?=\s|\Z)|\n\s*\n|[.]/[.]")
_SHORT_FORM = re.compile(rf"\s+(?:số\s+)?(?P<serial>{patterns.SERIAL})(?![\w/\-]|\.[0-9])")


@dataclass(frozen=True)
class Mention:
    """A mention as found: the span, the parts that stand in it, and the pattern that found it."""

    start: int
    end: int
    rule: str
    kind: str | None
    number: Number | str | None = None
    date: dt.date | None = None
    year: int | None = None
    title: str | None = None
    issuer: str | None = None
    issuer_end: int | None = None
    provisions: tuple[Provision, ...] = ()
    headed: bool = True
    cues: tuple[Span, ...] = field(default=())

    @property
    def reach(self) -> int:
        """The end of the mention with the issuer behind it."""
        return max(self.end, self.issuer_end or 0)


def find_mentions(document: Document, data: CitationData) -> list[Mention]:
    """All mentions of the text, by start; the text of a title holds none of its own."""
    laws = list(find_laws(document, data))
    numbered = list(find_numbered(document, data, laws))
    taken = [(m.start, m.end) for m in numbered]
    laws = [law for law in laws if not any(a < law.end and law.start < b for a, b in taken)]
    mentions = sorted([*numbered, *_outside_titles(document, numbered, laws)], key=lambda m: m.start)
    mentions = [*mentions, *find_short_forms(document, data, mentions)]
    return sorted(_spread_issuers(document.view("case"), mentions), key=lambda m: m.start)


def find_numbered(document: Document, data: CitationData, laws: list[Mention]) -> Iterator[Mention]:
    """Mentions with a number: ``Nghị định số 43/2014/NĐ-CP ngày 15/5/2014``, ``Kế hoạch 68- KH/HU``, list members."""
    text, case = document.text, document.view("case")
    law_ends = {law.end: law for law in laws}
    previous: Mention | None = None
    for match in patterns.NUMBER_RE.finditer(text):
        number = parse_number(match)
        start = match.start()
        listed = previous is not None and previous.end <= start and _is_list_gap(case, previous, start)
        law = _law_before(case, start, law_ends)
        kind, head_start = (None, start) if law else _find_head(text, case, start, number, data)
        worded = bool(patterns.NUMBER_WORD_BEFORE.search(text, max(0, start - 8), start))
        if not is_number(number, data, headed=law is not None or kind is not None or (listed and worded)):
            continue
        mention = Mention(
            head_start, match.end(), "numbered", _choose_kind(kind, number, data, previous if listed else None), number,
            headed=kind is not None,
        )  # fmt: skip
        if law:
            mention = replace(mention, start=law.start, kind=law.kind, title=law.title, headed=True, provisions=law.provisions)
        yield from _find_shared_tail(text, case, mention, match.start(), data)
        previous = _complete(document, mention, data)
        yield previous
    yield from _find_numbered_short(document, data)


def _is_list_gap(case: str, previous: Mention, start: int) -> bool:
    return any(_LIST_GAP.fullmatch(case, end, start) is not None for end in {previous.end, previous.reach} if end <= start)


def _law_before(case: str, start: int, law_ends: dict[int, Mention]) -> Mention | None:
    word = patterns.NUMBER_WORD_BEFORE.search(case, max(0, start - 8), start)
    end = word.start() if word else start
    while end and case[end - 1] in " ,(\n":
        end -= 1
    return law_ends.get(end)


def _find_head(text: str, case: str, start: int, number: Number, data: CitationData) -> tuple[Kind | None, int]:
    """The kind word nearest before a number and where it begins; (None, start) where none governs the number."""
    window = max(0, start - _WINDOW)
    for match in reversed(list(data.kind_words.finditer(case, window, start))):
        kind = data.kinds[fold_word(match[0])]
        gap = case[match.end() : start]
        direct = re.fullmatch(r"\s*(?:[(“\"]\s*)?(?:s[ốôoỗồóổ]\s?[:.]?\s*)?", gap)
        if _is_abbreviation(match[0]) and not (direct and text[match.start()].isupper()):
            continue
        if direct:
            return kind, match.start()
        words = re.fullmatch(r"((?:,?\s+[^\W\d_]+){1,14}?)\s+(?:có\s+)?số\s?[:.]?\s*", gap)
        same_kind = data.codes.get(number.head_code.upper()) in (kind.slug, None)
        if words and same_kind and "\n\n" not in gap and not kind.attached:
            return kind, match.start()
        break
    return None, start


def _is_abbreviation(word: str) -> bool:
    return len(word) <= 5 and " " not in word and word not in ("lệnh", "luật")


def _choose_kind(kind: Kind | None, number: Number, data: CitationData, listed_after: Mention | None) -> str | None:
    """The head word decides, but a word for what the instrument carries gives way to the code in the number."""
    by_code = data.codes.get(number.head_code) or data.codes.get(number.head_code.upper())
    if number.code in data.court_codes:
        return "ban_an"
    if kind is None:
        if by_code:
            return by_code
        return listed_after.kind if listed_after else ("luat" if number.code.startswith("QH") else "cong_van")
    party_regulation = number.party and kind.slug in ("quy_dinh", "quy_che")
    generic = kind.slug == "cong_van" and kind.name == "Công văn" and by_code not in (None, "cong_van", "to_trinh")
    if (kind.attached and not party_regulation) or (generic and by_code):
        return by_code or kind.slug
    return kind.slug


def _complete(document: Document, mention: Mention, data: CitationData) -> Mention:
    """The mention with the date, issuer and provisions that stand around it."""
    text, case = document.text, document.view("case")
    if level := patterns.LEVEL_AFTER_CODE.match(case, mention.end):
        number = mention.number
        tail = number.tail_code if isinstance(number, Number) else ""
        mention = replace(mention, end=level.end(), issuer=f"{tail} {level['level']}".strip())
    date = patterns.DATE_AFTER.match(case, mention.end)
    if date and not (date["only_year"] and mention.title is None):
        value = parse_date_groups(date, "d") or parse_date_groups(date, "b")
        year = int(date["only_year"]) if date["only_year"] else None
        mention = replace(mention, end=date.end(), date=value, year=year or mention.year)
    if mention.issuer is None:
        mention = _with_issuer(text, case, mention, data)
    return mention if mention.provisions else _with_provisions(case, mention)


def _with_issuer(text: str, case: str, mention: Mention, data: CitationData) -> Mention:
    lead = re.compile(r"\s*,?\s*(?:\)\s*)?(?:của|giữa|do)\s+|\s*,?\s*(?=\S)").match(case, mention.end)
    if lead is None or (not lead[0].strip(" ,)\n") and mention.date is None):
        return mention
    start = lead.end()
    if not data.body_start.match(case, start):
        return mention
    end = find_body_end(text, case, start, data)
    issuer = re.sub(r"\s+", " ", text[start:end]).strip(" ,")
    return replace(mention, issuer=issuer, issuer_end=end) if issuer else mention


def find_body_end(text: str, case: str, start: int, data: CitationData) -> int:
    """Where the name of a body that begins at ``start`` ends, at most 130 code points on."""
    limit = min(len(text), start + 130)
    first = data.body_start.match(case, start)
    position = first.end() if first else start
    stop = limit
    for found in data.body_end.finditer(case, position, limit):
        if found[0] == "," and re.match(r",\s+(?:thể\s+thao|thị\s+xã|thành\s+phố|thương\s+binh|chủ\s+nhiệm)\b", case[found.start() : found.start() + 20]):
            continue
        stop = found.start()
        break
    for conjunction in re.finditer(r"\s+(?:và|hoặc)\s+", case[position:stop]):
        after = position + conjunction.end()
        if text[after : after + 1].islower() or _begins_instrument(case, after, data):
            stop = position + conjunction.start()
            break
    return stop


def _begins_instrument(case: str, start: int, data: CitationData) -> bool:
    kind = data.kind_words.match(case, start)
    return bool(kind and re.match(r"\s+(?:số\b|[0-9])", case[kind.end() : kind.end() + 12])) or bool(_LAW_HEAD.match(case, start))


def _with_provisions(case: str, mention: Mention) -> Mention:
    window = max(0, mention.start - 2 * _WINDOW)
    if found := patterns.PROVISIONS_BEFORE.search(case, max(0, mention.start - _WINDOW), mention.start):
        return replace(mention, start=found.start("provisions"), provisions=parse_provisions(found["provisions"]))
    if patterns.ATTACHED_CUE.search(case, max(0, mention.start - 30), mention.start):
        if found := patterns.ATTACHED_BETWEEN.search(case, window, mention.start):
            return replace(mention, provisions=parse_provisions(found["provisions"]))
    return mention


def _find_shared_tail(text: str, case: str, mention: Mention, serial_start: int, data: CitationData) -> Iterator[Mention]:
    """Members of ``Nghị định số 43, 44 và 47/2014/NĐ-CP`` before the last, which alone has year and code."""
    number = mention.number
    if not isinstance(number, Number) or mention.headed:
        return
    found = patterns.SERIAL_LIST_RE.search(text, max(0, serial_start - 60), serial_start)
    if not found:
        return
    kind, head = _find_head(text, case, found.start(), number, data)
    if kind is None:
        return
    serials = list(re.finditer(patterns.SERIAL, text[found.start() : found.end()]))
    for i, serial in enumerate(serials):
        start, end = found.start() + serial.start(), found.start() + serial.end()
        member = Number(parse_serial(serial[0]), number.year, number.code, number.party)
        yield Mention(head if i == 0 else start, end, "shared_tail", kind.slug, member)


_SHORT_KINDS = {"nghi_dinh": "NĐ-CP", "luat": "", "bo_luat": "", "phap_lenh": "", "nghi_quyet": "", "thong_tu": "", "quyet_dinh": ""}


def _find_numbered_short(document: Document, data: CitationData) -> Iterator[Mention]:
    """``NĐ 43/2014``, ``Nghị định số 56/2015 của Chính phủ``: the head word says what the number leaves out."""
    text, case = document.text, document.view("case")
    for match in patterns.SHORT_NUMBER_RE.finditer(text):
        bare = Number(parse_serial(match["serial"]), match["year"], "", False)
        kind, head = _find_head(text, case, match.start(), bare, data)
        if kind is None or kind.slug not in _SHORT_KINDS or int(match["year"]) < 1945:
            continue
        if len(bare.serial) <= 2 and not re.search(r"số\s*\Z|n[đd](?:-cp)?\s*\Z", case[head : match.start()].rstrip() + " "):
            if kind.slug != "nghi_dinh":
                continue
        code = _SHORT_KINDS[kind.slug]
        value: Number | str = replace(bare, code=code) if code else f"{bare.serial}/{bare.year}"
        yield _complete(document, Mention(head, match.end(), "short_number", kind.slug, value), data)


def find_laws(document: Document, data: CitationData) -> Iterator[Mention]:
    """Mentions of laws, codes and ordinances by title, with the year or date behind it; amending laws whole."""
    text, case = document.text, document.view("case")
    bare = fold_all(text) if len(text) < 2_000_000 else case
    done = 0
    for head in _LAW_HEAD.finditer(case):
        if head.start() < done or _NOT_A_LAW.search(case, max(0, head.start() - 8), head.start()):
            continue
        found = _match_law(text, case, bare, head, data)
        if found is None:
            continue
        end, rule = found
        slug = re.sub(r"\s+", "_", fold_all(head[0]))
        title = re.sub(r"\s+", " ", text[head.end() : end]).strip()
        mention = Mention(head.start(), end, rule, slug, title=title)
        if tail := _TITLE_TAIL.match(case, end):
            year = int(re.findall(r"\d{4}", tail[0])[-1])
            mention = replace(mention, end=tail.end(), year=year)
        mention = _complete_law(case, mention)
        done = mention.end
        yield mention
    for match in _CONSTITUTION.finditer(case):
        year = re.search(r"\d{4}", match["year"] or "")
        if year or "nước" in match[0]:
            mention = Mention(match.start(), match.end(), "title", "hien_phap", year=int(year[0]) if year else None)
            yield _with_provisions(case, mention)


def _complete_law(case: str, mention: Mention) -> Mention:
    date = patterns.DATE_AFTER.match(case, mention.end)
    if date and not date["only_year"]:
        mention = replace(mention, end=date.end(), date=parse_date_groups(date, "d") or parse_date_groups(date, "b"))
    return _with_provisions(case, mention)


def _match_law(text: str, case: str, bare: str, head: re.Match[str], data: CitationData) -> tuple[int, str] | None:
    if amending := _AMENDING.match(case, head.end()):
        end = _match_law_chain(text, case, bare, amending.end(), data)
        if end:
            return end, "amending_law"
    end = match_title(case, bare, head.end(), data, capital=text[head.start()].isupper())
    if end:
        return end, "title"
    unknown = _UNKNOWN_TITLE.match(case, head.end(), head.end() + 120) if text[head.start()].isupper() else None
    return (unknown.end("title"), "unknown_title") if unknown else None


def _match_law_chain(text: str, case: str, bare: str, start: int, data: CitationData) -> int | None:
    """The end of ``Luật Tiếp công dân, Luật Khiếu nại, Luật Tố cáo`` from its first head word on."""
    end: int | None = None
    position = start
    while head := _LAW_HEAD.match(case, position):
        title_end = match_title(case, bare, head.end(), data, capital=True)
        if title_end is None:
            break
        end = title_end
        link = _LAW_CHAIN.match(case, end)
        if link is None:
            break
        position = link.end()
    return end


def match_title(case: str, bare: str, start: int, data: CitationData, *, capital: bool) -> int | None:
    """The end of the longest known title that begins behind a head word, or None.

    A title of one word must stand behind a capital head word with its own diacritics; of three and more, a scan's lost
    diacritics are forgiven.
    """
    words: list[tuple[str, int]] = []
    position = start
    while len(words) < data.longest_title:
        word = _TITLE_WORD.search(bare, position, position + 40)
        if word is None or not re.fullmatch(r"[\s,\-–(]*", bare[position : word.start()]) or "\n\n" in bare[position : word.start()]:
            break
        words.append((word[0], word.end()))
        position = word.end()
    for size in range(len(words), 0, -1):
        key = tuple(word for word, _ in words[:size])
        slug = data.titles.get(key)
        if slug is None:
            continue
        end = words[size - 1][1]
        written = tuple(_TITLE_WORD.findall(case[start:end]))
        if written in data.written_titles or size >= 3:
            if size > 1 or capital:
                return end
    return None


def _outside_titles(document: Document, numbered: list[Mention], laws: list[Mention]) -> Iterator[Mention]:
    """Laws that do not stand inside the title of a numbered instrument."""
    case = document.view("case")
    regions = []
    for mention in numbered:
        if _TITLE_OPENER.match(case, mention.reach):
            end = _TITLE_END.search(case, mention.reach)
            regions.append((mention.reach, end.start() if end else len(case)))
    for law in laws:
        region = next(((a, b) for a, b in reversed(regions) if a <= law.start < b), None)
        if region is None:
            yield law
            continue
        before = case[region[0] : law.start]
        starts_item = re.search(r"(?:,|\bvà)\s+\Z", before) and not _LAW_HEAD.search(before)
        if starts_item:
            yield law


def find_short_forms(document: Document, data: CitationData, mentions: list[Mention]) -> Iterator[Mention]:
    """Later mentions by kind and serial alone (``Quyết định 17``) of what an earlier mention numbers in full."""
    full: dict[tuple[str | None, str], list[Mention]] = {}
    for mention in mentions:
        if isinstance(mention.number, Number):
            full.setdefault((mention.kind, mention.number.serial), []).append(mention)
    if not full:
        return
    text, case = document.text, document.view("case")
    taken = sorted((m.start, m.end) for m in mentions)
    for match in data.kind_words.finditer(case):
        tail = _SHORT_FORM.match(text, match.end())
        if tail is None or any(a < tail.end() and match.start() < b for a, b in taken):
            continue
        if _is_abbreviation(match[0]) and not text[match.start()].isupper():
            continue
        kind = data.kinds[fold_word(match[0])].slug
        earlier = [m for m in full.get((kind, parse_serial(tail["serial"])), ()) if m.end <= match.start()]
        if len({str(m.number) for m in earlier}) == 1:
            mention = Mention(match.start(), tail.end(), "short_form", kind, earlier[-1].number)
            yield _with_provisions(case, _with_issuer(text, case, mention, data))


def _spread_issuers(case: str, mentions: list[Mention]) -> list[Mention]:
    """An issuer behind the last member of a list is every member's whose code agrees."""
    ordered = sorted(mentions, key=lambda m: m.start)
    for i in range(len(ordered) - 2, -1, -1):
        here, after = ordered[i], ordered[i + 1]
        if here.issuer or not after.issuer or not (isinstance(here.number, Number) and isinstance(after.number, Number)):
            continue
        if here.number.tail_code.upper() != after.number.tail_code.upper() or here.number.party != after.number.party:
            continue
        if here.end <= after.start and re.fullmatch(r"\s*(?:,|;|và|,\s*và)?\s*(?:số\s*)?", case[here.end : after.start]):
            ordered[i] = replace(here, issuer=after.issuer)
    return ordered

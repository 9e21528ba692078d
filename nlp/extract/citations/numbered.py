"""Mentions with a number: ``Nghị định số 43/2014/NĐ-CP ngày 15/5/2014``, ``Kế hoạch 68- KH/HU``, members of lists."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

from nlp.document.document import Document
from nlp.extract.citations import patterns
from nlp.extract.citations.heads import Heads
from nlp.extract.citations.issuers import find_issuer
from nlp.extract.citations.mention import Mention, overlaps
from nlp.extract.citations.parse import Number, is_number, parse_number, parse_serial
from nlp.extract.citations.patterns import CitationData, Kind, fold_word
from nlp.extract.citations.provisions import parse_provisions
from nlp.text.dates import parse_date
from nlp.text.span import Span

_WINDOW = 150
_SHORT_WINDOW = 16
_PROVISIONS_WINDOW = 1200
_PROVISION_REACH = 60  # a unit that reaches into a window shows itself within so many code points
_PROVISION_END = re.compile(r"(?:\b[0-9]{1,3}[a-zđ]?|\b[a-zđ]|\b[ivxlc]{1,6}|thứ\s+\w{2,5})[\s,]{1,4}(?:của\s{1,4})?\Z")
_VALUE_ENDS = frozenset("0123456789ivxlc")
_LIST_GAP = re.compile(r"\s{0,4}(?:\([^()\n]{0,60}\))?\s{0,4}(?:[,;]\s{0,4}và|,\s{0,4}các|[,;]|và)?\s{0,4}(?:số\s?:?\s{0,4})?")
_DIRECT = re.compile(r"[\s*_]{0,6}(?:[(“\"]\s{0,4})?(?:s[ốôoỗồóổ]\s?[:.]?[\s*_]{0,6})?")
_WORDS_BETWEEN = re.compile(r"((?:(?:,|\s?[-–])?\s{1,4}[^\W\d_]+|[-–][^\W\d_]+){1,20}?)\s{1,4}(?:có\s+)?số\s?[:.]?\s{0,4}")
_ITEM_BEFORE = re.compile(r"(?:[;:,]|\bvà)\s+\Z")
#: ``các Nghị định của Chính phủ: số 43/2014/NĐ-CP``: the head of a list whose members stand behind a colon.
_LIST_HEAD = re.compile(r"(?:\s{1,4}(?:của|sau)(?:\s{1,4}[^\W\d_]+){0,8})?\s{0,4}:\s{0,4}(?:số\s?:?\s{0,4})?")
#: ``Số:`` at the start of a line, where a paper has its own number.
_OWN_LINE = re.compile(r"(?:\A|\n)[\s*_#|>]{0,8}Số\s?:\s{0,2}\Z")
#: Capitals behind a code, before the date: its rest where a recogniser put a blank into it.
_BROKEN_CODE = re.compile(r"\s([A-ZĐ]{1,4})(?=,?\s{1,3}ngày\s)")
_BARE_KINDS = frozenset(
    "quyet_dinh thong_bao cong_van chi_thi nghi_quyet nghi_dinh thong_tu ke_hoach ket_luan bao_cao to_trinh".split()
)
_BARE_SERIAL = re.compile(rf"số(?<!\wsố)\s?:?\s{{0,4}}(?P<serial>{patterns.SERIAL})(?=\s{{0,4}}[,(]?\s{{0,4}}(?:ký\s+)?ngày\s)")
#: Numbers of forms, signs and papers of people, which have the shape of an instrument's.
_FORM_BEFORE = re.compile(
    r"\b(?:mẫu|biểu|phụ\s+biểu|biểu\s+mẫu|ký\s+hiệu\s+mẫu)\s+(?:số\s?:?\s{0,3})?(?:[0-9]{1,3}[a-z]?/[\w/-]{2,12},\s{1,3}){0,4}\Z"
)
_SHORT_CODES = {
    "nghi_dinh": "NĐ-CP",
    "luat": "",
    "bo_luat": "",
    "phap_lenh": "",
    "nghi_quyet": "",
    "thong_tu": "",
    "quyet_dinh": "",
}


def find_numbered(document: Document, data: CitationData, heads: Heads, laws: list[Mention]) -> Iterator[Mention]:
    """Mentions with a full number, in the order of the text; the members of a list one by one."""
    text, case = document.text, document.view("case")
    law_ends = {law.end: law for law in laws}
    previous: Mention | None = None
    for match in patterns.NUMBER_RE.finditer(text):
        mention = _read_number(text, case, match, data, heads, law_ends, previous)
        if mention is None:
            continue
        yield from _find_shared_tail(text, case, mention, match.start(), data, heads)
        previous = complete(document, mention, data)
        yield previous


def _read_number(
    text: str, case: str, match: re.Match[str], data: CitationData, heads: Heads, law_ends: dict[int, Mention],
    previous: Mention | None,
) -> Mention | None:  # fmt: skip
    """The mention of one number with its head; None where the shape is no instrument's."""
    number, (start, end) = parse_number(match), match.span()
    if (broken := _BROKEN_CODE.match(text, end)) and (mended := _mend_code(number, broken[1], data)):
        number, end = mended, broken.end(1)
    listed = previous is not None and previous.end <= start and _is_list_gap(case, previous, start)
    word = patterns.NUMBER_WORD_BEFORE.search(text, start - 8, start)
    law = _law_before(case, word.start() if word else start, law_ends)
    kind, head_start = (None, start) if law else find_head(text, case, start, number, data, heads)
    colon_head = kind is None and not law and word is not None and _has_list_head(case, start, heads)
    if not is_number(number, data, headed=law is not None or kind is not None or (word is not None and (listed or colon_head))):
        return None
    if _is_form(case, start) or (kind is None and not law and not match["joint"].strip()):
        return None
    if not law and not listed and not colon_head and word and _OWN_LINE.search(text, start - 16, start):
        return None  # the number line of a paper inside the document
    if law:
        return Mention(
            law.start, end, "numbered", _law_kind(law, number), number, title=law.title, provisions=law.provisions,
            head_start=law.head_start, number_span=Span(start, end),
        )  # fmt: skip
    if kind is None and word is not None and (listed or colon_head or _ITEM_BEFORE.search(case, word.start() - 6, word.start())):
        head_start = word.start()
    slug = choose_kind(kind, number, data, previous if listed else None)
    return Mention(head_start, end, "numbered", slug, number, headed=kind is not None, number_span=Span(start, end))


def _is_form(case: str, start: int) -> bool:
    """Whether a number is that of a form (``mẫu số 12/KNTC``)."""
    low = max(0, start - 90)
    if case.find("mẫu", low, start) < 0 and case.find("biểu", low, start) < 0:
        return False
    return _FORM_BEFORE.search(case, low, start) is not None


def _mend_code(number: Number, rest: str, data: CitationData) -> Number | None:
    """The number with what a recogniser cut off the last part of its code (``04/GA VI``, ``12/QĐ-UB ND``); None where that
    part stands for a body or a kind as it is, and the whole for none."""
    tail = number.tail_code
    known = tail in data.issuers or tail in data.unit_suffixes or tail.upper() in data.codes
    return None if known and tail + rest not in data.issuers else replace(number, code=number.code + rest)


def _law_kind(law: Mention, number: Number) -> str | None:
    return "phap_lenh" if number.code.startswith("PL-") else law.kind


def _is_list_gap(case: str, previous: Mention, start: int) -> bool:
    if _LIST_GAP.fullmatch(case, previous.end, start):
        return True
    reach = previous.reach
    return previous.end < reach <= start and _LIST_GAP.fullmatch(case, reach, start) is not None


def _has_list_head(case: str, start: int, heads: Heads) -> bool:
    kind = next(heads.before(start, 90), None)
    return kind is not None and _LIST_HEAD.fullmatch(case, kind.end(), start) is not None


def _law_before(case: str, end: int, law_ends: dict[int, Mention]) -> Mention | None:
    while end and case[end - 1] in " ,(\n":
        end -= 1
    return law_ends.get(end)


def find_head(text: str, case: str, start: int, number: Number, data: CitationData, heads: Heads) -> tuple[Kind | None, int]:
    """The kind word nearest before a number and where it begins; (None, start) where none governs the number."""
    for match in heads.before(start, _WINDOW):
        kind = data.kinds[fold_word(match[0])]
        direct = _DIRECT.fullmatch(case, match.end(), start)
        if is_abbreviation(match[0]) and not (direct and text[match.start()].isupper()):
            continue
        if direct:
            return kind, match.start()
        words = _WORDS_BETWEEN.fullmatch(case, match.end(), start)
        if words and "\n\n" not in words[0]:
            same_kind = data.codes.get(number.head_code.upper()) in (kind.slug, None)
            if data.codes.get(number.head_code) == kind.slug or (same_kind and not kind.attached):
                return kind, match.start()
        break
    return None, start


def is_abbreviation(word: str) -> bool:
    """Whether a kind word is an abbreviation (``NĐ``, ``TT``), which counts only in capitals and beside its number."""
    return len(word) <= 5 and " " not in word and word not in ("lệnh", "luật")


def choose_kind(kind: Kind | None, number: Number, data: CitationData, listed_after: Mention | None) -> str | None:
    """The head word decides, but a word for what the instrument carries gives way to the code in the number."""
    by_code = data.codes.get(number.head_code) or data.codes.get(number.head_code.upper())
    if number.code in data.court_codes:
        return "ban_an"
    if kind is None:
        if by_code:
            return by_code
        return listed_after.kind if listed_after else ("luat" if number.code.startswith("QH") else "cong_van")
    party_regulation = number.party and kind.slug in ("quy_dinh", "quy_che")
    generic = (
        kind.slug == "cong_van" and kind.name == "Công văn" and by_code not in (None, "cong_van", "to_trinh", "phieu_chuyen")
    )
    if (kind.attached and not party_regulation) or (generic and by_code):
        return by_code or kind.slug
    return kind.slug


def complete(document: Document, mention: Mention, data: CitationData) -> Mention:
    """The mention with the date, issuer and provisions that stand around it."""
    text, case = document.text, document.view("case")
    if level := patterns.LEVEL_AFTER_CODE.match(case, mention.end):
        number = mention.number
        tail = number.tail_code if isinstance(number, Number) else ""
        mention.end, mention.issuer, mention.issuer_rule = level.end(), f"{tail} {level['level']}".strip(), "issuer_glued"
        mention.cues = (*mention.cues, Span(*level.span("level")))
    mention = add_date(case, mention, year_alone=mention.title is not None)
    if mention.issuer is None:
        mention = find_issuer(text, case, mention, data)
    if mention.date is None and mention.issuer_end and (late := patterns.DATE_BEHIND_ISSUER.match(case, mention.issuer_end)):
        mention.end, mention.date = late.end(), _date_of(late)
    return mention if mention.provisions else add_provisions(case, mention)


def add_date(case: str, mention: Mention, *, year_alone: bool) -> Mention:
    """The mention with the date behind it; a year alone belongs to a law's title only."""
    date = patterns.DATE_AFTER.match(case, mention.end)
    if date is None:
        return mention
    if date.lastgroup != "only_year":
        mention.end, mention.date = date.end(), _date_of(date)
    elif year_alone:
        mention.end, mention.date, mention.year = date.end(), None, int(date["only_year"])
    return mention


def _date_of(match: re.Match[str]) -> dt.date | None:
    """The date of a match that ends with the year of one of its forms, whose groups all begin with the same two letters."""
    form = (match.lastgroup or "")[:2]
    return parse_date(match[f"{form}day"], match[f"{form}month"], match[f"{form}year"])


def add_provisions(case: str, mention: Mention) -> Mention:
    """The mention with the provisions before it, which belong to its span, or those of the text attached to it, which do not."""
    if _ends_provision(case, mention.start) and (found := _find_provisions(case, mention.start)):
        start = found.start("provisions")
        if lead := re.match(r"từ\s+", found["provisions"]):
            start += lead.end()
        mention.start, mention.head_start = start, mention.head
        mention.provisions = parse_provisions(found["provisions"])
        return mention
    near = max(0, mention.start - 30)
    if case.find("kèm", near, mention.start) >= 0 and patterns.ATTACHED_CUE.search(case, near, mention.start):
        if found := patterns.ATTACHED_BETWEEN.search(case, mention.start - 2 * _WINDOW, mention.start):
            mention.provisions = parse_provisions(found["provisions"])
    return mention


def _ends_provision(case: str, end: int) -> bool:
    """Whether the words before a mention end as a provision does; the last word alone mostly tells."""
    words = case[max(0, end - 16) : end].split()
    if words and words[-1] == "của":
        words.pop()
    if not words or len(words[-1]) > 7:
        return False
    last = words[-1].rstrip(",")
    if len(last) > 1 and last[-2].isalpha() and last[-1] not in _VALUE_ENDS and not words[-2:][0].endswith("thứ"):
        return False  # a word that is no figure, no letter and no Roman number
    return _PROVISION_END.search(case, end - 16, end) is not None


def _find_provisions(case: str, end: int) -> re.Match[str] | None:
    """The provisions that end where a mention begins; the window grows while they may begin before it."""
    found, size = None, _WINDOW
    while size <= _PROVISIONS_WINDOW:
        start = max(0, end - size)
        found = patterns.PROVISIONS_BEFORE.search(case, start, end)
        if found is None or found.start() - start > _PROVISION_REACH or start == 0:
            break
        size *= 2
    return found


def _find_shared_tail(
    text: str, case: str, mention: Mention, serial_start: int, data: CitationData, heads: Heads
) -> Iterator[Mention]:
    """Members of ``Nghị định số 43, 44 và 47/2014/NĐ-CP`` before the last, which alone has year and code."""
    number = mention.number
    if not isinstance(number, Number) or mention.headed:
        return
    found = patterns.SERIAL_LIST_RE.search(text, serial_start - 80, serial_start)
    if not found:
        return
    kind, head = find_head(text, case, found.start(), number, data, heads)
    if kind is None:
        word = patterns.NUMBER_WORD_BEFORE.search(text, found.start() - 8, found.start())
        if word is None or not _has_list_head(case, found.start(), heads):
            return
        head = word.start()
    slug = choose_kind(kind, number, data, None)
    for i, serial in enumerate(re.finditer(patterns.SERIAL, text[found.start() : found.end()])):
        start, end = found.start() + serial.start(), found.start() + serial.end()
        member = Number(parse_serial(serial[0]), number.year, number.code, number.party)
        first = Mention(head if i == 0 else start, end, "shared_tail", slug, member, number_span=Span(start, end))
        yield add_provisions(case, first) if i == 0 else first


def find_short_numbers(document: Document, data: CitationData, heads: Heads) -> Iterator[Mention]:
    """``NĐ 43/2014``, ``Nghị định số 56/2015 của Chính phủ``: the head word says what the number leaves out."""
    text, case = document.text, document.view("case")
    for match in patterns.SHORT_YEAR.finditer(text):
        serial = patterns.SHORT_SERIAL.search(text, match.start() - _SHORT_WINDOW, match.start())
        if serial is None or int(match["year"]) < 1945:
            continue
        bare = Number(parse_serial(serial["serial"]), match["year"], "", False)
        kind, head = find_head(text, case, serial.start(), bare, data, heads)
        if kind is None or kind.slug not in _SHORT_CODES:
            continue
        between = case[head : serial.start()].rstrip() + " "
        if len(bare.serial) <= 2 and not re.search(r"số\s*\Z", between) and kind.slug != "nghi_dinh":
            continue
        value = replace(bare, code=_SHORT_CODES[kind.slug])
        span = Span(serial.start("serial"), match.end())
        yield complete(document, Mention(head, match.end(), "short_number", kind.slug, value, number_span=span), data)


def find_bare_serials(document: Document, data: CitationData, heads: Heads, taken: list[tuple[int, int]]) -> Iterator[Mention]:
    """``Quyết định số 1234 ngày 05/6/2020``: a number without a code, told by its date."""
    text, case = document.text, document.view("case")
    for match in _BARE_SERIAL.finditer(case):
        number = Number(parse_serial(text[match.start("serial") : match.end("serial")]), None, "", False)
        kind, head = find_head(text, case, match.start("serial"), number, data, heads)
        if kind is None or kind.slug not in _BARE_KINDS or overlaps(taken, head, match.end()):
            continue
        span = Span(match.start("serial"), match.end("serial"))
        mention = complete(document, Mention(head, span.end, "bare_serial", kind.slug, number, number_span=span), data)
        if mention.date is not None:
            yield mention

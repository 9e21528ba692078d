"""Mentions of laws, codes and ordinances by title, with the year or date behind it; amending laws whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.document.document import Document
from nlp.extract.citations.heads import Heads
from nlp.extract.citations.mention import Mention
from nlp.extract.citations.numbered import add_date, add_provisions
from nlp.extract.citations.patterns import CitationData, fold_word
from nlp.text.fold import fold_all

LAW_HEAD = re.compile(r"\b(?:bộ\s+luật|luật|pháp\s+lệnh)\b")
# Words before ``luật`` that make another word of it; the second group only before a small letter (``đúng luật``).
_OTHER_WORD = re.compile(r"\b(?:pháp|kỷ|kỉ|quy|qui)\s+\Z")
_GENERAL_USE = re.compile(r"\b(?:định|trái|phạm|đúng|hộ|học|làm)\s+\Z")
_CONSTITUTION = re.compile(
    r"hiến(?<!\whiến)\s+pháp(?:\s+nước\s+cộng\s+h(?:òa|oà)\s+xã\s+hội\s+chủ\s+nghĩa\s+việt\s+nam)?(?P<year>\s*(?:,\s*)?(?:năm\s+)?(?:19|20)\d\d(?![\d/]))?"
)
_AMENDING = re.compile(
    r"\s{1,4}(?:sửa\s{1,4}đổi(?:\s{0,4}(?:,|và)?\s{0,4}b[ổố]\s{1,4}sung)?|bổ\s{1,4}sung)(?:\s{1,4}(?:một\s{1,4}số|các|nhiều))?"
    r"(?:\s{1,4}(?:điều(?:\s{1,4}khoản)?|nội\s{1,4}dung|khoản)(?:\s{1,4}[0-9]{1,3}(?:\s{0,4}(?:,|và)\s{0,4}[0-9]{1,3}){0,6})?)?"
    r"\s{1,4}(?:của\s{1,4})?(?:các\s{1,4}|[0-9]{1,2}\s{1,4})?(?=luật\b|bộ\s+luật\b|pháp\s+lệnh\b)"
)
_LAW_CHAIN = re.compile(r"\s{0,4}(?:,|;|và)?\s{1,4}(?:và\s+)?(?=(?:bộ\s+)?luật\b|pháp\s+lệnh\b)")
#: Words behind a known title in a chain, which a slip or another edition of the title put there.
_CHAIN_SLACK = re.compile(r"(?:\s{1,3}[^\W\d_]+){1,8}(?=\s{0,3},\s{1,3}(?:bộ\s+)?luật\b)")
_TITLE_TAIL = re.compile(
    r"(?:\s{0,4}\(\s{0,4}sửa\s{1,4}đổi\s{0,4}\)|\s{1,4}sửa\s{1,4}đổi(?!,))?\s{0,4},?\s{0,4}(?:năm\s{1,4})?(?P<year>(?:19|20)\d\d)(?!\d|/|-NQ)"
)
_INSIDE_CODE = re.compile(r"[\w/\-]\Z")
_ABOUT = re.compile(r"\s{1,4}về(?=\s{1,4}[^\W\d_])")
_WORD = re.compile(r"\w+")
_TITLE_WORD = re.compile(r"[\s,\-–(]{0,6}(?P<word>\w{1,40})(?!\w)")
#: The title of a law that the data does not list: told by the number, date or year behind it.
_UNKNOWN_TITLE = re.compile(
    r"\s{1,4}(?:về\s+)?(?P<title>[^\W\d_]+(?:(?:\s{0,4},\s{0,4}|\s{0,3}[-–]\s{0,3}|\s{1,4})[^\W\d_]+){1,14}?)"
    r"(?=\s{1,4}số\s{1,4}[0-9]{1,3}/[0-9]{4}/|\s{0,4},?\s{1,4}ngày\s{1,4}[0-9]{1,2}(?:/|-|\s{1,4}tháng)|\s{1,4}năm\s{1,4}(?:19|20)[0-9]{2})"
)
_UNKNOWN_REACH = 160
# Words that stand in sentences about a law, not in titles of laws.
_NOT_IN_TITLE = re.compile(
    r"\b(?:này|đó|kia|trên|được|đã|đang|sẽ|thì|là|theo|tại|từ|khi|nếu|phải|cần|không|hiện|quy\s+định|có\s+hiệu\s+lực|ban\s+hành\s+ngày"
    r"|thông\s+qua|kỳ\s+họp|khóa|căn\s+cứ|nghị\s+định|thông\s+tư|nghị\s+quyết|quyết\s+định|chỉ\s+thị|luật\s+\w+|pháp\s+lệnh|gồm|như|do|thay\s+thế"
    r"|sửa\s+đổi|hết\s+hiệu\s+lực|thi\s+hành\s+từ|kể|vào|ký|tính|đến|trước|sau|mới|cũ|chuyên\s+ngành|liên\s+quan)\b"
)


def find_laws(document: Document, data: CitationData, heads: Heads) -> Iterator[Mention]:
    """Mentions of laws by title, in the order of the text; of one inside an amending law's title only the amending law."""
    text, case = document.text, document.view("case")
    done = 0
    for head in heads.laws():
        if head.start() < done or _is_other_word(text, case, head.start()):
            continue
        found = _match_law(text, case, head, data)
        if found is None:
            continue
        end, rule = found
        mention = _read_law(text, case, head, end, rule, data)
        done = mention.end
        yield mention
    yield from _find_constitutions(case)
    yield from _find_acronyms(text, case, data)


def _is_other_word(text: str, case: str, start: int) -> bool:
    low = max(0, start - 8)
    if _OTHER_WORD.search(case, low, start):
        return True
    return text[start].islower() and _GENERAL_USE.search(case, low, start) is not None


def _read_law(text: str, case: str, head: re.Match[str], end: int, rule: str, data: CitationData) -> Mention:
    short = " ".join(case[head.end() : end].split())
    title = data.short_titles.get(short) or " ".join(text[head.end() : end].split())
    mention = Mention(head.start(), end, rule, data.kinds[fold_word(head[0])].slug, title=title)
    return _add_year_and_rest(case, mention)


def _add_year_and_rest(case: str, mention: Mention) -> Mention:
    if tail := _TITLE_TAIL.match(case, mention.end):
        mention.end, mention.year = tail.end(), int(tail["year"])
    return add_provisions(case, add_date(case, mention, year_alone=False))


def _find_constitutions(case: str) -> Iterator[Mention]:
    for match in _CONSTITUTION.finditer(case):
        year = re.search(r"\d{4}", match["year"] or "")
        if year or "nước" in match[0]:
            mention = Mention(match.start(), match.end(), "title", "hien_phap", year=int(year[0]) if year else None)
            yield add_provisions(case, mention)


def _find_acronyms(text: str, case: str, data: CitationData) -> Iterator[Mention]:
    for match in data.acronym_words.finditer(text):
        if _INSIDE_CODE.search(text, match.start() - 1, match.start()):
            continue
        kind, title = data.acronyms[match[0]]
        yield _add_year_and_rest(case, Mention(match.start(), match.end(), "acronym", kind, title=title))


def _match_law(text: str, case: str, head: re.Match[str], data: CitationData) -> tuple[int, str] | None:
    """Where the title behind a head word ends, and by which rule it was known."""
    if amending := _AMENDING.match(case, head.end()):
        end = _match_law_chain(text, case, amending.end(), data)
        if end:
            return end, "amending_law"
    capital = text[head.start()].isupper()
    end = match_title(text, case, head.end(), data, capital=capital)
    if end is None and (about := _ABOUT.match(case, head.end())):
        end = match_title(text, case, about.end(), data, capital=capital)
    unknown = None
    if capital:
        behind = case[head.end() : head.end() + _UNKNOWN_REACH]
        if "năm" in behind or "ngày" in behind or "số" in behind:
            unknown = _UNKNOWN_TITLE.match(case, head.end(), head.end() + _UNKNOWN_REACH)
    if unknown and (end is None or unknown.end("title") > end) and _is_title(text, unknown, has_known=end is not None):
        return unknown.end("title"), "unknown_title"
    return (end, "title") if end else None


def _is_title(text: str, found: re.Match[str], *, has_known: bool) -> bool:
    """Whether words between a head word and a number or date read as a title."""
    title = found["title"]
    if _NOT_IN_TITLE.search(title) or "\n\n" in title:
        return False
    if has_known:  # a longer title than the known one: every piece after a comma goes on in the style of titles
        return "," not in title and " và " not in title
    return text[found.start("title")].isupper() or bool(
        re.match(r"\s{1,4}(?:số|,?\s*ngày)", text[found.end("title") : found.end("title") + 8])
    )


def _match_law_chain(text: str, case: str, start: int, data: CitationData) -> int | None:
    """The end of ``Luật Tiếp công dân, Luật Khiếu nại, Luật Tố cáo`` from its first head word on."""
    end: int | None = None
    position = start
    while head := LAW_HEAD.match(case, position):
        title_end = match_title(text, case, head.end(), data, capital=True)
        if title_end is None:
            field = data.amended_fields.match(case, head.end())
            return field.end() if field else end
        slack = _CHAIN_SLACK.match(case, title_end)
        end = slack.end() if slack else title_end
        link = _LAW_CHAIN.match(case, end)
        if link is None:
            break
        position = link.end()
    return end


def match_title(text: str, case: str, start: int, data: CitationData, *, capital: bool) -> int | None:
    """The end of the longest known title that begins behind a head word, or None.

    A title of one word must stand behind a capital head word with its own diacritics; a scan's lost diacritics are forgiven
    in longer ones, where a capital head word and a capital first word show that a title is meant.
    """
    ends: list[tuple[int, int]] = []  # number of words and end of each title so far
    node, position, size, first = data.titles, start, 0, start
    while word := _TITLE_WORD.match(case, position):
        begin, position = word.span("word")
        following = node.next.get(fold_all(text[begin:position]))
        if following is None or "\n\n" in word[0]:
            break
        node, size = following, size + 1
        if size == 1:
            first = begin
        if node.ends:
            ends.append((size, position))
    for size, end in reversed(ends):
        forgiven = size >= 3 or (size == 2 and capital and text[first].isupper())
        if (size > 1 or capital) and (forgiven or tuple(_WORD.findall(case, start, end)) in data.written_titles):
            return end
    return None

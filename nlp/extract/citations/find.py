"""Where instruments are mentioned: by number, by a law's title, by both, or by a short form of an earlier mention."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from nlp.document.document import Document
from nlp.extract.citations.aliases import find_aliases, find_short_forms
from nlp.extract.citations.heads import Heads
from nlp.extract.citations.issuers import find_body_end as find_body_end
from nlp.extract.citations.issuers import spread_issuers
from nlp.extract.citations.mention import Mention, overlaps
from nlp.extract.citations.numbered import find_bare_serials, find_numbered, find_short_numbers
from nlp.extract.citations.patterns import CitationData
from nlp.extract.citations.titles import LAW_HEAD, find_laws

_TITLE_OPENER = re.compile(
    r"\s{0,4}(?:\([^()\n]{0,40}\)\s{0,4})?,?\s{0,4}(?:[“\"«]|v/v|(?:về|quy định|qui định|hướng dẫn|sửa đổi|ban hành|phê duyệt"
    r"|triển khai|thi hành|bổ sung|công bố|phân cấp|quy định chi tiết)\b)"
)
#: Where the title of an instrument ends: with its clause, or where the next basis begins without a sign before it.
_TITLE_END = re.compile(r"[;)”»]|\.(?=\s|\Z)|\n\s{0,4}\n|[.]/[.]|\s(?:căn\s+cứ|theo\s+đề\s+nghị|xét\s+đề\s+nghị)\s+(?=[^\W\d_])")
_LONGEST_TITLE = 1500
_ITEM_START = re.compile(r"(?:,|\bvà)\s+\Z")


def find_mentions(document: Document, data: CitationData, heads: Heads | None = None, *, nested: bool = False) -> list[Mention]:
    """All mentions of the text, by start; laws inside the title of a numbered instrument only where ``nested``.

    ``heads`` are the kind words of the text where the caller has them already.

    >>> from nlp.document.document import build_document
    >>> from nlp.extract.citations.patterns import load_citation_data
    >>> [m.title for m in find_mentions(build_document("Luật Khiếu nại, Luật Tố cáo"), load_citation_data())]
    ['Khiếu nại', 'Tố cáo']
    """
    case = document.view("case")
    heads = Heads(document, data) if heads is None else heads
    laws = list(find_laws(document, data, heads))
    numbered = _without_overlaps([*find_numbered(document, data, heads, laws), *find_short_numbers(document, data, heads)])
    taken = [(m.start, m.end) for m in numbered]
    numbered = _without_overlaps([*numbered, *find_bare_serials(document, data, heads, taken)])
    taken = [(m.start, m.end) for m in numbered]
    laws = [law for law in laws if not overlaps(taken, law.start, law.end)]
    if not nested:
        laws = list(_outside_titles(document.text, case, numbered, laws))
    mentions = spread_issuers(case, sorted([*numbered, *laws], key=lambda m: m.start))
    mentions = [*mentions, *find_aliases(document, data, mentions)]
    return sorted([*mentions, *find_short_forms(document, data, mentions, heads)], key=lambda m: m.start)


def _without_overlaps(mentions: list[Mention]) -> list[Mention]:
    """The mentions by start; of two that overlap the one that was found first."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if kept and mention.start < kept[-1].end:
            continue
        kept.append(mention)
    return kept


def _outside_titles(text: str, case: str, numbered: list[Mention], laws: list[Mention]) -> Iterator[Mention]:
    """Laws that do not stand inside the title of a numbered instrument."""
    starts = [mention.reach for mention in numbered if _TITLE_OPENER.match(case, mention.reach)] if laws else []
    for law in laws:
        i = bisect_right(starts, law.start) - 1
        # Titles are short: mostly the law stands too far behind for a look at where the title ends.
        if i < 0 or law.start >= starts[i] + _LONGEST_TITLE or law.start >= _title_end(text, case, starts[i]):
            yield law
            continue
        before = case[starts[i] : law.start]
        if _ITEM_START.search(before) and not LAW_HEAD.search(before):
            yield law


def _title_end(text: str, case: str, start: int) -> int:
    for end in _TITLE_END.finditer(case, start, start + _LONGEST_TITLE):
        word = end[0].strip()
        if word[:1].isalpha() and not text[end.start() + 1].isupper():
            continue
        return end.start()
    return min(len(case), start + _LONGEST_TITLE)

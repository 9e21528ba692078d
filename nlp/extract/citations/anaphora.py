"""References that name no instrument by themselves: ``Nghị định này``, ``Công văn nêu trên``, ``văn bản số 245``, ``NQ 18``."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from nlp.document.annotation import Provenance
from nlp.document.document import Document
from nlp.extract.citations.aliases import short_references
from nlp.extract.citations.heads import Heads
from nlp.extract.citations.mention import Mention, overlaps
from nlp.extract.citations.models import Anaphor, Citation
from nlp.extract.citations.numbered import add_provisions, is_abbreviation
from nlp.extract.citations.parse import parse_serial
from nlp.extract.citations.patterns import CitationData, fold_word, load_citation_data
from nlp.extract.citations.resolve import COMPONENT, VERSION
from nlp.law.instruments import load_registry
from nlp.text.span import Span

SELF = "self"
_THIS = re.compile(r"\s{1,4}này\b")
_ABOVE = re.compile(
    r"\s{1,4}(?:(?:đã\s+)?(?:nêu|nói|dẫn|kể)(?:\s+(?:ở|trên|phía))?\s+(?:trên|trước|đây)\b|đã\s+(?:nêu|dẫn|viện\s+dẫn)\b|nêu\s+trên\b"
    r"|(?:đó|trên)(?=\s{0,4}[,.;:)]|\s+(?:của|và|là|đã|được|thì|để|nhưng|mà|có\s+hiệu\s+lực)\b|\s*\Z))"
)
_SESSION = re.compile(
    r"nghị(?<!\wnghị)\s+quyết\s+(?:hội\s+nghị\s+)?(?:lần\s+thứ\s+\w+\s+)?(?:của\s+)?trung\s+ương\s+(?:lần\s+thứ\s+)?(?P<session>[0-9]{1,2})\s{0,4},?\s{0,4}"
    r"\(?khóa\s+(?P<term>[ivx]+)\)?"
)
_GENERIC = frozenset({"văn bản"})
# Words that mean a thing and not its paper, and words that are common nouns in small letters (``các quy định nêu trên``).
_FARTHEST = 200  # citations before an anaphor
_MOST_CANDIDATES = 20
_NUMBER_JOINT = re.compile(r"[/-]")
_A_WORD = re.compile(r"\s{1,4}[^\W\d_]+")
_NO_COUNTED_THING = re.compile(
    r"\s{1,4}(?:của|ngày|và|về|khóa|nêu|thì|là|do|đã|được|có|để|nhằm|quy\s+định|năm\s+[0-9]|này|trên|cho|tại)\b"
)
_NEVER_COUNTED = frozenset({"nghi_dinh", "thong_tu", "nghi_quyet", "chi_thi"})  # kinds of which no text has "54 of something"
_NO_INSTRUMENTS = frozenset({"du_an", "hop_dong", "giay_moi", "giay_gioi_thieu"})
_COMMON_NOUNS = frozenset("quy_dinh huong_dan ket_luan quy_che chuong_trinh phuong_an quy_trinh danh_muc de_an".split())


@dataclass(frozen=True)
class Antecedents:
    """What an anaphor may mean: the citations of a document with their mentions in the order of the text, and where it names
    itself. Only the nearest citations are looked at, however long the document."""

    citations: tuple[tuple[Mention, Citation], ...]
    own: tuple[Mention, ...]
    own_kind: str | None
    speaks: bool  # an authority's own paper, in which ``Kế hoạch này`` is the paper itself

    @cached_property
    def _by_kind(self) -> dict[str | None, list[tuple[int, Citation]]]:
        found: dict[str | None, list[tuple[int, Citation]]] = {}
        for mention, citation in self.citations:
            found.setdefault(citation.kind, []).append((mention.end, citation))
            if citation.number:
                found.setdefault(None, []).append((mention.end, citation))
        return found

    def before(self, position: int, kind: str | None) -> Iterator[Citation]:
        """The citations of a kind (None: any with a number) before a position, the nearest first."""
        rows = self._by_kind.get(kind, [])
        last = bisect_right(rows, position, key=lambda row: row[0])
        return (rows[i][1] for i in range(last - 1, max(-1, last - 1 - _FARTHEST), -1))


def find_anaphora(document: Document, data: CitationData, known: Antecedents, heads: Heads) -> Iterator[Anaphor]:
    """The anaphora of the text, resolved to a citation's id or ``self`` where exactly one antecedent fits, else open."""
    text, case = document.text, document.view("case")
    taken = sorted((m.start, m.end) for m in (*(m for m, _ in known.citations), *known.own))
    for match in heads.references:
        word = fold_word(match[0])
        if is_abbreviation(word) and not text[match.start()].isupper():
            continue
        slug = data.kinds[word].slug
        if slug in _NO_INSTRUMENTS:
            continue
        this, above = _THIS.match(case, match.end()), _ABOVE.match(case, match.end())
        tail = this or above
        if tail is None or overlaps(taken, match.start(), tail.end()) or _is_common_noun(slug, text[match.start()], known):
            continue
        if this and _names_itself(slug, word, known):
            yield _anaphor(case, match.start(), tail.end(), "this", slug, (SELF,))
            continue
        candidates = _candidates(None if word in _GENERIC else slug, match.start(), known)
        if this and not candidates and known.speaks and data.kinds[word].attached:
            candidates = (SELF,)  # the rules that the document itself issues
        yield _anaphor(case, match.start(), tail.end(), "this" if this else "above", slug, candidates)
    yield from _find_numbered_anaphora(text, case, data, known, taken, heads)
    yield from _find_sessions(case, taken)


def _is_common_noun(slug: str, first: str, known: Antecedents) -> bool:
    """``quy định này`` in small letters is a rule, not a paper, unless the document is one."""
    return slug in _COMMON_NOUNS and first.islower() and slug != known.own_kind


def _names_itself(slug: str, word: str, known: Antecedents) -> bool:
    return known.speaks and (slug == known.own_kind or word in _GENERIC or (slug == "cong_van" and known.own_kind is None))


def _candidates(kind: str | None, start: int, known: Antecedents) -> tuple[str, ...]:
    """Ids of the nearest earlier citation of each instrument of a kind; the document itself where it cites its own number."""
    nearest: dict[tuple[str | None, str | None], str] = {}
    for citation in known.before(start, kind):
        nearest.setdefault((citation.kind, citation.number or citation.title), citation.id)
        if len(nearest) == _MOST_CANDIDATES:
            break
    own = (SELF,) if any(m.end <= start and kind in (None, m.kind) for m in known.own) else ()
    return (*own, *reversed(nearest.values()))


def _find_numbered_anaphora(
    text: str,
    case: str,
    data: CitationData,
    known: Antecedents,
    taken: list[tuple[int, int]],
    heads: Heads,
) -> Iterator[Anaphor]:
    """``văn bản số 245``, ``Nghị quyết 18``: a serial that no single earlier mention of the kind explains."""
    for match, tail in short_references(text, heads):
        if overlaps(taken, match.start(), tail.end()):
            continue
        word = fold_word(match[0])
        slug, serial = data.kinds[word].slug, parse_serial(tail["serial"])
        if tail["word"] is None and slug not in _NEVER_COUNTED and _is_quantity(case, tail.end()):
            continue
        if slug in _NO_INSTRUMENTS or slug == "chuong_trinh" or case[tail.end() : tail.end() + 1] == ":":
            continue
        if tail["word"] is None and (text[match.start()].islower() or not serial[:1].isdigit()):
            continue
        earlier = known.before(match.start(), None if word in _GENERIC else slug)
        ids: dict[str | None, str] = {}
        for citation in earlier:
            if citation.number and _serial_of(citation.number) == serial:
                ids.setdefault(citation.number, citation.id)
        rows = tuple(reversed(ids.values())) or _registry_candidates().get((slug, serial.lstrip("0")), ())
        yield _anaphor(case, match.start(), tail.end(), "serial", slug, rows, resolved=len(ids) == 1)


def _is_quantity(case: str, end: int) -> bool:
    """``Quyết định 05 nội dung``, ``Thông báo 2 lần``: a number of things."""
    return _A_WORD.match(case, end) is not None and _NO_COUNTED_THING.match(case, end) is None


def _serial_of(number: str) -> str:
    return _NUMBER_JOINT.split(number, maxsplit=1)[0]


@lru_cache(maxsize=1)
def _registry_candidates() -> dict[tuple[str, str], tuple[str, ...]]:
    """Kind and serial -> numbers and dates of the registry's entries: ``18-NQ/TW@2017-10-25``."""
    kinds = load_citation_data().kinds
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for entry in load_registry().instruments:
        if kind := kinds.get(fold_word(entry.kind)):
            key = (kind.slug, _serial_of(entry.number).lstrip("0"))
            found[key] = (*found.get(key, ()), f"{entry.number}@{entry.issued}")
    return found


def _find_sessions(case: str, taken: list[tuple[int, int]]) -> Iterator[Anaphor]:
    """``Nghị quyết Trung ương 4 khóa XII``: a session of the Central Committee; its resolution's number is not in the name."""
    for match in _SESSION.finditer(case):
        if not overlaps(taken, match.start(), match.end()):
            yield _anaphor(case, match.start(), match.end(), "session", "nghi_quyet", (), resolved=False)


def _anaphor(
    case: str, start: int, end: int, rule: str, kind: str | None, candidates: tuple[str, ...], *, resolved: bool | None = None
) -> Anaphor:
    mention = add_provisions(case, Mention(start, end, rule, kind))
    one = len(candidates) == 1 if resolved is None else resolved
    return Anaphor(
        span=Span(mention.start, end),
        provenance=Provenance(COMPONENT, VERSION, f"anaphor_{rule}"),
        kind=kind,
        target=candidates[0] if one and candidates else None,
        candidates=candidates,
        provisions=mention.provisions,
    )

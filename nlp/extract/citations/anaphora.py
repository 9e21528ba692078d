"""References that name no instrument by themselves: ``Nghị định này``, ``Công văn nêu trên``, ``văn bản số 245``, ``NQ 18``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.document.annotation import Provenance
from nlp.document.document import Document
from nlp.extract.citations.aliases import short_references
from nlp.extract.citations.heads import Heads
from nlp.extract.citations.mention import Mention, overlaps
from nlp.extract.citations.models import Anaphor, Citation
from nlp.extract.citations.numbered import add_provisions, is_abbreviation
from nlp.extract.citations.parse import Number, parse_serial
from nlp.extract.citations.patterns import CitationData, fold_word
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
_NEVER_COUNTED = frozenset({"nghi_dinh", "thong_tu"})  # kinds of which no text has "54 of something"
_NO_INSTRUMENTS = frozenset({"du_an", "hop_dong", "giay_moi", "giay_gioi_thieu"})
_COMMON_NOUNS = frozenset("quy_dinh huong_dan ket_luan quy_che chuong_trinh phuong_an quy_trinh danh_muc de_an".split())


@dataclass(frozen=True)
class Antecedents:
    """What an anaphor may mean: the citations of a document with their mentions, and where it names itself."""

    citations: tuple[tuple[Mention, Citation], ...]
    own: tuple[Mention, ...]
    own_kind: str | None
    speaks: bool  # an authority's own paper, in which ``Kế hoạch này`` is the paper itself


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
    for mention, citation in known.citations:
        if mention.end <= start and (kind is None or citation.kind == kind) and (kind or citation.number):
            key = (citation.kind, citation.number or citation.title)
            nearest.pop(key, None)
            nearest[key] = citation.id
    own = (SELF,) if any(m.end <= start and kind in (None, m.kind) for m in known.own) else ()
    return (*own, *nearest.values())


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
        earlier = [(m, c) for m, c in known.citations if m.end <= match.start() and (word in _GENERIC or c.kind == slug)]
        same = [(m, c) for m, c in earlier if isinstance(m.number, Number) and m.number.serial == serial]
        ids = {c.number: c.id for _, c in same}
        rows = tuple(ids.values()) or _registry_candidates(slug, serial, data)
        yield _anaphor(case, match.start(), tail.end(), "serial", slug, rows, resolved=len(ids) == 1)


def _is_quantity(case: str, end: int) -> bool:
    """``Quyết định 05 nội dung``, ``Thông báo 2 lần``: a number of things."""
    return bool(re.match(r"\s{1,4}(?:[^\W\d_]+)", case[end : end + 12])) and not re.match(
        r"\s{1,4}(?:của|ngày|và|về|khóa|nêu|thì|là|do|đã|được|có|quy\s+định|năm\s+[0-9]|này|trên|cho|tại)\b", case[end : end + 20]
    )


def _registry_candidates(slug: str, serial: str, data: CitationData) -> tuple[str, ...]:
    """Numbers and dates of the registry's entries of that kind and serial: ``18-NQ/TW@2017-10-25``."""
    key = serial.lstrip("0")
    found = []
    for entry in load_registry().instruments:
        kind = data.kinds.get(fold_word(entry.kind))
        if kind and kind.slug == slug and re.split(r"[/-]", entry.number, maxsplit=1)[0].lstrip("0") == key:
            found.append(f"{entry.number}@{entry.issued}")
    return tuple(found)


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

"""What a petition asks for: each request, and whether it contests, accuses, asks for a specific thing or in general."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from nlp.document.document import Document
from nlp.extract.parties.phrases import Hit, Lexicon, Tokens, read_tokens
from nlp.resources.load import load_resource
from nlp.text.lines import Line, find_lines, join_paragraphs
from nlp.text.span import Span, trimmed


class RequestKind(StrEnum):
    """What a request wants: a decision undone, a person called to account, something specific, or that care be taken."""

    ANNUL = "annul"
    PUNISH = "punish"
    SPECIFIC = "specific"
    GENERIC = "generic"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Request:
    """One request: its span without the asking word, that word's span, and its kind."""

    span: Span
    cue: Span
    kind: RequestKind


_ORDINAL = "[Mm]ột|[Hh]ai|[Bb]a|[Bb]ốn|[Nn]ăm|[Ss]áu|[Bb]ảy"
_MARKER = re.compile(
    rf"\s*(?:[-–+*•●▪→·◦]\s*|\(?\d{{1,2}}(?:\.\d{{1,2}})*\s?[.)/,]\s*|\d{{1,2}}\s[-–]\s+|\(?(?:[a-zđ]|[ivx]{{1,4}})\s?[.)]\s*"
    rf"|(?:{_ORDINAL})\s+là\b\s*[,:]?\s*|(?:{_ORDINAL}|Nhất|Nhị|Tam|Tứ)\s*[,:]\s*"
    rf"|[Tt]hứ\s+(?:nhất|nhì|hai|ba|tư|năm|sáu)\b\s*[,:]?\s*|(?:Tiếp theo|Sau cùng|Cuối cùng)\s*[,:]\s*)"
)
_HEADING = re.compile(r"\s*(?:don|thu|kinh\s+(?:gui|goi|guu)|cong\s+h\w+\s+xa|doc\s+l\w+)\b")
# Bodies and persons that stand between the asking word and the act.
_TO_WHOM = frozenset(
    "ubnd uy ban nhan dan chu tich quy ong ba cac co quan dong chi cap so phong bo chinh phu quoc hoi thu tuong trung uong "
    "tinh huyen xa phuong thanh pho lanh dao ban thanh tra cong an chi cuc truong giam doc bac anh chu chi co dang nha nuoc "
    "nganh chuc nang quan thi hdnd trung tam toa an vien kiem sat doi doan hieu toi chung em con tui cu tri nguoi co tham "
    "quyen va".split()
)
# Who asks, directly before a short asking word; `muốn` and `đòi` ask only behind one of them.
_ASKERS = frozenset("toi tui em con chau minh ta tri nen vay nay ho gia cu".split())
_WEAK_ASKS = frozenset({"muốn", "đòi"})
_SPLIT_GROUPS = frozenset({"annul", "punish", "specific"})
_JOINTS = frozenset({"va", "roi", "dong", "thoi", "voi", "cung", "nhu"})
_ACT_GROUPS = ("annul", "punish", "specific", "generic")
_LONGEST_ADDRESS = 26
_LEAST_ITEM = 18
_NEAR = 0


@lru_cache(maxsize=1)
def load_request_lexicon() -> Lexicon:
    """The asking words and the acts of ``petition_cues.yaml``, built once."""
    data = load_resource("petition_cues.yaml")
    groups = {"ask": data["asks"], "not_after": data["asks_not_after"], "generic_phrase": data["generic_phrases"]}
    return Lexicon(groups | data["requests"])


@lru_cache(maxsize=1)
def _not_before() -> tuple[tuple[str, ...], ...]:
    words = load_resource("petition_cues.yaml")["asks_not_before"]
    return tuple(tuple(str(word).split()) for word in words)


@dataclass(frozen=True)
class _Reader:
    document: Document
    tokens: Tokens
    hits: Sequence[Hit]
    firsts: Sequence[int]

    def hits_between(self, first: int, last: int) -> Iterator[Hit]:
        """Hits that lie wholly between two tokens."""
        for hit in self.hits[bisect_left(self.firsts, first) :]:
            if hit.first >= last:
                return
            if hit.last <= last:
                yield hit

    def token_at(self, offset: int) -> int:
        """The first token that starts at or behind an offset."""
        return bisect_left(self.tokens.starts, offset)


def find_requests(document: Document, area: Span | None = None, *, tokens: Tokens | None = None) -> list[Request]:
    """The requests of a petition's text, in order; ``area`` limits the search to the body.

    >>> from nlp.document.document import build_document
    >>> document = build_document("Đề nghị UBND xã làm cống thoát nước; sớm khắc phục.")
    >>> [(r.span.of(document.text), r.kind.value) for r in find_requests(document)]
    [('làm cống thoát nước', 'specific'), ('sớm khắc phục', 'generic')]
    """
    tokens = tokens or read_tokens(document)
    hits = _outermost(load_request_lexicon().find(tokens))
    reader = _Reader(document, tokens, hits, [hit.first for hit in hits])
    area = area or Span(0, len(document.text))
    paragraphs = _paragraphs(document, area)
    found: list[Request] = []
    listing: Span | None = None
    for index, paragraph in enumerate(paragraphs):
        marker = _MARKER.match(document.text, paragraph.start, paragraph.end)
        if listing is not None and marker:
            found.extend(_listed(reader, Span(marker.end(), paragraph.end), listing))
            continue
        following = paragraphs[index + 1] if index + 1 < len(paragraphs) else None
        listing = _opens_list(reader, paragraph, following)
        if listing is None or paragraph.of(document.text).rstrip().endswith(":"):
            for sentence in document.sentences_of(paragraph):
                found.extend(_read_sentence(reader, sentence))
    return found or _bare_proposals(reader, paragraphs)


def _outermost(hits: Sequence[Hit]) -> list[Hit]:
    """The hits without acts that stand inside a longer one: `xét` of `xem xét` is no act of its own."""
    kept: list[Hit] = []
    reach = -1
    longest = 0
    for hit in sorted(hits, key=lambda h: (h.first, -h.last)):
        inside = hit.last <= reach and hit.last - hit.first < longest
        if not (inside and hit.group in (*_ACT_GROUPS, "light")):
            kept.append(hit)
        if hit.group in (*_ACT_GROUPS, "light") and hit.last > reach:
            reach, longest = hit.last, hit.last - hit.first
    return kept


def _listed(reader: _Reader, span: Span, cue: Span) -> Iterator[Request]:
    """The requests of one item of a list; what has no known act and is no mere word is specific, for a list names things."""
    for request in _pieces(reader, span, cue):
        named = request.kind is RequestKind.OTHER and len(request.span) >= _LEAST_ITEM
        yield replace(request, kind=RequestKind.SPECIFIC) if named else request


def _paragraphs(document: Document, area: Span) -> list[Span]:
    lines = [line for line in find_lines(document.text) if area.start <= line.start < area.end]
    bare = document.view("bare")
    lines = [line for line in lines if not (_HEADING.match(bare, line.start) and len(line.text) < 90 and not _asks_here(line))]
    breaks = frozenset(line.start for line in lines if _MARKER.match(document.text, line.start, line.end))
    return [Span(p.start, min(p.end, area.end)) for p in join_paragraphs(lines, breaks)]


def _asks_here(line: Line) -> bool:
    return line.text.endswith((".", ";"))


def _opens_list(reader: _Reader, paragraph: Span, following: Span | None) -> Span | None:
    """The asking word of a paragraph that ends in a colon, or of a short heading over a list (`IV. Yêu cầu giải quyết`)."""
    text = reader.document.text
    colon = paragraph.of(text).rstrip().endswith(":")
    heading = len(paragraph) < 60 and following is not None and _MARKER.match(text, following.start, following.end) is not None
    if not colon and (not heading or paragraph.of(text).rstrip().endswith((".", ";", ","))):
        return None
    asks = [
        hit for hit in reader.hits_between(reader.token_at(paragraph.start), reader.token_at(paragraph.end)) if hit.group == "ask"
    ]
    return _span(reader.tokens, asks[-1].first, asks[-1].last) if asks else None


def _read_sentence(reader: _Reader, sentence: Span) -> Iterator[Request]:
    first, last = reader.token_at(sentence.start), reader.token_at(sentence.end)
    asks = [hit for hit in reader.hits_between(first, last) if hit.group == "ask" and _is_ask(reader, hit, first)]
    kept: list[int] = []
    for k, hit in enumerate(asks):  # `kính mong ... đề nghị`: one asking word directly behind another is the same request
        if not kept or hit.first - asks[kept[-1]].last > 1:
            kept.append(k)
    for i, k in enumerate(kept):
        hit, next_kept = asks[k], kept[i + 1] if i + 1 < len(kept) else len(asks)
        end = reader.tokens.starts[asks[next_kept].first] if next_kept < len(asks) else sentence.end
        following = asks[next_kept - 1].last
        start = reader.tokens.ends[following - 1] if following - hit.last <= 3 else reader.tokens.ends[hit.last - 1]
        cue = _span(reader.tokens, hit.first, hit.last)
        if reader.document.text[start:end].rstrip().endswith(":"):
            continue
        yield from _pieces(reader, Span(start, end), cue)


def _is_ask(reader: _Reader, hit: Hit, floor: int) -> bool:
    tokens = reader.tokens
    for words in _not_before():
        start = hit.first - len(words)
        if start >= floor and tuple(tokens.marked[start : hit.first]) == words:
            return False
    behind = list(reader.hits_between(hit.last, min(len(tokens), hit.last + 5)))
    if any(other.group == "not_after" and other.first == hit.last for other in behind):
        return False
    if hit.last - hit.first > 1:
        return True
    # `xin`, `nhờ`, `mong`, `muốn` are asking words only before an act or a body, or behind who asks.
    acts = any(other.first == hit.last and other.group not in ("not_after", "ask") for other in behind)
    if hit.phrase in _WEAK_ASKS:
        return hit.first > floor and tokens.bare[hit.first - 1] in _ASKERS
    asker = hit.first == floor or tokens.bare[hit.first - 1] in _ASKERS
    return acts or asker or (hit.last < len(tokens) and tokens.bare[hit.last] in _TO_WHOM)


def _pieces(reader: _Reader, span: Span, cue: Span) -> Iterator[Request]:
    """The requests inside a span behind an asking word: cut at semicolons, and where a new act begins."""
    text = reader.document.text
    position = span.start
    for cut in [*re.finditer(";", span.of(text)), None]:
        end = span.start + cut.start() if cut else span.end
        yield from _acts(reader, Span(position, max(position, end)), cue)
        position = end + 1 if cut else end


def _acts(reader: _Reader, span: Span, cue: Span) -> Iterator[Request]:
    tokens, text = reader.tokens, reader.document.text
    first, last = reader.token_at(span.start), reader.token_at(span.end)
    if last <= first:
        return
    inside = list(reader.hits_between(first - 1, last))
    masks = [hit for hit in inside if hit.group == "generic_phrase"]
    acts = [hit for hit in inside if hit.first >= first and (hit.group in _SPLIT_GROUPS or hit.group in ("generic", "light"))]
    hits = [hit for hit in acts if hit.group != "specific" or not _is_masked(hit, masks)]
    start = _skip_address(tokens, hits, first)
    starts = [start]
    for hit in hits:
        if hit.group in _SPLIT_GROUPS and hit.first - starts[-1] > 2 and _is_joint(tokens, text, hit.first):
            starts.append(hit.first)
    for i, begin in enumerate(starts):
        end = tokens.ends[last - 1] if i + 1 == len(starts) else tokens.starts[starts[i + 1]]
        piece = trimmed(text, tokens.starts[begin], end, drop=" \t\n\r,;.:/")
        while (words := piece.of(text).split()) and words[-1].lower() in ("và", "va", "đồng", "thời", "rồi", "với"):
            piece = trimmed(text, piece.start, piece.end - len(words[-1]), drop=" \t\n\r,;.:/")
        stop = reader.token_at(piece.end)
        if stop > begin:
            yield Request(piece, cue, _kind(reader, begin, stop))


def _skip_address(tokens: Tokens, hits: Sequence[Hit], first: int) -> int:
    """The first act's token where only names of bodies stand before it, else the first token."""
    for hit in hits:
        between = hit.first - first
        if between > _LONGEST_ADDRESS:
            break
        if between == 0 or any(word in _TO_WHOM for word in tokens.bare[first : min(hit.first, first + 3)]):
            return hit.first
        break
    return first


def _is_joint(tokens: Tokens, text: str, index: int) -> bool:
    before = text[tokens.ends[index - 1] : tokens.starts[index]]
    return "," in before or tokens.bare[index - 1] in _JOINTS


def _kind(reader: _Reader, first: int, last: int) -> RequestKind:
    """The kind of the first act that is more than a leading word; behind a word of aim there are no acts."""
    inside = list(reader.hits_between(max(0, first - 1), last))
    masks = [hit for hit in inside if hit.group == "generic_phrase"]
    aims = [hit.first for hit in inside if hit.group == "aims" and hit.first > first]
    acts = [hit for hit in inside if first <= hit.first < min([last, *aims]) and hit.group in _ACT_GROUPS]
    acts = [hit for hit in acts if hit.group in ("annul", "generic") or not _is_masked(hit, masks)]
    if acts:
        # Of acts at one place the first group of the list counts: `xem xét lại quyết định` before `xem xét`.
        head = min(acts, key=lambda hit: (hit.first, _ACT_GROUPS.index(hit.group)))
        # `có giải pháp hỗ trợ`, `đẩy nhanh tiến độ xây dựng`: the general word leads to a specific act close behind.
        led = head.group == "generic" and any(a.group == "specific" and 0 <= a.first - head.last <= _NEAR for a in acts)
        return RequestKind.SPECIFIC if led else RequestKind(head.group)
    leads = any(hit.group in ("light", "generic_phrase") and hit.first >= first for hit in inside)
    return RequestKind.GENERIC if leads else RequestKind.OTHER


def _is_masked(hit: Hit, masks: Sequence[Hit]) -> bool:
    """Whether a word of the specific kind stands inside a general phrase (`các cấp`)."""
    return any(mask.first <= hit.first and hit.last <= mask.last for mask in masks)


def _bare_proposals(reader: _Reader, paragraphs: Sequence[Span]) -> list[Request]:
    """Where nothing asks, sentences that open with a specific act of two syllables or more: notes of what voters want."""
    found = []
    for paragraph in paragraphs:
        for sentence in reader.document.sentences_of(paragraph):
            marker = _MARKER.match(reader.document.text, sentence.start, sentence.end)
            start = marker.end() if marker else sentence.start
            first, last = reader.token_at(start), reader.token_at(sentence.end)
            opening = [
                h for h in reader.hits_between(first, last) if h.group == "specific" and h.first == first and h.last > first + 1
            ]
            if opening and tokens_spell(reader.tokens, opening[0]):
                span = trimmed(reader.document.text, start, sentence.end, drop=" \t\n\r,;.:/")
                found.append(Request(span, _span(reader.tokens, first, opening[0].last), RequestKind.SPECIFIC))
    return found


def tokens_spell(tokens: Tokens, hit: Hit) -> bool:
    """Whether a hit stands with all its diacritics, or the text has none: `công nhận` and not `công nhân`."""
    return tokens.plain or " ".join(tokens.marked[hit.first : hit.last]) == hit.phrase


def _span(tokens: Tokens, first: int, last: int) -> Span:
    return Span(tokens.starts[first], tokens.ends[last - 1])

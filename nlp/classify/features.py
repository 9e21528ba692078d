"""Features of a petition: syllables with and without diacritics, character n-grams, and signs that the law gives a meaning.

Titles mislead (Thông tư 05/2021/TT-TTCP, Điều 6: the content decides), so the title's line is kept out of the text and
comes back only as one weak sign. The views without diacritics and of characters hold where a text was typed without them
or read by a scanner.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nlp.document.document import Document
from nlp.extract.parties.phrases import Hit, Lexicon, Tokens, read_tokens
from nlp.extract.parties.requests import Request, RequestKind, find_requests
from nlp.resources.load import load_resource
from nlp.text.letters import CAPITALS, SMALLS
from nlp.text.lines import find_lines, join_paragraphs
from nlp.text.span import Span

#: Views of the text: marked syllables, bare syllables, characters of bare syllables, bare syllables of the requests.
VIEWS = ("marked", "bare", "characters", "requests")
#: The signs that tell a kiến nghị from a phản ánh: what is asked for, not how the story is told or how long it is.
BOUNDARY_SIGNS = ("request.any_specific", "request.none", "request.only_generic", "request.long_other", "request.law")
_STRONG, _WEAK = 3.0, 1.0
_TITLE_WEIGHT = 0.4
_DECISION = re.compile(
    r"(?:quyet\s+dinh|thong\s+bao|cong\s+van|van\s+ban|ket\s+luan|bien\s+ban)\s{1,9}(?:\w{1,12}\s{1,9}){0,4}?(?:so\s*:?\s*)?\d{1,5}"
)
_NAME = rf"[{CAPITALS}][{SMALLS}]+(?:\s[{CAPITALS}][{SMALLS}]*){{0,4}}"
_PERSON = re.compile(rf"\b(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Tt]hằng|[Cc]ô|[Tt]hầy|ong|ba|đối tượng|tên)\s{_NAME}")
_FIRM = re.compile(
    rf"\b(?:[Cc]ông ty|[Cc]ơ sở|[Dd]oanh nghiệp|[Nn]hà máy|[Xx]ưởng|[Tt]iệm|[Qq]uán|[Tt]rại)\s(?:\w+\s){{0,4}}?{_NAME}"
)
_LAW = re.compile(r"(?<!\w)(?:luat|nghi\s+dinh|thong\s+tu|nghi\s+quyet|quy\s+dinh|chinh\s+sach|co\s+che|muc)(?!\w)")
_HEADING = re.compile(r"\s*(?:cong\s+h\w{1,4}\s+xa\s+h\w{1,3}|doc\s+l\w{1,3}\s*[-–—.]?\s*t\w\s+d\w)")
_TITLE = re.compile(r"\s*(?:[-=*.\s]*)(?:don|thu|giay|ban)\s+(?!vi\b|gia\b)\w+")
_SUBJECT = re.compile(r"[(\s-]*(?:v\s?/\s?v|ve\s+viec|tieu\s+de|linh\s+vuc|noi\s+dung)\b")
_HEAD_LINES = 14


@dataclass(frozen=True)
class Features:
    """Counts of terms by view, signs of the type and weights of the fields by name; all on the content without its title."""

    terms: Mapping[str, Counter[str]]
    signs: Mapping[str, float]
    lexicon: Mapping[str, float]


@dataclass(frozen=True)
class Content:
    """What a classifier reads of a document: tokens, the title's span, the sentences, the requests."""

    document: Document
    tokens: Tokens
    title: Span | None
    sentences: tuple[Span, ...]
    requests: tuple[Request, ...]


@lru_cache(maxsize=1)
def _load_signs() -> Lexicon:
    data = load_resource("petition_cues.yaml")
    return Lexicon(data["signs"])


@lru_cache(maxsize=1)
def _load_titles() -> Lexicon:
    return Lexicon(load_resource("petition_cues.yaml")["titles"])


@lru_cache(maxsize=1)
def load_field_lexicon() -> Lexicon:
    """The words of each field; a group is ``CODE.strong`` or ``CODE.weak``."""
    fields = load_resource("petition_fields.yaml")["fields"]
    groups = {f"{code}.{weight}": words for code, kinds in fields.items() for weight, words in kinds.items()}
    return Lexicon(groups, single_in_plain=False)


def read_content(document: Document) -> Content:
    """The content of a document: title and national header set aside, sentences and requests found."""
    lines = find_lines(document.text)
    bare = document.view("bare")
    title = None
    kept = []
    for i, line in enumerate(lines):
        if i < _HEAD_LINES and _HEADING.match(bare, line.start):
            continue
        if (
            i < _HEAD_LINES
            and title is None
            and len(line.text) < 110
            and _TITLE.match(bare, line.start)
            and not line.text.endswith(".")
        ):
            title = line.span
            continue
        kept.append(line)
    paragraphs = join_paragraphs(kept)
    sentences = tuple(s for p in paragraphs for s in document.sentences_of(p))
    tokens = read_tokens(document)
    return Content(document, tokens, title, sentences, tuple(find_requests(document, tokens=tokens)))


def read_features(content: Content, *, characters: bool = True) -> Features:
    """The features of a whole content; ``characters`` says whether that view is counted, for a model that reads it.

    >>> from nlp.document.document import build_document
    >>> features = read_features(read_content(build_document("Đề nghị xã làm cống.")))
    >>> features.signs["request.specific"] > 0, features.terms["bare"]["xa lam"]
    (True, 1)
    """
    return Features(count_terms(content, content.sentences, characters=characters), _read_signs(content), _read_lexicon(content))


def count_terms(content: Content, sentences: Sequence[Span], *, characters: bool = True) -> dict[str, Counter[str]]:
    """The terms of some sentences, by view; a text typed without diacritics has no marked ones."""
    marked, bare, pieces, asked = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    tokens = content.tokens
    for first, last in token_ranges(tokens, sentences):
        if not tokens.plain:
            marked.update(find_grams(tokens.marked[first:last]))
        words = tokens.bare[first:last]
        bare.update(find_grams(words))
        if characters:
            pieces.update(_character_grams(words))
    wanted = [r.span for r in content.requests if any(s.overlaps(r.span) for s in sentences)]
    for first, last in token_ranges(tokens, wanted):
        asked.update(find_grams(tokens.bare[first:last]))
    return {"marked": marked, "bare": bare, "characters": pieces, "requests": asked}


def token_ranges(tokens: Tokens, spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """First token and the one behind the last of each span."""
    for span in spans:
        yield bisect_left(tokens.starts, span.start), bisect_left(tokens.starts, span.end)


def find_grams(words: list[str]) -> list[str]:
    """The syllables and pairs of syllables of a run, numbers as ``0``."""
    shaped = ["0" if word.isdigit() else word for word in words]
    return [*shaped, *(f"{a} {b}" for a, b in zip(shaped, shaped[1:], strict=False))]


def _character_grams(words: list[str]) -> Iterator[str]:
    """Four characters across the blanks of a run of syllables: what an error in one letter leaves standing."""
    text = " " + " ".join("0" if word.isdigit() else word for word in words) + " "
    for i in range(len(text) - 3):
        yield text[i : i + 4]


def find_signs(content: Content, sentence: Span) -> list[Hit]:
    """The phrases of ``signs`` in a sentence, by group."""
    ranges = next(token_ranges(content.tokens, [sentence]))
    return _load_signs().find(content.tokens, *ranges)


def _read_signs(content: Content) -> dict[str, float]:
    counts = Counter(f"sign.{hit.group}" for sentence in content.sentences for hit in find_signs(content, sentence))
    signs = {name: math.log1p(value) for name, value in counts.items()}
    signs |= _request_signs(content)
    signs |= _title_signs(content)
    text, bare = content.document.text, content.document.view("bare")
    signs["person.named"] = math.log1p(sum(1 for _ in _PERSON.finditer(text)))
    signs["person.firm"] = math.log1p(sum(1 for _ in _FIRM.finditer(text)))
    signs["decision"] = math.log1p(sum(1 for _ in _DECISION.finditer(bare)))
    signs["length"] = math.log1p(len(content.tokens)) / 4
    signs["mixed.annul_accuse"] = min(signs.get("request.annul", 0), signs.get("sign.accuse", 0))
    signs["mixed.annul_punish"] = min(signs.get("request.annul", 0), signs.get("request.punish", 0))
    signs["mixed.contest_person"] = min(signs.get("sign.disagree", 0), signs.get("sign.accused_person", 0))
    signs["mixed.punish_specific"] = min(signs.get("request.punish", 0), signs.get("request.specific", 0))
    signs["voters.generic"] = signs["request.only_generic"] if "sign.voters" in signs else 0.0
    signs["voters.specific"] = min(1.0, signs.get("request.specific", 0)) if "sign.voters" in signs else 0.0
    return signs


def _request_signs(content: Content) -> dict[str, float]:
    counts = Counter(request.kind for request in content.requests)
    signs = {f"request.{kind.value}": math.log1p(counts[kind]) for kind in RequestKind}
    signs["request.long_other"] = float(any(r.kind is RequestKind.OTHER and len(r.span) > 40 for r in content.requests))
    bare = content.document.view("bare")
    asked = [bare[request.span.start : request.span.end] for request in content.requests]
    signs["request.law"] = float(any(_LAW.search(piece) for piece in asked))
    signs["request.number"] = float(any(any(c.isdigit() for c in piece) for piece in asked))
    signs["request.none"] = float(not content.requests)
    signs["request.only_generic"] = float(bool(content.requests) and set(counts) <= {RequestKind.GENERIC, RequestKind.OTHER})
    signs["request.any_specific"] = float(counts[RequestKind.SPECIFIC] > 0)
    return signs


def _title_signs(content: Content) -> dict[str, float]:
    if content.title is None:
        return {"title.none": _TITLE_WEIGHT}
    ranges = next(token_ranges(content.tokens, [content.title]))
    return {f"title.{hit.group}": _TITLE_WEIGHT for hit in _load_titles().find(content.tokens, *ranges)}


def _read_lexicon(content: Content) -> dict[str, float]:
    """Each field's weight on a logarithmic scale, its share of all, and its share of the title, subject and requests."""
    scores = score_fields(content)
    total = sum(scores.values()) or 1.0
    features = {f"lexicon.{code}": math.log1p(score) for code, score in scores.items()}
    features |= {f"share.{code}": 2 * score / total for code, score in scores.items()}
    subjects = [s for s in content.sentences if _SUBJECT.match(content.document.view("bare"), s.start, s.end)]
    central = [*([content.title] if content.title else []), *subjects[:1], *(r.span for r in content.requests)]
    asked = score_fields(content, central)
    total = sum(asked.values()) or 1.0
    return features | {f"asked.{code}": 2 * score / total for code, score in asked.items()}


def score_fields(content: Content, sentences: Sequence[Span] | None = None) -> dict[str, float]:
    """The weight of each field's words in the sentences: three for each different strong word, one for each weak one, the
    logarithm of how often counted in."""
    counts: Counter[tuple[str, str]] = Counter()
    lexicon = load_field_lexicon()
    for first, last in token_ranges(content.tokens, content.sentences if sentences is None else sentences):
        for hit in lexicon.find(content.tokens, first, last):
            counts[hit.group, hit.phrase] += 1
    scores: dict[str, float] = {}
    for (group, _), count in sorted(counts.items()):
        code, _, weight = group.partition(".")
        scores[code] = scores.get(code, 0.0) + (_STRONG if weight == "strong" else _WEAK) * (1 + math.log(count))
    return scores

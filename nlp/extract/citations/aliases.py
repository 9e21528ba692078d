"""Names that a document gives its instruments: ``(sau đây gọi tắt là Quyết định 17)``, and short forms without one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from nlp.document.document import Document
from nlp.extract.citations.heads import Heads
from nlp.extract.citations.issuers import find_issuer
from nlp.extract.citations.mention import Mention, overlaps
from nlp.extract.citations.numbered import add_provisions, is_abbreviation
from nlp.extract.citations.parse import Number, parse_serial
from nlp.extract.citations.patterns import SERIAL, CitationData, fold_word
from nlp.resources.load import any_of
from nlp.text.span import Span

_DEFINITION = re.compile(
    r"[(,;]\s{0,4}(?:(?:sau\s+đây|dưới\s+đây|sau\s+này|từ\s+đây)\s+)?(?:được\s+)?(?:gọi|viết)(?:\s+(?:tắt|gọn|chung|ngắn\s+gọn)){1,2}?\s+là\s?:?\s{0,4}"
    r"[“\"']?(?P<alias>[^()“”\"';:.\n]{2,80})"
)
_IN_DEFINITION = re.compile(r"\b(?:tắt|gọn|chung|gọi|viết)\s+là\s?:?\s{0,4}[“\"']?\Z")
_LAW_WORD = re.compile(r"(?:bộ\s+)?luật\b|pháp\s+lệnh\b")
_NEAREST = 600  # code points between an instrument and the name given to it; a title may stand between
_TAIL = re.compile(rf"\s{{1,4}}(?P<word>số\s{{1,4}})?(?P<serial>{SERIAL})(?![\w/\-]|\.[0-9])")
_PARTY_NUMBER = re.compile(r"\s{1,4}(?:số\s{1,4})?[0-9]")


def find_aliases(document: Document, data: CitationData, mentions: list[Mention]) -> list[Mention]:
    """Mentions by a name that the document has given to an instrument before; ``mentions`` are sorted.

    >>> from nlp.document.document import build_document
    >>> from nlp.extract.citations.find import find_mentions
    >>> from nlp.extract.citations.patterns import load_citation_data
    >>> text = "Quyết định số 17/QĐ-UBND (sau đây gọi tắt là Quyết định 17); theo Quyết định 17"
    >>> [(m.rule, str(m.number)) for m in find_mentions(build_document(text), load_citation_data())]
    [('numbered', '17/QĐ-UBND'), ('alias', '17/QĐ-UBND')]
    """
    case = document.view("case")
    if not mentions or ("gọi" not in case and "viết" not in case):
        return []
    taken = [(m.start, m.end) for m in mentions]
    ends = [m.end for m in mentions]
    defined: dict[str, list[tuple[int, Mention]]] = {}
    for match in _DEFINITION.finditer(case):
        alias = match["alias"].rstrip(" ,*_")
        meant = _defined(case, match.start(), alias, mentions, bisect_right(ends, match.start()), data)
        if meant is not None and not overlaps(taken, match.start("alias"), match.start("alias") + len(alias)):
            defined.setdefault(" ".join(alias.split()), []).append((match.end(), meant))
    return list(_later_mentions(document, defined, taken)) if defined else []


def _defined(case: str, position: int, alias: str, mentions: list[Mention], earlier: int, data: CitationData) -> Mention | None:
    """The instrument that gets the name: the nearest of the ``earlier`` mentions that is of the kind the name says."""
    word = data.kind_words.match(alias) or _LAW_WORD.match(alias)
    if word is None or not alias[word.end() :].strip():
        return None  # a bare kind word, or the name of a body or a person
    kind = data.kinds.get(fold_word(word[0]))
    for i in range(earlier - 1, -1, -1):
        mention = mentions[i]
        if position - mention.end > _NEAREST or "\n\n" in case[mention.end : position]:
            return None
        if kind is None or kind.slug == mention.kind or kind.attached or kind.slug == "cong_van":
            return mention
    return None


def _later_mentions(
    document: Document, defined: dict[str, list[tuple[int, Mention]]], taken: list[tuple[int, int]]
) -> Iterator[Mention]:
    """What stands behind a definition under the name that it gives; of two definitions of a name the later one counts."""
    case = document.view("case")
    first = min(places[0][0] for places in defined.values())
    for match in re.compile(rf"(?<![\w/])(?:{any_of(defined)})(?![\w/]|\.[0-9])").finditer(case, first):
        places = defined[" ".join(match[0].split())]
        index = bisect_right(places, match.start(), key=lambda place: place[0])
        if index and not overlaps(taken, match.start(), match.end()):
            meant = places[index - 1][1]
            mention = Mention(
                match.start(), match.end(), "alias", meant.kind, meant.number, title=meant.title, issuer=meant.issuer,
                issuer_rule="issuer_of_full_form" if meant.issuer else None, cues=(Span(meant.start, meant.end),),
            )  # fmt: skip
            yield add_provisions(case, mention)


def find_short_forms(document: Document, data: CitationData, mentions: list[Mention], heads: Heads) -> Iterator[Mention]:
    """Later mentions by kind and serial alone (``Quyết định 17``) of what one earlier mention numbers in full."""
    numbered = [m for m in mentions if isinstance(m.number, Number) and m.number.code]
    if not numbered:
        return
    text, case = document.text, document.view("case")
    taken = sorted((m.start, m.end) for m in mentions)
    passed = 0
    known: dict[tuple[str | None, str], dict[str, Mention]] = {}  # kind and serial -> the last mention of each number so far
    for match, tail in short_references(text, heads):
        while passed < len(numbered) and numbered[passed].end <= match.start():
            mention = numbered[passed]
            serial = mention.number.serial if isinstance(mention.number, Number) else ""
            known.setdefault((mention.kind, serial), {})[str(mention.number)] = mention
            passed += 1
        kind = data.kinds[fold_word(match[0])]
        if overlaps(taken, match.start(), tail.end()) or fold_word(match[0]) == "văn bản":
            continue
        if _IN_DEFINITION.search(case, match.start() - 24, match.start()):
            continue
        earlier = list(known.get((kind.slug, parse_serial(tail["serial"])), {}).values())
        if len(earlier) == 1:
            cue = Span(earlier[0].start, earlier[0].end)
            mention = Mention(match.start(), tail.end(), "short_form", kind.slug, earlier[0].number, cues=(cue,))
            mention = add_provisions(case, find_issuer(text, case, mention, data))
            if mention.issuer is None and earlier[0].issuer:
                mention.issuer, mention.issuer_rule = earlier[0].issuer, "issuer_of_full_form"
            yield mention


def short_references(text: str, heads: Heads) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """Kind words with nothing but a serial behind them, as pairs of matches (word, serial)."""
    for match in heads.references:
        if _PARTY_NUMBER.match(text, match.end()) is None:
            continue
        tail = _TAIL.match(text, match.end())
        if tail is None or "\n\n" in tail[0] or ("\n" in tail[0] and text[tail.end() : tail.end() + 1] == "."):
            continue
        if is_abbreviation(match[0]) and not text[match.start()].isupper():
            continue
        yield match, tail

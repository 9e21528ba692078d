"""What a petition shows of its circumstances; only what the text itself says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.extract.parties.addressees import find_addressees
from nlp.extract.parties.flag_cues import FlagCues
from nlp.extract.parties.group import MANY, Group, find_group
from nlp.extract.parties.letter import Letter
from nlp.extract.parties.models import Petitioner
from nlp.extract.parties.phrases import Hit, Tokens, read_tokens
from nlp.extract.parties.writer import read_writer
from nlp.text.fold import fold_all
from nlp.text.letters import CAPITALS
from nlp.text.span import Span

_AGAIN_IN_TITLE = re.compile(r"lan\s+(?:thu\s+)?(?:hai|ba|tu|bon|nam|sau|bay|tam|chin|muoi|[2-9]|1\d)\b")
# `khiếu nại lần hai` is the second instance of Luật Khiếu nại 2011 Điều 7, not the same paper again.
_SECOND_INSTANCE = re.compile(r"khieu\s+nai\s+(?:tiep\s+)?\(?\s*lan\s+(?:thu\s+)?(?:hai|2)\b")
# `khai khẩn`, `khẩn hoang` clear land, `khẩn cầu` begs.
_URGENT_TITLE = re.compile(r"(?<!\w)(?<!khai )(?:khan(?!\s+(?:cau|khoan|hoang))|hoa\s+toc|gap(?=\s*(?:[!.,;)\n]|$)))(?!\w)")
# A phrase does not reach over it: the end of a sentence, of a paragraph, a line that begins anew.
_BREAK = re.compile(rf"[.!?;…]\s|\n\s*\n|:\s*\n|\n(?=\W*[{CAPITALS}])")
# Rules whose phrases do not reach over a comma either.
_CLAUSE_BREAK = re.compile(r"[,:]")
_IN_ONE_CLAUSE = frozenset({"hidden", "self_harm", "violence", "sent_before", "nth_letter"})
_IF = re.compile(r"(?<!\w)neu(?!\w)[^.;]*$")
_QUOTE = re.compile('["“”]')
_QUOTE_WINDOW = 2000


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag, the rule that found it, and the spans that show it."""

    code: str
    rule: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The flags, whether the paper is signed (None: it cannot be seen), and how many it counts as its petitioners."""

    flags: tuple[Flag, ...]
    signed: bool | None
    count: int | None


def find_circumstances(cues: FlagCues, letter: Letter, petitioners: tuple[Petitioner, ...]) -> Circumstances:
    """The flags of record.md, in its order, each once with the words that show it."""
    tokens = read_tokens(letter.document)
    hits = _Hits(cues, letter, tokens)
    group = find_group(cues, letter)
    bodies = find_addressees(cues, letter)
    hidden = hits.first("nac_danh")
    writer = read_writer(cues, letter, petitioners, hidden.spans[0] if hidden else None, group is not None)
    flags = [
        Flag("nac_danh", writer.rule, writer.spans) if writer.anonymous else None,
        _many(petitioners, letter, group),
        _again(letter, tokens, hits),
        _skips_levels(cues, letter, hits, bodies),
        Flag("gui_nhieu_noi", "addressees", tuple(bodies)) if len(bodies) > 1 else None,
        _urgent(letter, hits),
        hits.first("de_doa"),
        Flag("khong_chu_ky", writer.rule, writer.spans) if writer.signed is False else None,
    ]
    return Circumstances(tuple(flag for flag in flags if flag is not None), writer.signed, group.count if group else None)


class _Hits:
    """The phrases of the flags in a text: inside one sentence, and not inside quotation marks."""

    def __init__(self, cues: FlagCues, letter: Letter, tokens: Tokens) -> None:
        self._cues, self._letter, self._tokens = cues, letter, tokens
        self._found = sorted(cues.phrases.candidates(tokens), key=lambda hit: (hit.first, -hit.last))

    def of(self, code: str) -> Iterator[Flag]:
        """The hits of a flag, in order."""
        text, bare = self._letter.document.text, self._letter.document.view("bare")
        for hit in self._found:
            flag, rule = hit.group.split(".")
            if flag != code or not self._is_exact(hit):
                continue
            span = _span(self._tokens, hit)
            apart = _BREAK.search(text, span.start, span.end) or self._cues["other_matters"].search(bare, span.start, span.end)
            clause = not (rule in _IN_ONE_CLAUSE and _CLAUSE_BREAK.search(text, span.start, span.end))
            if (
                clause
                and not apart
                and not self._is_limited(flag, span)
                and not _is_quoted(text, span.start)
                and not _QUOTE.search(text, span.start, span.end)
            ):
                yield Flag(code, rule, (span,))

    def _is_limited(self, flag: str, span: Span) -> bool:
        """Whether the next words, or those before, make another thing of a phrase: others' names, other papers, mere intent."""
        bare = self._letter.document.view("bare")
        behind = min(span.end + 1, len(bare))
        if flag == "nac_danh":
            return self._cues["others"].match(bare, behind) is not None
        if flag != "gui_nhieu_lan":
            return False
        before = self._cues["unreal"].search(bare, max(0, span.start - 12), span.start) or _IF.search(
            bare, max(0, span.start - 40), span.start
        )
        return before is not None or self._cues["other_papers"].match(bare, behind) is not None

    def _is_exact(self, hit: Hit) -> bool:
        """Whether the words that differ from others by a mark alone bear theirs, or no mark at all."""
        tokens, words = self._tokens, self._cues.exact.intersection(hit.phrase.split())
        written = tokens.marked[hit.first : hit.last]
        return tokens.plain or all(word in written or fold_all(word) in written for word in words)

    def first(self, code: str) -> Flag | None:
        """The first of them."""
        return next(self.of(code), None)


def _span(tokens: Tokens, hit: Hit) -> Span:
    return Span(tokens.starts[hit.first], tokens.ends[hit.last - 1])


def _is_quoted(text: str, start: int) -> bool:
    before = text[max(0, text.rfind("\n", 0, start), start - _QUOTE_WINDOW) : start]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")


def _many(petitioners: tuple[Petitioner, ...], letter: Letter, group: Group | None) -> Flag | None:
    if group is not None:
        return Flag("dong_nguoi", group.rule, group.spans)
    if sum(person.name is not None for person in petitioners) >= MANY:
        return Flag("dong_nguoi", "names", (letter.title or letter.end,))
    return None


def _again(letter: Letter, tokens: Tokens, hits: _Hits) -> Flag | None:
    bare = letter.document.view("bare")
    start = letter.title.start if letter.title else 0
    head = bare[start : start + 160] if letter.title else ""
    case = letter.document.view("case")[start : start + 160]
    match = _AGAIN_IN_TITLE.search(head)
    if match and not (tokens.plain or case.startswith("lần", match.start())):
        match = None  # `lấn` and `lân` look the same without diacritics
    if match and not _SECOND_INSTANCE.search(head):
        return Flag("gui_nhieu_lan", "title", (Span(start + match.start(), start + match.end()),))
    return hits.first("gui_nhieu_lan")


def _skips_levels(cues: FlagCues, letter: Letter, hits: _Hits, bodies: list[Span]) -> Flag | None:
    said = hits.first("vuot_cap")
    if said:
        return said
    bare = letter.document.view("bare")
    central = [body for body in bodies if cues["central"].search(bare, body.start, body.end)]
    title = letter.title or Span(0, 0)
    if central and cues["grievances"].search(bare, title.start, title.end):
        return Flag("vuot_cap", "central_body", tuple(central))
    return None


def _urgent(letter: Letter, hits: _Hits) -> Flag | None:
    bare, text = letter.document.view("bare"), letter.document.text
    title = letter.title or Span(0, 0)
    end = min(len(bare), title.end + 90)
    match = _URGENT_TITLE.search(bare, title.start, end) or re.compile(r"\W*(?:khan|gap)\b").match(bare)
    if match and "gặp" in letter.document.view("case")[match.start() : match.end()]:
        match = None
    if match and "trương" not in text[match.end() : match.end() + 8] and not _is_quoted(text, match.start()):
        return Flag("khan_cap", "title", (Span(*match.span()),))
    return hits.first("khan_cap")

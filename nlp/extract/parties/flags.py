"""What a petition shows of its circumstances; only what the text itself says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.extract.parties.cues import NAME, PetitionCues
from nlp.extract.parties.letter import Letter, addressee_text
from nlp.extract.parties.models import Petitioner
from nlp.extract.parties.phrases import Hit, Tokens, read_tokens
from nlp.text.fold import fold_all
from nlp.text.span import Span

# Luật Tiếp công dân 2013, Điều 29: from five people on they send representatives.
MANY = 5
_AGAIN_IN_TITLE = re.compile(r"lan\s+(?:thu\s+)?(?:hai|ba|tu|bon|nam|sau|bay|tam|chin|muoi|[2-9]|1\d)\b")
# `khiếu nại lần hai` is the second instance of Luật Khiếu nại 2011 Điều 7, not the same paper again.
_SECOND_INSTANCE = re.compile(r"khieu\s+nai\s+(?:tiep\s+)?\(?\s*lan\s+(?:thu\s+)?(?:hai|2)\b")
_URGENT_TITLE = re.compile(r"(?<!\w)(?:khan|hoa\s+toc)(?!\w)")

_ENDING_NAME = re.compile(rf"(?:^|[\s:,(]){NAME.pattern}")
_GROUP = re.compile(r"\d+\s+(?:ho|nguoi|nha|chu\s+ky)\b")


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag and the span that shows it."""

    code: str
    span: Span


def find_flags(
    cues: PetitionCues, letter: Letter, petitioners: tuple[Petitioner, ...], signatories: int | None, signed: bool | None
) -> list[Flag]:
    """The flags of record.md, in its order, each once with the words that show it."""
    tokens = read_tokens(letter.document)
    hits = cues.flags.find(tokens)
    flags = [
        _anonymous(letter, tokens, hits, petitioners),
        _many(cues, letter, signatories),
        _again(letter, tokens, hits),
        _skips_levels(cues, letter, tokens, hits),
        _several_bodies(cues, letter),
        _urgent(letter, tokens, hits),
        _threat(cues, letter, tokens, hits),
        Flag("khong_chu_ky", letter.end) if signed is False else None,
    ]
    return [flag for flag in flags if flag is not None]


def _span(tokens: Tokens, hit: Hit) -> Span:
    return Span(tokens.starts[hit.first], tokens.ends[hit.last - 1])


def _first(tokens: Tokens, hits: list[Hit], group: str) -> Span | None:
    return next((_span(tokens, hit) for hit in hits if hit.group == group), None)


def _anonymous(letter: Letter, tokens: Tokens, hits: list[Hit], petitioners: tuple[Petitioner, ...]) -> Flag | None:
    said = _first(tokens, hits, "nac_danh")
    if any(person.name for person in petitioners):
        return None
    return Flag("nac_danh", said) if said else (Flag("nac_danh", letter.end) if is_nameless(letter) else None)


def is_nameless(letter: Letter) -> bool:
    """Whether a letter names nobody at its end and no group stands behind it; what merely could not be read is no flag."""
    if not letter.is_letter:
        return False
    text = letter.document.text
    lines = [line for line in letter.lines if line.start >= max(letter.body.start, letter.end.start - 1)] or list(
        letter.lines[-2:]
    )
    names = any(_ENDING_NAME.search(line.text) for line in lines)
    grouped = _GROUP.search(letter.document.view("bare"), letter.body.start) is not None
    bears_words = any(c.isupper() for c in text[letter.body.start :])
    return not names and not grouped and bears_words


def _many(cues: PetitionCues, letter: Letter, signatories: int | None) -> Flag | None:
    title = letter.title or Span(0, 0)
    bare = letter.document.view("bare")
    if signatories is not None and signatories >= MANY:
        return Flag("dong_nguoi", title)
    match = re.compile(r"tap\s+the|dong\s+nguoi").search(bare, title.start, title.end)
    return Flag("dong_nguoi", Span(*match.span())) if match else None


def _again(letter: Letter, tokens: Tokens, hits: list[Hit]) -> Flag | None:
    bare = letter.document.view("bare")
    start = letter.title.start if letter.title else 0
    head = bare[start : start + 160] if letter.title else ""
    case = letter.document.view("case")[start : start + 160]
    match = _AGAIN_IN_TITLE.search(head)
    if match and not (tokens.plain or case.startswith("lần", match.start())):
        match = None  # `lấn` and `lân` look the same without diacritics
    if match and not _SECOND_INSTANCE.search(head):
        return Flag("gui_nhieu_lan", Span(start + match.start(), start + match.end()))
    said = _first(tokens, hits, "gui_nhieu_lan")
    return Flag("gui_nhieu_lan", said) if said and letter.document.text[said.start - 1 : said.start] != '"' else None


def _skips_levels(cues: PetitionCues, letter: Letter, tokens: Tokens, hits: list[Hit]) -> Flag | None:
    said = _first(tokens, hits, "vuot_cap")
    if said:
        return Flag("vuot_cap", said)
    to = fold_all(addressee_text(letter))
    central = cues["central"].search(to)
    if central and letter.addressees and not re.search(r"cu\s+tri", letter.document.view("bare")[:600]):
        decision = cues["decision"].search(letter.document.view("bare"), letter.body.start)
        behind = letter.document.view("bare")[decision.end() : decision.end() + 60] if decision else ""
        if cues["local"].search(behind):
            return Flag("vuot_cap", letter.addressees)
    return None


def _several_bodies(cues: PetitionCues, letter: Letter) -> Flag | None:
    if letter.addressees is None:
        return None
    to = fold_all(addressee_text(letter))
    # `UBND huyện, tỉnh` is one body with its place; a new head of a body begins another addressee.
    count = len(cues["addressee"].findall(to))
    return Flag("gui_nhieu_noi", letter.addressees) if count >= 2 else None


def _urgent(letter: Letter, tokens: Tokens, hits: list[Hit]) -> Flag | None:
    bare = letter.document.view("bare")
    if letter.title:
        match = _URGENT_TITLE.search(bare, letter.title.start, min(len(bare), letter.title.end + 90))
        if match and "trương" not in letter.document.text[match.end() : match.end() + 8]:
            return Flag("khan_cap", Span(*match.span()))
    said = _first(tokens, hits, "khan_cap")
    return Flag("khan_cap", said) if said else None


def _threat(cues: PetitionCues, letter: Letter, tokens: Tokens, hits: list[Hit]) -> Flag | None:
    """A threat counts in the writer's own voice, and not as the words of the accused in quotes."""
    text, bare = letter.document.text, letter.document.view("bare")
    for hit in hits:
        if hit.group != "de_doa":
            continue
        span = _span(tokens, hit)
        before = text[max(0, span.start - 160) : span.start]
        start = max(before.rfind(". "), before.rfind("\n"), 0)
        quoted = before.count('"') % 2 == 1 or before.count("“") > before.count("”")
        own = cues["own_voice"].search(bare, span.start - len(before) + start, span.start)
        if own and not quoted:
            return Flag("de_doa", span)
    return None

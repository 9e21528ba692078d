"""Whom or what act a petition is against."""

from __future__ import annotations

import re

from nlp.extract.citations.models import Citation
from nlp.extract.parties.cues import PetitionCues
from nlp.extract.parties.letter import Letter
from nlp.extract.parties.models import Target, TargetKind
from nlp.extract.parties.people import read_name
from nlp.extract.parties.phrases import read_tokens
from nlp.text.span import Span, trimmed

# The target ends where a clause begins that says what was done.
_STOP = re.compile(
    r"[;:\n(\"“]|\.(?:\s|$)|,?\s+(?:da\s|co\s+(?:cac\s+)?hanh|co\s+cac|vi\s|voi\s+ly|nhu\s+sau|de\s|khong\s|dang\s|bi\s|nhung\s|ma\s|toi\s|va\s+(?:toi|ba|ong)\s"
    r"|su\s+dung|loi\s+dung|lap\s|ky\s|thuong\s+xuyen|cho\s|chua\s|phat\s+toi|truy\s+thu|giai\s+quyet|lien\s+quan|doi\s+voi|noi\s+dung|bac\s|dung\s|theo\s)"
)
_LONGEST = 160
# How far into a target its citation may begin for the target to be that paper (`cái Quyết định số 5`).
_NEAR = 12
_CONTESTED = re.compile(r"khieu\s+nai|khong\s+(?:dong\s+y|nhat\s+tri)|xem\s+xet\s+lai|xet\s+lai")


def describe_target(cues: PetitionCues, letter: Letter, span: Span) -> Target:
    """The target that stands at a span: its kind by its first words, and the citation in it."""
    document = letter.document
    text = " ".join(span.of(document.text).split())
    citation = next((c for c in document.layer(Citation) if c.span.overlaps(span)), None)
    # `chủ đầu tư` is no `chú`: only a text without diacritics is matched without them.
    view, plain = ("bare", ".plain") if read_tokens(document).plain else ("case", "")
    folded = document.view(view)
    if cues[f"paper{plain}"].match(folded, span.start, span.end) or (citation and citation.span.start <= span.start + _NEAR):
        kind = TargetKind.DECISION
    elif cues[f"person{plain}"].match(folded, span.start, span.end):
        kind = TargetKind.PERSON
    elif cues[f"authority{plain}"].match(folded, span.start, span.end):
        kind = TargetKind.BODY
    else:
        kind = TargetKind.PERSON if read_name(document.text, span.start, span.end) else TargetKind.ACT
    return Target(text, kind, citation.id if citation else None)


def find_target(cues: PetitionCues, letter: Letter) -> Span | None:
    """The person, body or decision complained of or accused: behind a word that says so, else the first decision named.

    None where the paper turns against nobody.
    """
    bare = letter.document.view("bare")
    for match in cues["target"].finditer(bare, letter.body.start):
        if _is_no_lead(bare, match):
            continue
        if cues["decision_word"].match(bare, match.end()):
            decision = cues["decision"].match(bare, match.end())
            if decision is not None:
                return _cut(letter, decision.start(), floor=decision.end())
            continue  # `quyết định này` points at one named elsewhere
        span = _cut(letter, match.end(), floor=match.end())
        if len(span) > 4:
            return span
    decision = cues["decision"].search(bare, letter.body.start)
    if decision is not None and _CONTESTED.search(bare):
        return _cut(letter, decision.start(), floor=decision.end())
    return None


def _is_no_lead(bare: str, match: re.Match[str]) -> bool:
    """`Người khiếu nại: ông A` names the petitioner; `thưa ông` is a greeting."""
    before = bare[max(0, match.start() - 12) : match.start()].rstrip()
    if before.endswith(("nguoi", "ben", "don", "luat", "giai quyet", "nguoi bi")) and not match[0].startswith(("nguoi", "noi")):
        return True
    return match[0].startswith("thua") and ("don thua" not in bare[:400] or match[0].rstrip().endswith(","))


def _cut(letter: Letter, start: int, *, floor: int) -> Span:
    """From ``start`` to where a clause begins that says what was done, looked for behind ``floor``."""
    bare = letter.document.view("bare")
    limit = min(len(bare), max(floor, start) + _LONGEST)
    stop = _STOP.search(bare, floor, limit)
    return trimmed(letter.document.text, start, stop.start() if stop else limit, drop=" \t\n,.;:-–")

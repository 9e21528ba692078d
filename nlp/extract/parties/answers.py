"""Decisions and papers by which an authority has already answered the petitioner."""

from __future__ import annotations

import re

from nlp.document.document import Document
from nlp.extract.citations.models import Citation
from nlp.extract.parties.cues import PetitionCues

#: Kinds of papers that answer; a law or a decree never does.
KINDS = frozenset({"quyet_dinh", "thong_bao", "cong_van", "ket_luan", "van_ban", "phieu_chuyen", "bao_cao", "bien_ban", None})
_BEFORE, _BEHIND = 80, 90
_CLAUSE = re.compile(r"[.!?;](?:\s|$)|\n")


def find_earlier_answers(cues: PetitionCues, document: Document) -> list[Citation]:
    """The citations of papers that answered, refused or passed on what was asked before, each number once, by start.

    The words before or behind the mention, in its clause, must say so: `trả lời bằng`, `giải quyết khiếu nại`, `không thụ lý`.
    """
    bare = document.view("bare")
    found: dict[str, Citation] = {}
    for citation in document.layer(Citation):
        if citation.kind not in KINDS:
            continue
        start, end = citation.span.start, citation.span.end
        before = _CLAUSE.split(bare[max(0, start - _BEFORE) : start])[-1]
        behind = _CLAUSE.split(bare[end : end + _BEHIND], maxsplit=1)[0]
        inside = bare[start:end]
        if cues["answered_by"].search(before) or cues["answering"].search(inside) or cues["answering"].search(behind):
            found.setdefault(citation.number or citation.id, citation)
    return list(found.values())

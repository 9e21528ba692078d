"""Which office a piece of a petition names: Chủ tịch UBND xã, Giám đốc sở, Bộ trưởng, as codes of ``competence.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from nlp.document.document import Document
from nlp.resources.load import any_of, load_resource
from nlp.text.span import Span

_HEADS = {"xa": "chu_tich_xa", "huyen": "chu_tich_huyen", "tinh": "chu_tich_tinh"}
_ORGANS = {"xa": "ubnd_xa", "huyen": "ubnd_huyen", "tinh": "ubnd_tinh"}
_OFFICERS = {"xa": "cong_chuc_xa", "huyen": "cong_chuc_huyen"}


@dataclass(frozen=True)
class OfficeCues:
    """The compiled cues of ``office_cues.yaml``: one pattern of offices, and the words of matters by name."""

    offices: re.Pattern[str]
    central: re.Pattern[str]
    ranks: Mapping[str, str]
    matters: Mapping[str, re.Pattern[str]]


@lru_cache(maxsize=1)
def load_office_cues() -> OfficeCues:
    """The cues, compiled once."""
    data: dict[str, Any] = load_resource("office_cues.yaml")
    words = [word for rank in data["ranks"].values() for word in rank] + data["city"]
    rank = rf"(?P<{{name}}>{any_of(words)})(?!\w)"
    head, organ = any_of(data["head"]), any_of(data["organ"])
    under, district = any_of(data["under_a_department"]), any_of([*data["ranks"]["huyen"], *data["city"]])
    offices = [
        rf"(?P<head>(?:{head})\s+(?:(?:{organ})\s+)?){rank.format(name='of_head')}",
        rf"(?P<organ>(?:{organ})\s+){rank.format(name='of_organ')}",
        rf"(?P<officer>(?:{any_of(data['officer'])})\s+(?:\w+\s+){{0,4}}?){rank.format(name='of_officer')}",
        rf"(?P<division>(?:{any_of(data['division'])})\s+(?:\w+[\s,–-]+){{1,8}}?)(?P<of_division>{district})(?!\w)",
        rf"(?P<under>(?:{under})\s+(?:\w+\s+){{0,5}}?)?(?P<department>(?:phó\s+)?(?:giám\s+đốc\s+)?sở)\s+(?:{any_of(data['departments'])})",
        rf"(?P<ministry>bộ\s+trưởng|bộ\s+(?:{any_of(data['ministries'])}))",
        r"(?P<premier>thủ\s+tướng)",
    ]
    matters = ("court", "courtesy", "land_dispute", "conciliated", "second_complaint")
    return OfficeCues(
        offices=re.compile(rf"(?<!\w)(?:{'|'.join(offices)})"),
        central=re.compile(rf"\s*(?:{any_of(data['central_cities'])})(?!\w)"),
        ranks={word: name for name, rank_words in data["ranks"].items() for word in rank_words},
        matters={name: re.compile(rf"(?<!\w)(?:{any_of(data[name])})(?!\w)") for name in matters},
    )


def find_offices(document: Document, span: Span) -> Iterator[tuple[str, Span]]:
    """The offices named in a part of the document, in order, each with its span.

    >>> from nlp.document.document import build_document
    >>> text = "Kính gửi: Chủ tịch UBND xã An Bình"
    >>> [code for code, _ in find_offices(build_document(text), Span(0, len(text)))]
    ['chu_tich_xa']
    """
    cues, view = load_office_cues(), document.view("case")
    for match in cues.offices.finditer(view, span.start, span.end):
        code = _code(cues, view, match)
        if code is not None:
            yield code, Span(*match.span())


def _code(cues: OfficeCues, view: str, match: re.Match[str]) -> str | None:
    if match["premier"]:
        return "thu_tuong"
    if match["ministry"]:
        return "bo_truong"
    if match["department"]:
        return "co_quan_so" if match["under"] else "giam_doc_so"
    if match["division"]:
        return "co_quan_huyen" if _rank(cues, view, match, "of_division") == "huyen" else None
    for kind, codes in (("head", _HEADS), ("organ", _ORGANS), ("officer", _OFFICERS)):
        if match[kind]:
            return codes.get(_rank(cues, view, match, f"of_{kind}") or "")
    return None


def _rank(cues: OfficeCues, view: str, match: re.Match[str], group: str) -> str | None:
    """The rank of the place; a city is a province's by its name, a district's with any other name, unknown without one."""
    word = " ".join(match[group].split())
    if word in cues.ranks:
        return cues.ranks[word]
    if cues.central.match(view, match.end(group)):
        return "tinh"
    return "huyen" if view[match.end(group) : match.end(group) + 2].strip(" .,;:\n") else None


def mentions(document: Document, matter: str) -> Span | None:
    """Where the document first speaks of a matter: ``court``, ``courtesy``, ``land_dispute``, ``conciliated``,
    ``second_complaint``.
    """
    match = load_office_cues().matters[matter].search(document.view("case"))
    return Span(*match.span()) if match else None

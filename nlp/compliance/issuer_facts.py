"""Facts about the issuing body: whether its symbol is its own, and whether the body still existed."""

from __future__ import annotations

import re
from functools import lru_cache

from nlp.compliance.case import Case, load_cues
from nlp.law.facts import Value
from nlp.law.format import STATE
from nlp.resources.load import load_resource
from nlp.text.fold import fold_all

# Bodies of the district itself; a hospital or a school keeps the district's name.
_DISTRICT = re.compile(
    r"(?:uy ban nhan dan|ubnd|hoi dong nhan dan|hdnd|huyen uy|quan uy|thi uy|(?:ban (?:chap hanh|thuong vu) )?dang bo)"
    r"(?: (?:huyen|quan|thi xa)\b|(?<=huyen uy)|(?<=quan uy)|(?<=thi uy))"
)
_CELL = re.compile(r"chi bo\b")
# The last day of ministries and agencies that were merged on 1 March 2025, as ``issuers.yaml`` has it.
_MERGED = "2025-02-28"


def read_issuer(case: Case, kind: str | None, body: str) -> dict[str, Value]:
    """Facts by name: ``ky_hieu_khop`` where the registry of codes decides it, ``cap_huyen``, ``bo_cu`` and ``chi_bo`` of a
    state's or the Party's issuer; nothing where no issuer was read.

    ``body`` is that of ``nlp.law.format``.
    """
    name, parent = fold_all(case.header.issuer or ""), fold_all(case.header.parent_issuer or "")
    if not name:
        return {}
    facts: dict[str, Value] = {"cap_huyen": _DISTRICT.match(name) is not None or _DISTRICT.match(parent) is not None}
    facts["chi_bo"] = _CELL.match(name) is not None
    if body == STATE:
        facts["bo_cu"] = name in _merged_bodies()
    matches = _agrees(name, case.header.number or "", body)
    return facts if matches is None else {**facts, "ky_hieu_khop": matches}


def _agrees(name: str, number: str, body: str) -> bool | None:
    """Whether the symbol holds the code of the body named above it; False only where it holds another known body's instead."""
    own = next((codes for head, codes in load_cues().letterhead_codes.items() if name.startswith(head)), None)
    if own is None:
        return None
    symbol = number.partition("/")[2] if body == STATE or "-" in number.partition("/")[0] else ""
    codes = [code for code in re.split(r"[-–/]", symbol) if code]
    if not codes or any(code.endswith(mine) or code.startswith(mine) for code in codes for mine in own):
        return True if codes else None
    foreign = {code for head, others in load_cues().letterhead_codes.items() for code in others} - set(own)
    return False if any(code in foreign for code in codes) else None


@lru_cache(maxsize=1)
def _merged_bodies() -> frozenset[str]:
    rows = load_resource("issuers.yaml")["issuers"]
    return frozenset(fold_all(row["name"]) for row in rows if row["level"] == "central_ministry" and row.get("to") == _MERGED)

"""A text of the corpora laid out as a page: letterhead and signature in two columns, as Nghị định 30/2020/NĐ-CP has them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NATIONAL = re.compile(r"CỘNG H(?:ÒA|OÀ) XÃ HỘI|Độc lập\b|ĐẢNG CỘNG SẢN VIỆT NAM|ĐOÀN TNCS")
_PLACE_DATE = re.compile(r"[^,\n]{2,40}, ngày .{0,40}năm \d{4}\s*$")
_RULE = re.compile(r"[-*_]{3,}$")
_HEAD_LINES = 20
_BEHIND_HEAD = re.compile(r"Kính gửi|ĐƠN\b")


@dataclass(frozen=True)
class Page:
    """The parts of a dispatch as they stand on paper; a text without letterhead is all ``body``."""

    head_left: tuple[str, ...]
    head_right: tuple[str, ...]
    body: tuple[str, ...]
    tail_left: tuple[str, ...]
    tail_right: tuple[str, ...]


def parse_page(text: str) -> Page:
    """The parts of a text of the corpora; every line that holds a letter is in exactly one part.

    >>> page = parse_page("UBND XÃ A\\n\\nXã A, ngày 02 tháng 3 năm 2024\\n\\nKính gửi: B\\n\\nNơi nhận:\\n- C;\\n\\nCHỦ TỊCH\\n")
    >>> page.head_left, page.head_right, page.tail_right
    (('UBND XÃ A',), ('Xã A, ngày 02 tháng 3 năm 2024',), ('CHỦ TỊCH',))
    """
    lines = [line.rstrip() for line in text.splitlines()]
    limit = next((i for i, line in enumerate(lines[:_HEAD_LINES]) if _BEHIND_HEAD.match(line)), _HEAD_LINES)
    dated = next((i for i, line in enumerate(lines[:limit]) if _PLACE_DATE.search(line)), None)
    first = 0 if dated is None else dated + 1
    closing = next((i for i in range(len(lines) - 1, first, -1) if lines[i].startswith("Nơi nhận")), len(lines))
    left, right = _split_head(lines[:first])
    tail = lines[closing:]
    gap = tail.index("") if "" in tail else len(tail)
    return Page(left, right, tuple(lines[first:closing]), tuple(tail[:gap]), tuple(line for line in tail[gap:] if line))


def _split_head(lines: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    left: list[str] = []
    right: list[str] = []
    side = left
    for line in lines:
        if not line:
            continue
        if not _RULE.match(line):
            side = right if _NATIONAL.match(line) or _PLACE_DATE.match(line) else left
        side.append(line)
    return tuple(left), tuple(right)


def is_heading(line: str) -> bool:
    """Whether a line is printed bold: capitals throughout.

    >>> is_heading("QUYẾT ĐỊNH"), is_heading("Điều 1.")
    (True, False)
    """
    return any(c.isalpha() for c in line) and line == line.upper()

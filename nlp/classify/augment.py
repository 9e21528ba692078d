"""Training texts as they may come: without diacritics, misread by a scanner, without their title.

Only training uses this. The changes are drawn from a generator seeded by the text's name, so each run makes the same ones.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator

from nlp.text.fold import fold_diacritics

# Letters that scanners take for one another in Vietnamese print: lost or changed marks first, then shapes.
_CONFUSIONS = {
    "ế": "ê", "ề": "ê", "ể": "ê", "ệ": "ê", "ấ": "â", "ầ": "â", "ẩ": "â", "ậ": "â", "ố": "ô", "ồ": "ô", "ổ": "ô", "ộ": "ô",
    "ứ": "ú", "ừ": "ù", "ử": "ủ", "ữ": "ũ", "ự": "ụ", "ớ": "ó", "ờ": "ò", "ở": "ỏ", "ợ": "ọ", "ơ": "o", "ư": "u", "ủ": "ù",
    "ả": "à", "ỉ": "i", "ã": "ả", "đ": "d", "ắ": "ă", "ằ": "ă", "l": "1", "ỹ": "ỷ",
}  # fmt: skip


def drop_diacritics(text: str) -> str:
    """The text as typed without diacritics.

    >>> drop_diacritics("Đơn đề nghị")
    'Don de nghi'
    """
    return fold_diacritics(text)


def misread(text: str, name: str, *, rate: float = 0.12) -> str:
    """The text with a share ``rate`` of its confusable letters misread; the same for the same name.

    >>> misread("đề nghị xem xét", "pa001") == misread("đề nghị xem xét", "pa001")
    True
    """
    generator = random.Random(zlib.crc32(name.encode()))
    return "".join(_CONFUSIONS[c] if c in _CONFUSIONS and generator.random() < rate else c for c in text)


def variants(text: str, name: str) -> Iterator[str]:
    """The text without diacritics, and misread."""
    yield drop_diacritics(text)
    yield misread(text, name)

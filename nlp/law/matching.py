"""Keys under which numbers and titles of instruments are looked up, tolerant of how people type them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_WORD = re.compile(r"[^\W_]+")
_PARENTHESES = re.compile(r"\([^)]*\)")
_YEAR = re.compile(r"(?:\s+năm)?\s+((?:19|20)\d\d)\s*$")
_KIND = re.compile(
    r"^(?:bộ luật|luật|pháp lệnh|nghị định|thông tư liên tịch|thông tư|nghị quyết|quyết định|chỉ thị|quy định)\s+"
    r"(?:về\s+)?(?:việc\s+)?"
)


@lru_cache(maxsize=2048)
def number_key(number: str) -> str:
    """A number without case, spaces, diacritics and leading zeros.

    >>> number_key("2/2011/qh13 ") == number_key("02/2011/QH13")
    True
    >>> number_key("30/2020/ND-CP") == number_key("30/2020/NĐ-CP")
    True
    """
    text = unicodedata.normalize("NFD", number.upper().replace("Đ", "D").replace("–", "-"))
    text = "".join(char for char in text if not unicodedata.combining(char) and not char.isspace())
    return text.lstrip("0")


@lru_cache(maxsize=2048)
def split_year(title: str) -> tuple[str, int | None]:
    """A title without the year people add to it, and the year.

    >>> split_year("Luật Đất đai năm 2013")
    ('Luật Đất đai', 2013)
    """
    title = unicodedata.normalize("NFC", title)
    found = _YEAR.search(title)
    return (title[: found.start()], int(found.group(1))) if found else (title, None)


@lru_cache(maxsize=2048)
def title_keys(title: str) -> tuple[str, ...]:
    """Keys of a title: as written, and without its kind (``Luật``); case, punctuation, brackets and tone placement do not matter.

    >>> title_keys("Luật Hoà giải ở cơ sở") == title_keys("LUẬT HÒA GIẢI Ở CƠ SỞ")
    True
    """
    text = _PARENTHESES.sub(" ", unicodedata.normalize("NFC", title)).lower()
    words = " ".join(_WORD.findall(text))
    bare = _KIND.sub("", words)
    return tuple(dict.fromkeys(_fold(key) for key in (words, bare) if key))


def _fold(words: str) -> str:
    return " ".join(_tone_last(word) for word in words.split())


def _tone_last(word: str) -> str:
    """The syllable with its tone moved to the end, so that ``hoà`` and ``hòa`` are one."""
    letters = unicodedata.normalize("NFD", word)
    tones = "".join(char for char in letters if char in _TONES)
    return unicodedata.normalize("NFC", "".join(char for char in letters if char not in _TONES)) + tones

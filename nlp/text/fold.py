"""Views of a text for matching: same length, so that offsets hold.

A view never reaches a record; what was found in it is read from the text itself.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import lru_cache
from typing import Any

_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng


def _tone_pairs() -> dict[str, str]:
    """Old-style placements of the tone in open syllables (``oà``, ``uý``) and the new style of each (``òa``, ``úy``)."""
    pairs = {}
    for first, second in (("o", "a"), ("o", "e"), ("u", "y")):
        for tone in _TONES:
            old = first + unicodedata.normalize("NFC", second + tone)
            new = unicodedata.normalize("NFC", first + tone) + second
            for style in (str.lower, str.upper, str.title):
                pairs[style(old)] = style(new)
            pairs[old[0].lower() + old[1].upper()] = new[0].lower() + new[1].upper()
    return pairs


_NEW_TONE = _tone_pairs()
# The toned vowel first, for it is rarer than the o or u before it; before a letter the syllable is closed.
_OLD_TONE = re.compile(rf"[{''.join(sorted({pair[1] for pair in _NEW_TONE}))}](?<=[oOuU].)(?![^\W\d_])")


def fold_tone(text: str) -> str:
    """``text`` with the tone of open ``oa oe uy`` on the first vowel, as the new style has it; same length.

    Closed syllables (``hoàn``) and ``qu`` (``quý``) keep theirs, for there both styles agree.

    >>> fold_tone("Uỷ ban hoà giải, quý, hoàn")
    'Ủy ban hòa giải, quý, hoàn'
    """
    pieces, position = [], 0
    for match in _OLD_TONE.finditer(text):
        start, end = match.start() - 1, match.end()
        new = _NEW_TONE.get(text[start:end])
        if new is None or (new[0] in "ùúủũụÙÚỦŨỤ" and text[max(0, start - 1) : start] in ("q", "Q")):
            continue  # in ``qu`` the u belongs to the consonant
        pieces += [text[position:start], new]
        position = end
    return "".join([*pieces, text[position:]]) if pieces else text


def fold_case(text: str) -> str:
    """``text`` in lower case, same length (a letter whose lower case is longer stays)."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@lru_cache(maxsize=4096)
def _bare(character: str) -> str:
    if character in "đĐ":
        return "d" if character == "đ" else "D"
    base = unicodedata.normalize("NFD", character)[0]
    return base if base.isalpha() else character


def fold_diacritics(text: str) -> str:
    """``text`` without diacritics, ``đ`` as ``d``; same length for NFC text.

    >>> fold_diacritics("Đất đai")
    'Dat dai'
    """
    if text.isascii():
        return text
    try:
        return codecs.charmap_decode(codecs.charmap_encode(text, "strict", _PAGE)[0], "strict", _BARE_PAGE)[0]
    except UnicodeEncodeError:  # a capital with diacritics or a character of another script
        return text.translate(_BARE_TABLE)


class _BareTable(dict[int, str]):
    def __missing__(self, code: int) -> str:
        value = _bare(chr(code))
        self[code] = value
        return value


_BARE_TABLE = _BareTable()


def _bare_charmap() -> tuple[Any, str]:
    """A code page of the small letters and signs that Vietnamese texts are made of, and the bare character at each of its places.

    Encoding into one and decoding from the other is done in C, four times faster than a table of ``str.translate``.
    """
    letters = "".join(unicodedata.normalize("NFC", base + tone) for base in "aăâeêioôơuưy" for tone in ("", *_TONES))
    signs = "đðÿñ\u00a0–—“”‘’…•·«»°§©®™´`¬~−×÷±½¼¾²³→●▪■★ˆ¨⁄„›‡†¡"
    page = "".join(dict.fromkeys("".join(map(chr, range(128))) + letters + signs))[:256]
    unused = "\ufffe" * (256 - len(page))
    return codecs.charmap_build(page + unused), "".join(page.translate(_BARE_TABLE)) + unused


_PAGE, _BARE_PAGE = _bare_charmap()


def fold_all(text: str) -> str:
    """Lower case, no diacritics, white space as single blanks is not touched; same length. For loose comparison."""
    return fold_diacritics(fold_case(text))
